"""The verbs of meetings, one file for each noun."""
