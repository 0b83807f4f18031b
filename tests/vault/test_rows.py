"""Sealed rows: whatever is deleted or said differently, no key of it stays alive. Every model, now and later."""

import pytest
from django.apps import apps
from django.db import models

from mutuality.vault import rows, sweeping
from mutuality.vault.ciphers import held
from mutuality.vault.columns import SealedText
from mutuality.vault.models import DataKey, Destroyed
from mutuality.vault.queries import Gone, open_sealed
from mutuality.vault.rows import LeavesKeys, Row
from tests.vault.filling import filled, keys_of, sealed_models, texts_of

pytestmark = pytest.mark.django_db
SEALED = sealed_models()
every_sealed_model = pytest.mark.parametrize("model", SEALED, ids=lambda model: model._meta.label_lower)


def keys_in(row: Row) -> set[str]:
    """The keys that this row has now."""
    return {key for name in keys_of(type(row)) if (key := getattr(row, name))}


def are_destroyed(keys: set[str]) -> bool:
    """Whether none of these keys lives, and each is on the list of what no backup brings back."""
    assert keys, "There was nothing to destroy."
    living = DataKey.objects.filter(pk__in=keys).exists()
    return not living and set(Destroyed.objects.filter(pk__in=keys).values_list("pk", flat=True)) == keys


def _takes_along(model: type[models.Model]) -> list[type[models.Model]]:
    """The models whose rows go with a row of this one."""
    relations = model._meta.related_objects
    return [r.related_model for r in relations if r.on_delete is models.CASCADE]  # type: ignore[attr-defined]


def test_whatever_holds_a_key_or_takes_one_along_is_a_row() -> None:
    needed = {model for model in apps.get_models() if keys_of(model)}
    assert len(needed) > 15
    grew = True
    while grew:
        more = {m for m in apps.get_models() if set(_takes_along(m)) & needed} - needed
        needed, grew = needed | more, bool(more)
    assert not [model for model in needed if not issubclass(model, Row)]


def test_no_binary_column_beside_a_key_is_unsealed() -> None:
    # What opens a commitment is bound to the entry that it opens, and not to its own row.
    unsealed = {
        f"{model._meta.label_lower}.{field.name}"
        for model in SEALED
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and not isinstance(field, SealedText)
    }
    assert unsealed == {"ledger.opening.sealed"}


@every_sealed_model
def test_deleting_rows_destroys_their_keys(model: type[Row]) -> None:
    row, other = filled(model), filled(model)
    keys = keys_in(row)
    model.objects.filter(pk=row.pk).delete()
    assert are_destroyed(keys)
    assert DataKey.objects.filter(pk__in=keys_in(other)).count() == len(keys_in(other))


@every_sealed_model
def test_deleting_one_row_destroys_its_keys(model: type[Row]) -> None:
    row = filled(model)
    keys = keys_in(row)
    row.delete()
    assert are_destroyed(keys)
    assert not model.objects.filter(pk=row.pk).exists()


@every_sealed_model
def test_a_row_that_goes_with_another_takes_its_keys_along(model: type[Row]) -> None:
    row = filled(model)
    keys = keys_in(row)
    for field in model._meta.concrete_fields:
        gone_with = (
            isinstance(field, models.ForeignKey) and not field.null and field.related_model is not DataKey
        )
        if gone_with and field.remote_field.on_delete is models.CASCADE:
            field.related_model.objects.filter(pk=getattr(row, field.attname)).delete()
            assert are_destroyed(keys)
            return


@every_sealed_model
def test_words_open_and_nowhere_else(model: type[Row]) -> None:
    row = model.objects.get(pk=filled(model).pk)
    for field in texts_of(model):
        assert row.text(field.name).startswith(f"{model._meta.label_lower} {field.name}")
        with pytest.raises(Gone):
            open_sealed(getattr(row, field.name), key=getattr(row, field.under), about=field.about("other"))


@every_sealed_model
def test_other_words_come_under_another_key(model: type[Row]) -> None:
    for field in texts_of(model):
        row = filled(model)
        before = {each.name: row.text(each.name) for each in texts_of(model)}
        old = getattr(row, f"{field.under}_id")
        assert model.objects.filter(pk=row.pk).reseal({field.name: "said differently"}) == 1
        now = model.objects.get(pk=row.pk)
        after = {each.name: now.text(each.name) for each in texts_of(model)}
        assert after == before | {field.name: "said differently"}
        assert are_destroyed({old})


@every_sealed_model
def test_sealed_columns_are_not_changed_past_their_keys(model: type[Row]) -> None:
    row = filled(model)
    for name in (*keys_of(model), *(field.name for field in texts_of(model))):
        with pytest.raises(LeavesKeys):
            model.objects.filter(pk=row.pk).update(**{name: None})
    with pytest.raises(LeavesKeys):
        row.save()


@every_sealed_model
def test_a_row_without_its_key_goes_after_a_restore(model: type[Row]) -> None:
    row = filled(model)
    stays = [f for f in model._meta.concrete_fields if getattr(f, "row_stays", False)]
    for field in model._meta.concrete_fields:
        if field.related_model is DataKey and field not in stays:
            DataKey.objects.filter(pk=getattr(row, field.attname)).delete()
    sweeping.sweep()
    assert not model.objects.filter(pk=row.pk).exists() or stays


@every_sealed_model
@pytest.mark.parametrize("with_key", [False, True])
def test_words_are_gone_once_their_key_is(model: type[Row], with_key: bool) -> None:
    for field in texts_of(model):
        row = filled(model)
        DataKey.objects.filter(pk=getattr(row, f"{field.under}_id")).delete()
        held.empty()
        read = model.objects.filter(pk=row.pk)
        found = (read.select_related(field.under) if with_key else read).first()
        if found is not None:
            with pytest.raises(Gone):
                found.text(field.name)


LEAVING = [(model, text) for model in SEALED for text in texts_of(model) if text.leaves_with]


@pytest.mark.parametrize(("model", "text"), LEAVING, ids=lambda each: getattr(each, "name", None))
def test_words_leave_with_the_row_that_their_row_outlives(model: type[Row], text: SealedText) -> None:
    whose = model._meta.get_field(text.leaves_with)
    theirs = filled(whose.related_model)  # type: ignore[type-var, arg-type]
    row = filled(model, **{text.leaves_with: theirs})
    theirs.delete()
    left = model.objects.filter(pk=row.pk).first()
    assert left is not None and left.text(text.name) == ""
    assert are_destroyed({getattr(row, f"{text.under}_id")})


def test_a_row_that_seals_nothing_gets_another_key_only_while_the_condition_holds() -> None:
    model = apps.get_model("groups", "Invitation")
    row = filled(model)
    keys = keys_in(row)
    assert model.objects.filter(pk=row.pk, opened=True).rekey(opened=True) == 0
    assert model.objects.filter(pk=row.pk, opened=False).rekey(opened=True) == 1
    assert are_destroyed(keys)


def test_many_rows_open_at_once_and_one_without_its_key_says_nothing() -> None:
    model = apps.get_model("rooms", "Word")
    one, two = filled(model), filled(model)
    DataKey.objects.filter(pk=two.key_id).delete()
    read = list(model.objects.filter(pk__in=[one.pk, two.pk]).select_related("key"))
    assert rows.texts([one], "words")[0].startswith("rooms.word words")
    assert len(read) == 1
