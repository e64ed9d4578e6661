"""The index behind the radar of consistency: what words are labelled as, over the whole project.

Owns building it and following the articles that changed.  What contradicts what is
`annotator.domain.radar`; what is listed of it is `services.radar`.

The index keeps, for each article, its share: which words it labels as what, where, and how many
places of known words it leaves bare.  A change names the articles it touched; the share of each is
taken out, read anew and put back, so that the index is the same as one built afresh whatever was
done, undone or merged, and in whatever order one hears of it.

An article is read by somebody, for a layer, if she labelled something of that layer in it, or is
done with it; articles that she skipped or has not begun leave nothing bare.
"""

from __future__ import annotations

import heapq
import time
from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.annotations import Span
from annotator.domain.documents import State
from annotator.domain.lists import TextQuery
from annotator.domain.radar import GAP, Cell, Kind, Line, Lookup, folded, judge, looked_at, rank
from annotator.domain.scheme import LayerKind, label_id
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

_FINISHED = frozenset((State.DONE, State.APPROVED, State.RETURNED))
_CHUNK = 50  # articles read by one statement
#: Seconds of work after which whoever draws gets a turn (while the index is built, when fewer turns
#: get it done sooner, and while it follows a label, when the window draws that), and of that turn.
_BUILDING, _FOLLOWING, _REST = 0.002, 0.001, 0.0003
#: Ranks that are sorted at one go: sorting lets nobody else in.
_SORTED = 4_000

#: Lines that are kept as they were made.
_KEPT = 4_000

Slot = tuple[int, str]  # annotator, layer
#: What `domain.radar.rank` returns.  Plain values, which Python's collector need not walk over.
Rank = tuple[float, int, str, str, str]


class Mark(NamedTuple):
    """A label on some words of an article."""

    annotation: int
    cell: Cell
    words: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Share:
    """What one article brings to the index."""

    strings: array[int] = field(default_factory=lambda: array("i"))  # one for each label
    cells: array[int] = field(default_factory=lambda: array("i"))
    covered: dict[Slot, array[int]] = field(default_factory=dict)  # start, end, start, end …
    read: tuple[Slot, ...] = ()
    bare: dict[Slot, array[int]] = field(default_factory=dict)  # string, count, string, count …


class RadarIndex:
    """The index of one project for some annotators; used by one thread at a time.

    `gentle` lets whoever draws the window have a turn every other millisecond.
    """

    def __init__(self, session: Session, people: Collection[int], *, gentle: bool = False) -> None:
        self.session = session
        self.people = frozenset(people)
        self._gentle = gentle
        self._rested, self._work = 0.0, _BUILDING
        self._task: Task | None = None  # that is asked at every pause whether to go on
        self.numbers: dict[str, int] = {}
        self._strings: list[str] = []
        self._counts: list[dict[int, int]] = []  # by string: cell -> labels
        self._cells: list[Cell] = []
        self._cell_numbers: dict[tuple[int, int, int | None], int] = {}
        self._shares: dict[int, _Share] = {}
        self._bare: defaultdict[Slot, array[int]] = defaultdict(lambda: array("i"))
        self._lookup = Lookup()
        self._known: set[int] = set()  # strings that are looked for in the texts
        self.ranks: dict[str, list[Rank]] = {kind.value: [] for kind in Kind}
        self.by_string: dict[int, list[Rank]] = {}
        self._listed: dict[Rank, Line] = {}  # lines made before, so that a list is quick to renew
        self._waiting: list[int] = []  # strings that are known since the last look at all texts
        self._read_scheme()

    def _read_scheme(self) -> None:
        scheme = self.session.scheme
        self._plain = [each.uid for each in scheme.layers if each.kind is LayerKind.SPANS]
        plain = set(self._plain)
        self._labels = {
            label_id(each.layer, each.uid): (each.layer, each.uid, each.layer in plain)
            for each in scheme.labels
        }

    # Building and following ----------------------------------------------------------------------

    @long_running
    def build(self, task: Task | None = None) -> None:
        """Read the whole project; raises Cancelled, and the index is of no use then."""
        task = self._task = task or Task("radar")
        ids = self.session.document_ids()
        for first in range(0, len(ids), _CHUNK):
            task.progress(first, 4 * len(ids))
            self._take_labels(ids[first : first + _CHUNK])
        for number in range(len(self._strings)):
            self._meet(number)
            self.pause()
        for first in range(0, len(ids), _CHUNK):
            task.progress(len(ids) + 3 * first, 4 * len(ids))
            self._take_texts(ids[first : first + _CHUNK])
        self._judge_all()
        self._task, self._work = None, _FOLLOWING
        task.progress(len(ids), len(ids))

    @long_running
    def follow(self, documents: Collection[int], task: Task | None = None) -> list[str]:
        """Read some articles anew; return the words about which something may have changed.

        What they label that nobody labelled before is looked for in the other articles by
        `look_further`.  Raises Cancelled; the articles have to be followed again then.
        """
        task = self._task = task or Task("radar")
        self.session.refresh()
        self._read_scheme()
        touched: set[int] = set()
        ids = list(documents)
        for first in range(0, len(ids), _CHUNK):
            task.progress(first, len(ids))
            some = ids[first : first + _CHUNK]
            before = self._said_in(some)
            for document in some:
                self._forget(document)
            there = [number for number, _, _ in self.session.shown_texts(some)]
            met = self._take_labels(there)
            self._waiting += [number for number in sorted(met) if self._meet(number)]
            self._take_texts(there)
            # What an article says as before is judged as before.
            touched |= {number for number, *_ in before ^ self._said_in(some)}
        self._judge(touched)
        self._task = None
        return [self._strings[number] for number in sorted(touched)]

    @property
    def complete(self) -> bool:
        """Tell whether every string was looked for in every article."""
        return not self._waiting

    @long_running
    def look_further(self, task: Task | None = None) -> list[str]:
        """Look for what was labelled for the first time in all articles; return those words.

        Raises Cancelled; calling it again goes on.
        """
        task = task or Task("radar")
        looked: list[str] = []
        while self._waiting:
            number = self._waiting[-1]
            words = self._strings[number]
            lookup = Lookup()
            lookup.add(number, words)
            query = TextQuery(words, whole_words=True, case=True)
            ids = [each for each in self.session.candidates(query) if each in self._shares]
            for first in range(0, len(ids), _CHUNK):
                task.check()
                self._take_texts(ids[first : first + _CHUNK], lookup, words)
            self._judge({number})
            self._waiting.pop()
            looked.append(words)
        return looked

    def pause(self) -> None:
        """Let whoever draws have Python's lock, which it would else wait five milliseconds for.

        Raises Cancelled while the index is built or follows, so that nobody waits for its end.
        """
        if self._task is not None:
            self._task.check()
        if self._gentle and time.perf_counter() - self._rested > self._work:
            time.sleep(_REST)
            self._rested = time.perf_counter()

    # Shares --------------------------------------------------------------------------------------

    def _said_in(self, documents: Iterable[int]) -> set[tuple[int, int, object, int]]:
        """Return (string, article, cell or slot, how often) of what articles bring."""
        said: set[tuple[int, int, object, int]] = set()
        for document in documents:
            share = self._shares.get(document, _Share())
            counts = Counter(zip(share.strings, share.cells, strict=True))
            said |= {(number, document, cell, n) for (number, cell), n in counts.items()}
            for slot, pairs in share.bare.items():
                places = zip(pairs[::2], pairs[1::2], strict=True)
                said |= {(number, document, slot, n) for number, n in places}
        return said

    def _forget(self, document: int) -> None:
        """Take the share of an article out."""
        share = self._shares.pop(document, _Share())
        for number, cell in zip(share.strings, share.cells, strict=True):
            counts = self._counts[number]
            counts[cell] -= 1
            if not counts[cell]:
                del counts[cell]
        for slot, pairs in share.bare.items():
            totals = self._bare[slot]
            for number, count in zip(pairs[::2], pairs[1::2], strict=True):
                totals[number] -= count

    def _take_labels(self, documents: Sequence[int]) -> set[int]:
        """Read what some articles are labelled as; return the strings."""
        touched: set[int] = set()
        shares = {number: _Share() for number in documents}
        self._shares.update(shares)
        parts: list[str] = []
        rows = self.session.labels_with_words(documents, self.people)
        for place, row in enumerate(rows):
            annotation, document, annotator, label, entry, start, end, words = row
            known = self._labels.get(label)
            if known is None:
                continue
            share = shares[document]
            if known[2]:
                slot = annotator, known[0]
                if slot not in share.covered:
                    share.covered[slot] = array("i")
                share.covered[slot].extend((start, end))
            parts.append(words)
            if place + 1 < len(rows) and rows[place + 1][0] == annotation:
                continue
            number = self._number(GAP.join(map(folded, parts)))
            parts.clear()
            cell = self._cell(annotator, label, entry)
            share.strings.append(number)
            share.cells.append(cell)
            counts = self._counts[number]
            counts[cell] = counts.get(cell, 0) + 1
            touched.add(number)
            self.pause()
        return touched

    def _number(self, words: str) -> int:
        number = self.numbers.get(words)
        if number is None:
            number = self.numbers[words] = len(self._strings)
            self._strings.append(words)
            self._counts.append({})
        return number

    def _cell(self, annotator: int, label: int, entry: int | None) -> int:
        key = annotator, label, entry
        number = self._cell_numbers.get(key)
        if number is None:
            number = self._cell_numbers[key] = len(self._cells)
            layer, uid, plain = self._labels[label]
            self._cells.append(Cell(annotator, layer, uid, entry, plain))
        return number

    def _meet(self, number: int) -> bool:
        """Look for a string in the texts from now on, if it shall be; tell whether that is new."""
        if number in self._known or not looked_at(self._strings[number]):
            return False
        if not any(self._cells[cell].plain for cell in self._counts[number]):
            return False
        self._known.add(number)
        return self._lookup.add(number, self._strings[number])

    def _take_texts(
        self, documents: Sequence[int], lookup: Lookup | None = None, words: str = ""
    ) -> None:
        """Count what some articles leave bare.

        With a `lookup` of some `words` alone, only these are counted, where they are not yet.
        """
        states = self._states(documents)
        zones: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for document, start, end in self.session.zones_in(documents):
            zones[document].append((start, end))
        first_word = words.partition(" ")[0]
        for document, _title, text in self.session.shown_texts(documents):
            share = self._shares[document]
            share.read = tuple(self._read_by(share, document, states))
            if not share.read or first_word not in text:
                continue
            masks = {slot: _mask(text, zones[document], share, slot) for slot in share.read}
            found: defaultdict[Slot, Counter[int]] = defaultdict(Counter)
            for number, start, end in (lookup or self._lookup).find(text):
                for slot, mask in masks.items():
                    if mask.find(1, start, end) < 0:
                        found[slot][number] += 1
            for slot, counts in found.items():
                self._add_bare(share, slot, counts)
            self.pause()

    def _states(self, documents: Sequence[int]) -> dict[tuple[int, int], str]:
        rows = self.session.states_in(documents, self.people)
        return {(document, annotator): state for document, annotator, state in rows}

    def _read_by(
        self, share: _Share, document: int, states: dict[tuple[int, int], str]
    ) -> Iterator[Slot]:
        """Yield who has read an article for which layer."""
        for person in self.people:
            state = states.get((document, person), State.NEW)
            for layer in self._plain if state != State.SKIPPED else ():
                if state in _FINISHED or (person, layer) in share.covered:
                    yield person, layer

    def _add_bare(self, share: _Share, slot: Slot, counts: Counter[int]) -> None:
        pairs = share.bare.setdefault(slot, array("i"))
        there = set(pairs[::2])
        totals = self._bare[slot]
        if len(totals) < len(self._strings):
            totals.extend([0] * (len(self._strings) - len(totals)))
        for number, count in counts.items():
            if number not in there:
                pairs.extend((number, count))
                totals[number] += count

    # Judging -------------------------------------------------------------------------------------

    def _bare_of(self, number: int) -> dict[str, int]:
        """Return in how many places a string is bare, by layer, for those who label it there."""
        found: dict[str, int] = {}
        cells = map(self._cells.__getitem__, self._counts[number])
        for slot in {(cell.annotator, cell.layer) for cell in cells if cell.plain}:
            totals = self._bare.get(slot, ())
            count = totals[number] if number < len(totals) else 0
            if count:
                found[slot[1]] = found.get(slot[1], 0) + count
        return found

    def lines_of(self, number: int) -> list[Line]:
        """Return what is inconsistent about a string."""
        counts = self._counts[number]
        words = self._strings[number]
        bare = self._bare_of(number)
        if (len(counts) < 2 and not bare) or not looked_at(words):
            return []
        return judge(words, {self._cells[cell]: n for cell, n in counts.items()}, bare)

    def line_of(self, of: Rank) -> Line:
        """Return the line that is ranked so."""
        line = self._listed.get(of)
        if line is None:
            lines = self.lines_of(self.numbers[of[2]])
            line = next(each for each in lines if rank(each) == of)
            if len(self._listed) >= _KEPT:
                self._listed.clear()
            self._listed[of] = line
            self.pause()
        return line

    def _judge(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            for before in self.by_string.pop(number, ()):
                ranks = self.ranks[before[3]]
                del ranks[bisect_left(ranks, before)]
                self._listed.pop(before, None)
            lines = self.lines_of(number)
            if lines:
                self.by_string[number] = [rank(line) for line in lines]
                for after in self.by_string[number]:
                    insort(self.ranks[after[3]], after)
            self.pause()

    def _judge_all(self) -> None:
        for number in range(len(self._strings)):
            lines = self.lines_of(number)
            if lines:
                self.by_string[number] = [rank(line) for line in lines]
                for after in self.by_string[number]:
                    self.ranks[after[3]].append(after)
            self.pause()
        for kind, ranks in self.ranks.items():
            self.ranks[kind] = self._sorted(ranks)

    def _sorted(self, ranks: list[Rank]) -> list[Rank]:
        """Sort in pieces: while Python sorts a list, nobody else has a turn."""
        pieces = []
        for first in range(0, len(ranks), _SORTED):
            pieces.append(sorted(ranks[first : first + _SORTED]))
            self.pause()
        done: list[Rank] = []
        for each in heapq.merge(*pieces):
            done.append(each)
            self.pause()
        return done

    # For the places ------------------------------------------------------------------------------

    def articles_with(self, line: Line) -> list[int]:
        """Return the articles in which a line has places, in the order of the project."""
        number = self.numbers.get(line.words)
        if number is None:
            return []
        holding = set()
        for document, share in self._shares.items():
            bare = line.kind is Kind.BARE and any(
                number in pairs[::2] for slot, pairs in share.bare.items() if slot[1] == line.layer
            )
            if bare or number in share.strings:
                holding.add(document)
            self.pause()
        return [each for each in self.session.document_ids() if each in holding]

    def readers_of(self, document: int, layer: str) -> list[int]:
        """Return who has read an article for a layer."""
        share = self._shares.get(document)
        return [] if share is None else [who for who, of in share.read if of == layer]

    def who_labels(self, line: Line) -> set[int]:
        """Return who gives the words of a line a label of its layer."""
        number = self.numbers.get(line.words)
        cells = () if number is None else (self._cells[cell] for cell in self._counts[number])
        return {cell.annotator for cell in cells if cell.plain and cell.layer == line.layer}

    def marks_in(self, document: int) -> list[Mark]:
        """Return every label of an article as it is stored now."""
        found: list[Mark] = []
        for row in self.session.labels_with_words([document], self.people):
            annotation, _, annotator, label, entry, start, end, words = row
            layer, uid, plain = self._labels.get(label, ("", "", False))
            part = Span(start, end)
            if found and found[-1].annotation == annotation:
                last = found[-1]
                joined = f"{last.words}{GAP}{folded(words)}"
                found[-1] = last._replace(words=joined, spans=(*last.spans, part))
            elif layer:
                cell = Cell(annotator, layer, uid, entry, plain)
                found.append(Mark(annotation, cell, folded(words), (part,)))
        return found


def _mask(text: str, zones: Iterable[tuple[int, int]], share: _Share, slot: Slot) -> bytearray:
    """Return a byte for each character, 1 where it is excluded or labelled."""
    mask = bytearray(len(text))
    places = share.covered.get(slot, array("i"))
    for start, end in (*zones, *zip(places[::2], places[1::2], strict=True)):
        mask[start:end] = b"\1" * (end - start)
    return mask
