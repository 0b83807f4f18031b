"""What people say about an entry of the shelf, and what two members made of it. The entries themselves are files."""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row


class Wrong(Row):
    """A line that says what is wrong with an entry. It has no author: nothing here tells who wrote it, or when."""

    id = RandomId(primary_key=True)
    entry = models.CharField(max_length=100, db_index=True)
    key = key_column()
    line = SealedText()
    # Of the line as it is compared, so that the same one twice is one.
    mark = models.CharField(max_length=64)
    ends_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "mark"], name="one_line_an_entry")]


class Suggestion(Row):
    """What one member thinks should be said about an entry, until a second member agrees.

    ``answers``: the lines that were there when it was made. Others that came meanwhile stay.
    """

    id = RandomId(primary_key=True)
    entry = models.CharField(max_length=100, db_index=True)
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8)
    key = key_column()
    note = SealedText(null=True)
    answers = models.CharField(max_length=200)
    ends_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "author"], name="one_suggestion_a_person")]


class Remark(Row):
    """What two members found about an entry. Everyone reads it next to the entry, with its day and without names."""

    id = RandomId(primary_key=True)
    entry = models.CharField(max_length=100, unique=True)
    outcome = models.CharField(max_length=8)
    key = key_column()
    note = SealedText(null=True)
    on = models.DateField()
