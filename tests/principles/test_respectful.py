"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Everyone is seen as having something important and unique to contribute.
"""

from tests.cast import Cast
from tests.principles.tables import columns


def test_nobody_is_asked_for_a_real_name_or_mail() -> None:
    asked = ("email", "e_mail", "phone", "first_name", "last_name", "birth", "gender")
    assert not [name for name in columns() if any(part in name for part in asked)]


def test_the_door_asks_for_nothing_but_a_name_of_ones_own_choice(cast: Cast) -> None:
    cast.nobody.client.post(f"/invitation/{cast.doors.link}/")
    page = cast.nobody.client.get("/door/").content.decode()
    assert 'type="email"' not in page and 'type="tel"' not in page and 'name="name"' in page
