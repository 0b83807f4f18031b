"""What was promised with a change and is still to be done."""

from django.db import models

from mutuality.kit.columns import RandomId


class Duty(models.Model):
    """One thing to do at a time. It holds a kind and the name of a row, never words or people's names."""

    id = RandomId(primary_key=True)
    kind = models.CharField(max_length=64)
    ref = models.CharField(max_length=64)
    due_at = models.DateTimeField(db_index=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="one_duty_of_a_kind_for_a_row")]
