"""Somebody leaves for good: wherever one can look, nothing of theirs is left."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db.models import Model

from mutuality.groups import operations as groups
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.ledger import queries as ledger
from mutuality.live.models import Notice
from mutuality.live.terms import Hint
from mutuality.people import operations as people
from mutuality.people.models import Community, Founding, Passkey, Person
from mutuality.rooms import feed, fragments, operations
from mutuality.safety import operations as safety
from mutuality.safety import putting_right, together, wayback
from mutuality.safety import queries as limits
from mutuality.safety.models import ReadLimits, RewordingRest
from mutuality.site import ending
from mutuality.vault import sweeping
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey, Destroyed
from tests import stolen
from tests.cast import Cast
from tests.live.audience import audience
from tests.reading_pages import text

pytestmark = pytest.mark.both

Committed = Callable[..., AbstractContextManager[object]]

# What belongs to no person: the place itself, its texts, its rooms, and what only names rows. Counts that several
# processes share bear a name made with a secret, and end within a day or two.
NOBODYS = {
    "people.community", "people.founding", "people.spentchallenge",
    "people.wayback", "safety.statement", "groups.group", "rooms.room",
    "ledger.chain",
    "live.topic", "live.notice", "live.sharedcount", "outbox.duty", "vault.destroyed", "vault.seal", "vault.datakey",
    "groups.knock", "groups.poster", "rooms.said", "ledger.entry",
}  # fmt: skip
# What stands in a shared place is not thereby its founder's or opener's.
SHARED = {"rooms.topic", "groups.group", "rooms.room"}
OURS = {"people", "safety", "rooms", "groups", "ledger", "live", "outbox", "vault"}


def live_a_little(cast: Cast) -> None:
    """Let Bea leave at least one row in every table that can point to a person."""
    assert cast.bea.person and cast.bea.membership and cast.bea.session
    now, bea = cast.now, cast.bea.person
    people.describe(pronouns="she", bound="paid by the centre", by=bea, now=now)
    people.print_codes(by=bea, now=now)
    people.park(pages=["/topics/x/"], answers={"words": "parked"}, by=bea, now=now)
    people.keep_draft(place="/topics/x/", words="a draft", by=bea, now=now)
    operations.begin_topic(title="Bea began this", by=cast.bea.place, now=now)
    operations.signal(cast.words["dov"], kind="with", by=cast.bea.place, now=now)
    operations.draw_boundary(cast.dov.place, by=cast.bea.place, now=now)
    operations.draw_boundary(cast.bea.place, by=cast.ada.place, now=now)
    operations.set_aside(cast.words["dov"], by=cast.bea.place, now=now)
    safety.write_card(lines={"please": "Sit with Bea"}, by=bea, now=now)
    safety.show_card(cast.bea.place.pk, by=bea, now=now)
    # As if she had come back from a way back, and somebody were still away.
    away = {"mine": True, "other": "a-row-that-is-gone", "name": "Eli", "day": "2026-05-04"}
    wayback.bring_back({"boundaries": [away], "copies": [], "card": {}, "was": ["m"]}, by=bea, now=now)
    ReadLimits.objects.get_or_create(person=bea, defaults={"number": 1})
    RewordingRest.objects.get_or_create(person=bea, defaults={"until": now.date()})
    row = together.propose(limits.kept() | {"run_by": "Two of us"}, by=bea, now=now)
    voice = together.own_voice(bea, rewording_id=row.pk, now=now)
    together.object_to(voice, because="Bea would say it otherwise", by=bea, now=now)
    line = {"name": "Night line", "reach": "555 0100", "country": "Europe", "about": "", "traces": "says-not"}
    putting_right.ask(slug="", number=line, by=bea, now=now)
    Passkey.add(person=bea, label="Phone", mark="a", address="b", kept="c", added_on=now.date())
    groups.answer(cast.doors.knock, membership=cast.bea.membership, welcome=True, by=bea, now=now)
    groups.take_back_all(cast.bea.membership, by=bea, now=now)
    groups.invite(cast.bea.membership, way="link", by=bea, now=now)
    for address in (f"/topics/{cast.topic.pk}/", f"/rooms/{cast.room.pk}/", "/", "/you/"):
        cast.bea.client.get(address)
        cast.ada.client.get(address)


def hers(person: str) -> dict[str, set[str]]:
    """Every row that points to this person, by however many steps, as table → ids."""
    found: dict[str, set[str]] = {"people.person": {person}}
    grew = True
    while grew:
        grew = False
        for model in _tables():
            before = len(found.get(model._meta.label_lower, ()))
            found.setdefault(model._meta.label_lower, set()).update(_pointing(model, found))
            grew |= len(found[model._meta.label_lower]) > before
    return {table: ids for table, ids in found.items() if ids}


def _tables() -> list[type[Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in OURS]


def _pointing(model: type[Model], found: dict[str, set[str]]) -> set[str]:
    ids: set[str] = set()
    for field in model._meta.concrete_fields:
        if field.related_model is None:
            whose = found["people.person"] if field.attname in ("person", "by") else set()
        elif field.related_model._meta.label_lower in SHARED:
            continue
        else:
            whose = found.get(field.related_model._meta.label_lower, set())
        ids.update(
            map(str, model._base_manager.filter(**{f"{field.name}__in": whose}).values_list("pk", flat=True))
        )
    return ids


def keys_of(rows: dict[str, set[str]]) -> set[str]:
    keys: set[str] = set()
    for model in _tables():
        if "key" in {field.name for field in model._meta.fields}:
            own = model._base_manager.filter(pk__in=rows.get(model._meta.label_lower, ()))
            keys.update(own.values_list("key_id", flat=True))
    return keys


def test_bea_has_a_row_in_every_table_that_can_point_to_a_person(cast: Cast) -> None:
    live_a_little(cast)
    tables = {m._meta.label_lower for m in _tables()} - NOBODYS
    assert tables <= set(hers(cast.bea.person.pk)), tables - set(hers(cast.bea.person.pk))


def test_nothing_of_a_leaver_is_left_anywhere(
    cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    live_a_little(cast)
    rows = hers(cast.bea.person.pk)
    keys = keys_of(rows)
    ids = {i for many in rows.values() for i in many} - keys
    shared = {str(e) for e in rows.get("ledger.entry", ())} | {cast.ada.membership.pk}
    assert len(keys) > 10
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.bea.client.post("/leaving/")["Location"] == "/left/"
    assert not Person.objects.filter(pk=cast.bea.person.pk).exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()
    assert keys <= set(Destroyed.objects.values_list("pk", flat=True))
    assert not any(held.get(key) for key in keys)
    left = {
        (model._meta.label_lower, name)
        for model, name, value in stolen.values()
        if str(value) in ids - shared and model not in (Notice, Destroyed)
    }
    assert left == set()
    for telltale in ("Bea", "parked", "a draft"):
        assert stolen.anywhere(telltale) == []


def test_open_pages_hints_and_memory_resolve_to_nothing(cast: Cast) -> None:
    live_a_little(cast)
    stream = operations.stream(cast.room.pk)
    assert fragments.fragments._kept and fragments.lists._kept
    cast.bea.client.post("/leaving/")
    hints = [Hint(n.seq, n.kind, n.ref) for n in Notice.objects.filter(topic=stream).order_by("seq")]
    made = feed.RoomFeed().render(cast.room.pk, hints, audience(cast.bea.person.pk))
    shown = " ".join(html for one in made for html in one.html.values())
    assert "phone ring" in shown
    for telltale in ("Bea", "Sunday night", "a night outside"):
        assert telltale not in shown
        assert telltale not in str(fragments.fragments._kept)
        assert telltale not in str(fragments.lists._kept)
    assert cast.bea.token not in str(rates._seen) and cast.bea.person.pk not in str(rates._seen)
    assert (
        feed.RoomFeed().admit(cast.room.pk, token=cast.bea.token, language="en", asked={}, now=cast.now)
        is None
    )


def test_everybody_else_keeps_everything(cast: Cast) -> None:
    live_a_little(cast)
    cast.bea.client.post("/leaving/")
    page = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    for kept in ("walked to the bridge", "phone ring", "from the library", "What helped this week"):
        assert kept in page
    assert "Bea" not in page and sweeping.keyless() == 0
    assert ledger.verify(cast.group.pk) is None
    for address in (f"/groups/{cast.group.pk}/", f"/groups/{cast.group.pk}/ledger/", "/", "/groups/"):
        answer = cast.ada.client.get(address)
        assert answer.status_code == 200 and "Bea" not in text(answer)


def test_the_name_is_free_again_and_the_way_back_is_a_new_one(cast: Cast) -> None:
    cast.bea.client.post("/leaving/")
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    assert cast.nobody.client.post("/sign-in/", sent).status_code == 422
    again = people.arrive(name="Bea", passphrase=cast.bea.passphrase, now=cast.now)
    assert again.pk != cast.bea.person.pk


def test_leaving_twice_is_calm(cast: Cast) -> None:
    old = cast.bea.new_client()
    cast.bea.client.post("/leaving/")
    assert old.post("/leaving/").status_code == 302
    assert Person.objects.count() == 4


def test_an_empty_community_erases_itself_and_prints_a_new_founding_link(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    everybody = (cast.ada, cast.bea, cast.cy, cast.dov, cast.una)
    for someone in everybody[:-1]:
        someone.client.post("/leaving/")
        assert Community.objects.exists()
    assert "founding" not in capsys.readouterr().out.split("http")[-1]
    assert ending.leave_community(by=cast.una.person, now=cast.now)
    link = capsys.readouterr().out.split("/founding/")[1].split("/")[0]
    assert not Community.objects.exists() and Founding.objects.count() == 1
    rows = {m._meta.label for m in _tables() if m._base_manager.exists()}
    assert rows <= {"people.Founding", "vault.DataKey", "vault.Destroyed", "vault.Seal", "outbox.Duty"}
    assert DataKey.objects.count() == 1
    assert cast.nobody.client.get(f"/founding/{link}/").status_code == 200
    assert cast.nobody.client.get("/founding/" + new_id() + "/").status_code == 404
