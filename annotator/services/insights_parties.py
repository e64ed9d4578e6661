"""Which party some words are: who says something, feels it, or is spoken of.

Owns the way from an annotation to a party: the entry that it is linked to; else the one entry of
the mentions inside it that the words are about (`domain.insights.is_head`), by the same annotator;
else the words themselves, folded.  A pronoun that nothing is linked to is `UNNAMED`: "she" is
somebody else in each article.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from annotator.domain.entries import alias_key, is_pronoun
from annotator.domain.insights import NOBODY, UNNAMED, WRITER, Party, PartyKey, is_head
from annotator.services.insights_arrays import NONE, Flags, Ints, inside, looked_up
from annotator.wording import tr

_NAMES = {WRITER: "insights-writer", UNNAMED: "insights-unnamed", NOBODY: "insights-nobody"}


class Parties:
    """Everybody who says or is spoken of, by a small number."""

    def __init__(self, entries: Mapping[int, str]) -> None:
        self._entries = entries
        self._codes: dict[PartyKey, int] = {}
        self._keys: list[PartyKey] = []
        self._said: defaultdict[int, Counter[str]] = defaultdict(Counter)
        self._made: dict[int, Party] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, code: int) -> Party:
        """Return a party."""
        found = self._made.get(code)
        if found is None:
            key = self._keys[code]
            if key in _NAMES:  # not kept: in another language it has another name
                return Party(key, tr(_NAMES[key]), linked=False)
            if isinstance(key, int):
                name = self._entries.get(key, "")
            else:
                said = self._said.get(code)
                # The spelling most used; of several the first by the alphabet.
                name = min(said, key=lambda each: (-said[each], each)) if said else ""
            found = self._made[code] = Party(key, name, linked=isinstance(key, int))
        return found

    def code(self, key: PartyKey) -> int:
        """Return the number of a party."""
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self._keys)
            self._keys.append(key)
        return code

    def find(self, key: PartyKey) -> int:
        """Return the number of a party, -1 if it is nowhere."""
        return self._codes.get(key, -1)

    def called(self, words: str, times: int) -> int:
        """Return the number of the party that is known by its words, which stand so many times."""
        plain = " ".join(words.split())
        key = alias_key(plain)
        if not key or is_pronoun(plain):
            return self.code(UNNAMED)
        code = self.code(key)
        self._said[code][plain] += times
        return code


class Mentions:
    """Mentions that are linked to an entry, on the line of all documents."""

    def __init__(self, starts: Ints, ends: Ints, annotators: Ints, parties: Ints) -> None:
        self.starts, self.ends, self.annotators, self.parties = starts, ends, annotators, parties


class Named:
    """Annotations that fill the slots of sources, holders and targets, each with its party."""

    def __init__(
        self, parties: Parties, words: Iterable[tuple[int, Sequence[tuple[int, int, int, str]]]]
    ) -> None:
        """Take (annotator, its parts as (annotation, start, end, words) on the line)."""
        self._all = parties
        places: dict[int, int] = {}
        starts: list[int] = []
        ends: list[int] = []
        said: list[str] = []
        people: list[int] = []
        for person, rows in words:
            for number, start, end, surface in rows:
                at = places.setdefault(number, len(starts))
                if at == len(starts):
                    starts.append(start)
                    ends.append(end)
                    said.append(surface)
                    people.append(person)
                else:  # a further part of it
                    before = start < starts[at]
                    said[at] = f"{surface} {said[at]}" if before else f"{said[at]} {surface}"
                    starts[at], ends[at] = min(starts[at], start), max(ends[at], end)
        ids = np.fromiter(places, dtype=np.int64, count=len(places))
        order = np.argsort(ids)
        self.ids = ids[order]
        self.starts = np.array(starts, dtype=np.int64)[order]
        self.ends = np.array(ends, dtype=np.int64)[order]
        self.annotators = np.array(people, dtype=np.int64)[order]
        self._words = [said[each] for each in order.tolist()]
        self.parties = np.full(len(ids), -1, dtype=np.int64)

    def resolve(self, linked: Ints, of_entry: Ints, mentions: Mentions) -> None:
        """Find the party of each: `linked` are annotations with the parties of their entries."""
        at = looked_up(linked, self.ids)
        self.parties[at[at >= 0]] = of_entry[at >= 0]
        self._find_heads(mentions)
        self._take_words()

    def _find_heads(self, mentions: Mentions) -> None:
        left = np.flatnonzero(self.parties < 0)
        parts, names = [NONE], [NONE]
        for person in np.unique(self.annotators[left]).tolist():
            mine = left[self.annotators[left] == person]
            theirs = np.flatnonzero(mentions.annotators == person)
            which, outer = inside(
                mentions.starts[theirs], mentions.ends[theirs], self.starts[mine], self.ends[mine]
            )
            parts.append(mine[outer])
            names.append(theirs[which])
        part, name = np.concatenate(parts), np.concatenate(names)
        before = mentions.starts[name] - self.starts[part]
        length = mentions.ends[name] - mentions.starts[name]
        heads = length == self.ends[part] - self.starts[part]
        for at in np.flatnonzero(~heads).tolist():
            words, start = self._words[part[at]], int(before[at])
            # Of several parts, the words stand otherwise in the text.
            one = len(words) == self.ends[part[at]] - self.starts[part[at]]
            heads[at] = one and is_head(words, start, start + int(length[at]))
        part, party = part[heads], mentions.parties[name[heads]]
        # Several entries that the words might be about are none.
        lowest = np.full(len(self.ids), np.iinfo(np.int64).max)
        highest = np.full(len(self.ids), -1, dtype=np.int64)
        np.minimum.at(lowest, part, party)
        np.maximum.at(highest, part, party)
        sure = lowest == highest
        self.parties[sure] = highest[sure]

    def _take_words(self) -> None:
        left = np.flatnonzero(self.parties < 0).tolist()
        said = Counter(self._words[each] for each in left)
        codes = {words: self._all.called(words, times) for words, times in said.items()}
        self.parties[left] = [codes[self._words[each]] for each in left]


class Attributes:
    """Values of some attributes of annotations, by name."""

    def __init__(self, rows: Iterable[tuple[int, str, str]]) -> None:
        self._values: defaultdict[str, dict[str, int]] = defaultdict(dict)
        ids: defaultdict[str, list[int]] = defaultdict(list)
        codes: defaultdict[str, list[int]] = defaultdict(list)
        for number, name, value in rows:
            known = self._values[name]
            ids[name].append(number)
            codes[name].append(known.setdefault(value, len(known)))
        self._of: dict[str, tuple[Ints, Ints]] = {}
        for name, numbers in ids.items():
            found = np.array(numbers, dtype=np.int64)
            order = np.argsort(found)
            self._of[name] = found[order], np.array(codes[name], dtype=np.int64)[order]

    def codes(self, name: str, annotations: Ints) -> Ints:
        """Return the number of the value of each annotation: its place in `names`."""
        ids, codes = self._of.get(name, (NONE, NONE))
        at = looked_up(annotations, ids)
        return np.where(at >= 0, codes[at] if len(codes) else -1, -1)

    def names(self, name: str) -> list[str]:
        """Return the values of an attribute as words."""
        return [_said(json.loads(value)) for value in self._values[name]]

    def having(self, name: str, value: str, annotations: Ints) -> Flags:
        """Tell which annotations have a value."""
        names = self.names(name)
        if value not in names:
            return np.zeros(len(annotations), dtype=bool)
        having: Flags = self.codes(name, annotations) == names.index(value)
        return having


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
