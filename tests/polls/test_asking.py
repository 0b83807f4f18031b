"""A question to the group: who is asked, who sees what and when, and what is left of it."""

import re
from datetime import timedelta

import pytest

from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.polls import operations, queries
from mutuality.polls.models import Asked, Box, Poll
from mutuality.vault.models import DataKey
from tests.polls.conftest import Asking
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
SENT = {"question": "Which tea?", "choices": "Mint\nBlack", "sight": "named", "days": "7"}


def asked_on_the_page(six: Asking, kind: str, *, by: str = "Ada", **sent: str) -> Poll:
    """Somebody fills in the page for one kind of question."""
    address = f"/groups/{six.group.group.pk}/polls/kinds/{kind}/"
    page = six.group.people[by].client.get(address).content.decode()
    once = page.split('name="once" value="')[1].split('"')[0]
    answer = six.group.people[by].client.post(address, sent | {"once": once})
    assert answer.status_code == 302, text(answer)
    return Poll.objects.get(pk=answer["Location"].split("/")[2])


def test_each_way_to_ask_is_chosen_with_its_two_sentences(six: Asking) -> None:
    page = text(six.group.people["Ada"].client.get(f"/groups/{six.group.group.pk}/polls/"))
    for says in ("one of up to eight answers", "puts the answers in order", "they can, could or can't"):
        assert says in page
    page = text(six.group.people["Ada"].client.get(f"/groups/{six.group.group.pk}/polls/kinds/one/"))
    for says in (
        "Everyone sees who answered what",
        "No one sees answers before the end",
        "from five answers on",
    ):
        assert says in page
    listed = text(six.group.people["Ada"].client.get(f"/groups/{six.group.group.pk}/decisions/"))
    assert "Ask the group" in listed


@pytest.mark.parametrize("kind", ["one", "ranking", "temperature", "times", "lot"])
def test_everything_is_asked_once(six: Asking, kind: str) -> None:
    address = f"/groups/{six.group.group.pk}/polls/kinds/{kind}/"
    page = six.group.people["Ada"].client.get(address).content.decode()
    labels = re.findall(r'<(?:textarea|select|input)[^>]* id="(f-[a-z_0-9]+)"', page)
    assert labels and len(labels) == len(set(labels)), labels
    assert {"f-question", "f-days"} <= set(labels)


def test_named_answers_are_seen_at_once_and_can_change_until_the_end(six: Asking) -> None:
    poll = asked_on_the_page(six, "one", **SENT)
    home = text(six.group.people["Bea"].client.get("/"))
    assert "A question to the group: One answer" in home
    assert six.post(poll, "answer", by="Bea", answer="0") == 302
    assert "Bea" in six.page(poll, of="Cy") and "A question to the group" not in text(
        six.group.people["Bea"].client.get("/")
    )
    assert six.post(poll, "answer", by="Bea", answer="1") == 302
    (mint, black) = queries.reading(poll, membership=six.group.of("Cy"), today=six.now.date()).lines
    assert (mint.names, black.names) == ([], ["Bea"])
    assert six.post(poll, "answer", by="Bea", answer="7") == 422
    six.days_pass(8)
    assert six.fresh(poll).closed_on is not None
    with pytest.raises(operations.Ended):
        six.answer(poll, Bea="10")
    assert "Bea" in six.page(poll, of="Cy")
    six.days_pass(six.fresh(poll).kept_days)
    assert not Poll.objects.exists() and not Asked.objects.exists()


def test_with_names_at_the_end_shows_nothing_before(six: Asking) -> None:
    poll = six.ask(sight="later")
    six.answer(poll, Bea="100", Cy="010")
    assert "What people have said so far" not in six.page(poll, of="Ada")
    assert queries.reading(poll, membership=six.group.of("Ada"), today=six.now.date()).lines == []
    six.days_pass(8)
    page = six.page(poll, of="Ada")
    assert "What came of it" in page and "Bea" in page and "Cy" in page


def test_several_an_order_and_a_feeling(six: Asking) -> None:
    poll = asked_on_the_page(six, "several", **SENT)
    assert six.post(poll, "answer", by="Bea", answer=["0", "1"]) == 302
    assert six.post(poll, "answer", by="Cy", answer="1") == 302
    assert six.post(poll, "answer", by="Dov") == 302
    lines = queries.reading(poll, membership=six.group.of("Ada"), today=six.now.date()).lines
    assert [line.names for line in lines] == [["Bea"], ["Bea", "Cy"]]
    order = asked_on_the_page(six, "ranking", by="Bea", **SENT)
    assert six.post(order, "answer", by="Cy", option_0="2", option_1="1") == 302
    assert six.post(order, "answer", by="Dov", option_0="2", option_1="2") == 422
    lines = queries.reading(order, membership=six.group.of("Ada"), today=six.now.date()).lines
    assert [(line.label, line.names) for line in lines] == [("Black", ["Cy"]), ("Mint", [])]
    feeling = asked_on_the_page(six, "temperature", by="Cy", question="A walk", sight="named", days="3")
    assert six.post(feeling, "answer", by="Dov", answer="3") == 302
    assert "I&#x27;d rather not" in six.page(feeling, of="Ada")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("one", "110"), ("one", "10"), ("one", "200"), ("ranking", "112"), ("several", "xyz"), ("one", "")],
)
def test_no_answer_of_another_shape_is_kept(six: Asking, kind: str, code: str) -> None:
    poll = six.ask(kind=kind)
    with pytest.raises(NotHere):
        six.answer(poll, Bea=code)
    assert not Asked.objects.filter(took=True).exists()


@pytest.mark.parametrize("options", [["Mint"], ["Mint", "mint"], [str(n) for n in range(9)], ["Mint", " "]])
def test_too_few_too_many_or_twice_the_same_is_refused(six: Asking, options: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        six.ask(options=options)
    assert refused.value.field == "options"


def test_a_double_click_asks_and_answers_once_and_each_has_one_open(six: Asking) -> None:
    poll = six.ask(once="the same")
    assert six.ask(once="the same").pk == poll.pk
    with pytest.raises(operations.OneEach):
        six.ask(question="And then?")
    six.answer(poll, Bea="100")
    six.answer(poll, Bea="100")
    assert Asked.objects.filter(took=True).count() == 1
    assert six.post(poll, "taking-back", by="Bea") == 404
    assert six.post(poll, "taking-back", by="Ada") == 302
    assert six.post(poll, "answer", by="Bea", answer="0") == 404 and not Poll.objects.exists()


def test_who_came_later_reads_and_answers_nothing(six: Asking) -> None:
    poll = six.ask(question="Something of before")
    six.group.come("Gus")
    page = six.page(poll, of="Gus")
    assert "before you joined" in page and "Something of before" not in page and "Mint" not in page
    assert six.post(poll, "answer", by="Gus", answer="0") == 404
    assert "Something of before" not in text(
        six.group.people["Gus"].client.get(f"/groups/{six.group.group.pk}/polls/")
    )


def test_leaving_takes_named_answers_and_questions_along(six: Asking) -> None:
    poll = six.ask("Bea", question="Bea's words")
    mine = six.ask("Cy", question="Cy's words")
    six.answer(poll, Cy="100", Dov="010")
    keys = [mine.key_id]
    groups.leave(six.group.of("Cy"), by=six.group.people["Cy"].person, now=six.now)
    assert not Poll.objects.filter(pk=mine.pk).exists() and not DataKey.objects.filter(pk__in=keys).exists()
    assert "Cy" not in six.page(poll, of="Ada") and "Dov" in six.page(poll, of="Ada")
    groups.leave(six.group.of("Bea"), by=six.group.people["Bea"].person, now=six.now)
    page = six.page(poll, of="Ada")
    assert "Bea&#x27;s words" in page and "<bdi>Bea</bdi>" not in page
    six.days_pass(8)
    assert "Dov" in six.page(poll, of="Ada")


def test_days_on_which_the_server_was_away_are_given_back(six: Asking) -> None:
    poll = six.ask(days=3)
    until = poll.until
    six.group.now += timedelta(days=5)
    operations.sweep(now=six.now)
    row = six.fresh(poll)
    assert row.closed_on is None and row.until == until + timedelta(days=4)
    six.days_pass(3)
    assert six.fresh(poll).closed_on is not None


def test_a_group_that_ends_takes_its_questions_along(six: Asking) -> None:
    six.ask(sight="secret")
    operations.erase_all(six.group.group, now=six.now)
    assert not Poll.objects.exists() and not Box.objects.exists() and not Asked.objects.exists()
