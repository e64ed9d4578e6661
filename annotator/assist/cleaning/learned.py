"""What a person excluded by hand, or left in, and what follows from it for other articles.

Owns the tallies: how often the finds of each rule were excluded or kept in the articles of each
outlet, which lines were excluded that no rule finds, and which lines of the same kind stayed.  All
of it is counted anew from the zones of the project; there is no model.  What follows is narrow:
the same words, or the same shape of a line of the same outlet at the same place.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from annotator.assist.cleaning.finds import PARAGRAPH, ZoneFind, lines_of
from annotator.assist.cleaning.repeated import plain_words
from annotator.domain.annotations import Span
from annotator.domain.documents import ZoneKind

_Key = TypeVar("_Key", str, tuple[str, str])

#: Code of the reason of a find that follows from zones made by hand.
LEARNED = "learned"
#: From so many articles on whose find was kept, a rule is no longer followed for an outlet …
_KEPT_IN = 3
#: … unless it was excluded at least once for so many kept.
_KEPT_SHARE = 4
#: The same words kept in so many articles are not proposed again, whatever the rule.
_WORDS_KEPT_IN = 2
#: Examples that a shape needs: with a word of its own (“Subscribe to …”), and of names alone.
_SHAPES, _BARE_SHAPES = 2, 3
#: Examples that words at the edge of a longer line need.
_PARTS = 2
_PART = 80
#: Lines at an article's top and end have a place of their own; the others are in its body.
_PLACES = 4
_WORD = re.compile(r"https?://\S+|www\.\S+|@\w+|#\w+|[\w.+-]+@[\w.-]+|[^\W_]+(?:['’.-][^\W_]+)*|\S")


class Tally(NamedTuple):
    """How often something was excluded and how often it was said to belong to its article."""

    excluded: int = 0
    kept: int = 0


class LearnedFind(NamedTuple):
    """A find that follows from zones that were made by hand."""

    find: ZoneFind
    alike: int  # articles in which something like it is excluded


class _Shape(NamedTuple):
    outlet: str
    place: int  # 0, 1 … from the top, -1, -2 … from the end, _PLACES in between
    words: str


@dataclass(slots=True)
class _Examples:
    excluded: int = 0
    stayed: int = 0  # in articles in which something else was excluded by hand, or it was kept
    kinds: Counter[ZoneKind] | None = None

    def exclude(self, kind: ZoneKind) -> None:
        self.excluded += 1
        self.kinds = self.kinds or Counter()
        self.kinds[kind] += 1

    def kind(self) -> ZoneKind:
        assert self.kinds
        return self.kinds.most_common(1)[0][0]


class Lessons:
    """Fed with the articles that somebody has looked at; then says what follows for others."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Tally] = {}
        self._words: dict[str, Tally] = {}
        self._lines: defaultdict[str, _Examples] = defaultdict(_Examples)
        self._shapes: defaultdict[_Shape, _Examples] = defaultdict(_Examples)
        self._parts: defaultdict[tuple[bool, str], _Examples] = defaultdict(_Examples)
        #: Hashes of lines and shapes that nobody excluded: eight bytes each, for all that was read.
        self._stayed = array("q")
        self._sure_parts: list[tuple[bool, str, _Examples]] = []
        self._settled = True

    # Taking ------------------------------------------------------------------------------------

    def take(
        self,
        text: str,
        outlet: str,
        zones: Iterable[tuple[Span, ZoneKind]],
        kept: Collection[Span],
        finds: Sequence[ZoneFind],
    ) -> None:
        """Learn from one article.

        Args:
            text: the article.
            outlet: where it appeared; "" counts as an outlet of its own.
            zones: what is excluded.
            kept: ranges of which somebody said that they belong to the article.
            finds: what the rules find in it (`find_zones`).
        """
        self._settled = False
        excluded, refused = dict(zones), set(kept)
        rules = {Span(find.start, find.end): find.reason for find in finds}
        for ranges, more in ((excluded.keys(), Tally(1, 0)), (refused, Tally(0, 1))):
            _count(self._rules, {(rules[each], outlet) for each in ranges & rules.keys()}, more)
            _count(self._words, {_plain(each.of(text)) for each in ranges}, more)
        by_hand = {each: kind for each, kind in excluded.items() if each not in rules}
        lines = list(lines_of(text))
        seen: set[object] = set()
        for number, line in enumerate(lines):
            words = plain_words(line.of(text))
            if words is None:
                continue
            kind = by_hand.get(line)
            shape = shape_of(outlet, line.of(text), number, len(lines))
            if kind is not None:
                for key, examples in ((words, self._lines[words]), (shape, self._shapes[shape])):
                    if key not in seen:
                        examples.exclude(kind)
                        seen.add(key)
            elif line in refused or (
                # Only where somebody excluded something by hand were all lines looked at.
                by_hand and not any(line.overlaps(zone) for zone in excluded)
            ):
                self._stayed.append(hash(words))
                self._stayed.append(hash(shape))
        for zone, kind in by_hand.items():
            for part in _edge_words(zone, text):
                if part not in seen:
                    self._parts[part].exclude(kind)
                    seen.add(part)
        for each in kept:
            for part in _edge_words(each, text):
                self._parts[part].stayed += 1

    # Saying ------------------------------------------------------------------------------------

    def tally(self, reason: str, outlet: str) -> Tally:
        """Return in how many articles of an outlet the finds of a rule were excluded and kept."""
        return self._rules.get((reason, outlet), Tally())

    def withholds(self, reason: str, outlet: str, words: str) -> bool:
        """Tell whether a find of a rule was kept so often that it shall not be proposed again."""
        same = self._words.get(_plain(words), Tally())
        if same.excluded:
            return same.excluded < same.kept
        if same.kept >= _WORDS_KEPT_IN:
            return True
        whole = self.tally(reason, outlet)
        return whole.kept >= _KEPT_IN and whole.excluded * _KEPT_SHARE <= whole.kept

    def finds(self, text: str, outlet: str) -> list[LearnedFind]:
        """Return what is like zones that were made by hand, in text order and apart."""
        if not self._settled:
            self._settle()
        found = []
        lines = list(lines_of(text))
        for number, line in enumerate(lines):
            words = plain_words(line.of(text))
            examples = None
            if words is not None:
                examples = self._alike(words, shape_of(outlet, line.of(text), number, len(lines)))
            if examples is not None:
                find = ZoneFind(line.start, line.end, examples.kind(), LEARNED)
                found.append(LearnedFind(find, examples.excluded))
            elif self._sure_parts:
                found += self._at_edges(text, line)
        return found

    def _settle(self) -> None:
        """Count what stayed of the lines and shapes that were excluded somewhere."""
        wanted: dict[int, _Examples] = {hash(key): each for key, each in self._lines.items()}
        wanted |= {hash(key): each for key, each in self._shapes.items()}
        for each in wanted.values():
            each.stayed = 0
        if wanted:
            for key in self._stayed:
                if key in wanted:
                    wanted[key].stayed += 1
        self._sure_parts = [
            (*part, each)
            for part, each in self._parts.items()
            if each.excluded >= _PARTS and each.excluded > 3 * each.stayed
        ]
        self._settled = True

    def _alike(self, words: str, shape: _Shape) -> _Examples | None:
        examples = self._lines.get(words)
        if examples is not None and examples.excluded > examples.stayed:
            return examples
        examples = self._shapes.get(shape)
        needed = _SHAPES if _has_word(shape.words) else _BARE_SHAPES
        if examples is None or examples.excluded < needed:
            return None
        return examples if examples.excluded > 3 * examples.stayed else None

    def _at_edges(self, text: str, line: Span) -> list[LearnedFind]:
        found: list[LearnedFind] = []
        whole = line.of(text)
        for at_end, words, examples in self._sure_parts:
            if at_end and whole.endswith(words) and not whole[: -len(words)][-1:].isalnum():
                start, end = line.end - len(words), line.end
            elif not at_end and whole.startswith(words) and not whole[len(words) :][:1].isalnum():
                start, end = line.start, line.start + len(words)
            else:
                continue
            if end - start < len(whole) and not any(
                each.find.start < end and start < each.find.end for each in found
            ):
                find = ZoneFind(start, end, examples.kind(), LEARNED)
                found.append(LearnedFind(find, examples.excluded))
        return sorted(found)


def shape_of(outlet: str, line: str, number: int, lines: int) -> _Shape:
    """Return what lines of one kind have in common: outlet, place, and words without names.

    Names, figures, handles and addresses are each one sign; the first word is kept where a small
    one follows it, because it tells “Subscribe to Harbour Post” from “Reske to Harbour Post”.
    """
    from_end = lines - number
    place = number if number < _PLACES else -from_end if from_end <= _PLACES else _PLACES
    signs: list[str] = []
    words = _WORD.findall(line[: 2 * PARAGRAPH])
    for index, word in enumerate(words):
        sign = _sign(word)
        if index == 0 and sign == "X" and len(words) > 1 and words[1].islower():
            sign = word.casefold()
        if not (signs and sign == signs[-1] == "X"):
            signs.append(sign)
    return _Shape(outlet, place, " ".join(signs))


def _sign(word: str) -> str:
    if word.startswith(("http", "www.")):
        return "address"
    if word[0] in "@#" and len(word) > 1:
        return word[0]
    if "@" in word:
        return "mail"
    if any(map(str.isdigit, word)):
        return "0"
    return "X" if word[0].isupper() else word.casefold()


def _has_word(shape: str) -> bool:
    return any(len(sign) > 1 and sign.isalpha() for sign in shape.split())


def _edge_words(span: Span, text: str) -> list[tuple[bool, str]]:
    """Return (at the end, words) of a range that begins or ends a line and is not all of it."""
    words = span.of(text)
    if len(words) > _PART or "\n" in words or not any(map(str.isalpha, words)):
        return []
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start].strip()
    end = text.find("\n", span.end)
    after = text[span.end : len(text) if end < 0 else end].strip()
    if bool(before) == bool(after):
        return []
    return [(bool(before), words.strip())]


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _count(table: dict[_Key, Tally], keys: Iterable[_Key], more: Tally) -> None:
    for key in keys:
        before = table.get(key, Tally())
        table[key] = Tally(before.excluded + more.excluded, before.kept + more.kept)
