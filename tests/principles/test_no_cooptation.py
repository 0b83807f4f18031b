"""What is true now of one principle. The seed's own words, seeds/001_ed95cc98f2265e0e.txt:

When a group tries to assimilate a weaker or smaller group with the intention of neutralizing
a perceived threat from the weaker group
"""

from django.apps import apps

from tests.cast import Cast
from tests.reading_pages import text


def test_no_table_holds_attendance_or_notes_about_a_person() -> None:
    kept = {"attendance", "note", "report", "assessment", "plan", "referral", "caseload"}
    assert not {model.__name__.lower() for model in apps.get_models()} & kept


def test_an_agency_that_hosts_is_named_first(cast: Cast) -> None:
    page = text(cast.nobody.client.get("/limits/"))
    assert page.index("Run by") < page.index("Who else could read it")
    assert (
        "Ada, who pays for the small server" in page
        and "The person who runs the server could read everything" in page
    )
