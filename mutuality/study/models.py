"""What a circle studies together: sessions, wishes, and texts made together. Nothing says who came, or how often."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row


class Study(Row):
    """Something that the people of a circle study. ``ending``: who asked to erase it."""

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    ending = models.ForeignKey("rooms.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    key = key_column()
    title = SealedText()


class Session(Row):
    """One time. ``entry``: what is read of the shelf. ``opens``: who took it to open it, or none yet."""

    id = RandomId(primary_key=True)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    key = key_column()
    reads = SealedText(null=True)
    note = SealedText(null=True)
    entry = models.CharField(max_length=100)
    on = models.DateField(null=True)
    opens = models.ForeignKey("rooms.Place", on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="one_session_a_number")]


class Wish(Row):
    """What someone would like to learn, or can show to others. It has their name and goes with them."""

    belongs_to, own_words_under = "place__person", _("What I would like to learn or show")

    id = RandomId(primary_key=True)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="wishes")
    place = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    shows = models.BooleanField(default=False)
    key = key_column()
    words = SealedText(own_words=True)


class Made(Row):
    """A text that people made together."""

    id = RandomId(primary_key=True)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="texts")
    key = key_column()
    title = SealedText()
    words = SealedText()
    version = models.PositiveIntegerField(default=1)


class Maker(Row):
    """One who makes a text with others. ``stays``: they said that it may outlive them; else it goes when they go.

    ``agreed``: false for one whom another maker asked and who hasn't said yes. They change nothing and erase nothing.
    """

    id = RandomId(primary_key=True)
    made = models.ForeignKey(Made, on_delete=models.CASCADE, related_name="makers")
    place = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    stays = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["made", "place"], name="one_part_in_a_text")]
