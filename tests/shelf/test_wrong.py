"""Anyone can say that an entry is wrong; nothing tells who; any two members settle it; and then it is gone."""

from datetime import timedelta

import pytest
from django.test import Client

from mutuality.kit.rates import LIMITS
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.shelf import access, operations, queries, terms
from mutuality.shelf.models import Remark, Suggestion, Wrong
from mutuality.site import ending
from mutuality.vault.models import DataKey
from tests.cast import Cast, Someone, bring
from tests.reading_pages import text

pytestmark = pytest.mark.both
LINE = "The second step is missing"
NOTE = "There are five steps, not four."


def tell(cast: Cast, line: str = LINE, *, entry: str = "grounding") -> None:
    operations.say_wrong(access.entry(entry), line=line, now=cast.now)


def suggest(cast: Cast, by: Someone, outcome: str = "note", *, entry: str = "grounding") -> Suggestion:
    assert by.person
    operations.suggest(access.entry(entry), outcome=outcome, note=NOTE, by=by.person, now=cast.now)
    return Suggestion.objects.get(entry=entry, author=by.person)


def test_without_an_account_one_line_arrives_and_nothing_else(cast: Cast) -> None:
    page = cast.nobody.client.get("/shelf/grounding/wrong/")
    assert page.status_code == 200
    answer = cast.nobody.client.post("/shelf/grounding/wrong/", {"line": LINE}, follow=True)
    assert "Your line is kept" in text(answer) and LINE not in text(answer)
    row = Wrong.objects.get()
    assert row.text("line") == LINE
    columns = {field.name for field in Wrong._meta.concrete_fields}
    assert columns == {"id", "entry", "key", "line", "mark", "ends_on"}


def test_who_is_signed_in_is_kept_no_more_than_others(cast: Cast) -> None:
    cast.ada.client.post("/shelf/grounding/wrong/", {"line": LINE})
    assert Wrong.objects.get().ends_on == cast.now.date() + timedelta(days=terms.LINE_DAYS)
    assert not ledger.entries(terms.LEDGER)


def test_the_same_line_twice_is_one(cast: Cast) -> None:
    tell(cast)
    tell(cast, f"  {LINE.upper()} ")
    tell(cast, entry="silence")
    assert Wrong.objects.count() == 2


def test_one_network_cannot_write_more_than_a_few(cast: Cast) -> None:
    at = {"REMOTE_ADDR": "203.0.113.9"}
    most = LIMITS["shelf-wrong"].most
    for nth in range(most):
        assert Client(**at).post("/shelf/grounding/wrong/", {"line": f"Line {nth}"}).status_code == 302
    refused = Client(**at).post("/shelf/silence/wrong/", {"line": LINE})
    assert refused.status_code in (422, 429) and LINE in refused.content.decode()
    assert Wrong.objects.count() == most


def test_many_networks_cannot_fill_an_entry_or_the_place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for nth in range(terms.MOST_LINES_AN_ENTRY):
        tell(cast, f"Line {nth}")
    with pytest.raises(Refusal):
        tell(cast)
    tell(cast, "Line 0")
    monkeypatch.setattr(terms, "MOST_LINES", terms.MOST_LINES_AN_ENTRY)
    with pytest.raises(Refusal):
        tell(cast, entry="silence")
    assert Wrong.objects.count() == terms.MOST_LINES_AN_ENTRY


@pytest.mark.parametrize("line", ["", " ", "\u200b", "\x00", "x" * 301])
def test_what_cannot_be_kept_is_given_back(line: str, cast: Cast) -> None:
    assert cast.nobody.client.post("/shelf/grounding/wrong/", {"line": line}).status_code == 422
    assert not Wrong.objects.exists()


HOSTILE = (
    '<script>x</script> [here](https://evil.example) https://evil.example/ <a href="//evil.example">in</a>'
)


def test_a_hostile_line_is_letters_and_nothing_else(cast: Cast) -> None:
    tell(cast, HOSTILE)
    for address in ("/shelf/waiting/", "/shelf/grounding/settling/"):
        page = cast.bea.client.get(address).content.decode()
        assert "&lt;script&gt;" in page and "evil.example" in page
        assert 'evil.example"' not in page.replace("&quot;", "'") and "/away/?to" not in page
    assert "evil.example" not in cast.nobody.client.get("/shelf/grounding/").content.decode()


def test_a_hostile_note_is_letters_and_nothing_else(cast: Cast) -> None:
    cast.ada.client.post("/shelf/grounding/settling/", {"outcome": "note", "note": HOSTILE})
    row = Suggestion.objects.get()
    operations.agree(row.pk, by=cast.dov.person, now=cast.now)
    page = cast.nobody.client.get("/shelf/grounding/").content.decode()
    assert "&lt;script&gt;" in page and 'href="https://evil' not in page and "/away/?to" not in page


def test_only_members_read_what_was_said(cast: Cast) -> None:
    tell(cast)
    for address in ("/shelf/waiting/", "/shelf/grounding/settling/"):
        assert cast.nobody.client.get(address).status_code == 302
        assert LINE in text(cast.cy.client.get(address))
    for address in ("/shelf/", "/shelf/grounding/", "/shelf/kinds/techniques/", "/shelf/search/?wanted=step"):
        assert LINE not in cast.nobody.client.get(address).content.decode()


def test_home_says_that_something_waits(cast: Cast) -> None:
    assert "/shelf/waiting/" not in cast.bea.client.get("/").content.decode()
    tell(cast)
    assert 'href="/shelf/waiting/"' in cast.bea.client.get("/").content.decode()


def test_any_two_put_it_right_by_a_note_and_everyone_reads_it(cast: Cast) -> None:
    tell(cast)
    row = suggest(cast, cast.ada)
    assert NOTE not in cast.nobody.client.get("/shelf/grounding/").content.decode()
    answer = cast.dov.client.post(f"/shelf/waiting/{row.pk}/", {"answer": "agree"}, follow=True)
    assert "Everyone sees it now" in text(answer)
    said = text(cast.nobody.client.get("/shelf/grounding/"))
    assert NOTE in said and f" {cast.now.day}, {cast.now.year}" in said and "Ada" not in said
    assert NOTE in text(cast.nobody.client.get("/shelf/booklets/techniques/")), (
        "Paper must not be wrong either."
    )
    assert not Wrong.objects.exists() and not Suggestion.objects.exists()
    assert {line.by for line in ledger.entries(terms.LEDGER)} == {cast.ada.person.pk, cast.dov.person.pk}


def test_what_was_settled_is_erased_with_its_key(cast: Cast) -> None:
    tell(cast)
    keys = {Wrong.objects.get().key_id, (row := suggest(cast, cast.ada)).key_id}
    operations.agree(row.pk, by=cast.dov.person, now=cast.now)
    assert not DataKey.objects.filter(pk__in=keys).exists()


def test_a_line_that_came_after_the_suggestion_stays(cast: Cast) -> None:
    tell(cast)
    row = suggest(cast, cast.ada)
    tell(cast, "And the picture is wrong")
    operations.agree(row.pk, by=cast.dov.person, now=cast.now)
    assert [line.text("line") for line in Wrong.objects.all()] == ["And the picture is wrong"]


def test_an_address_is_marked_as_gone_on_every_page(cast: Cast) -> None:
    assert "/away/?to" in cast.nobody.client.get("/shelf/ips/").content.decode()
    row = suggest(cast, cast.ada, "gone", entry="ips")
    operations.agree(row.pk, by=cast.dov.person, now=cast.now)
    page = cast.nobody.client.get("/shelf/ips/")
    assert "This address is gone." in text(page) and "/away/?to" not in page.content.decode()
    kind = access.entry("ips").kind
    for address in (f"/shelf/kinds/{kind}/", "/shelf/search/?wanted=intentional"):
        assert "Gone." in text(cast.nobody.client.get(address))
    assert (
        "/away/?to=http%3A%2F%2Fwww.intentionalpeersupport.org"
        not in cast.nobody.client.get(f"/shelf/booklets/{kind}/").content.decode()
    )


def test_a_text_of_ours_cannot_be_gone(cast: Cast) -> None:
    with pytest.raises(NotHere):
        suggest(cast, cast.ada, "gone")
    answer = cast.ada.client.post("/shelf/grounding/settling/", {"outcome": "gone", "note": ""})
    assert answer.status_code == 422


def test_nothing_wrong_takes_an_earlier_note_away(cast: Cast) -> None:
    operations.agree(suggest(cast, cast.ada).pk, by=cast.dov.person, now=cast.now)
    operations.agree(suggest(cast, cast.bea, "nothing").pk, by=cast.dov.person, now=cast.now)
    said = text(cast.nobody.client.get("/shelf/grounding/"))
    assert NOTE not in said and "Nothing was wrong." in said
    assert Remark.objects.count() == 1


def test_no_one_settles_it_alone_or_with_whom_they_invited(cast: Cast) -> None:
    row = suggest(cast, cast.ada)
    with pytest.raises(NotHere):
        operations.agree(row.pk, by=cast.ada.person, now=cast.now)
    bring(cast.ada.membership, cast.cy, now=cast.now)
    with pytest.raises(operations.SomeoneElse):
        operations.agree(row.pk, by=cast.cy.person, now=cast.now)
    refused = cast.cy.client.post(f"/shelf/waiting/{row.pk}/", {"answer": "agree"})
    assert refused.status_code == 422 and not Remark.objects.exists()
    operations.agree(row.pk, by=cast.bea.person, now=cast.now)


def test_a_second_click_and_a_late_answer_change_nothing(cast: Cast) -> None:
    row = suggest(cast, cast.ada)
    for _ in range(2):
        cast.dov.client.post(f"/shelf/waiting/{row.pk}/", {"answer": "agree"})
    assert Remark.objects.count() == 1 and len(ledger.entries(terms.LEDGER)) == 2
    late = suggest(cast, cast.ada)
    with pytest.raises(NotHere):
        operations.agree(late.pk, by=cast.dov.person, now=cast.now + timedelta(days=40))


def test_other_words_are_another_suggestion(cast: Cast) -> None:
    first = suggest(cast, cast.ada)
    suggest(cast, cast.ada, "nothing")
    with pytest.raises(NotHere):
        operations.agree(first.pk, by=cast.dov.person, now=cast.now)


def test_one_can_take_back_what_one_suggested(cast: Cast) -> None:
    row = suggest(cast, cast.ada)
    cast.bea.client.post(f"/shelf/waiting/{row.pk}/", {"answer": "take-back"})
    assert Suggestion.objects.exists()
    cast.ada.client.post(f"/shelf/waiting/{row.pk}/", {"answer": "take-back"})
    assert not Suggestion.objects.exists()


def test_whoever_leaves_takes_their_suggestion_along_and_a_note_stays(cast: Cast) -> None:
    operations.agree(suggest(cast, cast.ada).pk, by=cast.dov.person, now=cast.now)
    suggest(cast, cast.ada, entry="silence")
    ending.leave_community(by=cast.ada.person, now=cast.now)
    assert not Suggestion.objects.exists()
    assert NOTE in text(cast.nobody.client.get("/shelf/grounding/"))
    assert sorted(line.by for line in queries.record()) == ["", "Dov"]


def test_what_no_one_answers_runs_out(cast: Cast) -> None:
    tell(cast)
    suggest(cast, cast.ada)
    operations.sweep(now=cast.now + timedelta(days=terms.LINE_DAYS))
    assert Wrong.objects.exists() and not Suggestion.objects.exists()
    operations.sweep(now=cast.now + timedelta(days=terms.LINE_DAYS + 1))
    assert not Wrong.objects.exists()
    assert not queries.someone_waits(cast.bea.person, today=cast.now.date())
