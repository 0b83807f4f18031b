"""Limits of the week."""

from datetime import timedelta

DAYS = 8
CHANGES_ON_HOME = 5
# How often a calendar is asked to look again.
LOOKS_AGAIN = timedelta(hours=4)
PAPERS = ("a4", "a3")
