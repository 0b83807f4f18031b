"""What the shelf joins: a data file that is wrong is found at the start."""

from mutuality.kit.joins import Joins
from mutuality.shelf import entries

JOINS = Joins(connect=entries.check)
