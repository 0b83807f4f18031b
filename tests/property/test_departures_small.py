"""Whatever three people said, reworded, signalled and took back: who left is unreadable, the others are unchanged."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuality.kit.ids import new_id
from mutuality.rooms import operations, queries
from mutuality.rooms.models import Word
from mutuality.vault import sweeping
from tests.cast import Cast, Someone

PEOPLE = ("ada", "bea", "dov")
ACTS = st.tuples(
    st.sampled_from(("say", "reword", "signal", "take back", "leave")),
    st.sampled_from(PEOPLE),
    st.integers(0, 9),
)


def act(cast: Cast, said: dict[str, tuple[str, str]], what: str, someone: Someone, which: int) -> None:
    """Let one thing happen, and note in ``said`` whose words now say what."""
    words = list(Word.objects.select_related("topic", "place").filter(topic=cast.topic).order_by("order"))
    own = [word for word in words if word.place_id == someone.place.pk]
    text = f"words {new_id()}"
    if what == "say":
        said[cast.say(text, by=someone).pk] = (someone.name, text)
    elif what == "reword" and own:
        word = own[which % len(own)]
        operations.reword(word, words=text, by=someone.place, now=cast.now)
        said[word.pk] = (someone.name, text)
    elif what == "take back" and own:
        operations.take_back(own[which % len(own)], by=someone.place, now=cast.now)
        said.pop(own[which % len(own)].pk, None)
    elif what == "signal" and words:
        operations.signal(words[which % len(words)], kind="heard", by=someone.place, now=cast.now)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=12))
@pytest.mark.django_db
def test_who_left_is_unreadable_and_the_others_are_unchanged(cast: Cast, acts: list) -> None:
    with transaction.atomic():
        said: dict[str, tuple[str, str]] = {}
        here = set(PEOPLE)
        for what, who, which in acts:
            someone = cast.everybody[who]
            if who in here and what == "leave":
                someone.new_client().post(f"/groups/{cast.group.pk}/leaving/")
                here.discard(who)
                said = {pk: kept for pk, kept in said.items() if kept[0] != someone.name}
            elif who in here:
                act(cast, said, what, someone, which)
        rows = queries.opened(queries.newest_words(cast.una.place, cast.topic, now=cast.now))
        assert {w.name for w in rows} <= {cast.everybody[who].name for who in here} | {"Una"}
        assert {s.name for w in rows for s in w.signs} <= {cast.everybody[who].name for who in here} | {"Una"}
        found = {w.id: w.words for w in rows}
        assert {pk: found.get(pk) for pk in said} == {pk: text for pk, (_name, text) in said.items()}
        assert sweeping.keyless() == 0
        transaction.set_rollback(True)
