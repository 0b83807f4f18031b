"""A made-up community to look around in. Nobody in it is real, and every page says so."""

from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.groups import formats
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.locks import operation
from mutuality.people import operations as people
from mutuality.people import passphrases
from mutuality.people.models import Community, Person
from mutuality.people.queries import name_of
from mutuality.rooms import operations as rooms
from mutuality.rooms import terms as rooms_terms
from mutuality.rooms.models import Place
from mutuality.safety import operations as safety
from mutuality.safety import terms as safety_terms
from mutuality.safety.queries import starter
from mutuality.site.views import demo as demo_views

NAMES = ("Imani", "Rowan", "Sol")


def settle(*, now: datetime) -> list[tuple[str, str]]:
    """Make the community if it is not there, and one-time links to sign in as each of its three people."""
    if not Community.objects.exists():
        _make(now=now)
    people_here = Person.objects.select_related("key").order_by("joined_on", "id")
    return sorted((name_of(person), demo_views.link_for(person)) for person in people_here)


@operation
def _make(*, now: datetime) -> None:
    people.found_community(name=_("Riverbend (made up)"), now=now)
    answers = starter() | {"run_by": _("No one. This is a made-up community on your own computer.")}
    safety.state_limits(answers=answers, numbers=list(safety_terms.shipped().numbers[:6]), now=now)
    persons = [people.arrive(name=name, passphrase=passphrases.four_words(), now=now) for name in NAMES]
    _talk(_found(persons, now=now), now=now)


def _found(persons: list[Person], *, now: datetime) -> list[Place]:
    chosen = formats.named("open-talk")
    wording = groups_queries.Terms(
        _("Tuesday evening"), str(chosen.for_whom), str(chosen.agreement), str(groups_terms.IN_DANGER)
    )
    first = groups.found(
        wording=wording,
        starter=chosen.slug,
        retention_days=rooms_terms.DEFAULT_RETENTION_DAYS,
        meetings=None,
        name=NAMES[0],
        bound="",
        by=persons[0],
        now=now,
    )
    places = [first.place]
    for person, name in zip(persons[1:], NAMES[1:], strict=True):
        places.append(_bring(first, person, name=name, now=now))
    return places


def _bring(first: Membership, person: Person, *, name: str, now: datetime) -> Place:
    token = groups.invite(first, way=groups_terms.Way.LINK, by=first.person, now=now)
    invitation = groups_queries.invitation_for(token, now=now)
    assert invitation is not None
    return groups.come_in(invitation, name=name, bound="", by=person, now=now).place


def _talk(places: list[Place], *, now: datetime) -> None:
    imani, rowan, sol = places
    said = [
        (
            imani,
            _(
                "I started walking to the river before work. Some days I only get as far as the bridge, and I have "
                "stopped counting that as failing."
            ),
            "",
        ),
        (
            sol,
            _("I was there again on Sunday night. I came home, and I am all right today."),
            _("a night at the hospital"),
        ),
        (
            rowan,
            _(
                "My sister called and I let it ring. That is new for me. I sat on the kitchen floor with the dog "
                "until it stopped, and nothing bad happened."
            ),
            "",
        ),
    ]
    topic = rooms.begin_topic(title=_("What helped this week"), by=imani, now=now)
    words = [
        rooms.say(topic, words=text, note=note, once=new_id(), by=by, now=now) for by, text, note in said
    ]
    rooms.signal(words[0], kind="heard", by=rowan, now=now)
    rooms.signal(words[0], kind="with", by=sol, now=now)
    rooms.signal(words[2], kind="with", by=imani, now=now)
    other = rooms.begin_topic(title=_("Saturday by the river"), by=rowan, now=now)
    rooms.say(other, words=_("I bring the kettle. Who comes along?"), once=new_id(), by=rowan, now=now)
