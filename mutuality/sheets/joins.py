"""What sheets join: one's own words; and a data file that is wrong is found at the start."""

from mutuality.kit.joins import Joins
from mutuality.sheets import data_files, export, joint

JOINS = Joins(sweeps=(joint.sweep,), own_words={"sheets": export.own_words}, connect=data_files.check)
