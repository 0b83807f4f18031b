"""What several processes share: counts that hold for all, and nothing kept that another process forgot."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from mutuality.host import several
from mutuality.host.stores import PostgresStore
from mutuality.kit import clock
from mutuality.kit.locks import writing
from mutuality.kit.rates import LIMITS, Rates, TooMany
from mutuality.kit.shared import Counters, Shared, Unreachable, Wire, shared
from mutuality.kit.shared_redis import SharedRedis
from mutuality.kit.troubles import Trouble
from mutuality.live import presence, shared_rows
from mutuality.live.models import SharedCount
from mutuality.live.shared_rows import SharedRows, remove_ended
from mutuality.people import unended_sessions
from mutuality.rooms.fragments import fragments, lists
from mutuality.site import maintenance
from mutuality.vault import operations as vault
from mutuality.vault import queries as opened
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey
from tests.live.redis_server import Redis, redis_at

pytestmark = [pytest.mark.both, pytest.mark.django_db]
SECRET = b"s" * 32
Join = Callable[..., None]


class Away:
    """A place that does not answer."""

    def count(self, name: str, **_rest: object) -> int:
        raise Unreachable


class Heard:
    """A wire that remembers what was told, and passes it on to no one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.cut = False

    def publish(self, line: str) -> None:
        if self.cut:
            raise Unreachable
        self.lines.append(line)

    def count(self, name: str, **_rest: object) -> int:
        raise Unreachable

    def see(self, names: object, *, seconds: int) -> None:
        raise Unreachable

    def seconds_since(self, name: str) -> float | None:
        raise Unreachable


@pytest.fixture
def join(request: pytest.FixtureRequest) -> Iterator[Join]:
    """Make this process one of several, until the test ends."""

    def begin(*counters: Counters, wire: Wire | None = None) -> None:
        shared.join(secret=SECRET, counters=counters, wire=wire)

    yield begin
    shared.part()


@pytest.fixture
def away(tmp_path) -> Iterator[Redis]:
    with redis_at(tmp_path) as server:
        yield server


@pytest.fixture(params=["rows", "redis"])
def place(request: pytest.FixtureRequest) -> Counters:
    """Each of the two places that processes share."""
    if request.param == "rows":
        return SharedRows()
    return SharedRedis(request.getfixturevalue("away").url)


def test_one_alone_shares_nothing() -> None:
    assert not shared.several
    Rates().take("say", key="ada")
    shared.forget("word", ["one"])
    assert not SharedCount.objects.exists()


def test_a_count_is_one_for_all(place: Counters) -> None:
    assert place.count("here", amount=2, seconds=60, beside=()) == 2
    assert place.count("here", amount=1, seconds=60, beside=["before"]) == 3
    assert place.count("before", amount=4, seconds=60, beside=["here"]) == 7
    assert place.count("here", amount=-1, seconds=60, beside=()) == 2


def test_a_limit_holds_over_all_processes(place: Counters, join: Join) -> None:
    join(place)
    here, there = Rates(), Rates()
    for _turn in range(LIMITS["say"].most // 2):
        here.take("say", key="ada")
        there.take("say", key="ada")
    for process in (here, there):
        with pytest.raises(TooMany):
            process.take("say", key="ada")
    there.take("say", key="bea")
    here.give_back("say", key="ada")
    there.take("say", key="ada")


def test_what_is_written_in_a_day_is_counted_together(place: Counters, join: Join) -> None:
    join(place)
    assert Rates().has_room(act="letters", key="ada", amount=60, most=100)
    assert not Rates().has_room(act="letters", key="ada", amount=60, most=100)
    assert Rates().has_room(act="letters", key="ada", amount=40, most=100)


def test_names_in_the_shared_place_tell_nothing(join: Join) -> None:
    join(SharedRows())
    Rates().take("sign-in", key="192.0.2.0")
    (name,) = SharedCount.objects.values_list("name", flat=True)
    assert "192" not in name and "sign" not in name
    other = Shared()
    other.join(secret=b"t" * 32, counters=[SharedRows()], wire=None)
    assert other.name_of("sign-in", "192.0.2.0") != shared.name_of("sign-in", "192.0.2.0")


def test_without_redis_the_database_counts_and_without_both_each_by_itself(away: Redis, join: Join) -> None:
    join(SharedRedis(away.url), SharedRows())
    away.stop()
    here, there = Rates(), Rates()
    for _turn in range(LIMITS["curtain"].most):
        here.take("curtain", key="ada")
    with pytest.raises(TooMany):
        there.take("curtain", key="ada")
    join(Away())
    alone = Rates()
    for _turn in range(LIMITS["curtain"].most):
        alone.take("curtain", key="ada")
    with pytest.raises(TooMany):
        alone.take("curtain", key="ada")


def test_what_was_not_said_after_all_is_not_counted(join: Join) -> None:
    join(SharedRows())
    with pytest.raises(ZeroDivisionError), writing():
        assert Rates().has_room(act="letters", key="ada", amount=100, most=100)
        raise ZeroDivisionError
    assert Rates().has_room(act="letters", key="ada", amount=100, most=100)


def test_counts_that_ended_go(now) -> None:
    SharedRows().count("over", amount=1, seconds=60, beside=())
    remove_ended(now=clock.now())
    assert SharedCount.objects.exists()
    remove_ended(now=clock.now() + timedelta(seconds=61))
    assert not SharedCount.objects.exists()


def elsewhere(kind: str, *names: str) -> str:
    """What another process tells."""
    return json.dumps(["another", kind, names])


def test_a_key_forgotten_elsewhere_is_opened_here_no_more(join: Join) -> None:
    join(wire=Heard())
    shared.trust(True)
    with writing():
        key = vault.new_key()
    blob = vault.seal("words", key=key, about="here")
    assert opened.open_sealed(blob, key=key.pk, about="here") == "words"
    DataKey.objects.filter(pk=key.pk).delete()
    assert opened.open_sealed(blob, key=key.pk, about="here") == "words"
    shared.hear(elsewhere("key", key.pk))
    with pytest.raises(opened.Gone):
        opened.open_sealed(blob, key=key.pk, about="here")


def test_forgetting_here_is_told_to_the_others(join: Join, django_capture_on_commit_callbacks) -> None:
    wire = Heard()
    join(wire=wire)
    with writing():
        key = vault.new_key()
    with django_capture_on_commit_callbacks(execute=True):
        vault.forget([key.pk])
    wire.cut = True
    shared.speak(patience=0)
    assert wire.lines == []
    wire.cut = False
    shared.speak(patience=0)
    assert [json.loads(line)[1:] for line in wire.lines] == [["key", [key.pk]]]


def test_who_cannot_hear_the_others_keeps_nothing(join: Join) -> None:
    def fill() -> None:
        with writing():
            vault.new_key()
        fragments.put("word", (1,), "<p>words</p>")
        lists.put("room", (1, "a"), {"place": "<p>Ada</p>"}, era=lists.era)

    def kept() -> tuple[bool, bool, bool]:
        return len(held) > 0, fragments.get("word", (1,)) is not None, lists.get("room", (1, "a")) is not None

    held.empty()
    join(wire=Heard())
    fill()
    assert kept() == (False, False, False)
    shared.trust(True)
    fill()
    assert kept() == (True, True, True)
    shared.trust(False)
    assert kept() == (False, False, False)


def test_rendered_words_and_names_go_everywhere(join: Join) -> None:
    join(wire=Heard())
    shared.trust(True)
    fragments.put("one", (1,), "<p>words</p>")
    fragments.put("two", (1,), "<p>words</p>")
    shared.hear(elsewhere("word", "one"))
    assert (fragments.get("one", (1,)), fragments.get("two", (1,))) == (None, "<p>words</p>")
    shared.hear(elsewhere("rendered"))
    assert fragments.get("two", (1,)) is None


@pytest.mark.parametrize("line", ["", "no words of ours", "[]", '["another", "key"]', "7"])
def test_nonsense_on_the_wire_does_nothing(join: Join, line: str) -> None:
    join(wire=Heard())
    assert shared.hear(line) == ""
    assert shared.hear(elsewhere("a kind of later", "one")) == "another"


def test_a_session_left_elsewhere_opens_nothing_here(join: Join) -> None:
    wire = Heard()
    join(wire=wire)
    shared.hear(elsewhere("left session", "bea"))
    assert unended_sessions.was_left("bea")
    unended_sessions.tell_all()
    shared.speak(patience=0)
    assert json.loads(wire.lines[-1])[1:] == ["left session", ["bea"]]
    shared.hear(elsewhere("ended session", "bea"))
    assert not unended_sessions.was_left("bea")


def test_who_is_in_a_meeting_is_known_to_all_by_redis_alone(away: Redis, join: Join, monkeypatch) -> None:
    join(wire=SharedRedis(away.url))
    assert presence.gone_for("room/one", person="ada") is None
    presence.came("room/one", person="ada")
    presence.tell_others()
    presence.went("room/one", person="ada")
    assert presence.gone_for("room/one", person="ada") is None
    monkeypatch.setattr("mutuality.kit.shared.SEEN_EVERY", -1.0)
    assert presence.gone_for("room/one", person="ada") is not None
    away.stop()
    assert presence.gone_for("room/one", person="ada") is None
    assert not SharedCount.objects.exists()


def test_a_pause_holds_for_processes_with_another_folder(settings, tmp_path) -> None:
    settings.SEVERAL = True
    settings.DATA = tmp_path / "one"
    settings.DATA.mkdir()
    maintenance.maintenance("on")
    settings.DATA = tmp_path / "two"
    settings.DATA.mkdir()
    assert maintenance.is_on()
    maintenance.maintenance("off")
    assert not maintenance.is_on()


def test_backups_leave_out_what_is_counted(transactional_db: None, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("One process on SQLite counts in memory.")
    shared_rows.set_mark("a mark of this test", now=clock.now())
    PostgresStore().write(tmp_path / "backup")
    told = subprocess.run(
        ["pg_restore", "--file=-", tmp_path / "backup"], capture_output=True, check=True
    ).stdout
    assert b"COPY public.live_topic " in told and b"CREATE TABLE public.live_sharedcount " in told
    assert b"COPY public.live_sharedcount " not in told and b"a mark of this test" not in told


def test_several_are_refused_where_one_file_has_one_writer() -> None:
    if connection.vendor == "postgresql":
        several.need_what_it_takes(demo=False)
        with pytest.raises(Trouble, match="--demo"):
            several.need_what_it_takes(demo=True)
    else:
        with pytest.raises(Trouble, match="PostgreSQL"):
            several.need_what_it_takes(demo=False)
