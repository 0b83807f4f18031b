"""The sheets I keep: mine alone, behind the passphrase like my other own pages."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mutuality.kit import clock, dates
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again
from mutuality.people.parked import give_back
from mutuality.sheets import access, answers, data_files, forms, operations, queries, terms
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.queries import Kept


@said_again
def own_sheets(request: Visit, me: Person) -> HttpResponse:
    """Every sheet I keep."""
    context = {"lines": _lines(queries.kept_by(me)), "most": terms.MOST_SHEETS}
    return render(request, "sheets/own_sheets.html", context)


def _lines(kept: list[Kept]) -> list[dict[str, Any]]:
    """A line for each sheet. What all lines share, as addresses and days, is made once: there can be two hundred."""
    stand_in = "0" * 16
    ways = {
        name: reverse(route, args=[stand_in])
        for name, route in (
            ("at", "own-sheet"),
            ("versions", "own-sheet-versions"),
            ("erasing", "own-sheet-erasing"),
        )
    }
    saved = {
        day: _("saved on %(day)s") % {"day": dates.day_of(day, year=True)}
        for day in {each.row.day for each in kept}
    }
    titles = {slug: str(found.title) for slug, found in data_files.every().items()}
    return [
        {
            "name": each.written.title or titles.get(each.written.slug, each.written.slug),
            "sheet": titles.get(each.written.slug, "") if each.written.title else "",
            "saved": saved[each.row.day],
            "several": each.several,
            **{name: way.replace(stand_in, each.row.pk) for name, way in ways.items()},
        }
        for each in kept
    ]


@said_again
def new(request: Visit, me: Person, sheet: str) -> HttpResponse:
    """A blank sheet among my own pages, and where a sheet from the page for everyone is sent to be kept."""
    found = access.sheet(sheet, held_by=("me",))
    form = forms.OwnAnswers(request.POST or None, sheet=found)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            row = operations.keep(found, title=form.own_title(), said=form.said(), by=me, now=clock.now())
            return answered(redirect(arrived(request, reverse("own-sheet", args=[row.pk]))), _("Saved."))
    return _form_page(request, found, form, kept=None)


@said_again
def own_sheet(request: Visit, me: Person, sheet_id: str) -> HttpResponse:
    """A sheet of mine, to read, change and print."""
    row = access.own_sheet(me, sheet_id=sheet_id)
    kept = queries.opened(row)
    sheet = kept.written.sheet or forms.gone(kept.written.name)
    form = forms.OwnAnswers.starting(
        sheet,
        kept.written.current(),
        request.POST or None,
        initial={"title": kept.written.title, "version": row.version},
    )
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            return _saved(request, me, kept, form)
    return _form_page(request, sheet, form, kept=kept)


def _saved(request: Visit, me: Person, kept: Kept, form: forms.OwnAnswers) -> HttpResponse:
    row = operations.save(
        kept.row,
        title=form.own_title(),
        said=form.said(),
        version=form.version_seen(),
        by=me,
        now=clock.now(),
    )
    if row.pk == kept.row.pk:
        return answered(redirect(arrived(request, reverse("own-sheet", args=[row.pk]))), _("Saved."))
    both = _("This sheet was changed somewhere else in the meantime. Both versions are kept.")
    return answered(redirect(arrived(request, reverse("own-sheet-versions", args=[row.pk]))), both)


def _form_page(request: Visit, sheet: Sheet, form: forms.OwnAnswers, *, kept: Kept | None) -> HttpResponse:
    context = {
        "sheet": sheet,
        "form": form,
        "asked": form.asked(),
        "kept": kept,
        "name": kept.written.name if kept else sheet.title,
        "earlier": kept.written.earlier() if kept else [],
        "several": len(queries.versions_of(kept.row)) > 1 if kept else False,
    }
    return shown(request, "sheets/own_sheet.html", context | kept_here(request, behind_passphrase=True))


@said_again
def versions(request: Visit, me: Person, sheet_id: str) -> HttpResponse:
    """The versions of one page side by side, when it was changed in two places at once."""
    row = access.own_sheet(me, sheet_id=sheet_id)
    found = [
        {
            "kept": each,
            "answers": [(a.asks, answers.named(a, each.written.sheet)) for a in each.written.answers],
        }
        for each in queries.versions_of(row)
    ]
    return render(request, "sheets/versions.html", {"versions": found, "row": row})


@said_again
def keeping(request: Visit, me: Person, sheet_id: str) -> HttpResponse:
    """Keep this version of a page, and erase the others."""
    row = access.own_sheet(me, sheet_id=sheet_id)
    operations.keep_only(row, by=me, now=clock.now())
    return answered(redirect("own-sheet", row.pk), _("This version is kept. The other is erased."))


@said_again
def erasing(request: Visit, me: Person, sheet_id: str) -> HttpResponse:
    """Erase one sheet."""
    operations.erase(access.own_sheet(me, sheet_id=sheet_id), by=me, now=clock.now())
    return answered(redirect("own-sheets"), _("The sheet is erased."))
