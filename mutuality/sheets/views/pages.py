"""The sheets as they ship, for everyone: to fill in on the screen and print. Nothing that is typed comes here."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mutuality.people.middleware import Visit
from mutuality.people.parked import give_back
from mutuality.sheets import access, data_files, forms
from mutuality.sheets.data_files import Sheet


def sheets(request: HttpRequest) -> HttpResponse:
    """All sheets, with a line about each."""
    return render(request, "sheets/sheets.html", {"groups": data_files.by_group()})


def sheet(request: Visit, sheet: str) -> HttpResponse:
    """One sheet to fill in and print.

    Without an account it is no form: what is typed has no way to the server. With one it is sent when someone presses
    Save, and then it is kept.
    """
    found = access.sheet(sheet)
    context = {"sheet": found, "large": "large" in request.GET, "questions": _questions(request, found)}
    return render(request, "sheets/sheet.html", context)


def _questions(request: Visit, sheet: Sheet) -> SafeString:
    """The questions: blank, unless what someone with an account sent from here is given back to them."""
    if request.person is not None:
        form = forms.Answers(sheet=sheet)
        if give_back(request, form):
            return _rendered(sheet, form)
    return _blank(sheet.slug, get_language())


@cache
def _blank(slug: str, language: str | None) -> SafeString:
    """The blank questions, rendered once in each language: they are the same for everyone."""
    sheet = access.sheet(slug)
    return _rendered(sheet, forms.Answers(sheet=sheet))


def _rendered(sheet: Sheet, form: forms.Answers) -> SafeString:
    return render_to_string("sheets/questions.html", {"sheet": sheet, "asked": form.asked()})
