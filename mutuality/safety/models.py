"""The limits statement, and what a person keeps for their own safety."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutuality.ballots.models import Voice
from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row


class Statement(Row):
    """One dated version of the limits statement, with the support numbers that stand beside it."""

    id = RandomId(primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    key = key_column()
    answers = SealedText()
    dated = models.DateField()


class ReadLimits(Row):
    """Up to which version a person has read the limits. Nobody else sees it, and it has no date."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.PositiveIntegerField()


class Rewording(Row):
    """What someone proposes to all who are here. In force when its days are over, if enough agree and no one objects.

    ``subject``: the limits, or the place itself: its name, its language, who may start groups.
    ``worded_on``, ``counted_on`` and ``until``: days on which the server was away are given back. ``met``: how many
    wordings that someone could not agree with were followed by another.
    """

    id = RandomId(primary_key=True)
    subject = models.CharField(max_length=8, default="limits")
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    answers = SealedText()
    kind = models.CharField(max_length=12)
    round = models.PositiveSmallIntegerField(default=1)
    met = models.PositiveSmallIntegerField(default=0)
    opened_on = models.DateField()
    worded_on = models.DateField()
    counted_on = models.DateField()
    until = models.DateField(db_index=True)


class RewordingRest(Row):
    """Someone whose proposal for other limits met an objection: they propose none again before this day."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    until = models.DateField(db_index=True)


class RewordingVoice(Voice):
    """One person who decides about other limits, and what they have said."""

    rewording = models.ForeignKey(Rewording, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rewording", "person"], name="one_voice_a_person")]


class RewordingReason(Row):
    """Why someone could not agree with other limits, shown to all without a name. It goes when they answer again."""

    belongs_to = "voice__person"
    own_words_under = _("Why I could not agree with a change of what we promise")

    id = RandomId(primary_key=True)
    voice = models.OneToOneField(RewordingVoice, on_delete=models.CASCADE, related_name="reason")
    key = key_column()
    because = SealedText(own_words=True)


class NumberChange(Row):
    """A support number that someone asks to put right, until a second person agrees; and for 30 days after that.

    ``change``: the number before and after, as JSON, each of them nothing where it was added or removed.
    """

    id = RandomId(primary_key=True)
    author = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    also = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    key = key_column()
    change = SealedText()
    ends_on = models.DateField(db_index=True)
    done_on = models.DateField(null=True)


class Boundary(Row):
    """One person does not see another's words and cannot be reached by them. It is never told.

    One row for each name under which somebody was met, so that it never shows who goes by two names.
    """

    id = RandomId(primary_key=True)
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="boundaries")
    about = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    name = SealedText()
    name_mark = models.CharField(max_length=64)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "about", "name_mark"], name="one_boundary_a_name"),
        ]


class ComeBack(Row):
    """Who somebody was before they left with a way back, for as long as anybody else's can be open.

    Two people between whom a boundary stands may both be away for a while. Whoever comes back last finds the other by
    ``was``, the mark of a row that is gone. ``boundary`` is empty where it says of its person who they were; else it
    holds, sealed, what stands again between its person and the one who was this, should they come.
    """

    id = RandomId(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    was = models.CharField(max_length=64, db_index=True)
    key = key_column()
    boundary = SealedText()
    ends_on = models.DateField(db_index=True)


class Kept(Row):
    """A copy of words somebody could read, set aside for themself. It points to nobody else."""

    id = RandomId(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="kept")
    key = key_column()
    copy = SealedText()
    mark = models.CharField(max_length=64)
    day = models.DateField()
    ends_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "mark"], name="kept_once")]


class Card(Row):
    """What helps a person when they struggle, in their own words. Shown only where they choose."""

    belongs_to, comes_back = "person", True

    id = RandomId(primary_key=True)
    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, related_name="card")
    key = key_column()
    lines = SealedText(own_words=True)


class CardShown(Row):
    """That a person shows their card in one group, to those who have a place in the same room.

    After a restore it is shown nowhere: someone may have taken theirs away since, and nothing else remembers that.
    """

    closed_by_restore = True

    id = RandomId(primary_key=True)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="shown")
    place = models.OneToOneField("rooms.Place", on_delete=models.CASCADE, related_name="+")
