"""A note of belief: given with one's name, sealed, and gone with either, unless its giver said that it may stay."""

import json

import pytest
from django.test.utils import CaptureQueriesContext

from mutuality.groups import holding
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.rooms import operations as rooms
from mutuality.sheets import export, notes, terms
from mutuality.sheets.models import BeliefNote
from mutuality.vault.models import DataKey
from tests.cast import Cast, Someone
from tests.principles.test_integrity import BELIEF, give
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def send(cast: Cast, someone: Someone, **said: str):
    sent = {"to": cast.una.place.pk, "words": BELIEF} | said
    return someone.client.post(f"/groups/{cast.group.pk}/notes/", sent)


def test_it_is_given_on_a_page_and_a_second_click_gives_it_once(cast: Cast) -> None:
    page = text(cast.bea.client.get(f"/groups/{cast.group.pk}/notes/"))
    assert "They open it when they choose." in page
    for _click in range(2):
        assert send(cast, cast.bea).status_code == 302
    assert BeliefNote.objects.count() == 1
    assert BELIEF.encode() not in bytes(BeliefNote.objects.get().words)
    assert send(cast, cast.bea, words="Something else").status_code == 422


@pytest.mark.parametrize("words", ["", " ", "\u200b", "x" * (terms.MOST_NOTE + 1)])
def test_nothing_and_too_much_are_refused_with_what_was_typed(cast: Cast, words: str) -> None:
    answer = send(cast, cast.bea, words=words)
    assert answer.status_code == 422 and not BeliefNote.objects.exists()


def test_only_the_one_it_was_given_to_reads_it(cast: Cast) -> None:
    note = give(cast)
    for someone in (cast.ada, cast.bea, cast.dov, cast.cy):
        assert someone.client.get(f"/you/notes/{note.pk}/").status_code == 404
        assert someone.client.post(f"/you/notes/{note.pk}/putting-away/").status_code == 404
        assert "A note from" not in text(someone.client.get("/you/notes/"))
    assert BELIEF in text(cast.una.client.get(f"/you/notes/{note.pk}/"))


def test_it_goes_to_members_alone_and_not_to_oneself(cast: Cast) -> None:
    assert send(cast, cast.cy).status_code == 404
    assert send(cast, cast.bea, to=cast.bea.place.pk).status_code == 422
    assert cast.bea.membership is not None
    with pytest.raises(NotHere):
        holding.give_note(
            cast.bea.membership, to="nowhere", words="x", may_outlive=False, by=cast.bea.person, now=cast.now
        )


@pytest.mark.parametrize("drawn_by", ["bea", "una"])
def test_behind_a_boundary_it_is_out_of_sight_and_no_one_is_told(drawn_by: str, cast: Cast) -> None:
    note = give(cast)
    page = f"/groups/{cast.group.pk}/notes/"
    before = text(cast.bea.client.get(page))
    by, about = (cast.bea, cast.una) if drawn_by == "bea" else (cast.una, cast.bea)
    rooms.draw_boundary(about.place, by=by.place, now=cast.now)
    assert cast.una.client.get(f"/you/notes/{note.pk}/").status_code == 404
    assert "A note from" not in text(cast.una.client.get("/you/notes/"))
    after = text(cast.bea.client.get(page))
    assert (after == before) == (drawn_by == "una")


def test_to_whoever_hid_me_it_never_arrives_and_looks_given(cast: Cast) -> None:
    rooms.draw_boundary(cast.bea.place, by=cast.una.place, now=cast.now)
    assert send(cast, cast.bea).status_code == 302
    assert "A note from" not in text(cast.una.client.get("/you/notes/"))


def test_whom_i_hid_i_can_give_nothing(cast: Cast) -> None:
    rooms.draw_boundary(cast.una.place, by=cast.bea.place, now=cast.now)
    assert send(cast, cast.bea).status_code == 422 and not BeliefNote.objects.exists()


def test_taken_back_or_put_away_it_is_gone_with_its_key(cast: Cast) -> None:
    for act, who in (("/notes/{}/taking-back/", cast.bea), ("/you/notes/{}/putting-away/", cast.una)):
        keys = DataKey.objects.count()
        note = give(cast)
        for someone in (cast.ada, cast.dov, cast.cy):
            assert someone.client.post(act.format(note.pk)).status_code == 404
        assert who.client.post(act.format(note.pk)).status_code == 302
        assert not BeliefNote.objects.exists() and DataKey.objects.count() == keys


def test_what_may_stay_stays_without_a_name_when_its_giver_leaves(cast: Cast) -> None:
    note = give(cast, may_outlive=True)
    assert cast.bea.membership is not None
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    page = text(cast.una.client.get(f"/you/notes/{note.pk}/"))
    assert BELIEF in page and "A note from someone who was here" in page and "Bea" not in page


def test_it_goes_with_the_one_who_kept_it(cast: Cast) -> None:
    give(cast, may_outlive=True)
    assert cast.una.membership is not None
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    assert not BeliefNote.objects.exists()


def test_its_giver_takes_it_along_with_their_own_words_and_its_keeper_does_not(cast: Cast) -> None:
    give(cast)
    assert BELIEF in json.dumps(export.own_words(cast.bea.person, now=cast.now))
    assert BELIEF not in json.dumps(export.own_words(cast.una.person, now=cast.now))


def test_reading_writes_nothing(cast: Cast) -> None:
    from django.db import connection

    note = give(cast)
    cast.una.client.get("/you/notes/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        cast.una.client.get(f"/you/notes/{note.pk}/")
    about = [q["sql"] for q in asked.captured_queries if "beliefnote" in q["sql"].lower()]
    assert about and all(sql.lstrip("(").upper().startswith("SELECT") for sql in about)


def test_one_from_me_is_there_already(cast: Cast) -> None:
    give(cast)
    with pytest.raises(Refusal) as refused:
        notes.give(
            words="Other words", may_outlive=False, place=cast.bea.place.pk, to=cast.una.place.pk,
            by=cast.bea.person, now=cast.now,
        )  # fmt: skip
    assert refused.value.field == "to"
