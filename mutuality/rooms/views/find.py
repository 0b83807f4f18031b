"""Finding what I said myself. The question stays out of addresses, and so out of histories."""

from django.http import HttpResponse

from mutuality.kit import clock
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import said_again
from mutuality.rooms import finding, forms


@said_again
def find(request: Visit, me: Person) -> HttpResponse:
    """Words of my own that hold what I look for. Nobody else's are searched, and nothing of it is kept."""
    form = forms.Find(request.POST or None)
    found = None
    if form.sent(request):
        with form.refusing():
            rates.take("find", key=me.pk)
            after = form.told["after"] or 0
            found = finding.own_words(
                me,
                wanted=form.told["wanted"],
                after=after,
                zone=people_queries.zone_of(me),
                now=clock.now(),
            )
    return shown(request, "rooms/find.html", {"form": form, "found": found})
