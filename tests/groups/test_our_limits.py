"""What a group adds to the limits: read at its door before the first word, and changed only together."""

import pytest

from mutuality.decisions import operations as decisions
from mutuality.groups import operations, queries
from mutuality.groups.models import Group
from mutuality.kit.ids import new_id
from tests import stolen
from tests.cast import Cast, wording
from tests.reading_pages import text

ADDED = "Dov is paid by the centre. He passes on nothing that is said here."


def add(cast: Cast) -> None:
    operations.change_together(cast.group, changes={"our_limits": ADDED}, now=cast.now)


def test_it_stands_at_the_door_below_the_limits_of_the_place_and_before_the_yes(cast: Cast) -> None:
    client = cast.nobody.client
    client.post(f"/invitation/{cast.doors.link}/")
    assert "What this group adds" not in text(client.get("/door/"))
    add(cast)
    page = text(client.get("/door/"))
    assert page.index("What is kept") < page.index(ADDED) < page.index("Yes, join")
    assert ADDED in text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    for outside in (cast.cy, cast.eli):
        assert ADDED not in text(outside.client.get(f"/groups/{cast.group.pk}/"))
    assert ADDED not in text(cast.nobody.new_client().get(f"/knocking/{cast.doors.many}/"))


def test_it_is_sealed_and_its_old_wording_is_forgotten(cast: Cast) -> None:
    add(cast)
    row = Group.objects.get(pk=cast.group.pk)
    about = f"groups.group.our_limits:{row.pk}"
    assert stolen.anywhere("paid by the centre") == []
    assert stolen.opens(row.our_limits, key=row.key_id, about=about)
    operations.change_together(cast.group, changes={"our_limits": " "}, now=cast.now)
    assert not stolen.opens(row.our_limits, key=row.key_id, about=about)
    assert queries.terms_of(Group.objects.select_related("key").get(pk=row.pk)).our_limits == ""


def test_no_one_person_changes_it_and_all_together_do(cast: Cast) -> None:
    sent = {"group_name": "x", "for_whom": "x", "agreement": "x", "in_danger": "x", "our_limits": ADDED}
    sent |= {"retention_days": "30", "inviting": "members", "meetings": ""}
    assert cast.bea.client.post(f"/groups/{cast.group.pk}/terms/", sent).status_code == 422
    told = {"why": "", "days": 7, "review_on": None, "once": new_id(), "by": cast.ada.membership}
    row = decisions.propose(effect="our-limits", payload={"our_limits": ADDED}, **told, now=cast.now)
    page = text(cast.bea.client.get(f"/decisions/{row.pk}/"))
    assert "Something would be added to what we promise" in page and ADDED in page
    for someone in (cast.bea, cast.dov):
        decisions.accept(row, round=1, by=someone.membership, now=cast.now)
    assert queries.settings_of(Group.objects.get(pk=cast.group.pk)).our_limits == ""
    decisions.accept(row, round=1, by=cast.una.membership, now=cast.now)
    assert queries.settings_of(Group.objects.select_related("key").get(pk=cast.group.pk)).our_limits == ADDED


def test_alone_it_is_a_starting_term(cast: Cast) -> None:
    address = f"/groups/{cast.second.group_id}/terms/"
    stands = wording("Alone here")
    sent = {"group_name": stands.name, "for_whom": stands.for_whom, "agreement": stands.agreement}
    sent |= {"in_danger": stands.in_danger, "our_limits": ADDED, "retention_days": "30", "meetings": ""}
    assert cast.dov.client.post(address, sent).status_code == 302
    assert ADDED in text(cast.dov.client.get(address))


@pytest.mark.parametrize("harm", ["x" * 2001, "a\ud800b"])
def test_a_text_that_cannot_be_kept_is_refused_beside_its_field(harm: str, cast: Cast) -> None:
    with pytest.raises(operations.Refusal) as refused:
        operations.change_together(cast.group, changes={"our_limits": harm}, now=cast.now)
    assert refused.value.field == "our_limits"
