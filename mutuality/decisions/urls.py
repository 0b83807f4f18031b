"""Addresses of decisions."""

from django.urls import path

from mutuality.decisions.views import decision, decisions

urlpatterns = [
    path("groups/<str:group_id>/decisions/", decisions.decisions, name="decisions"),
    path("groups/<str:group_id>/decisions/subjects/", decisions.subjects, name="subjects"),
    path("groups/<str:group_id>/decisions/subjects/<slug:effect>/", decisions.proposing, name="proposing"),
    path("decisions/<str:proposal_id>/", decision.decision, name="decision"),
    path("decisions/<str:proposal_id>/acceptance/", decision.acceptance, name="acceptance"),
    path("decisions/<str:proposal_id>/objection/", decision.objection, name="objection"),
    path("decisions/<str:proposal_id>/wording/", decision.wording, name="wording"),
    path("decisions/<str:proposal_id>/taking-back/", decision.taking_back, name="taking-back"),
]
