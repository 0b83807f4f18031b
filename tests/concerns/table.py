"""A group large enough for a circle, and what people do there when it is hard."""

from datetime import timedelta

from mutuality.concerns import operations, queries, time_limits
from mutuality.concerns.models import Concern, Draft, Seat
from mutuality.concerns.terms import Outcome
from mutuality.first_aid import queries as first_aid_queries
from mutuality.groups.models import Membership
from tests.cast import Cast, Someone, arrive, bring, sign_in

NEW = ("Fay", "Gil", "Hal", "Ida", "Jo")


def grow(cast: Cast, count: int = 5, *, clients: bool = False) -> dict[str, Someone]:
    """Let more people come into the group of the cast, by Ada; all members are here for long."""
    assert cast.ada.membership is not None
    more = {name.lower(): Someone(name) for name in NEW[:count]}
    for someone in more.values():
        arrive(someone, now=cast.now)
        bring(cast.ada.membership, someone, now=cast.now)
        if clients:
            sign_in(someone, now=cast.now)
    long_ago = cast.now.date() - timedelta(days=40)
    Membership.objects.filter(group=cast.group).update(joined_on=long_ago)
    # Of all who joined, no one is tied to another by an invitation.
    Membership.objects.filter(group=cast.group).update(invited_by=None)
    return more


def clause(cast: Cast) -> str:
    """A sentence of the agreement."""
    return first_aid_queries.clauses(cast.group)[0]


def ask(
    cast: Cast, *, by: Someone, about: Someone, words: str = "They shouted at me", **more: object
) -> Concern:
    """Let someone ask a circle."""
    assert by.membership is not None and by.person is not None and about.person is not None
    told: dict = {"named": True, **more}
    return operations.open_concern(
        by.membership,
        about=about.person.pk,
        clause=clause(cast),
        words=words,
        by=by.person,
        now=cast.now,
        **told,
    )


def asked(concern: Concern) -> list[Seat]:
    """Those who are drawn and have not answered."""
    rows = Seat.objects.filter(panel=concern.panel_id, said="asked")
    return list(rows.select_related("membership__person", "panel"))


def sit(cast: Cast, concern: Concern) -> list[Seat]:
    """Let all who are drawn say yes."""
    for seat in asked(concern):
        operations.take_seat(seat, willing=True, by=seat.membership.person, now=cast.now)
    concern.refresh_from_db()
    return queries.circle(concern.panel)


def wait(cast: Cast, days: int) -> None:
    """Let days go by, and the sweep with them."""
    for _day in range(days):
        cast.now += timedelta(days=1)
        time_limits.sweep(now=cast.now)


def decide(cast: Cast, concern: Concern, outcome: str = Outcome.TEXT, *, days: int = 0) -> None:
    """Let two of the circle decide."""
    one, other, *_rest = queries.circle(concern.panel)
    told = {"outcome": outcome, "days": days, "reasons": "We listened to both of you"}
    operations.suggest(concern, **told, by=one.membership.person, now=cast.now)
    draft = Draft.objects.get(concern=concern)
    assert operations.back(concern, draft_id=draft.pk, by=other.membership.person, now=cast.now)
    concern.refresh_from_db()


def heard(cast: Cast, concern: Concern) -> None:
    """Bring a concern to where its circle decides."""
    sit(cast, concern)
    operations.answer(concern, words="I was afraid", by=concern.about, now=cast.now)
    concern.refresh_from_db()
