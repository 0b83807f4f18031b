"""The group opens on its talk; what it agreed on, its people and its record are under About."""

from mutuality.groups import operations
from mutuality.rooms.models import Room
from tests.cast import Cast
from tests.reading_pages import text


def about(cast: Cast) -> str:
    return cast.bea.client.get(f"/groups/{cast.group.pk}/").content.decode()


def test_the_list_of_groups_leads_to_the_talk(cast: Cast) -> None:
    page = cast.bea.client.get("/groups/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert f'href="/rooms/{cast.room.pk}/"' in main and "Anyone who shares our experience" in main
    assert Room.objects.filter(pk=cast.room.pk).exists()


def test_about_has_the_agreement_the_people_the_record_and_the_way_out(cast: Cast) -> None:
    page = text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    for there in ("Our agreement", "If someone's life may be in danger", "People", "Bea", "Leave this group"):
        assert there in page
    assert "What was decided, and by whom" in page and "New messages are kept for 30 days." in page
    assert "aria-current" in about(cast)[about(cast).index(f'href="/groups/{cast.group.pk}/"') :][:120]


def test_one_filled_button_and_it_is_the_answer_while_someone_asks_to_join(cast: Cast) -> None:
    name = cast.doors.knock.text("name")
    assert f"{name} is asking to join." in text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    assert about(cast).count('class="btn"') == 1
    operations.answer(
        cast.doors.knock, membership=cast.bea.membership, welcome=True, by=cast.bea.person, now=cast.now
    )
    page = about(cast)
    assert f"{name} is asking to join" not in page and page.count('class="btn"') == 1


def test_each_act_is_answered_in_one_line(cast: Cast) -> None:
    answer = cast.bea.client.post(
        f"/groups/{cast.group.pk}/knocks/{cast.doors.knock.pk}/answers/", {"welcome": "yes"}, follow=True
    )
    assert 'role="status" id="answer"' in answer.content.decode()
    answer = cast.dov.client.post(f"/groups/{cast.group.pk}/leaving/", follow=True)
    assert "You've left Tuesday evening. Your words there are gone." in text(answer)
    again = cast.dov.client.get("/groups/")
    assert "Your words there are gone" not in text(again)
