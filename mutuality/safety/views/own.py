"""My boundaries, and the copies I keep: mine alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from mutuality.kit import clock
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.ways import said_again, signed_in
from mutuality.safety import access, operations, queries


def _me(request: Visit) -> Person:
    assert request.person is not None
    return request.person


@require_GET
@said_again
def boundaries(request: Visit) -> HttpResponse:
    """Whom I hid, by the names I know them by."""
    return render(request, "safety/boundaries.html", {"boundaries": queries.boundaries_of(_me(request))})


@require_POST
@said_again
def boundary_lifting(request: Visit, boundary_id: str) -> HttpResponse:
    """Lift a boundary: only the one who drew it, not anyone who finds the device open."""
    row = access.own_boundary(_me(request), boundary_id=boundary_id)
    operations.lift_boundary(row, by=_me(request), now=clock.now())
    return redirect("boundaries")


@require_GET
@said_again
def kept(request: Visit) -> HttpResponse:
    """The copies I keep."""
    copies = queries.kept_by(_me(request), today=clock.now().date())
    return render(request, "safety/kept.html", {"copies": copies})


@require_GET
@said_again
def kept_file(request: Visit) -> HttpResponse:
    """All copies I keep as one plain text, under a name that says nothing."""
    copies = queries.kept_by(_me(request), today=clock.now().date())
    text = render_to_string("safety/kept.txt", {"copies": copies})
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="page.txt"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@signed_in
def kept_erasing(request: Visit, kept_id: str) -> HttpResponse:
    """Erase one copy."""
    row = access.own_copy(_me(request), kept_id=kept_id, today=clock.now().date())
    operations.erase_copy(row, by=_me(request), now=clock.now())
    return redirect("kept")
