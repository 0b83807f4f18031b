"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

No one is in charge and everyone is equally responsible.
"""

from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text


def test_no_column_makes_one_person_more_than_another() -> None:
    # A turn has an end date and any member can take it.
    above = {"role", "owner", "moderator", "staff", "superuser", "permission"}
    assert not [
        name
        for name in columns()
        if not name.startswith("meetings.turn.") and above & set(name.replace(".", "_").split("_"))
    ]


def test_the_founder_changes_nothing_alone_once_others_are_there(cast: Cast) -> None:
    before = text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    sent = {"group_name": "Mine", "for_whom": "Me", "agreement": "I say", "in_danger": "I say"}
    sent |= {"retention_days": "90", "inviting": "members"}
    assert cast.ada.client.post(f"/groups/{cast.group.pk}/terms/", sent).status_code == 422
    assert text(cast.bea.client.get(f"/groups/{cast.group.pk}/")) == before


def test_a_use_of_power_stands_in_the_open(cast: Cast) -> None:
    cast.ada.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    page = text(cast.una.client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "Cancelled all open invitations" in page and "Ada" in page
