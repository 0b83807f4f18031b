"""Addresses of meetings."""

from datetime import date

from django.urls import path, register_converter

from mutuality.meetings.views import meeting, when


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

urlpatterns = [
    path("groups/<str:group_id>/meetings/", when.meetings, name="meetings"),
    path("groups/<str:group_id>/meetings/times/", when.times, name="meeting-times"),
    path("groups/<str:group_id>/meetings/manner/", when.manner, name="meeting-manner"),
    path("groups/<str:group_id>/meetings/dates/", when.dates, name="meeting-dates"),
    path("groups/<str:group_id>/meetings/dates/<day:on>/", when.meeting_date, name="meeting-date"),
    path(
        "groups/<str:group_id>/meetings/changes/<str:change_id>/", when.change_answers, name="meeting-change"
    ),
    path("groups/<str:group_id>/meetings/sheet/", when.sheet, name="meeting-sheet"),
    path("groups/<str:group_id>/meetings/opening/", meeting.opening, name="meeting-opening"),
    path("groups/<str:group_id>/meetings/turns/", meeting.meeting_turns, name="meeting-turns"),
    path("meetings/<str:meeting_id>/", meeting.meeting, name="meeting"),
    path("meetings/<str:meeting_id>/seats/", meeting.seats, name="meeting-seats"),
    path("meetings/<str:meeting_id>/stepping-out/", meeting.stepping_out, name="meeting-stepping-out"),
    path("meetings/<str:meeting_id>/words/", meeting.words, name="meeting-words"),
    path("meetings/<str:meeting_id>/turn/", meeting.turn, name="meeting-turn"),
    path("meetings/<str:meeting_id>/floor/", meeting.floor_offers, name="meeting-floor"),
    path("meetings/<str:meeting_id>/steps/", meeting.steps, name="meeting-steps"),
    path("meetings/<str:meeting_id>/needs/", meeting.needs, name="meeting-needs"),
    path("meetings/<str:meeting_id>/stops/", meeting.stops, name="meeting-stops"),
    path("meetings/<str:meeting_id>/closing/", meeting.closing, name="meeting-closing"),
    path("meetings/<str:meeting_id>/phone/", meeting.phone_seats, name="meeting-phone"),
]
