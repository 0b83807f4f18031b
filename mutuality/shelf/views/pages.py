"""The shelf, for everyone: what there is, one text, the texts of one kind as a booklet, and looking for words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.kit.forms import shown
from mutuality.shelf import access, beside, entries, finding, forms, queries


def shelf(request: HttpRequest) -> HttpResponse:
    """All kinds, with a line about each, and a place to look for words."""
    return render(
        request,
        "shelf/shelf.html",
        {"kinds": [*entries.kinds().values(), *beside.kinds().values()], "form": forms.Looking()},
    )


def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """What there is of one kind."""
    found = access.kind(kind)
    return render(request, "shelf/kind.html", {"kind": found, "entries": queries.as_known(found.entries)})


def booklet(request: HttpRequest, kind: str) -> HttpResponse:
    """All of one kind on one page, to print."""
    found = access.kind(kind)
    return render(request, "shelf/booklet.html", {"kind": found, "entries": queries.noted(found.entries)})


def entry(request: HttpRequest, text: str) -> HttpResponse:
    """One text, or one work of others with where to find it."""
    found = access.entry(text)
    kind = access.kind(found.kind)
    after = kind.entries[kind.entries.index(found) + 1 :]
    about = queries.found_about(text)
    context = {"kind": kind, "next": next(iter(after), None), "found": about}
    return render(request, "shelf/entry.html", context | {"entry": queries.as_found(found, about)})


def search(request: HttpRequest) -> HttpResponse:
    """What has these words, in one kind or in all."""
    form = forms.Looking(request.GET or None)
    found = None
    if form.is_valid():
        found = queries.as_known(finding.find(form.told["wanted"], kind=form.told["kind"]))
    return shown(request, "shelf/search.html", {"form": form, "found": found})
