"""My own words to take along: all of mine, nothing of anybody else's."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import icalendar
import pytest

from mutuality.decisions import operations as decisions
from mutuality.groups import operations as groups
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.meetings.models import Series
from mutuality.meetings.terms import Rhythm, Way
from mutuality.people import operations as people
from mutuality.people.models import Session
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Word
from mutuality.safety import operations as safety
from mutuality.site import export
from mutuality.vault import operations as vault
from tests.architecture.reading import ROOT
from tests.cast import GROUP, Cast

ADDRESS = "/you/words/"


def taken(answer) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(answer.content)) as box:
        return {name: box.read(name) for name in box.namelist()}


def meet_weekly(cast: Cast) -> None:
    key, row_id = vault.new_key(), new_id()
    where = vault.seal("Elm Street 12, ring twice", key=key, about=f"meetings.series.where:{row_id}")
    Series.objects.create(
        id=row_id, key=key, where=where, circle=cast.group.circle, rhythm=Rhythm.WEEKLY, first_on=cast.now.date(),
        at="19:00", zone="Europe/Berlin", minutes=90, way=Way.PLACE,
    )  # fmt: skip


def live_a_little(cast: Cast) -> None:
    bea, now = cast.bea.person, cast.now
    people.describe(pronouns="she", bound="paid by the centre", by=bea, now=now)
    people.keep_draft(place="/topics/x/", words="begun by Bea", by=bea, now=now)
    rooms.begin_topic(title="Bea began this", by=cast.bea.place, now=now)
    safety.write_card(lines={"please": "Sit with me"}, by=bea, now=now)
    told = {"note": "", "name": "Dov", "said_on": now.date(), "mark": "x"}
    safety.keep_copy("said by Dov", **told, by=bea, now=now)
    meet_weekly(cast)


def test_everything_i_said_is_in_the_file(cast: Cast) -> None:
    live_a_little(cast)
    files = taken(cast.bea.client.post(ADDRESS))
    assert list(files) == ["pages.json", "pages.html", "dates-1.ics"]
    for mine in (
        "I came home on Sunday night", "a night outside", "Bea began this", "begun by Bea", "paid by the centre",
        "I would say more if it went sooner", "she", "Sit with me", GROUP,
    ):  # fmt: skip
        assert mine in files["pages.json"].decode(), mine
        assert mine in files["pages.html"].decode(), mine
    told = json.loads(files["pages.json"])
    assert told["format"] == export.FORMAT and told["you"]["name"] == "Bea"
    assert told["groups"][0]["signals"] == ["I hear you"]


def test_how_pages_look_and_sound_is_in_it(cast: Cast) -> None:
    hours = {"quiet_from": "22:00", "quiet_until": "07:00", "zone": "Europe/Madrid"}
    looks = {"theme": "dark", "size": "large", "face": "reading", "comfort": ["calm"], "announce": "turn"}
    assert cast.bea.client.post("/you/comfort/", looks | hours).status_code == 302
    told = json.loads(taken(cast.bea.client.post(ADDRESS))["pages.json"])["you"]
    assert told["looks"] == {"theme": "dark", "comfort": ["calm"], "size": "large", "letters": "reading"}
    assert told["quiet_hours"] == "22:00 07:00 Europe/Madrid"
    assert told["read_out"] == "turn" and told["shift_leaves"] is False


def test_what_is_written_about_the_file_is_what_is_in_it(cast: Cast) -> None:
    live_a_little(cast)
    told = json.loads(taken(cast.bea.client.post(ADDRESS))["pages.json"])
    page = (ROOT / "docs/reference/own-words.md").read_text()
    for name in [
        *told,
        *told["you"],
        *told["groups"][0],
        *told["groups"][0]["words"][0],
        *told["groups"][0]["proposed"][0],
    ]:
        assert f"`{name}`" in page, name


def export_docs():
    from tests.architecture.reading import ROOT

    return ROOT / "docs/reference/own-words.md"


def test_nobody_elses_word_or_name_is_in_it(cast: Cast) -> None:
    live_a_little(cast)
    decisions.object_to(cast.proposal, because="Ada says why", round=1, by=cast.ada.membership, now=cast.now)
    everything = b"\n".join(taken(cast.bea.client.post(ADDRESS)).values()).decode()
    assert "Sunday night" in everything
    for theirs in (
        "Ada", "Dov", "Una", "Eli", "Fay", "Elm Street", "walked to the bridge", "phone ring", "from the library",
        "What helped this week", "Ada says why", "A friend told me", "ring twice", "every second week",
    ):  # fmt: skip
        assert theirs not in everything, theirs


def test_the_names_of_my_groups_can_be_left_out(cast: Cast) -> None:
    payload = {"group_name": "Wednesday at noon"}
    decisions.take_back(cast.proposal, by=cast.bea.membership, now=cast.now)
    decisions.propose(
        effect="name", payload=payload, why="", days=7, review_on=None, once=new_id(), by=cast.bea.membership,
        now=cast.now,
    )  # fmt: skip
    without = b"".join(taken(cast.bea.client.post(ADDRESS, {"without_names": "on"})).values()).decode()
    with_names = b"".join(taken(cast.bea.client.post(ADDRESS)).values()).decode()
    for name in (GROUP, "Wednesday at noon"):
        assert name in with_names and name not in without
    assert "Sunday night" in without


def test_the_file_says_nothing_from_outside(cast: Cast) -> None:
    live_a_little(cast)
    answer = cast.bea.client.post(ADDRESS)
    assert answer["Content-Disposition"] == f'attachment; filename="pages-{cast.now:%Y-%m-%d}.zip"'
    assert "no-store" in answer["Cache-Control"] and answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as box:
        assert {entry.date_time[3:] for entry in box.infolist()} == {(0, 0, 0)}


def test_dates_have_a_neutral_title_and_no_place(cast: Cast) -> None:
    live_a_little(cast)
    calendar = icalendar.Calendar.from_ical(taken(cast.bea.client.post(ADDRESS))["dates-1.ics"])
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == "Appointment" and "location" not in event


def test_the_page_is_one_file_that_asks_nothing_of_anybody(cast: Cast) -> None:
    rooms.say(
        cast.topic, words="<b>see</b> https://example.org/x", once=new_id(), by=cast.bea.place, now=cast.now
    )
    page = taken(cast.bea.client.post(ADDRESS))["pages.html"].decode()
    assert "&lt;b&gt;see" in page and "https://example.org/x" in page
    for reach in ("<a ", "<script", "<link", "<img", "<style", "src="):
        assert reach not in page


def test_words_that_have_run_out_are_not_in_it(cast: Cast) -> None:
    Word.objects.filter(pk=cast.words["bea"].pk).update(ends_at=cast.now)
    assert b"Sunday night" not in taken(cast.bea.client.post(ADDRESS))["pages.json"]


def test_the_passphrase_is_asked_again_first(cast: Cast) -> None:
    Session.objects.filter(person=cast.bea.person).update(confirmed_until=cast.now - timedelta(minutes=1))
    for asked in (cast.bea.client.get(ADDRESS), cast.bea.client.post(ADDRESS)):
        assert asked.status_code == 302 and asked["Location"].startswith("/curtain/")
    cast.bea.client.post("/curtain/", {"passphrase": cast.bea.passphrase})
    assert cast.bea.client.post(ADDRESS).status_code == 200


def test_making_it_over_and_over_is_slowed_down_for_this_person_alone(cast: Cast) -> None:
    answers = [cast.bea.client.post(ADDRESS).status_code for _time in range(7)]
    assert answers[:6] == [200] * 6 and answers[6] != 200
    assert cast.ada.client.post(ADDRESS).status_code == 200
    rates.forget()
    assert cast.bea.client.post(ADDRESS).status_code == 200


def test_nothing_is_written_down_while_it_is_made(
    cast: Cast, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert cast.bea.client.post(ADDRESS).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_a_person_in_no_group_has_a_file_too(cast: Cast) -> None:
    assert list(taken(cast.cy.client.post(ADDRESS))) == ["pages.json", "pages.html"]
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert b"Sunday" not in taken(cast.bea.client.post(ADDRESS))["pages.json"]
