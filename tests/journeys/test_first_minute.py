"""The first minute: from an invitation to a first word, into an open meeting, and the two sentences seen by all."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from mutuality.groups import operations as groups
from mutuality.groups.terms import Way
from mutuality.meetings.operations import room
from mutuality.rooms.models import Place, Word
from tests.cast import Cast, Someone
from tests.journeys.walking import Walker
from tests.meetings.table import Table
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.journey]

PHONE = {"width": 360, "height": 740}
SMALL_PHONE = {"width": 360, "height": 640}
with_and_without = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@dataclass
class Thumb(Walker):
    """Somebody on a phone, who counts what they tap. What they type is not counted."""

    taps: int = 0

    def press(self, label: str) -> None:
        """Tap what has this name."""
        self.taps += 1
        super().press(label)

    def write(self, text: str) -> None:
        """Write into the field for words, which is in view without scrolling."""
        field = self.page.locator("form.speak textarea").first
        expect(field).to_be_in_viewport(ratio=0.9)
        field.fill(text)


@pytest.fixture
def phone(served_here: Served, new_context: Callable[..., object]) -> Callable[..., Thumb]:
    """Hand somebody a phone of their own; one of the cast is signed in on it."""

    def handed(
        someone: Someone | None, *, scripts: bool = True, viewport: dict[str, int] | None = None
    ) -> Thumb:
        context = new_context(viewport=viewport or PHONE, java_script_enabled=scripts)
        if someone is not None:
            context.add_cookies([{**someone.cookie, "url": served_here.address}])
        return Thumb(someone.name if someone else "Fay", context.new_page(), served_here.address)

    return handed


@with_and_without
def test_a_first_word_is_six_taps_from_the_invitation(
    phone: Callable[..., Thumb], cast: Cast, scripts: bool
) -> None:
    before = list(Place.objects.values_list("pk", flat=True))
    token = groups.invite(cast.ada.membership, way=Way.LINK, by=cast.ada.person, now=cast.now)
    fay = phone(None, scripts=scripts)
    fay.go(f"/invitation/{token}/")
    fay.press("Read about the group")
    fay.press("Continue")
    fay.press("Continue")
    fay.page.get_by_label("Name", exact=True).fill("Fay")
    fay.page.get_by_label("Passphrase", exact=True).fill("moss grows under the bridge")
    fay.press("Yes, join")
    fay.press("Continue")
    fay.page.get_by_label("What is it about?").fill("Hello")
    fay.write("I am new here.")
    fay.press("Start this topic")
    expect(fay.page.locator("li.word", has_text="I am new here.")).to_be_visible()
    assert Word.objects.exclude(place__in=before).count() == 1
    assert fay.taps <= 6


@with_and_without
def test_from_home_an_open_meeting_is_one_tap_away(
    phone: Callable[..., Thumb], cast: Cast, scripts: bool
) -> None:
    room.open_meeting(cast.ada.membership, now=cast.now)
    bea = phone(cast.bea, scripts=scripts)
    bea.go("/")
    bea.press("Join the meeting")
    expect(bea.page.locator("form.speak textarea").first).to_be_in_viewport()
    assert bea.taps == 1


@with_and_without
@pytest.mark.parametrize("sentence", ["I need the group now", "Please stop"])
def test_who_needs_the_group_or_asks_to_stop_is_seen_without_scrolling(
    phone: Callable[..., Thumb], cast: Cast, scripts: bool, sentence: str
) -> None:
    table = Table(cast, cast.now, room.open_meeting(cast.ada.membership, now=cast.now))
    for someone in (cast.ada, cast.bea, cast.dov):
        table.sit(someone)
    asks = phone(cast.bea, scripts=scripts, viewport=SMALL_PHONE)
    sees = phone(cast.dov, scripts=scripts, viewport=SMALL_PHONE)
    for one in (asks, sees):
        one.go(f"/meetings/{table.meeting.pk}/")
        for always in ("I need the group now", "Please stop"):
            expect(one.named(always)).to_be_in_viewport(ratio=1)
    asks.press(sentence)
    if not scripts:
        sees.page.reload()
    for one in (asks, sees):
        card = one.page.locator(".care-card h1").first
        expect(card).to_be_in_viewport(ratio=1)
        expect(one.named("Leave the meeting")).to_be_in_viewport(ratio=1)
