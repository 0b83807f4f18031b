"""The files of an installation: what stands in them, where they go, and never over what a person changed."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.template import Context, Engine
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.file_ownership import made_open
from mutuality.publishing.plan import Plan
from mutuality.publishing.steps import Outcome, Step

RECORD = "written.json"
SHEET = "who-keeps-this-running.txt"
_UNITS = Path("/etc/systemd/system")
_ENGINE = Engine(dirs=[str(Path(__file__).parent)], autoescape=False, builtins=["django.templatetags.i18n"])


@dataclass(frozen=True)
class File:
    """One file: its name in the folder, what it is made from, and where root puts it."""

    name: str
    made_from: str
    place: Path
    mode: int = 0o644


def files(plan: Plan) -> list[File]:
    """Every file of this installation."""
    front = {
        "caddy": File("Caddyfile", "caddy.txt", Path("/etc/caddy/Caddyfile")),
        "nginx": File("nginx.conf", "nginx.txt", Path("/etc/nginx/conf.d/mutuality.conf")),
    }[plan.proxy]
    return [
        File("mutuality.service", "unit.txt", _UNITS / "mutuality.service"),
        File("mutuality.socket", "socket.txt", _UNITS / "mutuality.socket"),
        File("mutuality-backup.service", "backup_unit.txt", _UNITS / "mutuality-backup.service"),
        File("mutuality-backup.timer", "backup_timer.txt", _UNITS / "mutuality-backup.timer"),
        front,
        File("back-up", "back_up.txt", Path("/usr/local/lib/mutuality/back-up"), 0o755),
        File("update", "update.txt", Path("/usr/local/lib/mutuality/update"), 0o755),
    ]


def text_of(made_from: str, plan: Plan) -> str:
    """What stands in a file."""
    words = plan.words() | {
        "mark": _("Written by: bin/mutuality publish. You can edit this file: it will not be overwritten."),
        "language": get_language() or "en",
        "today": f"{clock.now():%Y-%m-%d}",
    }
    if made_from in ("caddy.txt", "nginx.txt"):
        words["away_page"] = _inside_quotes(_fill("away.txt", words))
    return _fill(made_from, words)


def sheet(plan: Plan) -> str:
    """One page that says who keeps this running, what lies where and what to type."""
    return text_of("sheet.txt", plan)


def keep(text: str, target: Path, *, mode: int, record: dict[str, str]) -> Step:
    """Write a file, unless a person changed it since we did: then the new text goes beside it, and that is said.

    ``record``: file → the mark of what we wrote there last; it is brought up to date.
    """
    before = target.read_text(encoding="utf-8") if target.exists() else None
    if before == text:
        record[str(target)] = _mark(text)
        return Step(Outcome.AS_BEFORE, _("%(file)s is fine.") % {"file": target})
    if before is None or record.get(str(target)) == _mark(before) or _is_debians(target, before):
        _write(text, target, mode=mode, aside=before if record.get(str(target)) is None else None)
        record[str(target)] = _mark(text)
        return Step(Outcome.DONE, _("Wrote %(file)s.") % {"file": target})
    beside = target.with_name(target.name + ".new")
    _write(text, beside, mode=mode, aside=None)
    changed = _("%(file)s was edited, so it was kept. The new version is in %(new)s: compare the two.")
    return Step(Outcome.YOURS, changed % {"file": target, "new": beside})


def recorded(folder: Path) -> dict[str, str]:
    """What we wrote the last times, as far as the record can be read."""
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(folder: Path, record: Mapping[str, str]) -> None:
    """Keep what we wrote, for the next time. Whose names stand on the sheet could be tried against its mark."""
    _write(json.dumps(record, indent=1, sort_keys=True) + "\n", folder / RECORD, mode=0o600, aside=None)


def _fill(made_from: str, words: Mapping[str, object]) -> str:
    return _ENGINE.get_template(made_from).render(Context(dict(words), autoescape=False))


def _inside_quotes(page: str) -> str:
    """Without the letters that Caddy or nginx would read as their own."""
    harmful = {"'": "&#39;", "`": "&#96;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"}
    return "".join(harmful.get(letter, letter) for letter in page.strip())


def _write(text: str, target: Path, *, mode: int, aside: str | None) -> None:
    made_open(target.parent)
    if aside is not None:
        target.with_name(target.name + ".before").write_text(aside, encoding="utf-8")
    fresh = target.with_name(f".{target.name}.part")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(mode)
    fresh.replace(target)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _is_debians(target: Path, before: str) -> bool:
    """Whether this is the file that came with the package of the program in front, and nobody's work."""
    asks = shutil.which("dpkg-query")
    if asks is None or target != Path("/etc/caddy/Caddyfile"):
        return False
    words = [asks, "-W", "-f=${Conffiles}", "caddy"]
    said = subprocess.run(words, capture_output=True, text=True).stdout  # noqa: S603 -- fixed words, no shell
    known = hashlib.md5(before.encode(), usedforsecurity=False).hexdigest()
    return f" {target} {known}" in said
