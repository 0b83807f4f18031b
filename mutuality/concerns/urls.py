"""Addresses for when it is hard between people."""

from mutuality.concerns import views
from mutuality.concerns.terms import PARTY, TALKER
from mutuality.kit.routes import OWN, form, page, under
from mutuality.rooms.terms import MEMBER, NEIGHBOUR

inside = [
    page("places/<str:place_id>/ways/", views.ways, "concern-ways", NEIGHBOUR, limits_first=False),
    page(
        "words/<str:word_id>/ways/", views.word_ways, "word-ways", MEMBER, limits_first=False, is_page=False
    ),
    form("places/<str:place_id>/circle/", views.opening, "concern-opening", NEIGHBOUR, counted="concern"),
    form("places/<str:place_id>/talking/", views.talking, "talk-asking", NEIGHBOUR, counted="concern"),
    form("talks/<str:talk_id>/", views.talk, "talk", TALKER),
    page("groups/<str:group_id>/concerns/", views.concerns, "concerns", MEMBER, limits_first=False),
    form("seats/<str:seat_id>/", views.seat, "circle-seat", OWN),
    form("concerns/<str:concern_id>/", views.concern, "concern", PARTY, limits_first=False),
]
urlpatterns = under("groups", inside, part="about")
