"""Addresses that answer everybody, signed in or not; and what a person keeps for their own safety."""

from django.urls import path

from mutuality.safety.views import limits, own, pages

urlpatterns = [
    path("support/", pages.support, name="support"),
    path("safety/", pages.safety, name="safety"),
    path("limits/", pages.limits, name="limits"),
    path("limits/changes/", limits.changes, name="limits-changes"),
    path("limits/sheet/", limits.sheet, name="limits-sheet"),
    path("limits/<int:number>/", limits.version, name="limits-version"),
    path("exit", pages.exit_now, name="exit"),
    path("way-out/", pages.way_out, name="way-out"),
    path("away/", pages.away, name="away"),
    path("you/boundaries/", own.boundaries, name="boundaries"),
    path("you/boundaries/<str:boundary_id>/lifting/", own.boundary_lifting, name="boundary-lifting"),
    path("you/kept/", own.kept, name="kept"),
    path("you/kept/file/", own.kept_file, name="kept-file"),
    path("you/kept/<str:kept_id>/erasing/", own.kept_erasing, name="kept-erasing"),
]
