"""What stays of a word in the memory of the server: nothing, also when nobody has the room open."""

from mutuality.groups import operations as groups
from mutuality.rooms import operations as rooms
from mutuality.rooms.fragments import fragments
from tests.cast import Cast


def _kept() -> str:
    return "".join(html for forms in fragments._kept.values() for html in forms.values())


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
