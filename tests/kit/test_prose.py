"""People's words become HTML that harms nobody."""

import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuality.kit import prose
from mutuality.kit.refusals import Refusal


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_plain_marks_become_html_and_lines_stay_lines() -> None:
    html = prose.render("Hello *you* and **all**\nsecond line")
    assert html == '<p dir="auto">Hello <em>you</em> and <strong>all</strong><br>\nsecond line</p>\n'


def test_a_link_leaves_through_our_page_and_names_its_site() -> None:
    html = prose.render("[look](https://a.example.org/x?y=1&z=2)")
    assert 'href="/away/?to=https%3A%2F%2Fa.example.org%2Fx%3Fy%3D1%26z%3D2"' in html
    assert 'rel="nofollow noreferrer"' in html
    assert '<span class="site">(<bdi>a.example.org</bdi>)</span>' in html


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("see https://example.org/a_(b)). ok", "https://example.org/a_(b)"),
        ("https://example.org.", "https://example.org"),
        ("<https://example.org/>", "https://example.org/"),
        ("https://münchen.de/ä", "https://münchen.de/ä"),
    ],
)
def test_a_bare_address_becomes_a_link(words: str, shown: str) -> None:
    html = prose.render(words)
    assert f"<bdi>{shown}</bdi></a>" in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "words",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,hi)",
        "[x](/leaving/)",
        "[x](//example.org)",
        "[x](mailto:a@example.org)",
        "https://bank.example@evil.example/",
        "`https://example.org`",
        "https://",
        "[x](https://exa mple.org)",
        "[x]: https://example.org",
    ],
)
def test_nothing_else_becomes_a_link_of_its_own_making(words: str) -> None:
    seen = Seen(prose.render(words))
    assert all("away" in str(value) for name, value in seen.attributes if name == "href")
    assert "evil" not in str(seen.attributes)
    assert "javascript" not in str(seen.attributes)


@pytest.mark.parametrize(
    "words",
    [
        "<script>x</script>",
        "<b>x</b>",
        "![a](https://example.org/a.png)",
        "# large",
        "large\n===",
        "<!-- x -->",
    ],
)
def test_html_pictures_and_headings_stay_plain(words: str) -> None:
    assert set(Seen(prose.render(words)).tags) <= {"p", "a", "bdi", "span", "hr", "br"}


@given(st.text(st.sampled_from("<>\"'&[]()!`*_#\\/:. \n\tahtps=j-1")))
def test_no_mix_of_signs_makes_another_tag_or_attribute(words: str) -> None:
    seen = Seen(prose.render(words))
    assert set(seen.tags) <= prose._TAGS
    assert {name for name, _value in seen.attributes} <= {"dir", "href", "rel", "class", "start"}
    assert all(str(value).startswith("/away/?to=http") for name, value in seen.attributes if name == "href")


def test_tricks_with_direction_are_taken_out() -> None:
    assert prose.clean("a\u202eb\u2066c\u200bd") == "abcd"
    assert prose.clean("👩\u200d🌾") == "👩\u200d🌾"


@pytest.mark.parametrize("words", ["", " \n ", "\u200b", "a\x00b", "a\ud800b", "x" * 8001])
def test_what_cannot_be_kept_is_refused(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        prose.clean(words)
    assert refused.value.field == "words"
    assert "!" not in refused.value.sentence


def test_length_counts_letters_not_bytes() -> None:
    assert prose.clean("字" * 8000) == "字" * 8000


def test_a_topic_is_one_line() -> None:
    assert prose.line("  a\n b ") == "a b"
    with pytest.raises(Refusal):
        prose.line("x" * 201)


@pytest.mark.parametrize(
    "part", ["*", "[", "(", "> ", "`", "- ", "[a](", "**_", "https://a.b(", "\\", "<", "&#", "![["]
)
def test_no_words_take_long_to_render(part: str) -> None:
    words = (part * 8000)[:8000]
    began = time.process_time()
    prose.render(words)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "mark", ["\u0301", "\u0e47", "\u064b", "\u0489", "\ua670", "\u20dd", "\u05b0", "\ufe20"]
)
@pytest.mark.parametrize("between", ["", "\u200c", "\u200d"])
def test_towers_of_marks_do_not_reach_the_lines_of_others(mark: str, between: str) -> None:
    kept = prose.clean("x" + (mark + between) * 90 + "y")
    assert kept.count(mark) <= 6 and kept[0] in "x\u0301ẋx́" and kept.endswith("y")


@pytest.mark.parametrize(
    "words", ["བསྒྲུབས", "בְּרֵאשִׁ֖ית", "ที่นี่", "मैं हूँ", "مُحَمَّدٌ", "Việt Nam", "1\ufe0f\u20e3", "👩‍👩‍👧"]
)
def test_what_scripts_need_stays(words: str) -> None:
    assert prose.clean(words) == unicodedata.normalize("NFC", words)
