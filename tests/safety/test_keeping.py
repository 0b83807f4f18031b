"""Keep this for me: a copy of words I can read, for me alone, for 90 days."""

from datetime import timedelta

from mutuality.kit.locks import writing
from mutuality.people.models import Session
from mutuality.rooms import operations as rooms
from mutuality.safety import operations, queries
from mutuality.safety.models import Kept
from mutuality.site import wiring
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast, Someone
from tests.reading_pages import text
from tests.safety.test_boundaries import look, newest
from tests.safety.worlds import Diary, Worlds, worlds

__all__ = ["worlds"]
BEAS = "I came home on Sunday night"


def keep(cast: Cast, *, by: Someone | None = None, word: str = "bea") -> str:
    """Let Ada keep Bea's word, or somebody another; where that leads."""
    by = by or cast.ada
    answer = by.client.post(f"/words/{cast.words[word].pk}/keeping/")
    assert answer.status_code == 302
    return answer["Location"]


def test_one_act_keeps_it_and_says_so(cast: Cast) -> None:
    where = keep(cast)
    assert where == f"/topics/{cast.topic.pk}/#w-{cast.words['bea'].pk}"
    assert "A copy is saved for you" in text(cast.ada.client.get(where))
    page = text(cast.ada.client.get("/you/kept/"))
    assert BEAS in page and "Bea" in page and "a night outside" in page


def test_a_second_click_keeps_it_once_and_new_wording_is_kept_anew(cast: Cast) -> None:
    keep(cast)
    keep(cast)
    rooms.signal(cast.words["bea"], kind="heard", by=cast.dov.place, now=cast.now)
    keep(cast)
    assert Kept.objects.count() == 1
    rooms.reword(cast.words["bea"], words="said differently", by=cast.bea.place, now=cast.now)
    keep(cast)
    page = text(cast.ada.client.get("/you/kept/"))
    assert BEAS in page and "said differently" in page


def test_it_survives_the_taking_back_but_only_if_it_was_kept_before(cast: Cast) -> None:
    keep(cast)
    for word in ("bea", "dov"):
        rooms.take_back(cast.words[word], by=getattr(cast, word).place, now=cast.now)
    assert cast.ada.client.post(f"/words/{cast.words['dov'].pk}/keeping/").status_code == 404
    page = text(cast.ada.client.get("/you/kept/"))
    assert BEAS in page and "I let the phone ring" not in page


def test_only_what_i_can_read_can_be_kept(cast: Cast) -> None:
    early = cast.words["early"].pk
    assert cast.bea.client.post(f"/words/{early}/keeping/").status_code == 404
    assert cast.cy.client.post(f"/words/{cast.words['bea'].pk}/keeping/").status_code == 404
    assert not Kept.objects.exists()
    assert cast.ada.client.post(f"/words/{early}/keeping/").status_code == 302


def test_nobody_else_sees_or_erases_it(cast: Cast) -> None:
    keep(cast)
    row = Kept.objects.get()
    for other in (cast.bea, cast.dov):
        assert BEAS not in text(other.client.get("/you/kept/"))
        assert BEAS not in other.client.get("/you/kept/file/").content.decode()
        assert other.client.post(f"/you/kept/{row.pk}/erasing/").status_code == 404
    assert cast.ada.client.post(f"/you/kept/{row.pk}/erasing/").status_code == 302
    assert not Kept.objects.exists()


def test_looking_at_it_asks_for_the_passphrase_again(cast: Cast) -> None:
    keep(cast)
    assert cast.ada.client.get("/you/kept/").status_code == 200
    with writing():
        Session.objects.update(confirmed_until=cast.now - timedelta(minutes=1))
    for page in ("/you/kept/", "/you/kept/file/", "/you/boundaries/", "/you/card/"):
        assert cast.ada.client.get(page)["Location"].startswith("/curtain/")


def test_the_file_is_plain_text_under_a_name_that_says_nothing(cast: Cast) -> None:
    cast.words["sign"] = cast.say('5 > 4 & "so" it\'s <b>on</b>', by=cast.bea)
    keep(cast, word="sign")
    keep(cast)
    file = cast.ada.client.get("/you/kept/file/")
    assert file["Content-Disposition"] == 'attachment; filename="page.txt"'
    assert file["Cache-Control"] == "no-store"
    assert '5 > 4 & "so" it\'s <b>on</b>' in file.content.decode()
    assert BEAS in file.content.decode() and "Content note: a night outside" in file.content.decode()


def test_for_90_days_to_the_end_of_the_last_it_is_kept_and_then_gone(cast: Cast) -> None:
    keep(cast)
    last = cast.now + timedelta(days=90)
    wiring.sweep(last)
    assert [c.words for c in queries.kept_by(cast.ada.person, today=last.date())] == [BEAS]
    over = cast.now + timedelta(days=91)
    assert not queries.kept_by(cast.ada.person, today=over.date())
    key = Kept.objects.get().key_id
    operations.sweep(now=over)
    assert not Kept.objects.exists()
    assert not DataKey.objects.filter(pk=key).exists()


def test_it_goes_with_whoever_kept_it_and_not_with_whoever_said_it(cast: Cast) -> None:
    keep(cast)
    keep(cast, by=cast.dov)
    cast.dov.client.post("/leaving/")
    cast.bea.client.post("/leaving/")
    assert Kept.objects.count() == 1
    assert BEAS in text(cast.ada.client.get("/you/kept/"))


def test_what_is_kept_is_sealed(cast: Cast) -> None:
    keep(cast)
    rooms.take_back(cast.words["bea"], by=cast.bea.place, now=cast.now)
    assert Kept.objects.count() == 1
    assert stolen.anywhere("Sunday night") == []


def a_day(diary: Diary) -> None:
    """What Bea and Dov see while Ada keeps, or does not keep, what Bea said."""
    cast, since = diary.cast, newest(diary.cast)
    for who in (cast.bea, cast.dov):
        look(diary, who, since)
        diary.post(who, f"/words/{cast.words['ada'].pk}/signals/", kind="with")
    diary.get(cast.bea, f"/words/{cast.words['bea'].pk}/")
    diary.post(cast.bea, f"/words/{cast.words['bea'].pk}/withdrawal/")
    look(diary, cast.bea, since)


def test_nobody_else_can_tell_whether_it_was_kept(worlds: Worlds) -> None:
    worlds.compare(a_day, act=keep)
