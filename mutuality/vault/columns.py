"""The columns of sealed rows: the words, and the key under which they are sealed."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from mutuality.vault.models import DataKey


class SealedText(models.BinaryField):
    """Words of a row, sealed. The column knows the place it is bound to, so that no sealed text can be moved.

    ``under``: the name of the key column. ``leaves_with``: the name of a column that points to someone's row; when
    that row goes and this one stays, the words go. ``own_words``: whether a person finds them in the file with their
    own words. In migrations it is a plain binary column, so that they import nothing of ours.
    """

    def __init__(
        self,
        *args: Any,
        under: str = "key",
        leaves_with: str = "",
        own_words: bool = False,
        **ways: Any,
    ) -> None:
        super().__init__(*args, **ways)
        self.under, self.leaves_with, self.own_words = under, leaves_with, own_words

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As migrations write it down."""
        name, _path, args, ways = super().deconstruct()
        return name, "django.db.models.BinaryField", args, ways

    def about(self, row_id: str) -> str:
        """The place that a sealed text is bound to, ``app.model.field:ROWID``: its associated data (RFC 5116)."""
        return f"{self.model._meta.label_lower}.{self.name}:{row_id}"


def key_column() -> "models.ForeignKey[DataKey, DataKey]":
    """The data key under which a row's words are sealed. Without it the row says nothing, and queries skip it."""
    return models.ForeignKey(DataKey, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")


def wording_column() -> "models.ForeignKey[DataKey | None, DataKey | None]":
    """The key of what a row says now. When that was said anew since a backup, the row comes back and says nothing.

    Such a row has a ``key_column`` besides, whose destruction means that the row itself never comes back.
    """
    column = optional_key_column()
    column.row_stays = True  # type: ignore[attr-defined]
    return column


def optional_key_column() -> "models.ForeignKey[DataKey | None, DataKey | None]":
    """The key of a row that may say nothing. Once it said something, the destruction of its key ends the row."""
    return models.ForeignKey(
        DataKey, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", null=True
    )
