"""Groups that nobody owns, the people in them, and the ways in."""

from django.db import models

from mutuality.ballots.models import Voice
from mutuality.groups import terms
from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column, wording_column
from mutuality.vault.rows import Row


class Group(Row):
    """People who meet under an agreement. Its settings are starting terms until more than one person decides."""

    id = RandomId(primary_key=True)
    # Its members, as all that they hold together points to them: rooms, times, meetings, turns.
    circle = models.OneToOneField("circles.Circle", on_delete=models.CASCADE, related_name="group")
    life = key_column()
    key = wording_column()
    name = SealedText()
    for_whom = SealedText()
    agreement = SealedText()
    in_danger = SealedText()
    our_limits = SealedText(null=True)
    starter = models.CharField(max_length=16)
    # The one place that says how many times a group meets; its weekly dates are counted by it.
    meetings = models.PositiveSmallIntegerField(null=True)
    # Sealed like the texts, since a group gives turns names of its own. Nothing said yet: the usual ones.
    turns = SealedText(null=True)
    inviting = models.CharField(max_length=8, choices=terms.Inviting.choices, default=terms.Inviting.MEMBERS)
    room = models.OneToOneField("rooms.Room", on_delete=models.PROTECT, related_name="+")
    founded_on = models.DateField()
    alone_since = models.DateField(null=True)


class Membership(Row):
    """One person in one group. It ends in one act and leaves nothing."""

    id = RandomId(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    place = models.OneToOneField("rooms.Place", on_delete=models.CASCADE, related_name="+")
    invited_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    joined_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_membership_a_person")]


class Invitation(Row):
    """A way in that ends after 72 hours. Only a hash of its token is kept.

    It has a data key, so that one that was used or taken back is on the list of what no backup brings back.
    """

    closed_by_restore = True

    id = RandomId(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="invitations")
    key = key_column()
    # Under which someone knocked, so that they need not type it again. It goes with the invitation.
    name = SealedText(null=True)
    way = models.CharField(max_length=8, choices=terms.Way.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    opened = models.BooleanField(default=False)
    ends_at = models.DateTimeField()


class Poster(Row):
    """A way to a group's door that hangs on a wall: it stays until members pause it or take it down.

    ``code`` is in the address and in the picture; ``four`` are words to type instead. Members print them again, so they
    are kept, sealed. After a restore there is none: it may have been taken down since.
    """

    closed_by_restore = True

    id = RandomId(primary_key=True)
    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="poster")
    key = key_column()
    code = SealedText()
    four = SealedText()
    says = SealedText(null=True)
    code_hash = models.CharField(max_length=64, unique=True)
    four_hash = models.CharField(max_length=64, unique=True)
    paused = models.BooleanField(default=False)


class Knock(Row):
    """Somebody with a link for many asks to come in. Any two members answer."""

    closed_by_restore = True

    id = RandomId(primary_key=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="knocks")
    key = key_column()
    name = SealedText()
    words = SealedText(null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    once = models.CharField(max_length=64, unique=True)
    on = models.DateField()
    ends_at = models.DateTimeField()


class KnockAnswer(Voice):
    """What one member answered to a knock."""

    knock = models.ForeignKey(Knock, on_delete=models.CASCADE, related_name="answers")
    by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["knock", "by"], name="one_answer_a_member")]
