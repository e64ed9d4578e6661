"""A parsed article as plain lists: what rules and models read instead of spaCy's objects.

Owns the way from spaCy documents (one a paragraph) to one row of tokens for the whole article, so
that everything behind it can be tested on parses written by hand and never holds a pipeline.
Tokens that are only white space are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from annotator.domain.annotations import Span

#: What is read of each token, as one table: asking token by token takes four times as long.
_COLUMNS = ("ORTH", "LEMMA", "TAG", "DEP", "HEAD", "IDX", "SENT_START", "IS_SPACE")
_IS_SPACE = 7
_WRAP = 1 << 64


@dataclass(slots=True)
class Parse:
    """The tokens of an article, in order; `heads` and all other indices are places in them."""

    text: str  # the article as it is stored, with its own quote marks
    starts: list[int] = field(default_factory=list)  # code points of `text`
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # with straight quote marks
    lemmas: list[str] = field(default_factory=list)  # the word itself without a lemmatizer
    tags: list[str] = field(default_factory=list)  # Penn Treebank tags, "" without a tagger
    deps: list[str] = field(default_factory=list)  # ClearNLP relations, "" without a parser
    heads: list[int] = field(default_factory=list)  # its own index for a root
    sentences: list[int] = field(default_factory=list)  # tokens that start a sentence
    paragraphs: list[int] = field(default_factory=list)  # tokens that start a paragraph
    entities: list[tuple[int, int, str]] = field(default_factory=list)  # [first, last) tokens
    parsed: bool = True  # False: the pipeline has no parser, `deps` and `heads` say nothing

    def __len__(self) -> int:
        return len(self.starts)

    def add(self, doc: Any, offset: int) -> None:
        """Take the tokens of a spaCy `Doc` that starts at `offset` in the text."""
        base = len(self.starts)
        parsed = doc.has_annotation("DEP")
        rows = doc.to_array(_COLUMNS).tolist()
        strings = doc.vocab.strings
        space = [row[_IS_SPACE] for row in rows]
        # The place each token of the doc has here: that of the next one for white space.
        places = list(accumulate((not each for each in space), initial=base))
        after = places[-1]
        first = True
        for number, (orth, lemma, tag, dep, head, idx, sent_start, is_space) in enumerate(rows):
            if is_space:
                # A sentence that starts with white space starts with what follows.
                first = first or sent_start == 1
                continue
            place = places[number]
            word = strings[orth]
            self.starts.append(offset + idx)
            self.ends.append(offset + idx + len(word))
            self.words.append(word)
            self.lemmas.append(strings[lemma] if lemma else word)
            self.tags.append(strings[tag])
            self.deps.append(strings[dep])
            # The table has no negative numbers.  The head may be white space that was left out, at
            # the end of a paragraph.
            above = places[number + (head - _WRAP if head >= _WRAP // 2 else head)]
            self.heads.append(above if parsed and above < after else place)
            if first or sent_start == 1:
                self.sentences.append(place)
                first = False
        if after > base:
            self.paragraphs.append(base)
        for each in doc.ents:
            start, end = places[each.start], places[each.end]
            if start < end:
                self.entities.append((start, end, each.label_))
        self.parsed = self.parsed and (parsed or after == base)

    def span(self, first: int, last: int) -> Span:
        """Return the range of the tokens `[first, last)`."""
        return Span(self.starts[first], self.ends[last - 1])

    def tokens_in(self, span: Span) -> range:
        """Return the tokens that share a character with `span`."""
        first = bisect_right(self.ends, span.start)
        return range(first, max(first, bisect_left(self.starts, span.end)))

    def sentence(self, token: int) -> range:
        """Return the tokens of the sentence of a token."""
        return self._stretch(self.sentences, token)

    def paragraph(self, token: int) -> range:
        """Return the tokens of the paragraph of a token."""
        return self._stretch(self.paragraphs, token)

    def _stretch(self, borders: list[int], token: int) -> range:
        place = bisect_right(borders, token)
        first = borders[place - 1] if place else 0
        return range(first, borders[place] if place < len(borders) else len(self))

    def children(self) -> list[list[int]]:
        """Return for each token the tokens that hang on it, in order."""
        found: list[list[int]] = [[] for _ in self.starts]
        for token, head in enumerate(self.heads):
            if head != token:
                found[head].append(token)
        return found
