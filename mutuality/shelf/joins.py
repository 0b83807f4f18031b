"""What the shelf joins: what a group decides about its own, and what runs out. A wrong data file stops the start."""

from mutuality.kit.joins import Joins
from mutuality.shelf import effects, entries, operations

JOINS = Joins(sweeps=(operations.sweep,), effects=effects.EFFECTS, connect=entries.check)
