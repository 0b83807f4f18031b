"""One occasion: adding it, its page, and changing it or one of its dates."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mutuality.groups import queries as groups_queries
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import Form, shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere
from mutuality.occasions import access as occasions_access
from mutuality.occasions import operations as occasions
from mutuality.occasions import queries as occasions_queries
from mutuality.occasions import terms as occasions_terms
from mutuality.occasions.models import Occasion
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.week import access, forms, lines, queries, sentences
from mutuality.week.queries import Reader

DATE_ACTS = ("off", "usual", "move", "topic")


def circles_of(me: Person) -> list[tuple[str, SafeString]]:
    """My groups, as choices."""
    return [(group.circle, format_html("<bdi>{}</bdi>", group.name)) for group in groups_queries.named_of(me)]


def start_of(me: Person) -> dict[str, Any]:
    """What most things begin with: a week from now in the afternoon, by this person's own clocks."""
    zone = people_queries.zone_of(me)
    return {"once": new_id(), "first_on": clock.now().date(), "at": "14:00", "zone": zone}


@signed_in
def adding(request: Visit, me: Person) -> HttpResponse:
    """Add something, for a group of mine or for everyone here."""
    if request.method == "POST":
        rates.take("occasion", key=me.pk)
    form = forms.NewOccasion(request.POST or None, circles=circles_of(me), initial=start_of(me))
    if form.sent(request):
        whose = form.told["whose"]
        with form.refusing():
            row = occasions.add(
                parts=form.told,
                circle=None if whose == forms.EVERYONE else whose,
                once=form.told["once"],
                by=me,
                now=clock.now(),
            )
            return answered(redirect("occasion", row.pk), _("Saved. It's in the week now."))
    return shown(request, "week/adding.html", {"form": form})


@signed_in
def occasion(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """What it is, when it is next, and what one can do about it."""
    row = access.occasion(me, occasion_id=occasion_id)
    return render(request, "week/occasion.html", _context(row, me))


def _context(row: Occasion, me: Person) -> dict[str, Any]:
    now, who = clock.now(), queries.reader(me)
    found = occasions_queries.seen(row)
    ours = row.circle_id is None or row.circle_id in who.circles
    asked = occasions_queries.wish_for(row) if ours else None
    return {
        "row": row,
        "title": row.text("title"),
        "group": who.circles.get(row.circle_id or "", ""),
        "ours": ours,
        "mine": row.by_id == me.pk,
        "free": row.by_id is None,
        "holder": _holder(row, me, who),
        "follows": row.pk in who.follows,
        "rhythm": sentences.rhythm(row),
        "way": occasions_terms.Way(row.way).label,
        "where": row.text("where") if ours or row.where_to == occasions_terms.Shown.PLACE else "",
        "facts": _facts(row),
        "access": [each.label for each in occasions_queries.access_of(row)],
        "dates": _dates(found, who, now=now),
        "added": [each for each in found.changes if each.on is None],
        "asked": _asked(asked, row, me, who),
        "to_everyone": row.shown == occasions_terms.Shown.PLACE,
        "alone": queries.is_alone(row),
    }


def _facts(row: Occasion) -> list[tuple[str, str]]:
    """What else is said of it, each with its heading."""
    told = {
        _("What it costs"): row.text("costs") or _("It's free."),
        _("What to bring"): row.text("bring"),
        _("Which languages"): row.text("languages"),
        _("More about it"): row.text("about"),
    }
    return [(heading, said) for heading, said in told.items() if said]


def _holder(row: Occasion, me: Person, who: Reader) -> str:
    """Who holds it, by the name under which I know them; nothing where I shouldn't."""
    if row.by is None or row.by_id == me.pk:
        return ""
    return queries.name_in(row.by, row.circle_id, who)


def _dates(found: occasions_queries.Seen, who: Reader, *, now: Any) -> list[dict[str, Any]]:
    openers = queries.opener_names(found.row, who) if found.row.opener else {}
    mine = occasions_queries.days_opened(found.row.pk, person_id=who.person) if found.row.opener else ()
    coming = occasions_queries.dates_to_change(found.times, now=now)[: occasions_terms.DATES_SHOWN]
    return [
        {
            "date": each,
            "said": lines.date_said(each),
            "topic": found.topics.get(each.on, "") if each.on else "",
            "opener": openers.get(each.on, "") if each.on else "",
            "i_open": each.on in mine,
        }
        for each in coming
    ]


def _asked(
    asked: occasions_queries.Asked | None, row: Occasion, me: Person, who: Reader
) -> dict[str, Any] | None:
    if asked is None:
        return None
    return {
        "row": asked.row,
        "says": sentences.wish(asked.told, row),
        "by": queries.name_in(asked.row.by, row.circle_id, who),
        "mine": asked.row.by_id == me.pk,
    }


@signed_in
def wording(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """Say it all again: when, where, what. Who doesn't hold it asks for that."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    form = forms.Occasion(request.POST or None, initial=_start(row))
    if form.sent(request):
        told = {name: value for name, value in form.told.items() if name != "once"}
        return _change(request, form, row, {"do": "all", "parts": told}, me=me) or _wording(
            request, row, form, me
        )
    return _wording(request, row, form, me)


def _wording(request: Visit, row: Occasion, form: Form, me: Person) -> HttpResponse:
    context = {"form": form, "row": row, "title": row.text("title"), "mine": row.by_id == me.pk}
    return shown(request, "week/wording.html", context)


def _start(row: Occasion) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in (*forms.Occasion.base_fields,) if hasattr(row, name)}
    texts = {name: row.text(name) for name in ("title", "where", "languages", "bring", "costs", "about")}
    return kept | texts | {"access": row.access.split(",")}


def _change(
    request: Visit, form: Form, row: Occasion, told: Mapping[str, Any], *, me: Person
) -> HttpResponse | None:
    """Do it, or ask for it; nothing where it was refused and the form says why."""
    with form.refusing():
        return changed(row, told, me=me)
    return None


def changed(row: Occasion, told: Mapping[str, Any], *, me: Person) -> HttpResponse:
    """Change it, or ask for that, and say which of both happened. Raises Refusal."""
    rates.take("occasion", key=me.pk)
    done = occasions.change(row, told=told, by=me, alone=queries.is_alone(row), now=clock.now())
    there = redirect("week") if done and told["do"] == "end" else redirect("occasion", row.pk)
    if done:
        return answered(there, sentences.done(told["do"]))
    return answered(there, _("The others can see what you suggest. One more person needs to agree."))


@signed_in
def occasion_date(request: Visit, me: Person, occasion_id: str, on: date) -> HttpResponse:
    """One date: it is off, at another time, about something, or as usual after all."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    found = occasions_access.date_of(row, on=on, now=clock.now())
    act = request.POST.get("act", "move") if request.method == "POST" else ""
    move = forms.Move(
        request.POST if act == "move" else None,
        initial={"to_on": found.begins.date(), "to_at": found.begins.time()},
    )
    topics = occasions_queries.seen(row).topics
    topic = forms.Topic(
        request.POST if act == "topic" else None, initial={"topic": topics.get(on, "")}, auto_id="t-%s"
    )
    form: Form = {"topic": topic}.get(act, move)
    if request.method == "POST":
        if act not in DATE_ACTS:
            raise NotHere
        if act in ("off", "usual") or form.is_valid():
            told = {"do": act, "on": on, **(form.told if act in ("move", "topic") else {})}
            answer = _change(request, form, row, told, me=me)
            if answer is not None:
                return answer
    context = {
        "row": row,
        "title": row.text("title"),
        "date": found,
        "said": lines.date_said(found),
        "form": form,
        "move": move,
        "topic": topic,
        "mine": row.by_id == me.pk,
    }
    return shown(request, "week/date.html", context)


@signed_in
def extra_date(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """A date besides those of the rhythm; or one such date less."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    if request.POST.get("act") == "remove":
        found = occasions_access.added(row, change_id=request.POST.get("change", ""))
        return changed(row, {"do": "no-extra", "change": found.pk}, me=me)
    form = forms.Move(request.POST or None, initial={"to_at": row.at})
    if form.sent(request):
        answer = _change(request, form, row, {"do": "extra", **form.told}, me=me)
        if answer is not None:
            return answer
    context = {"row": row, "title": row.text("title"), "form": form, "mine": row.by_id == me.pk}
    return shown(request, "week/extra.html", context)


@signed_in
def wishes(request: Visit, me: Person, occasion_id: str, change_wish_id: str) -> HttpResponse:
    """Say yes to what someone asks for, or take it back."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    there = redirect("occasion", row.pk)
    try:
        wish = occasions_access.wish(row, wish_id=change_wish_id)
    except NotHere:
        return answered(there, _("This was settled in the meantime."))
    if request.POST.get("act") == "no":
        occasions.take_back(wish, by=me, now=clock.now())
        return answered(there, _("It stays as it was."))
    does = _do_of(row)
    done = occasions.agree(
        wish, by=me, are_two=lambda one, other: queries.are_two(row, one, other), now=clock.now()
    )
    if done:
        return answered(redirect("week") if does == "end" else there, sentences.done(does))
    return answered(there, _("If one of you invited the other, one more person must agree."))


def _do_of(row: Occasion) -> str:
    asked = occasions_queries.wish_for(row)
    return str(asked.told["do"]) if asked else ""


# Acts


@signed_in
def holding(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """Take it on, where no one holds it, or lay it down."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    there = redirect("occasion", row.pk)
    if request.POST.get("act") == "lay-down":
        occasions.lay_down(row, by=me, now=clock.now())
        return answered(there, _("You no longer look after it. Anyone can take it on."))
    occasions.take_on(row, by=me, now=clock.now())
    return answered(there, _("You look after it now."))


@signed_in
def following(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """Have it among my own dates, or no longer."""
    row = access.occasion(me, occasion_id=occasion_id)
    there = redirect("occasion", row.pk)
    if request.POST.get("act") == "no":
        occasions.unfollow(row, by=me, now=clock.now())
        return answered(there, _("It's no longer among your dates."))
    occasions.follow(row, by=me, now=clock.now())
    return answered(there, _("It's among your dates now. No one else knows."))


@signed_in
def openers(request: Visit, me: Person, occasion_id: str, on: date) -> HttpResponse:
    """Say that I open on a date, or that I can't after all."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    found = occasions_access.date_of(row, on=on, now=clock.now())
    if found.off or not row.opener:
        raise NotHere
    there = redirect("occasion", row.pk)
    if request.POST.get("act") == "no":
        occasions.not_open_on(row, on=on, by=me, now=clock.now())
        return answered(there, _("You don't open on that date. The page says that someone is needed."))
    if occasions.open_on(row, on=on, by=me, now=clock.now()):
        return answered(there, _("Thank you. The page says that you open."))
    return answered(there, _("Someone else opens on that date already."))


@signed_in
def showing(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """Show it to everyone here, which one more person has to agree to; or to the group alone, which anyone can do."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    if row.circle_id is None:
        raise NotHere
    act = request.POST.get("act", "")
    if act == "hide":
        return changed(row, {"do": "hide"}, me=me)
    return changed(row, {"do": "show", "place": act == "show-place"}, me=me)


@signed_in
def ending(request: Visit, me: Person, occasion_id: str) -> HttpResponse:
    """Take it out of the week for good."""
    row = access.own_occasion(me, occasion_id=occasion_id)
    return changed(row, {"do": "end"}, me=me)
