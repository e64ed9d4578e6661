"""Names that an article uses again, shorter: "Choe" after "Choe Son-hui", "the North", "(KCNA)".

Owns which shorter forms a name has, and the search for them, and for the name itself, where nothing
was proposed yet.  A form that two different names of the article share is proposed without an
entry, and not at all if they have different labels.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from annotator.assist.entities.gazetteer import NameTree
from annotator.assist.entities.labelling import COMPASS
from annotator.assist.entities.pieces import Pieces
from annotator.assist.entities.trimming import TITLES, is_titled
from annotator.domain.proposals import EntityProposal

SUGGESTER: Final = "short-forms"
#: Small words inside family names, from which on the family name goes.
_PARTICLES: Final = frozenset(
    (
        *("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le"),
        *("bin", "ibn", "al", "el", "ben", "ter", "ten", "zu", "af", "av"),
    )
)
_AFTER_NAMES: Final = frozenset(("Jr", "Sr", "II", "III", "IV", "Jr.", "Sr."))
_COMPANY: Final = frozenset(
    ("Inc", "Corp", "Ltd", "Co", "PLC", "plc", "LLC", "AG", "SA", "NV", "Group")
)
_SMALL: Final = frozenset(("of", "the", "and", "for", "in", "on", "de", "del", "la", "&"))
#: Names that are words, too.
_COMMON: Final = frozenset(
    (
        *("will", "may", "can", "the", "a", "an", "in", "on", "so", "do", "he", "she", "it", "we"),
        *("you", "they", "to", "an", "as", "at", "but", "for", "if", "no", "or", "not", "more"),
        *("mark", "rose", "grace", "hope", "faith", "joy", "rich", "bill", "frank", "art", "grant"),
        *("april", "june", "august", "summer", "autumn", "young", "long", "little", "white"),
        *("black", "brown", "green", "gray", "grey", "king", "bush", "stone", "wood", "field"),
        *("major", "price", "love", "day", "case", "case", "land", "rice", "banks", "bank", "page"),
        *("best", "good", "wise", "sharp", "strong", "small", "new", "old", "first", "north"),
        *("south", "east", "west", "central", "national", "international", "general", "united"),
        *("even", "ever", "just", "still", "since", "such", "that", "this", "these", "those"),
    )
)
_DAYS: Final = frozenset(
    (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December", "Jan", "Feb", "Aug", "Sept", "Oct"),
        *("Nov", "Dec"),
    )
)
_LONGEST_ACRONYM: Final = 8
#: Short forms of one letter are initials.
_SHORTEST: Final = 2
#: Names in a headline of capitals; shorter ones would be taken for acronyms.
_SHORTEST_IN_CAPITALS: Final = 4

_Found = tuple[str, int | None]  # label, entry


class ShortForms:
    """The shorter forms of the names of one article."""

    def __init__(
        self, pieces: Pieces, people: Collection[str], places: Collection[str],
        organisations: Collection[str],
    ) -> None:  # fmt: skip
        """Take the article and which labels of the scheme are people, places, organisations."""
        self._pieces = pieces
        self._people = people
        self._places = places
        self._organisations = organisations
        self._first = pieces.starts

    def find(self, proposals: Sequence[EntityProposal]) -> list[EntityProposal]:
        """Return `proposals` (in order and apart), entries filled in, and further ones behind.

        A mention without an entry gets that of the longer name that it is short for.
        """
        pieces = self._pieces
        ranges = [self._range(each) for each in proposals]
        taken = bytearray(len(pieces))
        for first, last in ranges:
            taken[first:last] = b"\x01" * (last - first)
        meanings: defaultdict[str, set[_Found]] = defaultdict(set)
        given: defaultdict[str, set[_Found]] = defaultdict(set)
        for each, (first, last) in zip(proposals, ranges, strict=True):
            if first == last or not self._is_proper(first, last, each):
                continue
            meant = (each.label, each.entry)
            meanings[self._words(first, last)].add(meant)
            for form in self._forms(each, first, last):
                if form[:1].isupper() or " " in form:
                    meanings[form].add(meant)
            if each.label in self._people and last - first > 1:
                given[pieces.words[first]].add(meant)
        for name, label in given.items():
            # A given name stands for its bearer if it is nobody else's name in this article.
            if name not in meanings and len(label) == 1:
                meanings[name] |= label
        found = self._acronyms(proposals, ranges, taken, meanings)
        for first, last in map(self._range, found):
            taken[first:last] = b"\x01" * (last - first)
        compass = _compass_names(meanings)
        filled = [
            self._with_entry(each, *part, meanings, compass)
            for each, part in zip(proposals, ranges, strict=True)
        ]
        further = self._elsewhere(meanings, taken) + self._compass(meanings, compass, taken)
        return [*filled, *found, *further]

    def _with_entry(
        self,
        proposal: EntityProposal,
        first: int,
        last: int,
        meanings: Mapping[str, set[_Found]],
        compass: Mapping[str, str],
    ) -> EntityProposal:
        if proposal.entry is not None or first == last:
            return proposal
        name = self._words(first, last)
        whole = compass.get(name)
        meant = meanings[whole] if whole is not None else meanings.get(name, ())
        entries = {entry for label, entry in meant if label == proposal.label} - {None}
        return replace(proposal, entry=entries.pop()) if len(entries) == 1 else proposal

    def _range(self, proposal: EntityProposal) -> tuple[int, int]:
        starts = self._pieces.starts
        return bisect_left(starts, proposal.start), bisect_left(starts, proposal.end)

    def _words(self, first: int, last: int) -> str:
        start, end = self._pieces.span(first, last)
        return " ".join(self._pieces.parse.text[start:end].split())

    def _is_proper(self, first: int, last: int, proposal: EntityProposal) -> bool:
        """Tell whether a mention is a name that can be known again: dates and amounts are not."""
        words = self._pieces.words[first:last]
        if not any(each[:1].isupper() for each in words) or any(each.isdigit() for each in words):
            return False
        return (
            proposal.label in self._people
            or proposal.label in self._places
            or (proposal.label in self._organisations)
        )

    # Forms -----------------------------------------------------------------------------------

    def _forms(self, proposal: EntityProposal, first: int, last: int) -> Iterable[str]:
        words = self._pieces.words
        if proposal.label in self._people:
            yield from self._of_person(first, last)
        if proposal.label in self._organisations and last - first > 1:
            end = last - 1 if words[last - 1] == "." else last
            if words[end - 1] in _COMPANY:
                yield self._words(first, end - 1)

    def _of_person(self, first: int, last: int) -> Iterable[str]:
        words = self._pieces.words
        while last - first > 1 and (words[last - 1] in _AFTER_NAMES or words[last - 1] in ".,"):
            last -= 1
        if last - first < 2:
            return
        family = self._family(first, last)
        if family > first:
            yield self._words(family, last)
        for at in range(family - 1, first, -1):
            if words[at].lower() in _PARTICLES:
                yield self._words(at, last)
        # “Choe Son-hui”, “Kim Jong-un”: the family comes first, what is given is joined.
        if "-" in words[first + 1 : last] and words[first + 1] != "-":
            yield words[first]

    def _family(self, first: int, last: int) -> int:
        """Return where the last word of a name begins: "Al-Hassan" and "O'Hara" are one."""
        at = last - 1
        while at > first and (self._pieces.touches(at) or self._pieces.words[at] in "-'"):
            at -= 1
        return at

    # Search ----------------------------------------------------------------------------------

    def _elsewhere(
        self, meanings: dict[str, set[_Found]], taken: bytearray
    ) -> list[EntityProposal]:
        tree = NameTree()
        for name, meant in meanings.items():
            labels = {label for label, _ in meant}
            if len(labels) == 1 and len(name) >= _SHORTEST:
                entries = {entry for _, entry in meant}
                meaning = (labels.pop(), entries.pop() if len(entries) == 1 else None)
                tree.put(name, meaning)
                if len(name) >= _SHORTEST_IN_CAPITALS:
                    tree.put(name.upper(), meaning)
        pieces = self._pieces
        found = []
        for first, last, (label, entry) in tree.find(pieces):
            if any(taken[first:last]) or not self._stands_alone(first, last, label, taken):
                continue
            start, end = pieces.span(first, last)
            found.append(EntityProposal(start, end, label, SUGGESTER, entry=entry))
        return found

    def _stands_alone(self, first: int, last: int, label: str, taken: bytearray) -> bool:
        """Tell whether a short form is used as a name here, and is not part of another one."""
        pieces = self._pieces
        if (
            last - first == 1
            and pieces.words[first].lower() in _COMMON
            and not is_titled(pieces, first)
        ):
            # “May”, “Will”: at the beginning of a sentence any word has a capital.
            tag = pieces.tag(first)
            if self._begins_sentence(first) or not tag.startswith("NNP"):
                return False
        return not self._goes_on(first - 1, first, taken) and not self._goes_on(last, last, taken)

    def _goes_on(self, neighbour: int, border: int, taken: bytearray) -> bool:
        """Tell whether the name goes on in a neighbour: “Rose Maret” is not “Maret”.

        Titles, days and what is a name by itself are no part of it: “President Orlo Monday”.
        """
        pieces = self._pieces
        if not 0 <= neighbour < len(pieces) or border in pieces.borders or taken[neighbour]:
            return False
        word = pieces.words[neighbour]
        return (
            word[:1].isupper()
            and not pieces.touches(border)
            and pieces.tag(neighbour).startswith("NNP")
            and word.lower() not in TITLES
            and word not in _DAYS
        )

    def _begins_sentence(self, piece: int) -> bool:
        sentences = self._pieces.parse.sentences
        token = self._pieces.token(piece)
        at = bisect_left(sentences, token)
        return at < len(sentences) and sentences[at] == token

    def _compass(
        self,
        meanings: Mapping[str, set[_Found]],
        whole: Mapping[str, str],
        taken: bytearray,
    ) -> list[EntityProposal]:
        """Find "the North" where "North Korea" is the only country of that kind."""
        if not whole:
            return []
        pieces, found = self._pieces, []
        for at in range(1, len(pieces)):
            word = pieces.words[at]
            if (
                word not in whole
                or taken[at]
                or at in pieces.borders
                or pieces.words[at - 1].lower() != "the"
            ):
                continue
            after = pieces.words[at + 1] if at + 1 < len(pieces) else ""
            if after[:1].isupper() or after == "of" or (after == "-" and pieces.touches(at + 1)):
                continue
            meant = meanings[whole[word]]
            if len(meant) == 1:
                label, entry = next(iter(meant))
                if label in self._places:
                    start, end = pieces.span(at, at + 1)
                    found.append(EntityProposal(start, end, label, SUGGESTER, entry=entry))
        return found

    # Acronyms --------------------------------------------------------------------------------

    def _acronyms(
        self,
        proposals: Sequence[EntityProposal],
        ranges: Sequence[tuple[int, int]],
        taken: bytearray,
        meanings: dict[str, set[_Found]],
    ) -> list[EntityProposal]:
        """Find acronyms in brackets behind the name they are made of, and that name."""
        pieces = self._pieces
        words = pieces.words
        ending = {last: each for each, (_, last) in zip(proposals, ranges, strict=True)}
        at_place = {first: each for each, (first, _) in zip(proposals, ranges, strict=True)}
        found = []
        for at in range(2, len(words) - 1):
            if (
                words[at - 1] != "("
                or words[at + 1] != ")"
                or not words[at].isupper()
                or not _SHORTEST <= len(words[at]) <= _LONGEST_ACRONYM
                or at - 1 in pieces.borders
            ):
                continue
            long = self._spelled_out(words[at], at - 1)
            if long is None:
                continue
            owner = ending.get(at - 1)
            short = at_place.get(at)
            model = owner or short
            label = model.label if model else next(iter(self._organisations), None)
            if label is None:
                continue
            entry = model.entry if model else None
            meanings[words[at]] = {(label, entry)}
            for first, last in ((long, at - 1), (at, at + 1)):
                if not any(taken[first:last]):
                    start, end = pieces.span(first, last)
                    found.append(EntityProposal(start, end, label, SUGGESTER, entry=entry))
        return found

    def _spelled_out(self, acronym: str, end: int) -> int | None:
        """Return where the words begin whose initials an acronym is, that end at `end`."""
        words = self._pieces.words
        at, left = end, len(acronym)
        while left and at > 0 and at not in self._pieces.borders:
            at -= 1
            word = words[at]
            if word[:1].isupper() and word[0] == acronym[left - 1]:
                left -= 1
            elif word.lower() not in _SMALL and word != "-":
                return None
        return at if not left else None


def _compass_names(meanings: Mapping[str, set[_Found]]) -> dict[str, str]:
    """Return the name that "North" and the like stand for, where there is just one."""
    whole: defaultdict[str, set[str]] = defaultdict(set)
    for name in meanings:
        first, _, rest = name.partition(" ")
        if first in COMPASS and rest:
            whole[first].add(name)
    return {word: names.pop() for word, names in whole.items() if len(names) == 1}
