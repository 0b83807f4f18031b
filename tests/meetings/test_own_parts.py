"""A group's own words and parts: changed by decision, met by, printed, and never ahead of those who are meeting."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from mutuality.ballots import effects
from mutuality.decisions.models import Proposal
from mutuality.groups import formats
from mutuality.groups.models import Group
from mutuality.kit.refusals import Refusal
from mutuality.meetings import parts, queries
from mutuality.meetings.models import Meeting, OwnFormat
from mutuality.meetings.operations import close, floor, room
from mutuality.meetings.operations import parts as operations
from mutuality.rooms.models import Word
from mutuality.vault import operations as vault
from mutuality.vault.models import DataKey
from tests.cast import Cast
from tests.meetings.test_effects import all_accept, propose

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OURS = "We begin as Rowan taught us.\n\nNo one leaves alone."


def group_of(cast: Cast) -> Group:
    return Group.objects.select_related("key", "room").get(pk=cast.group.pk)


def current(cast: Cast) -> dict:
    return dict(effects.named("parts").current(group_of(cast)))


def put(cast: Cast, rows: list, *, no_cross_talk: bool = False, length: str = "") -> None:
    payload = {"parts": rows, "no_cross_talk": no_cross_talk, "length": length}
    operations.put(group_of(cast), payload=payload, now=cast.now)


def named(cast: Cast) -> list[str]:
    return [str(part.name) for part in parts.made_of(group_of(cast)).parts]


def part(name: str, kind: str = "round", minutes: int = 10, words: str = "") -> dict:
    return {"of": "", "kind": kind, "name": name, "words": words, "minutes": minutes}


def test_an_opening_of_their_own_is_adopted_and_the_next_meeting_runs_by_it(cast: Cast) -> None:
    before = room.open_meeting(cast.ada.membership, now=cast.now)
    payload = current(cast)
    payload["parts"][0] = payload["parts"][0] | {"words": OURS}
    all_accept(cast, propose(cast, "parts", payload))
    before = Meeting.objects.get(pk=before.pk)
    assert str(queries.part_of(before).words).startswith("Welcome.")
    close.close(before, now=cast.now)
    after = Meeting.objects.get(pk=room.open_meeting(cast.ada.membership, now=cast.now).pk)
    assert queries.part_of(after).words == OURS
    room.sit_in(after, by=cast.ada.membership, now=cast.now)
    page = cast.ada.client.get(reverse("meeting", args=[after.pk])).content.decode()
    assert "We begin as Rowan taught us." in page and "Our agreement" in page


def test_what_a_group_did_not_reword_is_still_read_in_each_language(cast: Cast) -> None:
    with translation.override("es"):
        rows = parts.spelled(parts.shipped("open-talk"))
    rows[0]["words"] = OURS
    put(cast, rows)
    kept, _crossing = parts.told_of(group_of(cast))
    assert kept[0]["words"] == OURS and {each["words"] for each in kept[1:]} == {""}
    page = cast.ada.client.get(reverse("meeting-sheet", args=[cast.group.pk]) + "?in=es&large")
    shown = page.content.decode()
    assert "No one leaves alone." in shown and "Ronda de cierre" in shown and "large-letters" in shown
    assert (
        "Closing round"
        in cast.ada.client.get(reverse("meeting-sheet", args=[cast.group.pk])).content.decode()
    )


def test_parts_are_added_dropped_and_ordered_on_the_page(cast: Cast) -> None:
    address = reverse("proposing", args=[cast.group.pk, "parts"])
    sent = fields(cast.ada.client.get(address).content.decode())
    sent |= {"parts-2-drop": "1", "parts-4-place": "2", "days": "7"}
    sent |= {"parts-5-name": "Tea", "parts-5-kind": "silence", "parts-5-minutes": "5", "parts-5-place": "3"}
    answer = cast.ada.client.post(address, sent)
    assert answer.status_code == 302, re.findall(r"error.*", answer.content.decode())
    proposal = Proposal.objects.get(effect="parts")
    assert "Tea" in cast.bea.client.get(reverse("decision", args=[proposal.pk])).content.decode()
    all_accept(cast, proposal)
    assert named(cast) == ["Opening", "Closing round", "Tea", "Check-in round", "Open sharing"]


def fields(page: str) -> dict[str, str]:
    """What the form on a page would send as it stands."""
    found = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(parts-\d+-name)"[^>]*value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(parts-\d+-(?:minutes|place))" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea name="(parts-\d+-words)"[^>]*>([^<]*)<', page))
    kinds = r'<select name="(parts-\d+-kind)".*?value="(\w+)" selected'
    return found | dict(re.findall(kinds, page, re.DOTALL)) | {"length": "", "why": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"parts-0-minutes": "many"},
        {"parts-0-minutes": "9" * 40},
        {"parts-0-minutes": "0"},
        {"parts-0-kind": "feast"},
        {"parts-0-words": "x" * 4001},
        {"parts-0-name": "x" * 61},
        {"parts-0-of": "", "parts-0-name": ""},
        {f"parts-{nth}-drop": "1" for nth in range(5)},
    ],
)
def test_what_no_meeting_can_be_made_of_is_refused_beside_what_was_typed(cast: Cast, wrong: dict) -> None:
    address = reverse("proposing", args=[cast.group.pk, "parts"])
    sent = fields(cast.ada.client.get(address).content.decode()) | {
        "days": "7",
        "parts-1-words": "Typed with care",
    }
    answer = cast.ada.client.post(address, sent | wrong)
    assert answer.status_code == 422 and "Typed with care" in answer.content.decode()


def test_the_short_form_takes_thirty_minutes_and_keeps_their_words(cast: Cast) -> None:
    rows, _crossing = parts.told_of(group_of(cast))
    rows[0] |= {"words": OURS}
    put(cast, rows, length="short")
    made = parts.made_of(group_of(cast))
    assert made.minutes == 30 and made.parts[0].words == OURS and "Open sharing" not in named(cast)
    put(cast, parts.told_of(group_of(cast))[0], length="long")
    assert parts.made_of(group_of(cast)).minutes == 90 and "Open sharing" in named(cast)
    assert parts.made_of(group_of(cast)).parts[0].words == OURS


def test_going_back_to_what_ships_leaves_nothing(cast: Cast) -> None:
    keys = DataKey.objects.count()
    put(cast, [part("Only this", words=OURS)])
    assert OwnFormat.objects.count() == 1 and OURS.encode() not in bytes(OwnFormat.objects.get().parts)
    put(cast, parts.shipped("open-talk"))
    assert not OwnFormat.objects.exists() and DataKey.objects.count() == keys


def test_another_format_lets_go_of_what_was_changed_in_the_old_one(cast: Cast) -> None:
    put(cast, [part("Only this")])
    all_accept(cast, propose(cast, "format", {"starter": "arts"}))
    assert not OwnFormat.objects.exists() and "Making" in named(cast)


def test_in_a_quiet_part_no_one_has_the_floor_and_words_wait(table, cast: Cast) -> None:
    close.close(table.row(), now=table.now)
    put(cast, [part("Hello"), part("Quiet", "silence"), part("After")])
    table.meeting = room.open_meeting(cast.ada.membership, now=table.now)
    for someone in (cast.ada, cast.bea):
        table.sit(someone)
    assert table.floor == "Ada"
    for sitter in (table.seats["Ada"], table.seats["Bea"]):
        floor.next_step(sitter, step=0, now=table.now)
    assert table.scene().step.is_quiet and table.floor == ""
    table.act(cast.bea, "hand")
    assert table.floor == "" and not table.say(cast.bea, "Not now")
    shown = cast.bea.client.get(reverse("meeting", args=[table.meeting.pk])).content.decode()
    assert "We are quiet together" in shown and "I&#x27;d like to speak" not in shown
    for sitter in (table.seats["Ada"], table.seats["Bea"]):
        floor.next_step(sitter, step=1, now=table.now)
    assert table.floor in ("Ada", "Bea")


def test_without_cross_talk_no_one_is_quoted_and_the_page_says_so(table, cast: Cast) -> None:
    table.say(cast.ada, "I came by boat")
    word = Word.objects.get(topic__room=table.row().room)
    address = reverse("meeting", args=[table.meeting.pk]) + f"?quote={word.pk}"
    assert cast.bea.client.get(address).content.decode().count("I came by boat") == 2
    close.close(table.row(), now=table.now)
    put(cast, parts.told_of(group_of(cast))[0], no_cross_talk=True)
    table.meeting = room.open_meeting(cast.ada.membership, now=table.now)
    for someone in (cast.ada, cast.bea):
        table.sit(someone)
    table.go_to("check-in")
    table.say(cast.ada, "I came by bus")
    word = Word.objects.get(topic__room=table.row().room, place__person=cast.ada.person)
    shown = cast.bea.client.get(
        reverse("meeting", args=[table.meeting.pk]) + f"?quote={word.pk}"
    ).content.decode()
    assert shown.count("I came by bus") == 1 and "No cross-talk" in shown and "no-quotes" in shown


def test_a_meeting_goes_on_when_its_parts_can_no_longer_be_opened(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    put(cast, [part(f"Part {nth}") for nth in range(9)])
    meeting = Meeting.objects.get(pk=room.open_meeting(cast.ada.membership, now=cast.now).pk)
    Meeting.objects.filter(pk=meeting.pk).update(step=8)
    with django_capture_on_commit_callbacks(execute=True):
        vault.forget([meeting.key_id])
    assert str(queries.part_of(Meeting.objects.get(pk=meeting.pk)).name) == "Closing round"


def test_who_is_alone_sets_them_and_others_only_together(cast: Cast) -> None:
    address = reverse("meeting-parts", args=[cast.group.pk])
    assert "Propose other parts" in cast.ada.client.get(address).content.decode()
    rows = {"parts-0-of": "", "parts-0-kind": "round", "parts-0-name": "Mine", "parts-0-minutes": "5"}
    answer = cast.ada.client.post(address, rows | {"parts-0-words": "Kept for me"})
    assert answer.status_code == 422 and "Kept for me" in answer.content.decode()
    assert cast.cy.client.get(address).status_code == 404 and not OwnFormat.objects.exists()


def test_a_wrong_part_is_refused_before_anyone_is_asked(cast: Cast) -> None:
    for wrong in ([], [part("x", minutes=121)], [part("")], [{"kind": "round"}]):
        with pytest.raises(Refusal):
            propose(cast, "parts", {"parts": wrong, "no_cross_talk": False, "length": ""})


def test_an_effect_says_what_would_change(cast: Cast) -> None:
    effect, before = effects.named("parts"), current(cast)
    after = {**before, "parts": [{**before["parts"][0], "words": OURS}, *before["parts"][1:]]}
    assert effect.sentence(before, after) == "These parts would have other words: Opening."
    fewer = {**after, "parts": after["parts"][:2], "no_cross_talk": True}
    assert "It would take about 25 minutes." in effect.sentence(before, fewer)
    assert next(c.label for c in effect.describe(before, fewer)) == "What a meeting is made of"
    assert effect.changed(before, before) == frozenset()


@pytest.mark.parametrize("slug", [each.slug for each in formats.every().values()])
def test_every_format_can_be_met_by(cast: Cast, slug: str) -> None:
    Group.objects.filter(pk=cast.group.pk).update(starter=slug)
    meeting = Meeting.objects.get(pk=room.open_meeting(cast.ada.membership, now=cast.now).pk)
    assert len(parts.of_meeting(meeting)) == len(formats.named(slug).parts)
    room.sit_in(meeting, by=cast.ada.membership, now=cast.now)
    assert cast.ada.client.get(reverse("meeting", args=[meeting.pk])).status_code == 200
    assert cast.ada.client.get(reverse("meeting-sheet", args=[cast.group.pk])).status_code == 200
