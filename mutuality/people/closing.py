"""What must not be open after an older database was put in place of the living one."""

from datetime import datetime

from mutuality.kit.locks import operation
from mutuality.people.models import Founding, Parked, Session
from mutuality.vault import operations as vault


@operation
def close_all(*, now: datetime) -> None:
    """Everybody signs in again: no session, no parked words and no founding link of an older day opens anything."""
    for model in (Session, Parked, Founding):
        vault.forget(model._default_manager.values_list("key_id", flat=True))
        model._default_manager.all().delete()
