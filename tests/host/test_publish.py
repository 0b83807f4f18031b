"""``publish``: each step is said, real programs read the files, and what a person changed stays."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from mutuality.kit.troubles import Trouble
from mutuality.publishing import checks, publish
from mutuality.publishing.files import RECORD, SHEET, File, files, text_of
from mutuality.publishing.plan import PROXIES, Plan
from mutuality.publishing.steps import Outcome, Step
from mutuality.safety import operations as safety
from mutuality.safety.queries import starter
from mutuality.safety.terms import shipped
from tests.cast import Cast
from tests.host.fronts import planned, program
from tests.served import ROOT

ADDRESS = "https://circle.example.org"
Publish = Callable[..., tuple[int, str]]


@pytest.fixture
def published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Publish:
    """What publishing into a folder gives: the exit code, and what was said."""
    settings.DATA = tmp_path / "data"
    # Where this clone lies, perhaps in somebody's home, is not what these stories are about.
    monkeypatch.setattr(checks, "program_of", lambda plan: iter(()))

    def act(**said: object) -> tuple[int, str]:
        given = {"address": ADDRESS, "to": tmp_path / "to", "backups": tmp_path / "backups"} | said
        code = publish.publish(**given)  # type: ignore[arg-type]
        return code, capsys.readouterr().out

    return act


def test_everything_is_written_and_each_step_is_said(published: Publish, db: None, tmp_path: Path) -> None:
    code, said = published()
    assert code == 0
    written = {file.name for file in (tmp_path / "to").iterdir()}
    assert written >= {"mutuality.service", "mutuality.socket", "Caddyfile", "back-up", "update", SHEET}
    assert [name for name in written - {"written.json"} if not re.search(rf"Wrote \S*/{name}\.", said)] == []
    assert "WHO KEEPS THIS RUNNING" in said


def test_a_program_that_a_service_cannot_see_is_not_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, outcome in ((Path("/home/ada/mutuality"), Outcome.WRONG), (Path("/usr"), Outcome.AS_BEFORE)):
        monkeypatch.setattr(Plan, "program", place)
        steps = checks.program_of(planned(tmp_path, proxy="caddy"))
        assert next(steps).outcome == outcome


def test_a_second_time_changes_nothing(published: Publish, db: None, tmp_path: Path) -> None:
    published()
    before = {file: file.read_bytes() for file in (tmp_path / "to").iterdir()}
    code, said = published()
    assert code == 0 and "Wrote" not in said
    assert {file: file.read_bytes() for file in (tmp_path / "to").iterdir()} == before


def test_what_a_person_changed_stays_and_that_is_said(published: Publish, db: None, tmp_path: Path) -> None:
    published()
    front = tmp_path / "to" / "Caddyfile"
    front.write_text(front.read_text() + "# my own line\n")
    _, said = published(port=8010)
    assert front.read_text().endswith("# my own line\n")
    assert "127.0.0.1:8010" in front.with_name("Caddyfile.new").read_text()
    assert f"{front} was edited" in said
    assert "127.0.0.1:8010" in (tmp_path / "to" / "mutuality.socket").read_text()


def test_a_file_that_was_there_before_us_stays(published: Publish, db: None, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "update").write_text("my own way\n")
    _, said = published()
    assert (tmp_path / "to" / "update").read_text() == "my own way\n"
    assert "update was edited" in said


@pytest.mark.parametrize("proxy", PROXIES)
def test_real_programs_read_the_files(tmp_path: Path, proxy: str) -> None:
    program(proxy)
    plan = planned(tmp_path, proxy=proxy)
    texts = {file.name: text_of(file.made_from, plan) for file in files(plan)}
    assert [step.outcome for step in checks.front(plan, texts=texts)] == [Outcome.DONE]
    (name,) = {"Caddyfile", "nginx.conf"} & set(texts)
    texts[name] = texts[name].replace("proxy_pass", "proxy_past").replace("reverse_proxy", "reverse_poxy")
    (step,) = checks.front(plan, texts=texts)
    assert step.outcome == Outcome.WRONG and re.search("proxy_past|reverse_poxy", step.says)


def test_systemd_reads_the_units_and_finds_them_tight(tmp_path: Path) -> None:
    verify = program("systemd-analyze")
    plan = planned(tmp_path, proxy="caddy")
    texts = {file.name: text_of(file.made_from, plan) for file in files(plan)}
    assert [step.outcome for step in checks.units(plan, texts=texts)] == [Outcome.DONE]
    unit = tmp_path / "mutuality.service"
    unit.write_text(texts["mutuality.service"])
    said = subprocess.run(
        [verify, "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True
    )
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", said.stdout)
    assert exposure and float(exposure[1]) < 2, said.stdout + said.stderr
    texts["mutuality.service"] += "\n[Servise]\nExecStart=nothing\n"
    assert [step.outcome for step in checks.units(plan, texts=texts)] == [Outcome.WRONG]


def test_the_scripts_are_whole(tmp_path: Path) -> None:
    plan = planned(tmp_path, proxy="caddy")
    for made_from in ("back_up.txt", "update.txt"):
        asked = subprocess.run(["sh", "-n"], input=text_of(made_from, plan), text=True, capture_output=True)
        assert (asked.returncode, asked.stderr) == (0, "")


def test_the_backup_script_makes_a_backup_and_takes_old_ones_away(served, tmp_path: Path) -> None:
    served.stop()
    plan = Plan(
        address=ADDRESS,
        data=served.data,
        to=tmp_path / "to",
        backups=tmp_path / "backups",
        offsite=f"{tmp_path}/elsewhere" if shutil.which("rsync") else "",
    )
    (tmp_path / "backups").mkdir()
    old = tmp_path / "backups" / "backup-2020-01-01-000000.sqlite3"
    old.touch()
    os.utime(old, (0, 0))
    surroundings = {**os.environ, "DATABASE_URL": served.database_url, "MUTUALITY_VENV": sys.prefix}
    done = subprocess.run(
        ["sh", "-c", text_of("back_up.txt", plan)], env=surroundings, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "backups").iterdir()
    assert made != old and made.stat().st_size > 0 and made.stat().st_mode & 0o077 == 0
    if plan.offsite:
        assert (tmp_path / "elsewhere" / made.name).read_bytes() == made.read_bytes()


def test_who_takes_over_is_read_from_the_limits_statement(published: Publish, cast: Cast) -> None:
    answers = starter() | {"run_by": "Ada", "takes_over": "Bea, from\nMonday"}
    safety.state_limits(answers=answers, numbers=list(shipped().numbers[:1]), now=cast.now)
    _, said = published()
    assert "Bea, from Monday" in said and "    Ada\n" in said
    assert "No one is named" not in said


def test_nobody_named_is_said(published: Publish, db: None) -> None:
    assert "No one is named to take over" in published()[1]
    assert "No one is named" not in published(takes_over="Bea")[1]


def test_the_sheet_fits_on_a_page_and_tells_nothing_of_what_this_is(
    published: Publish, db: None, tmp_path: Path
) -> None:
    published(run_by="Ada", takes_over="Bea")
    sheet = tmp_path / "to" / SHEET
    text = sheet.read_text()
    assert len(text.splitlines()) <= 60 and sheet.stat().st_mode & 0o077 == 0
    assert not re.search(r"support|peer|group|trauma|member|crisis", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "http://circle.example.org"},
        {"address": "https://localhost"},
        {"address": "https://circle.example.org/{respond}"},
        {"address": "https://circle.example.org\n}"},
        {"user": "root; reboot"},
        {"offsite": "-e sh"},
        {"offsite": "there:$(reboot)"},
        {"certificate": "relative.pem"},
        {"backups": Path("/var/back ups")},
    ],
)
def test_what_cannot_become_an_installation_is_refused_before_anything_is_written(
    published: Publish, db: None, tmp_path: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(Trouble):
        published(**wrong)
    assert not (tmp_path / "to").exists()


def test_backups_beside_the_data_are_refused(published: Publish, db: None, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="key file is with the data"):
        published(backups=tmp_path / "data" / "backups")


def test_key_and_backups_on_one_machine_are_not_right(published: Publish, db: None) -> None:
    code, said = published(offsite="a@there:b", offsite_keys="c@there:d")
    assert code == 1 and "same machine" in said
    assert published(offsite="a@there:b", offsite_keys="c@elsewhere:d")[0] == 0


def test_putting_in_place_needs_root(published: Publish, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Trouble, match="needs root"):
        published(in_place=True)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What publishing in place types, on a machine whose places all lie in one folder."""
    words: list[list[str]] = []

    def done(said: list[str], *, says: str) -> Step:
        words.append(said)
        return Step(Outcome.DONE, says)

    def placed(plan: Plan) -> list[File]:
        return [replace(file, place=tmp_path / "machine" / file.name) for file in files(plan)]

    monkeypatch.setattr(publish, "_done", done)
    monkeypatch.setattr(publish, "files", placed)
    monkeypatch.setattr(publish, "_OURS", tmp_path / "ours")
    monkeypatch.setattr(publish, "_SYSTEMD", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    for step in ("_user", "_folders"):
        monkeypatch.setattr(publish, step, lambda plan: iter(()))
    for check in ("units", "front"):
        monkeypatch.setattr(checks, check, lambda plan, *, texts: iter(()))
    return words


@pytest.mark.parametrize(
    ("other", "again"),
    [
        ({}, []),
        ({"takes_over": "Bea"}, []),
        ({"proxy": "nginx"}, []),
        ({"address": "https://round.example.org"}, ["mutuality.service"]),
        ({"port": 9000}, ["mutuality.socket", "mutuality.service"]),
    ],
)
def test_what_runs_by_a_file_that_changed_is_started_anew(
    published: Publish, db: None, typed: list[list[str]], other: dict[str, object], again: list[str]
) -> None:
    published(in_place=True)
    typed.clear()
    published(in_place=True, **other)
    anew = [words[2:] for words in typed if "restart" in words[1] and "mutuality" in words[2]]
    assert anew == ([again] if again else [])
    if again:
        assert [words[1] for words in typed[:3]] == ["daemon-reload", "try-restart", "enable"]


def test_a_unit_that_somebody_changed_is_no_reason_to_start_anew(
    published: Publish, db: None, typed: list[list[str]], tmp_path: Path
) -> None:
    published(in_place=True)
    for unit in (tmp_path / "machine").glob("mutuality.s*"):
        unit.write_text(unit.read_text() + "# my own line\n")
    typed.clear()
    published(in_place=True, port=9000)
    assert [words[1] for words in typed] == ["daemon-reload", "enable", "reload-or-restart"]


def test_a_certificate_is_fetched_so_that_it_can_be_renewed_while_nginx_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/sbin/nginx")
    plan = replace(planned(tmp_path, proxy="nginx"), certificate="", certificate_key="")
    (step,) = checks.front(plan, texts={})
    assert step.outcome == Outcome.YOURS
    words = shlex.split(step.says.partition("certbot")[2])
    shown = re.search(r"acme-challenge/ \{ root (\S+); \}", text_of("nginx.txt", plan))
    assert shown and words[:4] == ["certonly", "--webroot", "-w", shown[1]] and "--standalone" not in words
    assert words[4:] == ["-d", plan.host, "--deploy-hook", "systemctl reload nginx"]


def test_the_page_that_writes_down_who_comes_is_named_once_it_is_not_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "default"
    monkeypatch.setattr(checks, "DEBIANS_PAGE", page)
    plan = planned(tmp_path, proxy="nginx")
    assert list(checks.beside(plan)) == []
    page.touch()
    (step,) = checks.beside(plan)
    assert step.outcome == Outcome.YOURS and f"rm {page} && systemctl reload nginx" in step.says
    # certbot fetches the first certificate from the folder that this page shows.
    assert list(checks.beside(replace(plan, certificate=str(tmp_path / "none")))) == []
    assert list(checks.beside(replace(plan, proxy="caddy"))) == []


def test_nginx_gets_its_file_once_the_certificate_is_there(
    published: Publish, db: None, typed: list[list[str]], tmp_path: Path
) -> None:
    own, front = tmp_path / "own.pem", tmp_path / "machine" / "nginx.conf"
    said = {"in_place": True, "proxy": "nginx", "certificate": str(own), "certificate_key": f"{own}.key"}
    published(**said)
    assert not front.exists() and "nginx" not in [words[-1] for words in typed]
    own.touch()
    published(**said)
    assert front.exists() and typed[-1] == ["systemctl", "reload-or-restart", "nginx"]


@pytest.fixture
def closing() -> Iterator[None]:
    """What is made is closed to others, as after every command of ours begins."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_who_serves_reaches_what_was_written_for_it_and_nobody_the_sheet(
    published: Publish, db: None, tmp_path: Path, closing: None
) -> None:
    published(to=tmp_path / "lib" / "to")
    for folder in (tmp_path / "lib", tmp_path / "lib" / "to"):
        assert folder.stat().st_mode & 0o777 == 0o755
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "lib" / "to").iterdir()}
    own = {name for name, mode in modes.items() if mode == 0o600}
    programs = {name for name, mode in modes.items() if mode == 0o755}
    assert own == {SHEET, RECORD} and programs == {"back-up", "update"}
    assert {mode for name, mode in modes.items() if name not in own | programs} == {0o644}


def test_a_folder_for_programs_that_was_closed_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = replace(planned(tmp_path, proxy="caddy"), in_place=True)
    plan.to.mkdir(mode=0o700)
    monkeypatch.setattr(publish, "files", lambda plan: [])
    list(publish._written(plan, texts={}, in_place=True, changed=set()))
    assert plan.to.stat().st_mode & 0o777 == 0o755


def test_data_and_backups_are_closed_and_can_be_reached_by_their_user(
    tmp_path: Path, closing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_give", lambda place, user: None)
    plan = replace(planned(tmp_path, proxy="caddy"), in_place=True, backups=tmp_path / "far" / "backups")
    list(publish._folders(plan))
    modes = [place.stat().st_mode & 0o777 for place in (plan.backups.parent, plan.backups, plan.data)]
    assert modes == [0o755, 0o700, 0o700]


@pytest.mark.parametrize(
    ("held", "says"),
    [
        ("ActiveState=active\nListen=127.0.0.1:{port} (Stream)", "is reserved for the community"),
        ("ActiveState=active\nListen=127.0.0.1:1 (Stream)", "is in use"),
        ("ActiveState=inactive\nListen=127.0.0.1:{port} (Stream)", "is in use"),
        ("", "is in use"),
    ],
)
def test_a_port_that_is_taken_is_not_to_be_worried_about_when_it_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str, says: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        stand_in = tmp_path / "systemctl"
        stand_in.write_text(f"#!/bin/sh\nprintf '%b' '{held.format(port=port)}'\n")
        stand_in.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
        (step,) = checks.port_of(planned(tmp_path / "plan", proxy="caddy", port=port))
    assert says in step.says
    assert step.outcome == (Outcome.AS_BEFORE if "reserved" in says else Outcome.YOURS)


def test_how_to_found_is_told_while_nobody_has_founded(
    published: Publish, cast: Cast, typed: list[list[str]], settings: Settings
) -> None:
    _, said = published(in_place=True)
    assert "open the setup link" not in said
    settings.KEY_FILE = Path("/nowhere/keyfile.json")
    _, said = published(in_place=True)
    assert "open the setup link" in said


def test_a_link_that_the_services_user_laid_gives_nothing_away(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("Only root can give files to somebody else.")
    data = tmp_path / "data"
    data.mkdir()
    (data / "words").touch()
    other = tmp_path / "other"
    other.touch()
    (data / "link").symlink_to(other)
    assert publish._give(data, "nobody")
    assert other.stat().st_uid == 0 and (data / "words").stat().st_uid != 0
    assert not publish._give(data, "nobody")


def test_what_lies_in_deploy_is_what_publish_writes() -> None:
    settings_as_they_come = settings.EXIT_TO, settings.EPOCHS_KEPT_DAYS
    assert settings_as_they_come == ("https://www.wikipedia.org/", 14)
    for name in ("mutuality.service", "mutuality.socket", "Caddyfile", "nginx.conf"):
        assert (ROOT / "deploy" / name).read_text() == example(name), (
            f"deploy/{name} is not what publish writes now"
        )


def test_the_compose_file_uses_the_same_front(tmp_path: Path) -> None:
    own = (ROOT / "deploy/compose.Caddyfile").read_text().splitlines()[1:]
    same = (ROOT / "deploy/Caddyfile").read_text().replace("circle.example.org {", "{$NAME} {")
    assert own == same.replace("127.0.0.1:8000", "mutuality:8000").splitlines()[1:]


def test_the_front_of_several_says_what_the_front_of_one_says() -> None:
    """Two addresses instead of one, and how each is chosen; leaving, logs and what is shown in trouble are the same."""
    chosen = "lb_policy|fail_duration|health_|lb_try_duration 1s|\tHost|\tX-Forw|}|# Each|# their"
    more = re.compile(rf"^\t\t({chosen}).*\n", re.MULTILINE)
    several = (ROOT / "deploy/several.Caddyfile").read_text()
    inside = (ROOT / "deploy/several.compose.Caddyfile").read_text()
    assert (
        inside.splitlines()[1:]
        == several.replace("127.0.0.1:8000 127.0.0.1:8001", "one:8000 two:8000")
        .replace("circle.example.org", "{$NAME}")
        .splitlines()[1:]
    )
    plain = several.replace("127.0.0.1:8000 127.0.0.1:8001", "127.0.0.1:8000")
    plain = plain.replace("While no process answers, requests", "While the service restarts, requests")
    one = (ROOT / "deploy/Caddyfile").read_text()
    assert more.sub("", plain).splitlines()[1:] == more.sub("", one).splitlines()[1:]


def test_only_what_the_image_is_made_of_is_handed_to_a_container_engine() -> None:
    handed = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (\S+)", (ROOT / "deploy/Dockerfile").read_text(), re.MULTILINE)
    assert "*" in handed and copied
    assert [line.removeprefix("!") for line in handed if line.startswith("!")] == copied


def test_each_volume_of_the_pages_has_its_owner_in_the_image() -> None:
    image = (ROOT / "deploy/Dockerfile").read_text()
    pages, _, _ = (ROOT / "deploy/compose.yaml").read_text().partition("\n  caddy:\n")
    volumes = re.findall(r"^ +- \w+:(/\w+)$", pages, re.MULTILINE)
    assert volumes == ["/data", "/backups"]
    assert f"--owner mutuality --group mutuality --mode 0700 {' '.join(volumes)}\n" in image


def example(name: str) -> str:
    """The file as it is for a community in the usual place."""
    plan = Plan(
        address=ADDRESS,
        data=Path("/var/lib/mutuality"),
        to=Path("/opt/mutuality/published"),
        proxy="nginx" if name == "nginx.conf" else "caddy",
    )
    (made_from,) = (file.made_from for file in files(plan) if file.name == name)
    return text_of(made_from, plan).replace(str(ROOT), "/opt/mutuality")
