"""Addresses of what any two members can do together."""

from mutuality.first_aid import views
from mutuality.kit.routes import OWN, act, form, page, under
from mutuality.rooms.terms import MEMBER, NEIGHBOUR

inside = [
    page("groups/<str:group_id>/first-aid/", views.first_aid, "first-aid", MEMBER, limits_first=False),
    form("groups/<str:group_id>/first-aid/pause/", views.pausing, "pausing", MEMBER, counted="first-aid"),
    form("places/<str:place_id>/waiting/", views.waiting, "waiting", NEIGHBOUR, counted="first-aid"),
    form("words/<str:word_id>/folding/", views.folding, "folding", MEMBER, counted="first-aid"),
    act("first-aid/<str:asking_id>/agreement/", views.agreement, "first-aid-agreement", MEMBER),
    act("first-aid/<str:asking_id>/taking-back/", views.taking_back, "first-aid-taking-back", OWN),
    form("steps/<str:step_id>/", views.step, "step", MEMBER, limits_first=False),
    act("steps/<str:step_id>/ending/", views.step_ending, "step-ending", MEMBER),
]
urlpatterns = under("groups", inside, part="about")
