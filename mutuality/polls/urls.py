"""Addresses of polls."""

from mutuality.kit.routes import OWN, form, page, under
from mutuality.polls.terms import POLLED
from mutuality.polls.views import poll, polls
from mutuality.rooms.terms import MEMBER

inside = [
    page("groups/<str:group_id>/polls/", polls.polls, "polls", MEMBER),
    form(
        "groups/<str:group_id>/polls/kinds/<slug:poll_kind>/",
        polls.asking,
        "poll-asking",
        MEMBER,
        counted="poll",
    ),
    page("polls/<str:poll_id>/", poll.poll, "poll", MEMBER),
    form("polls/<str:poll_id>/answer/", poll.answer, "poll-answer", POLLED, is_page=False),
    form("polls/<str:poll_id>/taking-back/", poll.taking_back, "poll-taking-back", OWN, is_page=False),
    form("polls/<str:poll_id>/next-draw/", poll.next_draw, "poll-next-draw", POLLED, is_page=False),
    form("polls/<str:poll_id>/proposal/", poll.proposal, "poll-proposal", MEMBER, is_page=False),
]
urlpatterns = under("groups", inside, part="decisions")
