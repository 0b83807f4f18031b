"""The pages of decisions, as people meet them without any script."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutuality.decisions import agreed, operations
from mutuality.decisions.models import Position, Proposal
from mutuality.groups import operations as groups
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from mutuality.people.models import Session
from tests.cast import Cast
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)


def page(circle: Circle, name: str, proposal: Proposal) -> str:
    return circle.people[name].client.get(reverse("decision", args=[proposal.pk])).content.decode()


def bare(answer) -> str:
    """The body without the token that is new in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def answer(circle: Circle, name: str, proposal: Proposal, act: str = "acceptance", **sent: object):
    told = {"round": circle.fresh(proposal).round, **sent}
    return circle.people[name].client.post(reverse(act, args=[proposal.pk]), told)


def test_three_people_decide_on_plain_pages(three: Circle) -> None:
    ada = three.people["Ada"].client
    address = reverse("proposing", args=[three.group.pk, "retention"])
    shown = ada.get(address).content.decode()
    once = re.search(r'name="once" value="(\w+)"', shown)
    assert once and 'value="30" ' in shown
    sent = ada.post(address, {"retention_days": 7, "why": "Less piles up", "days": 7, "once": once[1]})
    asked = Proposal.objects.get(effect="retention")
    assert sent["Location"] == reverse("decision", args=[asked.pk])
    read = page(three, "Bea", asked)
    assert "30 days" in read and "one week" in read and "Less piles up" in read
    answer(three, "Bea", asked, "objection", because="A week is <b>short</b>")
    read = page(three, "Cy", asked)
    assert "A week is &lt;b&gt;short&lt;/b&gt;" in read and "hasn't answered" in html.unescape(read)
    ada.post(reverse("wording", args=[asked.pk]), {"retention_days": 1, "days": 7, "round": 1})
    assert "What was just changed" in page(three, "Bea", asked)
    for name in ("Bea", "Cy"):
        assert answer(three, name, asked).status_code == 302
    assert three.settings.retention_days == 1
    assert "What was adopted" in page(three, "Bea", asked)
    ledger = ada.get(reverse("ledger", args=[three.group.pk])).content.decode()
    assert "decided together" in ledger and "One day instead of 30 days" in ledger


def test_a_form_sent_twice_proposes_once(three: Circle) -> None:
    address = reverse("proposing", args=[three.group.pk, "retention"])
    told = {"retention_days": 7, "days": 7, "once": new_id()}
    first, second = (three.people["Ada"].client.post(address, told) for _ in range(2))
    assert first["Location"] == second["Location"]
    other = three.people["Ada"].client.post(address, told | {"why": "It was too long for me"})
    assert other.status_code == 422 and "It was too long for me" in other.content.decode()


def test_what_is_open_already_is_said_with_a_way_there(three: Circle) -> None:
    asked = three.propose("Ada")
    group, bea = three.group.pk, three.people["Bea"].client
    address = reverse("decision", args=[asked.pk])
    for name, args in (("subjects", [group]), ("proposing", [group, "retention"]), ("decisions", [group])):
        assert address in bea.get(reverse(name, args=args)).content.decode()
    told = {"retention_days": 1, "why": "My own words", "days": 7, "once": new_id()}
    refused = bea.post(reverse("proposing", args=[group, "retention"]), told)
    read = refused.content.decode()
    assert refused.status_code == 422 and address in read and "My own words" in read


def test_an_objection_to_a_wording_that_is_gone_keeps_what_was_typed(three: Circle) -> None:
    asked = three.propose("Ada")
    three.amend(asked, by="Ada", retention_days=1)
    refused = answer(three, "Bea", asked, "objection", round=1, because="These are my words")
    read = refused.content.decode()
    assert (
        refused.status_code == 422
        and "These are my words" in read
        and "was reworded while you read it" in read
    )
    assert 'name="round" value="2"' in read
    assert not Position.objects.exists()


def test_an_acceptance_of_a_wording_that_is_gone_is_no_yes(three: Circle) -> None:
    asked = three.propose("Ada")
    three.amend(asked, by="Ada", retention_days=1)
    assert answer(three, "Bea", asked, round=1).status_code == 422
    assert answer(three, "Bea", asked).status_code == 302


@pytest.mark.parametrize("round", ["", "x", "0", "-1", "99999999999999", "1.5"])
def test_a_broken_round_is_no_yes(three: Circle, round: str) -> None:
    asked = three.propose("Ada")
    assert answer(three, "Bea", asked, round=round).status_code == 422
    assert answer(three, "Bea", asked).status_code == 302


def test_who_came_later_reads_no_word_and_has_no_voice(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Under the bridge", why="A secret reason")
    three.object_to(asked, by="Bea", because="Another secret reason")
    three.come("Dov")
    read = page(three, "Dov", asked)
    assert "before you joined" in read
    for words in ("Under the bridge", "secret", "Bea", "I agree"):
        assert words not in read
        assert words in page(three, "Cy", asked)
    nowhere = three.people["Dov"].client.post(reverse("acceptance", args=[new_id()]))
    late = answer(three, "Dov", asked)
    assert (late.status_code, bare(late)) == (404, bare(nowhere))


def test_who_came_later_reads_a_wording_made_since_but_not_the_one_before(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Under the bridge")
    three.come("Dov")
    three.amend(asked, by="Ada", group_name="At the canal")
    read = page(three, "Dov", asked)
    assert "At the canal" in read and "Under the bridge" not in read and "I agree" in read
    assert "Under the bridge" in page(three, "Cy", asked)
    three.amend(asked, by="Ada", group_name="At the lock")
    assert "At the canal" in page(three, "Dov", asked)


def test_what_is_open_stands_on_the_groups_page_and_home_and_urges_nobody(three: Circle) -> None:
    asked = three.propose("Ada")
    for address in (reverse("group", args=[three.group.pk]), "/"):
        read = three.people["Bea"].client.get(address).content.decode()
        assert reverse("decision", args=[asked.pk]) in read
    operations.take_back(asked, by=three.of("Ada"), now=three.now)
    assert reverse("decision", args=[asked.pk]) not in three.people["Bea"].client.get("/").content.decode()


def test_a_day_to_look_again_comes_back_for_a_while(three: Circle) -> None:
    asked = three.propose("Ada")
    for name in ("Bea", "Cy"):
        three.accept(asked, by=name)
    home = lambda: three.people["Bea"].client.get("/").content.decode()  # noqa: E731
    assert "look at this again" not in home()
    Proposal.objects.filter(pk=asked.pk).update(review_on=three.now.date())
    assert "look at this again" in home()
    Proposal.objects.filter(pk=asked.pk).update(review_on=three.now.date() - timedelta(days=14))
    assert "look at this again" not in home()


def test_titles_and_addresses_tell_nothing(three: Circle) -> None:
    asked = three.propose("Ada", effect="name", group_name="Under the bridge")
    group = three.group.pk
    for name, args in (
        ("decisions", [group]), ("subjects", [group]), ("proposing", [group, "format"]),
        ("decision", [asked.pk]), ("wording", [asked.pk]),
    ):  # fmt: skip
        read = three.people["Ada"].client.get(reverse(name, args=args)).content.decode()
        assert "<title>Group</title>" in read


def test_a_forged_answer_changes_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    window = three.people["Bea"].new_client(enforce_csrf_checks=True)
    sent = window.post(reverse("acceptance", args=[asked.pk]), {"round": 1})
    assert sent.status_code == 403
    assert asked.voices.exclude(answer="").count() == 1


def test_nobody_takes_back_or_words_anew_what_is_not_theirs(three: Circle) -> None:
    asked = three.propose("Ada")
    nowhere = three.people["Bea"].client.post(reverse("taking-back", args=[new_id()]))
    for act in ("taking-back", "wording"):
        theirs = three.people["Bea"].client.post(reverse(act, args=[asked.pk]))
        assert (theirs.status_code, bare(theirs)) == (404, bare(nowhere))
    for _ in range(2):
        own = three.people["Ada"].client.post(reverse("taking-back", args=[asked.pk]))
        assert own["Location"] == reverse("decision", args=[asked.pk])
    assert three.fresh(asked).outcome == "taken-back"


def test_one_alone_is_led_to_the_starting_terms(cast: Cast) -> None:
    assert cast.second is not None
    for name, more in (("decisions", []), ("subjects", []), ("proposing", ["name"])):
        read = cast.dov.client.get(reverse(name, args=[cast.second.group_id, *more])).content.decode()
        assert reverse("terms", args=[cast.second.group_id]) in read


def test_a_page_asks_as_little_for_many_voices_as_for_few(three: Circle) -> None:
    asked = three.propose("Ada")
    three.people["Bea"].client.get(reverse("decision", args=[asked.pk]))
    with CaptureQueriesContext(connection) as few:
        page(three, "Bea", asked)
    operations.take_back(asked, by=three.of("Ada"), now=three.now)
    for name in ("Dov", "Eli", "Fay", "Gil"):
        three.come(name)
    asked = three.propose("Ada")
    for name in ("Bea", "Dov", "Eli", "Fay"):
        three.object_to(asked, by=name, because="Not yet")
    page(three, "Bea", asked)
    with CaptureQueriesContext(connection) as many:
        page(three, "Bea", asked)
    assert len(many) == len(few) <= 20


def test_a_reason_that_met_an_ended_session_waits_beside_the_proposal(three: Circle) -> None:
    asked = three.propose("Ada")
    bea = three.people["Bea"]
    Session.objects.filter(pk=bea.session.pk).update(ends_at=three.now - timedelta(minutes=1))
    sent = answer(three, "Bea", asked, "objection", because="A week is too short for me")
    assert sent["Location"].startswith(reverse("sign-in"))
    assert not Position.objects.exists()
    told = {"name": "Bea", "passphrase": bea.passphrase}
    back = bea.client.post(sent["Location"], told)
    bea.client.post(reverse("way-out"))
    read = bea.client.get(back["Location"]).content.decode()
    assert "A week is too short for me" in read and '<details class="note" open>' in read


def test_what_ended_long_ago_is_a_page_further(three: Circle) -> None:
    for _ in range(31):
        operations.take_back(three.propose("Ada"), by=three.of("Ada"), now=three.now)
    address = reverse("decisions", args=[three.group.pk])
    first = three.people["Ada"].client.get(address).content.decode()
    further = re.search(r"\?before=\d+", first)
    assert further and first.count("Taken back") == 30
    second = three.people["Ada"].client.get(address + further[0]).content.decode()
    assert second.count("Taken back") == 1 and "Our rules" in second and "?before=" not in second
    for odd in ("x", "9" * 40, "-1", ""):
        assert three.people["Ada"].client.get(address + "?before=" + odd).status_code == 200


def fields_of(read: str) -> dict[str, str | list[str]]:
    """What a browser would send if nobody touched the form."""
    form = html.unescape(read[read.index('<form class="form"') :])
    texts = re.findall(r'<textarea name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S)
    inputs = re.findall(r'<input type="(\w+)" name="(\w+)"(?: value="([^"]*)")?([^>]*)>', form)
    plain = {name: value for kind, name, value, _more in inputs if kind not in ("radio", "checkbox")}
    chosen = {name: value for kind, name, value, more in inputs if kind == "radio" and "checked" in more}
    several: dict[str, str | list[str]] = {
        each: [value for kind, name, value, more in inputs if name == each and "checked" in more]
        for each in {name for kind, name, _value, _more in inputs if kind == "checkbox"}
    }
    return {**plain, **chosen, **several, **dict(texts)}


@pytest.mark.parametrize("effect", [one.name for one in agreed.EFFECTS])
def test_every_form_begins_from_how_it_stands_and_proposes_no_change_by_itself(
    three: Circle, effect: str
) -> None:
    address = reverse("proposing", args=[three.group.pk, effect])
    sent = fields_of(three.people["Ada"].client.get(address).content.decode())
    refused = three.people["Ada"].client.post(address, sent)
    assert refused.status_code == 422 and "how it is already" in refused.content.decode()
    field, value = CHANGED[effect]
    made = three.people["Ada"].client.post(address, sent | {field: value})
    assert made.status_code == 302, made.content.decode()
    asked = Proposal.objects.get(closed_on=None)
    for name in ("Bea", "Cy"):
        answer(three, name, asked)
    assert str(value) in {str(now) for now in three.settings}


CHANGED = {
    "agreement": ("agreement", "We speak one at a time."),
    "our-limits": ("our_limits", "Dov is paid by the centre."),
    "retention": ("retention_days", 7),
    "for-whom": ("for_whom", "Whoever walks"),
    "name": ("group_name", "Wednesday"),
    "inviting": ("inviting", "nobody"),
    "meetings": ("meetings", 12),
    "format": ("starter", "topic"),
    "turns": ("own_turns", "Tea and chairs"),
    "terms": ("group_name", "Wednesday"),
}


def test_our_terms_are_worded_anew_on_a_plain_page(pair: Circle) -> None:
    pair.come("Cy")
    row = Proposal.objects.get(by_itself=True)
    address = reverse("wording", args=[row.pk])
    sent = fields_of(pair.people["Bea"].client.get(address).content.decode())
    made = pair.people["Bea"].client.post(address, sent | {"retention_days": 7})
    assert made.status_code == 302, made.content.decode()
    read = page(pair, "Ada", row)
    assert "What was just changed" in read and "worded it like this" in read
    for name in ("Ada", "Cy"):
        answer(pair, name, row)
    assert pair.settings.retention_days == 7


def test_the_reason_of_somebody_i_hid_is_folded_for_me_alone(three: Circle) -> None:
    proposal = three.propose("Ada")
    answer(three, "Bea", proposal, "objection", because="Words meant to hurt Ada")
    before = page(three, "Cy", proposal)
    place = three.of("Bea").place_id
    three.people["Ada"].client.post(reverse("boundary", args=[place]))
    folded = "Show the reason of someone you hid</summary>"
    shown = page(three, "Ada", proposal)
    assert "Words meant to hurt Ada" in shown.split(folded)[1] and "<details" in shown.split(folded)[0]
    assert shown.count("Words meant to hurt Ada") == 1
    for name in ("Bea", "Cy"):
        assert folded not in page(three, name, proposal)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", page(three, "Cy", proposal)) == token.sub("", before)


def test_the_why_of_somebody_i_hid_is_folded_for_me_alone(three: Circle) -> None:
    """A proposal was a letter of two thousand characters to the person who had hidden its author."""
    proposal = three.propose("Bea", why="Words meant to hurt Ada")
    place = three.of("Bea").place_id
    three.people["Ada"].client.post(reverse("boundary", args=[place]))
    folded = "Show the reason of someone you hid</summary>"
    shown = page(three, "Ada", proposal)
    assert "Words meant to hurt Ada" in shown.split(folded)[1] and shown.count("Words meant to hurt Ada") == 1
    for name in ("Bea", "Cy"):
        read = page(three, name, proposal)
        assert "Words meant to hurt Ada" in read and folded not in read


def test_who_stands_at_the_door_learns_that_a_change_is_open(three: Circle) -> None:
    asked = three.propose("Ada", effect="agreement", agreement="Under the bridge at nine")
    ada = three.of("Ada")
    token = groups.invite(ada, way=Way.LINK, by=ada.person, now=three.now)
    client = Client()
    client.post(reverse("invitation", args=[token]))
    read = client.get(reverse("door")).content.decode()
    assert "A proposal is open until" in read and "Our agreement" in read and "Under the bridge" not in read
    operations.take_back(asked, by=ada, now=three.now)
    assert "A proposal is open until" not in client.get(reverse("door")).content.decode()


def test_what_was_worded_while_the_last_other_one_left_is_still_there_to_copy(pair: Circle) -> None:
    """There is no form for it any more, and the words were gone with the form."""
    bea, ada = pair.of("Bea"), pair.people["Ada"].client
    groups.leave(bea, by=bea.person, now=pair.now)
    told = {"agreement": "What took me\r\nan evening", "in_danger": "We ask", "why": "Because we said so"}
    told |= {"days": 7, "once": new_id()}
    shown = ada.post(reverse("proposing", args=[pair.group.pk, "agreement"]), told).content.decode()
    assert "the only member so far" in shown
    assert "What took me" in shown and "Because we said so" in shown and told["once"] not in shown
    fresh = ada.get(reverse("proposing", args=[pair.group.pk, "agreement"])).content.decode()
    assert "the only member so far" in fresh and "What you had written" not in fresh
