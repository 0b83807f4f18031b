"""Keeping a sheet, changing it, and erasing it. Nothing here reaches anyone else."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.sheets import answers, terms
from mutuality.sheets.answers import Said, Written
from mutuality.sheets.data_files import Sheet
from mutuality.sheets.models import OwnSheet


@operation
def keep(sheet: Sheet, *, title: str, said: Mapping[str, Said], by: Person, now: datetime) -> OwnSheet:
    """Keep a filled-in sheet for its writer alone. Raises Refusal when it is empty or there are too many."""
    if not said:
        raise Refusal(_("There's nothing written on this sheet yet."))
    people.hold(by)
    _check_room(by)
    written = Written(sheet.slug, title, answers.on(sheet, said))
    return OwnSheet.add(person=by, written=answers.kept(written), day=now.date())


def _check_room(person: Person) -> None:
    if OwnSheet.objects.filter(person=person).count() >= terms.MOST_SHEETS:
        full = _("You keep %(most)d sheets, which is the limit. Please erase one, then save this one again.")
        raise Refusal(full % {"most": terms.MOST_SHEETS})


@operation
def save(
    row: OwnSheet, *, title: str, said: Mapping[str, Said], version: int, by: Person, now: datetime
) -> OwnSheet:
    """Keep what is written on a sheet now. Returns the row in which it is.

    ``version``: the one that was on the writer's screen. When the sheet was changed since, both are kept: the person
    chooses. Answers to questions that are asked no more stay. Raises NotHere when the sheet was erased.
    """
    people.hold(by)
    here = OwnSheet.objects.select_for_update(of=("self",)).filter(pk=row.pk, person=by).first()
    if here is None:
        raise NotHere
    before = answers.read(here.text("written"))
    now_said = answers.on(before.sheet, said, earlier=before.earlier()) if before.sheet else before.answers
    written = answers.kept(Written(before.slug, title, now_said))
    if written == answers.kept(before):
        return here
    if here.version == version:
        OwnSheet.objects.filter(pk=here.pk).reseal({"written": written}, version=version + 1, day=now.date())
        return here
    _check_room(by)
    return OwnSheet.add(person=by, written=written, page=here.page, version=here.version + 1, day=now.date())


@operation
def keep_only(row: OwnSheet, *, by: Person, now: datetime) -> None:
    """Erase the other versions of this page."""
    people.hold(by)
    OwnSheet.objects.filter(person=by, page=row.page).exclude(pk=row.pk).delete()


@operation
def erase(row: OwnSheet, *, by: Person, now: datetime) -> None:
    """Erase one sheet, its key first."""
    people.hold(by)
    OwnSheet.objects.filter(pk=row.pk, person=by).delete()
