"""The ten tasks, in the order of a first day."""

from __future__ import annotations

from benchmarks.tasks.exchange import EXPORT, IMPORT, INSTALL
from benchmarks.tasks.labelling import BOUNDARY, LABEL, QUOTE
from benchmarks.tasks.together import ADJUDICATE, MERGE
from benchmarks.tasks.upkeep import KEY, RADAR

TASKS = (INSTALL, IMPORT, LABEL, BOUNDARY, QUOTE, MERGE, ADJUDICATE, EXPORT, RADAR, KEY)
