"""Trouble that the person who typed a command can do something about: one sentence, and exit code 2."""

import sqlite3


def sentence_of(error: Exception) -> str | None:
    """What to tell the person who typed a command; nothing where the fault is the program's own."""
    from django.db import DatabaseError, Error, OperationalError

    if hasattr(error, "exit_code"):
        return str(error)
    if isinstance(error, OSError):
        return _of_the_disk(error)
    # Its other kinds, such as a table that is not there, are ours to mend: the whole story is needed for that.
    if isinstance(error, OperationalError) or type(error) in (DatabaseError, Error):
        return _of_the_database(error)
    return None


def _of_the_disk(error: OSError) -> str:
    from django.utils.translation import gettext as _

    if error.filename:
        return _("Could not use %(file)s: %(why)s.") % {"file": error.filename, "why": error.strerror}
    return _("Could not write to disk: %(why)s.") % {"why": error.strerror or type(error).__name__}


def _of_the_database(error: Exception) -> str:
    from django.conf import settings
    from django.utils.translation import gettext as _

    from mutuality.host import database_address

    place = database_address.shown(database_address.address(settings.DATA))
    if isinstance(error.__cause__, sqlite3.Error):
        why = _("Could not use the database %(place)s: %(why)s.")
        return why % {"place": place, "why": error.__cause__}
    # What another driver says may hold the password.
    away = _(
        "Could not connect to the database %(place)s. Check that it is running and that name and "
        "password are right."
    )
    return away % {"place": place}
