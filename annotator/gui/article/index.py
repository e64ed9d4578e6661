"""Which marks touch which paragraph.

Owns the marks of each block, their fragments and the lanes in which their lines are stacked.
Fragments are made when a block is first shown, so that opening costs one look-up a mark, and
changing one mark touches only its blocks, however long the article is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
        self._touching: defaultdict[int, list[Mark]] = defaultdict(list)
        self._fragments: dict[int, list[Fragment]] = {}
        self._lanes: dict[int, list[int]] = {}
        # This loop is most of what opening a long article costs: nearly every mark lies in the
        # block of the one before, and nearly every other one within a single block.
        starts = [*display.block_starts, len(display) + 1]
        touching = self._touching
        block, begin, end = 0, starts[0], starts[1]
        for mark in marks:
            self.marks[mark.key] = mark
            first, last = mark.parts[0][0], mark.parts[-1][1]
            if not begin <= first < end:
                block = bisect_right(starts, first) - 1
                begin, end = starts[block], starts[block + 1]
            if last <= end:
                touching[block].append(mark)
            else:
                for each in self._blocks(mark):
                    touching[each].append(mark)

    def put(self, mark: Mark) -> set[int]:
        """Add or change a mark; return the blocks it touched before or touches now."""
        touched = self.drop(mark.key)
        self.marks[mark.key] = mark
        blocks = self._blocks(mark)
        for block in blocks:
            self._touching[block].append(mark)
        self._forget(blocks)
        return touched | blocks

    def drop(self, key: int) -> set[int]:
        """Take a mark away; return the blocks it touched."""
        mark = self.marks.pop(key, None)
        if mark is None:
            return set()
        touched = self._blocks(mark)
        for block in touched:
            self._touching[block] = [each for each in self._touching[block] if each.key != key]
        self._forget(touched)
        return touched

    def fragments(self, block: int) -> list[Fragment]:
        """Return the fragments of a block by where they start."""
        found = self._fragments.get(block)
        if found is None:
            found = self._fragments[block] = sorted(self._make_fragments(block))
        return found

    def _make_fragments(self, block: int) -> Iterator[Fragment]:
        display = self._display
        begin, stop = display.block_starts[block], display.block_end(block)
        base = display.to_qt(begin)
        for mark in self._touching.get(block, ()):
            start, end = mark.parts[0]
            if len(mark.parts) > 1 or start < begin or end > stop:
                yield from self._pieces(mark, block)
            else:  # nearly always
                at = display.to_qt(start) - base
                last = at + display.units(start, end)
                yield Fragment(at, last, mark.order, mark.key, True, True)

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
        return set() if mark is None else self._blocks(mark)

    def _forget(self, blocks: Iterable[int]) -> None:
        for block in blocks:
            self._fragments.pop(block, None)
            self._lanes.pop(block, None)

    def _blocks(self, mark: Mark) -> set[int]:
        blocks_of = self._display.blocks_of
        return {block for start, end in mark.parts for block in blocks_of(start, end)}

    def _pieces(self, mark: Mark, block: int) -> Iterator[Fragment]:
        display = self._display
        final = len(mark.parts) - 1
        begin, stop = display.block_starts[block], display.block_end(block)
        for number, (start, end) in enumerate(mark.parts):
            blocks = display.blocks_of(start, end)
            if block not in blocks:
                continue
            first, last = max(start, begin), min(end, stop)
            if last < first:
                continue
            at = display.qt_in_block(block, first)
            yield Fragment(
                at,
                at + display.units(first, last),
                mark.order,
                mark.key,
                number == 0 and block == blocks[0],
                number == final and block == blocks[-1],
            )
