"""How a row of another app points to the key of its words."""

from django.db import models

from mutuality.vault.models import DataKey


def key_column() -> "models.ForeignKey[DataKey, DataKey]":
    """The data key under which a row's words are sealed. Without it the row says nothing, and queries skip it."""
    return models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")


def wording_column() -> "models.ForeignKey[DataKey | None, DataKey | None]":
    """The key of what a row says now. When that was said anew since a backup, the row comes back and says nothing.

    Such a row has a ``key_column`` besides, whose destruction means that the row itself never comes back.
    """
    column = models.ForeignKey(
        DataKey, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", null=True
    )
    column.row_stays = True  # type: ignore[attr-defined]
    return column
