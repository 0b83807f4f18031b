"""Concerns under any mix of what people do and don't do: nothing is decided by one, and nothing stays for ever."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mutuality.concerns import operations, queries, terms, time_limits
from mutuality.concerns.models import Backing, Concern, Draft, Seat
from mutuality.concerns.terms import Outcome, Stage
from mutuality.groups import operations as groups
from mutuality.groups.models import Membership
from mutuality.kit.refusals import NotHere, Refusal
from tests.cast import Cast
from tests.concerns.table import ask, asked, grow

# Three weeks to draw, one to answer and once more, two weeks to decide and once more; and a day for the sweep.
LONGEST = 21 + 2 * 7 + 2 * 14 + 1


def machine(cast: Cast) -> type[RuleBasedStateMachine]:
    """A machine over this community. Ada has a concern about Una, and Una may have one about Ada."""

    class Concerns(RuleBasedStateMachine):
        """Each step is one act of someone, or days that go by."""

        def rows(self) -> list[Concern]:
            return list(Concern.objects.filter(stage__in=terms.OPEN).select_related("panel", "about"))

        @rule(back=st.booleans())
        def open_one(self, back: bool) -> None:
            one, other = (cast.una, cast.ada) if back else (cast.ada, cast.una)
            with contextlib.suppress(Refusal, NotHere):
                ask(cast, by=one, about=other)

        @rule(willing=st.booleans(), which=st.integers(0, 5))
        def a_drawn_one_answers(self, willing: bool, which: int) -> None:
            seats = [seat for row in self.rows() for seat in asked(row)]
            if seats:
                seat = seats[which % len(seats)]
                operations.take_seat(seat, willing=willing, by=seat.membership.person, now=cast.now)

        @rule(which=st.integers(0, 2), by_about=st.booleans())
        def a_side_declines(self, which: int, by_about: bool) -> None:
            for row in self.rows():
                circle = queries.circle(row.panel)
                if circle:
                    try:
                        person = row.about if by_about else row.by
                        operations.strike(row, seat=circle[which % len(circle)], by=person, now=cast.now)
                    except (Refusal, NotHere):
                        pass

        @rule()
        def the_person_answers(self) -> None:
            for row in self.rows():
                with contextlib.suppress(NotHere):
                    operations.answer(row, words="I was afraid", by=row.about, now=cast.now)

        @rule(outcome=st.sampled_from(list(Outcome)), days=st.integers(0, 400), which=st.integers(0, 2))
        def one_suggests(self, outcome: str, days: int, which: int) -> None:
            for row in self.rows():
                circle = queries.circle(row.panel)
                if circle:
                    by = circle[which % len(circle)].membership.person
                    told = {"outcome": outcome, "days": days, "reasons": "We listened"}
                    with contextlib.suppress(Refusal, NotHere):
                        operations.suggest(row, **told, by=by, now=cast.now)

        @rule(which=st.integers(0, 2))
        def one_agrees(self, which: int) -> None:
            for draft in Draft.objects.select_related("concern__panel"):
                circle = queries.circle(draft.concern.panel)
                if circle:
                    by = circle[which % len(circle)].membership.person
                    before = set(
                        Backing.objects.filter(draft=draft).values_list("seat__membership__person", flat=True)
                    )
                    try:
                        done = operations.back(draft.concern, draft_id=draft.pk, by=by, now=cast.now)
                    except (Refusal, NotHere):
                        continue
                    assert done == (len(before | {by.pk}) >= 2)

        @rule(days=st.integers(1, 5))
        def days_go_by(self, days: int) -> None:
            for _day in range(days):
                cast.now += timedelta(days=1)
                time_limits.sweep(now=cast.now)

        @precondition(lambda self: Membership.objects.filter(group=cast.group).count() > 6)
        @rule()
        def someone_of_a_circle_leaves(self) -> None:
            seat = Seat.objects.filter(said__in=queries.ACTIVE).select_related("membership__person").first()
            if seat is not None:
                groups.leave(seat.membership, by=seat.membership.person, now=cast.now)

        @invariant()
        def no_one_sits_in_their_own_matter_and_no_more_than_three_do(self) -> None:
            for row in Concern.objects.select_related("panel"):
                sits = Seat.objects.filter(panel=row.panel, said__in=queries.ACTIVE)
                people = set(sits.values_list("membership__person", flat=True))
                assert not people & {row.by_id, row.about_id}
                assert len(people) <= terms.SEATS

        @invariant()
        def whoever_decides_is_decided_about_by_words(self) -> None:
            for row in Concern.objects.filter(stage=Stage.DECIDED).select_related("key"):
                assert row.outcome and row.text("reasons") and row.forget_on is not None

        @invariant()
        def between_two_there_is_one_circle(self) -> None:
            panels = Concern.objects.filter(stage__in=terms.OPEN, first=None).values_list("panel", flat=True)
            assert len(set(panels)) <= 1

        def teardown(self) -> None:
            """With everyone silent from here on, all of it comes to an end by itself."""
            still = list(Concern.objects.filter(stage__in=terms.OPEN).values_list("pk", flat=True))
            for _day in range(LONGEST):
                cast.now += timedelta(days=1)
                time_limits.sweep(now=cast.now)
            assert not Concern.objects.filter(pk__in=still, stage__in=terms.OPEN).exists()

    return Concerns


@pytest.mark.django_db
def test_concerns_end_whatever_people_do(cast: Cast) -> None:
    from django.db import transaction

    grow(cast)
    begun = cast.now
    kind = machine(cast)

    class Alone(kind):  # type: ignore[misc,valid-type]
        """Each story begins in the same community, and leaves nothing behind."""

        def __init__(self) -> None:
            super().__init__()
            cast.now = begun
            self.whole = transaction.atomic()
            self.whole.__enter__()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.whole.__exit__(None, None, None)

    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Alone,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=checks
        ),
    )
