"""From a program that runs here to an installation that others can reach, and that somebody else can take over."""
