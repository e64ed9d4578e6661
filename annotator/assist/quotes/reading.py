"""An article as the rules for quotes read it: who hangs on what, and what stands in marks.

Owns what rules and features look up again and again: subtrees as ranges of tokens, the passage a
token stands in, sentences that zone borders end too, groups of verbs and noun phrases.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annotator.assist.parse import Parse
from annotator.assist.quotes.segments import Segment, segments_of
from annotator.domain.cue_words import CUE_VERBS, CueWord

Range = tuple[int, int]  # half-open, of tokens

_ENDERS = frozenset(".!?…")
_AUXILIARIES = frozenset(("aux", "auxpass", "neg"))


class Reading:
    """A parsed article with what follows from it; nothing here changes it."""

    def __init__(self, parse: Parse, borders: Iterable[int] = ()) -> None:
        self.parse = parse
        self.low = [each.lower() for each in parse.words]
        self.tags = parse.tags
        self.deps = parse.deps
        self.heads = parse.heads
        self.children = parse.children()
        self.segments: list[Segment] = segments_of(parse)
        self.inside = [-1] * len(parse)
        for number, each in enumerate(self.segments):
            self.inside[each.outer_first : each.outer_last] = [number] * (
                each.outer_last - each.outer_first
            )
        self.left, self.right = self._hulls()
        cuts = (bisect_left(parse.starts, each) for each in borders)
        self.sentences = sorted(
            {*parse.sentences, *(each for each in cuts if 0 < each < len(parse))}
        )
        self._entity_starts = [each[0] for each in parse.entities]
        self.is_word = [any(map(str.isalnum, each)) for each in parse.words]

    def __len__(self) -> int:
        return len(self.low)

    def _hulls(self) -> tuple[list[int], list[int]]:
        """Return for each token the first and the last token of what hangs on it."""
        count = len(self.parse)
        left, right = list(range(count)), list(range(count))
        waiting = [len(each) for each in self.children]
        ready = [token for token in range(count) if not waiting[token]]
        # From the leaves up; a circle, which only a broken parser makes, is never ready.
        while ready:
            token = ready.pop()
            head = self.heads[token]
            if head == token:
                continue
            left[head] = min(left[head], left[token])
            right[head] = max(right[head], right[token])
            waiting[head] -= 1
            if not waiting[head]:
                ready.append(head)
        return left, right

    def sentence(self, token: int) -> Range:
        """Return the tokens of the sentence of a token."""
        return _stretch(self.sentences, token, len(self))

    def paragraph(self, token: int) -> Range:
        """Return the tokens of the paragraph of a token."""
        return _stretch(self.parse.paragraphs, token, len(self))

    def entities_in(self, first: int, last: int) -> list[tuple[int, int, str]]:
        """Return the pipeline's entities that lie inside a range of tokens."""
        entities = self.parse.entities
        place = bisect_left(self._entity_starts, first)
        found = []
        while place < len(entities) and entities[place][0] < last:
            if entities[place][1] <= last:
                found.append(entities[place])
            place += 1
        return found

    def child(self, token: int, *deps: str) -> int | None:
        """Return the first child of a token with one of the relations."""
        return next((each for each in self.children[token] if self.deps[each] in deps), None)

    def is_verb(self, token: int) -> bool:
        """Tell whether a token is a verb."""
        return self.tags[token].startswith("VB")

    def cue_verb(self, token: int) -> CueWord | None:
        """Return what the lexicon says of a verb, with its particle if it has one ("point out")."""
        if not self.tags[token].startswith("VB"):
            return None
        particle = self.child(token, "prt")
        if particle is not None:
            entry = CUE_VERBS.get(f"{self.low[token]} {self.low[particle]}")
            if entry is not None:
                return entry
        return CUE_VERBS.get(self.low[token])

    def is_that(self, token: int) -> bool:
        """Tell whether a token is the "that" that opens a reported clause."""
        return self.low[token] == "that" and self.deps[token] == "mark"

    def words(self, tokens: Range) -> int:
        """Return how many tokens of a range are words and no signs."""
        return sum(self.is_word[slice(*tokens)])

    def subject(self, verb: int) -> int | None:
        """Return the subject of a verb: its own, or that of the verb it leans on."""
        seen = set()
        while verb not in seen:
            seen.add(verb)
            own = self.child(verb, "nsubj", "nsubjpass")
            if own is not None:
                return own
            dep, head = self.deps[verb], self.heads[verb]
            if dep in ("acl", "relcl") and not self.is_verb(head):
                return head
            if head == verb or dep not in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep"):
                return None
            verb = head
        return None

    def verb_group(self, verb: int) -> Range:
        """Return a verb with the auxiliaries, adverbs and particles that stand around it."""
        first, last = verb, verb + 1
        kids = self.children[verb]
        before = {each for each in kids if each < verb}
        while first - 1 in before and (
            self.deps[first - 1] in _AUXILIARIES or self.deps[first - 1] == "advmod"
        ):
            first -= 1
        # "Yesterday he said": an adverb that opens the group is part of it only after a helper.
        while first < verb and self.deps[first] == "advmod" and not self.low[first].endswith("ly"):
            if self.low[first] in (
                "also",
                "then",
                "later",
                "once",
                "now",
                "still",
                "even",
                "never",
            ):
                break
            first += 1
        while last < len(self) and last in kids and self.deps[last] in ("prt", "neg"):
            last += 1
        return first, last

    def phrase(self, token: int, *, appositions: bool) -> Range:
        """Return the noun phrase of a token without relative clauses and what follows them."""
        first, last = self.left[token], self.right[token] + 1
        for each in self.children[token]:
            dep = self.deps[each]
            cut = dep in ("relcl", "advcl", "acl", "ccomp", "parataxis", "punct", "dep") or (
                dep == "appos" and not appositions
            )
            if each > token and cut:
                if dep == "punct" and (self.low[each] in "-()–" or appositions):
                    continue
                if dep == "acl" and appositions:
                    continue
                last = min(last, self.left[each])
                break
        # A passage in quote marks is no part of who says it.
        for each in range(token, last):
            if self.inside[each] >= 0 and self.inside[token] < 0:
                last = each
                break
        for each in range(token, first - 1, -1):
            if self.inside[each] >= 0 and self.inside[token] < 0:
                first = each + 1
                break
        return self.trimmed(first, last)

    def trimmed(self, first: int, last: int) -> Range:
        """Return a range without signs at its ends, but for brackets that belong together."""
        while first < last and not self.is_word[first]:
            first += 1
        while first < last and not self.is_word[last - 1]:
            if self.low[last - 1] == ")" and "(" in self.low[first:last]:
                break
            last -= 1
        return first, last

    def ends_sentence(self, token: int) -> bool:
        """Tell whether a token is a sign that ends a sentence."""
        word = self.low[token]
        return bool(word) and word[-1] in _ENDERS and not self.is_word[token]


def _stretch(borders: Sequence[int], token: int, count: int) -> Range:
    place = bisect_right(borders, token)
    return (
        borders[place - 1] if place else 0,
        borders[place] if place < len(borders) else count,
    )


def united(ranges: Iterable[Range]) -> list[Range]:
    """Return ranges in order, joined where they touch."""
    found: list[Range] = []
    for first, last in sorted(each for each in ranges if each[0] < each[1]):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def words_in(reading: Reading, ranges: Iterable[Range]) -> frozenset[int]:
    """Return the words, without signs, of ranges of tokens."""
    is_word = reading.is_word
    return frozenset(each for first, last in ranges for each in range(first, last) if is_word[each])


def minus(ranges: Iterable[Range], hole: Range) -> list[Range]:
    """Return what of `ranges` lies outside `hole`."""
    pieces = (
        piece
        for first, last in ranges
        for piece in ((first, min(last, hole[0])), (max(first, hole[1]), last))
    )
    return [(first, last) for first, last in pieces if first < last]
