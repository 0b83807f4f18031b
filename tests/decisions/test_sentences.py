"""A proposal reads as one sentence of what would be different; before and after only where there is a before."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from mutuality.ballots import effects
from mutuality.decisions import queries
from mutuality.groups.terms import Inviting
from tests.cast import Cast
from tests.decisions.conftest import Circle
from tests.reading_pages import text

pytestmark = pytest.mark.django_db(transaction=True)

# What is proposed for each thing that can be decided; a new one needs a line here, and says its sentence.
PROPOSED: dict[str, dict[str, Any]] = {
    "agreement": {"agreement": "We speak one at a time.", "in_danger": "We ask."},
    "our-limits": {"our_limits": "Dov is paid by the centre."},
    "retention": {"retention_days": 7},
    "for-whom": {"for_whom": "People who walk"},
    "name": {"group_name": "Wednesday"},
    "inviting": {"inviting": "nobody"},
    "meetings": {"meetings": 12},
    "format": {"starter": "topic"},
    "turns": {"turns": ["opener"], "own_turns": "Tea and chairs"},
    "terms": {"retention_days": 7, "group_name": "Wednesday"},
    "times": {
        "rhythm": "weekly", "first_on": "2026-12-08", "at": "19:00", "zone": "Europe/London", "minutes": 60,
        "way": "here", "where": "",
    },
    "manner": {"stays_hours": 24, "gentle_minutes": 5},
    "moving": {"open": True},
    "deciding": {"rule": "majority"},
    "plain": {"what": "We buy a kettle."},
    "advice": {"what": "I'd like to paint the door."},
    "parts": {"no_cross_talk": True},
    "shelf-text": {"entry": "", "title": "Our way home", "note": "", "words": "We walk in twos."},
    "shelf-hiding": {"entry": "grounding", "act": "hide"},
}  # fmt: skip


def test_each_thing_that_can_be_decided_is_tried_here() -> None:
    assert {effect.name for effect in effects.offered()} == set(PROPOSED)


# What people say in their own words is in no language of ours.
@pytest.mark.parametrize("name", sorted(set(PROPOSED) - {"plain", "advice"}))
def test_each_change_is_one_sentence_in_both_languages(name: str, cast: Cast) -> None:
    effect = effects.named(name)
    stands = effects.unpacked(effects.packed(effect.current(cast.group)))
    said = {}
    for language in ("en", "es"):
        with translation.override(language):
            said[language] = effect.sentence(stands, {**stands, **PROPOSED[name]})
    assert said["en"] != said["es"]
    for sentence in said.values():
        assert re.fullmatch(r"[A-ZÁÉ].{10,}\.", sentence) and "None" not in sentence and "%" not in sentence
    assert "would" in said["en"] or "could" in said["en"]


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("retention", {"retention_days": 30}, {"retention_days": 7},
         "Messages would be kept for one week instead of 30 days."),
        ("meetings", {"meetings": None}, {"meetings": 1},
         "The group would meet 1 time, instead of having no end date."),
        ("meetings", {"meetings": 6}, {"meetings": None},
         "The group would have no end date, instead of meeting 6 times."),
        ("meetings", {"meetings": 6}, {"meetings": 12}, "The group would meet 12 times instead of 6 times."),
        ("inviting", {"inviting": Inviting.NOBODY}, {"inviting": Inviting.MEMBERS},
         "Every member could invite people again."),
        ("our-limits", {"our_limits": "x"}, {"our_limits": ""},
         "This group would add nothing to what we promise any more."),
        ("turns", {"turns": ["opener"], "own_turns": "Tea"}, {"turns": ["opener"], "own_turns": ""},
         "The group would have no roles of its own any more."),
        ("terms", {"retention_days": 30, "group_name": "a"}, {"retention_days": 7, "group_name": "b"},
         "This would change: Name of the group, How long messages are kept."),
        ("terms", {"retention_days": 30}, {"retention_days": 30},
         "Keep our rules as they are. After that, we can only change them together."),
        ("times", {}, PROPOSED["times"], "The group would meet every Tuesday at 7 pm (London time), online, "
         "for about 60 minutes, from December 8, 2026."),
        ("times", {}, PROPOSED["times"] | {"rhythm": "once", "way": "phone"}, "The group would meet once, on "
         "December 8, 2026 at 7 pm (London time), by phone, for about 60 minutes."),
        ("manner", {"stays_hours": 2, "gentle_minutes": 3}, {"stays_hours": 0, "gentle_minutes": 3},
         "What is said in a meeting would be erased when it closes."),
    ],
)  # fmt: skip
def test_it_says_what_people_would_notice(name: str, before: dict, after: dict, said: str) -> None:
    assert effects.named(name).sentence(before, after) == said


def test_one_short_change_is_said_once_and_not_in_a_table(three: Circle) -> None:
    asked = three.propose("Ada")
    read = three.people["Bea"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "Messages would be kept for one week instead of 30 days." in read
    assert "Ada suggests it." in text(three.people["Bea"].client.get(reverse("decision", args=[asked.pk])))
    assert 'class="versus' not in read


def test_a_long_text_is_set_beside_what_stands_and_a_first_one_stands_alone(three: Circle) -> None:
    for by, effect, changed, alone in (
        ("Ada", "agreement", {"agreement": "We speak one at a time."}, False),
        ("Bea", "our-limits", {"our_limits": "Dov is paid by the centre."}, True),
    ):
        asked = three.propose(by, effect=effect, **changed)
        read = three.people["Bea"].client.get(reverse("decision", args=[asked.pk])).content.decode()
        assert ('class="versus alone"' in read) is alone and ('class="versus"' in read) is not alone


def test_times_out_of_nothing_are_no_table(three: Circle) -> None:
    asked = three.propose("Ada", effect="times", **PROPOSED["times"])
    read = three.people["Bea"].client.get(reverse("decision", args=[asked.pk])).content.decode()
    assert "every Tuesday at 7 pm" in read and 'class="versus' not in read and "Nothing yet" not in read


def test_the_answer_is_docked_for_those_who_decide_while_it_is_open(three: Circle) -> None:
    asked = three.propose("Ada")
    address = reverse("decision", args=[asked.pk])
    bea = three.people["Bea"].client
    read = bea.get(address).content.decode()
    dock = read[read.index('class="dock answer"') :]
    assert "I agree" in dock and reverse("objection", args=[asked.pk]) + "#my-answer" in dock
    assert reverse("wording", args=[asked.pk]) not in dock
    assert reverse("wording", args=[asked.pk]) in three.people["Ada"].client.get(address).content.decode()
    assert 'class="btn"' not in read
    three.come("Dov")
    assert 'class="dock answer"' not in three.people["Dov"].client.get(address).content.decode()
    for name in ("Bea", "Cy"):
        three.accept(asked, by=name)
    assert 'class="dock answer"' not in bea.get(address).content.decode()


def test_the_list_says_what_would_be_different_and_waits_for_whom_it_waits(three: Circle) -> None:
    three.propose("Ada")
    address = reverse("decisions", args=[three.group.pk])
    for name, waits in (("Ada", False), ("Bea", True)):
        read = text(three.people[name].client.get(address))
        assert "Messages would be kept for one week instead of 30 days." in read
        assert ("Waiting for your answer" in read) is waits
    three.come("Dov")
    read = text(three.people["Dov"].client.get(address))
    assert "one week" not in read and "Waiting for your answer" not in read


def test_one_open_proposal_is_named_once_above_what_it_holds(three: Circle) -> None:
    three.propose("Ada", effect="terms", retention_days=7)
    page = three.people["Bea"].client.get(reverse("subjects", args=[three.group.pk]))
    read = page.content.decode()
    assert read.count("Already being decided") == 1 and read.count("Open until") == 1
    assert "Who may invite" in read and reverse("proposing", args=[three.group.pk, "inviting"]) not in read
    assert reverse("proposing", args=[three.group.pk, "times"]) in read


def test_a_deadline_has_a_time(three: Circle) -> None:
    asked = three.propose("Ada")
    for address in (reverse("decision", args=[asked.pk]), reverse("decisions", args=[three.group.pk]), "/"):
        read = three.people["Bea"].client.get(address).content.decode()
        assert re.search(
            r'<time datetime="[\d-]+T00:00\+00:00" data-by="device"[^>]*>\w+, [\w ]+, midnight', read
        )


def test_rewording_shows_what_the_proposal_changes_and_folds_the_rest(three: Circle) -> None:
    asked = three.propose("Ada", effect="terms", retention_days=7)
    read = three.people["Ada"].client.get(reverse("wording", args=[asked.pk])).content.decode()
    folded = "".join(re.findall(r'<details class="fold".*?</details>', read, re.S))
    assert 'name="group_name"' in folded and 'name="agreement"' in folded
    assert 'name="retention_days"' in read and 'name="retention_days"' not in folded


def test_nothing_is_said_of_a_proposal_whose_words_are_gone(three: Circle) -> None:
    asked = three.propose("Ada")
    assert queries.reading(three.fresh(asked), membership=three.of("Bea"), today=three.now.date()).sentence
    three.people["Ada"].client.post(reverse("taking-back", args=[asked.pk]))
    three.people["Ada"].client.post(reverse("group-leaving", args=[three.group.pk]))
    read = text(three.people["Bea"].client.get(reverse("decision", args=[asked.pk])))
    assert "one week" not in read
