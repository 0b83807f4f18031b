"""A support number is put right by two people, shown to everyone, and asked for back by anyone."""

from datetime import timedelta

import pytest

from mutuality.groups.models import Membership
from mutuality.groups.queries import people_may_act_together
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.safety import operations, putting_right, queries
from mutuality.safety.models import NumberChange, Statement
from mutuality.site import ending, wiring
from mutuality.vault.models import DataKey
from tests.at_once import unowned
from tests.cast import Cast, Someone
from tests.reading_pages import text

NEW = {"name": "Night line", "reach": "555 0100", "country": "Europe", "about": "", "traces": "says-not"}
ADDRESS = "/support/numbers/"


def ask(cast: Cast, by: Someone, *, slug: str = "", number: dict | None = NEW) -> NumberChange:
    return putting_right.ask(slug=slug, number=number, by=by.person, now=cast.now)


def agree(cast: Cast, row: NumberChange, *, by: Someone) -> None:
    putting_right.agree(row.pk, by=by.person, may_act=people_may_act_together, now=cast.now)


def first(cast: Cast) -> str:
    return queries.numbers()[0].slug


def test_two_people_correct_a_number_on_plain_pages(cast: Cast) -> None:
    """A number that had died could never be changed: after the founding it stayed on the page."""
    slug = first(cast)
    sent = NEW | {"name": "Emergency number", "reach": "112 or 113"}
    assert cast.ada.client.post(f"{ADDRESS}{slug}/", sent).status_code == 302
    assert "112 or 113" not in text(cast.nobody.client.get("/support/"))
    page = text(cast.dov.client.get(ADDRESS))
    assert "Ada asks for this." in page and "112 or 113" in page
    row = NumberChange.objects.get()
    for _click in range(2):
        agreed = cast.dov.client.post(f"{ADDRESS}changes/{row.pk}/", {"answer": "agree"})
        assert agreed.status_code == 302
    page = text(cast.nobody.client.get("/support/"))
    assert "112 or 113" in page and "People here last changed a number on" in page
    for name in ("Ada", "Dov"):
        assert name not in page and name in text(cast.una.client.get(ADDRESS))


def test_the_page_of_numbers_asks_no_more_of_the_database_than_before(
    cast: Cast, django_assert_num_queries: object
) -> None:
    agree(cast, ask(cast, cast.ada), by=cast.dov)
    with django_assert_num_queries(1):
        assert cast.nobody.new_client().get("/support/").status_code == 200


def test_one_person_changes_nothing(cast: Cast) -> None:
    before, row = queries.numbers(), ask(cast, cast.ada)
    with pytest.raises(NotHere):
        agree(cast, row, by=cast.ada)
    cast.ada.client.post(f"{ADDRESS}changes/{row.pk}/", {"answer": "agree"})
    assert queries.numbers() == before


def test_an_inviter_and_whom_they_invited_change_nothing_together(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.bea.membership.pk).update(invited_by=cast.ada.membership)
    row = ask(cast, cast.ada)
    refused = cast.bea.client.post(f"{ADDRESS}changes/{row.pk}/", {"answer": "agree"})
    assert refused.status_code == 422 and "Someone else here needs to agree" in text(refused)
    again = ask(cast, cast.bea, number=NEW | {"reach": "555 0101"})
    with pytest.raises(putting_right.SomeoneElse):
        agree(cast, again, by=cast.ada)
    assert not any(number.reach.startswith("555") for number in queries.numbers())
    agree(cast, row, by=cast.cy)
    assert any(number.reach == "555 0100" for number in queries.numbers())


def test_a_number_is_added_beside_those_of_its_country_and_removed(cast: Cast) -> None:
    before = queries.numbers()
    agree(cast, ask(cast, cast.ada), by=cast.dov)
    assert [number.reach for number in queries.numbers()].index("555 0100") == 1
    added = queries.numbers()[1].slug
    agree(cast, ask(cast, cast.bea, slug=added, number=None), by=cast.dov)
    assert queries.numbers() == before


def test_the_last_number_is_never_removed(cast: Cast) -> None:
    for number in queries.numbers()[1:]:
        agree(cast, ask(cast, cast.ada, slug=number.slug, number=None), by=cast.dov)
    with pytest.raises(Refusal, match="at least one"):
        ask(cast, cast.ada, slug=first(cast), number=None)


def test_everybody_is_shown_it_for_a_while_and_nobody_reads_the_limits_again(cast: Cast) -> None:
    version = queries.latest_number()
    row = ask(cast, cast.ada)
    assert "One more person needs to agree" in text(cast.cy.client.get("/"))
    assert "One more person needs to agree" not in text(cast.ada.client.get("/"))
    agree(cast, row, by=cast.dov)
    for someone in (cast.ada, cast.cy, cast.una):
        home = text(someone.client.get("/"))
        assert "A support number was changed on" in home and "needs to agree" not in home
    assert queries.latest_number() == version == Statement.objects.count()
    today = cast.now.date()
    assert putting_right.news(cast.cy.person, today=today + timedelta(days=14)) == (False, None)


def test_anybody_can_ask_for_it_to_be_put_back_and_it_takes_two_again(cast: Cast) -> None:
    before = queries.numbers()
    sent = NEW | {"reach": "999"}
    row = ask(cast, cast.ada, slug=first(cast), number=sent)
    agree(cast, row, by=cast.dov)
    assert cast.cy.client.post(f"{ADDRESS}changes/{row.pk}/", {"answer": "put-back"}).status_code == 302
    assert queries.numbers() != before
    agree(cast, NumberChange.objects.get(done_on=None), by=cast.una)
    assert queries.numbers() == before


def test_what_was_changed_meanwhile_is_not_undone_by_an_old_request(cast: Cast) -> None:
    slug = first(cast)
    rows = [ask(cast, cast.ada, slug=slug, number=NEW | {"reach": reach}) for reach in ("1", "2")]
    agree(cast, rows[0], by=cast.dov)
    with pytest.raises(putting_right.Elsewhere):
        agree(cast, rows[1], by=cast.dov)
    assert queries.numbers()[0].reach == "1"


def test_the_record_says_who_and_forgets_who_leaves(cast: Cast) -> None:
    agree(cast, ask(cast, cast.ada), by=cast.dov)
    assert [(line.by, bool(line.text)) for line in putting_right.record()] == [("Dov", True), ("Ada", False)]
    ending.leave_community(by=cast.ada.person, now=cast.now)
    assert [line.by for line in putting_right.record()] == ["Dov", ""]
    assert ledger.verify(putting_right.LEDGER) is None and unowned() == set()
    assert "Night line" in text(cast.una.client.get(ADDRESS))


def test_what_nobody_agreed_to_goes_with_its_author_and_after_its_days(cast: Cast) -> None:
    keys = {ask(cast, someone).key_id for someone in (cast.ada, cast.bea)}
    ending.leave_community(by=cast.ada.person, now=cast.now)
    assert NumberChange.objects.count() == 1
    wiring.sweep(cast.now + timedelta(days=8))
    assert not NumberChange.objects.exists() and not DataKey.objects.filter(pk__in=keys).exists()


def test_who_hid_somebody_opens_what_they_ask_for_only_if_they_like(cast: Cast) -> None:
    operations.draw_boundary(cast.ada.person, name="Ada", by=cast.una.person, now=cast.now)
    ask(cast, cast.ada, number=NEW | {"about": "Words meant for Una"})
    page = cast.una.client.get(ADDRESS).content.decode()
    assert "<details" in page.split("Words meant for Una")[0].rsplit("</section>", 1)[-1]
    assert "<details" not in cast.dov.client.get(ADDRESS).content.decode().split("Words meant for Una")[0]


def test_new_limits_keep_what_was_put_right(cast: Cast) -> None:
    agree(cast, ask(cast, cast.ada), by=cast.dov)
    stands = queries.limits()
    operations.state_facts(facts={"takes_over": "Dov takes over"}, agency=None, now=cast.now)
    after = queries.limits()
    assert after.number == stands.number + 1
    assert (after.numbers, after.numbers_on) == (stands.numbers, stands.numbers_on)


def test_who_is_alone_here_puts_it_right_at_once(cast: Cast) -> None:
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    assert cast.ada.client.post(f"{ADDRESS}new/", NEW).status_code == 302
    assert "555 0100" in text(cast.nobody.client.get("/support/"))


def test_a_number_read_in_another_language_is_kept_as_it_was_where_nobody_touched_it(cast: Cast) -> None:
    page = {"HTTP_ACCEPT_LANGUAGE": "es"}
    slug, before = first(cast), queries.numbers()[0]
    cast.ada.person.__class__.objects.filter(pk=cast.ada.person.pk).update(language="es")
    read = cast.ada.client.get(f"{ADDRESS}{slug}/", **page).content.decode()
    name = read.split('name="name" value="')[1].split('"')[0]
    country = read.split('name="country" value="')[1].split('"')[0]
    assert name != before.name
    sent = NEW | {"name": name, "country": country, "reach": "112 or 113"}
    assert cast.ada.client.post(f"{ADDRESS}{slug}/", sent, **page).status_code == 302
    agree(cast, NumberChange.objects.get(), by=cast.dov)
    after = queries.numbers()[0]
    assert (after.name, after.country, after.reach) == (before.name, before.country, "112 or 113")
