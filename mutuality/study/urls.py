"""Addresses of study circles, all of them under a group."""

from mutuality.kit.routes import OWN, act, form, page, under
from mutuality.rooms.terms import MEMBER
from mutuality.study import views

_AT = "groups/<str:group_id>/study/"
_ONE = f"{_AT}<str:study_id>/"
inside = [
    form(_AT, views.studies, "studies", MEMBER, counted="study"),
    page(_ONE, views.study, "study", MEMBER),
    form(f"{_ONE}sessions/<int:number>/", views.session, "study-session", MEMBER, counted="study"),
    act(f"{_ONE}sessions/<int:number>/opening/", views.opening, "study-opening", MEMBER, counted="study"),
    form(f"{_ONE}wishes/", views.wishing, "study-wishing", MEMBER, counted="study"),
    act(f"{_ONE}wishes/<str:wish_id>/taking-back/", views.wish_back, "study-wish-back", OWN),
    form(f"{_ONE}texts/", views.making, "study-making", MEMBER, counted="study"),
    form(f"{_ONE}texts/<str:made_id>/", views.made, "study-text", MEMBER, counted="study"),
    act(f"{_ONE}texts/<str:made_id>/part/", views.part, "study-part", MEMBER, counted="study"),
    act(f"{_ONE}ending/", views.ending, "study-ending", MEMBER, counted="study"),
]
urlpatterns = under("groups", inside, part="about")
