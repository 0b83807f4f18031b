"""A group studies together: sessions, who opens, wishes, texts made together; no one outside, and no marks."""

import pytest

from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.safety import operations as safety
from mutuality.study import operations, terms
from mutuality.study.models import Made, Maker, Session, Study, Wish
from mutuality.vault.models import DataKey
from tests.cast import Cast, Someone
from tests.reading_pages import text

pytestmark = pytest.mark.both


@pytest.fixture
def study(cast: Cast) -> Study:
    return operations.begin(title="Rest", sessions=3, by=cast.ada.membership, now=cast.now)


def at(cast: Cast, study: Study) -> str:
    return f"/groups/{cast.group.pk}/study/{study.pk}/"


def make(cast: Cast, study: Study, *others: Someone) -> Made:
    row = operations.make(
        study, title="On rest", words="We slept.", stays=False, by=cast.ada.membership, now=cast.now
    )
    for one in others:
        operations.ask(row, place=one.place.pk, by=cast.ada.membership, now=cast.now)
        operations.say_yes(row, by=one.membership, now=cast.now)
    return row


def test_a_group_begins_plans_and_reads(cast: Cast) -> None:
    page = f"/groups/{cast.group.pk}/study/"
    assert "any" in text(cast.ada.client.get(page))
    begun = cast.ada.client.post(page, {"title": "Rest", "sessions": "2"})
    study = Study.objects.get()
    assert begun["Location"] == at(cast, study) and Session.objects.count() == 2
    sent = {
        "entry": "grounding",
        "reads": "Bring tea",
        "note": "It is hot",
        "on": "2027-02-01",
        "version": "1",
    }
    assert cast.bea.client.post(f"{at(cast, study)}sessions/1/", sent).status_code == 302
    said = text(cast.dov.client.get(at(cast, study)))
    assert said.index("It is hot") < said.index("Coming back to now") < said.index("Bring tea")
    assert "February 1, 2027" in said and "Not planned yet." in said


@pytest.mark.parametrize("part", ["", "sessions/1/", "wishes/", "texts/"])
def test_no_one_outside_reads_it(cast: Cast, study: Study, part: str) -> None:
    address = at(cast, study) + part
    assert cast.bea.client.get(address).status_code == 200
    assert cast.cy.client.get(address).status_code == 404
    assert cast.nobody.client.get(address).status_code == 302
    assert cast.second
    other = address.replace(cast.group.pk, cast.second.group_id)
    assert cast.dov.client.get(other).status_code == 404


def test_one_opens_a_session_and_can_lay_that_down(cast: Cast, study: Study) -> None:
    opening = f"{at(cast, study)}sessions/2/opening/"
    cast.bea.client.post(opening, {"act": "take"})
    cast.dov.client.post(opening, {"act": "take"})
    cast.dov.client.post(opening, {"act": "lay-down"})
    assert Session.objects.get(number=2).opens_id == cast.bea.place.pk
    assert "Opens: Bea" in text(cast.ada.client.get(at(cast, study)))
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert Session.objects.get(number=2).opens_id is None


def test_of_two_who_plan_at_once_the_second_is_told(cast: Cast, study: Study) -> None:
    sent = {"entry": "", "reads": "Mine", "note": "", "on": "", "version": "1"}
    page = f"{at(cast, study)}sessions/1/"
    cast.ada.client.post(page, sent)
    second = cast.bea.client.post(page, sent | {"reads": "Hers"})
    assert second.status_code == 422 and "Hers" in second.content.decode() and "Mine" in text(second)
    assert 'name="version" value="2"' in second.content.decode()
    assert Session.objects.get(number=1).text("reads") == "Mine"


def test_a_wish_has_a_name_and_goes_with_who_wished(cast: Cast, study: Study) -> None:
    cast.bea.client.post(f"{at(cast, study)}wishes/", {"words": "To knit", "shows": "yes"})
    row = Wish.objects.get()
    assert "Bea can show: To knit" in text(cast.ada.client.get(at(cast, study)))
    assert cast.ada.client.post(f"{at(cast, study)}wishes/{row.pk}/taking-back/").status_code == 404
    safety.draw_boundary(cast.bea.person, name="Bea", by=cast.dov.person, now=cast.now)
    assert "To knit" not in text(cast.dov.client.get(at(cast, study)))
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert not Wish.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()


def test_a_text_is_made_by_those_who_were_asked_and_said_yes(cast: Cast, study: Study) -> None:
    row = make(cast, study)
    page = f"{at(cast, study)}texts/{row.pk}/"
    cast.ada.client.post(f"{page}part/", {"act": "ask", "place": cast.bea.place.pk})
    sent = {"title": "On rest", "words": "We walked.", "version": "1"}
    cast.bea.client.post(page, sent)
    assert Made.objects.get().text("words") == "We slept."
    cast.bea.client.post(f"{page}part/", {"act": "yes"})
    assert cast.bea.client.post(page, sent).status_code == 302
    assert Made.objects.get().text("words") == "We walked."
    late = cast.ada.client.post(page, sent | {"words": "We swam."})
    assert late.status_code == 422 and "We swam." in late.content.decode()


@pytest.mark.parametrize("act", ["take-out", "stays", "yes", "ask"])
def test_whoever_was_not_asked_changes_and_erases_nothing(cast: Cast, study: Study, act: str) -> None:
    row = make(cast, study)
    part = f"{at(cast, study)}texts/{row.pk}/part/"
    cast.dov.client.post(part, {"act": act, "place": cast.dov.place.pk})
    assert Made.objects.exists() and [each.place_id for each in Maker.objects.all()] == [cast.ada.place.pk]
    operations.ask(row, place=cast.dov.place.pk, by=cast.ada.membership, now=cast.now)
    with pytest.raises(NotHere):
        operations.take_out(row, by=cast.dov.membership, now=cast.now)
    groups.leave(cast.dov.membership, by=cast.dov.person, now=cast.now)
    assert Made.objects.exists()


@pytest.mark.parametrize(("stays", "left"), [(True, 1), (False, 0)])
def test_a_text_outlives_those_who_said_so(cast: Cast, study: Study, stays: bool, left: int) -> None:
    row = make(cast, study, cast.bea)
    operations.let_outlive(row, stays=stays, by=cast.bea.membership, now=cast.now)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert Made.objects.count() == left
    assert DataKey.objects.filter(pk=row.key_id).exists() is bool(left)
    if left:
        page = text(cast.dov.client.get(f"{at(cast, study)}texts/{row.pk}/"))
        assert "We slept." in page and "Bea" not in page


def test_it_takes_two_to_erase_a_study(cast: Cast, study: Study) -> None:
    make(cast, study)
    for _ in range(2):
        cast.ada.client.post(f"{at(cast, study)}ending/")
    assert Study.objects.exists()
    cast.dov.client.post(f"{at(cast, study)}ending/", {"act": "keep"})
    cast.dov.client.post(f"{at(cast, study)}ending/")
    assert Study.objects.get().ending_id == cast.dov.place.pk
    cast.bea.client.post(f"{at(cast, study)}ending/")
    assert not Study.objects.exists() and not Made.objects.exists() and not Session.objects.exists()


def test_hostile_words_are_letters(cast: Cast, study: Study) -> None:
    bad = "<script>x</script> [in](https://evil.example/)"
    sent = {"entry": "", "reads": bad, "note": bad, "on": "", "version": "1"}
    cast.bea.client.post(f"{at(cast, study)}sessions/1/", sent)
    operations.wish(study, words=bad, shows=True, by=cast.bea.membership, now=cast.now)
    page = cast.ada.client.get(at(cast, study)).content.decode()
    assert "<script>x" not in page and 'href="https://evil' not in page


@pytest.mark.parametrize("sessions", ["0", "21", "many", ""])
def test_a_number_that_cannot_be_is_given_back(cast: Cast, sessions: str) -> None:
    sent = {"title": "Rest", "sessions": sessions}
    assert cast.ada.client.post(f"/groups/{cast.group.pk}/study/", sent).status_code == 422
    assert not Study.objects.exists()


def test_nothing_grows_without_end(cast: Cast, study: Study) -> None:
    for nth in range(1, terms.MOST_STUDIES):
        operations.begin(title=f"Number {nth}", sessions=1, by=cast.ada.membership, now=cast.now)
    with pytest.raises(Refusal):
        operations.begin(title="One more", sessions=1, by=cast.ada.membership, now=cast.now)
    for _ in range(terms.MOST_WISHES_EACH):
        operations.wish(study, words="To rest", shows=False, by=cast.ada.membership, now=cast.now)
    with pytest.raises(Refusal):
        operations.wish(study, words="To rest", shows=False, by=cast.ada.membership, now=cast.now)


def test_no_row_says_who_came(cast: Cast) -> None:
    columns = {field.name for model in (Study, Session, Made, Maker) for field in model._meta.concrete_fields}
    assert not columns & {"came", "present", "attended", "done", "mark", "score", "read"}
