"""One place-mark for each topic I read: it goes on, and never back."""

from functools import partial

import pytest

from mutuality.rooms import operations
from mutuality.rooms.models import Mark
from tests.at_once import at_once
from tests.cast import Cast

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def _marks(cast: Cast) -> list[int]:
    mine = Mark.objects.filter(place=cast.ada.place, topic=cast.early_topic)
    return list(mine.values_list("read_to", flat=True))


def _move(cast: Cast, upto: int) -> None:
    operations.mark_read(cast.early_topic, upto=upto, by=cast.ada.place, now=cast.now)


def test_a_mark_is_made_once_and_moved_on(cast: Cast) -> None:
    Mark.objects.all().delete()
    for upto in (3, 5, 5):
        _move(cast, upto)
        assert _marks(cast) == [upto]


def test_a_page_that_was_made_earlier_does_not_move_it_back(cast: Cast) -> None:
    Mark.objects.all().delete()
    _move(cast, 9)
    _move(cast, 4)
    assert _marks(cast) == [9]


@pytest.mark.django_db(transaction=True)
def test_two_pages_at_once_make_one_mark(cast: Cast) -> None:
    Mark.objects.all().delete()
    assert at_once(*(partial(_move, cast, upto) for upto in (4, 9, 7))) == []
    assert _marks(cast) == [9]
