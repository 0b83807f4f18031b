"""A community to measure: real people with sessions in real groups, every word sealed under its own key."""

from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import count
from typing import Any

WORDS = "I slept badly again, and then I walked to the river before the others were up. " * 4
_numbers = count(1)


@dataclass
class Circle:
    """One group that talks: where it is, its one topic, and the session of each member."""

    group: str
    room: str
    topic: str
    cookie: str
    tokens: list[str] = field(default_factory=list)


def lay_ground() -> None:
    """Tables, a key file, and a community that has been founded. Passphrases cost little here: nobody guesses."""
    from argon2 import PasswordHasher

    from mutuality.host import serving
    from mutuality.kit import clock
    from mutuality.people import operations as people
    from mutuality.people import passphrases
    from mutuality.safety import operations as safety
    from mutuality.safety.queries import starter
    from mutuality.safety.terms import shipped

    serving.quiet_logs()
    serving.prepare()
    passphrases._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    people.found_community(name="Elm Street", now=clock.now())
    answers = starter() | {"run_by": "Ada, who pays for the small server"}
    safety.state_limits(answers=answers, numbers=list(shipped().numbers[:3]), now=clock.now())


def circle(*, members: int, words: int = 0, guest: Any = None) -> Circle:
    """So many people in one group with one topic, in which so many words have been said, by turns.

    ``guest``: somebody who is in other groups too, and comes in before anything is said.
    """
    from mutuality.kit import clock
    from mutuality.kit.locks import writing

    with writing():
        return _circle(members, words, clock.now(), guest)


def in_many(groups: int) -> str:
    """The session of somebody who is in so many groups of five, in which there is something new to them."""
    from mutuality.kit import clock
    from mutuality.kit.locks import writing

    with writing():
        person, token = _person(clock.now())
    for _group in range(groups):
        meet_weekly(circle(members=5, words=5, guest=person))
    return token


def meet_weekly(made: Circle) -> None:
    """Say when this group meets."""
    from mutuality.groups.models import Group
    from mutuality.kit import clock
    from mutuality.meetings.operations import when

    now = clock.now()
    parts = {
        "rhythm": "weekly",
        "first_on": now.date(),
        "at": time(19),
        "zone": "Europe/Berlin",
        "minutes": 60,
        "way": "place",
        "where": "Elm Street 5",
    }
    when.put_times(Group.objects.get(pk=made.group), parts=parts, now=now)


def _circle(members: int, words: int, now: datetime, guest: Any) -> Circle:
    from mutuality.groups.operations import _join
    from mutuality.kit.ids import new_id
    from mutuality.people.terms import SESSION_COOKIE
    from mutuality.rooms import operations as rooms

    first, token = _person(now)
    founder = _found(first, now=now)
    places, tokens = [founder.place], [token]
    for _ in range(members - 1):
        person, token = _person(now)
        name = f"Member {next(_numbers)}"
        places.append(_join(founder.group, name=name, bound="", invited_by=founder, by=person, now=now).place)
        tokens.append(token)
    if guest is not None:
        _join(founder.group, name="Guest", bound="", invited_by=founder, by=guest, now=now)
    topic = rooms.begin_topic(title="What helped this week", by=founder.place, now=now)
    for number in range(words):
        rooms.say(topic, words=WORDS, once=new_id(), by=places[number % members], now=now)
    return Circle(founder.group_id, founder.group.room_id, topic.pk, SESSION_COOKIE.name, tokens)


def _person(now: datetime):  # type: ignore[no-untyped-def]
    from mutuality.people import operations as people

    name = f"Person {next(_numbers)}"
    person = people.arrive(name=name, passphrase="walks along the quiet river", now=now)
    session, token = people.sign_in(person, said=True, own_device=True, label="Mine", now=now)
    people.know_way_out(session, by=person, now=now)
    return person, token


def _found(person, *, now: datetime):  # type: ignore[no-untyped-def]
    from mutuality.groups import formats
    from mutuality.groups import operations as groups
    from mutuality.groups.queries import Terms
    from mutuality.groups.terms import IN_DANGER

    chosen = formats.named("open-talk")
    return groups.found(
        wording=Terms("Tuesday", str(chosen.for_whom), str(chosen.agreement), str(IN_DANGER)),
        starter="open-talk",
        retention_days=30,
        meetings=None,
        name="Ada",
        bound="",
        by=person,
        now=now,
    )
