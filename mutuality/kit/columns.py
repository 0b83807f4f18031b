"""Columns that every app uses."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from mutuality.kit.ids import LENGTH, new_id


class RandomId(models.CharField):
    """A row's random name. In migrations it is a plain text column, so that they import nothing of ours."""

    def __init__(self, **ways: Any) -> None:
        ways = {"max_length": LENGTH, "editable": False, **ways}
        super().__init__(**ways, default=new_id)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As migrations write it down."""
        name, _path, args, ways = super().deconstruct()
        del ways["default"]
        return name, "django.db.models.CharField", args, ways
