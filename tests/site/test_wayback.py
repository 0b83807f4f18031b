"""Leaving with a way back: gone for everybody at once, and back again with one code, for seven days."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time, timedelta

import pytest
from django.db import transaction

from mutuality.decisions.models import Decider
from mutuality.groups import operations as groups
from mutuality.groups.models import Group, Membership
from mutuality.kit.clock import end_of
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.live.models import Notice
from mutuality.live.terms import SESSIONS, TURNED
from mutuality.people import operations as people
from mutuality.people import queries, terms, wayback
from mutuality.people.models import Person, WayBack
from mutuality.people.quiet import QuietHours
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Topic, Word
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from mutuality.safety.models import Boundary, CardShown, ComeBack
from mutuality.site import ending, wiring
from mutuality.site import wayback as site
from mutuality.vault import coded, sweeping
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey, Destroyed
from mutuality.vault.queries import Gone
from tests import stolen
from tests.at_once import overlapping, unowned
from tests.cast import Cast, bring
from tests.journeys.looking import everything
from tests.reading_pages import text

Committed = Callable[..., AbstractContextManager[object]]
BEAS = ("Sunday night", "a night outside", "Bea began this", "Bea", "paid by the centre")


def live_a_little(cast: Cast) -> None:
    bea = cast.bea.person
    people.describe(pronouns="she", bound="paid by the centre", by=bea, now=cast.now)
    people.keep_draft(place="/topics/x/", words="begun", by=bea, now=cast.now)
    rooms.begin_topic(title="Bea began this", by=cast.bea.place, now=cast.now)
    rooms.signal(cast.words["dov"], kind="with", by=cast.bea.place, now=cast.now)


def leave(cast: Cast) -> str:
    """Let Bea leave with a way back, as a browser does; the code she is shown."""
    page = cast.bea.client.post("/leaving/", {"way_back": "yes"})
    assert page.status_code == 200
    return re.search(r"<li>([0-9a-z-]{19})</li>", page.content.decode())[1]


def readable(cast: Cast) -> str:
    """Everything that the running server can open."""
    return "\n".join(kept for _where, kept in everything())


def stands(text: str, kept: str) -> bool:
    """Whether a text stands there as words; a few letters turn up by chance in what is sealed or coded."""
    return re.search(rf"\b{re.escape(text)}\b", kept) is not None


def world(cast: Cast, sent: dict[str, str]) -> list[str]:
    """What everybody else is shown, and what streams are told, once Bea has left in this way."""
    with transaction.atomic():
        cast.bea.client.post("/leaving/", sent)
        pages = (
            f"/topics/{cast.topic.pk}/", f"/rooms/{cast.room.pk}/", f"/groups/{cast.group.pk}/", "/", "/groups/",
            f"/groups/{cast.group.pk}/ledger/", f"/decisions/{cast.proposal.pk}/", "/leaving/", "/sign-in/",
            f"/groups/{cast.group.pk}/decisions/", f"/groups/{cast.group.pk}/meetings/",
        )  # fmt: skip
        shown = [bare(one.new_client().get(page)) for page in pages for one in (cast.ada, cast.dov, cast.cy)]
        shown += [f"{n.topic} {n.seq} {n.kind} {n.ref}" for n in Notice.objects.order_by("topic", "seq")]
        name = {"name": "Bea", "passphrase": cast.bea.passphrase}
        shown.append(bare(cast.nobody.new_client().post("/sign-in/", name)))
        transaction.set_rollback(True)
    held.empty()
    rates.forget()
    del cast.bea._client
    return shown


def bare(answer) -> str:
    body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    # A fresh mark for each form, so that a second click says nothing twice.
    return f"{answer.status_code} " + re.sub(r'name="once" value="\w+"', "", body)


def test_to_the_others_it_is_the_same_leaving(cast: Cast) -> None:
    live_a_little(cast)
    before = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    for_good, with_way_back = world(cast, {}), world(cast, {"way_back": "yes"})
    assert "Sunday night" in before and "Sunday night" not in "".join(for_good)
    assert len(for_good) > 40
    assert [pair for pair in zip(for_good, with_way_back, strict=True) if pair[0] != pair[1]] == []


def test_the_running_server_cannot_read_what_is_kept(
    cast: Cast, django_capture_on_commit_callbacks: Committed
) -> None:
    live_a_little(cast)
    assert all(stands(mine, readable(cast)) for mine in BEAS)
    with django_capture_on_commit_callbacks(execute=True):
        code = leave(cast)
    assert WayBack.objects.count() == 1
    found = readable(cast)
    assert not [mine for mine in (*BEAS, code, code.replace("-", "")) if stands(mine, found)]
    assert stolen.anywhere(code.replace("-", "")) == []
    row = WayBack.objects.get()
    assert not [f for f in row._meta.concrete_fields if f.related_model not in (None, DataKey)]
    _row, kept = wayback.opened(code, now=cast.now)
    assert "Sunday night" in str(kept)


def test_no_other_code_opens_it() -> None:
    lock = coded.new_lock()
    blob = coded.closed("words of mine", lock=lock)
    assert coded.opened(blob, code=lock.code).strip() == "words of mine"
    with pytest.raises(Gone):
        coded.opened(blob, code=new_id())
    short, long = (len(coded.closed("x" * size, lock=lock)) for size in (1, 4000))
    assert short == long


def test_coming_back_restores_name_group_words_titles_and_signals(cast: Cast) -> None:
    live_a_little(cast)
    said_at = cast.words["bea"].said_at
    code = leave(cast)
    assert cast.bea.new_client().get("/you/")["Location"].startswith("/sign-in/")
    back = cast.nobody.client
    assert back.post("/way-back/", {"code": code.upper()})["Location"] == "/"
    back.post("/way-out/")
    page = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert "Bea" in page and "Sunday night" in page and "a night outside" in page
    assert "Bea began this" in text(cast.ada.client.get(f"/rooms/{cast.room.pk}/"))
    mine = text(back.get(f"/topics/{cast.topic.pk}/"))
    assert "Sunday night" in mine
    word = Word.objects.get(place__person__memberships__group=cast.group, order=cast.words["bea"].order)
    assert word.said_at == said_at and word.ends_at == cast.words["bea"].ends_at
    assert sorted(word.place.signals.values_list("kind", flat=True)) == ["heard", "with"]
    sent = {"name": "Bea", "passphrase": cast.bea.passphrase}
    assert cast.bea.new_client().post("/sign-in/", sent).status_code == 302
    assert sweeping.keyless() == 0


def test_an_arrival_is_said_as_for_anybody(cast: Cast) -> None:
    code = leave(cast)
    before = Notice.objects.filter(kind="person").count()
    site.come_back(code=code, now=cast.now)
    assert Notice.objects.filter(kind="person").count() == before + 1


def test_what_was_said_meanwhile_stays_unread(cast: Cast) -> None:
    code = leave(cast)
    cast.say("Dov says this while Bea is away", by=cast.dov)
    cast.nobody.client.post("/way-back/", {"code": code})
    cast.nobody.client.post("/way-out/")
    page = text(cast.nobody.client.get(f"/topics/{cast.topic.pk}/"))
    assert "Sunday night" in page
    assert "while Bea is away" not in page and "walked to the bridge" not in page
    cast.say("Dov says this to all", by=cast.dov)
    assert "Dov says this to all" in text(cast.nobody.client.get(f"/topics/{cast.topic.pk}/"))


def test_coming_back_keeps_no_title_longer(cast: Cast) -> None:
    """Ada gave it under the rule of a week. That words beside it now stay for three months is not hers."""
    rooms.keep_for(cast.room, days=7, now=cast.now)
    topic = rooms.begin_topic(title="Ada began this for a week", by=cast.ada.place, now=cast.now)
    rooms.keep_for(cast.room, days=90, now=cast.now)
    cast.say("Bea for three months", by=cast.bea, topic=topic)
    before = Topic.objects.get(pk=topic.pk).ends_at
    site.come_back(code=leave(cast), now=cast.now)
    after = Topic.objects.get(pk=topic.pk)
    assert after.ends_at == before == end_of(cast.now, days=7)
    wiring.sweep(cast.now + timedelta(days=8))
    after.refresh_from_db()
    assert after.title is None and after.words.count() == 1


def test_who_came_meanwhile_does_not_read_what_comes_back(cast: Cast) -> None:
    code = leave(cast)
    bring(cast.ada.membership, cast.cy, now=cast.now)
    site.come_back(code=code, now=cast.now)
    page = text(cast.cy.client.get(f"/rooms/{cast.room.pk}/"))
    assert "Sunday night" not in text(cast.cy.client.get(f"/topics/{cast.topic.pk}/")) and "Bea" in page


def test_words_that_ran_out_meanwhile_do_not_come_back_and_none_is_kept_longer(cast: Cast) -> None:
    Word.objects.filter(pk=cast.words["bea"].pk).update(ends_at=cast.now + timedelta(days=3))
    kept = rooms.say(cast.topic, words="For a month", once=new_id(), by=cast.bea.place, now=cast.now)
    code, later = leave(cast), cast.now + timedelta(days=4)
    wiring.sweep(later)
    person = site.come_back(code=code, now=later)
    words = Word.objects.filter(place__person=person)
    assert [w.ends_at for w in words] == [kept.ends_at]


def test_a_topic_that_has_gone_meanwhile_is_there_again_with_its_own_order(cast: Cast) -> None:
    topic = rooms.begin(
        title="Bea alone", words="Only Bea here", once=new_id(), by=cast.bea.place, now=cast.now
    )
    code = leave(cast)
    assert not Topic.objects.filter(pk=topic.pk).exists()
    site.come_back(code=code, now=cast.now)
    again = Topic.objects.get(order=topic.order)
    assert again.ends_at == topic.ends_at
    assert "Only Bea here" in text(cast.ada.client.get(f"/topics/{again.pk}/"))


def test_a_group_that_ended_meanwhile_does_not_come_back(cast: Cast) -> None:
    page = cast.dov.client.post("/leaving/", {"way_back": "yes"}).content.decode()
    code = re.search(r"<li>([0-9a-z-]{19})</li>", page)[1]
    assert not Group.objects.filter(pk=cast.second.group_id).exists()
    person = site.come_back(code=code, now=cast.now)
    assert [m.group_id for m in Membership.objects.filter(person=person)] == [cast.group.pk]


def test_answers_in_decisions_do_not_come_back(cast: Cast) -> None:
    assert Decider.objects.filter(membership=cast.bea.membership).exclude(answer="").exists()
    person = site.come_back(code=leave(cast), now=cast.now)
    assert not Decider.objects.filter(membership__person=person).exists()


def test_who_asked_whom_in_stands_as_before(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.bea.membership.pk).update(invited_by=cast.ada.membership)
    bring(cast.bea.membership, cast.cy, now=cast.now)
    person = site.come_back(code=leave(cast), now=cast.now)
    mine = Membership.objects.get(person=person)
    assert mine.invited_by_id == cast.ada.membership.pk
    assert Membership.objects.get(person=cast.cy.person).invited_by_id == mine.pk
    assert mine.joined_on == cast.bea.membership.joined_on


def test_a_name_that_is_taken_meanwhile_can_be_changed(cast: Cast) -> None:
    code = leave(cast)
    people.arrive(name="Bea", passphrase="another long enough phrase", now=cast.now)
    refused = cast.nobody.client.post("/way-back/", {"code": code})
    assert refused.status_code == 422 and "taken" in text(refused)
    assert cast.nobody.client.post("/way-back/", {"code": code, "name": "Beatrix"}).status_code == 302
    assert queries.people_named(people.name_marks("Beatrix"))


def test_a_name_taken_in_the_group_gets_a_number(cast: Cast) -> None:
    code = leave(cast)
    cast.cy.name = "Bea"
    bring(cast.ada.membership, cast.cy, now=cast.now)
    site.come_back(code=code, now=cast.now)
    assert "Bea 2" in text(cast.ada.client.get(f"/rooms/{cast.room.pk}/"))


def test_printed_codes_and_drafts_come_back(cast: Cast) -> None:
    printed = people.print_codes(by=cast.bea.person, now=cast.now)
    people.keep_draft(place="/topics/x/", words="begun", by=cast.bea.person, now=cast.now)
    person = site.come_back(code=leave(cast), now=cast.now)
    assert queries.draft_of(person, place="/topics/x/", now=cast.now) == "begun"
    assert queries.person_with_code(printed[0]).person_id == person.pk


def test_a_draft_that_is_erased_at_that_moment_keeps_nobody_from_leaving(cast: Cast) -> None:
    for place in ("/topics/x/", "/topics/y/"):
        people.keep_draft(place=place, words="begun", by=cast.bea.person, now=cast.now)
    erased = cast.bea.person.drafts.get(place="/topics/x/")
    DataKey.objects.filter(pk=erased.key_id).delete()
    held.drop([erased.key_id])
    person = site.come_back(code=leave(cast), now=cast.now)
    assert [draft.place for draft in person.drafts.all()] == ["/topics/y/"]


def test_a_code_works_once(cast: Cast) -> None:
    code = leave(cast)
    row = WayBack.objects.get()
    site.come_back(code=code, now=cast.now)
    assert DataKey.objects.filter(pk=row.key_id).count() == 0
    assert Destroyed.objects.filter(pk=row.key_id).exists()
    with pytest.raises(wayback.NoWayBack):
        site.come_back(code=code, now=cast.now)
    assert cast.nobody.client.post("/way-back/", {"code": code}).status_code == 422


def test_after_seven_days_everything_is_erased(cast: Cast) -> None:
    code = leave(cast)
    key = WayBack.objects.get().key_id
    on_the_last_day, over = cast.now + timedelta(days=7), cast.now + timedelta(days=8)
    wiring.sweep(on_the_last_day)
    assert wayback.opened(code, now=on_the_last_day)
    with pytest.raises(wayback.NoWayBack):
        site.come_back(code=code, now=over)
    wiring.sweep(over)
    assert not WayBack.objects.exists() and not DataKey.objects.filter(pk=key).exists()


def test_how_pages_look_and_when_it_is_quiet_comes_back(cast: Cast) -> None:
    chosen = {"theme": "dark", "comfort": "calm moving", "size": "large", "face": "reading"}
    quiet = QuietHours(time(22), time(7), "Europe/Madrid")
    told = {"shift_leaves": False, "announce": "turn", "quiet": quiet}
    people.settle_comfort(**chosen, **told, by=cast.bea.person, now=cast.now)
    person = site.come_back(code=leave(cast), now=cast.now)
    assert {name: getattr(person, name) for name in chosen} == chosen
    assert not person.shift_leaves and person.announce == "turn"
    assert queries.quiet_hours(person) == quiet


def test_every_column_of_a_person_comes_back(cast: Cast) -> None:
    known = {"id", "key", "life", "name", "sign_in", "joined_on", *terms.LINES, *wayback.PLAIN}
    assert {field.name for field in Person._meta.concrete_fields} == known


def test_the_last_person_is_not_offered_what_nobody_could_keep(cast: Cast) -> None:
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    assert "way_back" not in cast.ada.client.get("/leaving/").content.decode()
    assert "only person" in text(cast.ada.client.post("/leaving/", {"way_back": "yes"}))
    assert Person.objects.count() == 1 and not WayBack.objects.exists()


def test_leaving_with_a_way_back_takes_the_device_out(cast: Cast) -> None:
    page = cast.bea.client.post("/leaving/", {"way_back": "yes"})
    assert page.cookies and all(not morsel.value for name, morsel in page.cookies.items() if "f" not in name)
    assert "Elm Street" not in text(page) and "no-store" in page["Cache-Control"]


def test_groups_left_before_are_not_come_back_to(cast: Cast) -> None:
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    person = site.come_back(code=leave(cast), now=cast.now)
    assert not Membership.objects.filter(person=person).exists()


def test_no_boundary_ends_by_leaving_and_coming_back(cast: Cast) -> None:
    ada, bea, dov = cast.ada.person, cast.bea.person, cast.dov.person
    safety.draw_boundary(bea, name="Bea", by=ada, now=cast.now)
    safety.draw_boundary(dov, name="Dov", by=bea, now=cast.now)
    code = leave(cast)
    assert not Boundary.objects.exists()
    turned = Notice.objects.filter(topic=SESSIONS, kind=TURNED, ref=ada.pk)
    before = turned.count()
    person = site.come_back(code=code, now=cast.now)
    # A page that Ada has open is made anew, or it would go on to bring her Bea's words.
    assert turned.count() == before + 1
    assert set(Boundary.objects.values_list("by", "about")) == {(ada.pk, person.pk), (person.pk, dov.pk)}
    assert "Sunday night" not in text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert safety_queries.boundary_for(ada, about=person.pk, name="Bea") is not None


def ids(*people: Person) -> tuple[str, ...]:
    return tuple(person.pk for person in people)


@pytest.mark.parametrize("drawer", ["Ada", "Bea"])
@pytest.mark.parametrize("first_out", ["Ada", "Bea"])
@pytest.mark.parametrize("first_back", ["Ada", "Bea"])
@pytest.mark.parametrize("again", [False, True])
def test_no_boundary_ends_where_both_leave_and_come_back(
    cast: Cast, drawer: str, first_out: str, first_back: str, again: bool
) -> None:
    here = {"Ada": cast.ada.person, "Bea": cast.bea.person}
    about = "Bea" if drawer == "Ada" else "Ada"
    safety.draw_boundary(here[about], name=about, by=here[drawer], now=cast.now)
    codes = {}

    def go(name: str) -> None:
        codes[name] = site.leave(by=here[name], now=cast.now)

    def come(name: str) -> None:
        here[name] = site.come_back(code=codes[name], now=cast.now)

    for name in sorted(here, key=lambda name: name != first_out):
        go(name)
    assert not Boundary.objects.exists()
    come(first_back)
    assert not Boundary.objects.exists()
    if again:
        go(first_back)
        come(first_back)
    come("Bea" if first_back == "Ada" else "Ada")
    assert list(Boundary.objects.values_list("by", "about")) == [ids(here[drawer], here[about])]
    assert safety_queries.boundary_for(here[drawer], about=here[about].pk, name=about) is not None
    safety.sweep(now=cast.now + timedelta(days=8))
    assert not ComeBack.objects.exists() and Boundary.objects.count() == 1


@pytest.mark.both
@pytest.mark.parametrize("second", ["comes", "leaves"])
def test_no_boundary_ends_where_a_coming_back_meets_another_or_a_leaving(
    transactional_db: None, cast: Cast, second: str
) -> None:
    """On PostgreSQL each would else look for the other before the other is there to be found."""
    bea, codes = cast.bea.person, {}
    safety.draw_boundary(bea, name="Bea", by=cast.ada.person, now=cast.now)

    def leave_bea() -> None:
        codes["Bea"] = site.leave(by=bea, now=cast.now)

    codes["Ada"] = site.leave(by=cast.ada.person, now=cast.now)
    if second == "comes":
        leave_bea()
    come_ada, come_bea = (
        lambda name=name: site.come_back(code=codes[name], now=cast.now) for name in ("Ada", "Bea")
    )
    assert overlapping(come_ada, come_bea if second == "comes" else leave_bea) == []
    if second == "leaves":
        come_bea()
    assert Boundary.objects.count() == 1 and unowned() == set()


def test_what_waits_for_somebody_names_nobody_and_goes_with_whoever_it_is_of(cast: Cast) -> None:
    ada, bea = cast.ada.person, cast.bea.person
    safety.draw_boundary(ada, name="Ada", by=bea, now=cast.now)
    code = site.leave(by=bea, now=cast.now)
    ending.leave_community(by=ada, now=cast.now)
    person = site.come_back(code=code, now=cast.now)
    assert ComeBack.objects.filter(person=person).count() == 2
    assert not [value for _model, _name, value in stolen.values() if ada.pk in str(value)]
    keys = set(ComeBack.objects.values_list("key_id", flat=True))
    ending.leave_community(by=person, now=cast.now)
    assert not ComeBack.objects.exists() and not DataKey.objects.filter(pk__in=keys).exists()


def test_card_and_copies_come_back_and_the_card_is_shown_nowhere(cast: Cast) -> None:
    bea = cast.bea.person
    safety.write_card(lines={"please": "Sit with me"}, by=bea, now=cast.now)
    safety.show_card(cast.bea.place.pk, by=bea, now=cast.now)
    told = {"note": "", "name": "Dov", "said_on": cast.now.date(), "mark": "x"}
    kept = safety.keep_copy("Dov said this", **told, by=bea, now=cast.now)
    person = site.come_back(code=leave(cast), now=cast.now)
    assert safety_queries.card_of(person.pk)["please"] == "Sit with me"
    assert not CardShown.objects.exists()
    (copy,) = safety_queries.kept_by(person, today=cast.now.date())
    assert (copy.words, copy.row.ends_on) == ("Dov said this", kept.ends_on)
