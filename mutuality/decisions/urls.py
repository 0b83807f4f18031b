"""Addresses of decisions."""

from mutuality.decisions.terms import DECIDER, REWORDER
from mutuality.decisions.views import decision, decisions
from mutuality.kit.routes import OWN, SIGNED_IN, form, page, under
from mutuality.rooms.terms import MEMBER

inside = [
    page("groups/<str:group_id>/decisions/", decisions.decisions, "decisions", MEMBER),
    page("groups/<str:group_id>/decisions/subjects/", decisions.subjects, "subjects", MEMBER),
    form(
        "groups/<str:group_id>/decisions/subjects/<slug:effect>/",
        decisions.proposing,
        "proposing",
        MEMBER,
        counted="propose",
    ),
    page("groups/<str:group_id>/decisions/minutes/", decisions.minutes, "minutes", MEMBER),
    form("decisions/meanwhile/", decisions.decided, "decided", SIGNED_IN),
    page("decisions/<str:proposal_id>/", decision.decision, "decision", MEMBER),
    form(
        "decisions/<str:proposal_id>/acceptance/", decision.acceptance, "acceptance", DECIDER, is_page=False
    ),
    form("decisions/<str:proposal_id>/hands/", decision.hands, "hands", DECIDER, is_page=False),
    form("decisions/<str:proposal_id>/objection/", decision.objection, "objection", DECIDER),
    form("decisions/<str:proposal_id>/answer/", decision.otherwise, "otherwise", DECIDER),
    form("decisions/<str:proposal_id>/deciding/", decision.deciding, "deciding-alone", OWN, is_page=False),
    form("decisions/<str:proposal_id>/wording/", decision.wording, "wording", REWORDER),
    form(
        "decisions/<str:proposal_id>/taking-back/",
        decision.taking_back,
        "taking-back",
        OWN,
        is_page=False,
        shows_peers=False,
    ),
]
urlpatterns = under("groups", inside, part="decisions")
