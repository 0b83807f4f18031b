"""A meeting on open pages: the round moves there by itself, and nobody reads along unseen."""

import pytest
from playwright.sync_api import expect

from mutuality.live import presence
from mutuality.live.queries import notices_since
from mutuality.live.terms import For, Hint, Reader
from mutuality.meetings import duties, feed, queries
from mutuality.meetings.models import Moment
from mutuality.meetings.operations import care, close, floor
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from mutuality.safety.operations import draw_boundary
from tests.live.audience import audience
from tests.reading_pages import text


def opened(new_context, served, someone, table):
    context = new_context()
    context.add_cookies([someone.cookie | {"url": served.address}])
    page = context.new_page()
    page.goto(f"{served.address}/meetings/{table.meeting.pk}/")
    return page


@pytest.mark.browser
def test_the_floor_comes_to_an_open_page_and_typing_is_not_touched(served_here, table, cast, new_context):
    ada = opened(new_context, served_here, cast.ada, table)
    bea = opened(new_context, served_here, cast.bea, table)
    expect(bea.locator("#turn")).to_contain_text("Ada's turn")
    bea.get_by_label("Your words").fill("Half of what I want to")
    ada.get_by_label("Your words").fill("I walked to the bridge")
    ada.get_by_role("button", name="Send").click()
    ada.get_by_role("button", name="I'm done").click()
    expect(bea.locator("#turn")).to_contain_text("It's your turn")
    expect(bea.locator("li.word", has_text="I walked to the bridge")).to_be_visible()
    expect(bea.get_by_label("Your words")).to_have_value("Half of what I want to")
    expect(bea.get_by_role("button", name="Send")).to_be_visible()
    bea.get_by_role("button", name="Please stop").click()
    expect(ada.locator("#care")).to_contain_text("Someone asked us to stop")
    bea.get_by_role("button", name="Tell them it was me").click()
    expect(ada.locator("#care")).to_contain_text("Bea asked us to stop")
    expect(ada.locator("li.moment.stop")).to_contain_text("Bea asked us to stop.")
    expect(bea.get_by_label("Your words")).to_have_value("Half of what I want to")


@pytest.mark.browser
def test_whoever_steps_out_hears_nothing_more(served_here, table, cast, new_context):
    dov, again = (opened(new_context, served_here, cast.dov, table) for _ in range(2))
    expect(again.locator("#turn")).to_contain_text("Ada's turn")
    again.wait_for_timeout(500)
    dov.get_by_role("button", name="Leave the meeting").click()
    expect(dov.locator("#turn")).to_have_count(0)
    expect(again.locator("#turn")).to_have_count(0)


def rendered(table, hints_of, *persons):
    made = RoomFeed(feed.KINDS).render(table.meeting.room_id, hints_of, audience(*persons))
    return {item.target: item.html for item in made}


def newest(table, kind):
    name = rooms.stream(table.meeting.room_id)
    return [h for h in notices_since(name, seq=0, limit=500) if h.kind == kind][-1:]


def test_what_is_ones_own_goes_to_nobody_else(table, cast):
    html = rendered(table, newest(table, "meeting"), cast.ada.person.pk, cast.bea.person.pk)
    assert "It&#x27;s your turn" in html["turn"][For("en", cast.ada.person.pk)]
    assert "You&#x27;re next." in html["turn"][For("en", cast.bea.person.pk)]
    assert "Ada's turn" in html["turn"][For("en")] and "your turn" not in html["turn"][For("en")]
    assert all("<button" not in part[For("en")] for part in html.values())


def test_no_token_and_no_form_travels_in_a_frame(table, cast):
    html = rendered(table, newest(table, "meeting"), cast.ada.person.pk)
    everything = "".join(text for each in html.values() for text in each.values())
    assert "csrf" not in everything and "<form" not in everything


def test_that_somebody_was_not_heard_is_said_to_them_alone(table, cast):
    table.go_to("floor")
    html = rendered(table, newest(table, "meeting"), cast.ada.person.pk, cast.bea.person.pk)
    assert "You can go first" in html["turn"][For("en", cast.bea.person.pk)]
    assert all("You can go first" not in part[For("en")] for part in html.values())


@pytest.fixture
def lost(monkeypatch):
    """Lets a person's last open page be gone for so many seconds."""

    def gone(table, someone, seconds):
        name = rooms.stream(table.meeting.room_id)
        presence.came(name, person=someone.person.pk)
        presence.went(name, person=someone.person.pk)
        since = presence._gone[name, someone.person.pk]
        monkeypatch.setattr(presence.time, "monotonic", lambda: since + seconds)

    yield gone
    presence._gone.clear()


def test_a_lost_connection_gives_the_floor_on_quietly(table, cast, lost):
    before = queries.moments(table.meeting, place=table.seats["Ada"].place, now=table.now)
    lost(table, cast.ada, 91)
    duties.tick(now=table.now)
    assert table.order == ["Bea", "Dov", "Ada"]
    after = queries.moments(table.meeting, place=table.seats["Ada"].place, now=table.now)
    assert len(after) == len(before)


def test_a_short_loss_costs_nothing(table, cast, lost):
    lost(table, cast.ada, 80)
    duties.tick(now=table.now)
    assert table.floor == "Ada"


def test_whoever_came_back_is_not_lost(table, cast, lost):
    lost(table, cast.ada, 91)
    presence.came(rooms.stream(table.meeting.room_id), person=cast.ada.person.pk)
    duties.tick(now=table.now)
    assert table.floor == "Ada"
    presence.went(rooms.stream(table.meeting.room_id), person=cast.ada.person.pk)


def test_whoever_reads_without_scripts_is_never_taken_for_lost(table):
    duties.tick(now=table.now)
    assert table.floor == "Ada"


def test_whoever_returns_after_a_second_loss_is_offered_the_floor_again(table, cast):
    for _ in range(2):
        holder = table.row().floor
        floor.pass_quietly(table.row(), who=table.seats["Ada"].pk, now=table.now)
        for someone in (cast.bea, cast.dov):
            table.act(someone, "pass")
        assert holder == table.seats["Ada"].pk
    assert table.scene().round.is_over
    cast.ada.client.get(f"/meetings/{table.meeting.pk}/")
    assert table.floor == "Ada"


def test_presence_is_followed_in_meetings_and_nowhere_else(table, cast):
    token = cast.ada.token
    live = RoomFeed(feed.KINDS)
    inside = live.admit(table.meeting.room_id, token=token, language="en", asked={}, now=table.now)
    outside = live.admit(cast.room.pk, token=token, language="en", asked={}, now=table.now)
    assert isinstance(inside, Reader) and inside.followed
    assert isinstance(outside, Reader) and not outside.followed


def test_a_member_who_does_not_sit_in_hears_nothing(table, cast):
    live = RoomFeed(feed.KINDS)
    assert (
        live.admit(table.meeting.room_id, token=cast.una.token, language="en", asked={}, now=table.now)
        is None
    )
    assert live.admit(table.meeting.room_id, token=cast.bea.token, language="en", asked={}, now=table.now)


def test_the_turn_of_somebody_i_hid_is_somebodys(table, cast):
    draw_boundary(cast.ada.person, name="Ada", by=cast.dov.person, now=table.now)
    care.stop(table.seats["Ada"], now=table.now)
    care.show_name(table.seats["Ada"], now=table.now)
    shown = text(cast.dov.client.get(f"/meetings/{table.meeting.pk}/"))
    assert "Someone asked us to stop" in shown and "Ada asked" not in shown
    for someone in (cast.bea, cast.dov):
        care.go_on(table.seats[someone.name], now=table.now)
    shown = cast.dov.client.get(f"/meetings/{table.meeting.pk}/").content.decode()
    assert "Someone's turn" in shown and "Ada's turn" not in shown
    assert 'aria-current="step"' not in shown, "the circle contradicts the card"
    assert "1 person you hid is in this room." in shown
    assert "<bdi>Ada</bdi>" in shown, "who is in the room is never hidden"
    assert "Ada</bdi>\n  asked us" not in shown
    html = rendered(table, newest(table, "meeting"), cast.dov.person.pk)
    assert "Someone's turn" in html["turn"][For("en", cast.dov.person.pk)]
    assert "Ada's turn" in html["turn"][For("en")]
    said = Moment.objects.get(kind="stop")
    (stop,) = rendered(table, [Hint(1, "moment", said.pk)], cast.dov.person.pk).values()
    assert "Someone" in stop[For("en", cast.dov.person.pk)] and "Ada" in stop[For("en")]
    assert table.order == ["Ada", "Bea", "Dov"], "the order is the same for all"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("choice", "heard"), [("words", "It's your turn."), ("turn", "It's your turn."), ("nothing", "")]
)
def test_a_screen_reader_hears_of_my_turn_if_i_chose_so(served_here, table, cast, new_context, choice, heard):
    """Whatever was chosen, the card of turns says nothing by itself: it is no live region."""
    Person.objects.filter(pk=cast.bea.person.pk).update(announce=choice)
    bea = opened(new_context, served_here, cast.bea, table)
    expect(bea.locator("[data-plain]")).to_be_hidden()  # it hears what is new by itself
    table.act(cast.ada, "pass")
    expect(bea.locator("#turn")).to_contain_text("It's your turn")
    aloud = bea.locator("[aria-live=polite][data-aloud-here] p", has_text="It's your turn.")
    expect(aloud).to_have_count(1 if heard else 0)
    assert bea.locator("#turn").get_attribute("role") is None
    assert bea.locator("#turn [aria-live], #turn [role=status]").count() == 0


@pytest.mark.browser
def test_an_open_page_becomes_a_goodbye_and_what_was_typed_stays(served_here, table, cast, new_context):
    ada = opened(new_context, served_here, cast.ada, table)
    bea = opened(new_context, served_here, cast.bea, table)
    for page in (ada, bea):
        expect(page.locator("#turn")).to_contain_text("Ada's turn" if page is bea else "It's your turn")
    bea.get_by_label("Your words").fill("Half of what I want to")
    close.close(table.row(), now=table.now)
    for page in (ada, bea):
        expect(page.get_by_role("heading", name="The meeting has ended")).to_be_visible()
        expect(page.get_by_role("link", name="Back to the group")).to_be_visible()
        for part in ("#turn", "#seats", "#always", "#my-acts", "#more", "#care"):
            expect(page.locator(part)).to_be_hidden()
        expect(page.get_by_role("button", name="Leave the meeting")).to_be_hidden()
        expect(page.get_by_role("button", name="Please stop")).to_have_count(0)
    expect(ada.get_by_label("Your words")).to_be_hidden()
    expect(bea.get_by_label("Your words")).to_have_value("Half of what I want to")
    expect(bea.get_by_text("You wrote this and hadn't said it yet.")).to_be_visible()
    bea.reload()
    expect(bea.get_by_label("You wrote this and hadn't said it yet.")).to_have_value("Half of what I want to")
    ada.reload()
    expect(ada.get_by_text("You wrote this and hadn't said it yet.")).to_be_hidden()
