"""A group changes its opening reading by decision, and meets with it. On plain pages, as they are without scripts."""

import re

import pytest
from django.urls import reverse

from mutuality.decisions.models import Proposal
from mutuality.meetings.models import Meeting
from tests.cast import Cast
from tests.meetings.test_own_parts import fields
from tests.people.test_parked_words import come_back, end
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]

OURS = "We sit by the river, as Rowan taught us. No one goes home alone."


def test_a_group_meets_with_its_own_opening(cast: Cast) -> None:
    ada, group = cast.ada.client, cast.group.pk
    sheet = reverse("meeting-sheet", args=[group])
    found = re.search(r'href="([^"]*/subjects/parts/)"', ada.get(sheet).content.decode())
    assert found is not None
    proposing = found[1]

    # Her session ends while she writes. After signing in, her words are in the same part.
    sent = fields(ada.get(proposing).content.decode()) | {"days": "7", "parts-0-words": OURS}
    end(cast.ada, now=cast.now)
    assert ada.post(proposing, sent)["Location"].startswith("/sign-in/?then=")
    come_back(cast.ada, ada, then=proposing)
    again = fields(ada.get(proposing).content.decode())
    assert again["parts-0-words"] == OURS and again["parts-1-words"] == sent["parts-1-words"]

    answer = ada.post(proposing, again | {"days": "7"})
    proposal = Proposal.objects.get(effect="parts")
    assert answer["Location"] == reverse("decision", args=[proposal.pk])
    assert "These parts would have other words: Opening." in text(cast.bea.client.get(answer["Location"]))
    for someone in (cast.bea, cast.dov, cast.una):
        someone.client.post(reverse("acceptance", args=[proposal.pk]), {"round": 1})
    assert OURS in text(ada.get(sheet))

    cast.bea.client.post(reverse("meeting-opening", args=[group]))
    meeting = Meeting.objects.get(circle=cast.group.circle)
    room = reverse("meeting", args=[meeting.pk])
    cast.dov.client.post(reverse("meeting-seats", args=[meeting.pk]))
    for someone in (cast.bea, cast.dov):
        assert OURS in text(someone.client.get(room))
    for someone in (cast.bea, cast.dov):
        someone.client.post(reverse("meeting-steps", args=[meeting.pk]), {"after": "0"})
    said = text(cast.dov.client.get(room))
    assert "Check-in round" in said and "helped you get through this week" in said and OURS not in said
