"""A sheet that is kept: sealed, mine alone, changed, erased, and gone when I go."""

from dataclasses import replace

import pytest
from django.test import Client

from mutuality.people.models import Parked, Session
from mutuality.sheets import answers, data_files, forms, operations, queries, terms
from mutuality.sheets.models import OwnSheet
from mutuality.site import ending, export, wayback
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast
from tests.reading_pages import hidden, text

NEW = "/you/sheets/new/meeting/"
SAID = {"q-priorities-1": "To sleep", "q-priorities-2": "To stay home", "q-want": "Tea\nand a window"}


def keep(cast: Cast, client: Client | None = None, **said: str) -> OwnSheet:
    """Ada keeps a sheet."""
    before = set(OwnSheet.objects.values_list("pk", flat=True))
    answer = (client or cast.ada.client).post(NEW, SAID | said)
    (row,) = OwnSheet.objects.exclude(pk__in=before)
    assert answer["Location"] == f"/you/sheets/{row.pk}/"
    return row


def address(row: OwnSheet) -> str:
    return f"/you/sheets/{row.pk}/"


def save(cast: Cast, row: OwnSheet, *, version: str, client: Client | None = None, **said: str):
    return (client or cast.ada.client).post(address(row), SAID | said | {"version": version})


def said_on(row: OwnSheet) -> dict:
    return queries.opened(OwnSheet.objects.get(pk=row.pk)).written.current()


def test_it_is_kept_and_found_again(cast: Cast) -> None:
    row = keep(cast, title="Thursday")
    page = text(cast.ada.client.get(address(row)))
    for words in ("Thursday", "To sleep", "To stay home", "and a window"):
        assert words in page
    listed = text(cast.ada.client.get("/you/sheets/"))
    assert "Thursday" in listed and "A planning meeting" in listed


def test_the_page_for_everyone_sends_it_there_for_whoever_has_an_account(cast: Cast) -> None:
    page = cast.ada.client.get("/sheets/meeting/").content.decode()
    assert f'action="{NEW}"' in page and "draft-keeper" not in page


def test_several_copies_of_one_sheet_can_be_kept(cast: Cast) -> None:
    keep(cast, title="Thursday")
    keep(cast, title="In May")
    page = text(cast.ada.client.get("/you/sheets/"))
    assert "Thursday" in page and "In May" in page


def test_nothing_of_it_can_be_read_without_the_key_file(cast: Cast) -> None:
    keep(cast, title="Thursday")
    assert OwnSheet.objects.count() == 1
    for words in ("To sleep", "Thursday", "meeting"):
        assert not [found for found in stolen.anywhere(words) if found.startswith("OwnSheet")]


def test_changed_it_is_sealed_again_and_the_old_words_are_forgotten(cast: Cast) -> None:
    row = keep(cast)
    old = row.key_id
    assert save(cast, row, version="1", **{"q-want": "Coffee"})["Location"] == address(row)
    assert said_on(row)["want"] == "Coffee" and not DataKey.objects.filter(pk=old).exists()
    assert "Saved." in text(cast.ada.client.get(address(row)))


def test_an_empty_sheet_is_not_kept_and_says_so(cast: Cast) -> None:
    answer = cast.ada.client.post(NEW, {"title": "Thursday"})
    assert answer.status_code == 422 and "nothing written" in text(answer)
    assert not OwnSheet.objects.exists()


@pytest.mark.parametrize(
    ("name", "most"),
    [("q-want", terms.MOST_TEXT), ("q-first-sentence", terms.MOST_LINE), ("q-priorities-3", terms.MOST_LINE)],
)
def test_too_much_is_refused_with_a_number_and_stays_in_the_form(cast: Cast, name: str, most: int) -> None:
    answer = cast.ada.client.post(NEW, SAID | {name: "a" * (most + 7)})
    assert answer.status_code == 422 and "7 too long" in text(answer)
    assert "a" * (most + 7) in text(answer) and "To sleep" in text(answer)
    assert not OwnSheet.objects.exists()
    assert cast.ada.client.post(NEW, SAID | {name: "a" * most}).status_code == 302


def test_letters_that_no_one_sees_are_left_out(cast: Cast) -> None:
    row = keep(cast, **{"q-want": "te\x00a\u200b", "q-first-sentence": "a\nb"})
    assert said_on(row)["want"] == "tea" and said_on(row)["first-sentence"] == "a b"


def test_a_choice_that_was_never_offered_is_refused(cast: Cast) -> None:
    answer = cast.ada.client.post("/you/sheets/new/supporter/", {"q-name": "Ada", "q-paid": "perhaps"})
    assert answer.status_code == 422
    assert cast.ada.client.post("/you/sheets/new/supporter/", {"q-paid": "yes"}).status_code == 302


def test_there_is_a_limit_and_the_page_says_the_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_SHEETS", 2)
    keep(cast)
    row = keep(cast)
    answer = cast.ada.client.post(NEW, SAID)
    assert answer.status_code == 422 and "You keep 2 sheets, which is the limit." in text(answer)
    assert "To sleep" in text(answer) and OwnSheet.objects.count() == 2
    assert save(cast, row, version="1", **{"q-want": "Coffee"}).status_code == 302


def test_two_hundred_sheets_are_listed_and_one_more_is_refused_with_what_was_typed(cast: Cast) -> None:
    goals = answers.on(data_files.every()["goals"], {"like": "x"})
    for nth in range(terms.MOST_SHEETS):
        written = answers.kept(answers.Written("goals", f"Goal {nth}.", goals))
        OwnSheet.add(person=cast.ada.person, written=written, day=cast.now.date())
    page = text(cast.ada.client.get("/you/sheets/"))
    assert all(f"Goal {nth}." in page for nth in range(terms.MOST_SHEETS))
    answer = cast.ada.client.post(NEW, SAID)
    assert answer.status_code == 422 and "200 sheets, which is the limit" in text(answer)
    assert SAID["q-want"] in answer.content.decode() and OwnSheet.objects.count() == terms.MOST_SHEETS


def test_two_saves_at_once_are_both_kept_and_shown_side_by_side(cast: Cast) -> None:
    row = keep(cast)
    kitchen, phone = cast.ada.client, cast.ada.new_client()
    seen = hidden(phone.get(address(row)), "version")
    save(cast, row, version=seen, client=kitchen, **{"q-want": "Tea"})
    answer = save(cast, row, version=seen, client=phone, **{"q-want": "Coffee"})
    other = OwnSheet.objects.exclude(pk=row.pk).get()
    assert answer["Location"] == f"{address(other)}versions/"
    page = text(phone.get(answer["Location"]))
    assert "Both versions are kept" in page and "Tea" in page and "Coffee" in page
    assert "another version" in text(phone.get("/you/sheets/"))
    assert phone.post(f"{address(other)}keeping/")["Location"] == address(other)
    assert list(OwnSheet.objects.values_list("pk", flat=True)) == [other.pk]


def test_the_same_save_twice_is_one(cast: Cast) -> None:
    row = keep(cast)
    for _twice in range(2):
        assert save(cast, row, version="1", **{"q-want": "Coffee"})["Location"] == address(row)
    assert OwnSheet.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 50])
def test_a_version_that_is_none_writes_over_nothing(cast: Cast, version: str) -> None:
    row = keep(cast)
    save(cast, row, version=version, **{"q-want": "Coffee"})
    assert said_on(row)["want"] == "Tea\nand a window" and OwnSheet.objects.count() == 2


def test_answers_outlive_a_change_of_the_data_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(cast, **{"q-helped": "Walking"})
    meeting = data_files.every()["meeting"]
    left = tuple(q for q in meeting.questions if q.name not in ("helped", "priorities"))
    shorter = replace(next(q for q in meeting.questions if q.name == "priorities"), rows=1)
    changed = data_files.every() | {"meeting": replace(meeting, questions=(shorter, *left))}
    monkeypatch.setattr(data_files, "every", lambda: changed)
    page = text(cast.ada.client.get(address(row)))
    for words in ("an earlier version", "What has helped me before", "Walking", "To stay home"):
        assert words in page
    save(cast, row, version="1", **{"q-want": "Coffee"})
    page = text(cast.ada.client.get(address(row)))
    assert "Walking" in page and "Coffee" in page and "To stay home" in page


def test_a_sheet_that_ships_no_more_can_still_be_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = keep(cast, title="Thursday")
    monkeypatch.setattr(data_files, "every", dict)
    page = text(cast.ada.client.get(address(row)))
    assert "Thursday" in page and "My three priorities" in page and "To sleep" in page
    assert "Thursday" in text(cast.ada.client.get("/you/sheets/"))
    assert cast.ada.client.post(address(row), {"title": "Friday", "version": "1"}).status_code == 302
    assert "To sleep" in text(cast.ada.client.get(address(row)))


def test_erased_it_is_gone_with_its_key_and_the_page_says_so(cast: Cast) -> None:
    row, other = keep(cast), keep(cast)
    answer = cast.ada.client.post(f"{address(row)}erasing/")
    assert answer["Location"] == "/you/sheets/"
    assert "The sheet is erased." in text(cast.ada.client.get("/you/sheets/"))
    assert [each.pk for each in OwnSheet.objects.all()] == [other.pk]
    assert not DataKey.objects.filter(pk=row.key_id).exists()
    assert cast.ada.client.get(address(row)).status_code == 404


def test_nobody_else_finds_it(cast: Cast) -> None:
    row = keep(cast)
    for someone in (cast.bea, cast.cy):
        assert someone.client.get(address(row)).status_code == 404
        assert save(cast, row, version="1", client=someone.client, **{"q-want": "x"}).status_code == 404
        for act in ("erasing", "keeping"):
            assert someone.client.post(f"{address(row)}{act}/").status_code == 404
        assert "planning" not in text(someone.client.get("/you/sheets/"))
    assert cast.nobody.client.get(address(row))["Location"].startswith("/sign-in/")
    assert said_on(row)["want"] == SAID["q-want"]


def test_own_pages_ask_for_the_passphrase_and_give_back_what_was_written(cast: Cast) -> None:
    row = keep(cast)
    Session.objects.filter(person=cast.ada.person).update(confirmed_until=None)
    client = cast.ada.new_client()
    for asked in ("/you/sheets/", address(row), NEW, f"{address(row)}versions/"):
        assert client.get(asked)["Location"].startswith("/curtain/")
    answer = client.post(
        address(row),
        SAID | {"q-want": "Coffee", "version": "1"},
        headers={"Referer": f"http://testserver{address(row)}"},
    )
    assert answer["Location"].startswith("/curtain/") and Parked.objects.count() == 1
    client.post(answer["Location"], {"passphrase": cast.ada.passphrase})
    assert "Coffee" in text(client.get(address(row))) and said_on(row)["want"] == SAID["q-want"]


def test_what_was_sent_from_the_page_for_everyone_comes_back_there(cast: Cast) -> None:
    Session.objects.filter(person=cast.ada.person).update(confirmed_until=None)
    client = cast.ada.new_client()
    answer = client.post(NEW, SAID, headers={"Referer": "http://testserver/sheets/meeting/"})
    client.post(answer["Location"], {"passphrase": cast.ada.passphrase})
    assert "To stay home" in text(client.get("/sheets/meeting/")) and not OwnSheet.objects.exists()


def test_it_goes_with_me_and_comes_back_with_a_way_back(cast: Cast) -> None:
    row = keep(cast, title="Thursday")
    code = wayback.leave(by=cast.ada.person, now=cast.now)
    assert not OwnSheet.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()
    person = wayback.come_back(code=code, now=cast.now)
    (back,) = queries.kept_by(person)
    assert back.written.title == "Thursday" and back.written.current()["want"] == SAID["q-want"]


def test_it_goes_with_me_for_good(cast: Cast) -> None:
    row = keep(cast)
    ending.leave_community(by=cast.ada.person, now=cast.now)
    assert not OwnSheet.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()


def test_it_is_among_my_own_words_with_its_questions(cast: Cast) -> None:
    keep(cast, title="Thursday")
    cast.ada.client.post("/you/sheets/new/supporter/", {"q-paid": "yes"})
    words = export.own_words(cast.ada.person, names=True, now=cast.now)
    told = {sheet["title"]: sheet["answers"] for sheet in words["sheets"]}
    assert told["Thursday"][0] == {"question": "My three priorities", "answer": ["To sleep", "To stay home"]}
    assert told["A supporter's card"] == [{"question": "Am I paid for this?", "answer": ["Yes"]}]
    assert "To sleep" not in str(export.own_words(cast.bea.person, names=True, now=cast.now))


def test_a_list_of_many_asks_the_database_as_often_as_one_of_few(
    cast: Cast, django_assert_num_queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = data_files.every()["meeting"]
    for number in range(30):
        operations.keep(
            meeting, title=f"No. {number}", said={"want": "tea"}, by=cast.ada.person, now=cast.now
        )
    with django_assert_num_queries(1):
        assert len(queries.kept_by(cast.ada.person)) == 30


def test_a_table_comes_back_as_it_was(cast: Cast) -> None:
    sent = {"q-people-1-1": "Nurse", "q-people-1-3": "555", "q-people-3-1": "Imani"}
    cast.ada.client.post("/you/sheets/new/map/", sent)
    row = OwnSheet.objects.get()
    form = forms.OwnAnswers.starting(data_files.every()["map"], said_on(row))
    assert form["q-people-1-3"].value() == "555" and form["q-people-2-1"].value() == "Imani"
