"""What stays of a word in the memory of the server: nothing, also when nobody has the room open."""

from mutuality.groups import operations as groups
from mutuality.rooms import operations as rooms
from mutuality.rooms.fragments import Lists, fragments, lists
from tests.cast import Cast


def _kept() -> str:
    words = [html for forms in fragments._kept.values() for html in forms.values()]
    return "".join([*words, *(line for _count, lines in lists._kept.values() for line in lines.values())])


def test_a_word_taken_back_is_not_kept_rendered(transactional_db: None, cast: Cast) -> None:
    cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    assert "I came home on Sunday night" in _kept() and "I let the phone ring" in _kept()
    rooms.take_back(cast.words["bea"], by=cast.bea.place, now=cast.now)
    assert "I came home on Sunday night" not in _kept() and "I let the phone ring" in _kept()


def test_nothing_of_who_left_is_kept_rendered(transactional_db: None, cast: Cast) -> None:
    cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    assert "Dov" in _kept()
    groups.leave(cast.dov.membership, by=cast.dov.person, now=cast.now)
    assert "Dov" not in _kept()


def test_a_list_begun_before_somebody_left_is_not_kept_after() -> None:
    kept = Lists()
    era = kept.era
    kept.clear()
    kept.put("room", (1, "en"), {"p1": "Dov"}, era=era)
    assert kept.get("room", (1, "en")) is None
    kept.put("room", (1, "en"), {"p1": "Ada"}, era=kept.era)
    assert kept.get("room", (1, "en")) == {"p1": "Ada"}
    assert kept.get("room", (2, "en")) is None


def test_there_is_an_end_to_the_lines_that_are_kept() -> None:
    kept = Lists()
    for number in range(30):
        kept.put(f"room-{number}", (1, "en"), {f"p{line}": "" for line in range(1_000)}, era=kept.era)
    assert sum(len(lines) for _count, lines in kept._kept.values()) == 20_000
    assert kept.get("room-0", (1, "en")) is None and kept.get("room-29", (1, "en")) is not None
