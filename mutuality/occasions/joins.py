"""What occasions join: what is over goes."""

from mutuality.kit.joins import Joins
from mutuality.occasions import operations

JOINS = Joins(sweeps=(operations.sweep,))
