"""What must not be open after an older database was put in place of the living one."""

from datetime import datetime

from mutuality.groups.models import Invitation, Knock
from mutuality.kit.locks import operation
from mutuality.vault import operations as vault


@operation
def close_all(*, now: datetime) -> None:
    """Ways in of an older day are closed, and whoever knocked then knocks again; members can make new ones."""
    for model in (Invitation, Knock):
        vault.forget(model._default_manager.values_list("key_id", flat=True))
        model._default_manager.all().delete()
