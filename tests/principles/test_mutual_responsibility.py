"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Each participant is responsible for making sure that everyone is heard.
"""

import pytest

from mutuality.first_aid.terms import Kind
from mutuality.kit.refusals import NotHere
from mutuality.ledger import queries as ledger_queries
from mutuality.rooms.writing import CannotWrite
from tests.cast import Cast
from tests.first_aid.table import agree, ask, hold_back
from tests.principles.tables import columns
from tests.reading_pages import text


def test_every_member_may_do_what_any_member_may(cast: Cast) -> None:
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        for part in ("", "invitations/", "knocks/", "ledger/"):
            assert someone.client.get(f"/groups/{cast.group.pk}/{part}").status_code == 200
        made = someone.client.post(f"/groups/{cast.group.pk}/invitations/", {"way": "link"}, follow=True)
        assert made.status_code == 200 and "/invitation/" in made.content.decode()


def test_no_one_keeps_another_from_speaking_alone(cast: Cast) -> None:
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    cast.say("Still heard", by=cast.una)
    agree(cast, asked, by=cast.dov)
    cast.una.place.refresh_from_db()
    with pytest.raises(CannotWrite):
        cast.say("Not now", by=cast.una)


def test_whoever_acts_signs_for_it_where_all_can_read(cast: Cast) -> None:
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    page = text(cast.una.client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "Ada asked that Una" in page and "Bea agreed" in page
    assert ledger_queries.verify(cast.group.pk) is None


def test_no_one_acts_in_their_own_matter(cast: Cast) -> None:
    with pytest.raises(NotHere):
        ask(cast, Kind.WAIT, by=cast.una, about=cast.una)
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    with pytest.raises(NotHere):
        agree(cast, asked, by=cast.una)


def test_no_one_has_a_standing_power_over_others() -> None:
    ruling = {"admin", "moderator", "owner", "rank", "level", "banned"}
    assert not [name for name in columns() if ruling & set(name.replace(".", "_").split("_"))]
