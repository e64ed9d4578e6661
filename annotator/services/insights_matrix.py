"""The matrix of who said what about whom, for one choice of articles and annotators.

Owns what a cell counts.  Cells are made when somebody asks for one: of ten thousand sources a
window draws forty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from annotator.domain.insights import (
    ANYBODY,
    COLUMNS,
    NAMELESS,
    POLARITY,
    Cell,
    InsightTable,
    Matrix,
    Party,
    PartyKey,
    Row,
    Topic,
    Totals,
    polarity_of,
)
from annotator.services.insights_arrays import NONE, Flags, Ints, joined
from annotator.services.insights_facts import Chosen
from annotator.services.insights_reading import Reading
from annotator.wording import tr

#: What a polarity is told as; another value of a scheme of one's own is none of them.
_POLARITIES = tuple(POLARITY)


class Asked:
    """Quotes and opinions that a choice is about, with their parties in pairs."""

    def __init__(self, reading: Reading, chosen: Chosen) -> None:
        self.reading = reading
        self.quotes = reading.quotes.kept & chosen.takes(
            reading.quotes.places, reading.quotes.annotators
        )
        self.opinions = reading.opinions.kept & chosen.takes(
            reading.opinions.places, reading.opinions.annotators
        )
        #: (quote, party) of who says it and whom it is about.
        self.sources = _only(reading.quote_sources, self.quotes)
        self.spoken_of = _only(reading.quote_targets, self.quotes)
        #: (opinion, party) of who holds it and whom it is about.
        self.holders = _only(reading.opinion_holders, self.opinions)
        self.targets = _only(reading.opinion_targets, self.opinions)
        #: (quote, source, target) and (opinion, holder, target), each once.
        self.said = _crossed(self.sources, self.spoken_of)
        self.felt = _crossed(self.holders, self.targets)


def matrix_of(asked: Asked) -> Matrix:
    """Return who said what about whom."""
    said = Sums(asked, asked.sources, asked.holders[1])
    heard = Sums(asked, asked.spoken_of, asked.targets[1])
    return Matrix(
        said.parties(),
        heard.parties(),
        Cells(asked),
        said,
        heard,
        quotes=int(asked.quotes.sum()),
        opinions=int(asked.opinions.sum()),
    )


class Sums(Mapping[PartyKey, Totals]):
    """What each party comes to that says anything, or that is spoken of."""

    def __init__(self, asked: Asked, quotes: tuple[Ints, Ints], opinions: Ints) -> None:
        reading = asked.reading
        self._parties = reading.parties
        number = len(reading.parties)
        self._quotes = np.bincount(quotes[1], minlength=number)
        self._opinions = np.bincount(opinions, minlength=number)
        # The last of the names is that of no act, which has the code -1.
        self._names = [*reading.act_names, ""]
        acts = quotes[1] * len(self._names) + reading.acts[quotes[0]] % len(self._names)
        self._acts = np.bincount(acts, minlength=number * len(self._names))
        self._codes = np.flatnonzero(self._quotes + self._opinions).tolist()

    def parties(self) -> tuple[Party, ...]:
        """Return them in their order."""
        quotes, opinions = self._quotes.tolist(), self._opinions.tolist()
        found = [self._parties[code] for code in self._codes]
        # Nobody in particular comes last, however much was said by nobody in particular.
        order = [
            (party.key in NAMELESS, -quotes[code], not party.linked, -opinions[code],
             party.name.casefold(), str(party.key), place)
            for place, (code, party) in enumerate(zip(self._codes, found, strict=True))
        ]  # fmt: skip
        order.sort()
        return tuple(found[each[-1]] for each in order)

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[PartyKey]:
        return (self._parties[code].key for code in self._codes)

    def __getitem__(self, key: PartyKey) -> Totals:
        """Return what a party comes to; raises KeyError for one that is not among them."""
        code = self._parties.find(key)
        if not 0 <= code < len(self._quotes) or not self._quotes[code] + self._opinions[code]:
            raise KeyError(key)
        acts = self._acts[code * len(self._names) : (code + 1) * len(self._names)].tolist()
        told = sorted((-times, name) for name, times in zip(self._names, acts, strict=True))
        return Totals(
            int(self._quotes[code]),
            int(self._opinions[code]),
            {name: -times for times, name in told if times},
        )


class Cells(Mapping[tuple[PartyKey, PartyKey], Cell]):
    """The cells of a matrix that hold anything, by the keys of source and target."""

    def __init__(self, asked: Asked) -> None:
        reading = asked.reading
        self._parties = reading.parties
        self._number = max(1, len(reading.parties))
        quotes, opinions = asked.said, asked.felt
        of_quotes = quotes[1] * self._number + quotes[2]
        of_opinions = opinions[1] * self._number + opinions[2]
        first, second = np.argsort(of_quotes), np.argsort(of_opinions)
        self._of_quotes, self._of_opinions = of_quotes[first], of_opinions[second]
        self._acts = reading.acts[quotes[0][first]]
        self._act_names = reading.act_names
        self._inferred = reading.inferred[quotes[0][first]]
        # As places in `_POLARITIES`; a value that is none of them is no polarity.
        known = np.array(
            [
                _POLARITIES.index(name) if name in _POLARITIES else -1
                for name in reading.polarity_names
            ]
            + [-1],
            dtype=np.int64,
        )
        self._polarities = known[reading.polarities[opinions[0][second]]]
        codes = np.unique(np.concatenate([self._of_quotes, self._of_opinions]))
        #: Where the quotes and the opinions of each cell begin and end.
        self._borders = [
            np.searchsorted(among, codes, side=side).tolist()
            for among in (self._of_quotes, self._of_opinions)
            for side in ("left", "right")
        ]
        self._places = {code: place for place, code in enumerate(codes.tolist())}

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[tuple[PartyKey, PartyKey]]:
        for code in self._places:
            source, target = divmod(code, self._number)
            yield self._parties[source].key, self._parties[target].key

    def __getitem__(self, keys: tuple[PartyKey, PartyKey]) -> Cell:
        """Return a cell; raises KeyError for one that holds nothing."""
        source, target = (self._parties.find(key) for key in keys)
        place = self._places.get(source * self._number + target, -1)
        if source < 0 or target < 0 or place < 0:
            raise KeyError(keys)
        first, last, from_, to = (border[place] for border in self._borders)
        # The last of the names is that of no act, which has the code -1.
        names = [*self._act_names, ""]
        acts = np.bincount(self._acts[first:last] % len(names), minlength=len(names)).tolist()
        told = sorted((-times, name) for name, times in zip(names, acts, strict=True) if times)
        found = self._polarities[from_:to]
        counts = np.bincount(found[found >= 0], minlength=len(_POLARITIES)).tolist()
        by_name = dict(zip(_POLARITIES, counts, strict=True))
        return Cell(
            self._parties[source],
            self._parties[target],
            last - first,
            {name: -times for times, name in told},
            int(np.count_nonzero(self._inferred[first:last])),
            to - from_,
            polarity=polarity_of(by_name),
            **by_name,
        )


def cells_of(
    asked: Asked, source: PartyKey, target: PartyKey, act: str | None
) -> tuple[Ints, Ints]:
    """Return (quotes, opinions) behind a mark, as places; `ANYBODY` is whoever it is.

    Of an act, the quotes alone.
    """
    parties = asked.reading.parties

    def of(key: PartyKey, frames: Ints, people: Ints) -> Ints:
        return frames if key == ANYBODY else frames[people == parties.find(key)]

    if ANYBODY in (source, target):
        # A quote about nobody is said, too.
        quotes, opinions = np.flatnonzero(asked.quotes), np.flatnonzero(asked.opinions)
        for key, among in ((source, (asked.sources, asked.holders)),
                           (target, (asked.spoken_of, asked.targets))):  # fmt: skip
            if key != ANYBODY:
                quotes = np.intersect1d(quotes, of(key, *among[0]))
                opinions = np.intersect1d(opinions, of(key, *among[1]))
    else:
        found = []
        for frames, by, about in (asked.said, asked.felt):
            here = (by == parties.find(source)) & (about == parties.find(target))
            found.append(np.unique(frames[here]))
        quotes, opinions = found
    if act is not None:
        names = ["", *asked.reading.act_names]
        if act not in names:
            return NONE, NONE
        return quotes[asked.reading.acts[quotes] == names.index(act) - 1], NONE
    return quotes, opinions


def matrix_table(matrix: Matrix, most: int | None = None) -> InsightTable:
    """Return the cells of a matrix as lines, those with the most quotes first, at most so many."""
    rows = [
        Row(
            (
                party_name(each.source),
                party_name(each.target),
                each.quotes,
                acts_in_words(each),
                each.inferred,
                each.opinions,
                each.positive,
                each.neutral,
                each.mixed,
                each.negative,
                None if each.polarity is None else round(each.polarity, 4),
            ),
            each.mark,
        )
        for each in sorted(matrix.cells.values(), key=_by_size)[:most]
    ]
    return InsightTable(Topic.MATRIX, COLUMNS[Topic.MATRIX], tuple(rows))


def party_name(party: Party) -> str:
    """Return what a party is called."""
    return party.name


def acts_in_words(cell: Cell) -> str:
    """Return how many quotes of a cell do what: "denies 3, states 1"."""
    return ", ".join(
        f"{act or tr('insights-no-act')} {number}" for act, number in cell.acts.items()
    )


def _by_size(cell: Cell) -> tuple[int, int, str, str, str]:
    names = party_name(cell.source).casefold(), party_name(cell.target).casefold()
    return -cell.quotes, -cell.opinions, *names, f"{cell.source.key} {cell.target.key}"


def _only(found: tuple[Ints, Ints], frames: Flags) -> tuple[Ints, Ints]:
    kept = frames[found[0]]
    return found[0][kept], found[1][kept]


def _crossed(by: tuple[Ints, Ints], about: tuple[Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    """Return (frame, who, about whom) of every frame; both are ordered by frame."""
    at, which = joined(by[0], about[0])
    return by[0][at], by[1][at], about[1][which]
