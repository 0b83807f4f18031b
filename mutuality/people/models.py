"""A community, its people, and how they come in.

A column has no index of its own (``db_index=False``) where another index of its table begins with it.
"""

from django.db import models

from mutuality.kit.columns import RandomId
from mutuality.vault.columns import SealedText, key_column, wording_column
from mutuality.vault.rows import Row


class Community(Row):
    """The one community of this installation. Nobody owns it."""

    id = RandomId(primary_key=True)
    key = key_column()
    name = SealedText()
    founded_on = models.DateField()
    # Settled by all who are here. ``language``: where a browser asks for none of ours; empty for English.
    language = models.CharField(max_length=10, blank=True)
    starting = models.CharField(max_length=8, blank=True)
    settled_on = models.DateField(null=True)


class Founding(Row):
    """An installation that waits for its first person. What was typed so far is kept sealed."""

    closed_by_restore = True

    id = RandomId(primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    key = key_column()
    answers = SealedText()
    opened = models.BooleanField(default=False)


class Person(Row):
    """One kind of account. The name is the one the person chose; there is no other."""

    id = RandomId(primary_key=True)
    life = key_column()
    key = wording_column()
    name = SealedText(own_words=True)
    pronouns = SealedText(null=True, own_words=True)
    bound = SealedText(null=True, own_words=True)
    quiet = SealedText(null=True, own_words=True)
    sign_in = models.CharField(max_length=64, unique=True)
    passphrase = models.CharField(max_length=160)
    joined_on = models.DateField()
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    comfort = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=8, blank=True, default="")
    face = models.CharField(max_length=8, blank=True, default="")
    shift_leaves = models.BooleanField(default=True)
    announce = models.CharField(max_length=8, default="words")
    # They put the cards of the first days on Home away. Nothing is kept of what was read.
    first_days_over = models.BooleanField(default=False)


class Session(Row):
    """A device on which a person is signed in. No address, no exact times."""

    closed_by_restore = True

    token_hash = models.CharField(primary_key=True, max_length=64)
    id = RandomId(unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    key = key_column()
    label = SealedText(own_words=True)
    own_device = models.BooleanField()
    used_on = models.DateField()
    ends_at = models.DateTimeField()
    curtain_at = models.DateTimeField(null=True)
    confirmed_until = models.DateTimeField(null=True)
    passkey = models.ForeignKey("Passkey", on_delete=models.SET_NULL, null=True, related_name="sessions")
    knows_way_out = models.BooleanField(default=False)
    page = models.CharField(max_length=16, blank=True)
    # What opened it until its person last said again who they are: good for a moment, and for less.
    earlier_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- none is not an empty one
    earlier_until = models.DateTimeField(null=True)

    class Meta:
        # All that a room asks of its thousand sessions at each word, so that no row has to be fetched for it.
        indexes = [
            models.Index(fields=["person", "ends_at", "curtain_at", "id"], name="living_sessions"),
            models.Index(fields=["earlier_hash"], name="earlier_tokens"),
        ]


class Passkey(Row):
    """A device, or what holds a person's keys, that lets them in without typing. Nothing tells which make it is.

    ``mark`` and ``address`` are keyed hashes: of the passkey's own name, and of the host it was made for.
    """

    id = RandomId(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    life = key_column()
    key = wording_column()
    mark = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=64)
    kept = SealedText(under="life")
    label = SealedText(own_words=True)
    added_on = models.DateField()


class SpentChallenge(Row):
    """A question that a passkey has answered, until it has run out: the same answer is not taken twice. Of nobody."""

    mark = models.CharField(primary_key=True, max_length=64)
    ends_at = models.DateTimeField()


class RecoveryCode(Row):
    """One of the printed codes; any one of them is enough to come back in.

    It has a data key only so that a used code is on the list of what no backup brings back.
    """

    belongs_to, comes_back = "person", True

    id = RandomId(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    key = key_column()
    code_hash = models.CharField(max_length=64, unique=True)


class Parked(Row):
    """Words that met an ended session. Sealed, for the same person only, for fifteen minutes."""

    closed_by_restore = True

    id = RandomId(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parked")
    token_hash = models.CharField(max_length=64, unique=True)
    key = key_column()
    answers = SealedText()
    ends_at = models.DateTimeField()


class Draft(Row):
    """Words begun on a device that is not the person's own, sealed here so that nothing stays there."""

    belongs_to, comes_back = "person", True

    id = RandomId(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts", db_index=False)
    place = models.CharField(max_length=64)
    key = key_column()
    words = SealedText(own_words=True)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_draft_a_place")]


class WayBack(Row):
    """What somebody who left can still come back to. It points to nobody, and only their code opens it."""

    id = RandomId(primary_key=True)
    key = key_column()
    code_hash = models.CharField(max_length=64, unique=True)
    kept = SealedText()
    ends_on = models.DateField()
