"""The limits as they were, what changed since I read them, and a sheet to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import back_to, signed_in, wanted
from mutuality.safety import operations, queries


def sheet(request: HttpRequest) -> HttpResponse:
    """The limits on paper, in normal or large letters."""
    found = queries.limits()
    if found is None:
        raise NotHere
    large = request.GET.get("letters") == "large"
    return render(request, "safety/limits_sheet.html", {"limits": found, "large": large})


@signed_in
def version(request: Visit, me: Person, number: int) -> HttpResponse:
    """One version, by its date, and what it changed."""
    found, earlier = queries.statement(number), queries.statement(number - 1)
    if found is None:
        raise NotHere
    context = {
        "limits": found,
        "changes": queries.changes(earlier, found) if earlier else [],
        "latest": number == queries.latest_number(),
    }
    return render(request, "safety/limits_version.html", context)


@signed_in
def changes(request: Visit, me: Person) -> HttpResponse:
    """What changed since I read the limits. Going on says that I have read it, and nobody else learns that."""
    if request.method == "POST":
        number = request.POST.get("number", "")
        if number.isdecimal() and len(number) < 9:
            operations.note_read(int(number), by=me, now=clock.now())
        return back_to(request)
    before, now = queries.statement(queries.read_up_to(me.pk)), queries.limits()
    if before is None or now is None or before.number >= now.number:
        return redirect("limits")
    context = {
        "limits": now,
        "before": before,
        "changes": queries.changes(before, now),
        "then": wanted(request),
    }
    return render(request, "safety/limits_changes.html", context)
