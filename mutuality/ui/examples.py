"""What the gallery shows: invented people, long names, text from right to left, and forms gone wrong."""

# ruff: noqa: E501 (what people say is quoted whole)

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.functional import lazystr

NOW = datetime(2026, 5, 12, 19, 30, tzinfo=UTC)
LONG_NAME = "Wilhelmina-Konstantina Oyelaran-Featherstonehaugh"
RIGHT_TO_LEFT = "نور الهدى"

KEPT = [("30", "30 days"), ("7", "7 days"), ("0", "Until the meeting closes")]
READS = [("words", "New words"), ("turn", "My turn"), ("nothing", "Nothing")]


class Sample(forms.Form):
    """A form with every kind of question."""

    name = forms.CharField(
        label="The name you go by", max_length=40, help_text="Any name. You can change it later."
    )
    passphrase = forms.CharField(
        label="A passphrase", min_length=15, widget=forms.PasswordInput, help_text="At least 15 characters."
    )
    about = forms.CharField(label="Whom this group is for", required=False, widget=forms.Textarea)
    kept = forms.ChoiceField(label="How long words stay", choices=KEPT)
    reads = forms.ChoiceField(
        label="What is read out in a live room", choices=READS, widget=forms.RadioSelect
    )
    yes = forms.BooleanField(label="I have read what is promised and what is agreed, and I say yes")


def _words() -> list[dict[str, Any]]:
    river = "I started walking to the river before work. Some days I only get as far as the bridge, and I have stopped counting that as failing."
    night = "They kept me until the morning. The nurse brought tea, and that is the part I want to keep."
    call = "My sister called and I let it ring. That is new for me.\nI sat on the kitchen floor with the dog until it stopped, and nothing bad happened."
    return [
        {"id": "a1", "order": "0001", "name": "Imani", "at": NOW - timedelta(days=3), "text": river,
         "signals": ["Rowan: I hear you", f"{LONG_NAME}: Thank you", "Sol: With you"]},
        {"id": "a2", "order": "0002", "name": "Sol", "at": NOW - timedelta(days=1), "text": night,
         "note": "A night at the hospital"},
        {"id": "a3", "order": "0003", "name": "You", "at": NOW - timedelta(hours=2), "mine": True,
         "text": "Glad to be here. I would like to listen for a bit.", "signals": [f"{RIGHT_TO_LEFT}: With you"]},
        {"id": "a4", "order": "0004", "name": RIGHT_TO_LEFT, "at": NOW - timedelta(hours=1), "first_new": True,
         "text": "أمشي كل صباح إلى النهر، وهذا يكفيني اليوم."},
        {"id": "a5", "order": "0005", "name": LONG_NAME, "at": NOW, "text": call},
    ]  # fmt: skip


def everything() -> dict[str, Any]:
    """All that the gallery needs."""
    wrong = Sample(
        {"name": "", "passphrase": "too short", "about": "Anyone who hears voices."}, auto_id="wrong_%s"
    )
    return {
        "language": "en",
        "community_name": "Riverbend",
        "person": {"name": "Ada"},
        "places": [
            {"label": "Home", "url": "/", "icon": "home", "current": False},
            {"label": "Groups", "url": "/groups/", "icon": "people", "current": True},
            {"label": "Meetings", "url": "/meetings/", "icon": "clock", "current": False},
            {"label": "You", "url": "/you/", "icon": "person", "current": False},
        ],
        "messages_once": [lazystr("Your words are kept until you come back.")],
        "shift_leaves": True,
        "now": NOW,
        "words": _words(),
        "form": Sample(),
        "wrong": wrong,
        "folded": Sample(initial={"about": "Anyone who hears voices.", "kept": "30"}, auto_id="folded_%s"),
        "long_name": LONG_NAME,
        "right_to_left": RIGHT_TO_LEFT,
        "names": ["Imani", "Sol", RIGHT_TO_LEFT, "élodie", LONG_NAME, "Wren", "7th of May"],
        "codes": [
            "river-4471-moss",
            "cedar-9020-lamp",
            "stone-1184-wren",
            "amber-6653-path",
            "maple-3097-door",
            "heron-7512-rain",
        ],
        "seal": "A" * 43 + "=",
    }
