"""People's words become HTML that harms nobody."""

import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mutuality.kit import prose
from mutuality.kit.refusals import Refusal
from tests.work import lines_run


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


def entities(text: str) -> str:
    return "".join(f"&#x{ord(letter):x};" for letter in text)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u3164", "\U000e0041", "\u00ad", "\ufe0f"]
)
@pytest.mark.parametrize(
    "around", ["a{}b", "**a{}b**", "`a{}b`", "[a{}b](https://example.org)", "- a{}b", "    a{}b"]
)
def test_what_is_taken_out_does_not_come_back_as_an_entity(hidden: str, around: str) -> None:
    assert hidden not in prose.render(around.format(entities(hidden)))
    assert hidden not in prose.render(around.format(hidden))


@pytest.mark.parametrize("mark", ["\u0301", "\u0e47", "\u0489"])
def test_no_tower_is_built_of_entities_or_over_several_marks(mark: str) -> None:
    assert prose.render("x" + entities(mark) * 90).count(mark) <= 6
    assert prose.render("x" + f"{mark * 6}*{mark * 6}*" * 9).count(mark) <= 6
    assert prose.render("xy" * 9 + mark).count(mark) == 1


@pytest.mark.parametrize("words", ["🩷", "🫨", "🫩", "\U0001fadc", "𞤀"])
def test_what_is_newer_than_this_python_is_something_said(words: str) -> None:
    assert prose.clean(words) == words


@pytest.mark.parametrize(
    "nothing", ["\u2800", "\u3164", "\uffa0", "\U0001d159", "\ufe0f", "\u115f", "\u200d", "\u061c"]
)
def test_what_shows_nothing_is_nothing_said(nothing: str) -> None:
    with pytest.raises(Refusal, match="haven't written"):
        prose.clean(nothing * 3)


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


def work(part: str, *, letters: int) -> int:
    """How many lines of Python run until these words are HTML: the same number each time, on any machine."""
    words = (part * letters)[:letters]
    return lines_run(lambda: prose.render(words))


def grows_like_its_length(part: str) -> None:
    """Twice the letters may cost twice the work; four times would let one message keep everyone waiting."""
    plain = work("Some words. ", letters=800)
    half, whole = work(part, letters=400), work(part, letters=800)
    assert whole < 2.5 * half + plain, "It grows faster than the words do."
    assert whole < 800 * 800, "Each letter costs too much."


SLOW_ELSEWHERE = [
    "*",
    "[",
    "(",
    "> ",
    "`",
    "- ",
    "[a](",
    "**_",
    "https://a.b(",
    "https://a.b)",
    "\\",
    "<",
    "&#",
    "![[",
]
SLOW_HERE_BEFORE = ["&_\n>*\n1&", "__\n>*\n1.", "*_*_`[(", ">\n*\n1\n", "> a\nb\n", "- >\na\n", "1. > * \n"]


@pytest.mark.parametrize("part", SLOW_ELSEWHERE + SLOW_HERE_BEFORE)
def test_no_words_take_long_to_render(part: str) -> None:
    grows_like_its_length(part)


@given(st.text(st.sampled_from("*_`~[]()<>&#;!-+=1.:/ \\\n\tax"), min_size=1, max_size=12))
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])
def test_no_mix_of_marks_takes_long_to_render(part: str) -> None:
    grows_like_its_length(part)


def test_what_is_written_below_a_quotation_is_not_part_of_it() -> None:
    html = prose.render("> yours\n> still yours\nmine")
    assert html.index("still yours") < html.index("</blockquote>") < html.index("mine")
    assert html.count("<blockquote") == 1


def test_quotations_stand_in_lists_and_in_each_other() -> None:
    html = prose.render("- one\n  > two\n  > > three\n- four")
    assert html.count("<blockquote") == 2
    assert html.count("<li") == 2


@pytest.mark.parametrize(
    "mark", ["\u0301", "\u0e47", "\u064b", "\u0489", "\ua670", "\u20dd", "\u05b0", "\ufe20"]
)
@pytest.mark.parametrize("between", ["", "\u200c", "\u200d"])
def test_towers_of_marks_do_not_reach_the_lines_of_others(mark: str, between: str) -> None:
    kept = prose.clean("x" + (mark + between) * 90 + "y")
    assert kept.count(mark) <= 6 and kept[0] in "x\u0301ẋx́" and kept.endswith("y")


WORKING = [
    "ភាសា\u200bខ្មែរ",  # a space that shows nothing, as the Khmer keyboard writes it
    "می\u200cروم",
    "ه\u200d .",
    "क्\u200dष",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "👩🏽\u200d💻",
    "❤\ufe0f\u200d🔥",
    "葛\U000e0100城",
    "ᠠ\u180bᠨ",
]


@pytest.mark.parametrize(
    "words", ["བསྒྲུབས", "בְּרֵאשִׁ֖ית", "ที่นี่", "मैं हूँ", "مُحَمَّدٌ", "Việt Nam", "1\ufe0f\u20e3", "👩‍👩‍👧", *WORKING]
)
def test_what_scripts_need_stays(words: str) -> None:
    assert prose.clean(words) == unicodedata.normalize("NFC", words)


@pytest.mark.parametrize(
    "address",
    [
        "http://0x7f.1/",
        "http://2130706433/",
        "http://127.1/",
        "http://0177.0.0.1",
        "http://1.2.3.4.5",
        "http://a.0x",
        "http://127.0.0.1./",
    ],
)
def test_a_site_whose_name_is_a_number_in_disguise_is_not_named(address: str) -> None:
    assert prose.site_of(address) is None
    assert "<a " not in prose.render(f"[x]({address}) {address}/")


@pytest.mark.parametrize("name", ["127.0.0.1", "1.example", "0x7f.example", "example.org", "::1"])
def test_other_sites_are_named(name: str) -> None:
    assert prose.site_of(f"http://{f'[{name}]' if ':' in name else name}/") == name
