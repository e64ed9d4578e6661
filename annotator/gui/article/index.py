"""Which marks touch which paragraph.

Owns the buckets of mark fragments per block and the lanes in which their lines are stacked.  Adding
or changing one mark touches only its blocks, however long the article is.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from typing import NamedTuple

from annotator.gui.article.marks import Mark
from annotator.gui.article.positions import DisplayText


class Fragment(NamedTuple):
    """The piece of a mark's part that lies in one block; positions are Qt's, from its start."""

    start: int
    end: int
    order: int
    key: int
    first: bool  # the mark begins here
    last: bool  # the mark ends here


class MarkIndex:
    """The marks of one article by block."""

    def __init__(self, display: DisplayText, marks: Iterable[Mark]) -> None:
        self._display = display
        self.marks: dict[int, Mark] = {}
        self._buckets: dict[int, list[Fragment]] = {}
        self._lanes: dict[int, list[int]] = {}
        for mark in marks:
            self.marks[mark.key] = mark
            for block, fragment in self._fragments(mark):
                self._buckets.setdefault(block, []).append(fragment)
        for bucket in self._buckets.values():
            bucket.sort()

    def put(self, mark: Mark) -> set[int]:
        """Add or change a mark; return the blocks it touched before or touches now."""
        touched = self.drop(mark.key)
        self.marks[mark.key] = mark
        for block, fragment in self._fragments(mark):
            insort(self._buckets.setdefault(block, []), fragment)
            touched.add(block)
        self._forget(touched)
        return touched

    def drop(self, key: int) -> set[int]:
        """Take a mark away; return the blocks it touched."""
        mark = self.marks.pop(key, None)
        if mark is None:
            return set()
        touched = {block for block, _ in self._fragments(mark)}
        for block in touched:
            self._buckets[block] = [each for each in self._buckets[block] if each.key != key]
        self._forget(touched)
        return touched

    def fragments(self, block: int) -> list[Fragment]:
        """Return the fragments of a block by where they start."""
        return self._buckets.get(block, [])

    def lanes(self, block: int) -> list[int]:
        """Return the lane of each fragment: the lowest that is free over its whole length."""
        lanes = self._lanes.get(block)
        if lanes is None:
            ends: list[int] = []
            lanes = []
            for fragment in self.fragments(block):
                for lane, end in enumerate(ends):
                    if end <= fragment.start:
                        ends[lane] = fragment.end
                        lanes.append(lane)
                        break
                else:
                    lanes.append(len(ends))
                    ends.append(fragment.end)
            self._lanes[block] = lanes
        return lanes

    def blocks_of(self, key: int) -> set[int]:
        """Return the blocks a mark touches."""
        mark = self.marks.get(key)
        return set() if mark is None else {block for block, _ in self._fragments(mark)}

    def _forget(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            self._lanes.pop(block, None)

    def _fragments(self, mark: Mark) -> Iterable[tuple[int, Fragment]]:
        display = self._display
        final = len(mark.parts) - 1
        for number, (start, end) in enumerate(mark.parts):
            blocks = display.blocks_of(start, end)
            for block in blocks:
                begin = max(start, display.block_starts[block])
                stop = min(end, display.block_end(block))
                if stop < begin:
                    continue
                yield (
                    block,
                    Fragment(
                        display.qt_in_block(block, begin),
                        display.qt_in_block(block, begin) + display.units(begin, stop),
                        mark.order,
                        mark.key,
                        number == 0 and block == blocks[0],
                        number == final and block == blocks[-1],
                    ),
                )
