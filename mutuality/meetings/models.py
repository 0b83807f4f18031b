"""When a group meets, its meetings, who sits in them, and the turns of its members."""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.meetings import round as rounds
from mutuality.meetings import terms
from mutuality.vault.columns import SealedText, key_column, optional_key_column
from mutuality.vault.rows import Row


def _stands() -> list[tuple[str, str]]:
    return [(stand.value, stand.name) for stand in rounds.Stand]


class Series(Row):
    """When and where a group meets: wall time in a zone. The place is sealed, for members only.

    How many times it meets stands in the group's own terms and nowhere else, so the two cannot differ.
    """

    id = RandomId(primary_key=True)
    circle = models.OneToOneField("circles.Circle", on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=8, choices=terms.Rhythm.choices)
    first_on = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=terms.Way.choices)
    key = key_column()
    where = SealedText()
    sequence = models.PositiveIntegerField(default=0)


class DateChange(Row):
    """One date that is skipped, or moved. It stands once two members have said so."""

    id = RandomId(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField()
    to_on = models.DateField(null=True)
    to_at = models.TimeField(null=True)
    stands = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "on", "stands"], name="one_change_a_date"),
        ]


class DateYes(Row):
    """That a member says yes to a change of one date."""

    id = RandomId(primary_key=True)
    change = models.ForeignKey(DateChange, on_delete=models.CASCADE, related_name="answers")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "membership"], name="one_yes_a_member")]


class Manner(Row):
    """How a group holds its meetings: how long the words stay afterwards, how long a turn gently lasts."""

    circle = models.OneToOneField(
        "circles.Circle", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    stays_hours = models.PositiveSmallIntegerField(default=terms.DEFAULT_STAYS)
    gentle_minutes = models.PositiveSmallIntegerField(default=terms.GENTLE_MINUTES)


class OwnFormat(Row):
    """What a group's meetings are made of, where it has changed what its format ships with. See ``parts.py``.

    ``format``: the format that it changed. When the group takes another one, this goes.
    """

    id = RandomId(primary_key=True)
    circle = models.OneToOneField("circles.Circle", on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=16)
    key = key_column()
    parts = SealedText()
    no_cross_talk = models.BooleanField()


class Meeting(Row):
    """One meeting of a group, from its opening until its words are gone. It keeps the rules it began under.

    ``parts``: what it is made of, where the group has its own; otherwise as its format ships.

    ``rests``: someone needs the group, and everyone can speak. ``paused``: someone asked to stop, and no one speaks.
    ``needed``: at some time in it someone needed the group; it says not who.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    room = models.OneToOneField("rooms.Room", on_delete=models.SET_NULL, null=True, related_name="+")
    format = models.CharField(max_length=16)
    key = optional_key_column()
    parts = SealedText(null=True)
    no_cross_talk = models.BooleanField(default=False)
    stays_hours = models.PositiveSmallIntegerField()
    gentle_minutes = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=0)
    floor = models.CharField(max_length=16, null=True)  # noqa: DJ001 -- nobody is not an empty name
    floor_since = models.DateTimeField(null=True)
    rests = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    needed = models.BooleanField(default=False)
    acted_at = models.DateTimeField()
    closing_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(closed_at=None), name="one_open_meeting_a_circle"
            )
        ]


class Sitter(Row):
    """Somebody in the room of a meeting. The row dies at the close and is no attendance.

    Someone on the phone is carried by a sitter, who speaks and passes for them; they have a name of their own.
    ``needs`` and ``stops`` hold until the meeting goes on; ``named``: everyone may know that it was they who asked
    to stop.
    """

    id = RandomId(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sitters")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("rooms.Place", on_delete=models.CASCADE, related_name="+")
    carried_by = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="carries")
    key = optional_key_column()
    name = SealedText(null=True)
    position = models.PositiveSmallIntegerField()
    stand = models.CharField(max_length=8, choices=_stands())
    listens = models.BooleanField(default=False)
    away = models.BooleanField(default=False)
    hand = models.PositiveIntegerField(null=True)
    heard = models.BooleanField(default=False)
    out = models.BooleanField(default=False)
    stays_with = models.BooleanField(default=False)
    needs = models.BooleanField(default=False)
    stops = models.BooleanField(default=False)
    named = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=models.Q(carried_by=None),
                name="one_seat_a_member",
            )
        ]


class Moment(Row):
    """What the room itself says: an arrival, "please stop". It dies at the close.

    ``named``: whose it was is told. Who asks to stop decides that.
    """

    id = RandomId(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="moments")
    sitter = models.ForeignKey(Sitter, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=terms.Said.choices)
    named = models.BooleanField(default=True)
    step = models.PositiveSmallIntegerField(default=0)
    order = models.BigIntegerField()
    at = models.DateTimeField()


class Wish(Row):
    """That somebody in the room would like something that takes two, or asks not to close yet."""

    id = RandomId(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="wishes")
    sitter = models.ForeignKey(Sitter, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8)
    about = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitter", "kind", "about"], name="one_wish_a_sitter")]


class Turn(Row):
    """A task that a member has for a time: until a date, or until a meeting closes. ``role``: which of the group's."""

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16)
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    offered_to = models.ForeignKey(
        "groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "role"], name="one_turn_a_role")]
