"""The room of a meeting, as its pages show it."""

import html
import re
from datetime import time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutuality.meetings.models import Meeting, Sitter
from mutuality.people import operations as people_operations
from mutuality.people import queries as people
from mutuality.people.quiet import QuietHours
from mutuality.rooms import moments
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Word
from tests.cast import Someone, arrive, bring
from tests.reading_pages import text


def page(someone, meeting, name="meeting"):
    return someone.client.get(reverse(name, args=[meeting.pk]))


def post(someone, meeting, name, **said):
    return someone.client.post(reverse(name, args=[meeting.pk]), said)


def test_any_member_opens_a_meeting_and_sits_in_it(cast):
    address = reverse("meeting-opening", args=[cast.group.pk])
    answer = cast.bea.client.post(address)
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting", args=[meeting.pk])
    shown = cast.bea.client.get(answer.url).content.decode()
    assert "What we agreed on" not in shown and "Our agreement" in shown
    assert "Bea joined." in text(cast.bea.client.get(answer.url))


def test_a_second_opening_finds_the_first(cast):
    address = reverse("meeting-opening", args=[cast.group.pk])
    for someone in (cast.ada, cast.bea, cast.ada):
        someone.client.post(address)
    assert Meeting.objects.count() == 1
    assert Sitter.objects.count() == 2


def test_a_member_who_does_not_sit_in_sees_who_is_there_and_no_words(table, cast):
    table.say(cast.ada, "ViewMiddleware us in here")
    shown = page(cast.una, table.meeting).content.decode()
    assert "Join the meeting" in shown and "Ada" in shown
    assert "ViewMiddleware us in here" not in shown


def test_whoever_comes_late_sees_what_is_said_from_then_on(table, cast):
    table.say(cast.ada, "Said before Una came")
    post(cast.una, table.meeting, "meeting-seats")
    table.say(cast.bea, "Said after Una came")
    shown = page(cast.una, table.meeting).content.decode()
    assert "Said after Una came" in shown and "Said before Una came" not in shown


def test_the_floor_is_said_to_whoever_has_it(table, cast):
    assert "It's your turn" in text(page(cast.ada, table.meeting))
    assert "You're next." in text(page(cast.bea, table.meeting))
    assert "Ada's turn" in text(page(cast.dov, table.meeting))


def test_words_without_the_floor_wait_sealed_for_ones_turn(table, cast):
    answer = post(cast.bea, table.meeting, "meeting-words", words="I will say this later", once="x1")
    assert answer.status_code == 302
    assert Word.objects.filter(topic__room=table.meeting.room).count() == 0
    assert "I will say this later" in page(cast.bea, table.meeting).content.decode()
    assert "I will say this later" not in page(cast.ada, table.meeting).content.decode()


def test_words_with_the_floor_are_said_and_the_floor_goes_on(table, cast):
    post(cast.ada, table.meeting, "meeting-words", words="I am here", once="x1", then="on")
    post(cast.ada, table.meeting, "meeting-words", words="I am here", once="x1", then="on")
    assert table.floor == "Bea"
    assert Word.objects.filter(topic__room=table.meeting.room).count() == 1
    assert people.draft_of(cast.ada.person, place=f"/meetings/{table.meeting.pk}/", now=cast.now) == ""


def test_a_device_is_told_which_draft_arrived_whether_it_was_said_or_waits(table, cast):
    """Else what waited here and was said from here would come back there as a draft."""
    acts = {
        "said": (cast.ada, "meeting-words", {"once": "x1"}),
        "waiting": (cast.bea, "meeting-words", {"once": "x2"}),
        "from the page for writing": (cast.bea, "meeting-words", {"once": "x3", "page": "writing"}),
        "beside a button": (cast.bea, "meeting-turn", {"act": "listen"}),
        "stepping out": (cast.dov, "meeting-stepping-out", {}),
    }
    for number, (someone, name, said) in enumerate(acts.values()):
        mark = f"{number:016x}"
        answer = post(someone, table.meeting, name, words="half a sentence", draft=mark, **said)
        assert f"?sent={mark}" in answer.url, name
    assert "sent=" not in post(cast.ada, table.meeting, "meeting-turn", act="pass").url


def test_a_button_beside_typed_words_loses_none(table, cast):
    post(cast.bea, table.meeting, "meeting-turn", act="listen", words="half a sen")
    assert "half a sen" in page(cast.bea, table.meeting).content.decode()


def test_empty_words_are_refused_and_nothing_is_lost(table, cast):
    answer = post(cast.ada, table.meeting, "meeting-words", words="  ", once="x1")
    assert answer.status_code == 422
    assert "Write something first" in answer.content.decode()
    assert table.floor == "Ada"


def test_the_room_cannot_be_spoken_in_by_any_other_way(table, cast):
    topic = table.scene().meeting.room.topics.get()
    for address in (reverse("topic", args=[topic.pk]), reverse("room", args=[topic.room_id])):
        assert cast.ada.client.get(address).status_code == 404
        said = {"words": "out of turn", "once": "x", "title": "out of turn"}
        assert cast.ada.client.post(address, said).status_code == 404


def test_reading_without_scripts_refreshes_itself_only_if_wanted(table, cast):
    plain = page(cast.bea, table.meeting).content.decode()
    assert 'http-equiv="refresh"' not in plain and "?by-itself=1" in plain
    address = reverse("meeting", args=[table.meeting.pk]) + "?by-itself=1"
    by_itself = cast.ada.client.get(address).content.decode()
    assert 'http-equiv="refresh"' in by_itself and "<textarea" not in by_itself
    assert "It&#x27;s your turn" in by_itself
    assert "<textarea" in page(cast.ada, table.meeting, "meeting-words").content.decode()


def test_own_words_can_be_taken_back_and_lead_back_to_the_meeting(table, cast):
    table.say(cast.ada, "On second thought")
    word = Word.objects.get(topic__room=table.meeting.room)
    answer = cast.ada.client.post(reverse("withdrawal", args=[word.pk]))
    assert answer.url == reverse("meeting", args=[table.meeting.pk])
    assert not Word.objects.filter(pk=word.pk).exists()


def test_stepping_out_leaves_the_words_and_ends_the_reading(table, cast):
    table.say(cast.ada, "I have to go now")
    post(cast.ada, table.meeting, "meeting-stepping-out")
    assert "I have to go now" in page(cast.bea, table.meeting).content.decode()
    assert "I have to go now" not in page(cast.ada, table.meeting).content.decode()
    word = Word.objects.get(topic__room=table.meeting.room)
    assert cast.ada.client.get(reverse("word", args=[word.pk])).status_code == 200
    assert cast.ada.client.post(reverse("signals", args=[word.pk]), {"kind": "heard"}).status_code == 404
    post(cast.ada, table.meeting, "meeting-seats")
    assert "I have to go now" in page(cast.ada, table.meeting).content.decode()


def test_the_printable_sheet_holds_every_part(cast):
    shown = cast.bea.client.get(reverse("meeting-sheet", args=[cast.group.pk])).content.decode()
    for part in ("Opening", "Check-in round", "Open sharing", "Closing round", "please stop"):
        assert part in shown


def test_an_act_on_the_refreshing_page_leads_back_to_it(table, cast):
    address = reverse("meeting-turn", args=[table.meeting.pk]) + "?by-itself=1"
    shown = cast.ada.client.get(reverse("meeting", args=[table.meeting.pk]) + "?by-itself=1")
    assert address in shown.content.decode()
    answer = cast.ada.client.post(address, {"act": "pass"})
    assert answer.url == reverse("meeting", args=[table.meeting.pk]) + "?by-itself=1#turn"


def test_a_page_of_twenty_asks_the_database_no_more_than_a_page_of_three(table, cast):
    with CaptureQueriesContext(connection) as few:
        page(cast.ada, table.meeting)
    for number in range(17):
        someone = Someone(f"Guest {number}")
        arrive(someone, now=cast.now)
        bring(cast.ada.membership, someone, now=cast.now)
        table.sit(someone)
    with CaptureQueriesContext(connection) as many:
        page(cast.ada, table.meeting)
    assert len(many) <= len(few) + 1


def test_whoever_has_the_floor_on_a_second_place_no_longer_comes_back_later(table, cast):
    table.act(cast.ada, "later")
    assert "will go later" in text(page(cast.dov, table.meeting))
    for someone in (cast.bea, cast.dov):
        table.act(someone, "pass")
    assert table.floor == "Ada"
    assert "will go later" not in text(page(cast.dov, table.meeting))


def test_the_agreement_is_read_at_the_opening_and_goes_from_open_pages_with_it(opened, cast):
    opened.sit(cast.ada)
    shown = page(cast.ada, opened.meeting).content.decode()
    assert "Our agreement" in shown
    # What a person can hold open would stay on a live page when the next part begins.
    assert "<details" not in shown[shown.index('id="step"') : shown.index("Our agreement")]
    opened.sit(cast.bea)
    opened.go_to("check-in")
    assert "Our agreement" not in text(page(cast.ada, opened.meeting))


def test_two_agree_where_both_see_it(table, cast):
    """Else the one who asked waits for someone who would have to find it in a fold."""
    post(cast.dov, table.meeting, "meeting-steps", after="1")
    shown = text(page(cast.bea, table.meeting))
    assert "Dov would like to start: What is on our minds" in shown
    assert "Yes, let's start" in shown and "Start: What is on our minds" not in shown, "it is offered once"
    assert "Yes, let's start" not in text(page(cast.dov, table.meeting))
    post(cast.bea, table.meeting, "meeting-steps", act="not-yet")
    assert "Bea said: not yet." in text(page(cast.dov, table.meeting)) and table.row().step == 1
    post(cast.dov, table.meeting, "meeting-steps", act="take-back")
    assert "would like to start" not in text(page(cast.bea, table.meeting))
    for someone in (cast.dov, cast.bea):
        post(someone, table.meeting, "meeting-steps", after="1")
    assert table.row().step == 2
    assert "said: not yet" not in text(page(cast.dov, table.meeting))


def test_two_in_the_opening_read_how_it_goes_on(opened, cast):
    opened.sit(cast.ada)
    assert "we go on to" not in text(page(cast.ada, opened.meeting))
    opened.sit(cast.bea)
    for someone in (cast.ada, cast.bea):
        shown = text(page(someone, opened.meeting))
        assert "When two of us are ready, we go on to: Check-in round Start: Check-in round" in shown
        assert shown.count("Start: Check-in round") == 1, "it is offered once"
    post(cast.ada, opened.meeting, "meeting-steps", after="0")
    shown = text(page(cast.bea, opened.meeting))
    assert "Ada would like to start: Check-in round" in shown and "we go on to" not in shown


def test_what_is_written_out_of_turn_says_when_it_is_kept_for(table, cast):
    shown = text(page(cast.bea, table.meeting))
    assert "Save for my turn" in shown and "Only you see this until you send it." in shown
    table.act(cast.ada, "pass")
    table.act(cast.bea, "pass")
    assert "Save for later" in text(page(cast.bea, table.meeting)), "her turn has gone by"
    assert "Only you see this until" not in text(page(cast.dov, table.meeting)), "it is his turn"


def test_the_next_part_is_offered_once_when_the_round_is_over(table, cast):
    for someone in (cast.ada, cast.bea, cast.dov):
        table.act(someone, "pass")
    shown = text(page(cast.ada, table.meeting))
    assert "The round is over" in shown and shown.count("Start: What is on our minds") == 1


def test_whoever_passes_their_turn_on_is_told_that_what_they_typed_was_not_said(table, cast):
    sent = {"act": "done", "words": "half a sentence"}
    address = reverse("meeting-turn", args=[table.meeting.pk])
    shown = text(cast.ada.client.post(address, sent, follow=True))
    assert "What you typed wasn't said." in shown and "half a sentence" in shown and table.floor == "Bea"


def test_words_sent_by_a_script_come_back_by_the_live_page(table, cast):
    address, by_script = reverse("meeting-words", args=[table.meeting.pk]), {"Sec-Fetch-Mode": "cors"}
    said = cast.ada.client.post(address, {"words": "I am here", "once": "x1"}, headers=by_script)
    assert said.status_code == 204 and table.floor == "Ada"
    kept = cast.bea.client.post(address, {"words": "For my turn", "once": "x2"}, headers=by_script)
    assert kept.status_code == 302, "the page is asked for, which says that it was not said"


def test_when_something_was_said_reads_by_the_clocks_that_the_reader_chose(table, cast):
    """As everywhere else, also without scripts; without a choice it is true in every zone."""
    table.say(cast.ada, "A word of an evening")
    then = table.now - timedelta(hours=26)
    Word.objects.filter(place__room=table.meeting.room).update(said_at=then)
    looks = {"theme": "", "comfort": "", "size": "", "face": "", "shift_leaves": True, "announce": "words"}
    hours = QuietHours(time(22), time(7), "Asia/Tokyo")
    people_operations.settle_comfort(**looks, quiet=hours, by=cast.bea.person, now=table.now)
    mine, others = (page(one, table.meeting).content.decode() for one in (cast.bea, cast.dov))
    assert (
        moments.in_words(then, now=table.now, zone="Asia/Tokyo") in mine and 'data-zone="Asia/Tokyo"' in mine
    )
    assert "in the last two days" in others and "data-zone" not in others
    for shown in (mine, others):
        assert f'data-gentle="{"|".join(moments.phrases())}"' in shown


def field(answer):
    """What is in the field for one's own words."""
    return html.unescape(
        re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.content.decode(), re.S)[1]
    ).strip()


def quoting(someone, meeting, word, name="meeting"):
    return field(someone.client.get(reverse(name, args=[meeting.pk]) + f"?quote={word}"))


def test_a_quotation_comes_into_the_field_without_scripts(table, cast):
    table.say(cast.ada, "Two words")
    word = Word.objects.get(place=table.seats["Ada"].place)
    assert f'href="?quote={word.pk}#f-words"' in page(cast.bea, table.meeting).content.decode()
    assert quoting(cast.bea, table.meeting, word.pk) == "> Ada:\n> Two words"
    assert quoting(cast.bea, table.meeting, word.pk, "meeting-words") == "> Ada:\n> Two words"
    post(cast.dov, table.meeting, "meeting-turn", act="listen", words="What I keep")
    assert quoting(cast.dov, table.meeting, word.pk) == "What I keep\n\n> Ada:\n> Two words"


def test_words_behind_a_note_are_quoted_by_their_note(table, cast):
    """The field of a meeting has none of its own, so nothing would stand before what is quoted."""
    table.say(cast.ada, "What happened there")
    word = Word.objects.get(place=table.seats["Ada"].place)
    rooms.reword(
        word, words="What happened there", note="a hospital", by=table.seats["Ada"].place, now=table.now
    )
    assert quoting(cast.bea, table.meeting, word.pk) == "> Ada:\n> a hospital"


def test_nothing_is_quoted_that_one_may_not_read_in_this_meeting(table, cast):
    table.say(cast.ada, "Said before Una came")
    early = Word.objects.get(place=table.seats["Ada"].place)
    post(cast.una, table.meeting, "meeting-seats")
    elsewhere = cast.say("said in the talk", by=cast.bea)
    assert quoting(cast.una, table.meeting, early.pk) == ""
    assert (
        quoting(cast.una, table.meeting, elsewhere.pk) == "" and quoting(cast.una, table.meeting, "x") == ""
    )
    rooms.draw_boundary(table.seats["Ada"].place, by=table.seats["Dov"].place, now=table.now)
    assert quoting(cast.dov, table.meeting, early.pk) == ""
