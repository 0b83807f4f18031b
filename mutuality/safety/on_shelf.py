"""The support numbers as entries of the shelf. They are kept beside the limits, and changed there by any two."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mutuality.safety import queries, terms
from mutuality.safety.terms import Number
from mutuality.shelf.entries import Entry, Kind

SLUG = "numbers"
LAST = 99


def kind() -> Kind:
    """Return the numbers of this community; before it is founded, those that ship."""
    shipped = terms.shipped()
    found = queries.numbers() or shipped.numbers
    return Kind(
        slug=SLUG,
        title=_("Numbers to call"),
        about=_(
            "People who answer when you call or write. The same numbers are under \u201cGet support now\u201d."
        ),
        order=LAST,
        entries=tuple(_entry(terms.as_read(number)) for number in found),
    )


def _entry(number: Number) -> Entry:
    return Entry(
        slug=f"number-{number.slug}",
        kind=SLUG,
        title=number.name,
        about=f"{number.country}. {number.about}" if number.about else number.country,
        source=(),
        written=terms.shipped().dated,
        by=number.country,
        reach=number.reach,
        traces=number.traces,
        mend=reverse("number", args=[number.slug]),
    )
