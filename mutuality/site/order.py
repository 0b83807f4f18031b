"""The apps that know people, in order. A new app is one line here; all else it says in a folder of its own.

The order is the rule: leaving goes through it from the first to the last, the person at the end. Coming back, one's own
words and what is connected at start go through it from the last to the first.
"""

APPS = (
    "rooms",
    "polls",
    "concerns",
    "first_aid",
    "week",
    "decisions",
    "meetings",
    "study",
    "groups",
    "ledger",
    "safety",
    "occasions",
    "sheets",
    "shelf",
    "people",
    "live",
    "vault",
)
