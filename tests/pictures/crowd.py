"""A community that has been there for weeks and is crowded: long names, many topics, words of every length, the past.

``python -m tests.pictures.crowd`` puts it into the database and data folder that the surroundings name, and prints
who may look at what. Time that has passed cannot be walked through; it is written as it would have been.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.pictures.living import lived

LONG_NAMES = (
    "Ada",
    "Maximiliane Charlotte von Hohenlohe-Lang",
    "Beatriz do Nascimento Cavalcante Furtado",
    "يوسف عبد الرحمن",
    "Donaudampfschifffahrtsgesellschaftskapit",
    "Bea",
    "李明",
    "Σωκράτης Παπαδόπουλος-Κωνσταντινίδης",
    "Dov",
    "Una",
    "Grace who comes by bus",
    "Sam",
)
TITLES = (
    "What helped this week",
    "Nights",
    "A title that somebody wrote while the kettle boiled, and it filled all the line",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)
LONG_WORDS = "I walked to the river and back. " * 249
SHORT = "I was there, and I came home."
LONG_LINE = (
    "call Solveig when the evening gets long and I do not know where to put myself, and then go to bed"
)
CODE = f"My plan:\n\n    {LONG_LINE}\n\n- ```\n  {LONG_LINE}\n  ```\n\n> 1. `{'one-long-word-' * 20}`"
KETTLE = "Tea at seven. The kettle is on, and the back door is open."


def made(now: datetime) -> dict[str, Any]:
    """The crowd, and the addresses and sessions by which it is looked at."""
    from mutuality.safety import operations as safety
    from tests.cast import bring, found_group, sign_in

    begun = now - timedelta(days=40)
    _state(now=begun)
    crowd = _people(now=begun)
    ada = crowd[0]
    ada.membership = found_group(ada, now=begun, name="Tuesday evenings by the river, in winter")
    for someone in crowd[1:]:
        bring(ada.membership, someone, now=begun)
    for someone in crowd:
        safety.note_read(1, by=someone.person, now=begun)
        sign_in(someone, now=now)
    _state(now=now - timedelta(days=2), kept="Words stay for a month, and then their keys are destroyed.")
    places = _talk(crowd, now=now) | _decide(crowd, now=now) | _meet(crowd, now=now) | _keep(crowd, now=now)
    places |= lived(crowd, now=now)
    places |= {
        "group": f"/groups/{ada.membership.group_id}/",
        "room": f"/rooms/{ada.membership.group.room_id}/",
    }
    return {
        "places": places,
        "tokens": {each.name: each.token for each in crowd},
        "cookie": ada.cookie["name"],
    }


def _state(*, now: datetime, kept: str = "") -> None:
    from mutuality.safety import operations as safety
    from mutuality.safety.queries import starter
    from mutuality.safety.terms import QUESTIONS, shipped

    answers = starter() | {"run_by": "Noor, who pays for the small server. Noor's sister takes over."}
    if kept:
        answers[QUESTIONS[-1].slug] = kept
    safety.state_limits(answers=answers, numbers=list(shipped().numbers[:6]), now=now)


def _people(*, now: datetime) -> list[Any]:
    from mutuality.people import operations as people
    from tests.cast import Someone

    people.found_community(name="Alder Street and the houses by the river", now=now)
    crowd = [Someone(name) for name in LONG_NAMES]
    for someone in crowd:
        someone.person = people.arrive(
            name=someone.name, passphrase=someone.passphrase, community_name="Alder Street", now=now
        )
    return crowd


def _talk(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.kit.ids import new_id
    from mutuality.rooms import operations as rooms

    topic = None
    for number in range(40):
        by = crowd[number % len(crowd)].place
        title = TITLES[number] if number < len(TITLES) else f"{TITLES[number % 2]} ({number})"
        topic = rooms.begin_topic(title=title, by=by, now=now)
        rooms.say(topic, words=SHORT, note="", once=new_id(), by=by, now=now)
    assert topic is not None
    said = [LONG_WORDS, SHORT, KETTLE, CODE]
    words = [
        rooms.say(
            topic, words=text, note="a long walk" * (not at), once=new_id(), by=crowd[at].place, now=now
        )
        for at, text in enumerate(said, start=0)
    ]
    for someone in crowd[2:]:
        for kind in ("heard", "with"):
            rooms.signal(words[1], kind=kind, by=someone.place, now=now)
    return {"topic": f"/topics/{topic.pk}/"}


def _decide(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.decisions import operations as decisions
    from mutuality.decisions.models import Proposal
    from mutuality.kit.ids import new_id

    def propose(days_ago: int, to: int) -> Proposal:
        return decisions.propose(
            effect="retention",
            payload={"retention_days": to},
            why="I would say more if it went sooner.",
            days=7,
            review_on=None,
            once=new_id(),
            by=crowd[1].membership,
            now=now - timedelta(days=days_ago),
        )

    for terms in Proposal.objects.filter(by_itself=True):
        for someone in crowd:
            with_effect = Proposal.objects.get(pk=terms.pk)
            if with_effect.outcome == "":
                decisions.accept(with_effect, round=1, by=someone.membership, now=now - timedelta(days=39))
    # Adopted without an answer of Dov's, who hasn't read it yet.
    adopted = propose(30, 90)
    for someone in crowd:
        if someone.name != "Dov":
            decisions.accept(adopted, round=1, by=someone.membership, now=now - timedelta(days=29))
    for days in range(29, 14, -1):
        decisions.sweep(now=now - timedelta(days=days))
    expired = propose(12, 7)
    for days in range(11, 3, -1):
        decisions.sweep(now=now - timedelta(days=days))
    open_now = propose(0, 7)
    because = "Every second Tuesday I am at work, and I would miss it all. " * 6
    decisions.object_to(open_now, because=because, round=1, by=crowd[2].membership, now=now)
    return {"expired": f"/decisions/{expired.pk}/", "open": f"/decisions/{open_now.pk}/"}


def _meet(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.kit.ids import new_id
    from mutuality.meetings.operations import close, floor, room

    past = room.open_meeting(crowd[0].membership, now=now - timedelta(minutes=50))
    sitters = [room.sit_in(past, by=each.membership, now=now - timedelta(minutes=49)) for each in crowd[:3]]
    for sitter in sitters:
        floor.say(sitter, words=SHORT, once=new_id(), then_on=True, now=now - timedelta(minutes=40))
    close.close(past, now=now - timedelta(minutes=10))
    meeting = room.open_meeting(crowd[0].membership, now=now)
    for someone in crowd:
        sitter = room.sit_in(meeting, by=someone.membership, now=now)
    for each in list(meeting.sitters.all())[:2]:
        floor.next_step(each, step=0, now=now)
    assert sitter is not None
    return {"closed": f"/meetings/{past.pk}/", "meeting": f"/meetings/{meeting.pk}/"}


def _keep(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.groups import operations as groups
    from mutuality.groups.terms import Way
    from mutuality.ledger.models import Entry
    from mutuality.people import operations as people
    from mutuality.safety import operations as safety
    from tests.cast import found_group

    ada = crowd[0]
    for someone in crowd[1:5]:
        safety.draw_boundary(someone.person, name=someone.name, by=crowd[5].person, now=now)
        safety.keep_copy(
            LONG_WORDS[:900], note="", name=someone.name, said_on=now.date(), mark=someone.name,
            by=ada.person, now=now,
        )  # fmt: skip
        device = "The computer in the library, second row"
        people.sign_in(ada.person, said=True, own_device=False, label=device, now=now)
        for _ in range(3):
            groups.invite(someone.membership, way=Way.LINK, by=someone.person, now=now)
            groups.take_back_all(someone.membership, by=someone.person, now=now)
    _add_passkeys(ada)
    second = found_group(crowd[8], now=now, name="Dov at the window")
    for _ in range(2):
        groups.invite(second, way=Way.LINK, by=crowd[8].person, now=now)
        groups.take_back_all(second, by=crowd[8].person, now=now)
    first = Entry.objects.filter(chain=second.group_id).order_by("number").first()
    if first is not None:
        Entry.objects.filter(pk=first.pk).update(day=now.date() - timedelta(days=3))
    return {"broken": f"/groups/{second.group_id}/"}


def _add_passkeys(someone: Any) -> None:
    from django.conf import settings

    from tests.people.device import Device, add

    for label in ("Blue phone", "The key on my ring, the one with the red tape"):
        client = someone.new_client()
        client.defaults["HTTP_HOST"] = urlsplit(settings.ADDRESS).netloc
        answer = add(client, Device(origin=settings.ADDRESS), label=label[:40])
        assert answer.status_code == 302, answer.status_code


def main() -> None:
    """Make the crowd, and print where it is."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutuality.host.settings")
    django.setup()
    from argon2 import PasswordHasher

    from mutuality.host import serving
    from mutuality.kit import clock
    from mutuality.kit.locks import writing
    from mutuality.people import passphrases
    from mutuality.vault import opening

    serving.quiet_logs()
    opening.unlock(now=clock.now())
    passphrases._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with writing():
        told = made(clock.now())
    Path(sys.argv[1]).write_text(json.dumps(told))


if __name__ == "__main__":
    main()
