"""Proposals, who decides on them, and what each person says."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mutuality.ballots.models import Voice
from mutuality.decisions import terms
from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column, optional_key_column
from mutuality.vault.rows import Row

if TYPE_CHECKING:
    from mutuality.groups.models import Group


class Proposal(Row):
    """A change of what belongs to everybody in a circle. Its words are sealed and go some time after it has ended.

    ``order`` is the room's count when the present wording was proposed: who came later does not read it. Likewise
    ``earlier_order``, for the wording before. ``by_three``: at least three people were asked when it was adopted, so
    it is not two people's any more. ``author`` wrote the present wording; ``opener`` proposed it first.

    ``worded_on`` and ``counted_on``: days away of the server move both the first of them and ``until``. ``met``: how
    many wordings that someone could not agree with were followed by another; ``by_others``: how many of those that
    followed are not by the opener. ``changed``: what was settled by it, and rests for a while.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    opener = models.ForeignKey("groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    by_itself = models.BooleanField(default=False)
    effect = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    round = models.PositiveSmallIntegerField(default=1)
    order = models.BigIntegerField()
    once = models.CharField(max_length=64, unique=True)
    key = optional_key_column()
    payload = SealedText(null=True)
    why = SealedText(null=True, own_words=True)
    earlier = SealedText(null=True)
    earlier_by = models.ForeignKey(
        "groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    earlier_order = models.BigIntegerField(null=True)
    before = SealedText(null=True)
    opened_on = models.DateField()
    worded_on = models.DateField()
    counted_on = models.DateField()
    met = models.PositiveSmallIntegerField(default=0)
    by_others = models.PositiveSmallIntegerField(default=0)
    in_room = models.BooleanField(default=False)
    until = models.DateField()
    review_on = models.DateField(null=True)
    kept_days = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=terms.Outcome.choices, blank=True)
    closed_on = models.DateField(null=True)
    changed = models.CharField(max_length=200, blank=True)
    by_three = models.BooleanField(default=True)
    forget_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "effect"],
                condition=Q(closed_on=None) & ~Q(effect__in=(terms.PLAIN, terms.ADVICE)),
                name="one_open_proposal_of_a_kind",
            )
        ]

    @property
    def group(self) -> "Group":
        """The group whose circle it is: those who decide are its members."""
        return self.circle.group


class Deciding(Row):
    """By which rule a circle decides, where it has chosen another than consent."""

    circle = models.OneToOneField(
        "circles.Circle", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    rule = models.CharField(max_length=12)


class Decider(Voice):
    """Someone who was a member when the present wording was proposed. A new wording makes new rows for all."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="voices")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "membership"], name="one_voice_a_member")]


class InRoom(Row):
    """That a member says: this wording was read aloud where we met, and enough hands were raised. No count is kept."""

    id = RandomId(primary_key=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="hands")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "membership"], name="said_in_room_once")]


class Position(Row):
    """Why someone could not agree with the present wording. It goes when they answer again."""

    id = RandomId(primary_key=True)
    decider = models.OneToOneField(Decider, on_delete=models.CASCADE, related_name="position")
    key = key_column()
    because = SealedText(null=True, own_words=True)


class Untold(Row):
    """A member who has not read yet what was adopted without their yes. It goes when they read it, and has no day."""

    id = RandomId(primary_key=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="untold")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "membership"], name="told_once")]
