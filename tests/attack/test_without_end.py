"""One member who makes more and more of something. It ends somewhere, and the pages of the others stay quick."""

import pytest
from django.urls import reverse

from mutuality.groups import operations as groups
from mutuality.groups import terms as group_terms
from mutuality.groups.models import Membership
from mutuality.kit.rates import LIMITS, Limit
from mutuality.kit.refusals import Refusal
from mutuality.live.models import Notice
from mutuality.live.terms import SESSIONS
from mutuality.people.models import Session
from mutuality.rooms import operations as rooms
from mutuality.rooms import terms as room_terms
from mutuality.rooms.models import Topic, Word
from mutuality.safety import terms as safety_terms
from mutuality.safety.models import Kept
from tests.cast import Cast, cookie, found_group
from tests.reading_pages import text


def test_topics(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stands in the list of everybody, opened at each look."""
    monkeypatch.setattr(room_terms, "MOST_TOPICS_BEGUN", 3)
    sent = {"title": "One more", "words": "And one more", "note": ""}
    answers = [cast.bea.client.post(f"/rooms/{cast.room.pk}/", sent | {"once": str(n)}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert "And one more" in text(answers[-1])
    assert Topic.objects.filter(place=cast.bea.place).count() == 3
    assert rooms.begin_topic(title="Dov begins one", by=cast.dov.place, now=cast.now)
    rooms.let_go(now=cast.now.replace(year=cast.now.year + 1))
    assert rooms.begin_topic(title="And Bea again", by=cast.bea.place, now=cast.now)


def test_groups(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each stands on Home, which then keeps one of eight threads for a long time."""
    monkeypatch.setattr(group_terms, "MOST_GROUPS", 2)
    found_group(cast.bea, now=cast.now)
    with pytest.raises(groups.ManyGroups):
        found_group(cast.bea, now=cast.now)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    found_group(cast.bea, now=cast.now)
    assert Membership.objects.filter(person=cast.bea.person).count() == 2


def test_copies(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety_terms, "MOST_KEPT", 2)
    for word in ("ada", "dov"):
        rooms.set_aside(cast.words[word], by=cast.bea.place, now=cast.now)
    with pytest.raises(Refusal, match="which is the limit"):
        rooms.set_aside(cast.words["una"], by=cast.bea.place, now=cast.now)
    rooms.set_aside(cast.words["ada"], by=cast.bea.place, now=cast.now)
    assert Kept.objects.filter(person=cast.bea.person).count() == 2


def test_acts_of_any_kind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign given and taken back all day, words reworded without end; on one device or on many."""
    monkeypatch.setitem(LIMITS, "act-of-any-kind", Limit(5, 60, "person"))
    signals = f"/words/{cast.words['dov'].pk}/signals/"
    answers = [cast.bea.client.post(signals, {"kind": "with"}).status_code for _act in range(6)]
    assert answers == [302] * 5 + [422]
    sent = cast.bea.client.post(f"/words/{cast.words['bea'].pk}/", {"words": "Not lost", "note": ""})
    assert sent.status_code == 422 and "Not lost" in text(sent) and "wait a few minutes" in text(sent)
    assert cast.dov.client.post(signals, {"kind": "with"}).status_code != 422
    assert cast.bea.client.get(f"/topics/{cast.topic.pk}/").status_code == 200
    for out in (f"/groups/{cast.group.pk}/leaving/", "/leaving/"):
        assert cast.bea.client.post(out).status_code == 302
    assert not Word.objects.filter(pk=cast.words["bea"].pk).exists()


@pytest.mark.parametrize("name", ["language", "other-devices-ending"])
def test_what_is_open_whatever_else_was_done_is_not_done_without_end(
    name: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each choice of a language was written and told to every open page, two hundred times a second."""
    monkeypatch.setitem(LIMITS, "act-of-any-kind", Limit(2, 60, "person"))
    monkeypatch.setitem(LIMITS, "act-of-any-kind/apart", Limit(3, 60, "person and address"))
    address, told = reverse(name), Notice.objects.filter(topic=SESSIONS)
    for _try in range(3):
        last = cast.bea.client.post("/you/comfort/default/")
    assert "many tries" in text(last)
    for number in range(3):
        last = cast.bea.client.post(address, {"language": "es" if number % 2 else "en"})
    assert last.status_code == 302
    before = told.count()
    assert "many tries" in text(cast.bea.client.post(address, {"language": "en"}))
    assert told.count() == before


def test_words_sent_on_a_way_out_are_not_kept_without_end(cast: Cast) -> None:
    Session.objects.filter(pk=cast.bea.session.pk).update(curtain_at=cast.now)
    for _try in range(31):
        last = cast.bea.client.post("/leaving/", {"words": "again and again"})
    assert last["Location"].startswith("/curtain/") and cookie("k") not in last.cookies
