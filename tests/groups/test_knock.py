"""A knock: two members say the same, or the one there is."""

import re
from datetime import timedelta

import pytest

from mutuality.groups import operations, queries
from mutuality.groups.models import Invitation, Knock, KnockAnswer
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from tests import stolen
from tests.cast import Cast, Someone, cookie
from tests.reading_pages import hidden, text


def answer(cast: Cast, someone: Someone, welcome: str) -> int:
    address = f"/groups/{cast.group.pk}/knocks/{cast.doors.knock.pk}/answers/"
    return someone.client.post(address, {"welcome": welcome}).status_code


def is_open(cast: Cast) -> bool:
    client = cast.nobody.new_client()
    client.cookies[cookie("n")] = cast.doors.knock_token
    return client.get("/knock/").headers.get("Location") == "/door/"


def waits(cast: Cast) -> bool:
    return Knock.objects.filter(pk=cast.doors.knock.pk).exists()


def test_two_yes_open_the_door(cast: Cast) -> None:
    answer(cast, cast.ada, "yes")
    assert waits(cast) and not is_open(cast)
    answer(cast, cast.dov, "yes")
    assert is_open(cast) and not waits(cast)


def test_one_person_saying_yes_twice_opens_nothing(cast: Cast) -> None:
    for _click in range(3):
        answer(cast, cast.ada, "yes")
    assert not is_open(cast) and waits(cast)
    assert KnockAnswer.objects.count() == 1


def test_two_no_close_it_and_nothing_of_the_knock_stays(cast: Cast) -> None:
    answer(cast, cast.ada, "no")
    assert waits(cast)
    answer(cast, cast.una, "no")
    assert not waits(cast) and not is_open(cast)
    client = cast.nobody.new_client()
    client.cookies[cookie("n")] = cast.doors.knock_token
    page = client.get("/knock/")
    assert page.status_code == 404 and "Ada" not in text(page) and "Una" not in text(page)


def test_an_answer_can_be_changed_until_then(cast: Cast) -> None:
    answer(cast, cast.ada, "no")
    answer(cast, cast.ada, "yes")
    answer(cast, cast.bea, "no")
    assert waits(cast) and not is_open(cast)
    answer(cast, cast.dov, "yes")
    assert is_open(cast)


def test_an_outsider_answers_nothing(cast: Cast) -> None:
    assert answer(cast, cast.cy, "yes") == 404
    assert not KnockAnswer.objects.exists()
    assert answer(cast, cast.ada, "yes") == 302


@pytest.mark.parametrize("welcome", ["", "maybe", "YES", "1"])
def test_an_answer_is_yes_or_not_now(welcome: str, cast: Cast) -> None:
    assert answer(cast, cast.ada, welcome) == 404
    assert not KnockAnswer.objects.exists()


def test_a_knock_at_another_group_is_not_mine_to_answer(cast: Cast) -> None:
    address = f"/groups/{cast.second.group_id}/knocks/{cast.doors.knock.pk}/answers/"
    assert cast.dov.client.post(address, {"welcome": "yes"}).status_code == 404
    assert answer(cast, cast.dov, "yes") == 302


def test_in_a_group_of_one_one_answer_is_enough(cast: Cast) -> None:
    token = operations.invite(cast.second, way=Way.MANY, by=cast.dov.person, now=cast.now)
    many = queries.invitation_for(token, now=cast.now)
    kept = operations.knock(many, name="Gus", words="", once=new_id(), now=cast.now)
    knock = queries.knock_for(kept, now=cast.now)
    operations.answer(knock, membership=cast.second, welcome=True, by=cast.dov.person, now=cast.now)
    opened = queries.invitation_for(kept, now=cast.now)
    assert opened is not None and opened.opened


def test_who_only_hears_the_page_hears_for_whom_each_button_is(cast: Cast) -> None:
    """Else all of them are called "Yes, let them in". On the wrong one, somebody comes in who was not meant."""
    many = queries.invitation_for(cast.doors.many, now=cast.now)
    for name in ("Gus", "Ivy"):
        operations.knock(many, name=name, words="", once=new_id(), now=cast.now)
    page = cast.ada.client.get(f"/groups/{cast.group.pk}/knocks/").content.decode()
    heard = dict(re.findall(r'id="(k-\w+)"><bdi>([^<]+)', page))
    buttons = re.findall(r'knocks/(\w+)/answers/"(.*?)</form>', page, re.DOTALL)
    assert len(buttons) == 3 and {"Gus", "Ivy"} < set(heard.values())
    for row, form in buttons:
        assert re.findall(r'aria-describedby="([\w-]+)"', form) == [f"k-{row}"] * 2 and f"k-{row}" in heard


def test_a_second_click_knocks_once(cast: Cast) -> None:
    client, address = cast.nobody.client, f"/knocking/{cast.doors.many}/"
    sent = {"name": "Gus", "words": "hello", "once": hidden(client.get(address), "once")}
    before = Knock.objects.count()
    for _click in range(2):
        assert client.post(address, sent)["Location"] == "/knock/"
    assert Knock.objects.count() == before + 1
    assert "You've asked to join" in text(client.get("/knock/"))


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 41, "\x00"])
def test_a_knock_needs_a_name_and_keeps_the_words(name: str, cast: Cast) -> None:
    sent = {"name": name, "words": "how I heard of you", "once": "1"}
    refused = cast.nobody.client.post(f"/knocking/{cast.doors.many}/", sent)
    assert refused.status_code == 422 and "how I heard of you" in refused.content.decode()
    assert cast.nobody.client.post(f"/knocking/{cast.doors.many}/", sent | {"name": "G"}).status_code == 302


def test_what_is_said_at_the_door_is_sealed_and_is_letters(cast: Cast) -> None:
    sent = {"name": "<b>Gus</b>", "words": "<script>alert(1)</script> trombone", "once": "1"}
    cast.nobody.client.post(f"/knocking/{cast.doors.many}/", sent)
    page = cast.ada.client.get(f"/groups/{cast.group.pk}/knocks/").content.decode()
    assert "trombone" in page and "<script>alert" not in page and "<b>Gus" not in page
    assert stolen.anywhere("trombone") == []


def test_before_the_door_opens_nothing_of_the_group_shows(cast: Cast) -> None:
    page = text(cast.nobody.client.get(f"/knocking/{cast.doors.many}/"))
    for inside in ("Tuesday evening", "Elm Street", "Bea", "walked to the bridge"):
        assert inside not in page


def test_stepping_back_leaves_nothing(cast: Cast) -> None:
    client = cast.nobody.client
    client.cookies[cookie("n")] = cast.doors.knock_token
    assert client.post("/knock/")["Location"] == "/door/turned-away/"
    assert not waits(cast)
    assert cast.ada.client.get(f"/groups/{cast.group.pk}/knocks/").status_code == 200


def test_a_knock_nobody_answers_is_erased_after_seven_days(cast: Cast) -> None:
    operations.sweep(now=cast.now + timedelta(days=6))
    assert waits(cast)
    operations.sweep(now=cast.now + timedelta(days=7))
    assert not waits(cast) and not Invitation.objects.exists()


def test_five_knocks_an_hour_are_enough(cast: Cast) -> None:
    address = f"/knocking/{cast.doors.many}/"
    answers = [
        cast.nobody.client.post(
            address, {"name": "Gus", "words": "hello", "once": str(n)}, REMOTE_ADDR="198.51.100.7"
        )
        for n in range(6)
    ]
    assert [a.status_code for a in answers] == [302] * 5 + [422]
    assert "hello" in answers[-1].content.decode()


def test_a_knock_sent_again_with_other_words_takes_the_place_of_the_first(cast: Cast) -> None:
    client, address = cast.nobody.client, f"/knocking/{cast.doors.many}/"
    sent = {"name": "Gus", "words": "hello", "once": hidden(client.get(address), "once")}
    before = Knock.objects.count()
    for words in ("hello", "hello, Bea told me of you"):
        assert client.post(address, sent | {"words": words})["Location"] == "/knock/"
    assert Knock.objects.count() == before + 1
    assert "Bea told me of you" in text(cast.ada.client.get(f"/groups/{cast.group.pk}/knocks/"))
    assert "You've asked to join" in text(client.get("/knock/"))
