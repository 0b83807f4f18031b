"""However people come, speak, leave, come back, and whichever copy is put back: who left is nowhere, others stay."""

from collections import Counter
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mutuality.decisions import operations as decisions
from mutuality.decisions.models import Proposal
from mutuality.groups import operations as groups
from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings.models import Meeting, Sitter
from mutuality.meetings.operations import close, floor, room, turns
from mutuality.meetings.terms import MOST_ON_THE_PHONE
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.people.wayback import NoWayBack
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Topic, Word
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from mutuality.safety import terms as safety_terms
from mutuality.safety import together as limits
from mutuality.site import ending, wayback, wiring
from mutuality.vault import duties, life, sweeping
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey
from tests.cast import Someone, arrive, bring, found_group
from tests.journeys.looking import everything

BEGIN = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
ANY = st.integers(min_value=0, max_value=30)
# Words stay 30 days and this story is shorter, so that none runs out in it.
LONGEST = timedelta(days=24)
Rows = list[tuple[type[Model], list[dict[str, Any]]]]


@dataclass
class Known:
    """What somebody outside remembers: what must be readable, whose it is, and which life of it this is."""

    # Text → (whose, which life). A text that comes back begins another life.
    living: dict[str, tuple[str, int]] = field(default_factory=dict)
    # What may go for other reasons too, but goes with its author in any event.
    loose: dict[str, tuple[str, int]] = field(default_factory=dict)
    # Name of a person → id of their membership, while they are a member.
    here: dict[str, str] = field(default_factory=dict)
    # Name of a person → (id, which life).
    persons: dict[str, tuple[str, int]] = field(default_factory=dict)
    # Code → name, what comes back with it, last day.
    ways_back: dict[str, tuple[str, list[str], datetime]] = field(default_factory=dict)


def copied() -> Rows:
    """Every row, as a backup holds it."""
    return [(model, list(model._base_manager.values())) for model in apps.get_models()]


def put_back(copy: Rows, *, now: datetime) -> None:
    """What ``restore`` does, with rows in place of a file."""
    duties.remember()
    for model, _rows in copy:
        model._base_manager.all()._raw_delete(connection.alias)
    for model, rows in copy:
        model._base_manager.bulk_create(model(**row) for row in rows)
    held.empty()
    sweeping.replay()
    sweeping.sweep()
    life.close_after_restore()


class Departures(RuleBasedStateMachine):
    """One community with one group. Its founder stays; everybody else comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.known, self.ever, self.lives = BEGIN, Known(), set[str](), 0
        self.backup: tuple[Rows, Known] | None = None
        self.drafts = set[str]()

    @initialize()
    def somebody_founds(self) -> None:
        people.found_community(name="Elm Street", now=self.now)
        stated = safety_queries.starter() | {"run_by": "Somebody"}
        safety.state_limits(answers=stated, numbers=list(safety_terms.shipped().numbers[:1]), now=self.now)
        founder = Someone(self.name())
        arrive(founder, now=self.now)
        founder.membership = found_group(founder, now=self.now)
        self.founder, self.group_id = founder.name, founder.membership.group_id
        rooms.begin_topic(title="Where all talk", by=founder.membership.place, now=self.now)
        self.note_person(founder.name, founder.person.pk, membership=founder.membership.pk)

    # -- what is remembered

    def text(self, kind: str = "words") -> str:
        text = f"{kind}-{new_id()}"
        self.ever.add(text)
        return text

    def name(self) -> str:
        """A new name that sorts by when it came: what happens hangs on the drawn numbers alone."""
        self.lives += 1
        return f"{self.lives:03d}-{new_id()}"

    def life(self, name: str) -> tuple[str, int]:
        self.lives += 1
        return name, self.lives

    def note_person(self, name: str, person: str, *, membership: str | None) -> None:
        self.ever.add(name)
        self.known.living[name] = self.life(name)
        self.known.persons[name] = person, self.known.living[name][1]
        if membership:
            self.known.here[name] = membership

    def forget_all_of(self, name: str) -> list[str]:
        mine = [text for text, (whose, _life) in self.known.living.items() if whose == name]
        for text in mine:
            del self.known.living[text]
        own = [t for t, v in self.known.loose.items() if v[0] == name and self.is_own(t)]
        self.known.loose = {t: v for t, v in self.known.loose.items() if v[0] != name}
        return [*mine, *own]

    def is_own(self, text: str) -> bool:
        """A card, or what one began to write: it is with the person, not with their place, and comes back with them."""
        return text.startswith("card") or text in self.drafts

    def member(self, number: int) -> tuple[str, Membership]:
        name = sorted(self.known.here)[number % len(self.known.here)]
        found = Membership.objects.select_related("person__key", "place__room", "group__room", "group__key")
        return name, found.get(pk=self.known.here[name])

    def leaver(self, number: int) -> str | None:
        names = sorted(set(self.known.persons) - {self.founder})
        return names[number % len(names)] if names else None

    def own_word(self, membership: Membership, number: int) -> tuple[Word, str] | None:
        rows = Word.objects.select_related("topic", "key").filter(place=membership.place).order_by("order")
        if not rows:
            return None
        row = rows[number % len(rows)]
        from mutuality.rooms import queries

        return row, queries.opened([row])[0].words

    # -- what people do

    @precondition(lambda self: len(self.known.persons) < 5)
    @rule()
    def somebody_comes(self) -> None:
        newcomer = Someone(self.name())
        arrive(newcomer, now=self.now)
        _name, host = self.member(sorted(self.known.here).index(self.founder))
        bring(host, newcomer, now=self.now)
        self.note_person(newcomer.name, newcomer.person.pk, membership=newcomer.membership.pk)

    @rule(number=ANY)
    def somebody_speaks(self, number: int) -> None:
        name, by = self.member(number)
        text, topic = self.text(), Topic.objects.filter(room=by.group.room).order_by("order").first()
        if topic is None or number % 3 == 0:
            title = self.text()
            topic = rooms.begin_topic(title=title, by=by.place, now=self.now)
            self.known.living[title] = self.life(name)
        rooms.say(topic, words=text, once=new_id(), by=by.place, now=self.now)
        self.known.living[text] = self.life(name)

    @rule(number=ANY, which=ANY, back=st.booleans())
    def somebody_unsays_or_rewords(self, number: int, which: int, back: bool) -> None:
        name, by = self.member(number)
        found = self.own_word(by, which)
        if found is None:
            return
        word, text = found
        del self.known.living[text]
        if back:
            rooms.take_back(word, by=by.place, now=self.now)
        else:
            anew = self.text()
            rooms.reword(word, words=anew, by=by.place, now=self.now)
            self.known.living[anew] = self.life(name)

    @rule(number=ANY, which=ANY)
    def somebody_signals(self, number: int, which: int) -> None:
        _name, by = self.member(number)
        words = Word.objects.select_related("topic").filter(topic__room=by.group.room).order_by("order")
        if words:
            rooms.signal(words[which % len(words)], kind="heard", by=by.place, now=self.now)

    @rule(number=ANY, which=ANY)
    def somebody_looks_after_themself(self, number: int, which: int) -> None:
        (name, by), (other_name, other) = self.member(number), self.member(which)
        text = self.text("card")
        safety.write_card(lines={"please": text}, by=by.person, now=self.now)
        for older in [t for t, v in self.known.loose.items() if v[0] == name and t.startswith("card")]:
            del self.known.loose[older]
        self.known.loose[text] = self.life(name)
        copy = {"note": "", "name": "Somebody", "said_on": self.now.date(), "mark": new_id()}
        kept = self.text()
        safety.keep_copy(kept, **copy, by=by.person, now=self.now)
        self.known.living[kept] = self.life(name)
        try:
            safety.draw_boundary(other.person, name=other_name, by=by.person, now=self.now)
        except NotHere:
            assert name == other_name

    @rule(number=ANY, which=ANY)
    def somebody_proposes_and_somebody_answers(self, number: int, which: int) -> None:
        (name, by), (other_name, other) = self.member(number), self.member(which)
        why, because = self.text(), self.text()
        told = {"why": why, "days": 7, "review_on": None, "once": new_id()}
        try:
            row = decisions.propose(
                effect="retention", payload={"retention_days": 90}, **told, by=by, now=self.now
            )
            self.known.loose[why] = self.life(name)
        except Refusal:
            row = Proposal.objects.filter(circle=by.group.circle_id, closed_on=None).first()
        try:
            if row is not None:
                decisions.object_to(row, because=because, round=row.round, by=other, now=self.now)
                self.known.loose[because] = self.life(other_name)
        except (Refusal, NotHere):
            return

    @rule(number=ANY, which=ANY)
    def somebody_proposes_other_limits_for_all(self, number: int, which: int) -> None:
        # Nobody else accepts in this story, and one can't agree: what is adopted is everybody's, and stays.
        (name, by), (other_name, other) = self.member(number), self.member(which)
        text, because = self.text(), self.text()
        with suppress(Refusal, NotHere):
            row = limits.propose((safety_queries.kept() or {}) | {"kept": text}, by=by.person, now=self.now)
            self.known.loose[text] = self.life(name)
            voice = limits.own_voice(other.person, rewording_id=row.pk, now=self.now)
            limits.object_to(voice, because=because, by=other.person, now=self.now)
            self.known.loose[because] = self.life(other_name)

    @rule(number=ANY, which=ANY)
    def somebody_meets_and_speaks_or_writes_for_their_turn(self, number: int, which: int) -> None:
        name, by = self.member(number)
        meeting = Meeting.objects.filter(circle=by.group.circle, closed_at=None).first()
        if meeting is None:
            meeting = room.open_meeting(by, now=self.now)
        seat = room.sit_in(meeting, by=by, now=self.now)
        text = self.text()
        said = floor.say(seat, words=text, once=new_id(), then_on=which % 2 == 0, now=self.now)
        self.known.loose[text if said else self.as_draft(text)] = self.life(name)
        if which % 5 == 0 and seat.carries.count() < MOST_ON_THE_PHONE:
            carried = self.text("carried")
            room.carry(seat, name=carried, now=self.now)
            self.known.loose[carried] = self.life(name)

    def as_draft(self, text: str) -> str:
        # Kept for oneself alone, so that it goes with the person and not with their place in the group.
        self.drafts.add(text)
        return text

    @rule(
        number=ANY, role=st.sampled_from(["opener", "welcomer", "time-keeper"]), days=st.sampled_from([0, 7])
    )
    def somebody_takes_a_turn(self, number: int, role: str, days: int) -> None:
        _name, by = self.member(number)
        with suppress(NotHere):
            turns.take(by, role=role, days=days, now=self.now)

    @rule(number=ANY)
    def somebody_steps_out_or_the_meeting_closes(self, number: int) -> None:
        seats = list(Sitter.objects.select_related("meeting", "place__person").order_by("pk"))
        if seats and number % 3:
            room.step_out(seats[number % len(seats)], now=self.now)
        elif seats:
            close.close(seats[0].meeting, now=self.now)

    # -- going and coming back

    @rule(number=ANY)
    def somebody_leaves_the_group(self, number: int) -> None:
        name = self.leaver(number)
        if name is None or name not in self.known.here:
            return
        membership = Membership.objects.select_related("group", "place", "person").get(
            pk=self.known.here[name]
        )
        spoken = [self.own_word(membership, n)[1] for n in range(membership.place.words.count())]
        titles = [t for t in self.titles(membership) if t]
        groups.leave(membership, by=membership.person, now=self.now)
        for text in (*spoken, *titles):
            del self.known.living[text]
        mine = {t for t, v in self.known.loose.items() if v[0] == name}
        for text in mine - self.with_the_person(mine):
            del self.known.loose[text]
        del self.known.here[name]

    def with_the_person(self, texts: set[str]) -> set[str]:
        """What is one's own stays; other limits are proposed to the whole place."""
        proposal = safety_queries.open_rewording(today=self.now.date())
        proposed = safety_queries.rewording_answers(proposal)["kept"] if proposal else ""
        return {text for text in texts if self.is_own(text) or text == proposed}

    def titles(self, membership: Membership) -> list[str]:
        from mutuality.rooms import queries

        return [queries.topic_title(t) for t in Topic.objects.filter(place=membership.place)]

    @rule(number=ANY)
    def somebody_leaves_for_good(self, number: int) -> None:
        name = self.leaver(number)
        if name is not None:
            ending.leave_community(by=self.person(name), now=self.now)
            self.gone(name)

    @rule(number=ANY)
    def somebody_leaves_with_a_way_back(self, number: int) -> None:
        name = self.leaver(number)
        if name is None:
            return
        code = wayback.leave(by=self.person(name), now=self.now)
        was_member = name in self.known.here
        mine = self.gone(name)
        self.known.ways_back[code] = name, [*mine, *(["member"] if was_member else [])], self.now

    def person(self, name: str) -> Person:
        return Person.objects.select_related("key").get(pk=self.known.persons[name][0])

    def gone(self, name: str) -> list[str]:
        self.known.persons.pop(name)
        self.known.here.pop(name, None)
        return self.forget_all_of(name)

    @precondition(lambda self: self.known.ways_back)
    @rule(number=ANY)
    def somebody_comes_back(self, number: int) -> None:
        codes = list(self.known.ways_back)
        code = codes[number % len(codes)]
        name, mine, left_at = self.known.ways_back.pop(code)
        if self.now.date() > (left_at + timedelta(days=7)).date():
            with pytest.raises(NoWayBack):
                wayback.come_back(code=code, now=self.now)
            return
        person = wayback.come_back(code=code, now=self.now)
        membership = Membership.objects.filter(person=person).first()
        assert (membership is not None) == ("member" in mine)
        self.note_person(name, person.pk, membership=membership.pk if membership else None)
        for text in set(mine) - {"member", name}:
            again = self.known.loose if self.is_own(text) else self.known.living
            again[text] = self.life(name)
        with pytest.raises(NoWayBack):
            wayback.come_back(code=code, now=self.now)

    # -- time, copies

    @precondition(lambda self: self.now - BEGIN < LONGEST)
    @rule(days=st.integers(min_value=1, max_value=4))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        close.sweep(now=self.now)
        wiring.sweep(self.now)

    @rule()
    def the_host_makes_a_backup(self) -> None:
        self.backup = copied(), deepcopy(self.known)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def the_host_puts_the_backup_back(self) -> None:
        assert self.backup is not None
        rows, then = self.backup
        put_back(rows, now=self.now)
        known, now = deepcopy(then), self.known
        known.living = {t: v for t, v in then.living.items() if now.living.get(t) == v}
        known.loose = {t: v for t, v in then.loose.items() if now.loose.get(t) == v}
        known.persons = {n: v for n, v in then.persons.items() if now.persons.get(n) == v}
        known.here = {n: v for n, v in then.here.items() if now.here.get(n) == v}
        known.ways_back = {c: v for c, v in then.ways_back.items() if c in now.ways_back}
        self.known = known
        wiring.sweep(self.now)

    # -- what is always so

    @invariant()
    def nothing_of_a_leaver_is_readable_and_the_others_have_everything(self) -> None:
        if not self.known.living:
            return
        found = "\n".join(text for _where, text in everything())
        living = set(self.known.living)
        assert not [text for text in living if text not in found]
        readable = living | set(self.known.loose)
        assert not [text for text in self.ever - readable if text in found]

    @invariant()
    def every_key_opens_one_row_and_every_row_has_its_key(self) -> None:
        if not self.known.living:
            return
        used: Counter[str] = Counter()
        for model in apps.get_models():
            for column in model._meta.concrete_fields:
                if column.related_model is DataKey:
                    used.update(k for k in model._base_manager.values_list(column.attname, flat=True) if k)
        assert [key for key, times in used.items() if times != 1] == []
        assert set(used) == set(DataKey.objects.values_list("pk", flat=True))
        assert sweeping.keyless() == 0

    def teardown(self) -> None:
        for model in apps.get_models():
            model._base_manager.all()._raw_delete(connection.alias)
        held.empty()


@pytest.mark.django_db
def test_however_people_come_and_go(cheap_passphrases: None) -> None:
    run_state_machine_as_test(
        Departures,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
