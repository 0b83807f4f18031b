"""Every form asks for days, times and zones in the one way that cannot be misread."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms

import mutuality
from mutuality.kit.forms import Form


def every_form() -> list[type[Form]]:
    for module in walk_packages(mutuality.__path__, "mutuality."):
        if module.name.rpartition(".")[2] == "forms":
            import_module(module.name)
    return [each for each in _below(Form) if each.__module__.startswith("mutuality.")]


def _below(form: type[Form]) -> list[type[Form]]:
    return [each for kind in form.__subclasses__() for each in (kind, *_below(kind))]


def asked(kind: type[forms.Field]) -> list[tuple[str, forms.Field]]:
    return [
        (f"{each.__qualname__}.{name}", field)
        for each in every_form()
        for name, field in each.base_fields.items()
        if isinstance(field, kind)
    ]


def test_a_day_is_read_in_one_order_only() -> None:
    days = asked(forms.DateField)
    assert len(days) >= 3
    for name, field in days:
        assert field.input_formats == ["%Y-%m-%d"], name


def test_a_time_is_read_on_a_clock_of_24_hours() -> None:
    times = asked(forms.TimeField)
    assert len(times) >= 4
    for name, field in times:
        with pytest.raises(forms.ValidationError):
            field.clean("7:00 pm")
        assert field.clean("19:00").hour == 19, name


def test_no_place_is_chosen_before_somebody_chooses_it() -> None:
    zones = [(name, field) for name, field in asked(forms.ChoiceField) if name.endswith(".zone")]
    assert len(zones) >= 2
    for name, field in zones:
        assert next(iter(field.choices))[0] == "" and field.initial is None, name
