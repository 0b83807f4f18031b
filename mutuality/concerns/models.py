"""A concern between two people, the circle of three that is drawn for it, and what it decides."""

from django.db import models

from mutuality.concerns import terms
from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column, optional_key_column
from mutuality.vault.rows import Row


class Panel(Row):
    """A circle that is drawn. Concerns between the same two people go to the same one."""

    id = RandomId(primary_key=True)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")


class Seat(Row):
    """Someone who was drawn. Nobody is drawn twice for the same circle."""

    id = RandomId(primary_key=True)
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    said = models.CharField(max_length=8, choices=terms.Seat.choices, default=terms.Seat.ASKED)
    struck_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "membership"], name="drawn_once")]


class Concern(Row):
    """What one person says that another did, for a circle to read. It goes, with its keys, 90 days after its end.

    ``named``: whether the person concerned reads who says it; the circle always does. ``first``: the concern against
    whose outcome this is an appeal. ``redrawn``: its circle was silent once already. ``held_until``: by its outcome
    the person can't write before. ``done``: nothing of the outcome is left to do.
    """

    id = RandomId(primary_key=True)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="concerns")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    about = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    first = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="appeal")
    word = models.ForeignKey("rooms.Word", on_delete=models.SET_NULL, null=True, related_name="+")
    named = models.BooleanField()
    key = key_column()
    clause = SealedText()
    words = SealedText(null=True, leaves_with="by", own_words=True)
    attached = SealedText(null=True)
    reasons = SealedText(null=True)
    answer_key = optional_key_column()
    answer = SealedText(null=True, under="answer_key", own_words=True)
    stage = models.CharField(max_length=10, choices=terms.Stage.choices, default=terms.Stage.DRAWING)
    until = models.DateTimeField(db_index=True)
    redrawn = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=terms.Outcome.choices, blank=True)
    ends_on = models.DateField(null=True)
    held_until = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    forget_on = models.DateField(null=True, db_index=True)


class Draft(Row):
    """What one of the circle suggests. When two of the three stand behind it, it is decided."""

    id = RandomId(primary_key=True)
    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="draft")
    key = key_column()
    reasons = SealedText()
    outcome = models.CharField(max_length=8, choices=terms.Outcome.choices)
    days = models.PositiveSmallIntegerField(default=0)


class Backing(Row):
    """That one of the circle stands behind what is suggested."""

    id = RandomId(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="backings")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "seat"], name="one_backing_a_seat")]


class Parting(Row):
    """That a circle parted ways with someone, until a day. From that day on they can ask to come in like anyone."""

    id = RandomId(primary_key=True)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    review_on = models.DateField(db_index=True)


class Talk(Row):
    """Two people are asked to talk it through with a third beside them, on a day. Without a yes of both it fades."""

    id = RandomId(primary_key=True)
    by = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    beside = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    about_yes = models.BooleanField(default=False)
    beside_yes = models.BooleanField(default=False)
    ends_on = models.DateField(db_index=True)


class Along(Row):
    """Someone who founded the group again asks a member to come along. Nobody else reads it."""

    closed_by_restore = True

    id = RandomId(primary_key=True)
    to = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    name = SealedText()
    ends_on = models.DateField(db_index=True)
