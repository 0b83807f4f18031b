"""A boundary: I do not hear somebody, they cannot reach me, and nobody can tell."""

import re
from html import unescape

import pytest

from mutuality.groups import operations as groups
from mutuality.kit.ids import new_id
from mutuality.live import queries as live
from mutuality.live.batch import answer
from mutuality.people import queries as people
from mutuality.rooms import hidden_people, queries
from mutuality.rooms import operations as rooms
from mutuality.rooms.fragments import fragments
from mutuality.rooms.models import Topic
from mutuality.safety import access
from mutuality.safety import queries as own
from mutuality.safety.models import Boundary
from mutuality.site import wiring
from tests.cast import Cast, Someone, bring
from tests.reading_pages import text
from tests.safety.worlds import Diary, Worlds, worlds

pytestmark = pytest.mark.both

__all__ = ["worlds"]
HIDDEN_WORDS = "I came home on Sunday night"


def draw(cast: Cast, *, by: Someone | None = None, about: Someone | None = None) -> None:
    """Let Ada hide Bea, from her name in the list, or somebody somebody else."""
    by, about = by or cast.ada, about or cast.bea
    answer = by.client.post(f"/places/{about.place.pk}/boundary/")
    assert answer.status_code == 302


def told(cast: Cast, who: Someone, *, since: int) -> str:
    """What this person's open page of the room is told since then."""
    room = wiring.LIVE["room"]
    asked = {"view": own.view_of(own.hidden_from(who.person.pk))}
    reader = room.admit(cast.room.pk, token=who.token, language="en", asked=asked, now=cast.now)
    made = answer(room, "room", cast.room.pk, asks=[(reader, since)], now=cast.now).answers[0]
    return made.decode()


def newest(cast: Cast) -> int:
    return live.newest(rooms.stream(cast.room.pk))


def topic(cast: Cast) -> str:
    return f"/topics/{cast.topic.pk}/"


def test_i_do_not_see_their_words_and_the_others_do(cast: Cast) -> None:
    assert HIDDEN_WORDS in text(cast.ada.client.get(topic(cast)))
    draw(cast)
    page = text(cast.ada.client.get(topic(cast)))
    assert HIDDEN_WORDS not in page and "a night outside" not in page
    assert "I let the phone ring" in page
    assert HIDDEN_WORDS in text(cast.dov.client.get(topic(cast)))
    assert HIDDEN_WORDS in text(cast.bea.client.get(topic(cast)))


def test_a_hidden_word_cannot_be_reached_by_its_address(cast: Cast) -> None:
    word = f"/words/{cast.words['bea'].pk}/"
    assert cast.ada.client.post(word + "signals/", {"kind": "heard"}).status_code == 302
    draw(cast)
    assert cast.ada.client.post(word + "signals/", {"kind": "heard"}).status_code == 404
    assert cast.ada.client.post(word + "keeping/").status_code == 404


def test_a_signal_that_comes_while_my_page_is_made_is_not_shown_to_me(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(cast)
    looked = queries.signed_by

    def and_then_bea_signs(hidden: object, *, words: object) -> set[str]:
        found = looked(hidden, words=words)
        rooms.signal(cast.words["dov"], kind="thanks", by=cast.bea.place, now=cast.now)
        return found

    fragments.clear()
    monkeypatch.setattr(queries, "signed_by", and_then_bea_signs)
    assert "Thank you: Bea" not in text(cast.ada.client.get(topic(cast)))
    assert "Thank you: Bea" in text(cast.dov.client.get(topic(cast)))


def test_their_signals_are_shown_to_everybody_but_me(cast: Cast) -> None:
    assert "I hear you: Bea" in text(cast.ada.client.get(topic(cast)))
    draw(cast)
    assert "I hear you: Bea" not in text(cast.ada.client.get(topic(cast)))
    cast.bea.client.post(f"/words/{cast.words['dov'].pk}/signals/", {"kind": "with"})
    cast.dov.client.post(f"/words/{cast.words['ada'].pk}/signals/", {"kind": "thanks"})
    mine = text(cast.ada.client.get(topic(cast)))
    assert "Thank you: Dov" in mine and "With you: Bea" not in mine
    for other, name in ((cast.dov, "Bea"), (cast.bea, "you"), (cast.una, "Bea")):
        page = text(other.client.get(topic(cast)))
        assert f"I hear you: {name}" in page and f"With you: {name}" in page


def signals_in(html: str) -> list[str]:
    return re.findall(r'data-kind="\w+"><bdi data-name>(\w+)', html)


def test_my_open_page_hears_nothing_of_them(cast: Cast) -> None:
    since = newest(cast)
    cast.say("heard before", by=cast.bea)
    assert "heard before" in told(cast, cast.ada, since=since)
    draw(cast)
    since = newest(cast)
    cast.say("not for Ada", by=cast.bea)
    rooms.signal(cast.words["ada"], kind="with", by=cast.bea.place, now=cast.now)
    rooms.signal(cast.words["dov"], kind="with", by=cast.bea.place, now=cast.now)
    cast.say("for everybody", by=cast.dov)
    mine, dovs = told(cast, cast.ada, since=since), told(cast, cast.dov, since=since)
    assert "not for Ada" not in mine and "for everybody" in mine
    assert "Bea" not in signals_in(mine) and "I walked to the bridge" in mine
    assert "not for Ada" in dovs and "Bea" in signals_in(dovs)
    assert 'class="word mine"' in mine


def test_nothing_is_new_to_me_because_of_them_alone(cast: Cast) -> None:
    draw(cast)
    cast.ada.client.get(topic(cast))
    before = cast.ada.client.get("/").content
    assert b"New from" not in before
    since = newest(cast)
    cast.say("not new to Ada", by=cast.bea)
    assert b"New from" not in cast.ada.client.get("/").content
    assert b"New since you were here" in cast.dov.client.get(f"/rooms/{cast.room.pk}/").content
    assert "New since you were here" not in told(cast, cast.ada, since=since)
    cast.say("new to Ada", by=cast.dov)
    assert b"New from" in cast.ada.client.get("/").content


def test_a_title_they_gave_is_not_shown_to_me(cast: Cast) -> None:
    draw(cast)
    since = newest(cast)
    theirs = rooms.begin(
        title="Named by Bea", words="opening", once=new_id(), by=cast.bea.place, now=cast.now
    )
    room = f"/rooms/{cast.room.pk}/"
    assert theirs.pk not in cast.ada.client.get(room).content.decode()
    assert "Named by Bea" not in told(cast, cast.ada, since=since)
    cast.say("Dov answers", by=cast.dov, topic=theirs)
    for page in (room, "/", f"/topics/{theirs.pk}/"):
        shown = text(cast.ada.client.get(page))
        assert "Named by Bea" not in shown
    assert "A topic started by someone you hid" in text(cast.ada.client.get(room))
    assert "A topic started by someone you hid" in told(cast, cast.ada, since=since)
    assert "Named by Bea" in text(cast.dov.client.get(room))


def test_it_never_hides_that_they_are_near(cast: Cast) -> None:
    pages = (f"/rooms/{cast.room.pk}/", topic(cast), f"/groups/{cast.group.pk}/", "/")
    for page in pages:
        assert "person you hid" not in text(cast.ada.client.get(page))
    draw(cast)
    for page in pages:
        assert "1 person you hid can read what you write here" in text(cast.ada.client.get(page)), page
    assert "Bea hidden by you" in text(cast.ada.client.get(pages[0]))
    assert "Bea hidden by you" in text(cast.ada.client.get(pages[2]))
    draw(cast, about=cast.dov)
    assert "2 people you hid can read what you write here" in text(cast.ada.client.get(pages[0]))


def test_a_boundary_does_not_show_who_goes_by_two_names(cast: Cast) -> None:
    """Bea is Rose in another group: whoever hid Bea is told that somebody is near, not who Rose is."""
    room = cast.second.group.room
    ada = rooms.take_place(room, name="Ada", bound="", by=cast.ada.person, now=cast.now)
    rose = rooms.take_place(room, name="Rose", bound="", by=cast.bea.person, now=cast.now)
    draw(cast)
    page = text(cast.ada.client.get(f"/rooms/{room.pk}/"))
    assert ada.room_id == room.pk and "1 person you hid can read what you write here" in page
    assert "hidden by you" not in page
    assert "You've had this boundary" not in text(cast.ada.client.get(f"/places/{rose.pk}/boundary/"))
    cast.ada.client.post(f"/places/{rose.pk}/boundary/")
    assert "Rose hidden by you" in text(cast.ada.client.get(f"/rooms/{room.pk}/"))
    assert Boundary.objects.filter(by=cast.ada.person).count() == 2


def test_the_line_somebody_writes_beside_their_name_is_folded_for_everybody(cast: Cast) -> None:
    """Else 160 letters reach me each time they come in. Folded for me alone, it would say whom I hid to who looks."""
    draw(cast)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    since = newest(cast)
    bring(cast.dov.membership, cast.bea, now=cast.now, bound="Ada, I found you")
    summary = r"<details[^>]*>(?:\s|data:)*<summary>About being paid[^<]*</summary>"
    folded = summary + r"(?:\s|data:)*<p[^>]*><bdi[^>]*>Ada, I found you"
    for shown in (
        lambda who: who.client.get(f"/groups/{cast.group.pk}/").content.decode(),
        lambda who: who.client.get(f"/rooms/{cast.room.pk}/").content.decode(),
        lambda who: unescape(told(cast, who, since=since)),
    ):
        for who in (cast.ada, cast.dov, cast.bea):
            page = shown(who)
            assert re.search(folded, page) and page.count("Ada, I found you") == 1


def test_drawn_twice_it_stands_once_and_lifted_it_is_gone(cast: Cast) -> None:
    draw(cast)
    draw(cast)
    row = Boundary.objects.get()
    assert not access.may_reach(cast.bea.person.pk, to=cast.ada.person.pk)
    assert access.may_reach(cast.ada.person.pk, to=cast.bea.person.pk)
    listed = cast.ada.client.get("/you/boundaries/")
    assert "Bea" in text(listed)
    assert cast.bea.client.post(f"/you/boundaries/{row.pk}/lifting/").status_code == 404
    assert cast.ada.client.post(f"/you/boundaries/{row.pk}/lifting/")["Location"] == "/you/boundaries/"
    assert not Boundary.objects.exists()
    assert HIDDEN_WORDS in text(cast.ada.client.get(topic(cast)))
    assert access.may_reach(cast.bea.person.pk, to=cast.ada.person.pk)


def test_only_others_in_my_rooms_can_be_hidden(cast: Cast) -> None:
    assert cast.ada.client.get(f"/places/{cast.bea.place.pk}/boundary/").status_code == 200
    for place in (cast.ada.place.pk, cast.second.place.pk, new_id()):
        assert cast.ada.client.get(f"/places/{place}/boundary/").status_code == 404
        assert cast.ada.client.post(f"/places/{place}/boundary/").status_code == 404
    assert cast.cy.client.post(f"/places/{cast.bea.place.pk}/boundary/").status_code == 404


def a_day_of_bea(diary: Diary) -> None:
    """Everything Bea can look at and do, above all towards Ada, who speaks as she always does."""
    cast, bea = diary.cast, diary.cast.bea
    group, room, knock = cast.group.pk, cast.room.pk, cast.doors.knock.pk
    since = newest(cast)
    cast.say("Ada says something now", by=cast.ada)
    for kind in ("heard", "with", "heard"):
        diary.post(bea, f"/words/{cast.words['ada'].pk}/signals/", kind=kind)
    diary.post(bea, f"/words/{cast.words['ada'].pk}/signals/", kind="nothing")
    diary.post(bea, f"/words/{cast.words['ada'].pk}/keeping/")
    diary.post(bea, topic(cast), words="Ada, are you there?", once="once-1")
    diary.post(bea, topic(cast), words="", once="once-2")
    diary.post(bea, f"/rooms/{room}/", title="For Ada", words="an open letter", once="once-3")
    diary.post(bea, f"/words/{cast.words['bea'].pk}/", words="said anew", note="")
    diary.post(bea, f"/groups/{group}/invitations/", way="link")
    diary.post(bea, f"/groups/{group}/knocks/{knock}/answers/", welcome="yes")
    diary.post(cast.ada, f"/groups/{group}/knocks/{knock}/answers/", welcome="yes")
    diary.post(bea, f"/decisions/{cast.proposal.pk}/acceptance/", round="1")
    rooms.signal(cast.words["bea"], kind="heard", by=cast.dov.place, now=cast.now)
    look(diary, bea, since)


def look(diary: Diary, who: Someone, since: int) -> None:
    """All pages of this person, their open page, and what is not there."""
    cast = diary.cast
    group = f"/groups/{cast.group.pk}/"
    for page in ("", "ledger/", "invitations/", "knocks/", "meetings/", "decisions/", "leaving/"):
        diary.get(who, group + page)
    for page in (
        topic(cast),
        f"/rooms/{cast.room.pk}/",
        "/",
        "/groups/",
        "/you/",
        "/you/boundaries/",
        "/you/kept/",
    ):
        diary.get(who, page)
    for someone in (cast.ada, cast.bea, cast.dov):
        diary.get(who, f"/places/{someone.place.pk}/boundary/")
    diary.get(who, f"/decisions/{cast.proposal.pk}/")
    diary.get(who, f"/words/{cast.words['ada'].pk}/")
    diary.stream(who, cast.room.pk, since=since)


def a_day_of_dov(diary: Diary) -> None:
    """What a third person sees while Bea tries to reach Ada."""
    cast = diary.cast
    since = newest(cast)
    cast.say("Bea speaks", by=cast.bea)
    cast.say("Ada speaks", by=cast.ada)
    rooms.signal(cast.words["ada"], kind="with", by=cast.bea.place, now=cast.now)
    look(diary, cast.dov, since)


def hides_bea(cast: Cast) -> None:
    draw(cast)


def hides_and_lifts(cast: Cast) -> None:
    draw(cast)
    cast.ada.client.post(f"/you/boundaries/{Boundary.objects.get().pk}/lifting/")


@pytest.mark.parametrize("act", [hides_bea, hides_and_lifts])
@pytest.mark.parametrize("story", [a_day_of_bea, a_day_of_dov])
def test_nobody_else_can_tell_whether_it_stands(worlds: Worlds, story: object, act: object) -> None:
    worlds.compare(story, act=act)


def test_a_difference_would_be_found(worlds: Worlds) -> None:
    def leaks(cast: Cast) -> None:
        rooms.signal(cast.words["ada"], kind="thanks", by=cast.dov.place, now=cast.now)

    with pytest.raises(AssertionError):
        worlds.compare(a_day_of_bea, act=leaks)


def test_more_work_for_one_of_the_two_worlds_would_be_found(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = people.session_row

    def and_counts_those_who_hid(token: str | None) -> object:
        if Boundary.objects.exists():
            Boundary.objects.count()
        return looked(token)

    monkeypatch.setattr(people, "session_row", and_counts_those_who_hid)
    with pytest.raises(AssertionError):
        worlds.compare(a_day_of_bea, act=hides_bea)


def test_whoever_leaves_is_on_nobodys_list(cast: Cast) -> None:
    draw(cast)
    draw(cast, by=cast.bea, about=cast.dov)
    cast.bea.client.post("/leaving/")
    assert not Boundary.objects.exists()


def test_a_newcomer_is_no_exception(cast: Cast) -> None:
    bring(cast.ada.membership, cast.cy, now=cast.now)
    draw(cast, by=cast.cy, about=cast.ada)
    cast.say("after Cy came", by=cast.ada)
    cast.say("Dov too", by=cast.dov)
    page = text(cast.cy.client.get(topic(cast)))
    assert "Dov too" in page and "after Cy came" not in page


def test_the_list_reads_the_same_by_page_and_by_stream(cast: Cast) -> None:
    """Ada hid Bea: topics named by either, spoken in last by either, read and unread, with nobody else in them."""
    draw(cast)
    for giver, speakers in (("bea", ()), ("bea", ("dov", "bea")), ("dov", ("bea",)), ("dov", ("bea", "una"))):
        place = getattr(cast, giver).place
        began = rooms.begin(title=f"by {giver}", words="first", once=new_id(), by=place, now=cast.now)
        for speaker in speakers:
            cast.say(f"{speaker} answers", by=getattr(cast, speaker), topic=began)
        if speakers:
            cast.ada.client.get(f"/topics/{began.pk}/")
    cast.say("Bea after Ada read", by=cast.bea, topic=began)
    rows = list(Topic.objects.filter(room=cast.room.pk, newest__gt=cast.topic.newest))
    heard = hidden_people.lines(rows, persons={cast.ada.person.pk}, now=cast.now)[cast.ada.person.pk]
    listed = {line.id: line for line in queries.topics(cast.ada.place, now=cast.now)}
    assert len(rows) >= 4 and None in heard.values()
    assert {topic: line for topic, line in heard.items() if line} == {
        topic: listed[topic] for topic in heard if topic in listed
    }
    assert {topic for topic, line in heard.items() if line is None}.isdisjoint(listed)
