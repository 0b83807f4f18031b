"""Before the first page with words of others one reads how to leave fast: once on a device, and never before help.

On Home three lines remain, until they are hidden there.
"""

import pytest
from django.test import Client

from mutuality.decisions.terms import DECIDER
from mutuality.kit.routes import routes
from mutuality.meetings.terms import SITTER
from mutuality.people.models import Session
from mutuality.rooms.terms import MEMBER, NEIGHBOUR
from tests.cast import Cast, cookie
from tests.reading_pages import text

TOLD = "How to leave quickly"
WORDS = "I walked to the bridge"


def sign_in(cast: Cast, *, not_own: bool = False, client: Client | None = None, name: str = "bea") -> Client:
    """A browser, or the one given, in which Bea or another has just signed in."""
    client = client or cast.nobody.new_client()
    someone = getattr(cast, name)
    sent = {"name": someone.name, "passphrase": someone.passphrase} | ({"not_own": "on"} if not_own else {})
    assert client.post("/sign-in/", sent).status_code == 302
    return client


def among_peers(cast: Cast) -> list[str]:
    group, place = f"/groups/{cast.group.pk}/", f"/places/{cast.una.place.pk}/"
    return [
        *("/", "/groups/", "/you/kept/", f"/rooms/{cast.room.pk}/", f"/topics/{cast.topic.pk}/"),
        *(group, f"{group}knocks/", f"{group}ledger/", f"{group}meetings/", f"{group}decisions/"),
        *(f"/decisions/{cast.proposal.pk}/", f"{place}boundary/", f"{place}card/"),
    ]


def test_it_stands_before_every_page_with_words_or_names_of_others(cast: Cast) -> None:
    client = sign_in(cast)
    for address in among_peers(cast):
        page = client.get(address)
        assert page.status_code == 200 and TOLD in text(page), address
        assert not [word for word in (WORDS, "Ada", "Tuesday") if word in text(page)]
        assert f'name="then" value="{address}"' in page.content.decode()


def test_whoever_goes_on_is_where_they_wanted_and_is_never_stopped_again(cast: Cast) -> None:
    client, topic = sign_in(cast), f"/topics/{cast.topic.pk}/?before=999999"
    assert TOLD in text(client.get(topic))
    assert client.post("/way-out/", {"then": topic})["Location"] == topic
    for address in among_peers(cast):
        assert TOLD not in text(client.get(address)), address
    assert WORDS in text(client.get(topic))


def test_to_look_at_it_is_not_to_have_gone_on(cast: Cast) -> None:
    client = sign_in(cast)
    for _time in range(2):
        assert TOLD in text(client.get("/"))
    assert client.get("/way-out/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/support/", "/safety/", "/limits/", "/left/", "/you/", "/leaving/", "/curtain/"]
)
def test_it_does_not_stand_before_help_or_the_ways_out(cast: Cast, address: str) -> None:
    assert TOLD not in text(sign_in(cast).get(address))


def test_leaving_works_from_it(cast: Cast) -> None:
    client = sign_in(cast)
    page = client.get("/").content.decode()
    assert page.index('href="/exit"') < page.index(TOLD) and 'href="/support/"' in page
    assert client.get("/exit").status_code == 303
    assert client.get("/you/")["Location"].startswith("/sign-in/")


def test_each_device_is_told_for_itself(cast: Cast) -> None:
    client = sign_in(cast)
    client.post("/way-out/")
    assert TOLD not in text(client.get("/"))
    assert TOLD in text(sign_in(cast).get("/"))
    assert TOLD in text(sign_in(cast, not_own=True).get("/"))


def test_on_a_device_of_my_own_it_comes_once_however_often_i_sign_in(cast: Cast) -> None:
    client = sign_in(cast)
    client.post("/way-out/")
    client.post("/sign-out/")
    assert TOLD not in text(sign_in(cast, client=client).get("/"))


def test_somebody_else_on_the_same_device_is_told(cast: Cast) -> None:
    client = sign_in(cast)
    client.post("/way-out/")
    client.post("/sign-out/")
    assert TOLD in text(sign_in(cast, client=client, name="ada").get("/"))


def test_a_device_that_is_not_my_own_is_told_each_time_and_remembers_nothing(cast: Cast) -> None:
    client = sign_in(cast, not_own=True)
    client.post("/way-out/")
    assert not client.cookies.get(cookie("w"))
    client.post("/sign-out/")
    page = sign_in(cast, client=client, not_own=True).get("/")
    assert TOLD in text(page) and page.content.decode().count("<li>") < 12


def test_after_leaving_quickly_it_comes_again(cast: Cast) -> None:
    client = sign_in(cast)
    client.post("/way-out/")
    client.get("/exit")
    assert TOLD in text(sign_in(cast, client=client).get("/"))


def test_a_mark_that_does_not_fit_counts_as_nothing_read(cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.cookies[cookie("w")] = "f" * 64
    assert TOLD in text(sign_in(cast, client=client).get("/"))


def test_home_keeps_three_lines_until_they_are_hidden(cast: Cast) -> None:
    client, lines = sign_in(cast), 'id="leave-lines"'
    client.post("/way-out/")
    assert lines in client.get("/").content.decode()
    assert client.post("/way-out/", {"hide": "yes"})["Location"] == "/"
    assert lines not in client.get("/").content.decode()
    client.post("/sign-out/")
    again = sign_in(cast, client=client).get("/")
    assert TOLD not in text(again) and lines not in again.content.decode()


def test_what_is_not_there_and_what_is_not_mine_are_met_by_the_same_page(cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.post("/sign-in/", {"name": "Cy", "passphrase": cast.cy.passphrase})
    client.get("/support/")
    pages = [text(client.get(f"/groups/{which}/")) for which in (cast.group.pk, "0000000000000000")]
    assert pages[0] == pages[1] and TOLD in pages[0]


def test_acts_and_scripts_are_not_stopped(cast: Cast) -> None:
    client, topic = sign_in(cast), f"/topics/{cast.topic.pk}/"
    sent = {"words": "I said this at once", "note": "", "once": "a" * 16}
    assert client.post(topic, sent).status_code == 302
    fetched = client.get(topic, headers={"Sec-Fetch-Mode": "cors"})
    assert "I said this at once" in text(fetched)


def test_words_that_met_an_ended_session_wait_behind_it(cast: Cast) -> None:
    topic = f"/topics/{cast.topic.pk}/"
    client = cast.bea.client
    Session.objects.filter(person=cast.bea.person).update(ends_at=cast.now)
    client.post(topic, {"words": "I was in the middle of this", "note": "", "once": "b" * 16})
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase, "then": topic})
    assert TOLD in text(client.get(topic))
    back = client.post("/way-out/", {"then": topic})["Location"]
    assert "I was in the middle of this" in client.get(back).content.decode()


def test_it_leads_to_no_other_site(cast: Cast) -> None:
    for then in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        assert sign_in(cast).post("/way-out/", {"then": then})["Location"] == "/"


def test_it_says_only_what_is_so(cast: Cast) -> None:
    client = sign_in(cast)
    page = text(client.get("/"))
    assert "three times" in page and "Only you can erase that list" in page
    type(cast.bea.person).objects.filter(pk=cast.bea.person.pk).update(shift_leaves=False)
    assert "three times" not in text(client.get("/"))


def test_every_page_among_peers_is_behind_it() -> None:
    """A new page needs no line for this; only one that shows no one says so."""
    among = {MEMBER, SITTER, DECIDER, NEIGHBOUR}
    assert not [
        name
        for name, route in routes().items()
        if route.is_page and route.who in among and not route.shows_peers
    ]
    caught = {name for name, route in routes().items() if route.shows_peers}
    assert caught >= {"home", "groups", "group", "room", "topic", "meeting", "decision", "kept", "boundary"}
    assert not caught & {"support", "safety", "limits", "exit", "sign-in", "curtain", "leaving"}
