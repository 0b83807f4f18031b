"""What people are told when something cannot be done: one plain sentence, what was kept, what to do next."""

from django.http import Http404


class Refusal(Exception):
    """An act that cannot happen now. The text is shown to the person as it is, so it is plain and blames nobody.

    ``field`` names the form field it belongs to, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotHere(Http404):
    """The same answer for "does not exist" and "not yours", so that asking teaches nothing."""
