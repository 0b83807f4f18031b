"""Leaving a group, being alone in one, and the end of one."""

from datetime import timedelta

import pytest

from mutuality.groups import operations, queries
from mutuality.groups.models import Group, Membership
from mutuality.ledger import queries as ledger
from mutuality.ledger.models import Entry
from mutuality.people.models import Draft
from mutuality.people.operations import keep_draft
from mutuality.rooms.models import Room, Topic, Word
from mutuality.vault import sweeping
from tests.cast import Cast
from tests.reading_pages import text

pytestmark = pytest.mark.both

TERMS = {
    "group_name": "Another name",
    "for_whom": "Us",
    "agreement": "We talk",
    "in_danger": "We ask",
    "retention_days": "7",
    "inviting": "members",
}


def test_leaving_is_one_act_without_any_field(cast: Cast) -> None:
    assert cast.bea.client.post(f"/groups/{cast.group.pk}/leaving/").status_code == 302
    page = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert "Sunday night" not in page and "Bea" not in page
    assert "walked to the bridge" in page and "phone ring" in page
    assert cast.bea.client.get(f"/groups/{cast.group.pk}/").status_code == 404
    assert cast.bea.client.get(f"/topics/{cast.topic.pk}/").status_code == 404


def test_what_was_begun_in_the_group_goes_and_what_was_begun_elsewhere_stays(cast: Cast) -> None:
    here = (f"/topics/{cast.topic.pk}/", f"/rooms/{cast.room.pk}/")
    for place in (*here, f"/topics/{cast.early_topic.pk}/", "/topics/elsewhere/"):
        for someone in (cast.una, cast.dov):
            keep_draft(place=place, words="half a sentence", by=someone.person, now=cast.now)
    cast.una.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert [draft.place for draft in Draft.objects.filter(person=cast.una.person)] == ["/topics/elsewhere/"]
    assert Draft.objects.filter(person=cast.dov.person).count() == 4
    for someone in (cast.ada, cast.bea, cast.dov):
        someone.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert set(Draft.objects.values_list("place", flat=True)) == {"/topics/elsewhere/"}


def test_a_second_click_on_leave_finds_nothing(cast: Cast) -> None:
    address = f"/groups/{cast.group.pk}/leaving/"
    assert cast.bea.client.post(address).status_code == 302
    assert cast.bea.client.post(address).status_code == 404
    assert Membership.objects.filter(group=cast.group).count() == 3


def test_a_title_goes_with_its_giver_and_the_others_words_stay(cast: Cast) -> None:
    cast.ada.client.post(f"/groups/{cast.group.pk}/leaving/")
    topic = Topic.objects.get(pk=cast.topic.pk)
    assert topic.title is None and topic.place is None
    page = text(cast.bea.client.get(f"/topics/{topic.pk}/"))
    assert "What helped this week" not in page and "phone ring" in page


def test_a_restore_after_somebody_left_takes_nothing_of_the_others(cast: Cast) -> None:
    cast.ada.client.post(f"/groups/{cast.group.pk}/leaving/")
    words = set(Word.objects.values_list("pk", flat=True))
    assert words and sweeping.keyless() == 0
    sweeping.sweep()
    assert set(Word.objects.values_list("pk", flat=True)) == words


def test_leaving_takes_ones_name_out_of_the_ledger_and_the_chain_still_stands(cast: Cast) -> None:
    cast.dov.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    assert "Dov" in text(cast.ada.client.get(f"/groups/{cast.group.pk}/ledger/"))
    cast.dov.client.post(f"/groups/{cast.group.pk}/leaving/")
    page = text(cast.ada.client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "Canceled all open invitations" in page and "someone who has left" in page and "Dov" not in page
    assert ledger.verify(cast.group.pk) is None
    entry = Entry.objects.filter(chain=cast.group.pk).latest("number")
    Entry.objects.filter(pk=entry.pk).update(kind="founded")
    assert ledger.verify(cast.group.pk) == entry.number


def test_the_last_one_out_ends_the_group(cast: Cast) -> None:
    second, room = cast.second.group, cast.second.group.room_id
    page = text(cast.dov.client.get(f"/groups/{second.pk}/leaving/"))
    assert "The group ends and is erased" in page
    cast.dov.client.post(f"/groups/{second.pk}/leaving/")
    assert not Group.objects.filter(pk=second.pk).exists()
    assert not Room.objects.filter(pk=room).exists()
    assert not Entry.objects.filter(chain=second.pk).exists()
    assert Group.objects.filter(pk=cast.group.pk).exists()


def test_a_group_of_one_ends_after_thirty_days_and_not_before(cast: Cast) -> None:
    alone = cast.second.group_id
    operations.sweep(now=cast.now + timedelta(days=28))
    assert Group.objects.filter(pk=alone).exists()
    operations.sweep(now=cast.now + timedelta(days=30))
    assert not Group.objects.filter(pk=alone).exists()
    assert Group.objects.filter(pk=cast.group.pk).exists()


def test_whoever_is_alone_is_told_on_which_day_the_group_ends(cast: Cast) -> None:
    """Else somebody who was away for a month finds nothing there, and never knew why."""
    alone, told = cast.second.group_id, "If no one else joins before"
    day = queries.ends_on(Group.objects.get(pk=alone))
    assert day is not None
    for address in ("/", f"/groups/{alone}/"):
        page = text(cast.dov.client.get(address))
        assert f"before {day:%B %-d, %Y}" in page and page.count(told) == 1, address
    operations.sweep(now=cast.now + (day - cast.now.date()) - timedelta(days=1))
    assert Group.objects.filter(pk=alone).exists()
    operations.sweep(now=cast.now + (day - cast.now.date()))
    assert not Group.objects.filter(pk=alone).exists()
    for address in ("/", f"/groups/{cast.group.pk}/"):
        assert told not in text(cast.ada.client.get(address))


def test_terms_that_met_somebodys_coming_are_still_there_to_copy(cast: Cast) -> None:
    """The form is gone by then, and the words of whoever wrote were gone with it."""
    ours = f"/groups/{cast.group.pk}/terms/"
    page = text(cast.ada.client.post(ours, TERMS | {"agreement": "What took me\n\nan evening"}))
    assert "No one person can change them." in page and "Propose a change" in page
    assert "What you had written" in page and "What took me" in page and "an evening" in page
    assert "What you had written" not in text(cast.ada.client.get(ours))


def test_terms_are_one_persons_only_while_alone(cast: Cast) -> None:
    mine = f"/groups/{cast.second.group_id}/terms/"
    ours = f"/groups/{cast.group.pk}/terms/"
    assert cast.dov.client.post(mine, TERMS).status_code == 302
    assert "Another name" in text(cast.dov.client.get(mine))
    refused = cast.dov.client.post(ours, TERMS)
    assert refused.status_code == 422
    assert queries.group_name(Group.objects.select_related("key").get(pk=cast.group.pk)) == "Tuesday evening"


def test_an_invalid_group_keeps_every_text_that_was_typed(cast: Cast) -> None:
    founding = "/groups/starters/open-talk/"
    sent = TERMS | {"name": "Bea"}
    for wrong in (
        {"group_name": ""}, {"group_name": "\u200b"}, {"agreement": ""}, {"for_whom": "x" * 301},
        {"meetings": "0"}, {"meetings": "many"}, {"retention_days": "4000"}, {"name": "\u202e"},
    ):  # fmt: skip
        before = Group.objects.count()
        answer = cast.bea.client.post(founding, sent | {"in_danger": "We wrote this"} | wrong)
        assert answer.status_code == 422 and "We wrote this" in answer.content.decode(), wrong
        assert Group.objects.count() == before
    assert cast.bea.client.post(founding, sent).status_code == 302


def test_html_in_an_agreement_is_letters(cast: Cast) -> None:
    harm = "<script>alert(1)</script>"
    sent = TERMS | {"group_name": "<i>x</i>", "for_whom": harm, "agreement": harm, "in_danger": harm}
    cast.dov.client.post(f"/groups/{cast.second.group_id}/terms/", sent)
    for address in (
        f"/groups/{cast.second.group_id}/",
        "/groups/",
        "/",
        f"/rooms/{cast.second.group.room_id}/",
    ):
        page = cast.dov.client.get(address).content.decode()
        assert harm not in page and "<i>x" not in page
