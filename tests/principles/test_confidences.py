"""What is true now of one principle. The seed's own words, seeds/001_ed95cc98f2265e0e.txt:

Keep people's confidences.
"""

from mutuality.rooms import operations as rooms
from mutuality.safety.models import Boundary, Kept
from tests import stolen
from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text


def test_the_database_alone_tells_no_word_and_no_name(cast: Cast) -> None:
    for said in ("bridge", "Sunday night", "Bea", "Tuesday evening", "Elm Street"):
        assert stolen.anywhere(said) == []


def test_nothing_tells_who_has_read_what_or_is_here() -> None:
    watching = {"seen", "typing", "online", "presence", "ip", "agent"}
    assert not [name for name in columns() if watching & set(name.replace(".", "_").split("_"))]


def test_newcomers_do_not_read_what_was_said_before(cast: Cast) -> None:
    address = f"/topics/{cast.early_topic.pk}/"
    assert "Ada spoke before" in text(cast.ada.client.get(address))
    assert "Ada spoke before" not in text(cast.bea.client.get(address))


def test_whom_i_hid_and_what_i_kept_is_told_to_nobody(cast: Cast) -> None:
    pages = [f"/topics/{cast.topic.pk}/", f"/groups/{cast.group.pk}/", "/", "/you/boundaries/", "/you/kept/"]
    for page in pages:
        cast.bea.client.get(page)
    before = {page: text(cast.bea.client.get(page)) for page in pages}
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    rooms.set_aside(cast.words["bea"], by=cast.dov.place, now=cast.now)
    assert Boundary.objects.count() == 1 and Kept.objects.count() == 1
    assert {page: text(cast.bea.client.get(page)) for page in pages} == before
    assert stolen.anywhere("Sunday night") == [] and stolen.anywhere("Bea") == []
