"""What happens when, for a circle or the whole place, what became of single dates, and a person's own appointments."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutuality.kit.columns import RandomId
from mutuality.occasions import terms
from mutuality.vault.columns import SealedText, key_column, optional_key_column
from mutuality.vault.rows import Row


class Rhythmic(Row):
    """Dates in a rhythm: wall time in a zone. ``sequence`` goes up with each change, so that calendars take it over."""

    rhythm = models.CharField(max_length=16, choices=terms.Rhythm.choices)
    every = models.PositiveSmallIntegerField(default=1)
    first_on = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    times = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class Occasion(Rhythmic):
    """Something that happens for the people of a circle, or for everyone here where there is none.

    ``by`` holds it: they change it alone. Once they have left, it is no one's until someone takes it on.
    ``where_to``: who reads the place. ``opener``: each date needs someone who opens, or waits at the door.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=terms.Kind.choices)
    way = models.CharField(max_length=8, choices=terms.Way.choices)
    shown = models.CharField(max_length=8, choices=terms.Shown.choices)
    where_to = models.CharField(max_length=8, choices=terms.Shown.choices)
    access = models.CharField(max_length=120, blank=True)
    opener = models.BooleanField(default=False)
    key = key_column()
    title = SealedText()
    where = SealedText(null=True)
    languages = SealedText(null=True)
    bring = SealedText(null=True)
    costs = SealedText(null=True)
    about = SealedText(null=True)


class Change(Row):
    """What became of one date: it is off, it has moved, it has a topic; or a date besides, which has no ``on``."""

    id = RandomId(primary_key=True)
    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    to_at = models.TimeField(null=True)
    off = models.BooleanField(default=False)
    key = optional_key_column()
    topic = SealedText(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "on"], name="one_change_a_day"),
            models.UniqueConstraint(
                fields=["occasion", "to_on", "to_at"],
                condition=models.Q(on=None),
                name="one_added_date_a_moment",
            ),
        ]


class Wish(Row):
    """A change that one person asks for who doesn't hold the occasion. One more says yes, or it goes."""

    id = RandomId(primary_key=True)
    occasion = models.OneToOneField(Occasion, on_delete=models.CASCADE, related_name="wish")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    key = key_column()
    told = SealedText()


class Opener(Row):
    """Who opens on one date, or waits at the door. It goes once the date is over, and is no record."""

    belongs_to = "person"

    id = RandomId(primary_key=True)
    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="openers")
    on = models.DateField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "on"], name="one_opener_a_date")]


class Following(Row):
    """That a person has this among their own dates. They alone know it, and it says nothing of coming."""

    belongs_to = "person"

    id = RandomId(primary_key=True)
    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "person"], name="followed_once")]


class OwnDate(Rhythmic):
    """An appointment of one person's own. No one else sees it."""

    belongs_to, comes_back, own_words_under = "person", True, _("My own appointments")

    id = RandomId(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    title = SealedText(own_words=True)
    where = SealedText(null=True, own_words=True)


class Feed(Row):
    """An address at which a calendar finds dates: a person's, or those of one circle of theirs. Only a hash is kept.

    It has a data key, so that one that was taken back is on the list of what no backup brings back.
    ``titles``: what things are called is in it; otherwise each is an appointment.
    """

    belongs_to, closed_by_restore = "person", True

    id = RandomId(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, null=True, related_name="+")
    key = key_column()
    token_hash = models.CharField(max_length=64, unique=True)
    titles = models.BooleanField(default=False)
