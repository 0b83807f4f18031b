"""One's dates in one's own calendar: addresses that only it knows, and the file it finds there."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import override

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.refusals import NotHere
from mutuality.occasions import access as occasions_access
from mutuality.occasions import calendar, feeds
from mutuality.occasions import queries as occasions_queries
from mutuality.occasions.models import Feed
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again, slow_down
from mutuality.people.parked import show_once, shown_once
from mutuality.vault import operations as vault
from mutuality.week import forms, queries
from mutuality.week.queries import Dated
from mutuality.week.terms import LOOKS_AGAIN
from mutuality.week.views.occasion import circles_of


@said_again
def calendars(request: Visit, me: Person) -> HttpResponse:
    """Which addresses there are, and making one. It is shown once."""
    circles = circles_of(me)
    form = forms.NewFeed(request.POST or None, circles=circles, initial={"whose": forms.EVERYONE})
    if form.sent(request):
        whose = form.told["whose"]
        with form.refusing():
            circle = None if whose == forms.EVERYONE else whose
            token = feeds.make(circle=circle, titles=form.told["titles"], by=me, now=clock.now())
            return show_once(redirect("calendars"), page=request.path, shown={"token": token}, person=me)
    told = shown_once(request)
    names = dict(circles)
    context = {
        "form": form,
        "made": settings.ADDRESS + reverse("feed", args=[told["token"]]) if told else "",
        "feeds": [
            {"row": row, "circle": names.get(row.circle_id or "", "")}
            for row in occasions_queries.feeds_of(me.pk)
        ],
    }
    return shown(request, "week/calendars.html", context)


@said_again
def closing(request: Visit, me: Person, feed_id: str) -> HttpResponse:
    """Take an address back."""
    feeds.take_back(occasions_access.own_feed(me, feed_id=feed_id), by=me, now=clock.now())
    return answered(redirect("calendars"), _("A calendar finds nothing there any more."))


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates, for a calendar that knows the address. Where nothing changed it is told so, and nothing else."""
    found = occasions_queries.feed_for(token)
    if found is None:
        # Only guesses are counted: one network may fetch for many people.
        slow_down(request, "feed")
        raise NotHere
    now = clock.now()
    tag = _tag(found, now=now)
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(_file(found, now=now), content_type=calendar.MEDIA)
        answer["Content-Disposition"] = 'attachment; filename="dates.ics"'
    answer["ETag"] = tag
    patch_cache_control(answer, private=True, max_age=300)
    return answer


def _tag(found: Feed, *, now: datetime) -> str:
    """Another mark as soon as anything in the file is another, and each day, since its years go on."""
    rows = sorted(queries.state_of(found.person, circle=found.circle_id))
    state = [found.pk, found.titles, found.person.language, now.date().isoformat(), rows]
    return f'"{vault.mark(repr(state), about="week.feed")[:32]}"'


def _file(found: Feed, *, now: datetime) -> bytes:
    dated = queries.mine(found.person, circle=found.circle_id)
    with override(found.person.language or settings.LANGUAGE_CODE):
        entries = [_entry(each, titles=found.titles) for each in dated]
        return calendar.feed(entries, now=now, refresh=LOOKS_AGAIN)


def _entry(dated: Dated, *, titles: bool) -> calendar.Entry:
    if not titles:
        return calendar.Entry(dated.uid, dated.times, dated.sequence)
    if dated.row is None:
        return calendar.Entry(dated.uid, dated.times, dated.sequence, title=dated.group)
    return calendar.Entry(
        dated.uid, dated.times, dated.sequence, dated.row.text("title"), dated.row.text("where")
    )
