"""bin/run's promise: from nothing to a first page, and to an end without loss."""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from mutuality.people import operations as people
from tests.served import ROOT, Served, again, free_port, serving

# What a visitor may ask for, in both languages, after the program's own files are gone below the one that runs.
ASK_WITHOUT_FILES = """
import shutil, sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, get_resolver
from mutuality.host import serving
from mutuality.site import catalogue
from mutuality.ui import assets

serving.quiet_logs()
serving.prepare()
visitor = Client(HTTP_HOST="localhost", raise_request_exception=False)
visitor.handler.load_middleware()
program = Path(sys.argv[1])
names = [file.relative_to(folder).as_posix() for folder in program.rglob("templates") for file in folder.rglob("*.*")]
looks = [assets.STYLE, assets.INSIDE, assets.FILLING, assets.READING]
looks += [*assets.SETS, *assets.module_names(), *assets.letter_names()]
for one in program.iterdir():
    # Catalogues lie in folders of their own, and stay for a day.
    if one != catalogue.LOCALE:
        shutil.rmtree(one) if one.is_dir() else one.unlink()
assert names and not [name for name in names if get_template(name) is None]
assert len({assets.address(name) for name in looks}) == len(looks)
patterns = [one for one in get_resolver().url_patterns if isinstance(one, URLPattern)]
plain = [str(one.pattern) for one in patterns if "<" not in str(one.pattern)]
asked = [(f"/{path}", {"accept-language": language}) for path in ("support/", *plain) for language in ("en", "es")]
failed = [(path, said) for path, said in asked if visitor.get(path, headers=said).status_code >= 500]
print(len(plain), "failed:", failed)
"""


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def start_another(community: Served) -> subprocess.CompletedProcess[str]:
    words = ["serve", "--data", str(community.data), "--port", str(free_port())]
    return subprocess.run(
        [sys.executable, "-m", "mutuality.host.command", *words],
        env={**os.environ, "DATABASE_URL": community.database_url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_new_community_says_where_it_is_and_how_to_found_it(served):
    assert served.said.startswith(served.address)
    assert served.address in served.founding_link
    assert "<html" in read(served.founding_link)


def test_looking_at_the_founding_link_does_not_use_it_up(served):
    first, second = (read(served.founding_link) for _ in range(2))
    assert '<form method="post"' in first
    assert '<form method="post"' in second


def test_asked_to_stop_it_ends_with_exit_code_0(served):
    read(served.address + "/support/")
    assert served.stop() == 0


def test_a_second_copy_on_the_same_folder_is_refused(served):
    answer = start_another(served)
    assert answer.returncode == 2
    assert "Mutuality is already running" in answer.stderr
    assert "<html" in read(served.founding_link)


def test_what_it_keeps_is_closed_to_others(served):
    kept = [served.data, *served.data.rglob("*")]
    assert [str(path) for path in kept if path.stat().st_mode & 0o077] == []


def test_an_update_may_lay_other_files_below_what_runs(tmp_path: Path) -> None:
    program = tmp_path / "opt" / "mutuality"
    shutil.copytree(ROOT / "mutuality", program, ignore=shutil.ignore_patterns("__pycache__", "made"))
    (tmp_path / "data").mkdir()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MUTUALITY", "DATABASE"))
    }
    own = {"PYTHONPATH": str(program.parent), "MUTUALITY_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-B", "-c", ASK_WITHOUT_FILES, str(program)],
        env=kept | own | {"DJANGO_SETTINGS_MODULE": "mutuality.host.settings"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("failed: []\n"), done.stdout + done.stderr
    assert "error=" not in done.stderr


def test_it_logs_nothing_of_what_was_asked(tmp_path: Path):
    with serving(tmp_path / "data", environment={"MUTUALITY_LOG_PAGES": ""}) as quiet:
        before = quiet.said
        read(quiet.address + "/support/?words=elderflower")
        assert quiet.said == before


def test_asked_to_log_pages_it_says_only_which_kind_of_page(served):
    read(served.address + "/support/?words=elderflower")
    assert "pattern='support/'" in served.said and "elderflower" not in served.said


def test_started_again_it_gives_a_new_founding_link(served):
    link = served.founding_link
    served.stop()
    with again(served) as second:
        assert second.founding_link.split("/")[-2] != link.split("/")[-2]
        assert "<html" in read(second.founding_link)


def test_the_demo_gives_links_for_three_people(tmp_path: Path):
    with serving(tmp_path / "data", options=("--demo",)) as demo:
        links = [line for line in demo.said.splitlines() if "Sign in once as" in line]
    assert len(links) == 3


def test_a_test_and_the_server_can_share_one_community(served_here, now):
    token = people.await_founding(now=now)
    assert '<form method="post"' in read(f"{served_here.address}/founding/{token}/")
