"""A text changes its wording everywhere at once, and no language loses what it said."""

import re
from pathlib import Path

import pytest

from mutuality.site import catalogue, rewording
from mutuality.site.rewording import CannotReword, Rewording, reword

TEMPLATE = """{% load i18n %}
<p>{% blocktranslate trimmed with name=person.name %}
  {{ name }} would go on to the
  next part. It takes two.
{% endblocktranslate %}</p>
{% blocktranslate count n=n trimmed %}One word.{% plural %}{{ n }} words.{% endblocktranslate %}
{% part heading=_("Go on") %}<button>{% translate "Go on" %}</button>
"""
PYTHON = '''"""Go on"""
from django.utils.translation import gettext as _
REFUSED = _(
    "Somebody was here before you, and "
    "nothing was kept."
)
plain = "Go on"
'''
NUMBERS = '[[numbers]]\ncountry = "Go on"\nname = "A line"\n'
TESTS = """def test_page(client):
    page = client.get("/").content.decode()
    assert "Somebody was here before you, and nothing was kept." in page
    assert ">Go on</button>" in page and "Go on" in page
    assert "<p>Somebody was here before you, and nothing was kept.</p>" in page
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small product of its own, with a page, a refusal, a list, a test and one language."""
    package = tmp_path / "mutuality"
    for name, text in {
        "mutuality/templates/page.html": TEMPLATE,
        "mutuality/refusals.py": PYTHON,
        "mutuality/safety/numbers.toml": NUMBERS,
        "tests/test_page.py": TESTS,
        "docs/page.md": "Press *Go on*.\n",
        "mutuality/locale/es/LC_MESSAGES/django.po": catalogue.HEAD.format(
            language="es", plurals=2, plural="(n != 1)"
        ),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    source = package / "locale/es/LC_MESSAGES/django.po"
    catalog, _missing = catalogue.in_step(catalogue.read(source), package)
    for message in catalog:
        if message.id:
            message.string = ("una", "muchas") if message.pluralizable else f"ES {message.id}"
    source.write_bytes(catalogue.written(catalog))
    return tmp_path


def spanish(root: Path):
    return catalogue.read(root / "mutuality/locale/es/LC_MESSAGES/django.po")


def test_a_short_text_changes_where_it_is_one_and_is_named_where_it_may_be_another(root: Path) -> None:
    report = reword(Rewording("Go on", "Continue"), root)
    page = (root / "mutuality/templates/page.html").read_text()
    assert '{% translate "Continue" %}' in page and 'heading=_("Continue")' in page
    assert 'country = "Continue"' in (root / "mutuality/safety/numbers.toml").read_text()
    assert 'plain = "Go on"' in (root / "mutuality/refusals.py").read_text()
    tests = (root / "tests/test_page.py").read_text()
    assert '">Go on</button>" in page and "Continue" in page' in tests
    assert report.look == ["tests/test_page.py:4", "docs/page.md:1"]


def test_a_text_bent_over_lines_is_found_and_its_names_stay(root: Path) -> None:
    old = "%(name)s would go on to the next part. It takes two."
    new = "%(name)s would like to start the next part. One more person needs to agree."
    reword(Rewording(old, new), root)
    page = (root / "mutuality/templates/page.html").read_text()
    assert (
        "  {{ name }} would like to start the next part. One more person needs to agree.\n{% endblock" in page
    )
    assert (None, new) in catalogue.texts(root / "mutuality")


def test_a_literal_in_pieces_is_found_and_tests_follow(root: Path) -> None:
    reword(
        Rewording("Somebody was here before you, and nothing was kept.", "You're late. Nothing was kept."),
        root,
    )
    assert '"You\'re late. Nothing was kept."' in (root / "mutuality/refusals.py").read_text()
    assert "Somebody" not in (root / "tests/test_page.py").read_text()


def test_one_form_of_a_plural_changes_by_itself(root: Path) -> None:
    reword(Rewording("One word.", "One message."), root)
    assert spanish(root).get("One message.").string == ("una", "muchas")


def test_the_translation_is_kept_and_waits_until_somebody_looked(root: Path) -> None:
    reword(Rewording("Go on", "Continue"), root)
    source, package = root / "mutuality/locale/es/LC_MESSAGES/django.po", root / "mutuality"
    catalog, missing = catalogue.in_step(spanish(root), package)
    source.write_bytes(catalogue.written(catalog))
    assert not missing and spanish(root).get("Continue").string == "ES Go on"
    assert catalogue.to_review(spanish(root)) == ["Continue"]
    source.write_text(source.read_text().replace(f"# {catalogue.REWORDED}\n", ""))
    catalog, _missing = catalogue.in_step(spanish(root), package)
    assert catalogue.to_review(catalog) == []


def test_a_wording_that_is_there_already_keeps_its_own_translation(root: Path) -> None:
    page = root / "mutuality/templates/page.html"
    page.write_text(page.read_text() + '{% translate "Continue" %}')
    source, package = root / "mutuality/locale/es/LC_MESSAGES/django.po", root / "mutuality"
    catalog, _missing = catalogue.in_step(spanish(root), package)
    catalog.get("Continue").string = "Continuar"
    source.write_bytes(catalogue.written(catalog))
    reword(Rewording("Go on", "Continue"), root)
    assert spanish(root).get("Continue").string == "Continuar" and spanish(root).get("Go on") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nobody says this.", "No one says this."),
        ("%(name)s would go on to the next part. It takes two.", "Somebody would like to start."),
        ("Go on", "<b>Continue</b>"),
    ],
)
def test_nothing_changes_when_the_text_is_not_there_or_would_lose_a_name(
    root: Path, old: str, new: str
) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(CannotReword):
        reword(Rewording(old, new), root)
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_command_says_why_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    assert rewording.main(["No page of ours says this", "or this"]) == 1
    assert "No text says exactly this." in capsys.readouterr().err


def test_a_long_literal_is_broken_so_that_it_reads_the_same() -> None:
    source = 'def test():\n    assert "short" in page\n'
    long = "a long sentence " * 12
    assert repr(eval(rewording.in_python('x = "short"\n', lambda _: long, only_marked=False)[4:])) == repr(
        long
    )
    bent = rewording.in_python(source, lambda text: long if text == "short" else text, only_marked=False)
    assert max(map(len, bent.splitlines())) <= rewording.PYTHON_WIDTH
    compile(bent, "bent", "exec")


def test_no_line_of_a_template_becomes_too_long() -> None:
    old, new = "Short.", "A sentence of some length that says what there is to say. " * 4
    source = (
        '<p class="quiet">{% translate "Short." %} <a>more</a></p>\n'
        "  <p>{% blocktranslate trimmed %}Short.{% endblocktranslate %}</p>\n"
        "{% blocktranslate trimmed %}\n    Short.\n{% endblocktranslate %}\n"
    )
    bent = rewording.in_template(source, Rewording(old, new.strip()))
    assert max(map(len, bent.splitlines())) <= 120 and bent.count("endblocktranslate") == 3
    assert len(re.findall(r"\s+".join(new.split()), bent)) == 3
