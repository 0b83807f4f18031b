"""If the docs do not know it, it does not ship."""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from mutuality.host.command import COMMANDS, DATA
from tests.architecture.reading import PACKAGE, ROOT

DOCS = ROOT / "docs"
READ = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SETTING = re.compile(r"""os\.environ(?:\.get|\.setdefault)?[(\[]\s*["']([A-Z_]+)["']""")
ALSO_READ = {"DATABASE_URL"}
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}
LONGEST_SIGNPOST = 30


def missing(wanted: Iterable[str], *, page: str) -> list[str]:
    """What the page does not name in code marks."""
    return [name for name in wanted if not re.search(rf"`(?:bin/mutuality )?{re.escape(name)}[` ]", page)]


def settings() -> set[str]:
    """Every word of the environment that the product reads."""
    found = {name for path in PACKAGE.rglob("*.py") for name in SETTING.findall(path.read_text())}
    return (found | ALSO_READ) - NOT_OURS


def links(page: Path) -> list[Path]:
    """Where a page points, as far as it is in this repository."""
    found = re.findall(r"\]\(([^)#\s]+)", page.read_text())
    return [(page.parent / link).resolve() for link in found if "://" not in link]


def broken(page: Path) -> list[str]:
    return [f"{page.name}: {link}" for link in links(page) if not link.exists()]


def apps() -> list[Path]:
    return sorted(
        path.parent for path in PACKAGE.glob("*/__init__.py") if len(list(path.parent.iterdir())) > 2
    )


def test_every_command_and_option_is_described():
    page = (DOCS / "reference/commands.md").read_text()
    options = {option.name for command in COMMANDS.values() for option in (*command.options, DATA)}
    assert not missing([*COMMANDS, *(name for name in options if name.startswith("-"))], page=page)


def test_every_program_is_described():
    programs = [
        path.name for path in (ROOT / "bin").iterdir() if path.suffix == "" and path.stat().st_mode & 0o100
    ]
    page = (DOCS / "reference/commands.md").read_text()
    assert not missing([f"bin/{name}" for name in programs], page=page)


def test_every_setting_is_described():
    assert not missing(settings(), page=(DOCS / "reference/settings.md").read_text())


def test_every_app_has_a_short_signpost():
    posts = {app.name: app / "signposts.md" for app in apps()}
    assert not [name for name, post in posts.items() if not post.exists()]
    assert not [name for name, post in posts.items() if len(post.read_text().splitlines()) > LONGEST_SIGNPOST]


def test_every_link_leads_somewhere():
    assert not [link for page in READ for link in broken(page)]


def test_every_page_can_be_reached():
    linked = {link for page in READ for link in links(page)}
    assert not [page for page in DOCS.rglob("*.md") if page not in linked]


def test_every_decision_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (DOCS / "adr").glob("[0-9]*.md")]
    assert sorted(numbers) == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_faults_would_be_found(tmp_path):
    assert missing(["serve", "--port"], page="Say `bin/mutuality serve`.") == ["--port"]
    assert SETTING.findall('os.environ.get("MUTUALITY_X", "1")') == ["MUTUALITY_X"]
    assert "MUTUALITY_DATA" in settings()
    page = tmp_path / "page.md"
    page.write_text("[gone](gone.md) [self](page.md) [elsewhere](https://example.org/)")
    assert broken(page) == [f"page.md: {tmp_path / 'gone.md'}"]


def test_each_limit_is_the_number_in_the_code():
    page = (DOCS / "reference/limits.md").read_text()
    rows = re.findall(r"^\| [^|]+ \| (\d+) \| `([\w.]+)\.(\w+)` \|$", page, re.MULTILINE)
    assert len(rows) == page.count("\n| ") - 1
    for said, module, name in rows:
        assert getattr(import_module(f"mutuality.{module}"), name) == int(said), f"{module}.{name}"
