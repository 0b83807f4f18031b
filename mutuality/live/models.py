"""That something changed, and in which order; never what was said."""

from django.db import models


class Topic(models.Model):
    """A page's own count of changes, without gaps, in the order of commits."""

    name = models.CharField(primary_key=True, max_length=64)
    seq = models.BigIntegerField(default=0)


class Notice(models.Model):
    """A hint that a row changed. Whoever may read it looks at the row itself."""

    topic = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    ref = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "seq"], name="one_notice_per_count")]


class SharedCount(models.Model):
    """A count that several processes share. Its name tells nothing without the key file; one process has none."""

    name = models.CharField(primary_key=True, max_length=64)
    count = models.BigIntegerField()
    ends_at = models.DateTimeField(db_index=True)
