"""One way to run a form: do what it asks for, or show it again with the reason beside what was typed."""

from django import forms
from django.test import RequestFactory

from mutuality.kit.forms import Form
from mutuality.kit.refusals import Refusal


class Named(Form):
    """Asks for a name."""

    name = forms.CharField()


def asked(**typed: str) -> tuple[Named, bool]:
    request = RequestFactory().post("/", typed) if typed else RequestFactory().get("/")
    form = Named(request.POST or None)
    return form, form.sent(request)


def test_only_a_whole_form_that_was_sent_is_acted_on() -> None:
    assert asked(name="Bea")[1]
    assert not asked(name=" ")[1] and not asked()[1]


def test_a_refusal_goes_beside_its_field_and_the_view_goes_on() -> None:
    form, _sent = asked(name="Bea")
    with form.refusing():
        raise Refusal("Taken.", field="name")
    assert form.errors == {"name": ["Taken."]}


def test_a_refusal_without_a_field_goes_above_or_where_the_view_says() -> None:
    form, _sent = asked(name="Bea")
    with form.refusing():
        raise Refusal("Not now.")
    assert form.non_field_errors() == ["Not now."]
    form, _sent = asked(name="Bea")
    with form.refusing(field="name"):
        raise Refusal("Not now.")
    assert form.errors == {"name": ["Not now."]}
