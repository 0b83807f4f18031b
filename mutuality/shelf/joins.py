"""What the shelf joins: a data file that is wrong is found at the start, and what no one answered runs out."""

from mutuality.kit.joins import Joins
from mutuality.shelf import entries, operations

JOINS = Joins(sweeps=(operations.sweep,), connect=entries.check)
