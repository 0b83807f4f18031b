"""Addresses of talk: opaque, and nouns."""

from mutuality.kit.routes import OWN, SAID_AGAIN, act, form, page, under
from mutuality.rooms.terms import MEMBER, NEIGHBOUR
from mutuality.rooms.views import find, people, safety, talk

inside = [
    form("rooms/<str:room_id>/", talk.room, "room", MEMBER, counted="say"),
    page("rooms/<str:room_id>/people/", people.everyone, "room-people", MEMBER),
    act("rooms/<str:room_id>/reading/", talk.reading, "reading", MEMBER),
    form("topics/<str:topic_id>/", talk.topic, "topic", MEMBER, counted="say"),
    form("words/<str:word_id>/", talk.word, "word", OWN, shows_peers=False),
    act("words/<str:word_id>/withdrawal/", talk.withdrawal, "withdrawal", OWN),
    act("words/<str:word_id>/return/", talk.word_return, "word-return"),
    act("words/<str:word_id>/signals/", talk.signals, "signals", MEMBER),
    act("words/<str:word_id>/keeping/", safety.keeping, "keeping", MEMBER, counted="keep"),
    page("places/<str:place_id>/", people.person, "person", MEMBER, limits_first=False),
    form("places/<str:place_id>/appearance/", people.appearance, "appearance", OWN, counted="rename"),
    # Nothing new to read comes before what keeps someone safe.
    form("places/<str:place_id>/boundary/", safety.boundary, "boundary", NEIGHBOUR, limits_first=False),
    page("places/<str:place_id>/card/", safety.card, "place-card", NEIGHBOUR, limits_first=False),
]
own = [form("you/search/", find.find, "find", SAID_AGAIN, counted="find", shows_peers=False)]
urlpatterns = [*under("groups", inside, part="talk"), *under("you", own)]
