"""One question to a group: reading it, answering, and what follows from it."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.decisions.refusals import AlreadyOpen, OneEach
from mutuality.decisions.views.decisions import up
from mutuality.groups.models import Membership
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.refusals import Refusal
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.polls import access, forms, operations, queries, terms
from mutuality.polls.models import Poll
from mutuality.polls.terms import Kind, Sight
from mutuality.ui.templatetags.moments import moment


@signed_in
def poll(request: Visit, me: Person, poll_id: str) -> HttpResponse:
    """A question, who sees the answers, my answer, and what the others said as far as it is shown."""
    membership, row = access.poll_for(me, poll_id=poll_id)
    return _page(request, membership=membership, row=row)


def _page(
    request: Visit,
    *,
    membership: Membership,
    row: Poll,
    refused: forms.Answer | None = None,
    said: str = "",
) -> HttpResponse:
    request.circle = membership.group.circle_id
    reading = queries.reading(row, membership=membership, today=clock.now().date())
    answers = reading.open and reading.asked and reading.readable
    once = row.sight == Sight.SECRET and reading.took
    context = up(membership) | {
        "poll": reading,
        "sees": terms.SEES[row.sight],
        "form": refused or (_form(row, membership=membership) if answers and not once else None),
        "employer": row.sight == Sight.SECRET and queries.host_is_employer(),
        "secret": row.sight == Sight.SECRET,
        "times": row.kind == Kind.TIMES,
        "lot": row.kind == Kind.LOT,
        "said": said,
    }
    template = "polls/to_answer.html" if context["form"] else "polls/poll.html"
    return render(request, template, context, status=422 if refused or said else 200)


def _form(row: Poll, *, membership: Membership, data: Any = None) -> forms.Answer:
    mine, zone = queries.asked_of(row, membership=membership), people_queries.zone_of(membership.person)
    labels: list[Any] = queries.options_of(row)
    if row.kind == Kind.TIMES:
        labels = [moment(datetime.fromisoformat(each), zone) for each in labels]
    return forms.answering(
        row.kind, labels, said=mine.said if mine else "", data=data, question=row.text("question")
    )


@signed_in
def answer(request: Visit, me: Person, poll_id: str) -> HttpResponse:
    """Answer, or answer differently. Whoever only comes by, as after signing in, is led to the question."""
    membership, row = access.poll_to_answer(me, poll_id=poll_id)
    if request.method == "GET":
        return redirect("poll", poll_id=poll_id)
    form = _form(row, membership=membership, data=request.POST)
    if form.is_valid():
        with form.refusing():
            operations.answer(row, code=form.code(), by=membership, now=clock.now())
            return answered(redirect("poll", poll_id=poll_id), _("Your answer is saved."))
    return _page(request, membership=membership, row=row, refused=form)


@signed_in
def taking_back(request: Visit, me: Person, poll_id: str) -> HttpResponse:
    """Take my own question back."""
    membership, row = access.own_poll(me, poll_id=poll_id)
    if request.method == "POST" and row.closed_on is None:
        operations.take_back(row, by=membership, now=clock.now())
        return answered(redirect("polls", group_id=membership.group_id), _("Your question is taken back."))
    return redirect("poll", poll_id=poll_id)


@signed_in
def next_draw(request: Visit, me: Person, poll_id: str) -> HttpResponse:
    """Say that I was drawn and can't do it after all."""
    membership, row = access.poll_to_answer(me, poll_id=poll_id)
    if request.method == "POST":
        operations.hand_on(row, by=membership, now=clock.now())
        return answered(
            redirect("poll", poll_id=poll_id), _("Saved. If someone else was willing, they were drawn.")
        )
    return redirect("poll", poll_id=poll_id)


@signed_in
def proposal(request: Visit, me: Person, poll_id: str) -> HttpResponse:
    """Propose one of the times to the group. What is open about it already leads there."""
    membership, row = access.poll_for(me, poll_id=poll_id)
    place = request.POST.get("place", "")
    if request.method == "GET" or not (place.isdecimal() and len(place) == 1):
        return redirect("poll", poll_id=poll_id)
    try:
        made = operations.propose_time(row, place=int(place), by=membership, now=clock.now())
    except (AlreadyOpen, OneEach) as refusal:
        return redirect("decision", proposal_id=refusal.proposal_id)
    except Refusal as refusal:
        return _page(request, membership=membership, row=row, said=refusal.sentence)
    said = _("Your proposal is open. Everyone in the group can answer now.")
    return answered(redirect("decision", proposal_id=made.pk), said)
