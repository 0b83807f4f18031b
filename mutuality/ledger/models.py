"""Uses of power over another, in an order nobody can change without being noticed."""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.vault.columns import key_column
from mutuality.vault.rows import Row


class Chain(Row):
    """The ledger of one group, or of the community: how long it is, and how its last entry ends."""

    id = models.CharField(primary_key=True, max_length=16, editable=False)
    length = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32)


class Entry(Row):
    """That something was done, and when. Who, about whom and in which words is held as salted commitments."""

    id = RandomId(primary_key=True)
    chain = models.ForeignKey(Chain, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=32)
    day = models.DateField()
    ends_on = models.DateField(null=True)
    commit_by = models.BinaryField(max_length=32)
    commit_about = models.BinaryField(max_length=32)
    commit_text = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_entry_per_number")]


class Part(models.TextChoices):
    """What a commitment hides."""

    BY = "by"
    ABOUT = "about"
    TEXT = "text"


class Opening(Row):
    """What opens one commitment, sealed. Without it the entry stands and names nobody."""

    id = RandomId(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="openings")
    part = models.CharField(max_length=8, choices=Part.choices)
    person = models.CharField(max_length=16, null=True, db_index=True)  # noqa: DJ001 -- a text is nobody's
    key = key_column()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "part"], name="one_opening_per_part")]
