"""Keys of single texts, and the list of those that were destroyed."""

from django.db import models

from mutuality.kit.columns import RandomId


class DataKey(models.Model):
    """The key of one text, itself wrapped by an epoch key that is never in the database."""

    id = RandomId(primary_key=True)
    epoch = models.CharField(max_length=16, db_index=True)
    wrapped = models.BinaryField()


class Destroyed(models.Model):
    """A key that was destroyed: an older backup must not bring it back."""

    id = models.CharField(primary_key=True, max_length=16, editable=False)
    at = models.DateField()


class Seal(models.Model):
    """One row that only the right key file can have written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    proof = models.CharField(max_length=64)
