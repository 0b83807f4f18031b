"""The look keeps its promises: contrast, direction, weight, and nothing inline."""

import gzip
import math
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

from mutuality.kit.refusals import NotHere
from mutuality.ui import assets, stylesheet, views

UI = Path(stylesheet.__file__).parent
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
KILOBYTE = 1024

GROUNDS = ("ground", "surface", "sunk", "act-wash", "care-wash")
TEXTS = ("ink", "ink-soft", "ink-quiet", "act", "care")
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("act-ink", "act"),
    ("act-ink", "act-deep"),
    ("ground", "care"),
]
PAIRS += [("act-deep", ground) for ground in GROUNDS]
PAIRS += [("act", "act-ink"), ("act-deep", "act-ink")] + [("tint-ink", f"tint{n}") for n in range(1, 7)]


def tokens() -> str:
    return (UI / "styles" / "tokens.css").read_text()


def declared(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", css))


def themes() -> dict[str, dict[str, str]]:
    css = tokens()
    blocks = re.findall(r":root(\[data-theme=\"dark\"\]|:not\([^)]*\))?\s*\{([^}]*)\}", css)
    by_kind: dict[str, dict[str, str]] = {"light": {}, "asked": {}, "chosen": {}}
    for which, body in blocks:
        kind = "light" if not which else "asked" if which.startswith(":not") else "chosen"
        by_kind[kind].update(declared(body))
    base = by_kind["light"]
    return {
        "light": base,
        "dark by preference": base | by_kind["asked"],
        "dark by choice": base | by_kind["chosen"],
    }


def colour(name: str, theme: dict[str, str]) -> str:
    value = theme[name]
    inner = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return colour(inner[1], theme) if inner else value


def luminance(oklch: str) -> float:
    """Relative luminance (WCAG) of an oklch colour, through linear sRGB clipped to what a screen can show."""
    lightness, chroma, hue = (float(each) for each in re.findall(r"[\d.]+", oklch)[:3])
    lightness, angle = lightness / 100, math.radians(hue)
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(max(each, 0.0), 1.0) for each in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_sums_behind_contrast_are_right() -> None:
    assert contrast("oklch(100% 0 0)", "oklch(0% 0 0)") == pytest.approx(21, abs=0.01)
    assert luminance("oklch(62.796% 0.25768 29.234)") == pytest.approx(0.2126, abs=0.001)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_seven_to_one(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colour(text, colours), colour(ground, colours)) >= 7


def test_every_sheet_of_the_look_has_one_family_and_it_has_no_serifs() -> None:
    css = "".join(path.read_text() for path in [*stylesheet.sheets(), stylesheet.STYLES / stylesheet.PLAIN])
    named = re.findall(r"--face[\w-]*:\s*([^;]+);", css)
    assert named and all(each.endswith(("sans-serif", "monospace")) for each in named)
    assert not re.search(r"Georgia|Palatino|Times|(?<!sans-)\bserif", css)


@pytest.mark.parametrize("theme", themes())
def test_initials_have_six_tints_and_none_is_the_colour_of_danger(theme: str) -> None:
    tints = [colour(f"tint{n}", themes()[theme]) for n in range(1, 7)]
    assert len(set(tints)) == 6
    assert all(float(re.findall(r"[\d.]+", each)[1]) <= 0.07 for each in tints), "muted, not signals"


@pytest.mark.parametrize("theme", themes())
def test_edges_of_answers_stand_out_three_to_one(theme: str) -> None:
    colours = themes()[theme]
    assert contrast(colour("line-firm", colours), colour("surface", colours)) >= 3


def test_dark_by_choice_is_the_dark_of_the_device() -> None:
    assert themes()["dark by choice"] == themes()["dark by preference"]


@pytest.mark.parametrize("path", stylesheet.sheets(), ids=lambda path: path.name)
def test_parts_use_meanings_never_raw_colours(path: Path) -> None:
    raw = {name for name, value in declared(tokens()).items() if value.startswith("oklch")}
    used = set(re.findall(r"var\(--([\w-]+)\)", path.read_text()))
    assert path.name == "tokens.css" or not used & raw


@pytest.mark.parametrize("path", stylesheet.sheets(), ids=lambda path: path.name)
def test_the_look_follows_the_direction_of_the_text(path: Path) -> None:
    physical = r"(?:^|[\s;{])((?:margin|padding|border)-(?:left|right|top|bottom)|left|right|top|bottom)\s*:|(?:text-align|float):\s*(?:left|right)"  # noqa: E501
    assert not re.findall(physical, path.read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", stylesheet.sheets(), ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer(path: Path) -> None:
    depth, outside = 0, ""
    for piece in re.split(r"([{}])", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)):
        if piece in "{}":
            depth += {"{": 1, "}": -1}.get(piece, 0)
        elif depth == 0:
            outside += piece
    assert depth == 0
    assert all(each.startswith("@layer ") for each in outside.strip().splitlines() if each.strip())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_inline(path: Path) -> None:
    html = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    html = (
        path.read_text().replace("http://www.w3.org/2000/svg", "").replace("http://localhost:8000/door", "")
    )
    assert "http://" not in html and "https://" not in html and "//" not in re.sub(r"data:[^\"]*", "", html)


def test_a_first_visit_is_light() -> None:
    html = render_to_string("ui/base.html", {"community_name": "Riverbend", "shift_leaves": True})
    parts = [gzip.compress(html.encode()), assets.asset("style").packed, assets.asset("page").packed]
    assert sum(map(len, parts)) <= 12 * KILOBYTE, "the base leaves 3 KB for what a page says"
    asked = re.findall(r'(?:src|href)="(/ui/[^"]+)"', html)
    assert len(asked) + 1 <= 3


def test_a_live_room_asks_for_one_more_script_and_stays_light() -> None:
    names = ("style", "inside", "page", "room")
    assert sum(len(assets.asset(name).packed) for name in names) <= 22.5 * KILOBYTE


def test_what_is_met_inside_only_is_not_carried_to_the_door() -> None:
    assert "/inside.css" not in render_to_string("ui/base.html", {})
    assert "/inside.css" in render_to_string("ui/base.html", {"person": {"name": "Ada"}})
    both = assets.asset("style").body + assets.asset("inside").body
    for path in stylesheet.sheets():
        rule = stylesheet.minified(path.read_text()).partition("{")[2]
        assert rule[:-1].encode() in both, path.name


def test_old_browsers_get_a_small_plain_sheet() -> None:
    rules = stylesheet.minified(stylesheet.plain())
    assert 0 < len(rules) <= 2 * KILOBYTE
    assert not [each for each in ("@layer", "oklch", "var(", "grid") if each in rules]


def test_all_modules_together_stay_small() -> None:
    lines = sum(len(path.read_text().splitlines()) for path in assets.MODULES.glob("*.js"))
    assert 0 < lines <= 1500


def test_minifying_leaves_quoted_text_alone() -> None:
    css = 'a { content: "x ;  /* kept */ }" ; /* gone */ margin: calc(1px + 2px) ; }'
    assert stylesheet.minified(css) == 'a{content:"x ;  /* kept */ }";margin:calc(1px + 2px)}'


def test_zoom_is_never_blocked() -> None:
    viewport = re.search(r'name="viewport" content="([^"]+)"', render_to_string("ui/base.html"))
    assert viewport and "maximum" not in viewport[1] and "user-scalable" not in viewport[1]


def test_an_address_changes_with_the_bytes() -> None:
    one, other = assets._made(b"a", kind="text/css"), assets._made(b"b", kind="text/css")
    assert one.digest != other.digest
    assert assets.address("style") == f"/ui/{assets.asset('style').digest}.css"
    assert assets.address("live-feed").endswith("/live-feed.js")


def test_the_stylesheet_is_kept_for_good_under_its_own_address_only() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    mine = views.style(request, assets.asset("style").digest)
    older = views.style(request, "0123456789ab")
    assert "immutable" in mine["Cache-Control"] and older["Cache-Control"] == "no-store"
    assert gzip.decompress(mine.content) == older_body(older) == assets.asset("style").body


def older_body(answer: object) -> bytes:
    return gzip.decompress(answer.content)  # type: ignore[attr-defined]


def test_a_browser_that_cannot_unpack_gets_the_plain_bytes() -> None:
    answer = views.script(RequestFactory().get("/"), assets.asset("page").digest, "page")
    assert answer.content == assets.asset("page").body
    assert "Content-Encoding" not in answer
    assert answer["Vary"] == "Accept-Encoding"


def test_a_script_that_nobody_wrote_is_not_here() -> None:
    with pytest.raises(NotHere):
        views.script(RequestFactory().get("/"), "x", "../../settings")


def test_the_gallery_is_closed_outside_development() -> None:
    assert settings.DEBUG is False
    with pytest.raises(NotHere):
        views.gallery(RequestFactory().get("/ui/gallery/"))
