"""The addresses at which calendars find a person's dates: made, shown once, taken back at once."""

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.kit.locks import operation
from mutuality.kit.refusals import Refusal
from mutuality.occasions import terms
from mutuality.occasions.models import Feed
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.vault import operations as vault


@operation
def make(*, circle: str | None, titles: bool, by: Person, now: datetime) -> str:
    """Make an address for one calendar, and return what only it knows. Raises Refusal beyond the limit."""
    people.hold(by)
    if Feed.objects.filter(person=by).count() >= terms.MOST_FEEDS:
        full = _("You have %(most)d addresses, which is the limit. Please take one back first.")
        raise Refusal(full % {"most": terms.MOST_FEEDS})
    token = secrets.token_urlsafe(24)
    Feed.add(person=by, circle_id=circle, titles=titles, token_hash=vault.token_hash(token))
    return token


@operation
def take_back(feed: Feed, *, by: Person, now: datetime) -> None:
    """Take an address back. From this moment a calendar finds nothing there."""
    Feed.objects.filter(pk=feed.pk, person=by).delete()


@operation
def leave_circle(circle: str, *, by: Person, now: datetime) -> None:
    """A person has left this circle: no address of theirs tells of it any more."""
    Feed.objects.filter(circle=circle, person=by).delete()
