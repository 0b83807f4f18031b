"""Appointments of one's own, which no one else sees."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.occasions import access as occasions_access
from mutuality.occasions import operations as occasions
from mutuality.occasions.models import OwnDate
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.week import forms
from mutuality.week.views.occasion import start_of


@signed_in
def adding(request: Visit, me: Person) -> HttpResponse:
    """Keep an appointment of my own."""
    return _form_page(request, me, row=None, start=start_of(me))


@signed_in
def own_date(request: Visit, me: Person, own_id: str) -> HttpResponse:
    """An appointment of mine, to read and change."""
    row = occasions_access.own_date(me, own_id=own_id)
    kept = {name: getattr(row, name) for name in forms.OwnDate.base_fields if hasattr(row, name)}
    return _form_page(
        request, me, row=row, start=kept | {name: row.text(name) for name in ("title", "where")}
    )


def _form_page(request: Visit, me: Person, *, row: OwnDate | None, start: dict[str, Any]) -> HttpResponse:
    form = forms.OwnDate(request.POST or None, initial=start)
    if form.sent(request):
        with form.refusing():
            occasions.keep_own(parts=form.told, once=form.told["once"], row=row, by=me, now=clock.now())
            return answered(redirect("week"), _("Saved. Only you see it."))
    return shown(request, "week/own.html", {"form": form, "row": row})


@signed_in
def erasing(request: Visit, me: Person, own_id: str) -> HttpResponse:
    """Erase an appointment of mine."""
    occasions.erase_own(occasions_access.own_date(me, own_id=own_id), by=me, now=clock.now())
    return answered(redirect("week"), _("It's erased."))
