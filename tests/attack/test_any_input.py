"""Anything at all is typed into every form and address; no page breaks, and nobody learns what is not theirs."""

import re
from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest
from django.db import transaction
from django.forms import PasswordInput
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mutuality.groups.models import Membership
from mutuality.kit.forms import EXACTLY, Form
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.routes import routes
from mutuality.rooms.models import Word
from mutuality.vault import sweeping
from mutuality.vault.models import DataKey
from tests.architecture.reading import modules
from tests.architecture.test_doors import addresses_to_ask, parts
from tests.attack.test_somebody_elses_hands import covered_addresses
from tests.cast import Cast, cookie
from tests.meetings.table import gather

# What views read outside of a form class.
READ = re.compile(
    r"""\.(?:POST|GET)(?:\.get(?:list)?\(|\[)"(\w+)"|"(\w+)" (?:not )?in request\.(?:POST|GET)"""
)


def read_by_views() -> set[str]:
    """The name of everything that a view looks up by itself."""
    source = "".join(path.read_text() for path in modules())
    return {name for names in READ.findall(source) for name in names if name} | {"csrfmiddlewaretoken"}


def fields() -> list[str]:
    """The name of every field of every form, and of what is read without one."""
    kinds, found = [Form], read_by_views()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found |= set(kind.base_fields)
    return sorted(found)


# Loading the addresses loads every form.
ADDRESSES, DOORS = addresses_to_ask(), routes()
FIELDS = fields()
NASTY = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{ 7 }}", "\x00", "\u202e", "\u200b", "\ud7ff",
    "a" * 9000, "[" * 300, "-1", "9" * 30, "1e9", "٣", "//evil.example", "javascript:alert(1)", "\r\nSet-Cookie: x=1",
    "heard", "yes", "link", "on", "", "\ud800", "\U000e0041", "[1, 2]", "{\"a\": 1}", "null",
    "../../x", "%00", "%2e%2e", "NaN", "9999-99-99", "25:61", "1/0", "offer/x", "take",
    "\ufdfd" * 400, "\u202e" * 90, "0" * 5000,
    "2026-02-30",
    " ", "ก็็็็็็็็", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤",
)  # fmt: skip
ANY = st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=30))
FORM_KIND = "application/x-www-form-urlencoded"
FOREIGN = (
    "to the bridge",
    "home on Sunday",
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


# More than any field takes, and not more than a body may have; too large a body; a body that is no form.
BODIES = (
    ("application/x-www-form-urlencoded", "words=" + "a" * 240_000),
    ("application/x-www-form-urlencoded", "words=" + "a" * 1_000_000),
    ("application/x-www-form-urlencoded", "&".join(f"words{place}=a" for place in range(900))),
    ("application/x-www-form-urlencoded", "words=%ff%fe%00&title=%ed%a0%80&once=%00"),
    ("application/json", '{"words": ["a", {"b": null}], "__proto__": 1}'),
    ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=words\r\n\r\n\u202ea\r\n--x--"),
    ("text/xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", "words"),
)  # fmt: skip
PEOPLE = ("ada", "una", "cy", "nobody")
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
Fields = list[tuple[str, str]]
# A name may come twice, as a list, or with a part in brackets.
FORM = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(FIELDS),
            st.sampled_from(FIELDS).map(lambda name: f"{name}[]"),
            st.text(max_size=9),
        ),
        ANY,
    ),
    max_size=14,
)


def holds(cast: Cast, answer: HttpResponse, *, who: str, about: tuple[object, ...]) -> None:
    """No page broke, nothing of it is a stranger's or a stranger's words, and it leads nowhere else."""
    page = answer.content.decode("utf-8", "replace")
    assert answer.status_code < 500, about
    assert "<script>alert" not in page and "<img src=x" not in page, about
    assert "evil.example" not in answer.get("Location", "").split("?")[0], about
    assert "x" not in answer.cookies, about
    assert "Content-Security-Policy" in answer.headers, about
    if who in ("cy", "nobody"):
        assert not [word for word in FOREIGN if word in page and about[0] != "door"], about


# Each example goes to every address, so that none is left out.
@settings(
    max_examples=2,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(forms=st.lists(FORM, min_size=7, max_size=7), first=st.integers(0, 3))
def test_no_address_breaks_whatever_is_typed(meeting: Cast, forms: list[Fields], first: int) -> None:
    turn = 0
    for name in ADDRESSES:
        for method in sorted(DOORS[name].methods & {"GET", "POST"}):
            turn += 1
            sent, who = forms[turn % 7], PEOPLE[(first + turn) % 4]
            answer = sent_to(meeting, name, method, who, encoded(sent))
            holds(meeting, answer, who=who, about=(name, method, who, sent))


def test_no_address_breaks_whatever_its_body_is(meeting: Cast) -> None:
    for place, name in enumerate(ADDRESSES):
        # Each address gets every second body, so that all of it takes a few seconds.
        for turn, (kind, body) in enumerate(BODIES if "POST" in DOORS[name].methods else ()):
            if (place + turn) % 2:
                continue
            who = PEOPLE[(place + turn // 2) % 3]
            answer = sent_to(meeting, name, "POST", who, body, kind=kind)
            holds(meeting, answer, who=who, about=(name, kind, body[:60]))
        method = METHODS[place % len(METHODS)]
        answer = sent_to(meeting, name, method, "ada", "words=a")
        assert answer.status_code in (302, 404, 405), (name, method)


def test_nothing_is_done_for_a_form_that_is_not_ours(meeting: Cast) -> None:
    tokens = (None, "", "x" * 64, "x" * 32, "\x00", "a" * 9000)
    posts = [name for name in ADDRESSES if "POST" in DOORS[name].methods]
    for place, name in enumerate(posts):
        token = tokens[place % len(tokens)]
        sent = "words=typed+words" + ("" if token is None else f"&csrfmiddlewaretoken={quote_plus(token)}")
        answer = sent_to(meeting, name, "POST", "ada", sent, checked=True)
        assert answer.status_code == 403, (name, token)
        assert "typed words" in answer.content.decode(), name


def others(cast: Cast, who: str) -> tuple[int, int]:
    """How many words and memberships there are that are not this person's."""
    person = cast.everybody[who].person
    return (
        Word.objects.exclude(place__person=person).count(),
        Membership.objects.exclude(person=person).count(),
    )


def sent_to(
    cast: Cast, name: str, method: str, who: str, sent: str, *, kind: str = FORM_KIND, checked: bool = False
) -> HttpResponse:
    """One request with this body or these questions, and then everything as it was before."""
    client = cast.everybody[who].new_client(enforce_csrf_checks=checked)
    client.raise_request_exception = False
    client.cookies[cookie("d")] = cast.doors.opened if who != "cy" else "none"
    rates.forget()
    with transaction.atomic():
        before = others(cast, who)
        answer = client.generic(
            method,
            reverse(name, kwargs=parts(name, cast)) + (f"?{sent}" if method == "GET" else ""),
            "" if method == "GET" else sent.encode("utf-8", "surrogatepass"),
            content_type=kind,
        )
        assert others(cast, who) >= before, (name, method, who, sent[:200])
        transaction.set_rollback(True)
    return answer


def encoded(sent: Fields) -> str:
    """These fields as a form sends them; half letters stay half, as a hostile program sends them."""
    return "&".join(
        f"{quote_plus(name.encode('utf-8', 'surrogatepass'))}={quote_plus(text.encode('utf-8', 'surrogatepass'))}"
        for name, text in sent
    )


def test_no_view_is_given_a_letter_that_postgresql_cannot_look_for(cast: Cast) -> None:
    """Seven addresses failed there: they look for what was sent, in no form that would have refused it."""
    paths = (
        f"/meetings/{new_id()}/turn/",
        "/curtain/falling/",
        "/limits/proposal/",
        "/groups/",
        "/language/",
    )
    for path in paths:
        answer = cast.bea.client.post(path + "?then=/%00you/", {"act": ["take\0", "\0"], "page": "\0x"})
        request = answer.wsgi_request
        assert request.POST.getlist("act") == ["take", ""] and request.POST["page"] == "x", path
        assert request.GET["then"] == "/you/" and answer.status_code < 500


def exact_fields() -> list[tuple[str, dict[str, str]]]:
    """What must arrive letter for letter, with how its field tells a browser."""
    kinds, found = [Form], []
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        for name, field in kind.base_fields.items():
            if isinstance(field.widget, PasswordInput) or name in ("code", "four"):
                found.append((f"{kind.__name__}.{name}", field.widget.attrs))
    return found


def test_no_keyboard_or_spelling_checker_touches_what_must_arrive_as_it_is() -> None:
    """A passphrase that is shown is a line of text to a phone: the first letter got large, and checkers sent it on."""
    assert len(exact_fields()) >= 10
    assert [name for name, said in exact_fields() if not EXACTLY.items() <= said.items()] == []
