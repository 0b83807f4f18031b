"""A circle of three: who is drawn, who reads what, what it decides, and that no silence stops it."""

from datetime import timedelta

import pytest

from mutuality.concerns import operations, queries, time_limits
from mutuality.concerns.models import Concern, Draft, Panel, Parting, Seat
from mutuality.concerns.operations import TooFew
from mutuality.concerns.terms import Outcome, Stage
from mutuality.first_aid import operations as first_aid
from mutuality.first_aid.models import Step
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger_queries
from mutuality.rooms.models import Place, Word
from mutuality.safety import operations as safety
from mutuality.vault.models import DataKey
from tests.cast import Cast
from tests.concerns.table import ask, asked, decide, grow, heard, sit, wait
from tests.first_aid.table import hold_back
from tests.reading_pages import text

pytestmark = pytest.mark.both
SHOUTED = "They shouted at me in the kitchen"


def path(concern: Concern) -> str:
    return f"/concerns/{concern.pk}/"


def test_three_uninvolved_are_drawn_and_no_one_with_a_boundary(cast: Cast) -> None:
    more = grow(cast)
    safety.draw_boundary(cast.una.person, name="Una", by=more["fay"].person, now=cast.now)
    safety.draw_boundary(more["gil"].person, name="Gil", by=cast.una.person, now=cast.now)
    safety.draw_boundary(cast.ada.person, name="Ada", by=more["hal"].person, now=cast.now)
    concern = ask(cast, by=cast.ada, about=cast.una)
    drawn = {seat.membership.person_id for seat in asked(concern)}
    uninvolved = {each.person.pk for each in (cast.bea, cast.dov, more["ida"], more["jo"])}
    assert len(drawn) == 3 and drawn <= uninvolved


def test_whom_it_is_about_learns_of_it_when_three_sit_and_reads_exactly_that(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una, words=SHOUTED)
    assert cast.una.client.get(path(concern)).status_code == 404
    assert SHOUTED in text(cast.ada.client.get(path(concern)))
    sit(cast, concern)
    page = text(cast.una.client.get(path(concern)))
    assert SHOUTED in page and "Ada says this about Una" in page
    assert "Something between people" in text(cast.una.client.get("/"))


def test_a_name_that_was_not_given_is_told_to_the_three_only(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una, named=False)
    seat = sit(cast, concern)[0]
    assert (
        "Ada" not in text(cast.una.client.get(path(concern))).split("What happened")[1].split("three who")[0]
    )
    read = queries.read(concern, seat.membership.person, role="circle", now=cast.now)
    assert read.by == "Ada"


def test_no_one_else_reads_any_of_it(cast: Cast) -> None:
    more = grow(cast, clients=True)
    concern = ask(cast, by=cast.ada, about=cast.una, words=SHOUTED)
    circle = {seat.membership.person_id for seat in sit(cast, concern)}
    everyone = (cast.bea, cast.dov, *more.values())
    for someone in everyone:
        answer = someone.client.get(path(concern))
        assert (answer.status_code == 200) == (someone.person.pk in circle)
    operations.answer(concern, words="I was afraid", by=cast.una.person, now=cast.now)
    concern.refresh_from_db()
    decide(cast, concern, Outcome.AWAY, days=30)
    for someone in (*everyone, cast.ada):
        for page in (f"/groups/{cast.group.pk}/ledger/", f"/groups/{cast.group.pk}/", "/"):
            said = text(someone.client.get(page))
            assert SHOUTED not in said and "I was afraid" not in said and "listened to both" not in said
    assert "A circle of three decided: Una can't write here until" in text(
        cast.bea.client.get(f"/groups/{cast.group.pk}/ledger/")
    )


def test_who_is_drawn_reads_no_word_before_a_yes(cast: Cast) -> None:
    more = grow(cast, clients=True)
    concern = ask(cast, by=cast.ada, about=cast.una, words=SHOUTED)
    seat = asked(concern)[0]
    people = (cast.bea, cast.dov, *more.values())
    drawn = next(each for each in people if each.person.pk == seat.membership.person_id)
    page = text(drawn.client.get(f"/seats/{seat.pk}/"))
    assert "Ada" in page and "Una" in page and SHOUTED not in page
    assert drawn.client.get(path(concern)).status_code == 404
    drawn.client.post(f"/seats/{seat.pk}/", {"willing": "yes"})
    assert SHOUTED in text(drawn.client.get(path(concern)))


def test_a_no_and_a_silence_are_followed_by_others(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    first = {seat.membership_id for seat in asked(concern)}
    seat = asked(concern)[0]
    operations.take_seat(seat, willing=False, by=seat.membership.person, now=cast.now)
    assert len(asked(concern)) == 3
    wait(cast, 4)
    again = {seat.membership_id for seat in asked(concern)}
    assert again and not again & first


def test_each_side_declines_one(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    circle = sit(cast, concern)
    operations.strike(concern, seat=circle[0], by=cast.una.person, now=cast.now)
    with pytest.raises(Refusal):
        operations.strike(concern, seat=circle[1], by=cast.una.person, now=cast.now)
    operations.strike(concern, seat=circle[1], by=cast.ada.person, now=cast.now)
    assert len(asked(concern)) == 2
    operations.answer(concern, words="I was afraid", by=cast.una.person, now=cast.now)
    concern.refresh_from_db()
    assert concern.stage == Stage.ANSWERING
    assert len(sit(cast, concern)) == 3
    wait(cast, 8)
    concern.refresh_from_db()
    assert concern.stage == Stage.DECIDING


def test_two_of_three_decide_and_both_read_why(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    decide(cast, concern)
    for someone in (cast.ada, cast.una):
        assert "We listened to both of you" in text(someone.client.get(path(concern)))
    kinds = {line.kind for line in ledger_queries.entries(cast.group.pk)}
    assert not [kind for kind in kinds if kind.startswith("concern")]


def test_one_alone_decides_nothing_and_no_one_backs_what_they_have_not_read(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    one, other, third = (seat.membership.person for seat in queries.circle(concern.panel))
    told = {"outcome": Outcome.AWAY, "days": 3, "reasons": "A few days"}
    operations.suggest(concern, **told, by=one, now=cast.now)
    draft = Draft.objects.get()
    assert not operations.back(concern, draft_id=draft.pk, by=one, now=cast.now)
    operations.suggest(concern, **told | {"days": 90}, by=third, now=cast.now)
    with pytest.raises(Refusal):
        operations.back(concern, draft_id=draft.pk, by=other, now=cast.now)
    with pytest.raises(Refusal):
        operations.suggest(concern, **told | {"days": 91}, by=one, now=cast.now)
    with pytest.raises(NotHere):
        operations.suggest(concern, **told, by=cast.ada.person, now=cast.now)


def test_time_away_holds_and_a_shorter_step_does_not_shorten_it(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    decide(cast, concern, Outcome.AWAY, days=60)
    held = Place.objects.get(pk=cast.una.place.pk).writes_from
    assert held == cast.now + timedelta(days=60)
    hold_back(cast, about=cast.una, one=cast.bea, other=cast.dov)
    assert Place.objects.get(pk=cast.una.place.pk).writes_from == held
    first_aid.sweep(now=cast.now + timedelta(days=8))
    assert Step.objects.get().over and Place.objects.get(pk=cast.una.place.pk).writes_from == held


def test_the_attached_message_is_read_and_can_be_erased(cast: Cast) -> None:
    grow(cast)
    place, word = cast.una.place.pk, cast.words["una"]
    start = cast.ada.client.get(f"/words/{word.pk}/ways/", follow=True)
    assert f"?word={word.pk}" in start.content.decode()
    sent = {"happened": SHOUTED, "clause": first_clause(cast), "named": "yes", "word": word.pk}
    assert cast.ada.client.post(f"/places/{place}/circle/", sent).status_code == 302
    concern = Concern.objects.get()
    assert concern.text("attached") == "I write from the library"
    heard(cast, concern)
    decide(cast, concern, Outcome.ERASE)
    assert not Word.objects.filter(pk=word.pk).exists()
    assert not DataKey.objects.filter(pk=word.key_id).exists()


def first_clause(cast: Cast) -> str:
    from tests.concerns.table import clause

    return clause(cast)


def test_parting_waits_for_an_appeal_and_ends_on_a_day(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    decide(cast, concern, Outcome.PART, days=60)
    wait(cast, 13)
    assert Membership.objects.filter(person=cast.una.person, group=cast.group).exists()
    wait(cast, 2)
    assert not Membership.objects.filter(person=cast.una.person, group=cast.group).exists()
    token = groups.invite(cast.dov.membership, way="link", by=cast.dov.person, now=cast.now)
    invitation = groups_queries.invitation_for(token, now=cast.now)
    with pytest.raises(Refusal, match="ask to come back from"):
        groups.come_in(invitation, name="Una", bound="", by=cast.una.person, now=cast.now)
    assert "We listened to both" in text(cast.una.client.get(path(concern)))
    cast.now += timedelta(days=60)
    time_limits.sweep(now=cast.now)
    assert not Parting.objects.exists()


def test_a_second_circle_of_others_can_undo_it_and_the_record_keeps_both(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una)
    first = {seat.membership_id for seat in sit(cast, concern)}
    operations.answer(concern, words="I was afraid", by=cast.una.person, now=cast.now)
    concern.refresh_from_db()
    decide(cast, concern, Outcome.PART, days=30)
    sent = {"act": "appeal", "appeal": "They did not ask Dov"}
    assert cast.una.client.post(path(concern), sent).status_code == 302
    with pytest.raises(NotHere):
        operations.appeal(concern, words="Again", by=cast.una.person, now=cast.now)
    second = Concern.objects.get(first=concern)
    circle = {seat.membership_id for seat in sit(cast, second)}
    assert len(circle) == 3 and not circle & first
    wait(cast, 8)
    second.refresh_from_db()
    decide(cast, second, Outcome.TEXT)
    wait(cast, 20)
    assert Membership.objects.filter(person=cast.una.person, group=cast.group).exists()
    assert Place.objects.get(pk=cast.una.place.pk).writes_from is None
    kinds = [line.kind for line in ledger_queries.entries(cast.group.pk)]
    assert kinds[-2:] == ["concern-part", "concern-changed"]
    assert ledger_queries.verify(cast.group.pk) is None


def test_a_concern_in_return_goes_to_the_same_circle(cast: Cast) -> None:
    grow(cast)
    one = ask(cast, by=cast.ada, about=cast.una)
    sit(cast, one)
    other = ask(cast, by=cast.una, about=cast.ada, words="She left me out")
    assert other.panel_id == one.panel_id and other.stage == Stage.ANSWERING
    assert Panel.objects.count() == 1
    assert "She left me out" in text(cast.ada.client.get(path(other)))


def test_too_small_a_group_is_told_and_a_boundary_is_not(cast: Cast) -> None:
    place = cast.una.place.pk
    with pytest.raises(TooFew):
        ask(cast, by=cast.ada, about=cast.una)
    assert "Walk out together" in text(cast.ada.client.get(f"/places/{place}/ways/"))
    more = grow(cast, 1)
    before = text(cast.ada.client.get(f"/places/{place}/ways/"))
    safety.draw_boundary(cast.una.person, name="Una", by=more["fay"].person, now=cast.now)
    assert text(cast.ada.client.get(f"/places/{place}/ways/")) == before
    concern = ask(cast, by=cast.ada, about=cast.una)
    concern.refresh_from_db()
    assert concern.stage == Stage.OVER
    assert cast.una.client.get(path(concern)).status_code == 404


def test_everything_is_forgotten_90_days_after_the_end(cast: Cast) -> None:
    grow(cast)
    before = set(DataKey.objects.values_list("pk", flat=True))
    concern = ask(cast, by=cast.ada, about=cast.una)
    heard(cast, concern)
    decide(cast, concern)
    keys = {concern.key_id, concern.answer_key_id}
    time_limits.sweep(now=cast.now + timedelta(days=89))
    assert DataKey.objects.filter(pk__in=keys).count() == 2
    time_limits.sweep(now=cast.now + timedelta(days=91))
    assert not Concern.objects.exists() and not Panel.objects.exists() and not Seat.objects.exists()
    assert set(DataKey.objects.values_list("pk", flat=True)) == before


def test_who_leaves_takes_their_words_along(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una, words=SHOUTED)
    heard(cast, concern)
    decide(cast, concern)
    groups.leave(cast.ada.membership, by=cast.ada.person, now=cast.now)
    page = text(cast.una.client.get(path(concern)))
    assert SHOUTED not in page and "taken the words along" in page
    assert "We listened to both" in page
