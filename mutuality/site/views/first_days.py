"""Four cards on Home in someone's first days: where to read on. One tap puts them away, and nothing is ticked off."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.people import operations as people
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in

FIRST_DAYS = timedelta(days=14)


def are_now(person: Person, *, today: date) -> bool:
    """Whether the cards are shown: in the first two weeks, until they are put away."""
    return not person.first_days_over and today < person.joined_on + FIRST_DAYS


@signed_in
def putting_away(request: Visit, me: Person) -> HttpResponse:
    """Put the cards away, on all devices."""
    people.put_first_days_away(by=me, now=clock.now())
    return answered(redirect("home"), _('Put away. You find these pages under "How this works".'))
