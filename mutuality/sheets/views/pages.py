"""The sheets as they ship, for everyone: to fill in on the screen and print. Nothing that is typed comes here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.people.middleware import Visit
from mutuality.people.parked import give_back
from mutuality.sheets import access, data_files, forms


def sheets(request: HttpRequest) -> HttpResponse:
    """All sheets, with a line about each."""
    return render(request, "sheets/sheets.html", {"groups": data_files.by_group()})


def sheet(request: Visit, sheet: str) -> HttpResponse:
    """One sheet to fill in and print.

    Without an account it is no form: what is typed has no way to the server. With one it is sent when someone presses
    Save, and then it is kept.
    """
    found = access.sheet(sheet)
    form = forms.Answers(sheet=found)
    give_back(request, form)
    context = {"sheet": found, "asked": form.asked(), "large": "large" in request.GET}
    return render(request, "sheets/sheet.html", context)
