"""Anything at all is typed into every form and address; no page breaks, and nobody learns what is not theirs."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuality.site.doors import DOORS
from mutuality.vault import sweeping
from mutuality.vault.models import DataKey
from tests.architecture.test_doors import addresses_to_ask, parts
from tests.attack.test_somebody_elses_hands import covered_addresses
from tests.cast import Cast, Someone, cookie
from tests.meetings.table import gather

FIELDS = [
    *(
        "name",
        "passphrase",
        "words",
        "title",
        "note",
        "once",
        "code",
        "four",
        "welcome",
        "way",
        "kind",
        "then",
    ),
    *(
        "place",
        "draft",
        "label",
        "pronouns",
        "bound",
        "theme",
        "comfort",
        "announce",
        "group_name",
        "for_whom",
    ),
    *(
        "agreement",
        "in_danger",
        "our_limits",
        "retention_days",
        "meetings",
        "inviting",
        "yes",
        "not_own",
        "before",
        "since",
    ),
]
NASTY = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7 }}", "\x00", "\u202e", "\u200b", "\ud7ff",
    "a" * 9000, "[" * 300, "-1", "9" * 30, "1e9", "٣", "//evil.example", "javascript:alert(1)", "\r\nSet-Cookie: x=1",
    "heard", "yes", "link", "on", "", " ", "ก็็็็็็็็", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤",
)  # fmt: skip
ANY = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
FORM = st.dictionaries(st.sampled_from(FIELDS), ANY, max_size=12)
FOREIGN = (
    "bridge",
    "Sunday",
    "let the phone ring",
    "Tuesday evening",
    "before all others",
    "Dov at the window",
)


@pytest.fixture
def meeting(cast: Cast) -> Cast:
    """The cast while they meet."""
    gather(cast)
    return cast


def living() -> Iterator[str]:
    for model, field in sweeping._sealed_fields():
        yield from model._base_manager.exclude(**{f"{field.attname}__isnull": True}).values_list(
            field.attname, flat=True
        )


def keys_fit() -> None:
    """Each key belongs to one living row, and each row has its key."""
    held = sorted(living())
    assert held == sorted(set(held))
    assert set(held) == set(DataKey.objects.values_list("pk", flat=True))


def test_every_key_belongs_to_one_row_and_every_row_has_its_key(cast: Cast) -> None:
    keys_fit()
    for someone in (cast.ada, cast.una, cast.bea, cast.dov):
        for path, sent in covered_addresses(cast):
            if "leaving" not in path:
                someone.client.post(path, sent)
                someone.client.post(path, {**sent, "words": "reworded", "place": "/here/", "draft": "begun"})
        someone.client.post("/you/", {"name": f"{someone.name} the second", "pronouns": "they"})
        keys_fit()
    for someone in (cast.una, cast.ada, cast.dov):
        someone.client.post(f"/groups/{cast.group.pk}/leaving/")
        keys_fit()
        someone.client.post("/leaving/")
        keys_fit()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(addresses_to_ask()), sent=FORM, who=st.sampled_from(("ada", "una", "cy", "nobody"))
)
def test_no_form_breaks_and_no_outsider_reads_a_word(meeting: Cast, name: str, sent: dict, who: str) -> None:
    cast, someone = meeting, meeting.everybody[who]
    for method in sorted(DOORS[name].methods & {"GET", "POST"}):
        answer = sent_to(cast, name, method, someone, sent)
        page = answer.content.decode("utf-8", "replace")
        assert answer.status_code < 500, (name, sent)
        assert "<script>alert" not in page and "<img src=x" not in page
        assert "evil.example" not in answer.get("Location", "").split("?")[0]
        assert "x" not in answer.cookies
        if who in ("cy", "nobody"):
            assert not [word for word in FOREIGN if word in page and name != "door"], name


def sent_to(cast: Cast, name: str, method: str, someone: Someone, sent: dict):
    """One request with these fields, and then everything as it was before."""

    client = someone.new_client()
    client.raise_request_exception = False
    client.cookies[cookie("d")] = cast.doors.opened if someone is not cast.cy else "none"
    with transaction.atomic():
        answer = client.generic(
            method,
            reverse(name, kwargs=parts(name, cast)) + ("?" + encoded(sent) if method == "GET" else ""),
            encoded(sent) if method == "POST" else "",
            content_type="application/x-www-form-urlencoded",
        )
        transaction.set_rollback(True)
    return answer


def encoded(sent: dict) -> str:

    return urlencode(sent, errors="replace")
