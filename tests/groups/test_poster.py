"""A poster on a wall leads to the group's door for as long as its members let it, and tells nothing of the group."""

import re

import pytest

from mutuality.groups import operations
from mutuality.groups.models import Group, Knock, Poster
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import Refusal
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import GROUP, Cast
from tests.reading_pages import text

pytestmark = pytest.mark.both


def hang(cast: Cast, says: str = "Just come on Tuesday at 2.") -> Poster:
    """Let Bea make a poster by the form."""
    cast.bea.client.post(f"/groups/{cast.group.pk}/poster/", {"says": says})
    return Poster.objects.get()


def knock(cast: Cast, poster: Poster, name: str = "Gus") -> int:
    told = {"name": name, "words": "", "once": new_id()}
    return cast.nobody.new_client().post(f"/poster/{poster.text('code')}/", told).status_code


def test_it_is_made_once_printed_again_and_reworded(cast: Cast) -> None:
    row = hang(cast)
    page = cast.ada.client.get(f"/groups/{cast.group.pk}/poster/")
    said = text(page)
    assert row.text("code") in said and row.text("four") in said and "Just come on Tuesday at 2." in said
    assert "<svg" in page.content.decode() and page.content.decode().count(row.text("four")) == 9
    again = hang(cast, "Just come on Friday.")
    assert (again.pk, again.text("code"), again.text("says")) == (
        row.pk,
        row.text("code"),
        "Just come on Friday.",
    )


def test_what_is_on_the_paper_tells_nothing_of_the_group(cast: Cast) -> None:
    hang(cast)
    page = cast.ada.client.get(f"/groups/{cast.group.pk}/poster/").content.decode()
    paper = page.partition('class="poster"')[2].partition("</article>")[0]
    assert paper and GROUP not in paper and "Bea" not in paper and "Elm Street" not in paper


def test_someone_without_an_account_knocks_and_two_open(cast: Cast) -> None:
    row, client = hang(cast), cast.nobody.new_client()
    first = text(client.get(f"/poster/{row.text('code')}/"))
    assert "Just come on Tuesday at 2." in first and GROUP not in first and "Elm Street" not in first
    told = {"name": "Gus", "words": "", "once": new_id()}
    assert client.post(f"/poster/{row.text('code')}/", told)["Location"] == "/knock/"
    waiting = Knock.objects.exclude(pk=cast.doors.knock.pk).get()
    for someone in (cast.ada, cast.dov):
        someone.client.post(f"/groups/{cast.group.pk}/knocks/{waiting.pk}/answers/", {"welcome": "yes"})
    assert client.get("/knock/")["Location"] == "/door/"


def test_its_four_words_lead_there_too(cast: Cast) -> None:
    row = hang(cast)
    answer = cast.nobody.new_client().post("/invitation/", {"four": row.text("four").title()})
    assert answer["Location"] == f"/poster/{row.text('code')}/"


def test_any_member_pauses_it_and_opens_it_again(cast: Cast) -> None:
    row = hang(cast)
    there = f"/groups/{cast.group.pk}/poster/"
    cast.una.client.post(there, {"act": "pause"})
    closed = cast.nobody.new_client().get(f"/poster/{row.text('code')}/")
    assert closed.status_code == 404 and "This door is closed for now" in text(closed)
    assert knock(cast, row) == 404 and Knock.objects.count() == 1
    cast.dov.client.post(there, {"act": "open"})
    assert knock(cast, row) == 302


def test_taken_down_it_leads_nowhere_and_a_new_one_has_another_address(cast: Cast) -> None:
    row = hang(cast)
    code = row.text("code")
    cast.ada.client.post(f"/groups/{cast.group.pk}/poster/", {"act": "end"})
    assert not Poster.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()
    client = cast.nobody.new_client()
    gone, never = (client.get(f"/poster/{each}/") for each in (code, "nothing"))
    assert gone.status_code == never.status_code == 404
    assert hang(cast).text("code") != code


def test_an_outsider_neither_sees_nor_changes_it(cast: Cast) -> None:
    hang(cast)
    there = f"/groups/{cast.group.pk}/poster/"
    assert cast.cy.client.get(there).status_code == 404
    for act in ({"act": "end"}, {"act": "pause"}, {"says": "x"}):
        assert cast.cy.client.post(there, act).status_code == 404
    assert not Poster.objects.get().paused


def test_closing_all_ways_in_pauses_it(cast: Cast) -> None:
    hang(cast)
    cast.ada.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    assert Poster.objects.get().paused


def test_a_group_that_invites_no_one_has_no_door_on_a_wall(cast: Cast) -> None:
    row = hang(cast)
    Group.objects.filter(pk=cast.group.pk).update(inviting="nobody")
    assert knock(cast, row) == 404
    refused = cast.ada.client.post(f"/groups/{cast.group.pk}/poster/", {"says": "Come"})
    assert refused.status_code == 422


def test_a_flood_is_slowed_and_the_members_list_stays_short(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = hang(cast)
    monkeypatch.setattr("mutuality.groups.terms.MOST_KNOCKS", 3)
    found = [operations.knock(row, name=f"N{n}", words="", once=new_id(), now=cast.now) for n in range(2)]
    assert len(found) == 2
    with pytest.raises(Refusal, match="Many people"):
        operations.knock(row, name="One more", words="", once=new_id(), now=cast.now)
    assert Knock.objects.count() == 3


def test_one_poster_takes_twenty_knocks_an_hour_wherever_they_come_from(cast: Cast) -> None:
    row, answers = hang(cast), []
    for number in range(22):
        client = cast.nobody.new_client()
        told = {"name": f"N{number}", "words": "", "once": new_id()}
        address = f"203.0.{number}.9"
        answers.append(client.post(f"/poster/{row.text('code')}/", told, REMOTE_ADDR=address).status_code)
    assert answers[:20] == [302] * 20 and answers[20:] == [422, 422]


def test_nothing_of_it_is_kept_in_clear(cast: Cast) -> None:
    row = hang(cast)
    for kept in (row.text("code"), row.text("four"), "Just come on Tuesday"):
        assert stolen.anywhere(kept) == []


@pytest.mark.parametrize("code", ["x", "x" * 500, "%00", "..%2f", "spoken%20a%20b%20c%20d"])
def test_a_guess_finds_nothing(cast: Cast, code: str) -> None:
    hang(cast)
    assert cast.nobody.new_client().get(f"/poster/{code}/").status_code == 404


def test_what_it_says_is_text(cast: Cast) -> None:
    row = hang(cast, "<script>x</script>")
    for page in (f"/groups/{cast.group.pk}/poster/", f"/poster/{row.text('code')}/"):
        assert not re.search("<script>x", cast.ada.client.get(page).content.decode())
