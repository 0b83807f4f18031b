"""bin/run's promise: from nothing to a first page, and to an end without loss."""

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from mutuality.people import operations as people
from tests.served import ROOT, Served, again, free_port, serving


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def start_another(community: Served) -> subprocess.CompletedProcess[str]:
    words = ["serve", "--data", str(community.data), "--port", str(free_port())]
    return subprocess.run(
        [sys.executable, "-m", "mutuality.site.command", *words],
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
    assert "Another copy of Mutuality is running" in answer.stderr
    assert "<html" in read(served.founding_link)


def test_what_it_keeps_is_closed_to_others(served):
    kept = [served.data, *served.data.rglob("*")]
    assert [str(path) for path in kept if path.stat().st_mode & 0o077] == []


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
