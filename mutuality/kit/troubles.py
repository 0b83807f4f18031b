"""What the person who typed a command can do something about."""


class Trouble(Exception):
    """Why a command cannot go on, as one sentence for the person who typed it."""

    exit_code = 2
