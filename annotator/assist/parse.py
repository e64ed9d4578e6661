"""A parsed article as plain lists: what rules and models read instead of spaCy's objects.

Owns the way from spaCy documents (one a paragraph) to one row of tokens for the whole article, so
that everything behind it can be tested on parses written by hand and never holds a pipeline.
Tokens that are only white space are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any

from annotator.domain.annotations import Span


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
        self.paragraphs.append(base)
        parsed = doc.has_annotation("DEP")
        places: list[int] = []
        kept = []
        for token in doc:
            places.append(base + len(kept))
            if not token.is_space:
                kept.append(token)
        for token in kept:
            place = len(self.starts)
            start = offset + token.idx
            self.starts.append(start)
            self.ends.append(start + len(token.text))
            self.words.append(token.text)
            self.lemmas.append(token.lemma_ or token.text)
            self.tags.append(token.tag_)
            self.deps.append(token.dep_)
            head = places[token.head.i]
            # The head may be white space that was left out, at the end of a paragraph.
            self.heads.append(head if parsed and head < base + len(kept) else place)
            if place == base or token.is_sent_start:
                self.sentences.append(place)
        if not kept:
            self.paragraphs.pop()
        for each in doc.ents:
            first, last = places[each.start], places[each.end - 1] + 1
            self.entities.append((first, min(last, base + len(kept)), each.label_))
        self.parsed = self.parsed and (parsed or not kept)

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
