"""Founding, inviting, knocking, coming in, leaving."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mutuality.ballots import rolls, rules
from mutuality.ballots.terms import Ends, Stance
from mutuality.circles import operations as circles
from mutuality.groups import hooks, queries, terms
from mutuality.groups.models import Group, Invitation, Knock, KnockAnswer, Membership, Poster
from mutuality.groups.wording import clean, own_turns, usual_turns
from mutuality.kit import batches, names, prose
from mutuality.kit.ids import id_from, new_id
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import operations as ledger
from mutuality.people import operations as people
from mutuality.people import passphrases
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.vault import operations as vault


class NotOpen(Refusal):
    """This invitation is used, over or taken back."""


class DecidedTogether(Refusal):
    """The group has more than one member: what it agreed on is not one person's to change."""


class SaidAnew(Refusal):
    """What somebody read at the door is not what holds in the group now."""


class ManyGroups(Refusal):
    """One person is in so many groups that their first page would take long to make."""


class NobodyInvites(Refusal):
    """The group has decided that nobody is asked in for now."""


def _clean_terms(wording: queries.Terms) -> dict[str, str]:
    return {part: clean(part, text) for part, text in asdict(wording).items()}


def _turns_text(turns: queries.Turns, *, known: Sequence[queries.TurnKind] = ()) -> str:
    """A turn whose name stays keeps its slug, and so whoever has it."""
    slugs = {kind.name: kind.slug for kind in known if kind.own}
    own = [(slugs.get(name) or new_id(), name) for name in own_turns(turns.own_turns)]
    return json.dumps({"usual": usual_turns(turns.turns), "own": own})


@operation
def found(
    *,
    wording: queries.Terms,
    starter: str,
    retention_days: int,
    meetings: int | None,
    turns: queries.Turns | None = None,
    name: str,
    bound: str,
    once: str = "",
    by: Person,
    now: datetime,
) -> Membership:
    """Found a group under starting terms. The founder is a member like all who come later.

    Without ``turns`` it has those of its starter format. The same form sent twice, with the same words, founds one
    group: its row is named after the form, ``once``. Raises Refusal when a text is empty, broken or too long.
    """
    row_id = _named_after(once, wording, name, bound, by=by) if once else new_id()
    before = queries.membership_of(by, group_id=row_id)
    if before is not None:
        return before
    if not people_queries.may_start_groups(by, today=now.date()):
        raise Refusal(
            _("Here, people can start a group once they have been here for 14 days. You can join one before.")
        )
    circle = circles.begin(kind=terms.CIRCLE, now=now)
    group = Group.add(
        id=row_id,
        circle=circle,
        starter=starter,
        meetings=meetings,
        room=rooms.open_room(circle=circle, retention_days=retention_days, now=now),
        founded_on=now.date(),
        alone_since=now.date(),
        turns=_turns_text(turns or queries.starter_turns(starter)),
        **_clean_terms(wording),
    )
    ledger.record(group.pk, kind="founded", by=by.pk, about=None, text="", clause="alone", now=now)
    return _join(group, name=name, bound=bound, invited_by=None, by=by, now=now)


def _named_after(once: str, wording: queries.Terms, *told: str, by: Person) -> str:
    sent = json.dumps([by.pk, once, asdict(wording), *told])
    return id_from(vault.mark(sent, about="groups.group.once"))


@operation
def settle_terms(
    membership: Membership,
    *,
    wording: queries.Terms,
    retention_days: int,
    meetings: int | None,
    inviting: str | None = None,
    turns: queries.Turns | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Change the starting terms while one is alone. Raises DecidedTogether once others are there."""
    # Held, so that nobody comes in at this moment by what was read before.
    group = (
        Group.objects.select_for_update(of=("self",))
        .select_related("key", "room")
        .get(pk=membership.group_id)
    )
    if not queries.decides_alone(group):
        raise DecidedTogether(
            _("These are your whole group's rules now, not one person's. You change them together.")
        )
    chosen = terms.Inviting(inviting or group.inviting)
    kept = queries.turns_of(group) if turns is None else turns
    _reword(group, wording=wording, turns=kept, now=now, meetings=meetings, inviting=chosen)
    rooms.keep_for(group.room, days=retention_days, now=now)


def _reword(
    group: Group, *, wording: queries.Terms, turns: queries.Turns, now: datetime, **plain: object
) -> None:
    # Locked and read again: the turns of a wording that came in between keep their slugs.
    standing = Group.objects.select_for_update(of=("self",)).select_related("key").get(pk=group.pk)
    texts = {**_clean_terms(wording), "turns": _turns_text(turns, known=queries.turn_kinds(standing))}
    Group.objects.filter(pk=group.pk).reseal(texts, **plain)
    row = Group.objects.select_related("key", "room").get(pk=group.pk)
    for heard in hooks.after_settling:
        heard(row, now=now)


@operation
def change_together(group: Group, *, changes: Mapping[str, Any], now: datetime) -> None:
    """What everybody who decides has said yes to is now so. What was already said keeps its own rule.

    ``changes``: parts of ``queries.Settings``, each with its new value. Raises Refusal for an unusable text.
    """
    row = Group.objects.select_related("key", "room").get(pk=group.pk)
    new = queries.settings_of(row)._replace(**changes)
    _reword(
        row,
        wording=queries.Terms(new.name, new.for_whom, new.agreement, new.in_danger, new.our_limits),
        turns=queries.Turns(new.turns, new.own_turns),
        now=now,
        meetings=new.meetings,
        inviting=terms.Inviting(new.inviting),
        starter=new.starter,
    )
    rooms.keep_for(row.room, days=new.retention_days, now=now)


def hold(group_id: str) -> Group | None:
    """The group as it stands; until this change ends, nobody else changes it, comes in or leaves. None when it is gone.

    Whatever takes a group and its room takes them in this order, so that no two changes wait for each other.
    """
    held = Group.objects.select_for_update(of=("self",)).select_related("key", "room")
    return held.filter(pk=group_id).first()


@operation
def invite(membership: Membership, *, way: str, by: Person, now: datetime) -> str:
    """Make a way in for 72 hours. Returns the token or the four words; only a hash is kept. Raises NobodyInvites."""
    group = hold(membership.group_id)
    if group is None or not Membership.objects.filter(pk=membership.pk).exists():
        raise NotHere
    if group.inviting != terms.Inviting.MEMBERS:
        raise NobodyInvites(_("Your group decided that no one is invited for now."))
    if way == terms.Way.SPOKEN:
        shown = passphrases.four_words()
        token = queries.spoken_form(shown)
    else:
        shown = token = secrets.token_urlsafe(18)
    Invitation.add(
        group=membership.group,
        by=membership,
        way=terms.Way(way),
        token_hash=vault.token_hash(token),
        ends_at=now + terms.INVITATION_STAYS,
    )
    return shown


@operation
def take_back_all(membership: Membership, *, by: Person, now: datetime) -> None:
    """Close every way into the group that is open, whoever made it, doors opened after a knock too.

    A poster on a wall can't be taken back from afar: it is paused.
    """
    Poster.objects.filter(group=membership.group).update(paused=True)
    if Invitation.objects.filter(group=membership.group).delete()[0]:
        ledger.record(
            membership.group.pk,
            kind="invitations-taken-back",
            by=by.pk,
            about=None,
            text="",
            clause="doors",
            now=now,
        )


@operation
def take_back_one(invitation: Invitation, *, by: Membership, now: datetime) -> None:
    """Close one way into the group. Whose it was reads in the ledger that another member took it back.

    A second click finds nothing to close.
    """
    found = Invitation.objects.filter(pk=invitation.pk)
    if found.delete()[0] and invitation.by_id != by.pk:
        ledger.record(
            by.group_id,
            kind="invitation-taken-back",
            by=by.person_id,
            about=invitation.by.person_id if invitation.by else None,
            text="",
            clause="one-door",
            now=now,
        )


@operation
def open_door(invitation: Invitation, *, now: datetime) -> str:
    """Use the address of an invitation up. What it opens lives on in a cookie of this device, until it ends.

    Raises NotOpen on a second try.
    """
    token = secrets.token_urlsafe(24)
    unopened = Invitation.objects.filter(pk=invitation.pk, opened=False, ends_at__gt=now)
    if not unopened.rekey(opened=True, token_hash=vault.token_hash(token)):
        raise NotOpen(_closed())
    return token


def _closed() -> str:
    return _(
        "This invitation doesn't work any more. It may have been used or canceled, or its time is over. "
        "Please ask for a new one."
    )


def no_such_words() -> str:
    """What is said when four words open nothing."""
    return _("These four words don't match an open invitation. Please check them, or ask for new ones.")


@operation
def turn_away(invitation: Invitation, *, now: datetime) -> None:
    """Not now: the invitation is gone, and nothing of the person at the door was kept."""
    Invitation.objects.filter(pk=invitation.pk).exclude(way=terms.Way.MANY).delete()


@operation
def come_in(
    invitation: Invitation,
    *,
    name: str,
    pronouns: str | None = None,
    bound: str,
    by: Person,
    now: datetime,
    read: str = "",
) -> Membership:
    """Say yes at the door. The invitation is used up; the newcomer sees what is said from now on.

    ``pronouns``: None for those that one says of oneself anywhere. ``read``: the mark of what the door showed them.
    A second click finds the membership that the first one made.
    Raises NotOpen, SaidAnew, or Refusal for the name.
    """
    group = hold(invitation.group_id)
    if group is None:
        raise NotOpen(_closed())
    already = queries.membership_of(by, group_id=invitation.group_id)
    if already is not None:
        return already
    if read and read != queries.wording_mark(group):
        raise SaidAnew(
            _(
                "What the group agreed on was changed while you read it. Please read it again before you say yes."
            )
        )
    if invitation.way == terms.Way.MANY:
        raise NotOpen(_closed())
    hooks.require_may_join(group, by, now=now)
    invited_by = Invitation.objects.filter(pk=invitation.pk).values_list("by_id", flat=True).first()
    if not Invitation.objects.filter(pk=invitation.pk, ends_at__gt=now).delete()[0]:
        raise NotOpen(_closed())
    inviter = Membership.objects.filter(pk=invited_by).first() if invited_by else None
    return _join(
        invitation.group, name=name, pronouns=pronouns, bound=bound, invited_by=inviter, by=by, now=now
    )


def arrive_and_come_in(
    invitation: Invitation,
    *,
    name: str,
    pronouns: str = "",
    bound: str,
    passphrase: str,
    community_name: str,
    language: str,
    now: datetime,
    read: str = "",
) -> Person:
    """A new person and their first yes, both or neither.

    Raises NotOpen, SaidAnew, or Refusal for the name or the passphrase.
    """
    kept = people.hashed(passphrase, known=(names.clean(name), community_name))
    told = {"name": name, "pronouns": pronouns, "bound": bound, "read": read}
    return _arrive_and_come_in(invitation, told=told, hashed=kept, language=language, now=now)


@operation
def _arrive_and_come_in(
    invitation: Invitation, *, told: Mapping[str, str], hashed: str, language: str, now: datetime
) -> Person:
    person = people.arrive_hashed(name=told["name"], hashed=hashed, language=language, now=now)
    come_in(invitation, **told, by=person, now=now)
    return person


def _join(
    group: Group,
    *,
    name: str,
    pronouns: str | None = None,
    bound: str,
    invited_by: Membership | None,
    by: Person,
    now: datetime,
) -> Membership:
    if pronouns is None:
        # What one says of oneself to new groups. It is changed, or taken away, in each of them.
        pronouns = people_queries.line_of(by, part="pronouns")
    place = rooms.take_place(group.room, name=name, bound=bound, pronouns=pronouns, by=by, now=now)
    if Membership.objects.filter(person=by).count() >= terms.MOST_GROUPS:
        sentence = _("You are in %(most)d groups, which is the limit. Please leave one first.")
        raise ManyGroups(sentence % {"most": terms.MOST_GROUPS})
    membership = Membership.objects.create(
        group=group, person=by, place=place, invited_by=invited_by, joined_on=now.date()
    )
    _settle_alone(group, now=now)
    hooks.tell(hooks.after_joining, membership, now=now)
    return membership


def _settle_alone(group: Group, *, now: datetime) -> None:
    alone = queries.decides_alone(group)
    if alone:
        Group.objects.filter(pk=group.pk, alone_since=None).update(alone_since=now.date())
    else:
        Group.objects.filter(pk=group.pk).update(alone_since=None)


@operation
def hang_poster(membership: Membership, *, says: str, by: Person, now: datetime) -> Poster:
    """Make a poster that leads to the group's door, or say something else on the one there is. Raises NobodyInvites."""
    group = hold(membership.group_id)
    if group is None or not Membership.objects.filter(pk=membership.pk).exists():
        raise NotHere
    if group.inviting != terms.Inviting.MEMBERS:
        raise NobodyInvites(_("Your group decided that no one is invited for now."))
    line = prose.line(says, most=terms.MOST_POSTER_SAYS, field="says") if says.strip() else ""
    before = queries.poster_of(group)
    if before is not None:
        Poster.objects.filter(pk=before.pk).reseal({"says": line})
        return Poster.objects.select_related("key").get(pk=before.pk)
    code, four = new_id()[:12], passphrases.four_words()
    return Poster.add(
        group=group,
        code=code,
        four=four,
        says=line,
        code_hash=vault.token_hash(code),
        four_hash=vault.token_hash(queries.spoken_form(four)),
    )


@operation
def pause_poster(membership: Membership, *, paused: bool, by: Person, now: datetime) -> None:
    """Pause a poster, or let people ask by it again. Any member can."""
    Poster.objects.filter(group=membership.group_id).update(paused=paused)


@operation
def take_poster_down(membership: Membership, *, by: Person, now: datetime) -> None:
    """Take a poster down for good: its address, picture and words lead nowhere from now on."""
    Poster.objects.filter(group=membership.group_id).delete()


@operation
def knock(invitation: Invitation | Poster, *, name: str, words: str, once: str, now: datetime) -> str:
    """Ask to come in through a link for many, or a poster. Returns the token that this device keeps to see the answer.

    It is made of four words, which find the answer on any other device.
    """
    shown = names.clean(name)
    text = prose.clean(words, most=500) if words.strip() else ""
    token = queries.answer_token(passphrases.four_words())
    group = hold(invitation.group_id)
    if group is None:
        raise NotOpen(_closed())
    if isinstance(invitation, Poster):
        _require_calm(invitation, group)
    mark = vault.mark(once, about="groups.knock.once")
    before = Knock.objects.select_related("key").filter(once=mark).first()
    if before is not None and (before.text("name"), before.text("words")) == (shown, text):
        Knock.objects.filter(pk=before.pk).update(token_hash=vault.token_hash(token))
        return token
    if before is not None:
        # The form was sent again with other words: those are meant, and no one is to answer the earlier ones.
        before.delete()
    Knock.add(
        group=invitation.group,
        name=shown,
        words=text,
        token_hash=vault.token_hash(token),
        once=mark,
        on=now.date(),
        ends_at=now + terms.KNOCK_STAYS,
    )
    return token


def _require_calm(poster: Poster, group: Group) -> None:
    """Raise NotOpen where the poster is paused, and Refusal where more people ask than its members can answer."""
    if not Poster.objects.filter(pk=poster.pk, paused=False).exists() or (
        group.inviting != terms.Inviting.MEMBERS
    ):
        raise NotOpen(_("This door is closed for now. Please try again another day."))
    if Knock.objects.filter(group=group).count() >= terms.MOST_KNOCKS:
        raise Refusal(_("Many people are asking to join right now. Please try again tomorrow."))


@operation
def answer(knock: Knock, *, membership: Membership, welcome: bool, by: Person, now: datetime) -> None:
    """Say yes or not now to a knock. When two members have said the same, the door opens or stays closed.

    Where there is a third, an inviter and who they invited don't count as two. An answer can be changed until
    then; a second click changes nothing.
    """
    # Two members who answer at the same moment would each count one answer, or both open the door.
    if Knock.objects.select_for_update().filter(pk=knock.pk).first() is None:
        return
    said = Stance.ACCEPT if welcome else Stance.NOT_THIS
    KnockAnswer.objects.update_or_create(knock=knock, by=membership, defaults={"answer": said})
    ends = _ends(knock)
    if ends == Ends.OPEN:
        return
    if ends == Ends.YES:
        Invitation.add(
            group=knock.group,
            way=terms.Way.OPENED,
            name=knock.text("name"),
            token_hash=knock.token_hash,
            opened=True,
            ends_at=now + terms.INVITATION_STAYS,
        )
    knock.delete()


def _ends(knock: Knock) -> Ends:
    """What the answers to a knock come to by now."""
    said = rolls.said(KnockAnswer.objects.filter(knock=knock), by="by_id")
    return rules.named("two").ends(queries.standing(knock.group, said=said))


@operation
def step_back(knock: Knock, *, now: datetime) -> None:
    """Take one's knock back. Nothing of it stays."""
    knock.delete()


@operation
def leave(membership: Membership, *, by: Person, now: datetime) -> None:
    """Leave in one act: membership, place, words, signals and marks are gone. The last one out ends the group.

    A second click finds nothing to leave.
    """
    group, place = hold(membership.group_id), membership.place
    if group is None or not Membership.objects.filter(pk=membership.pk).exists():
        return
    hooks.tell(hooks.before_leaving, membership, now=now)
    membership.delete()
    rooms.leave(place, now=now)
    ledger.unsign(by.pk, now=now, chain=group.pk)
    if Membership.objects.filter(group=group).exists():
        _settle_alone(group, now=now)
        hooks.tell(hooks.after_leaving, membership, now=now)
    else:
        erase_group(group, now=now)


@operation
def erase_group(group: Group, *, now: datetime) -> None:
    """The group ends: its terms, room, words, doors and ledger are gone."""
    standing = hold(group.pk)
    if standing is None:
        return
    group = standing
    for heard in hooks.before_erasing:
        heard(group, now=now)
    Membership.objects.filter(group=group).delete()
    room = Group.objects.select_related("room").get(pk=group.pk).room
    circles.end(group.circle_id, now=now)
    rooms.erase_room(room, now=now)
    ledger.erase(group.pk, now=now)


@operation
def depart(*, by: Person, now: datetime) -> None:
    """A person leaves the community: they leave each group as if it were the only one."""
    for membership in Membership.objects.filter(person=by).select_related("group", "place"):
        leave(membership, by=by, now=now)


def sweep(*, now: datetime) -> None:
    """What is over goes: ended invitations and knocks, and groups in which one person was alone for 30 days."""
    batches.remove(Invitation.objects.filter(ends_at__lte=now))
    batches.remove(Knock.objects.filter(ends_at__lte=now))
    # After a restore somebody may be alone without anybody having left.
    for group_id in queries.alone_unnoticed():
        _notice_alone(group_id, now=now)
    for group_id in queries.alone_since(now.date() - timedelta(days=terms.ALONE_DAYS)):
        _end_if_alone(group_id, now=now)


@operation
def _notice_alone(group_id: str, *, now: datetime) -> None:
    group = hold(group_id)
    if group is not None:
        _settle_alone(group, now=now)


@operation
def _end_if_alone(group_id: str, *, now: datetime) -> None:
    """Held, it is looked at again: somebody may just have come in."""
    group = hold(group_id)
    if group is not None and queries.decides_alone(group):
        erase_group(group, now=now)
