"""Whoever builds pages finds each part in the gallery, in every state: what is not there is built a second time."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from mutuality.ui import drawings, examples
from mutuality.ui.templatetags import parts

TEMPLATES = Path(examples.__file__).parent / "templates/ui"
EXAMPLES = {path.name: path.read_text() for path in (TEMPLATES / "examples").glob("*.html")}
SHOWN = (
    "".join(EXAMPLES.values())
    + (TEMPLATES / "gallery.html").read_text()
    + (TEMPLATES / "base.html").read_text()
)


@pytest.mark.parametrize("tag", sorted(parts.register.tags))
def test_each_tag_of_a_part_is_in_the_gallery(tag: str) -> None:
    assert f"{{% {tag} " in SHOWN or f"{{% {tag} %}}" in SHOWN


@pytest.mark.parametrize("part", sorted(path.stem for path in (TEMPLATES / "parts").glob("*.html")))
def test_each_template_of_a_part_is_in_the_gallery(part: str) -> None:
    within = "".join(path.read_text() for path in (TEMPLATES / "parts").glob("*.html"))
    assert f"{{% {part} " in SHOWN or f"{{% {part} %}}" in SHOWN or f'"ui/parts/{part}.html"' in within


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_example_is_shown(name: str) -> None:
    assert f'"ui/examples/{name}"' in SHOWN


def test_each_drawing_is_in_the_gallery() -> None:
    assert {name for name in drawings.DRAWINGS if f'drawing="{name}"' in SHOWN} == set(drawings.DRAWINGS)


@pytest.mark.parametrize(
    "state",
    [
        'class="moment stop"',
        'class="moment need"',
        'class="proposed"',
        'class="voices"',
        'class="fold"',
        'class="ways"',
        'class="field wrong',
        'class="summary"',
        'class="btn care"',
        'class="said-of"',
        'class="below"',
        'class="away"',
        examples.LONG_NAME,
        examples.RIGHT_TO_LEFT,
    ],
)
def test_the_gallery_shows_states_that_are_seldom_seen(state: str) -> None:
    assert state in render_to_string("ui/gallery.html", {**examples.everything(), "csrf_token": "x" * 64})
