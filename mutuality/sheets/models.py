"""The sheets that people keep."""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row


class OwnSheet(Row):
    """A sheet as one person filled it in. Which sheet it is, its title and the answers are sealed together.

    ``page``: shared by the versions of one page. There are two when it was changed on two devices at once.
    """

    belongs_to, comes_back = "person", True

    id = RandomId(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    written = SealedText(own_words=True)
    page = RandomId(db_index=True)
    version = models.PositiveIntegerField(default=1)
    day = models.DateField()
