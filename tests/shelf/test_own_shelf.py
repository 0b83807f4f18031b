"""A group has a shelf of its own: its texts by decision, what has helped its members, and no one else reads it."""

from datetime import timedelta

import pytest

from mutuality.ballots import effects as ballots_effects
from mutuality.decisions import operations as decisions
from mutuality.decisions.models import Proposal
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.safety import operations as safety
from mutuality.shelf import own, terms
from mutuality.shelf.models import Helped, HiddenEntry, OwnText
from mutuality.site import ending
from mutuality.vault.models import DataKey
from tests.cast import Cast, Someone
from tests.reading_pages import text

pytestmark = pytest.mark.both
TOLD = {"entry": "", "title": "How we make tea", "note": "Hot water", "words": "Warm the pot first."}
HOSTILE = "<script>x</script> [kind](https://evil.example/) ![](https://evil.example/p.png)"


def put(cast: Cast, **changed: str) -> OwnText:
    own.put(cast.group.circle_id, TOLD | changed, now=cast.now)
    return (
        OwnText.objects.latest("pk") if not changed else OwnText.objects.get(entry=changed.get("entry", ""))
    )


def give(cast: Cast, by: Someone, *, stays: bool = False, words: str = "Walking to the river") -> Helped:
    assert by.person
    return own.give(
        cast.group.circle_id, place=by.place.pk, words=words, stays=stays, by=by.person, now=cast.now
    )


def shelf(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/shelf/"


def test_a_text_is_proposed_from_the_shelf_and_adopted_by_the_groups_way(cast: Cast) -> None:
    Proposal.objects.all().delete()
    page = f"{shelf(cast)}texts/new/shelf-text/"
    form = cast.ada.client.get(page)
    assert form.status_code == 200 and 'name="once"' in form.content.decode()
    sent = {**TOLD, "days": "7", "why": "", "once": "abc"}
    assert cast.ada.client.post(page, sent).status_code == 302
    row = Proposal.objects.get(effect=terms.TEXT)
    assert not OwnText.objects.exists()
    assert TOLD["words"] in text(cast.bea.client.get(f"/decisions/{row.pk}/"))
    for one in (cast.bea, cast.dov, cast.una):
        decisions.accept(Proposal.objects.get(pk=row.pk), round=1, by=one.membership, now=cast.now)
    decisions.sweep(now=cast.now + timedelta(days=40))
    assert own.texts(cast.group.circle_id)[0].title == TOLD["title"]
    assert TOLD["title"] in text(cast.dov.client.get(shelf(cast)))


def test_other_words_for_a_shipped_text_begin_from_it(cast: Cast) -> None:
    page = cast.ada.client.get(f"{shelf(cast)}texts/grounding/shelf-text/").content.decode()
    assert '<option value="grounding" selected>' in page and "Put both feet" in page
    row = put(cast, entry="grounding", title="Our way back to now")
    assert "Warm the pot first." in text(cast.bea.client.get(f"{shelf(cast)}texts/grounding/"))
    assert "Warm the pot" not in text(cast.nobody.client.get("/shelf/grounding/"))
    again = cast.ada.client.get(f"{shelf(cast)}texts/{row.pk}/shelf-text/").content.decode()
    assert f'<option value="{row.pk}" selected' in again and "Warm the pot first." in again


def test_rewording_keeps_one_text_and_destroys_the_earlier_key(cast: Cast) -> None:
    row = put(cast)
    own.put(cast.group.circle_id, TOLD | {"entry": row.pk, "words": "Cold is fine."}, now=cast.now)
    assert [each.words for each in own.texts(cast.group.circle_id)] == ["Cold is fine."]
    assert not DataKey.objects.filter(pk=row.key_id).exists()


def test_a_shipped_text_is_hidden_in_this_group_only(cast: Cast) -> None:
    hiding = ballots_effects.named(terms.HIDING)
    hiding.apply(cast.group, hiding.check(cast.group, {"entry": "grounding", "act": "hide"}), now=cast.now)
    assert HiddenEntry.objects.get().entry == "grounding"
    found = cast.bea.client.get(f"{shelf(cast)}?wanted=feet").content.decode()
    assert "texts/grounding/" in found and "texts/grounding/" not in found.partition("Our own texts")[0]
    assert "grounding" in cast.nobody.client.get("/shelf/search/?wanted=feet").content.decode()
    with pytest.raises(Refusal):
        hiding.check(cast.group, {"entry": "grounding", "act": "hide"})
    hiding.apply(cast.group, {"entry": "grounding", "act": "show"}, now=cast.now)
    assert not HiddenEntry.objects.exists()


def test_one_search_finds_our_texts_and_the_shipped_ones(cast: Cast) -> None:
    put(cast)
    give(cast, cast.bea, words="Tea in the garden")
    page = cast.bea.client.get(f"{shelf(cast)}?wanted=tea")
    said = text(page).partition("Our own texts")[0]
    assert TOLD["title"] in said and "Tea in the garden" in said and "Tea, and a few kind words" in said


@pytest.mark.parametrize("part", ["", "texts/grounding/", "texts/new/shelf-text/", "helped/"])
def test_no_one_outside_reads_the_shelf_of_a_group(cast: Cast, part: str) -> None:
    put(cast)
    assert cast.bea.client.get(shelf(cast) + part).status_code == 200
    assert cast.cy.client.get(shelf(cast) + part).status_code == 404
    assert cast.nobody.client.get(shelf(cast) + part).status_code == 302
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert cast.bea.client.get(shelf(cast) + part).status_code == 404


def test_a_text_of_another_group_is_not_here(cast: Cast) -> None:
    row = put(cast)
    assert cast.second
    other = f"/groups/{cast.second.group_id}/shelf/texts/{row.pk}/"
    assert cast.dov.client.get(other).status_code == 404
    assert cast.dov.client.get(f"{other}shelf-text/").status_code == 404
    with pytest.raises(Refusal):
        own.checked(cast.second.group.circle_id, TOLD | {"entry": row.pk})
    helped = give(cast, cast.dov)
    assert (
        cast.dov.client.post(f"/groups/{cast.second.group_id}/shelf/helped/{helped.pk}/removal/").status_code
        == 404
    )


def test_the_shelf_for_everyone_finds_nothing_of_a_group(cast: Cast) -> None:
    put(cast)
    assert TOLD["title"] not in text(cast.ada.client.get("/shelf/search/?wanted=pot"))


def test_who_is_alone_in_a_group_does_it_at_once(cast: Cast) -> None:
    assert cast.second
    page = f"/groups/{cast.second.group_id}/shelf/texts/new/shelf-text/"
    assert cast.dov.client.post(page, {**TOLD, "days": "7", "once": "abc"}).status_code == 302
    assert [each.title for each in own.texts(cast.second.group.circle_id)] == [TOLD["title"]]


@pytest.mark.parametrize(
    "changed", [{"title": " "}, {"words": ""}, {"words": "x" * 8001}, {"entry": "nothing"}]
)
def test_a_text_that_cannot_be_is_given_back(cast: Cast, changed: dict[str, str]) -> None:
    sent = {**TOLD, "days": "7", "once": "abc", **changed}
    answer = cast.ada.client.post(f"{shelf(cast)}texts/new/shelf-text/", sent)
    assert answer.status_code == 422 and not Proposal.objects.filter(effect=terms.TEXT).exists()


def test_hostile_words_harm_no_reader(cast: Cast) -> None:
    row = put(cast, words=HOSTILE, title="<b>x</b>", note=HOSTILE[:200])
    give(cast, cast.bea, words=HOSTILE)
    for address in (shelf(cast), f"{shelf(cast)}texts/{row.pk}/"):
        page = cast.ada.client.get(address).content.decode()
        assert "<script>x" not in page and "<b>x</b>" not in page
        assert (
            'href="https://evil' not in page and "evil.example/p.png" not in page.replace("&gt;", "")
        ) or "<img" not in page


def test_what_helped_me_goes_when_i_leave(cast: Cast) -> None:
    page = f"{shelf(cast)}helped/"
    cast.bea.client.post(page, {"words": "Walking to the river"})
    row = Helped.objects.get()
    assert "Walking to the river" in text(cast.ada.client.get(shelf(cast)))
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert not Helped.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()


@pytest.mark.parametrize("way", ["the group", "everything"])
def test_what_may_outlive_me_stays_without_my_name(cast: Cast, way: str) -> None:
    cast.bea.client.post(f"{shelf(cast)}helped/", {"words": "Walking to the river", "stays": "on"})
    if way == "the group":
        groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    else:
        ending.leave_community(by=cast.bea.person, now=cast.now)
    row = Helped.objects.get()
    assert row.place_id is None and row.ending_id is None
    said = text(cast.ada.client.get(shelf(cast)))
    assert "Walking to the river" in said and "Bea" not in said.partition("What has helped us")[2]


def test_only_i_change_what_i_gave(cast: Cast) -> None:
    row = give(cast, cast.bea)
    for who, status in ((cast.ada, 404), (cast.cy, 404), (cast.bea, 302)):
        answer = who.client.post(f"{shelf(cast)}helped/{row.pk}/", {"act": "stays"})
        assert answer.status_code == status
    assert Helped.objects.get().stays
    cast.bea.client.post(f"{shelf(cast)}helped/{row.pk}/", {"act": "take-back"})
    assert not Helped.objects.exists()


def test_what_was_left_behind_is_erased_by_two(cast: Cast) -> None:
    row = give(cast, cast.bea, stays=True)
    at = f"{shelf(cast)}helped/{row.pk}/removal/"
    assert cast.ada.client.post(at).status_code == 404, "Her own words while she is here are hers."
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    for _ in range(2):
        cast.ada.client.post(at)
    assert Helped.objects.exists()
    cast.dov.client.post(at)
    assert not Helped.objects.exists()


def test_whom_i_hid_i_do_not_read_here(cast: Cast) -> None:
    give(cast, cast.bea)
    safety.draw_boundary(cast.bea.person, name="Bea", by=cast.ada.person, now=cast.now)
    assert "Walking to the river" not in text(cast.ada.client.get(f"{shelf(cast)}?wanted=river"))
    assert "Walking to the river" in text(cast.dov.client.get(shelf(cast)))


def test_no_one_fills_the_shelf_of_a_group(cast: Cast) -> None:
    for nth in range(terms.MOST_HELPED_EACH):
        give(cast, cast.bea, words=f"Number {nth}")
    with pytest.raises(Refusal):
        give(cast, cast.bea)
    for nth in range(terms.MOST_OWN):
        own.put(cast.group.circle_id, TOLD | {"title": f"Number {nth}"}, now=cast.now)
    with pytest.raises(Refusal):
        own.checked(cast.group.circle_id, TOLD)


def test_the_end_of_a_group_takes_its_shelf_along(cast: Cast) -> None:
    keys = [put(cast).key_id, give(cast, cast.bea, stays=True).key_id]
    groups.erase_group(cast.group, now=cast.now)
    assert not OwnText.objects.exists() and not Helped.objects.exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()
    with pytest.raises(NotHere):
        own.text(cast.group.circle_id, name="grounding")
