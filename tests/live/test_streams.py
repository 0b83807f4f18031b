"""What an open page is told, and when."""

import threading
import time
from datetime import datetime
from statistics import median

import pytest

from mutuality.kit.locks import writing
from mutuality.live import hub, operations, presence, queries, terms
from mutuality.live.batch import Batch
from mutuality.live.duties import trim
from mutuality.live.frames import CLOSED
from mutuality.live.stream import Call, Streams
from mutuality.live.terms import ENDED, KEPT, SESSIONS, Reader
from tests.live.feed import Lines
from tests.live.listening import House, OpenPage, until

pytestmark = pytest.mark.both


def test_a_change_reaches_every_open_page(house: House, say):
    with OpenPage(house.port) as ada, OpenPage(house.port, token="bea.1") as bea:
        say("one", "<p id=one>Hello\nthere</p>")
        assert ada.words() == bea.words() == ["<p id=one>Hello\nthere</p>"]


def test_a_page_begins_exactly_where_it_ends(house: House, say):
    say("one", "before the page")
    since = queries.newest("lines/here")
    say("two", "between the page and its stream")
    with OpenPage(house.port, since=since) as ada:
        assert ada.words() == ["between the page and its stream"]
        say("three", "after")
        assert ada.words() == ["after"]


def test_a_reconnect_goes_on_after_the_last_frame(house: House, say):
    with OpenPage(house.port) as ada:
        say("one", "first")
        last = ada.hear()[0].id
    say("two", "second")
    say("three", "third")
    with OpenPage(house.port, since=0, headers={"Last-Event-ID": str(last)}) as ada:
        assert ada.words(2) == ["second", "third"]
        assert ada.hears_nothing()


def test_a_poll_gets_the_same_frames_and_ends(house: House, say):
    say("one", "first")
    say("two", "second")
    with OpenPage(house.port, since=1, query="&poll=1") as ada:
        assert ada.body() == b"event: put\nid: 2\ndata: second\n\nevent: beat\nid: 2\ndata: \n\n"
    with OpenPage(house.port, since=2, query="&poll=1") as ada:
        assert ada.status == 200
        assert ada.body() == b"event: beat\nid: 2\ndata: \n\n"


def test_a_session_polls_once_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch):
    """Polls are answered by the two threads that bring all others their words."""
    go, answered = threading.Event(), Streams._answer

    def slowly(self: Streams, call: Call, reader: Reader) -> Batch:
        asked.set()
        assert go.wait(10)
        with counting:
            at_once.append(1)
            most.append(len(at_once))
        try:
            return answered(self, call, reader)
        finally:
            with counting:
                at_once.pop()

    asked, counting = threading.Event(), threading.Lock()
    at_once: list[int] = []
    most: list[int] = []
    monkeypatch.setattr(Streams, "_answer", slowly)
    first, *others = (OpenPage(house.port, query="&poll=1") for _ in range(terms.POLLS_WAITING))
    first.knock()
    assert asked.wait(10)
    for page in others:
        page.knock()
    (turns,) = house.streams._polls.values()
    until(lambda: turns.waiting == terms.POLLS_WAITING)
    with OpenPage(house.port, query="&poll=1") as one_too_many:
        assert one_too_many.status == 503
    go.set()
    for page in (first, *others):
        assert page.enter().status == 200
        page.__exit__()
    assert max(most) == 1
    with OpenPage(house.port, query="&poll=1") as again:
        assert again.status == 200


def test_what_is_gone_is_dropped(house: House, say):
    say("one", "first")
    with OpenPage(house.port, since=1) as ada:
        say("one")
        frame = ada.hear()[0]
    assert (frame.event, frame.data) == ("drop", "one")


def test_a_page_is_told_the_present_state_once(house: House, say):
    say("one", "first wording")
    say("two", "something else")
    say("one", "second wording")
    with OpenPage(house.port) as ada:
        assert ada.words(2) == ["something else", "second wording"]
        assert ada.hears_nothing()


def test_concurrent_changes_arrive_in_the_order_of_their_counts(house: House, lines: Lines, now: datetime):
    def speak(name: str) -> None:
        from django.db import connection

        for number in range(20):
            with writing():
                lines.rows[f"{name}{number}"] = (0, f"{name}{number}")
                operations.append("lines/here", kind="line", ref=f"{name}{number}", now=now)
        connection.close()

    with OpenPage(house.port) as ada, OpenPage(house.port, token="bea.1") as bea:
        threads = [threading.Thread(target=speak, args=(name,)) for name in "abcdef"]
        [thread.start() for thread in threads]
        heard = ada.hear(120)
        [thread.join() for thread in threads]
        assert [frame.id for frame in heard] == list(range(1, 121))
        assert {frame.data for frame in heard} == set(lines.rows)
        assert bea.hear(120) == heard


def test_a_right_lost_between_commit_and_delivery_closes_the_stream(house: House, lines: Lines, say):
    with OpenPage(house.port) as ada, OpenPage(house.port, token="bea.1") as bea:
        say("one", "for both")
        assert ada.words() == bea.words() == ["for both"]
        del lines.floors["bea"]
        say("two", "for Ada alone")
        assert ada.words() == ["for Ada alone"]
        assert [(frame.event, frame.data) for frame in bea.hear_the_end()] == [("closed", "/")]


def test_a_right_lost_before_the_first_look_gives_nothing(house: House, lines: Lines, say):
    say("one", "words")
    with OpenPage(house.port, query="&poll=1") as ada:
        assert b"words" in ada.body()
    lines.rights = lambda ref, readers, now: {}  # type: ignore[method-assign]
    with OpenPage(house.port, query="&poll=1") as ada:
        assert ada.body() == CLOSED


def test_the_end_of_a_session_closes_its_pages_at_once(house: House, say, now: datetime):
    with OpenPage(house.port, token="ada.1") as here, OpenPage(house.port, token="ada.2") as there:
        say("one", "hello")
        here.hear()
        there.hear()
        with writing():
            operations.append(SESSIONS, kind=ENDED, ref="ada.1", now=now)
        assert here.hear_the_end()[0].event == "closed"
        say("two", "still here")
        assert there.words() == ["still here"]


def test_sessions_still_end_at_once_after_a_community_began_anew(house: House, say, now: datetime):
    for _ in range(3):
        with writing():
            operations.append(SESSIONS, kind=ENDED, ref="gone.1", now=now)
    until(lambda: house.hub._ended_upto == 3)
    with writing():
        operations.forget(SESSIONS)
    until(lambda: house.hub._ended_upto == 0)
    with OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1)
        with writing():
            operations.append(SESSIONS, kind=ENDED, ref="ada.1", now=now)
        assert ada.hear_the_end()[0].event == "closed"


def test_a_newcomer_sees_only_what_was_said_after_they_came(house: House, lines: Lines, say):
    lines.floors["cy"] = 2
    with OpenPage(house.port) as ada, OpenPage(house.port, token="cy.1") as cy:
        say("one", "before", order=1)
        say("two", "after", order=2)
        assert ada.words(2) == ["before", "after"]
        assert cy.words() == ["after"]
        assert cy.hears_nothing()


def test_nothing_of_what_was_before_reaches_a_newcomer_from_whichever_count_they_ask(
    house: House, lines: Lines, say
):
    say("one", "taken back before", order=1)
    say("one")
    lines.floors["cy"] = say("two", "Cy came", order=3)
    say("three", "after", order=4)
    say("three")
    with OpenPage(house.port, token="ada.1") as ada, OpenPage(house.port, token="cy.1") as cy:
        assert [frame.data for frame in ada.hear(3)] == ["one", "Cy came", "three"]
        assert [frame.data for frame in cy.hear(2)] == ["Cy came", "three"]


def test_a_person_for_whom_it_differs_gets_their_own_words_or_none(house: House, lines: Lines, say):
    lines.own_words = {("one", "bea"): "for Bea", ("two", "bea"): None}
    with OpenPage(house.port) as ada, OpenPage(house.port, token="bea.1") as bea:
        say("one", "for all")
        say("two", "not for Bea")
        say("three", "for all again")
        assert ada.words(3) == ["for all", "not for Bea", "for all again"]
        assert bea.words(2) == ["for Bea", "for all again"]


def test_a_page_that_slept_too_long_is_asked_to_load_anew(house: House, say, now: datetime):
    say("one", "old")
    say("two", "old, too")
    assert trim(now=now + KEPT + KEPT) == 2
    count = say("three", "new")
    with OpenPage(house.port, since=1) as late, OpenPage(house.port, since=2) as just_in_time:
        frame = late.hear()[0]
        assert (frame.event, frame.id) == ("reload", count)
        assert just_in_time.words() == ["new"]


def test_a_count_from_nowhere_is_asked_to_load_anew(house: House, say):
    say("one", "here")
    with OpenPage(house.port, since=77) as ada:
        frame = ada.hear()[0]
        assert (frame.event, frame.id) == ("reload", 1)
        say("two", "and on it goes")
        assert ada.words() == ["and on it goes"]


def test_a_page_far_behind_is_asked_to_load_anew(house: House, say, monkeypatch):
    monkeypatch.setattr("mutuality.live.batch.FAR_BEHIND", 3)
    for number in range(5):
        say(f"line{number}", str(number))
    with OpenPage(house.port, since=1) as far, OpenPage(house.port, since=2) as near:
        assert far.hear()[0].event == "reload"
        assert near.words(3) == ["2", "3", "4"]


def test_a_page_of_a_forgotten_topic_needs_its_right_anew(house: House, lines: Lines, say):
    with OpenPage(house.port) as ada:
        say("one", "hello")
        ada.hear()
        lines.floors.clear()
        with writing():
            operations.forget("lines/here")
        assert ada.hear_the_end()[0].event == "closed"
    assert queries.newest("lines/here") == 0


def test_a_stalled_reader_holds_nobody_up_and_catches_up(house: House, lines: Lines, say):
    number, long = 0, "x" * 400_000

    def seconds() -> float:
        """How long it takes until Ada has heard what is said."""
        nonlocal number
        begun = time.monotonic()
        say(f"line{number}", f"{number}:{long}")
        assert ada.words()[0].startswith(f"{number}:")
        number += 1
        return time.monotonic() - begun

    with OpenPage(house.port) as ada:
        alone = median(seconds() for _ in range(5))
        with OpenPage(house.port, token="bea.1", since=number) as stalled:
            until(lambda: house.hub._count == 2)
            begun, beside = number, []
            while house.hub._count == 2 and number < 65:
                beside.append(seconds())
            assert house.hub._count == 1, "The stalled reader was never cut off."
            assert median(beside) < 5 * alone
            with pytest.raises((EOFError, OSError)):
                stalled.hear(number)
            last = stalled.frames[-1].id if stalled.frames else begun
    with OpenPage(house.port, token="bea.1", since=last) as back:
        assert [frame.id for frame in back.hear(number - last)] == list(range(last + 1, number + 1))


def test_a_reader_who_goes_while_words_are_handed_out_takes_nothing_from_the_others(house: House, say):
    with OpenPage(house.port) as ada, OpenPage(house.port, token="bea.1") as bea:
        until(lambda: house.hub._count == 2)
        pages = house.hub._watches["lines/here"].pages
        (leaving,) = [page for page in pages if page.reader.person == "bea"]
        trouble: list[BaseException] = []

        def go_and_write() -> None:
            try:
                leaving.wire.abort()
                leaving.write(b"too late")
                leaving.end(b"too late")
            except BaseException as raised:
                trouble.append(raised)

        house.hub._loop.call_soon_threadsafe(go_and_write)
        say("one", "still here")
        assert ada.words() == ["still here"]
        with pytest.raises((EOFError, OSError)):
            bea.hear()
        assert not trouble


def test_many_who_come_back_at_once_share_one_look(house: House, lines: Lines, say):
    for number in range(10):
        say(f"line{number}", str(number))
    pages = [OpenPage(house.port, token=f"ada.{number}") for number in range(200)]
    for page in pages:
        page.knock()
    for page in pages:
        assert page.enter().words(10) == [str(number) for number in range(10)]
        page.__exit__()
    assert lines.looks < 100


def test_what_is_said_in_one_breath_goes_out_together(
    house: House, lines: Lines, say, monkeypatch: pytest.MonkeyPatch
):
    """A second word that comes while the first is handed out waits a little for those that follow it."""
    monkeypatch.setattr(hub, "_MOST_GATHERING", 5.0)
    looking, find = threading.Event(), lines.rights

    def slowly(*args: object, **kwargs: object):
        looking.set()
        if lines.looks == before:
            time.sleep(1)
        return find(*args, **kwargs)

    with OpenPage(house.port) as ada:
        say("first", "said")
        assert ada.words() == ["said"]
        before = lines.looks
        monkeypatch.setattr(lines, "rights", slowly)
        looking.clear()
        say("alone", "word 0")
        assert looking.wait(10)
        say("w1", "word 1")
        assert ada.words() == ["word 0"]
        for number in range(2, 9):
            say(f"w{number}", f"word {number}")
        assert ada.words(8) == [f"word {number}" for number in range(1, 9)]
        assert lines.looks == before + 2


def test_every_page_hears_a_heartbeat(transactional_db, lines: Lines, monkeypatch):
    from tests.live.listening import open_house

    monkeypatch.setattr(terms, "HEARTBEAT_SECONDS", 0.1)
    with open_house({"lines": lines}) as house, OpenPage(house.port) as ada:
        assert ada._text_until_blank() == "event: beat\ndata:"


def test_a_third_page_of_a_session_takes_the_stream_of_the_first(house: House, say):
    """A browser has six connections over HTTP/1.1: streams never take the last one from a page."""
    first, second = OpenPage(house.port).__enter__(), OpenPage(house.port).__enter__()
    with OpenPage(house.port, token="ada.2") as elsewhere, OpenPage(house.port) as third:
        assert [frame.event for frame in first.hear_the_end()] == ["waits"]
        say("one", "hello")
        assert second.words() == third.words() == elsewhere.words() == ["hello"]
        with OpenPage(house.port, query="&poll=1") as first_again:
            assert b"hello" in first_again.body()
        assert second.hears_nothing() and third.hears_nothing()
    for page in (first, second):
        page.__exit__()
    until(lambda: house.hub._count == 0 and not house.hub._sessions)


def test_a_stream_by_which_others_know_that_somebody_is_there_goes_last(house: House, lines: Lines):
    lines.followed = True
    meeting = OpenPage(house.port).__enter__()
    until(lambda: house.hub._count == 1)
    lines.followed = False
    with OpenPage(house.port) as second, OpenPage(house.port) as third:
        assert [frame.event for frame in second.hear_the_end()] == ["waits"]
        assert meeting.hears_nothing() and third.hears_nothing()
    meeting.__exit__()


def test_whoever_polls_is_there(house: House, lines: Lines):
    lines.followed = True
    with OpenPage(house.port):
        until(lambda: house.hub._count == 1)
    until(lambda: presence.gone_for("lines/here", person="ada") is not None)
    before = presence._gone["lines/here", "ada"]
    with OpenPage(house.port, query="&poll=1") as ada:
        assert ada.status == 200
    assert presence._gone["lines/here", "ada"] > before


def test_a_full_house_asks_to_come_back(house: House):
    house.hub.limit = 1
    with OpenPage(house.port) as ada:
        until(lambda: house.hub._count == 1)
        with OpenPage(house.port, token="bea.1") as bea:
            assert (ada.status, bea.status) == (200, 503)


@pytest.mark.parametrize(
    ("token", "address", "headers"),
    [
        ("ada.1", "/live/other/here/", {}),
        ("ada.1", "/live/lines/", {}),
        ("ada.1", "/live/lines/here", {}),
        ("ada.1", "/live/lines/here/", {"Sec-Fetch-Site": "cross-site"}),
        ("ada.1", "/live/lines/here/", {"Sec-Fetch-Site": "same-site"}),
        ("ada.1", "/live/lines/here/", {"Origin": "https://elsewhere.example"}),
        ("ada.1", "/live/lines/here/", {"Origin": "null"}),
        ("ada.1", "/live/lines/here/", {"Last-Event-ID": "-1"}),
    ],
)
def test_what_no_page_of_ours_asks_is_not_there(house: House, token, address, headers):
    with OpenPage(house.port, token=token, address=address, headers=headers) as page:
        assert (page.status, page.body()) == (404, b"")
    with OpenPage(
        house.port, headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    ) as page:
        assert page.status == 200


@pytest.mark.parametrize("query", ["", "&poll=1"])
def test_a_page_that_slept_while_its_right_ended_is_told_that_it_is_closed(house: House, query: str):
    with OpenPage(house.port, token="eve.1", query=query) as page:
        assert (page.status, page.body()) == (200, CLOSED)


def test_a_stream_says_how_it_is_to_be_treated(house: House):
    with OpenPage(house.port) as ada:
        for line in (
            "content-type: text/event-stream; charset=utf-8",
            "cache-control: no-store",
            "x-accel-buffering: no",
            "x-content-type-options: nosniff",
        ):
            assert line in ada.head


def test_a_feed_in_trouble_delays_words_and_loses_none(house: House, lines: Lines, say, monkeypatch):
    monkeypatch.setattr("mutuality.live.hub._AGAIN_AFTER_TROUBLE", 0.1)
    render, troubles = lines.render, [OSError("words of somebody"), OSError("words of somebody")]

    def fragile(*args, **kwargs):
        if troubles:
            raise troubles.pop()
        return render(*args, **kwargs)

    lines.render = fragile  # type: ignore[method-assign]
    with OpenPage(house.port) as ada:
        say("one", "late, but here")
        assert ada.words() == ["late, but here"]
    assert not troubles
