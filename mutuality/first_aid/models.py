"""What one member asks for and another agrees to, and the short step that comes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutuality.first_aid import terms
from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column
from mutuality.vault.rows import Row


class Asked(Row):
    """A step that one member asks for. It fades within a day when no one agrees, and leaves no trace."""

    closed_by_restore = True

    id = RandomId(primary_key=True)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=terms.Kind.choices)
    by = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")
    about = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    word = models.ForeignKey("rooms.Word", on_delete=models.CASCADE, null=True, related_name="+")
    key = key_column()
    clause = SealedText()
    ends_at = models.DateTimeField(db_index=True)


class Step(Row):
    """A step that two took together, with its end. It stays until the same could be done again.

    ``about`` is a person and no membership, so that leaving and coming back is no way around it.
    """

    id = RandomId(primary_key=True)
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=terms.Kind.choices)
    about = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    word = models.ForeignKey("rooms.Word", on_delete=models.SET_NULL, null=True, related_name="+")
    one = models.ForeignKey("groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    other = models.ForeignKey("groups.Membership", on_delete=models.SET_NULL, null=True, related_name="+")
    key = key_column()
    clause = SealedText()
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    over = models.BooleanField(default=False)
    rests_until = models.DateTimeField(db_index=True)


class Answer(Row):
    """What the person concerned says to it, for everyone in the group to read. Theirs to change and to take back."""

    belongs_to, own_words_under = "person", _("What I answered when others held me back")

    id = RandomId(primary_key=True)
    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="answer")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    key = key_column()
    words = SealedText(own_words=True)


class Ending(Row):
    """That a member would like a step to end before its time. It takes two."""

    id = RandomId(primary_key=True)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="endings")
    membership = models.ForeignKey("groups.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "membership"], name="wished_to_end_once")]
