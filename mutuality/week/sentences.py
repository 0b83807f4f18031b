"""What is said about an occasion: how often it is, what someone asks for, and what was done."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mutuality.kit import dates
from mutuality.occasions.models import Occasion, Rhythmic
from mutuality.occasions.terms import Rhythm
from mutuality.week.lines import moment_said


def rhythm(row: Rhythmic) -> str:
    """How often it is, in a sentence."""
    said = _often(row)
    if row.times:
        said += " " + ngettext("Once in all.", "%(n)d times in all.", row.times) % {"n": row.times}
    return said


def _often(row: Rhythmic) -> str:
    weekday = str(WEEKDAYS[row.first_on.weekday()])
    known = {"weekday": weekday, "n": row.every, "day": row.first_on.day, "place": _place(row.first_on)}
    if row.rhythm == Rhythm.ONCE:
        return _("Once.")
    if row.rhythm == Rhythm.ARRANGED:
        return _("By arrangement, with no fixed dates.")
    if row.rhythm == Rhythm.WEEKLY:
        every = ngettext("Every week on %(weekday)s.", "Every %(n)d weeks on %(weekday)s.", row.every)
    elif row.rhythm == Rhythm.MONTH_DATE:
        every = ngettext("Every month on day %(day)d.", "Every %(n)d months on day %(day)d.", row.every)
    else:
        known["place"] = _("last") if row.rhythm == Rhythm.MONTH_LAST else known["place"]
        every = ngettext(
            "Every month on the %(place)s %(weekday)s.",
            "Every %(n)d months on the %(place)s %(weekday)s.",
            row.every,
        )
    return every % known


def _place(day: date) -> str:
    return (_("first"), _("second"), _("third"), _("fourth"), _("last"))[(day.day - 1) // 7]


def wish(told: Mapping[str, Any], row: Occasion) -> str:
    """What someone asks for, in a sentence."""
    known = {
        "day": _day(told.get("on")),
        "then": _then(told),
        "topic": told.get("topic", ""),
        "title": told.get("parts", {}).get("title", ""),
    }
    says = {
        "off": _("Cancel it on %(day)s."),
        "move": _("Move it from %(day)s to %(then)s."),
        "usual": _("Let it be as usual on %(day)s."),
        "topic": _("On %(day)s the topic is: %(topic)s"),
        "extra": _("Have one more date: %(then)s."),
        "no-extra": _("Take back a date that was added."),
        "all": _("Change what it says, when or where it is. It would be called: %(title)s"),
        "show": _("Show it to everyone in this community, without the place."),
        "end": _("End it, and take it out of the week for good."),
    }
    if told["do"] == "show" and told.get("place"):
        return _("Show it to everyone in this community, with the place.")
    return says[told["do"]] % known


def _day(said: Any) -> str:
    return dates.day_of(date.fromisoformat(said), weekday=True) if said else ""


def _then(told: Mapping[str, Any]) -> str:
    if "to_on" not in told:
        return ""
    return moment_said(datetime.combine(date.fromisoformat(told["to_on"]), time.fromisoformat(told["to_at"])))


def done(act: str) -> str:
    """What was done, in one calm line."""
    says = {
        "off": _("This date is canceled. The week and Home say so."),
        "move": _("This date is moved. The week and Home say so."),
        "usual": _("This date is as usual."),
        "extra": _("The date is added."),
        "no-extra": _("The added date is gone."),
        "show": _("Everyone in this community can see it now."),
        "hide": _("Only your group can see it now."),
        "end": _("It has ended, and is gone from the week."),
    }
    return says.get(act, _("Saved."))
