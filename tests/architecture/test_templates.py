"""Templates hold no script, no style and no text that cannot be translated."""

import re
from collections.abc import Iterator

from tests.architecture.reading import COMMENT, PACKAGE, TAG, Markup, templates

READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "aria-description")
BARE_ARGUMENT = re.compile(
    r"""\b(?:heading|label|help|title|summary|text)=(?:"[^"]*\s[^"]*"|'[^']*\s[^']*')"""
)


# Sample words for the gallery that developers look at; nobody else can reach it.
SAMPLES = PACKAGE / "ui/templates/ui/examples"
LONGEST_LINE = 120
NAME_OF_A_SITE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


# Goes into a class of the page, and nobody reads it.
DOCKED = "{% block docked %}docked{% endblock %}"


def untranslated(source: str) -> Iterator[str]:
    markup = Markup(source.replace(DOCKED, ""))
    for text in markup.bare:
        if not NAME_OF_A_SITE.fullmatch(text):
            yield f"text that is not translated: {text}"
    for name, text in spoken(markup):
        yield f"{name} that is not translated: {text}"
    for tag in TAG.findall(COMMENT.sub("", source)):
        yield from (f"an argument that is not translated: {text}" for text in BARE_ARGUMENT.findall(tag))


def spoken(markup: Markup) -> Iterator[tuple[str, str]]:
    """The words in attributes, which screen readers say."""
    for _, attributes in markup.tags:
        for name in READ_ALOUD:
            if re.search(r"[^\W\d_]{2}", attributes.get(name, "")):
                yield name, attributes[name]


def unclean(source: str) -> Iterator[str]:
    for tag, attributes in Markup(source).tags:
        if tag == "style" or "style" in attributes:
            yield f"a style inside <{tag}>"
        if tag == "script" and not (attributes.get("type") == "module" and "src" in attributes):
            yield "a script that is no module in a file of its own"
        yield from (f"{name} on <{tag}>" for name in attributes if name.startswith("on"))


def faults(source: str) -> list[str]:
    return [*untranslated(source), *unclean(source)]


def test_every_text_can_be_translated():
    found = [
        f"{path.relative_to(PACKAGE)}: {fault}"
        for path in templates()
        if not path.is_relative_to(SAMPLES)
        for fault in untranslated(path.read_text())
    ]
    assert not found, "\n".join(found)


def test_every_template_is_clean():
    found = [
        f"{path.relative_to(PACKAGE)}: {fault}" for path in templates() for fault in unclean(path.read_text())
    ]
    assert not found, "\n".join(found)


def too_long(source: str) -> list[str]:
    """The lines that no one can review; a picture inside an address has no place to bend."""
    return [line for line in source.splitlines() if len(line) > LONGEST_LINE and "data:image/" not in line]


def test_every_line_can_be_read_and_reviewed():
    """Only pages: in a letter or a file each line break is read."""
    found = [
        f"{path.relative_to(PACKAGE)}: {line[:80]}…"
        for path in templates()
        if path.suffix == ".html"
        for line in too_long(path.read_text())
    ]
    assert not found, "\n".join(found)


def test_a_long_line_would_be_found():
    assert too_long("<p>" + "x" * 120) and not too_long("<p>" + "x" * 100)


def test_faults_would_be_found():
    assert list(faults("<p>Hello</p>")) == ["text that is not translated: Hello"]
    assert list(faults('<p style="color: red"></p>')) == ["a style inside <p>"]
    assert list(faults("<style></style>")) == ["a style inside <style>"]
    assert list(faults('<script src="/a.js"></script>')) == [
        "a script that is no module in a file of its own"
    ]
    assert list(faults('<a onclick="x"></a>')) == ["onclick on <a>"]
    assert list(faults('<img alt="A cup">')) == ["alt that is not translated: A cup"]
    assert list(faults('{% panel heading="Who can read" %}{% endpanel %}'))


def test_a_clean_template_passes():
    assert not list(
        faults(
            '{# why #}<p title="{% translate "Door" %}">{% translate "Hello" %} {{ name }}</p>'
            "{% blocktranslate %}Hello <b>you</b>{% endblocktranslate %}"
            '{% panel heading=_("Who can read") %}{% endpanel %}<script type="module" src="{{ x }}"></script>'
        )
    )


def test_days_and_times_are_worded_in_one_place() -> None:
    """ "1 December", "19:30" and "7:30 pm" side by side made people look twice. `kit/dates.py` words them all."""
    found = [
        f"{path.relative_to(PACKAGE)}: {tag}"
        for path in templates()
        for tag in re.findall(
            r"\|(?:date|time):(?!['\"](?:Y-m-d|H:i)['\"])[^}|]*|\|(?:date|time)\b(?!:)", path.read_text()
        )
    ]
    assert found == []
    shown = r"date_format\(|as_date\([^)]*(?:j|F|H)|strftime\(['\"]%H:%M"
    code = [
        path
        for path in PACKAGE.rglob("*.py")
        if path.name != "dates.py" and re.search(shown, path.read_text())
    ]
    assert code == []
