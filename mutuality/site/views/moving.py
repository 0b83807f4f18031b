"""A group's terms on their way: taken along by its members, and read where the group goes on."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.groups import access as groups_access
from mutuality.groups.views.group import frame
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.site import terms_file, terms_import
from mutuality.site.moving_forms import Again, AgainWithTimes, Taken

_CODE = 16


@signed_in
def moving(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Take the group's terms along, once everybody has said yes to that. The page shows the code, once."""
    membership, now = groups_access.membership_for(me, group_id=group_id), clock.now()
    allowed = terms_import.may_take(membership, today=now.date())
    if request.method == "GET":
        context = frame(membership) | {
            "allowed": allowed,
            "until": terms_import.open_until(membership.group, today=now.date()),
            "code": people_queries.printed_code(new_id()),
            "effect": terms_import.MovingTogether,
        }
        return render(request, "site/moving.html", context)
    code = people_queries.plain_code(request.POST.get("code", "")[:60])
    if not allowed or len(code) != _CODE:
        return redirect("moving", group_id=group_id)
    rates.take("moving", key=membership.pk)
    made = terms_file.sealed(membership.group, code=code, now=now)
    response = HttpResponse(made, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="pages-{now:%Y-%m-%d}.bin"'
    return response


@signed_in
def bringing(request: Visit, me: Person) -> HttpResponse:
    """Found a group from a file. Everything in it is shown first, and can be changed."""
    if request.method == "POST" and "group_name" in request.POST:
        return _founding(request, me)
    form = Taken(request.POST or None, request.FILES or None)
    if form.sent(request):
        with form.refusing():
            rates.take("bringing", key=me.pk)
            blob, code = form.told["file"].read(), people_queries.plain_code(form.told["code"])
            return _shown(request, _begun(terms_file.opened(blob, code=code), by=me))
    return shown(request, "site/bringing.html", {"form": form})


def _begun(parts: terms_file.Parts, *, by: Person) -> Again:
    start = {
        **parts,
        "name": people_queries.name_of(by),
        "bound": people_queries.line_of(by, part="bound"),
        "once": new_id() + new_id(),
    }
    return (AgainWithTimes if "rhythm" in parts else Again)(initial=start)


def _founding(request: Visit, me: Person) -> HttpResponse:
    times = "first_on" in request.POST
    form = (AgainWithTimes if times else Again)(request.POST)
    if form.is_valid():
        with form.refusing():
            membership = terms_import.found_again(
                wording=form.wording(), told=form.told, times=times, by=me, now=clock.now()
            )
            here = redirect("group", group_id=membership.group_id)
            return answered(here, _("Your group is ready. Invite someone when you're ready."))
    return _shown(request, form)


def _shown(request: Visit, form: Again) -> HttpResponse:
    context = {"form": form, "times": isinstance(form, AgainWithTimes)}
    return shown(request, "site/bringing_terms.html", context)
