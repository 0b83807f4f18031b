"""A backup from before something was said anew: the old words do not come back, and nobody is lost with them."""

from datetime import datetime, timedelta

from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Group, Membership
from mutuality.people import operations as people
from mutuality.people import queries as person_queries
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.rooms import queries as room_queries
from mutuality.rooms.models import Place, Topic, Word
from tests.attack.test_yesterdays_backup import copied, put_back
from tests.cast import Cast, wording


def test_who_changed_their_name_is_still_here_without_the_old_one(cast: Cast, now: datetime) -> None:
    before = copied(Person, Place, Membership)
    people.rename(name="Robin", by=Person.objects.get(pk=cast.bea.person.pk), now=now)
    put_back(before)
    person = Person.objects.select_related("key").get(pk=cast.bea.person.pk)
    assert person_queries.name_of(person) not in ("Bea", "Robin", "")
    assert Membership.objects.filter(person=person).exists()
    people.rename(name="Robin", by=person, now=now)
    renamed = Person.objects.select_related("key").get(pk=person.pk)
    assert person_queries.name_of(renamed) == "Robin"


def test_a_group_whose_terms_were_changed_is_still_here_without_the_old_ones(
    cast: Cast, now: datetime
) -> None:
    before = copied(Group, Membership)
    changed = wording("Dov at the door")
    groups.settle_terms(
        cast.second, wording=changed, retention_days=7, meetings=None, by=cast.dov.person, now=now
    )
    put_back(before)
    group = Group.objects.select_related("key", "room").get(pk=cast.second.group_id)
    assert group_queries.group_name(group) not in ("Dov at the window", "Dov at the door", "")
    assert cast.dov.client.get(f"/groups/{group.pk}/").status_code == 200


def test_a_topic_whose_title_went_keeps_what_others_said_in_it(cast: Cast, now: datetime) -> None:
    before = copied(Place, Membership, Topic, Word)
    title = room_queries.topic_title(cast.topic)
    groups.leave(cast.ada.membership, by=cast.ada.person, now=now)
    put_back(before)
    row = Topic.objects.select_related("key").get(pk=cast.topic.pk)
    assert title and room_queries.topic_title(row) == ""
    assert Word.objects.filter(pk=cast.words["bea"].pk).exists()


def test_a_title_keeps_the_rule_under_which_it_was_given(cast: Cast, now: datetime) -> None:
    rooms.keep_for(cast.room, days=90, now=now)
    word = cast.say("under the longer rule", by=cast.bea)
    later = now + timedelta(days=40)
    rooms.let_go(now=later)
    row = Topic.objects.select_related("key", "room").get(pk=cast.topic.pk)
    assert Word.objects.filter(pk=word.pk).exists()
    assert room_queries.topic_title(row) == ""
    assert [line.id for line in room_queries.topics(cast.bea.place, now=later)] == [cast.topic.pk]
