"""What sheets join: a data file that is wrong is found at the start."""

from mutuality.kit.joins import Joins
from mutuality.sheets import data_files

JOINS = Joins(connect=data_files.check)
