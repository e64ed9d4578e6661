"""What is not consistent about the labels of a project.

Owns when two labels of the same words contradict one another, how likely that is a slip, which
places of a text are the same words, and when a person said that a contradiction is intended.  Where
the labels come from and what becomes of them is the services'.

Words are the same if their characters are, capitals included ("May" is not "may"); a run of white
space is one space.  Pronouns are left out: they are somebody else in each article.  What a label
means is only asked of layers of plain labels; in quotes and opinions the same words may well be the
source here and the content there.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from annotator.domain.entries import is_name, is_pronoun
from annotator.domain.ids import format_id

#: What stands between the parts of an annotation that has several.
GAP = " … "
#: Words of the longest string that is looked for in the texts.
LONGEST = 12
#: From which certainty on a line is likely a slip, and from which it is worth a look.
SURE, LIKELY = 0.75, 0.5
_WORD = re.compile(r"\w+")


class Kind(enum.StrEnum):
    """In which way the same words are treated differently."""

    LABELS = "labels"  # two labels of one layer, by somebody who uses both
    PEOPLE = "people"  # one annotator always this label, another always that
    ENTRIES = "entries"  # linked to two entries
    BARE = "bare"  # labelled here, without any label of the layer elsewhere
    UNLINKED = "unlinked"  # linked to an entry here, to none elsewhere


class Cell(NamedTuple):
    """What some words are, for one annotator: a label of a layer, and perhaps an entry."""

    annotator: int
    layer: str
    label: str
    entry: int | None
    plain: bool  # whether the layer is one of plain labels


class Side(NamedTuple):
    """One of the ways in which some words are treated."""

    value: str  # uid of a label or id of an entry, as text; "" = none
    number: int
    annotator: int = 0  # of `Kind.PEOPLE`


class Line(NamedTuple):
    """One inconsistency: the same words, treated in several ways."""

    kind: Kind
    words: str
    layer: str  # "" = whatever the layer
    sides: tuple[Side, ...]  # the most frequent first; what is bare or not linked last
    sure: float  # 0 to 1: how likely the rarer ways are slips

    @property
    def places(self) -> int:
        """Return how many places it is about."""
        return sum(side.number for side in self.sides)

    @property
    def certainty(self) -> str:
        """Return "slip", "look" or "open" by how sure it is."""
        return "slip" if self.sure >= SURE else "look" if self.sure >= LIKELY else "open"

    def share(self, side: Side) -> int:
        """Return the percentage of the places that are treated in one way."""
        return round(100 * side.number / self.places)

    @property
    def ways(self) -> frozenset[str]:
        """Return what tells it from another line about the same words."""
        return frozenset(
            f"{format_id(side.annotator)}:{side.value}" if side.annotator else side.value
            for side in self.sides
        )


def folded(words: str) -> str:
    """Return words as they are compared: every run of white space is one space."""
    return " ".join(words.split())


def looked_at(words: str) -> bool:
    """Tell whether words can be inconsistent at all."""
    return bool(words) and not is_pronoun(words)


# Judging ---------------------------------------------------------------------------------------


def judge(words: str, cells: Mapping[Cell, int], bare: Mapping[str, int]) -> list[Line]:
    """Return what is inconsistent about some words.

    Args:
        words: the string, `folded`.
        cells: how often it is what.
        bare: by layer, in how many places it has no label although somebody labels it.
    """
    found: list[Line] = []
    for layer, of_layer in _by_layer(cells).items():
        counts = _counted((cell.label, number) for cell, number in of_layer.items())
        found += _labels(words, layer, of_layer, counts)
        if bare.get(layer):
            sides = (*counts, Side("", bare[layer]))
            labelled = sum(side.number for side in counts)
            found.append(Line(Kind.BARE, words, layer, sides, _sure(labelled, sides)))
    return found + _links(words, cells)


def _by_layer(cells: Mapping[Cell, int]) -> dict[str, dict[Cell, int]]:
    layers: defaultdict[str, dict[Cell, int]] = defaultdict(dict)
    for cell, number in cells.items():
        if cell.plain:
            layers[cell.layer][cell] = number
    return layers


def _labels(
    words: str, layer: str, cells: Mapping[Cell, int], counts: tuple[Side, ...]
) -> list[Line]:
    """Return who contradicts herself, and who contradicts another, about the label of words."""
    if len(counts) < 2:
        return []
    people: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for cell, number in cells.items():
        labels = people[cell.annotator]
        labels[cell.label] = labels.get(cell.label, 0) + number
    found = []
    if any(len(labels) > 1 for labels in people.values()):
        found.append(Line(Kind.LABELS, words, layer, counts, _sure(counts[0].number, counts)))
    always = [
        Side(label, number, person)
        for person, labels in people.items()
        if len(labels) == 1
        for label, number in labels.items()
    ]
    if len({side.value for side in always}) > 1:
        sides = tuple(sorted(always, key=lambda side: (-side.number, side.value, side.annotator)))
        # Two habits are the surer the more often the rarer one was followed.
        rarer = min(_totals(sides).values())
        found.append(Line(Kind.PEOPLE, words, layer, sides, rarer / (rarer + 2)))
    return found


def _links(words: str, cells: Mapping[Cell, int]) -> list[Line]:
    """Return the entries that words are linked to, if there are two, or one and none."""
    if not is_name(words):
        return []
    linked = _counted((format_id(c.entry), n) for c, n in cells.items() if c.entry is not None)
    if len(linked) > 1:
        return [Line(Kind.ENTRIES, words, "", linked, _sure(linked[0].number, linked))]
    if not linked:
        return []
    # Only where somebody links: who links names in one layer need not do so in another.
    layers = {cell.layer for cell in cells if cell.entry is not None}
    none = sum(n for c, n in cells.items() if c.entry is None and c.layer in layers)
    if not none:
        return []
    sides = (*linked, Side("", none))
    # Softer: a link that is not there yet contradicts nothing.
    return [Line(Kind.UNLINKED, words, "", sides, _sure(linked[0].number, sides) / 2)]


def _counted(pairs: Iterable[tuple[str, int]]) -> tuple[Side, ...]:
    counts: defaultdict[str, int] = defaultdict(int)
    for value, number in pairs:
        counts[value] += number
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Side(value, number) for value, number in ranked)


def _totals(sides: Iterable[Side]) -> dict[str, int]:
    return {
        side.value: side.number for side in _counted((each.value, each.number) for each in sides)
    }


def _sure(most: int, sides: Sequence[Side]) -> float:
    """Return how likely it is that the rarer ways are slips.

    The share of the commonest way, as if each of two ways had been met once more: 40 to 1 is likely
    a slip (0.93), 2 to 1 says little (0.4) and 5 to 5 are two meanings (0.42).
    """
    return most / (sum(side.number for side in sides) + 2)


def rank(line: Line) -> tuple[float, int, str, str, str]:
    """Return what lines are sorted by: the surest first, then those of most places."""
    return (-line.sure, -line.places, line.words, line.kind.value, line.layer)


# Intended --------------------------------------------------------------------------------------


class Intended:
    """Which inconsistencies a person said are none; a plain value in the project's settings.

    A mark is about some words and the ways in which they may be treated.  A way that comes later
    opens the line again; one that goes does not.
    """

    def __init__(self, stored: Sequence[Mapping[str, Any]] = ()) -> None:
        """Take what `plain` returned; what is no mark is left out."""
        self._marks: dict[tuple[str, str, str], list[frozenset[str]]] = {}
        for each in stored if isinstance(stored, list | tuple) else ():
            if isinstance(each, dict) and {"kind", "layer", "words", "ways"} <= each.keys():
                key = (str(each["kind"]), str(each["layer"]), str(each["words"]))
                self._marks.setdefault(key, []).append(frozenset(map(str, each["ways"])))

    def __contains__(self, line: Line) -> bool:
        """Tell whether a line is intended."""
        return any(line.ways <= ways for ways in self._marks.get(_key(line), ()))

    def words(self) -> set[str]:
        """Return the words that any mark is about."""
        return {words for _, _, words in self._marks}

    def with_line(self, line: Line, *, on: bool) -> Intended:
        """Return the same with a line marked, or not marked any more."""
        changed = Intended()
        changed._marks = {key: list(ways) for key, ways in self._marks.items()}
        ways = [each for each in changed._marks.pop(_key(line), []) if not line.ways <= each]
        if on:
            # One mark that covers it is enough; smaller ones say nothing more.
            ways = [each for each in ways if not each <= line.ways] + [line.ways]
        if ways:
            changed._marks[_key(line)] = ways
        return changed

    def plain(self) -> list[dict[str, Any]]:
        """Return it as a setting: values of JSON, in an order that never changes."""
        return [
            {"kind": kind, "layer": layer, "words": words, "ways": sorted(each)}
            for (kind, layer, words), ways in sorted(self._marks.items())
            for each in sorted(ways, key=sorted)
        ]


def _key(line: Line) -> tuple[str, str, str]:
    return line.kind.value, line.layer, line.words


# Looking ---------------------------------------------------------------------------------------


class Lookup:
    """Finds many known strings in a text at one pass over its words."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, number: int, words: str) -> bool:
        """Take in a string under a number; False if it is none that is looked for.

        It must be `folded`.  Strings without a letter or digit, of several parts, or of more than
        `LONGEST` words are not looked for.
        """
        found = list(_WORD.finditer(words))
        if not found or len(found) > LONGEST or GAP in words:
            return False
        node = self._root
        for each in found:
            node = node.setdefault(each[0], {})
        # "" is no word, so that it can hold the strings that end here.
        before, after = found[0].start(), len(words) - found[-1].end()
        bare = len(found) == 1 and not before and not after
        node.setdefault("", []).append((number, "" if bare else words, before, after))
        return True

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (number, start, end) of every place of a known string, as whole words."""
        root = self._root
        words, starts, ends = [], [], []
        for found in _WORD.finditer(text):
            words.append(found[0])
            starts.append(found.start())
            ends.append(found.end())
        last = len(words)
        for first, word in enumerate(words):
            node = root.get(word)
            at = first
            while node is not None:
                for number, exact, before, after in node.get("", ()):
                    start, end = starts[first] - before, ends[at] + after
                    if not exact or (start >= 0 and folded(text[start:end]) == exact):
                        yield number, start, end
                at += 1
                node = node.get(words[at]) if at < last else None
