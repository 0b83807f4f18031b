"""What the tables of this place can hold."""

from django.apps import apps


def columns() -> list[str]:
    """Every column of every table of ours, as table.column."""
    return [
        f"{model._meta.label_lower}.{field.attname}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    ]
