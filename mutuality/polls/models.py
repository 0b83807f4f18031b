"""What a group is asked, who was asked, and what they said."""

from typing import TYPE_CHECKING

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.polls import terms
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row

if TYPE_CHECKING:
    from mutuality.groups.models import Group


class Poll(Row):
    """A question to everyone in a circle that changes nothing by itself. It goes as words go, once it has ended.

    ``order``: the room's count when it was asked; who came later does not read it. ``options``: a JSON list, of
    moments in UTC where a time is looked for, and ``zone`` is whose clocks they were given in. ``turn``: which one the
    one drawn by lot takes. ``counted_on``: days on which the server was away move ``until``.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey("groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=terms.Kind.choices)
    sight = models.CharField(max_length=8, choices=terms.Sight.choices)
    order = models.BigIntegerField()
    once = models.CharField(max_length=64, unique=True)
    key = key_column()
    question = SealedText(own_words=True)
    options = SealedText(own_words=True)
    zone = models.CharField(max_length=64, blank=True)
    turn = models.CharField(max_length=40, blank=True)
    opened_on = models.DateField()
    counted_on = models.DateField()
    until = models.DateField()
    kept_days = models.PositiveSmallIntegerField()
    closed_on = models.DateField(null=True)
    forget_on = models.DateField(null=True, db_index=True)

    @property
    def group(self) -> "Group":
        """The group whose circle it is."""
        return self.circle.group


class Asked(Row):
    """A member who was there when it was asked. ``took``: they answered; ``said``: what, unless it is secret.

    ``said`` has one letter for each option. In a secret poll it stays empty for ever, and ``took`` takes no room of
    its own in the file: such a row is the same before and after, but for that one mark.
    """

    id = RandomId(primary_key=True)
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    took = models.BooleanField(default=False)
    said = models.CharField(max_length=terms.MOST_OPTIONS, blank=True)
    drawn = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "membership"], name="asked_once")]


class Box(Row):
    """All secret answers of one poll, as one sealed text of one length from the first moment on.

    It holds a place for each person who was asked, in the order of the alphabet. With each answer it is sealed under
    a new key, and the one before is destroyed. So no row, order, time or size belongs to one answer.
    """

    id = RandomId(primary_key=True)
    poll = models.OneToOneField(Poll, on_delete=models.CASCADE, related_name="box")
    key = key_column()
    codes = SealedText()
