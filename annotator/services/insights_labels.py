"""Every annotation of the articles in sight, as arrays.

Owns how they are kept: those of an article can be read anew without the others, so that a label
costs what one article costs and not what the project costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from annotator.services.insights_arrays import Flags, Ints, looked_up, merged

if TYPE_CHECKING:
    from annotator.storage.insights import InsightRows


class Line:
    """The documents one behind another, so that a range is two numbers in the whole project."""

    def __init__(self, rows: InsightRows) -> None:
        self.documents = rows.documents()
        self.ids = np.array([each.id for each in self.documents], dtype=np.int64)
        self._order = np.argsort(self.ids)
        self.lengths = np.array([each.length for each in self.documents], dtype=np.int64)
        # One character between two documents, so that nothing reaches from one into the next.
        self.base = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.lengths + 1)])
        documents, starts, ends = rows.zones()
        places = self.places(documents)
        seen = places >= 0
        base = self.base[places[seen]]
        #: Where zones start and end, in order and apart.
        self.zones = merged(starts[seen] + base, ends[seen] + base)

    def places(self, documents: Ints) -> Ints:
        """Return the places of documents in the list, -1 for those out of sight."""
        return looked_up(documents, self.ids, self._order)

    def places_at(self, positions: Ints) -> Ints:
        """Return the places of the documents in which positions on the line are."""
        return np.searchsorted(self.base, positions, side="right") - 1

    def in_zone(self, starts: Ints, ends: Ints) -> Flags:
        """Tell which ranges lie wholly inside a zone."""
        first, last = self.zones
        if not len(first):
            return np.zeros(len(starts), dtype=bool)
        at = np.searchsorted(first, starts, side="right") - 1
        return (at >= 0) & (last[np.maximum(at, 0)] >= ends)

    def same_as(self, other: Line) -> bool:
        """Tell whether every position means the same on another line."""
        return np.array_equal(self.ids, other.ids) and np.array_equal(self.lengths, other.lengths)


@dataclass(frozen=True, eq=False)
class Labels:
    """Annotations, their parts, and the entries that they are linked to."""

    ids: Ints  # ascending
    places: Ints  # of their documents in the list
    annotators: Ints
    labels: Ints  # places among the labels of the scheme
    entries: Ints  # -1 = none
    part_of: Ints  # place of the annotation in `ids`, ascending
    starts: Ints  # of the parts on the line, ascending for each annotation
    ends: Ints

    @classmethod
    def read(
        cls,
        rows: InsightRows,
        line: Line,
        labels: Mapping[int, int],
        documents: Sequence[int] | None = None,
    ) -> Labels:
        """Read those of some documents, or all; `labels` are the places of labels by row id."""
        ids, where, people = rows.annotations(documents)
        places = line.places(where)
        order = np.argsort(ids)
        seen = places[order] >= 0
        order = order[seen]
        ids, places, people = ids[order], places[order], people[order]
        having, label = rows.labels(documents)
        # The same annotations in the order of the same ids.
        label = label[np.argsort(having, kind="stable")[seen]]
        kinds, which = np.unique(label, return_inverse=True)
        known = np.array([labels.get(each, -1) for each in kinds.tolist()], dtype=np.int64)
        found = known[which]
        linked, entries = rows.entries(documents)
        entry = np.full(len(ids), -1, dtype=np.int64)
        at = looked_up(linked, ids)
        entry[at[at >= 0]] = entries[at >= 0]
        owners, starts, ends = rows.parts(documents)
        at = looked_up(owners, ids)
        starts, ends, at = starts[at >= 0], ends[at >= 0], at[at >= 0]
        if not (np.diff(at) > 0).all():
            order = np.lexsort((starts, at))
            starts, ends, at = starts[order], ends[order], at[order]
        base = line.base[places[at]]
        return cls(ids, places, people, found, entry, at, starts + base, ends + base)

    def renewed(self, gone: Flags, part: Labels) -> Labels:
        """Return these without those of some documents, by place, and with others for them."""
        stay = ~gone[self.places]
        ids = np.concatenate([self.ids[stay], part.ids])
        order, old, new = order_of(ids, stay)
        owners = np.concatenate([old[self.part_of], new[part.part_of]])
        kept = np.concatenate([stay[self.part_of], np.ones(len(part.part_of), dtype=bool)])
        # Those of one annotation are in order already.
        parts = np.flatnonzero(kept)
        parts = parts[np.argsort(owners[parts], kind="stable")]

        def both(mine: Ints, theirs: Ints) -> Ints:
            found: Ints = np.concatenate([mine[stay], theirs])[order]
            return found

        return Labels(
            ids[order],
            both(self.places, part.places),
            both(self.annotators, part.annotators),
            both(self.labels, part.labels),
            both(self.entries, part.entries),
            owners[parts],
            np.concatenate([self.starts, part.starts])[parts],
            np.concatenate([self.ends, part.ends])[parts],
        )


def order_of(ids: Ints, stay: Flags) -> tuple[Ints, Ints, Ints]:
    """Return what sorts ids, of which the first were among others and stay, and where each goes.

    The second are the new places of those others, -1 for those that go; the third those of the ids
    that came behind.
    """
    order = np.argsort(ids, kind="stable")
    rank = np.empty(len(ids), dtype=np.int64)
    rank[order] = np.arange(len(ids))
    number = int(stay.sum())
    old = np.full(len(stay), -1, dtype=np.int64)
    old[stay] = rank[:number]
    return order, old, rank[number:]
