"""A second click while the first is on its way: once is enough, no key is left behind, and nobody sees an error."""

from functools import partial

import pytest

from mutuality.kit.refusals import NotHere
from mutuality.people import operations as people
from mutuality.people import terms as people_terms
from mutuality.people.models import Draft, Parked, RecoveryCode
from mutuality.safety import operations as safety
from mutuality.safety.models import Boundary, Card, Kept
from mutuality.site import ending
from mutuality.vault.models import DataKey
from tests.at_once import Act, at_once, unowned
from tests.cast import Cast

pytestmark = pytest.mark.both


def the_same(act: Act) -> list[BaseException]:
    return at_once(*[act] * 6)


@pytest.fixture
def own(transactional_db: None, cast: Cast) -> dict[str, Act]:
    """Acts of Bea about herself."""
    me = {"by": cast.bea.person, "now": cast.now}
    copy = {"note": "", "name": "Ada", "said_on": cast.now.date(), "mark": "x"}
    return {
        "a boundary": partial(safety.draw_boundary, cast.dov.person, name="Dov", **me),
        "a copy": partial(safety.keep_copy, "words", **copy, **me),
        "a card": partial(safety.write_card, lines={"struggle": "I go quiet"}, **me),
        "a draft": partial(people.keep_draft, place="/topics/x/", words="begun", **me),
        "parked words": partial(people.park, pages=["/"], answers={"words": "begun"}, **me),
        "codes": partial(people.print_codes, **me),
    }


def rows() -> dict[str, int]:
    models = (Boundary, Kept, Card, Draft, Parked, RecoveryCode)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.parametrize("what", ["a boundary", "a copy", "a card", "a draft"])
def test_six_clicks_are_one(own: dict[str, Act], what: str) -> None:
    before, keys = rows(), DataKey.objects.count()
    assert the_same(own[what]) == []
    assert sum(rows().values()) == sum(before.values()) + 1
    assert DataKey.objects.count() == keys + 1


def test_codes_that_were_printed_twice_are_the_ones_of_one_sheet(own: dict[str, Act]) -> None:
    assert the_same(own["codes"]) == []
    assert RecoveryCode.objects.count() == people_terms.RECOVERY_CODES


@pytest.mark.parametrize("what", ["a copy", "a card", "a draft", "parked words", "codes", "a boundary"])
def test_what_meets_ones_leaving_is_gone_with_it_or_never_was(
    own: dict[str, Act], cast: Cast, what: str
) -> None:
    wrong = at_once(partial(ending.leave_community, by=cast.bea.person, now=cast.now), *[own[what]] * 3)
    assert [trouble for trouble in wrong if not isinstance(trouble, NotHere)] == []
    assert rows() == dict.fromkeys(rows(), 0)
    assert unowned() == set()
