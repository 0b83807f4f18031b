"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Each of us says what is on our mind in a respectful way.
"""

from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text


def test_nothing_can_be_hidden_or_flagged_in_secret() -> None:
    secret = {"hidden", "shadow", "flag", "flagged", "muted", "watched", "suspended"}
    assert not [name for name in columns() if secret & set(name.replace(".", "_").split("_"))]


def test_what_one_member_reads_another_reads_too(cast: Cast) -> None:
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        page = text(someone.client.get(f"/topics/{cast.topic.pk}/"))
        assert all(said in page for said in ("bridge", "Sunday night", "phone ring", "library"))
