"""Fixed people, and a community in which they have talked for a while.

Ada founded the group. Bea came in a day later. Dov is a member, and alone in a second group of his own. Una is a
member on a device that is not her own. Cy is a person here and in no group. Eli was a member and has left the
community. Nobody is signed out.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from django.test import Client

from mutuality.decisions import operations as decisions
from mutuality.decisions.models import Proposal
from mutuality.groups import formats
from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Group, Knock, Membership
from mutuality.groups.queries import Terms
from mutuality.groups.terms import IN_DANGER, Way
from mutuality.kit import clock
from mutuality.kit.cookies import Cookie
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.people import operations as people
from mutuality.people import passphrases, unended_sessions
from mutuality.people.models import Community, Person, Session
from mutuality.people.terms import SESSION_COOKIE
from mutuality.rooms import operations as rooms
from mutuality.rooms.fragments import forget_all
from mutuality.rooms.models import Place, Room, Topic, Word
from mutuality.safety import operations as safety
from mutuality.safety.models import Statement
from mutuality.safety.queries import starter
from mutuality.safety.terms import shipped
from mutuality.site import ending
from mutuality.vault import coded, keyring, remembrance
from mutuality.vault.ciphers import held
from mutuality.vault.keyring import Keyring
from mutuality.vault.models import Seal
from tests.clocks import BEHIND, go_behind, machine
from tests.rows import Rows, empty, put_back, read

PASSPHRASE = "{} walks along the quiet river"
COMMUNITY = "Elm Street"
GROUP = "Tuesday evening"
SECOND_GROUP = "Dov at the window"


@dataclass
class Someone:
    """One of the cast: who they are here, and a browser in which they are signed in."""

    name: str
    person: Person | None = None
    session: Session | None = None
    token: str = ""
    membership: Membership | None = None

    @property
    def passphrase(self) -> str:
        """What this person signs in with."""
        return PASSPHRASE.format(self.name)

    @property
    def place(self) -> Place:
        """This person's place in the room of the group."""
        assert self.membership is not None, f"{self.name} is in no group."
        return self.membership.place

    @property
    def client(self) -> Client:
        """A browser of this person's, with their cookie; what it is told is kept for the whole test."""
        if not hasattr(self, "_client"):
            self._client = self.new_client()
        return self._client

    def new_client(self, *, enforce_csrf_checks: bool = False) -> Client:
        """Another window on the same device. With the checks on, forms need their token."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        if self.token:
            client.cookies[SESSION_COOKIE.name] = self.token
        return client

    @property
    def cookie(self) -> dict[str, str]:
        """The session cookie as Playwright's ``add_cookies`` wants it, but for the ``url``."""
        return {"name": SESSION_COOKIE.name, "value": self.token}


@dataclass
class Doors:
    """The ways in that are open: what each link, four words or knock carries."""

    link: str
    spoken: str
    many: str
    opened: str
    knock: Knock
    knock_token: str


@dataclass
class Cast:
    """Everybody, and what they have made together."""

    now: datetime
    community: Community
    statement: Statement
    ada: Someone = field(default_factory=lambda: Someone("Ada"))
    bea: Someone = field(default_factory=lambda: Someone("Bea"))
    cy: Someone = field(default_factory=lambda: Someone("Cy"))
    dov: Someone = field(default_factory=lambda: Someone("Dov"))
    eli: Someone = field(default_factory=lambda: Someone("Eli"))
    una: Someone = field(default_factory=lambda: Someone("Una"))
    nobody: Someone = field(default_factory=lambda: Someone("Nobody"))
    second: Membership | None = None
    words: dict[str, Word] = field(default_factory=dict)
    early_topic: Topic | None = None
    topic: Topic | None = None
    doors: Doors | None = None
    proposal: Proposal | None = None

    @property
    def group(self) -> Group:
        """The group in which all but Cy meet."""
        assert self.ada.membership is not None
        return self.ada.membership.group

    @property
    def room(self) -> Room:
        """Where the group talks."""
        return self.group.room

    @property
    def everybody(self) -> dict[str, Someone]:
        """All seven by their small names."""
        names = ("ada", "bea", "cy", "dov", "eli", "una", "nobody")
        return {name: getattr(self, name) for name in names}

    def say(self, words: str, *, by: Someone, topic: Topic | None = None, note: str = "") -> Word:
        """Say something now, in the topic of the cast unless another is named."""
        where = topic or self.topic
        assert where is not None
        return rooms.say(where, words=words, note=note, once=new_id(), by=by.place, now=self.now)


def wording(name: str = GROUP) -> Terms:
    """The terms of a group as its founder would leave them."""
    chosen = formats.named("open-talk")
    return Terms(name, str(chosen.for_whom), str(chosen.agreement), str(IN_DANGER))


def found_group(someone: Someone, *, now: datetime, name: str = GROUP) -> Membership:
    """Let somebody found a group by the starter for open talk."""
    assert someone.person is not None
    return groups.found(
        wording=wording(name),
        starter="open-talk",
        retention_days=30,
        meetings=None,
        name=someone.name,
        bound="",
        by=someone.person,
        now=now,
    )


def arrive(someone: Someone, *, now: datetime) -> None:
    """Let somebody become a person of the community; the first one begins it."""
    if not Community.objects.exists():
        people.found_community(name=COMMUNITY, now=now)
    someone.person = people.arrive(
        name=someone.name, passphrase=someone.passphrase, community_name=COMMUNITY, now=now
    )


def sign_in(someone: Someone, *, now: datetime, own_device: bool = True) -> None:
    """Let somebody open a session on a new device."""
    assert someone.person is not None
    label = "My device" if own_device else "Not my own device"
    someone.session, someone.token = people.sign_in(
        someone.person, said=True, own_device=own_device, label=label, now=now
    )
    people.know_way_out(someone.session, by=someone.person, now=now)


def bring(host: Membership, someone: Someone, *, now: datetime, bound: str = "") -> None:
    """Let a member invite somebody who says yes at the door."""
    assert someone.person is not None
    token = groups.invite(host, way=Way.LINK, by=host.person, now=now)
    invitation = group_queries.invitation_for(token, now=now)
    assert invitation is not None
    groups.open_door(invitation, now=now)
    someone.membership = groups.come_in(
        invitation, name=someone.name, bound=bound, by=someone.person, now=now
    )


@pytest.fixture
def cheap_passphrases(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passphrases and codes go the same way, but with little work: the suite makes many people."""
    monkeypatch.setattr(coded, "_WORK", 2)
    monkeypatch.setattr(passphrases, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passphrases._nobody.cache_clear()
    yield
    passphrases._nobody.cache_clear()


@pytest.fixture
def fresh_memory() -> Iterator[None]:
    """Nothing that an earlier test left in memory: opened keys, rendered words, counted tries, who left quickly."""
    held.empty()
    forget_all()
    unended_sessions.gone(unended_sessions.all_left())
    rates.forget()
    yield
    rates.forget()


@dataclass(frozen=True)
class Kept:
    """The cast as it was built once in this process: the rows, the handle, and when that was."""

    rows: list[Rows]
    handle: Cast
    copy: bytes
    destroyed: bytes | None
    ring: Keyring
    key_file: Path
    until: datetime

    def fits(self) -> bool:
        """Whether the key file is still the one under which these rows were sealed."""
        return (self.key_file, self.ring) == (keyring.path(), keyring.load())

    def put_back(self) -> Cast:
        """Write the rows, and return a handle that no other test has touched."""
        put_back(self.rows)
        _list_as_destroyed(self.destroyed)
        made: Cast = pickle.loads(self.copy)
        return made

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """For as long as this lasts, the clock goes on from the moment at which the rows were read."""
        behind = (machine() - self.until).total_seconds()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", clock.now)
            patch.setenv(BEHIND, str(behind))
            go_behind(behind)
            yield


# The seal belongs to the key file and to what opened the database, whichever people are in it.
_NOT_OF_THE_CAST = (Seal,)
_kept: dict[str, Kept] = {}


def kept(name: str = "cast") -> Kept | None:
    """Return what was kept under this name in this process, while it can be put back."""
    found = _kept.get(name)
    return found if found is not None and found.fits() else None


def keep(made: Cast, *, name: str = "cast") -> None:
    """Keep the cast with all that the database holds now, to put it back in other tests."""
    rows = read(but=_NOT_OF_THE_CAST)
    for someone in made.everybody.values():
        # A browser of this test is not one of the next.
        vars(someone).pop("_client", None)
    copy = pickle.dumps(made)
    _kept[name] = Kept(
        rows, pickle.loads(copy), copy, _destroyed(), keyring.load(), keyring.path(), clock.now()
    )


@pytest.fixture
def cast(
    db: None, now: datetime, cheap_passphrases: None, fresh_memory: None, request: pytest.FixtureRequest
) -> Cast:
    """The community two days after it was founded, with everyone signed in who can be.

    It is built once in each process of the suite. After that its rows are put back, and the clock goes on from the
    moment at which they were read (see ``now``). A test that changes them changes its own.
    """
    alone = empty(but=_NOT_OF_THE_CAST)
    if alone and (found := kept()) is not None:
        return found.put_back()
    made = build(now)
    if alone:
        keep(made)
    return made


def build(now: datetime) -> Cast:
    """Do everything that the cast has done, in a database without people."""
    begun = now - timedelta(days=2)
    community = people.found_community(name=COMMUNITY, now=begun)
    answers = starter() | {"run_by": "Ada, who pays for the small server"}
    statement = safety.state_limits(answers=answers, numbers=list(shipped().numbers[:3]), now=begun)
    made = Cast(now, community, statement)
    _found(made, begun=begun)
    _come_later(made, came=now - timedelta(days=1))
    _decide(made, now=now)
    _talk(made, now=now)
    _open_ways(made, now=now)
    _sign_everybody_in(made, now=now)
    return made


def _destroyed() -> bytes | None:
    listed = keyring.folder() / remembrance.NAME
    return listed.read_bytes() if listed.exists() else None


def _list_as_destroyed(names: bytes | None) -> None:
    """Tests destroy keys that the next one finds in its rows again."""
    listed = keyring.folder() / remembrance.NAME
    if names is None:
        listed.unlink(missing_ok=True)
    else:
        listed.write_bytes(names)


def _found(made: Cast, *, begun: datetime) -> None:
    for someone in (made.ada, made.eli):
        arrive(someone, now=begun)
    made.ada.membership = found_group(made.ada, now=begun)
    bring(made.ada.membership, made.eli, now=begun)
    made.early_topic = rooms.begin_topic(title="Before the others came", by=made.ada.place, now=begun)
    made.words["early"] = made.say("Ada spoke before all others", by=made.ada, topic=made.early_topic)
    made.words["eli"] = made.say("Eli was here for a day", by=made.eli, topic=made.early_topic)


def _come_later(made: Cast, *, came: datetime) -> None:
    assert made.eli.membership is not None
    for someone in (made.bea, made.cy, made.dov, made.una):
        arrive(someone, now=came)
    # By Eli, who leaves: so any two of those who stay may act together.
    for someone in (made.bea, made.dov, made.una):
        bring(made.eli.membership, someone, now=came)
    made.second = found_group(made.dov, now=came, name=SECOND_GROUP)


def _decide(made: Cast, *, now: datetime) -> None:
    """The starting terms came back and were accepted; then Bea asked that words stay for a week."""
    terms = Proposal.objects.get(by_itself=True)
    for someone in (made.ada, made.bea, made.eli):
        decisions.accept(terms, round=1, by=someone.membership, now=now - timedelta(days=1))
    made.proposal = decisions.propose(
        effect="retention",
        payload={"retention_days": 7},
        why="I would say more if it went sooner",
        days=7,
        review_on=None,
        once=new_id(),
        by=made.bea.membership,
        now=now,
    )
    because = "I only come here every second week"
    decisions.object_to(made.proposal, because=because, round=1, by=made.ada.membership, now=now)


def _talk(made: Cast, *, now: datetime) -> None:
    made.topic = rooms.begin_topic(title="What helped this week", by=made.ada.place, now=now)
    made.words["ada"] = made.say("I walked to the bridge", by=made.ada)
    made.words["bea"] = made.say("I came home on Sunday night", by=made.bea, note="a night outside")
    made.words["dov"] = made.say("I let the phone ring", by=made.dov)
    made.words["una"] = made.say("I write from the library", by=made.una)
    rooms.signal(made.words["ada"], kind="heard", by=made.bea.place, now=now)
    rooms.signal(made.words["bea"], kind="with", by=made.ada.place, now=now)
    rooms.signal(made.words["bea"], kind="thanks", by=made.dov.place, now=now)


def _open_ways(made: Cast, *, now: datetime) -> None:
    assert made.ada.membership is not None and made.bea.membership is not None
    ways = {way: groups.invite(made.bea.membership, way=way, by=made.bea.person, now=now) for way in Way}
    many = group_queries.invitation_for(ways[Way.MANY], now=now)
    at_door = group_queries.invitation_for(ways[Way.OPENED], now=now)
    assert many is not None and at_door is not None
    opened = groups.open_door(at_door, now=now)
    token = groups.knock(many, name="Fay", words="A friend told me", once=new_id(), now=now)
    knock = group_queries.knock_for(token, now=now)
    assert knock is not None
    made.doors = Doors(ways[Way.LINK], ways[Way.SPOKEN], ways[Way.MANY], opened, knock, token)


def _sign_everybody_in(made: Cast, *, now: datetime) -> None:
    for someone in (made.ada, made.bea, made.cy, made.dov, made.eli):
        sign_in(someone, now=now)
    sign_in(made.una, now=now, own_device=False)
    assert made.eli.person is not None
    ending.leave_community(by=made.eli.person, now=now)


def cookie(short: str) -> str:
    """The name of a cookie of ours as this run of the suite sets it."""
    return Cookie(short).name
