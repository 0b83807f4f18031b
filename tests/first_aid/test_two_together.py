"""First aid: any two together, never in their own matter, with an end and a page on which one can answer."""

from datetime import timedelta

import pytest

from mutuality.first_aid import operations, queries
from mutuality.first_aid.models import Answer, Asked, Step
from mutuality.first_aid.operations import SomeoneElse
from mutuality.first_aid.terms import Kind
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger_queries
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Place, Word
from mutuality.rooms.writing import CannotWrite
from mutuality.safety import operations as safety
from tests.cast import Cast, Someone
from tests.first_aid.table import agree, ask, clause, hold_back
from tests.reading_pages import text

pytestmark = pytest.mark.both


def say(cast: Cast, by: Someone, *, later: timedelta = timedelta()) -> Word:
    place = Place.objects.select_related("room__circle", "person").get(pk=by.place.pk)
    return rooms.say(cast.topic, words="Something", once=new_id(), by=place, now=cast.now + later)


def first_aid_page(cast: Cast, someone: Someone) -> str:
    return text(someone.client.get(f"/groups/{cast.group.pk}/first-aid/"))


def test_one_asks_and_another_agrees(cast: Cast) -> None:
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    say(cast, cast.una)
    step = agree(cast, asked, by=cast.bea)
    assert step.ends_at == cast.now + timedelta(days=7)
    with pytest.raises(CannotWrite):
        say(cast, cast.una)
    say(cast, cast.dov)
    assert not Asked.objects.exists()
    say(cast, cast.una, later=timedelta(days=7, minutes=1))


def test_who_waits_neither_rewords_nor_signals_but_takes_back(cast: Cast) -> None:
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    place = Place.objects.select_related("room__circle", "person").get(pk=cast.una.place.pk)
    with pytest.raises(CannotWrite):
        rooms.reword(cast.words["una"], words="Other words", by=place, now=cast.now)
    with pytest.raises(CannotWrite):
        rooms.signal(cast.words["ada"], kind="heard", by=place, now=cast.now)
    with pytest.raises(CannotWrite):
        rooms.begin_topic(title="Another place to say it", by=place, now=cast.now)
    rooms.take_back(cast.words["una"], by=place, now=cast.now)
    assert not Word.objects.filter(pk=cast.words["una"].pk).exists()


def test_the_person_reads_the_sentence_the_end_and_how_to_answer(cast: Cast) -> None:
    before = cast.una.client.get(f"/topics/{cast.topic.pk}/")
    assert "can't write here" not in text(before)
    step = hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    page = cast.una.client.get(f"/topics/{cast.topic.pk}/")
    assert clause(cast) in text(page) and "You can't write here until" in text(page)
    assert f"/steps/{step.pk}/" in page.content.decode()
    sent = cast.una.client.post(f"/topics/{cast.topic.pk}/", {"words": "I was typing this", "once": new_id()})
    assert sent.status_code == 422 and "I was typing this" in sent.content.decode()
    assert "You can't write here until" in text(sent)
    answered = cast.una.client.post(f"/steps/{step.pk}/", {"answer": "I was afraid"}, follow=True)
    assert "Saved." in text(answered)
    assert "I was afraid" in text(cast.dov.client.get(f"/steps/{step.pk}/"))
    for path in ("/you/", "/support/", f"/groups/{cast.group.pk}/", "/you/words/"):
        assert cast.una.client.get(path).status_code in (200, 302), path


def test_everyone_reads_who_did_it_and_on_which_sentence(cast: Cast) -> None:
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    for someone in (cast.dov, cast.una):
        page = text(someone.client.get(f"/groups/{cast.group.pk}/ledger/"))
        assert "Ada asked that Una can't write here until" in page
        assert "Bea agreed. Una can't write here until" in page
        assert clause(cast) in page and "how to answer" in page
    assert ledger_queries.verify(cast.group.pk) is None


def test_whom_it_is_about_reads_it_only_once_two_agree(cast: Cast) -> None:
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    assert "Ada asks that Una" in first_aid_page(cast, cast.dov)
    assert "Ada asks" not in first_aid_page(cast, cast.una)
    assert "second person" not in text(cast.una.client.get("/"))
    assert cast.una.client.post(f"/first-aid/{asked.pk}/agreement/").status_code == 404


def test_never_in_ones_own_matter(cast: Cast) -> None:
    with pytest.raises(NotHere):
        ask(cast, Kind.WAIT, by=cast.una, about=cast.una)
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    with pytest.raises(NotHere):
        agree(cast, asked, by=cast.una)
    with pytest.raises(SomeoneElse):
        agree(cast, asked, by=cast.ada)
    assert not Step.objects.exists()


def test_never_an_inviter_and_whom_they_invited(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.bea.membership.pk).update(invited_by=cast.ada.membership)
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    with pytest.raises(SomeoneElse):
        agree(cast, asked, by=cast.bea)
    agree(cast, asked, by=cast.dov)


def test_who_is_held_back_holds_no_one_back(cast: Cast) -> None:
    ask(cast, Kind.WAIT, by=cast.una, about=cast.ada)
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    assert not Asked.objects.exists()
    with pytest.raises(Refusal, match="can't do this to someone else"):
        ask(cast, Kind.WAIT, by=cast.una, about=cast.ada)


def test_once_in_thirty_days_a_person_and_once_in_seven_the_room(cast: Cast) -> None:
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    agree(cast, ask(cast, Kind.PAUSE, by=cast.ada), by=cast.bea)
    cast.now += timedelta(days=8)
    operations.sweep(now=cast.now)
    with pytest.raises(Refusal, match="a short time ago"):
        ask(cast, Kind.WAIT, by=cast.dov, about=cast.una)
    ask(cast, Kind.PAUSE, by=cast.dov)
    cast.now += timedelta(days=23)
    operations.sweep(now=cast.now)
    ask(cast, Kind.WAIT, by=cast.dov, about=cast.una)
    assert not Step.objects.exists()


def test_new_members_wait_where_three_have_been_here_for_long(cast: Cast) -> None:
    long_ago = cast.now.date() - timedelta(days=20)
    Membership.objects.filter(group=cast.group).exclude(pk=cast.una.membership.pk).update(joined_on=long_ago)
    with pytest.raises(Refusal, match="14th day"):
        ask(cast, Kind.WAIT, by=cast.una, about=cast.ada)


def test_a_pause_holds_for_all_and_ends_by_itself(cast: Cast) -> None:
    agree(cast, ask(cast, Kind.PAUSE, by=cast.ada), by=cast.bea)
    for someone in (cast.ada, cast.dov):
        with pytest.raises(CannotWrite):
            say(cast, someone)
        assert "The conversation is paused until" in text(someone.client.get(f"/topics/{cast.topic.pk}/"))
    say(cast, cast.ada, later=timedelta(hours=24, minutes=1))


def test_a_folded_message_is_read_on_tap_and_unfolds_by_itself(cast: Cast) -> None:
    word = cast.words["una"]
    agree(cast, ask(cast, Kind.FOLD, by=cast.ada, about=cast.una, word=word.pk), by=cast.bea)
    page = cast.dov.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    inside = page.split("Two members folded this")[1].split("</details>")[0]
    assert "I write from the library" in inside
    operations.sweep(now=cast.now + timedelta(hours=73))
    assert "Two members folded this" not in cast.dov.client.get(f"/topics/{cast.topic.pk}/").content.decode()


def test_two_others_end_it_early_and_not_the_person_concerned(cast: Cast) -> None:
    step = hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    said = cast.una.client.post(f"/steps/{step.pk}/ending/", follow=True)
    assert "Two others can end it" in text(said)
    for someone in (cast.dov, cast.dov):
        assert not operations.wish_to_end(
            step, membership=someone.membership, by=someone.person, now=cast.now
        )
    assert operations.wish_to_end(step, membership=cast.bea.membership, by=cast.bea.person, now=cast.now)
    say(cast, cast.una)
    assert "ended it early" in text(cast.una.client.get(f"/groups/{cast.group.pk}/ledger/"))


def test_a_second_click_and_a_second_wish_do_it_once(cast: Cast) -> None:
    asked = ask(cast, Kind.PAUSE, by=cast.ada)
    assert ask(cast, Kind.PAUSE, by=cast.ada) == asked
    found = operations.ask(
        cast.bea.membership, kind=Kind.PAUSE, clause=clause(cast), by=cast.bea.person, now=cast.now
    )
    assert isinstance(found, Step)
    with pytest.raises(NotHere):
        agree(cast, asked, by=cast.dov)
    assert Step.objects.count() == 1


def test_a_request_fades_and_leaves_nothing(cast: Cast) -> None:
    ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    later = cast.now + timedelta(hours=25)
    assert not queries.asked_in(cast.bea.membership, now=later)
    operations.sweep(now=later)
    assert not Asked.objects.exists()
    kinds = {line.kind for line in ledger_queries.entries(cast.group.pk)}
    assert not [kind for kind in kinds if kind.startswith("first-aid")]


def test_a_sentence_that_is_not_in_the_agreement_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal):
        operations.ask(
            cast.ada.membership,
            kind=Kind.WAIT,
            clause="Una is a liar",
            about=cast.una.person.pk,
            by=cast.ada.person,
            now=cast.now,
        )


def test_a_boundary_changes_nothing_but_a_name_for_who_drew_it(cast: Cast) -> None:
    before = first_aid_page(cast, cast.ada)
    safety.draw_boundary(cast.ada.person, name="Ada", by=cast.dov.person, now=cast.now)
    assert first_aid_page(cast, cast.ada) == before
    asked = ask(cast, Kind.WAIT, by=cast.ada, about=cast.una)
    assert "Someone asks that Una" in first_aid_page(cast, cast.dov)
    agree(cast, asked, by=cast.dov)


def test_leaving_and_coming_back_is_no_way_around(cast: Cast) -> None:
    hold_back(cast, about=cast.una, one=cast.ada, other=cast.bea)
    Answer.add(step=Step.objects.get(), person=cast.una.person, words="Leave me")
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    assert not Answer.objects.exists()
    token = groups.invite(cast.dov.membership, way="link", by=cast.dov.person, now=cast.now)
    invitation = groups_queries.invitation_for(token, now=cast.now)
    groups.open_door(invitation, now=cast.now)
    cast.una.membership = groups.come_in(invitation, name="Una", bound="", by=cast.una.person, now=cast.now)
    with pytest.raises(CannotWrite):
        say(cast, cast.una)
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    operations.sweep(now=cast.now + timedelta(days=8))
    assert not Step.objects.exists()


def test_pages_without_scripts_go_from_a_name_to_the_end(cast: Cast) -> None:
    place, group = cast.una.place.pk, cast.group.pk
    assert f"/places/{place}/waiting/" in cast.ada.client.get(f"/places/{place}/").content.decode()
    form = cast.ada.client.get(f"/places/{place}/waiting/")
    assert clause(cast) in text(form)
    sent = cast.ada.client.post(f"/places/{place}/waiting/", {"clause": clause(cast)}, follow=True)
    assert "one more person needs to agree" in text(sent)
    empty = cast.ada.client.post(f"/places/{place}/waiting/", {"clause": ""})
    assert empty.status_code == 422
    asked = Asked.objects.get()
    assert "second person" in text(cast.bea.client.get("/"))
    done = cast.bea.client.post(f"/first-aid/{asked.pk}/agreement/", follow=True)
    assert "Two of you agreed" in text(done) and "Una can't write here" in text(done)
    fold = cast.ada.client.get(f"/words/{cast.words['bea'].pk}/folding/")
    assert fold.status_code == 200 and "a night outside" not in text(fold)
    assert cast.cy.client.get(f"/groups/{group}/first-aid/").status_code == 404
