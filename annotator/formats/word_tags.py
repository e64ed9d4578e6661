"""One tag a word: labels as B-, I- and O, and back.

Owns what a label is in formats of tagged words: how tags of any of the known schemes are read, and
how an article becomes sentences of words with IOB2 tags.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from annotator.domain.annotations import Annotation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.ids import format_id
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.tokens import Tokens
from annotator.formats.flat import Names, split_at_labels
from annotator.formats.registry import Loss, ProblemError, ReadOptions, WriteOptions

OUTSIDE = "O"
_TAG = re.compile(r"([BILUESMW])-(.*[^-].*)", re.DOTALL)
#: Prefixes of tags on which a label starts anew, and of those after which it is over.
_STARTS, _LASTS = frozenset("BUSW"), frozenset("LEUSW")
_PREFIXES = frozenset("BILUESMWO")
_WHITE = re.compile(r"\s")
_WORD = re.compile(r"\S+")


class Tagged(NamedTuple):
    """A label on words `first` up to, and without, `after`."""

    first: int
    after: int
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of an article with their tags."""

    words: list[str]
    tags: list[str]
    spaces: list[str]  # the white space after each
    before: str = ""  # that before the first word of an article; "" in its other sentences
    #: Whether a line break follows unless it is the last, for nothing says what stands there.
    apart: bool = False


# Reading ---------------------------------------------------------------------------------------


class TagReader:
    """Reads the tags of one file and finds out their scheme on the way."""

    def __init__(self) -> None:
        self._prefixes: Counter[str] = Counter()
        self._inside_starts = 0  # labels that start with I-
        self._begins_apart = 0  # labels that start with B- though nothing touches them

    def spans(self, tags: Sequence[str]) -> list[Tagged]:
        """Return the labels that the tags of one sentence stand for.

        One way reads all schemes: B- always starts a label, I- only where none of its name is
        open.  Raises ProblemError("tag-bad").
        """
        found: list[Tagged] = []
        first, name, before = 0, "", ""
        for at, tag in enumerate(tags):
            if tag == OUTSIDE and not name and not before:
                continue
            prefix, label = parts_of(tag)
            self._prefixes[prefix] += prefix != OUTSIDE
            if name and (label != name or prefix in _STARTS):
                found.append(Tagged(first, at, name))
                name = ""
            if label and not name:
                first, name = at, label
                if prefix == "I":
                    self._inside_starts += 1
                elif prefix == "B" and before != label:
                    self._begins_apart += 1
            if prefix in _LASTS:
                found.append(Tagged(first, at + 1, name))
                name = ""
            before = label
        if name:
            found.append(Tagged(first, len(tags), name))
        return found

    def line(self, sentences: Sequence[Sentence]) -> dict[str, Any]:
        """Return text and spans of an article; raises ProblemError("tag-bad")."""
        text = gap = ""
        spans = []
        for each in sentences:
            text += gap + each.before
            gap = "\n" if each.apart else ""
            pieces = [f"{word}{after}" for word, after in zip(each.words, each.spaces, strict=True)]
            starts = list(accumulate(map(len, pieces), initial=len(text)))
            text += "".join(pieces)
            for first, after, label in self.spans(each.tags):
                start, end = starts[first], starts[after - 1] + len(each.words[after - 1])
                spans.append({"start": start, "end": end, "label": label, "text": text[start:end]})
        return {"text": text, "spans": spans}

    def scheme(self) -> str:
        """Return how the tags that were read say what they say; `told-tags-…` words it."""
        seen = {each for each, number in self._prefixes.items() if number}
        if seen & set("LU"):
            return "BILOU"
        if seen & set("MW"):
            return "BMES" if "S" in seen else "BMEWO"
        if seen & set("ES"):
            return "BIOES"
        if "" in seen:
            return "labels without B- and I-" if seen == {""} else "tags of mixed kinds"
        if self._inside_starts and self._begins_apart:
            return "IOB2 with labels that start with I-"
        return "IOB1" if self._inside_starts else "IOB2"

    def tell(self, options: ReadOptions) -> None:
        """Note the scheme, if there was anything to tell it by."""
        if any(self._prefixes.values()):
            options.note(Phrase("told-tags", {"scheme": self.scheme()}))


@lru_cache(maxsize=10_000)
def parts_of(tag: str) -> tuple[str, str]:
    """Return the prefix and the label of a tag; ("", label) for a tag without a prefix.

    Raises ProblemError("tag-bad") for a prefix that says no label, and for O with one.
    """
    if tag == OUTSIDE:
        return OUTSIDE, ""
    found = _TAG.fullmatch(tag)
    if found is not None:
        return found[1], found[2]
    if tag.rstrip("-") in _PREFIXES or tag.startswith("O-") or not tag[:1].isalnum():
        raise ProblemError("tag-bad", tag=tag[:60])
    return "", tag


# Writing ---------------------------------------------------------------------------------------


def within_words(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle whose labels start and end with words: white space has no tag."""
    text, kept, gone = bundle.text, [], set()
    if not text.strip():
        options.lose(Loss("text", bundle.document.uid))
    for each in bundle.annotations:
        if not each.spans:
            kept.append(each)
            continue
        start, end = each.spans[0][0], each.spans[-1][1]
        if not (text[start].isspace() or text[end - 1].isspace()):
            kept.append(each)
            continue
        words = each.hull.of(text) if each.hull else ""
        start = each.start + len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start >= end:
            gone.add(each.id)
            name = f"{each.layer}.{each.label}"
            options.lose(
                Loss("spans", bundle.document.uid, format_id(each.id), name, each.start, each.end)
            )
        else:
            options.note(Phrase("told-label-blanks"))
            kept.append(each._replace(spans=(Span(start, end),)))
    relations = [
        each for each in bundle.relations if each.source not in gone and each.target not in gone
    ]
    return replace(bundle, annotations=kept, relations=relations)


def sentences(bundle: Bundle, names: TagNames, options: WriteOptions) -> Iterator[Sentence]:
    """Yield the sentences of a bundle that was fitted; together they hold the whole text.

    No sentence ends inside a label: its tags would say two labels then.  A text without any word
    (its zones were cut out, and nothing is left) has no sentence.
    """
    text, tokens = bundle.text, split_at_labels(bundle, options)
    starts, ends, words = _words(text, tokens)
    if not words:
        return
    tags = [OUTSIDE] * len(words)
    inside: set[int] = set()
    for each in bundle.annotations:
        first, after = bisect_left(starts, each.start), bisect_left(starts, each.end)
        name = names.of(each)
        tags[first:after] = [f"B-{name}", *[f"I-{name}"] * (after - first - 1)]
        inside.update(range(first + 1, after))
    wanted = {bisect_left(starts, tokens.starts[each]) for each in tokens.sentence_starts}
    options.note(Phrase("told-ends-inside"), len(wanted & inside))
    borders = [0, *sorted(wanted - inside - {0, len(words)}), len(words)]
    afters = [*starts[1:], len(text)]
    spaces = [text[end:after] for end, after in zip(ends, afters, strict=True)]
    for first, after in pairwise(borders):
        yield Sentence(
            words[first:after],
            tags[first:after],
            spaces[first:after],
            text[: starts[0]] if first == 0 else "",
        )


def _words(text: str, tokens: Tokens) -> tuple[Sequence[int], Sequence[int], list[str]]:
    """Return where words start and end, and the words: tokens without any white space."""
    starts: Sequence[int] = tokens.starts
    ends: Sequence[int] = tokens.ends
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    if "".join(words) != "".join(text.split()):
        places = [
            found.span()
            for start, end in zip(starts, ends, strict=True)
            for found in _WORD.finditer(text, start, end)
        ]
        starts, ends = [start for start, _ in places], [end for _, end in places]
        words = [text[start:end] for start, end in places]
    return starts, ends, words


class TagNames:
    """Names of labels as tags have them, and the numbers of the tags."""

    def __init__(self, scheme: Scheme) -> None:
        self._names = Names(scheme)
        self._scheme = scheme
        self._known: dict[str, str] = {}

    def of(self, annotation: Annotation) -> str:
        """Return the name of a label, without white space, which would look like a new column."""
        name = self._names.of(annotation)
        if name not in self._known:
            self._known[name] = _WHITE.sub("_", name)
        return self._known[name]

    def tags(self) -> list[str]:
        """Return every tag that can be, O first; the same for each part of a project."""
        of_words = {each.uid for each in self._scheme.layers if each.kind is not LayerKind.DOCUMENT}
        labels = [
            self.of(Annotation(0, 0, 0, each.layer, each.uid))
            for each in self._scheme.labels
            if each.layer in of_words and not each.frame
        ]
        return [OUTSIDE, *(f"{prefix}-{name}" for name in labels for prefix in "BI")]
