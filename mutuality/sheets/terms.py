"""What a sheet can ask, who may hold it, and how much may be written on it."""

MOST_SHEETS = 200
# Of what several hold: how many sheets each of us can begin with others in a circle, how many all of it can hold, and
# how many wordings can be next to each other.
MOST_HELD = 30
MOST_WORDINGS = 6
MOST_SHOWN_DAYS = 90
MOST_NOTE = 1000
# For so long people are reminded that they wanted to look again.
LOOK_AGAIN_DAYS = 14
MOST_TITLE = 80
MOST_LINE = 300
MOST_TEXT = 4000
MOST_ROWS = 12
MOST_OPTIONS = 8

# What a question asks for: one line, some lines, several things, rows and columns, one of some, a day in own words.
KINDS = ("line", "text", "list", "table", "choice", "date")
# Who may hold what is written: nobody (printed only), me, two people, a circle.
HOLDERS = ("nobody", "me", "two", "circle")
# It fits one page of paper when it is blank, or it may run on.
PRINTS = ("page", "pages")
SEEDS = ("000", "001", "002", "003", "004")
