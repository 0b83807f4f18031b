"""Addresses of groups and of their doors."""

from django.urls import path

from mutuality.groups.views import card, door, group

urlpatterns = [
    path("groups/", group.groups, name="groups"),
    path("groups/starters/", group.starters, name="starters"),
    path("groups/starters/<slug:slug>/", group.founding, name="group-founding"),
    path("groups/<str:group_id>/", group.group, name="group"),
    path("groups/<str:group_id>/terms/", group.group_terms, name="terms"),
    path("groups/<str:group_id>/card/", card.card_showing, name="card-showing"),
    path("you/card/", card.card, name="card"),
    path("groups/<str:group_id>/ledger/", group.group_ledger, name="ledger"),
    path("groups/<str:group_id>/leaving/", group.leaving, name="group-leaving"),
    path("groups/<str:group_id>/invitations/", door.invitations, name="invitations"),
    path("groups/<str:group_id>/invitations/closing/", door.invitations_closing, name="invitations-closing"),
    path("groups/<str:group_id>/knocks/", door.knocks, name="knocks"),
    path("groups/<str:group_id>/knocks/<str:knock_id>/answers/", door.knock_answers, name="knock-answers"),
    path("invitation/", door.spoken, name="spoken"),
    path("invitation/<str:token>/", door.invitation, name="invitation"),
    path("knocking/<str:token>/", door.knocking, name="knocking"),
    path("knock/", door.knock, name="knock"),
    path("door/", door.door, name="door"),
    path("door/turning-away/", door.turning_away, name="turning-away"),
    path("door/turned-away/", door.turned_away, name="turned-away"),
]
