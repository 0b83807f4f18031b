"""Three equal ways when it is hard between people, and the pages of a circle of three."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mutuality.concerns import access, forms, operations, queries, talks
from mutuality.concerns.models import Concern, Seat
from mutuality.first_aid import queries as first_aid_queries
from mutuality.groups import access as groups_access
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import queries as people_queries
from mutuality.people.drafts import kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back
from mutuality.rooms import access as rooms_access
from mutuality.rooms import queries as rooms_queries


def named(members: list[Membership], *, without: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return members to choose from, by name."""
    rest = [m for m in members if m.person_id not in without]
    return [(m.pk, format_html("<bdi>{}</bdi>", groups_queries.member_name(m))) for m in rest]


def _beside(request: Visit, me: Person, place_id: str) -> tuple[Membership, Membership]:
    """My membership and that of the person whose place it is. Raises NotHere."""
    mine, theirs = rooms_access.neighbour_for(me, place_id=place_id)
    request.circle = mine.room.circle_id
    membership = groups_access.membership_in(me, circle_id=mine.room.circle_id or "")
    members = groups_queries.members(membership.group)
    other = next((m for m in members if m.person_id == theirs.person_id), None)
    if other is None:
        raise NotHere
    return membership, other


@signed_in
def ways(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """Three equal ways: I say it myself, we talk it through, a circle of three."""
    membership, other = _beside(request, me, place_id)
    today = clock.now().date()
    context = {
        "place_id": place_id,
        "group_id": membership.group_id,
        "name": groups_queries.member_name(other),
        "word": request.GET.get("word", "")[:16],
        "enough": queries.could_be_drawn(membership.group, without=(me.pk, other.person_id), today=today),
        "third": len(groups_queries.ids_in(membership.group)) > 2,
    }
    return render(request, "concerns/ways.html", context)


@signed_in
def word_ways(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """The three ways, with a message that can be attached."""
    _mine, word = rooms_access.word_for(me, word_id=word_id, now=clock.now())
    if word.place.person_id == me.pk:
        return redirect("word", word_id=word_id)
    return redirect(reverse("concern-ways", args=[word.place_id]) + f"?word={word_id}")


def _attached(me: Person, word_id: str, *, of: str) -> tuple[str | None, str]:
    """A message of that person that I can read now, and what it says; nothing where there is none."""
    if not word_id:
        return None, ""
    try:
        _place, word = rooms_access.word_for(me, word_id=word_id, now=clock.now())
    except NotHere:
        raise Refusal(
            _("The message is gone, so it can't be attached. What you wrote is still here.")
        ) from None
    if word.place.person_id != of:
        raise NotHere
    said = rooms_queries.opened([word])
    return word.pk, said[0].words if said else ""


@signed_in
def opening(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """Ask a circle of three. What they will read is written here, and nowhere else."""
    membership, other = _beside(request, me, place_id)
    clauses = first_aid_queries.clauses(membership.group)
    start = {"word": request.GET.get("word", "")[:16]}
    form = forms.Opening(request.POST or None, initial=start, clauses=clauses)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("concern", key=membership.pk)
            told = form.told
            word, attached = _attached(me, told["word"], of=other.person_id)
            row = operations.open_concern(
                membership,
                about=other.person_id,
                clause=told["clause"],
                words=told["happened"],
                named=told["named"],
                word=word,
                attached=attached,
                by=me,
                now=clock.now(),
            )
            return answered(redirect("concern", concern_id=row.pk), _("Saved. Three people are being drawn."))
    word_id = form["word"].value() or ""
    context = {"place_id": place_id, "form": form, "name": groups_queries.member_name(other), "word": word_id}
    return shown(request, "concerns/opening.html", context | kept_here(request))


@signed_in
def talking(request: Visit, me: Person, place_id: str) -> HttpResponse:
    """Ask someone to sit beside us, and a day."""
    membership, other = _beside(request, me, place_id)
    members = groups_queries.members(membership.group)
    people = named(members, without=(me.pk, other.person_id))
    form = forms.TalkAsking(request.POST or None, people=people)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            rates.take("concern", key=membership.pk)
            beside = next(m for m in members if m.pk == form.told["beside"])
            told = {"about": other, "beside": beside, "on": form.told["on"]}
            row = talks.ask(membership, **told, by=me, now=clock.now())
            return answered(redirect("talk", talk_id=row.pk), _("Saved. Both are asked."))
    context = {"place_id": place_id, "form": form, "name": groups_queries.member_name(other), "any": people}
    return shown(request, "concerns/talking.html", context)


@signed_in
def talk(request: Visit, me: Person, talk_id: str) -> HttpResponse:
    """A talk that I asked for, or am asked to: who, when, four questions, and a yes."""
    now = clock.now()
    row = access.talk_for(me, talk_id=talk_id, now=now)
    if not talks.arrives(row, me):
        raise NotHere
    if request.method == "POST":
        yes = request.POST.get("yes") == "yes"
        talks.say(row, yes=yes, by=me, now=now)
        if yes:
            return answered(redirect("talk", talk_id=talk_id), _("Saved."))
        return answered(redirect("concerns", group_id=row.by.group_id), _("It is gone. No one is told why."))
    names = {part: groups_queries.member_name(getattr(row, part)) for part in ("by", "about", "beside")}
    mine = row.by.person_id == me.pk
    yes = row.about_yes if row.about.person_id == me.pk else row.beside_yes
    context = {
        "talk": row,
        "mine": mine,
        "yes": yes or mine,
        "both": row.about_yes and row.beside_yes,
        **names,
    }
    return render(request, "concerns/talk.html", context)


@signed_in
def concerns(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """What is mine to read here: concerns of mine, about me, or for which I was drawn."""
    membership, now = groups_access.membership_for(me, group_id=group_id), clock.now()
    request.circle = membership.group.circle_id
    rows = [(row, queries.role_of(row, me)) for row in queries.mine_in(membership.group, me)]
    context = {
        "group_id": group_id,
        "concerns": rows,
        "seats": [s for s in queries.seats_waiting(me, now=now) if s.panel.group_id == group_id],
        "talks": [
            row
            for row in queries.talks_of(me, today=now.date())
            if row.by.group_id == group_id and talks.arrives(row, me)
        ],
    }
    return render(request, "concerns/concerns.html", context)


@signed_in
def seat(request: Visit, me: Person, seat_id: str) -> HttpResponse:
    """I was drawn. Yes or no, without a reason."""
    now = clock.now()
    row = access.seat_for(me, seat_id=seat_id, now=now)
    if request.method == "POST":
        willing = request.POST.get("willing") == "yes"
        operations.take_seat(row, willing=willing, by=me, now=now)
        said = _("Thank you. You'll find it here when there are three.") if willing else _("That's fine.")
        return answered(redirect("concerns", group_id=row.panel.group_id), said)
    members = groups_queries.members(row.panel.group)
    names = [groups_queries.member_name(m) for m in members if m.person_id in queries.parties(row.panel)]
    zone = people_queries.zone_of(me)
    context = {"seat": row, "names": names, "group_id": row.panel.group_id, "zone": zone}
    return render(request, "concerns/seat.html", context)


@signed_in
def concern(request: Visit, me: Person, concern_id: str) -> HttpResponse:
    """One concern, as each of those whom it concerns may read it, with what they can do now."""
    row, role = access.concern_for(me, concern_id=concern_id)
    request.circle = row.group.circle_id
    now, asked = clock.now(), request.POST.get("act", "")
    made = {
        "answer": forms.Answering(
            request.POST if asked == "answer" else None, initial={"answer": row.text("answer")}
        ),
        "outcome": forms.Deciding(request.POST if asked == "outcome" else None),
        "appeal": forms.Appealing(request.POST if asked == "appeal" else None),
    }
    form = made.get(asked, made["answer"])
    give_back(request, form)
    if request.method == "POST" and (asked not in made or form.is_valid()):
        with form.refusing():
            return _done(request, me, row, asked=asked, form=form)
    told = {f"{name}_form": one for name, one in made.items()}
    read = queries.read(row, me, role=role, now=now)
    context = {
        "concern": read,
        "form": form,
        "zone": people_queries.zone_of(me),
        **told,
        **kept_here(request),
    }
    return shown(request, "concerns/concern.html", context)


def _done(request: Visit, me: Person, row: Concern, *, asked: str, form: Any) -> HttpResponse:
    acts: dict[str, Callable[..., str]] = {
        "answer": _answer,
        "outcome": _suggest,
        "back": _back,
        "strike": _strike,
        "appeal": _appeal,
    }
    if asked not in acts:
        return redirect("concern", concern_id=row.pk)
    sentence = acts[asked](request, me, row, form)
    return answered(redirect("concern", concern_id=row.pk), sentence)


def _answer(request: Visit, me: Person, row: Concern, form: Any) -> str:
    operations.answer(row, words=form.told["answer"], by=me, now=clock.now())
    return _("Saved.")


def _suggest(request: Visit, me: Person, row: Concern, form: Any) -> str:
    told = {"outcome": form.told["outcome"], "days": form.told["days"] or 0, "reasons": form.told["reasons"]}
    operations.suggest(row, **told, by=me, now=clock.now())
    return _("Saved. One more of you needs to agree.")


def _back(request: Visit, me: Person, row: Concern, form: Any) -> str:
    done = operations.back(row, draft_id=request.POST.get("draft", "")[:16], by=me, now=clock.now())
    return _("It is decided. Both can read it now.") if done else _("Saved. One more of you needs to agree.")


def _strike(request: Visit, me: Person, row: Concern, form: Any) -> str:
    seat = Seat.objects.filter(pk=request.POST.get("seat", "")[:16], panel=row.panel_id).first()
    if seat is None:
        raise NotHere
    operations.strike(row, seat=seat, by=me, now=clock.now())
    return _("Saved. Someone else is drawn.")


def _appeal(request: Visit, me: Person, row: Concern, form: Any) -> str:
    operations.appeal(row, words=form.told["appeal"], by=me, now=clock.now())
    return _("Saved. A second circle is being drawn.")
