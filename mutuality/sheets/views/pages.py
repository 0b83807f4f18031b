"""The sheets as they ship, for everyone: to fill in on the screen and print. Nothing that is typed comes here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.sheets import access, data_files, forms


def sheets(request: HttpRequest) -> HttpResponse:
    """All sheets, with a line about each."""
    return render(request, "sheets/sheets.html", {"groups": data_files.by_group()})


def sheet(request: HttpRequest, sheet: str) -> HttpResponse:
    """One sheet to fill in and print. It is no form: what is typed has no way to the server."""
    found = access.sheet(sheet)
    asked = forms.Answers(sheet=found).asked()
    context = {"sheet": found, "asked": asked, "large": "large" in request.GET}
    return render(request, "sheets/sheet.html", context)
