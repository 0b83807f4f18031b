"""What is true now of one principle. The seed's own words, seeds/001_ed95cc98f2265e0e.txt:

Keep people's confidences.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mutuality.meetings.operations import close, room
from mutuality.rooms import operations as rooms
from mutuality.rooms import terms
from mutuality.rooms.models import Topic, Word
from mutuality.safety.models import Boundary, Kept
from mutuality.site import wiring
from tests import stolen
from tests.cast import Cast
from tests.journeys.looking import everything
from tests.meetings.table import gather
from tests.principles.tables import columns
from tests.reading_pages import text, title
from tests.site.test_every_page import pages

SECRETS = ("Sunday night", "Bea", "Tuesday evening", "Elm Street", "the bridge")


def test_the_database_alone_tells_no_word_and_no_name(cast: Cast) -> None:
    for said in ("bridge", "Sunday night", "Bea", "Tuesday evening", "Elm Street"):
        assert stolen.anywhere(said) == []


def test_nothing_tells_who_has_read_what_or_is_here() -> None:
    watching = {"seen", "typing", "online", "presence", "ip", "agent"}
    assert not [name for name in columns() if watching & set(name.replace(".", "_").split("_"))]


def test_nobody_can_tell_whether_i_have_read_their_words(cast: Cast) -> None:
    addresses = (f"/topics/{cast.topic.pk}/", f"/rooms/{cast.room.pk}/", f"/groups/{cast.group.pk}/", "/")
    for address in addresses:
        cast.bea.client.get(address)
    before = [text(cast.bea.client.get(address)) for address in addresses]
    assert "New from" in text(cast.dov.client.get("/"))
    for address in addresses:
        cast.dov.client.get(address)
    assert "New from" not in text(cast.dov.client.get("/"))
    assert [text(cast.bea.client.get(address)) for address in addresses] == before


def test_newcomers_do_not_read_what_was_said_before(cast: Cast) -> None:
    address = f"/topics/{cast.early_topic.pk}/"
    assert "Ada spoke before" in text(cast.ada.client.get(address))
    assert "Ada spoke before" not in text(cast.bea.client.get(address))


def test_memory_is_short_unless_a_group_chooses_otherwise_and_ends_by_itself(cast: Cast) -> None:
    assert terms.DEFAULT_RETENTION_DAYS == 30
    assert "What you say is kept for 30 days" in _door(cast)
    assert _found("Sunday night")
    wiring.sweep(cast.now + timedelta(days=29))
    assert _found("Sunday night")
    wiring.sweep(cast.now + timedelta(days=32))
    assert not _found("Sunday night") and not Word.objects.filter(topic=cast.topic).exists()


def _door(cast: Cast) -> str:
    cast.nobody.client.post(f"/invitation/{cast.doors.link}/")
    return text(cast.nobody.client.get("/door/"))


def _found(words: str) -> bool:
    return any(words in said for _where, said in everything())


def test_what_is_taken_back_or_reworded_is_forgotten_at_once_and_held_nowhere(cast: Cast) -> None:
    """Source: DESIGN.md, rules that keep people safe, 3; docs/adr/0013-nothing-is-held.md."""
    for someone, act in ((cast.bea, "take back"), (cast.dov, "reword")):
        word = Word.objects.select_related("topic__room").get(pk=cast.words[someone.name.lower()].pk)
        about, blob, key = f"rooms.word.words:{word.pk}", bytes(word.words), word.key_id
        assert stolen.opens(blob, key=key, about=about)
        page = text(someone.client.get(f"/words/{word.pk}/"))
        assert "is erased here" in page and "The earlier text is erased" in page
        if act == "take back":
            rooms.take_back(word, by=someone.place, now=cast.now)
        else:
            rooms.reword(word, words="I say it differently", by=someone.place, now=cast.now)
        assert not stolen.opens(blob, key=key, about=about)
        assert not [where for where, value in _blobs() if value == blob]
    assert not _found("Sunday night") and not _found("I let the phone ring")
    assert "What you take back is erased at once" in text(cast.nobody.client.get("/limits/"))


def _blobs() -> list[tuple[str, bytes]]:
    return [
        (f"{model.__name__}.{name}", bytes(value))
        for model, name, value in stolen.values()
        if isinstance(value, bytes | memoryview)
    ]


def test_words_of_a_closed_meeting_are_gone_when_its_pages_say_so(cast: Cast) -> None:
    table = gather(cast)
    table.go_to("check-in")
    holder = next(s for s in (cast.ada, cast.bea, cast.dov) if s.name == table.floor)
    assert table.say(holder, "Said in the round")
    assert "It is erased 2 hours after the meeting ends." in text(
        holder.client.get(f"/meetings/{table.meeting.pk}/")
    )
    close.close(table.row(), now=cast.now)
    close.sweep(now=cast.now + timedelta(minutes=119))
    assert _found("Said in the round")
    close.sweep(now=cast.now + timedelta(minutes=121))
    assert not _found("Said in the round")


def test_in_a_live_meeting_everybody_sees_who_is_there_and_afterwards_nothing_tells(cast: Cast) -> None:
    table = gather(cast)
    assert "Dov" in text(cast.bea.client.get(f"/meetings/{table.meeting.pk}/"))
    table.cast = cast
    table.sit(cast.una)
    page = text(cast.bea.client.get(f"/meetings/{table.meeting.pk}/"))
    assert "Una" in page
    room.step_out(table.seats["Una"], now=cast.now)
    close.close(table.row(), now=cast.now)
    close.sweep(now=cast.now + timedelta(hours=3))
    assert not [name for name in columns() if "attend" in name or "presence" in name]
    left = [(where, said) for where, said in everything() if where.startswith("meetings.")]
    assert not [where for where, said in left if "Una" in said]
    from mutuality.meetings.models import Sitter

    assert not Sitter.objects.exists()


def test_no_page_asks_anything_of_anybody_else_and_a_link_leaves_by_a_page_of_ours(cast: Cast) -> None:
    cast.say("Look at https://example.org/secret?who=bea", by=cast.bea)
    for address in pages(cast):
        answer = cast.bea.client.get(address)
        if answer.status_code in (301, 302, 303, 405):
            continue
        page = answer.content.decode()
        # Only a page of ours that names the site leads away; nothing is fetched, framed, drawn or sent elsewhere.
        fetched = re.findall(r'(?:src|srcset|action|formaction|data|poster)="(https?:|//)[^"]*"', page)
        assert fetched == [], address
        assert not re.findall(r'<link[^>]*href="(?:https?:|//)', page), address
        away = re.findall(r'<a[^>]*href="(https?://[^"]*)"', page)
        assert away == [] or address.startswith("/away/"), (address, away)
    shown = cast.ada.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    assert 'href="/away/?to=https%3A%2F%2Fexample.org%2Fsecret' in shown
    assert "<img" not in shown and "<iframe" not in shown


def test_no_address_of_a_device_is_stored_or_logged_and_no_word_is_either(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    client = cast.bea.client
    capsys.readouterr()
    for address in pages(cast):
        client.get(address, REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Old phone 9"})
    sent = {"words": "A word for nobody's log", "once": "o" * 20}
    assert client.post(f"/topics/{cast.topic.pk}/", sent, REMOTE_ADDR="203.0.113.77").status_code < 400
    cast.nobody.client.post("/sign-in/", {"name": "Bea", "passphrase": "A secret of mine"})
    told = "".join(capsys.readouterr())
    assert "pattern=topics/<str:topic_id>/" in told
    for kept_out in (
        *SECRETS,
        "203.0.113.77",
        "Old phone 9",
        "nobody's log",
        "A secret of mine",
        cast.topic.pk,
    ):
        assert kept_out not in told, kept_out
    for kept_out in ("203.0.113.77", "Old phone 9"):
        assert stolen.anywhere(kept_out) == [] and not _found(kept_out)


def test_no_address_and_no_title_tells_anything(cast: Cast) -> None:
    for address in pages(cast):
        answer = cast.bea.client.get(address)
        for secret in SECRETS:
            assert secret.lower() not in address.lower()
            assert secret not in answer.get("Location", "")
            if answer.status_code == 200 and address != "/exit":
                assert secret not in title(answer)


def test_nothing_but_words_can_be_handed_in(cast: Cast) -> None:
    # A group's terms can come from another place as a file. It is read as letters, and nothing else is taken.
    brought = reverse("group-bringing")
    for address in pages(cast):
        page = cast.bea.client.get(address).content.decode()
        assert address == brought or ('type="file"' not in page and "multipart" not in page), address
    from django.core.files.uploadedfile import SimpleUploadedFile

    before = Word.objects.count(), Topic.objects.count()
    picture = SimpleUploadedFile("face.png", b"\x89PNG a face", content_type="image/png")
    cast.bea.client.post(f"/topics/{cast.topic.pk}/", {"words": picture, "once": "o" * 20})
    assert (Word.objects.count(), Topic.objects.count()) == before
    assert not [where for where, value in _blobs() if b"PNG" in value]


def test_whom_i_hid_and_what_i_kept_is_told_to_nobody(cast: Cast) -> None:
    pages = [f"/topics/{cast.topic.pk}/", f"/groups/{cast.group.pk}/", "/", "/you/boundaries/", "/you/kept/"]
    for page in pages:
        cast.bea.client.get(page)
    before = {page: text(cast.bea.client.get(page)) for page in pages}
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    rooms.set_aside(cast.words["bea"], by=cast.dov.place, now=cast.now)
    assert Boundary.objects.count() == 1 and Kept.objects.count() == 1
    assert {page: text(cast.bea.client.get(page)) for page in pages} == before
    assert stolen.anywhere("Sunday night") == [] and stolen.anywhere("Bea") == []
