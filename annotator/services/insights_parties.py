"""Which party some words are: who says something, feels it, or is spoken of.

Owns the way from an annotation to a party: the entry that it is linked to; else the one entry of
the mentions inside it that the words are about (`domain.insights.is_head`), by the same annotator;
else the words themselves, folded.  A pronoun that nothing is linked to is `UNNAMED`: "she" is
somebody else in each article.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from annotator.domain.entries import alias_key, is_pronoun
from annotator.domain.insights import NOBODY, UNNAMED, WRITER, Party, PartyKey, is_head
from annotator.services.insights_arrays import NONE, Flags, Ints, inside, looked_up
from annotator.services.insights_labels import Labels
from annotator.wording import tr

_NAMES = {WRITER: "insights-writer", UNNAMED: "insights-unnamed", NOBODY: "insights-nobody"}


class Parties:
    """Everybody who says or is spoken of, by a small number."""

    def __init__(self, entries: Mapping[int, str], before: Parties | None = None) -> None:
        """Begin with nobody, or with whoever was known before, by the same numbers."""
        self._entries = entries
        self._codes: dict[PartyKey, int] = {} if before is None else dict(before._codes)
        self._keys: list[PartyKey] = [] if before is None else list(before._keys)
        #: Words that parties are known by, white space folded, each with its party.
        self._spellings: dict[str, int] = {} if before is None else dict(before._spellings)
        self._spelled: list[int] = [] if before is None else list(before._spelled)
        self._times: Ints = NONE  # how often each spelling is used
        self._made: dict[int, Party] = {}
        self._said: dict[int, list[tuple[int, str]]] = {}
        if before is not None and before._entries == entries:
            self._times, self._made, self._said = before._times, before._made, before._said

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
                # The spelling most used; of several the first by the alphabet.
                name = min(self._said.get(code, [(0, "")]))[1]
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

    def called(self, words: str) -> tuple[int, int]:
        """Return the number of the party that is known by its words, and that of the spelling.

        The second is -1 for a party that has its name from elsewhere.
        """
        plain = " ".join(words.split())
        found = self._spellings.get(plain)
        if found is None:
            key = alias_key(plain)
            if not key or is_pronoun(plain):
                return self.code(UNNAMED), -1
            found = self._spellings[plain] = len(self._spelled)
            self._spelled.append(self.code(key))
        return self._spelled[found], found

    def count(self, spellings: Ints) -> None:
        """Take every spelling that is used, as often as it is."""
        times = np.bincount(spellings, minlength=len(self._spelled))
        before = np.zeros(len(times), dtype=np.int64)
        before[: len(self._times)] = self._times
        codes = {self._spelled[place] for place in np.flatnonzero(times != before).tolist()}
        # Only whoever is spelled otherwise, or more or less often, may have another name.
        said = {code: each for code, each in self._said.items() if code not in codes}
        if codes:
            number = times.tolist()
            for plain, place in self._spellings.items():
                if number[place] and self._spelled[place] in codes:
                    said.setdefault(self._spelled[place], []).append((-number[place], plain))
        self._made = {code: each for code, each in self._made.items() if code not in codes}
        self._times, self._said = times, said


class Mentions:
    """Mentions that are linked to an entry, on the line of all documents."""

    def __init__(self, starts: Ints, ends: Ints, annotators: Ints, parties: Ints) -> None:
        self.starts, self.ends, self.annotators, self.parties = starts, ends, annotators, parties


class Named:
    """Annotations that fill the slots of sources, holders and targets, each with its party."""

    def __init__(
        self, parties: Parties, labels: Labels, chosen: Flags, words: tuple[Ints, Ints, list[str]]
    ) -> None:
        """Take which annotations they are, and (annotation, start, words) of their parts."""
        self._all = parties
        parts = np.flatnonzero(chosen[labels.part_of])
        owners = labels.part_of[parts]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        self.at = owners[first]  # places among the labels
        self.ids = labels.ids[self.at]
        self.starts = labels.starts[parts[first]]
        ends = labels.ends[parts]
        self.ends = np.maximum.reduceat(ends, first) if len(first) else NONE
        self.annotators = labels.annotators[self.at]
        self._words = [""] * len(self.at)
        numbers, starts, texts = words
        where = looked_up(numbers, self.ids)
        order = np.lexsort((starts, where))
        for place, text in zip(where[order].tolist(), order.tolist(), strict=True):
            if place >= 0:
                said = self._words[place]
                self._words[place] = f"{said} {texts[text]}" if said else texts[text]
        self.parties = np.full(len(self.at), -1, dtype=np.int64)
        self.spellings = np.full(len(self.at), -1, dtype=np.int64)

    def resolve(self, of_entry: Ints, mentions: Mentions) -> None:
        """Find the party of each; `of_entry` are those of the entries of all annotations, or -1."""
        self.parties[:] = of_entry[self.at]
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
        called = {words: self._all.called(words) for words in {self._words[each] for each in left}}
        found = [called[self._words[each]] for each in left]
        self.parties[left] = [party for party, _ in found]
        self.spellings[left] = [spelling for _, spelling in found]


class Attributes:
    """Values of some attributes of annotations, by name."""

    def __init__(self, values: Mapping[str, tuple[Ints, list[str]]]) -> None:
        self._of: dict[str, tuple[Ints, Ints]] = {}
        self._names: dict[str, list[str]] = {}
        for name, (ids, texts) in values.items():
            words = {text: _said(json.loads(text)) for text in set(texts)}
            # Values that are told by the same words are the same.
            codes = {word: code for code, word in enumerate(sorted(set(words.values())))}
            by_text = {text: codes[word] for text, word in words.items()}
            order = np.argsort(ids)
            found = np.fromiter(map(by_text.__getitem__, texts), np.int64, len(texts))
            self._of[name] = ids[order], found[order]
            self._names[name] = list(codes)

    def of(self, name: str, annotations: Ints) -> tuple[Ints, list[str]]:
        """Return the number of the value of each annotation, -1 = none, and what each says."""
        ids, codes = self._of[name]
        at = looked_up(annotations, ids)
        return np.where(at >= 0, codes[at] if len(codes) else -1, -1), self._names[name]

    def having(self, name: str, value: str, annotations: Ints) -> Flags:
        """Tell which annotations have a value."""
        codes, names = self.of(name, annotations)
        if value not in names:
            return np.zeros(len(annotations), dtype=bool)
        having: Flags = codes == names.index(value)
        return having


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
