"""What every place that asks people keeps of each of them."""

from django.db import models

from mutuality.ballots.terms import Stance
from mutuality.kit.columns import RandomId
from mutuality.vault.rows import Row


class Voice(Row):
    """One who is asked, and what they said; empty while they have said nothing.

    Each place points it to its own people and to what they are asked about, so that it goes with either of them.
    """

    id = RandomId(primary_key=True)
    answer = models.CharField(max_length=10, choices=Stance.choices, blank=True)

    class Meta:
        abstract = True
