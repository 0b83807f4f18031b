"""Two who hold a sheet act in the same breath: nothing is lost, no one waits for ever, and no key stays behind."""

from functools import partial

import pytest

from mutuality.groups import holding
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere
from mutuality.sheets.answers import Filled
from mutuality.sheets.models import Held, Wording
from tests.at_once import at_once, overlapping, unowned
from tests.cast import Cast
from tests.sheets.test_together import HELPS, agreed, begun, wording, wrote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_both_save_at_once_and_both_are_kept(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    mine = wording(held, by=cast.bea)
    first = partial(wrote, cast, held, "a walk", by=cast.bea, own=mine)
    assert at_once(first, partial(wrote, cast, held, "a nap", by=cast.una)) == []
    assert Wording.objects.filter(held=held).count() == 2 and not unowned()


def test_the_same_wording_is_saved_from_two_tabs_at_once(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    mine = wording(held, by=cast.bea)
    acts = [partial(wrote, cast, held, said, by=cast.bea, own=mine) for said in ("one", "two")]
    assert overlapping(*acts) == []
    assert Wording.objects.filter(held=held).count() == 2 and not unowned()


def test_each_agrees_to_the_others_wording_at_once(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    hers, mine = wording(held, by=cast.una), wording(held, by=cast.bea)
    wrong = overlapping(partial(agreed, cast, hers, by=cast.bea), partial(agreed, cast, mine, by=cast.una))
    assert [type(each) for each in wrong] == [NotHere]
    (left,) = Wording.objects.filter(held=held)
    assert left.agreed_on and not unowned()


@pytest.mark.parametrize("leaves_first", [True, False])
def test_one_agrees_while_the_other_leaves(leaves_first: bool, cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    agree = partial(agreed, cast, wording(held, by=cast.bea), by=cast.una)
    assert cast.bea.membership is not None
    leave = partial(groups.leave, cast.bea.membership, by=cast.bea.person, now=cast.now)
    wrong = overlapping(leave, agree) if leaves_first else overlapping(agree, leave)
    assert not [each for each in wrong if not isinstance(each, NotHere)]
    assert not Held.objects.exists() and not Wording.objects.exists() and not unowned()


def test_one_begins_a_sheet_while_the_other_leaves(cast: Cast) -> None:
    assert cast.una.membership is not None and cast.bea.membership is not None
    leave = partial(groups.leave, cast.una.membership, by=cast.una.person, now=cast.now)
    begin = partial(
        holding.begin,
        cast.bea.membership,
        HELPS,
        Filled({"stop": "tea"}),
        other=cast.una.place.pk,
        by=cast.bea.person,
        now=cast.now,
    )
    wrong = overlapping(leave, begin)
    assert [type(each) for each in wrong] == [NotHere]
    assert not Held.objects.exists() and not unowned()
