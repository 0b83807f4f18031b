"""My boundaries, and the copies I keep: mine alone."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again, signed_in
from mutuality.safety import access, operations, queries


@said_again
def boundaries(request: Visit, me: Person) -> HttpResponse:
    """Whom I hid, by the names I know them by."""
    return render(request, "safety/boundaries.html", {"boundaries": queries.boundaries_of(me)})


@said_again
def boundary_lifting(request: Visit, me: Person, boundary_id: str) -> HttpResponse:
    """Lift a boundary: only the one who drew it, not anyone who finds the device open."""
    row = access.own_boundary(me, boundary_id=boundary_id)
    operations.lift_boundary(row, by=me, now=clock.now())
    return answered(redirect("boundaries"), _("You see and hear this person again. No one was told."))


@said_again
def kept(request: Visit, me: Person) -> HttpResponse:
    """The copies I keep."""
    copies = queries.kept_by(me, today=clock.now().date())
    return render(request, "safety/kept.html", {"copies": copies})


@said_again
def kept_file(request: Visit, me: Person) -> HttpResponse:
    """All copies I keep as one plain text, under a name that says nothing."""
    copies = queries.kept_by(me, today=clock.now().date())
    text = render_to_string("safety/kept.txt", {"copies": copies})
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="page.txt"'
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in
def kept_erasing(request: Visit, me: Person, kept_id: str) -> HttpResponse:
    """Erase one copy."""
    row = access.own_copy(me, kept_id=kept_id, today=clock.now().date())
    operations.erase_copy(row, by=me, now=clock.now())
    return answered(redirect("kept"), _("The copy is erased."))
