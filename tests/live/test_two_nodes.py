"""Two real processes of one community behind a balancer: what is done at one holds at the other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from mutuality.host import several
from mutuality.kit.locks import writing
from mutuality.kit.rates import LIMITS
from mutuality.people import unended_sessions
from mutuality.people.models import Session
from mutuality.rooms.models import Word
from mutuality.vault import operations as vault
from mutuality.vault.ciphers import held
from tests.cast import Cast
from tests.live.listening import until
from tests.nodes import Nodes, heard_by, numbers, two_nodes
from tests.served import commands, start, surroundings, url_of

pytestmark = [pytest.mark.both, pytest.mark.fault]
MEANT = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.fixture
def ready(unlocked: None, cast: Cast) -> Cast:
    """The cast in a database that two processes can serve."""
    return cast


@pytest.fixture
def nodes(ready: Cast, tmp_path: Path) -> Iterator[Nodes]:
    with two_nodes(tmp_path) as here:
        yield here


def test_words_reach_both_in_order_and_limits_count_them_together(nodes: Nodes, ready: Cast) -> None:
    here, there = (node.port for node in nodes.nodes)
    most = LIMITS["say"].most
    with (
        nodes.listen(ready.ada, ready.room, port=here) as ada,
        nodes.listen(ready.dov, ready.room, port=there) as dov,
    ):
        said = [nodes.say(ready.bea, ready.topic, f"Said{number}").status for number in range(most)]
        assert said == [204] * most
        assert heard_by(ada, most) == heard_by(dov, most) == list(range(most))
    for port in (here, there):
        refused = nodes.say(ready.bea, ready.topic, "One more", port=port)
        assert refused.status == 422
        assert "One more" in refused.text
        page = nodes.page(ready.una, f"/topics/{ready.topic.pk}/", port=port)
        assert sorted(set(numbers(page.text))) == list(range(most))
        assert "One more" not in page.text
    assert nodes.say(ready.dov, ready.topic, "Somebody else").status == 204


def test_what_is_taken_back_or_left_at_one_is_gone_at_the_other(nodes: Nodes, ready: Cast) -> None:
    here, there = (node.port for node in nodes.nodes)
    address = f"/topics/{ready.topic.pk}/"
    assert nodes.say(ready.bea, ready.topic, "Said1", port=here).status == 204
    word = Word.objects.order_by("-order").first()
    with nodes.listen(ready.ada, ready.room, port=there) as ada:
        assert 1 in numbers(nodes.page(ready.dov, address, port=there).text)
        assert nodes.post(ready.bea, f"/words/{word.pk}/withdrawal/", port=here).status == 302
        gone = ada.hear()[0]
        assert (gone.event, word.pk in gone.data) == ("drop", True)
        assert 1 not in numbers(nodes.page(ready.dov, address, port=there).text)
    with nodes.listen(ready.bea, ready.room, port=there) as bea:
        assert nodes.page(ready.bea, "/exit", port=here, headers=MEANT).status == 303
        assert bea.hear_the_end()[-1].event == "closed"
    for port in (here, there):
        assert nodes.page(ready.bea, address, port=port).status == 302
        assert nodes.page(ready.dov, address, port=port).status == 200


def test_one_more_hears_what_they_forget_and_one_that_does_not_know_of_them_is_refused(
    nodes: Nodes, ready: Cast, tmp_path: Path
) -> None:
    third = several.Together(redis_url=nodes.redis.url)
    third.start()
    try:
        until(lambda: held._trusted)
        with writing():
            kept = vault.new_key()
        assert nodes.say(ready.bea, ready.topic, "Said1").status == 204
        word = Word.objects.order_by("-order").select_related("key").first()
        assert "Said1" in word.text("words")
        assert held.get(word.key_id) is not None
        assert nodes.post(ready.bea, f"/words/{word.pk}/withdrawal/").status == 302
        until(lambda: held.get(word.key_id) is None)
        assert held.get(kept.pk) is not None
        # A session that could not be ended here is opened by no one, and ended by whoever can.
        unended_sessions.note(ready.dov.session.pk)
        for node in nodes.nodes:
            until(lambda port=node.port: nodes.page(ready.dov, "/you/", port=port).status == 302)
        until(lambda: not Session.objects.filter(pk=ready.dov.session.pk).exists())
        nodes.redis.stop()
        until(lambda: not held._trusted and held.get(kept.pk) is None)
    finally:
        third.stop()
    for data, why in ((nodes.nodes[0].data, "already running"), (tmp_path / "other", "--several")):
        alone = start(data, database_url=nodes.nodes[0].database_url, environment=dict(nodes.environment))
        assert alone.process.wait(timeout=60) == 2
        assert why in alone.said


def test_a_pause_holds_for_both_also_with_folders_of_their_own(ready: Cast, tmp_path: Path) -> None:
    with two_nodes(tmp_path, apart=True) as nodes:
        told = {**surroundings(url_of(settings.DATABASES["default"])), **nodes.environment}
        data = str(nodes.nodes[0].data)

        def pause(state: str) -> None:
            done = commands().run("maintenance", state, "--data", data, environment=told)
            assert done.returncode == 0, done.stderr

        pause("on")
        for node in nodes.nodes:
            paused = nodes.say(ready.bea, ready.topic, "Kept for later", port=node.port)
            assert paused.status == 503
            assert "Kept for later" in paused.text
            assert nodes.page(ready.bea, f"/topics/{ready.topic.pk}/", port=node.port).status == 200
        pause("off")
        for node in nodes.nodes:
            assert nodes.say(ready.bea, ready.topic, "Said1", port=node.port).status == 204


def test_several_are_refused_on_one_sqlite_file(tmp_path: Path) -> None:
    alone = start(
        tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'one.sqlite3'}", options=("--several",)
    )
    assert alone.process.wait(timeout=60) == 2
    assert alone.said.startswith("Several processes need PostgreSQL")
