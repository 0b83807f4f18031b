"""Addresses of meetings."""

from datetime import date

from django.urls import register_converter

from mutuality.kit.routes import act, file, form, page, under
from mutuality.meetings.terms import SITTER
from mutuality.meetings.views import meeting, parts, when
from mutuality.rooms.terms import MEMBER


class Day:
    """A day in an address, as 2026-05-12."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; ``ValueError`` for one that no calendar has."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As it stands in the address."""
        return value.isoformat()


register_converter(Day, "day")

inside = [
    page("groups/<str:group_id>/meetings/", when.meetings, "meetings", MEMBER),
    form("groups/<str:group_id>/meetings/times/", when.times, "meeting-times", MEMBER),
    form("groups/<str:group_id>/meetings/manner/", when.manner, "meeting-manner", MEMBER),
    form("groups/<str:group_id>/meetings/parts/", parts.made_of, "meeting-parts", MEMBER),
    file("groups/<str:group_id>/meetings/dates/", when.dates, "meeting-dates", MEMBER),
    form("groups/<str:group_id>/meetings/dates/<day:on>/", when.meeting_date, "meeting-date", MEMBER),
    act(
        "groups/<str:group_id>/meetings/changes/<str:change_id>/",
        when.change_answers,
        "meeting-change",
        MEMBER,
    ),
    page("groups/<str:group_id>/meetings/sheet/", parts.sheet, "meeting-sheet", MEMBER),
    act("groups/<str:group_id>/meetings/opening/", meeting.opening, "meeting-opening", MEMBER),
    act("groups/<str:group_id>/meetings/turns/", meeting.meeting_turns, "meeting-turns", MEMBER),
    page("meetings/<str:meeting_id>/", meeting.meeting, "meeting", MEMBER),
    act("meetings/<str:meeting_id>/seats/", meeting.seats, "meeting-seats", MEMBER),
    act(
        "meetings/<str:meeting_id>/stepping-out/",
        meeting.stepping_out,
        "meeting-stepping-out",
        SITTER,
        leads_out=True,
    ),
    form("meetings/<str:meeting_id>/words/", meeting.words, "meeting-words", SITTER, counted="say"),
    act("meetings/<str:meeting_id>/turn/", meeting.turn, "meeting-turn", SITTER, counted="act"),
    act("meetings/<str:meeting_id>/floor/", meeting.floor_offers, "meeting-floor", SITTER, counted="act"),
    act("meetings/<str:meeting_id>/steps/", meeting.steps, "meeting-steps", SITTER, counted="act"),
    act("meetings/<str:meeting_id>/needs/", meeting.needs, "meeting-needs", SITTER, counted="act"),
    act("meetings/<str:meeting_id>/stops/", meeting.stops, "meeting-stops", SITTER, counted="act"),
    act("meetings/<str:meeting_id>/closing/", meeting.closing, "meeting-closing", SITTER, counted="act"),
    act(
        "meetings/<str:meeting_id>/phone/", meeting.phone_seats, "meeting-phone", SITTER, counted="act phone"
    ),
]
urlpatterns = under("groups", inside, part="meetings")
