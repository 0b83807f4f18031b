"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Being non-judgmental means approaching each person with openness, curiosity, and genuine interest.
"""

import re

from tests.cast import Cast
from tests.principles.tables import columns

JUDGING = {
    "rating",
    "score",
    "points",
    "streak",
    "level",
    "badge",
    "rank",
    "likes",
    "total",
    "diagnosis",
    "risk",
}


def test_no_column_can_hold_a_judgment() -> None:
    assert not [name for name in columns() if JUDGING & set(re.split("[._]", name))]


def test_signals_are_names_without_a_number(cast: Cast) -> None:
    page = cast.ada.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    lists = re.findall(r'<ul class="signals.*?</ul>', page, re.S)
    assert any("Dov" in given for given in lists)
    assert not any(re.search(r"\d", re.sub("<[^>]*>", "", given)) for given in lists)
