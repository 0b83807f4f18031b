"""Rooms, places in them, and the words said there. A room knows nothing of groups.

A column has no index of its own (``db_index=False``) where another index of its table begins with it.
"""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.rooms import terms
from mutuality.vault.columns import SealedText, key_column, wording_column
from mutuality.vault.rows import Row


class Room(Row):
    """Where people talk. How long words stay is the rule under which the next word is said.

    In a ``led`` room an app above gives the floor: it has one thread, and no other way to speak there. It belongs to a
    circle: to the people who hold it together, no matter who has a place in it.
    """

    id = RandomId(primary_key=True)
    circle = models.ForeignKey("circles.Circle", on_delete=models.SET_NULL, null=True, related_name="rooms")
    retention_days = models.PositiveSmallIntegerField(default=terms.DEFAULT_RETENTION_DAYS)
    led = models.BooleanField(default=False)
    # Two members paused it: until then no one writes here.
    paused_until = models.DateTimeField(null=True)


class Place(Row):
    """A person's place in a room: the name they go by here, and from which word on they may read.

    Whoever has stepped ``out`` reads and hears nothing until they are back; their words stay theirs. Until the moment
    in ``writes_from`` this person reads, and does not write: two members, or a circle, decided it.
    """

    id = RandomId(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="places", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="places")
    key = key_column()
    name = SealedText(own_words=True)
    pronouns = SealedText(null=True, own_words=True)
    bound = SealedText(null=True, own_words=True)
    name_mark = models.CharField(max_length=64)
    floor = models.BigIntegerField()
    out = models.BooleanField(default=False)
    writes_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="one_place_a_person"),
            models.UniqueConstraint(fields=["room", "name_mark"], name="one_name_a_place"),
        ]
        # All that a room asks of its places at each word.
        indexes = [models.Index(fields=["room", "person", "out", "floor"], name="rights_of_a_room")]


class Topic(Row):
    """A thread of talk. Its title goes when the person who gave it goes."""

    id = RandomId(primary_key=True)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="topics")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="+")
    key = wording_column()
    title = SealedText(null=True, leaves_with="place", own_words=True)
    order = models.BigIntegerField()
    newest = models.BigIntegerField()
    days = models.PositiveSmallIntegerField()
    ends_at = models.DateTimeField(db_index=True)


class Word(Row):
    """What one person said. One data key each, so that forgetting it is one deletion.

    ``folded``: two members folded it for all. It is read as any other, once it is opened.
    ``asks``: what they would like back, one of ``terms.Asks``.
    """

    id = RandomId(primary_key=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="words", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="words")
    key = key_column()
    words = SealedText(own_words=True)
    note = SealedText(null=True, own_words=True)
    asks = SealedText(null=True, own_words=True)
    order = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    reworded = models.BooleanField(default=False)
    folded = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["topic", "order"], name="words_of_a_topic")]


class Said(Row):
    """A mark of a form already sent with these words, so that a second click says nothing twice. Kept for a day."""

    mark = models.CharField(primary_key=True, max_length=64)
    word = models.ForeignKey(Word, on_delete=models.SET_NULL, null=True, related_name="+")
    day = models.DateField()


class Signal(Row):
    """A quiet sign to one word: who and which. Nobody counts them.

    It has a data key only so that a signal taken back is on the list of what no backup brings back.
    """

    id = RandomId(primary_key=True)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, related_name="signals", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="signals")
    key = key_column()
    kind = models.CharField(max_length=8, choices=terms.Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "place", "kind"], name="one_signal_of_a_kind")]


class Mark(Row):
    """A private place-mark: up to which word I have read a topic. No time, shown to nobody else."""

    id = RandomId(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="marks", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    read_to = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "topic"], name="one_mark_a_topic")]
