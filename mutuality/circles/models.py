"""Some people who hold something together."""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.vault.rows import Row


class Circle(Row):
    """Some people who hold something together. Who belongs to it says the app that owns its kind, and no row here."""

    id = RandomId(primary_key=True)
    kind = models.CharField(max_length=16)
    begun_on = models.DateField()
