"""The sheets that people keep, show, and hold together."""

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


class Shown(Row):
    """That a person shows one sheet to another until a day, both by their places in one room.

    After a restore it is shown to no one: it may have been taken back since.
    """

    closed_by_restore = True

    id = RandomId(primary_key=True)
    sheet = models.ForeignKey(OwnSheet, on_delete=models.CASCADE, related_name="shown")
    by = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    until = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "to"], name="shown_once_to_each")]


class Held(Row):
    """A sheet that two people hold together, or all of a circle. It has no words of its own.

    ``one`` and ``other``: where two hold it. It goes with either. ``ending``: who of a circle asked to erase it.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, null=True, related_name="+")
    other = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, null=True, related_name="+")
    ending = models.ForeignKey("rooms.Place", on_delete=models.SET_NULL, null=True, related_name="+")


class Wording(Row):
    """What is written on a sheet that several hold: by one of them, until all agree. Then it is no one's alone.

    ``author`` is empty once it is agreed, so that it stays when one of a circle leaves.
    """

    id = RandomId(primary_key=True)
    held = models.ForeignKey(Held, on_delete=models.CASCADE, related_name="wordings")
    author = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, null=True, related_name="+")
    key = key_column()
    written = SealedText()
    version = models.PositiveIntegerField(default=1)
    day = models.DateField()
    look_on = models.DateField(null=True)
    agreed_on = models.DateField(null=True)


class Asked(Row):
    """One who held a sheet when a wording was written: they may read it, and say yes. Who joins later is not asked."""

    id = RandomId(primary_key=True)
    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="asked")
    place = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    agrees = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wording", "place"], name="asked_once_of_a_wording")]


class BeliefNote(Row):
    """What one person believes of another, in their words, given to keep. It is opened when its keeper chooses.

    Nothing says whether it was opened. It goes with either; what its giver marked stays when they leave, and then
    ``by`` is empty: it is unsigned.
    """

    belongs_to = "by__person"

    id = RandomId(primary_key=True)
    by = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, null=True, related_name="+")
    to = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    words = SealedText(own_words=True)
    may_outlive = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "to"], name="one_note_to_each")]
