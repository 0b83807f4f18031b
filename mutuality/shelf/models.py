"""What people say about an entry of the shelf; and what a circle has on a shelf of its own, beside the files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class OwnText(Row):
    """A text that a circle put on its own shelf. ``entry``: the shipped one in whose place it is there, or nothing."""

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=100)
    key = key_column()
    title = SealedText()
    note = SealedText(null=True)
    words = SealedText()
    on = models.DateField()


class HiddenEntry(Row):
    """A shipped text that a circle doesn't want on its shelf. It is still on the shelf for everyone."""

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "entry"], name="hidden_once_in_a_circle")]


class Helped(Row):
    """What has helped someone, in their words, for their circle. It goes with their place there.

    ``stays``: they said that it may outlive them. Then it stays when they leave, and ``place`` is empty.
    ``ending``: who asked to take away what was left behind.
    """

    belongs_to, own_words_under = "place__person", _("What has helped me")

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, null=True, related_name="+")
    ending = models.ForeignKey("rooms.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    stays = models.BooleanField(default=False)
    key = key_column()
    words = SealedText(own_words=True)
