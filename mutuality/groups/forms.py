"""What is asked of people who found a group, invite, knock or come in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mutuality.groups import queries, terms
from mutuality.kit.forms import Form, line_field, words_field
from mutuality.people.forms import Arrive
from mutuality.rooms import terms as rooms_terms

_NAME_HELP = _("The name people in this group will see. Any name you like.")
_BOUND = _("Are you paid to be here, or does a law make you report things?")
_BOUND_HELP = _("If so, write it in a few words. It is shown next to your name. If not, leave this empty.")


class Terms(Form):
    """What the group begins with. All of it can change later."""

    group_name = line_field(
        label=_("Name of the group"),
        most=40,
        help_text=_("A neutral name is safer: someone else may see it on a screen."),
    )
    for_whom = words_field(
        label=_("Who it is for"),
        most=terms.MOST_FOR_WHOM,
        rows=2,
        help_text=_("In your own words. No one checks."),
    )
    agreement = words_field(label=_("Agreement"), most=terms.MOST_AGREEMENT, rows=7)
    in_danger = words_field(
        label=_("If someone's life may be in danger: what do we do, and what do we never do without asking?"),
        most=terms.MOST_AGREEMENT,
        rows=4,
    )
    our_limits = words_field(
        label=_("What this group adds to what we promise"),
        most=terms.MOST_OUR_LIMITS,
        rows=4,
        required=False,
        help_text=_(
            "For example: what you pass on and to whom, or which of you must report something by law. "
            "People read it before they join. What the whole community promises applies here too."
        ),
    )
    retention_days = forms.TypedChoiceField(
        label=_("How long messages are kept"),
        choices=rooms_terms.RETENTIONS,
        coerce=int,
        initial=rooms_terms.DEFAULT_RETENTION_DAYS,
        widget=forms.RadioSelect,
    )
    meetings = forms.IntegerField(
        label=_("How many times you will meet"),
        required=False,
        min_value=1,
        max_value=terms.MOST_MEETINGS,
        help_text=_("Leave it empty if the group has no end date."),
        error_messages={
            "invalid": _("Please write a number, or leave it empty."),
            "min_value": _("Please write 1 or more, or leave it empty."),
            "max_value": _("Please write 200 or less, or leave it empty."),
        },
    )

    turns = forms.MultipleChoiceField(
        label=_("Roles people take in turn"),
        choices=terms.Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tasks in a meeting that any member can take for a while."),
    )
    own_turns = words_field(
        label=_("Your own roles"),
        most=terms.MOST_OWN_TURNS * 80,
        rows=3,
        required=False,
        help_text=_("One short name on each line, up to 6, such as: Tea and chairs."),
    )

    def turns_told(self) -> queries.Turns:
        """Which turns the group has."""
        return queries.Turns(self.told["turns"], self.told["own_turns"])

    def wording(self) -> queries.Terms:
        """The texts of the group."""
        told = self.told
        return queries.Terms(
            told["group_name"], told["for_whom"], told["agreement"], told["in_danger"], told["our_limits"]
        )

    def refuse(self, refusal: Any) -> None:
        """A refusal of the group's name stands beside that name, not beside the founder's."""
        if refusal.field == "name" and "name" not in self.fields:
            refusal.field = "group_name"
        super().refuse(refusal)


def inviting_field(*, required: bool) -> forms.ChoiceField:
    """Who may ask people in. Where it is not required, no answer leaves it as it is."""
    return forms.ChoiceField(
        required=required,
        label=_("Who may invite"),
        choices=terms.Inviting.choices,
        initial=terms.Inviting.MEMBERS,
        widget=forms.RadioSelect,
        help_text=_("Invitations that are open already stay open. Any member can cancel them."),
    )


class StartingTerms(Terms):
    """What one person alone in a group can still change."""

    inviting = inviting_field(required=False)


class Found(Terms):
    """A new group, and who founds it. ``once`` names this very form, so that it founds once."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    name = line_field(label=_("Your name in this group"), most=40, help_text=_NAME_HELP)
    bound = line_field(label=_BOUND, required=False, most=160, help_text=_BOUND_HELP)

    def is_wrong_within(self) -> bool:
        """Whether something is wrong with what is folded away, since it is filled in already."""
        return bool(self.errors.keys() - {"group_name", "name", "bound", "__all__"})


def _pronouns_field() -> forms.CharField:
    return line_field(label=_("Pronouns"), required=False, most=rooms_terms.MOST_PRONOUNS)


def _yes_field() -> forms.BooleanField:
    """Ask for the yes, which is the button itself: nothing is said without pressing it."""
    needed = _("You can join only with a yes. You can also leave this page.")
    return forms.BooleanField(
        label=_("Your yes"), widget=forms.HiddenInput, error_messages={"required": needed}
    )


class Yes(Form):
    """Coming in, for someone who is already here."""

    # What the group agreed on was changed while they read it.
    to_read_again = False

    limits = forms.IntegerField(required=False, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    name = line_field(label=_("Your name in this group"), most=40, help_text=_NAME_HELP)
    pronouns = _pronouns_field()
    bound = line_field(label=_BOUND, required=False, most=160, help_text=_BOUND_HELP)
    yes = _yes_field()


class YesAndArrive(Arrive):
    """Coming in, for someone new."""

    to_read_again = False

    limits = forms.IntegerField(required=False, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)
    pronouns = _pronouns_field()
    bound = line_field(label=_BOUND, required=False, most=160, help_text=_BOUND_HELP)
    yes = _yes_field()
    field_order = ["name", "pronouns", "bound", "passphrase", "not_own", "yes"]


class Spoken(Form):
    """Four words that somebody said to me."""

    secrets = frozenset({"four"})
    four = line_field(label=_("The four words"), autocomplete="off", exactly=True)


class Poster(Form):
    """What a poster says besides how to find the door."""

    says = line_field(
        label=_("A line on the poster"),
        most=terms.MOST_POSTER_SAYS,
        required=False,
        help_text=_('For example: "Just come on Tuesday at 2." Anyone who sees the poster reads it.'),
    )


class Knock(Form):
    """Asking to join."""

    name = line_field(label=_("A name"), most=40, help_text=_("Any name. The people in the group see it."))
    words = words_field(
        label=_("A few words"),
        most=500,
        rows=3,
        required=False,
        help_text=_("For example: how you heard of the group."),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=64)
