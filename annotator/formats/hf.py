"""Token classification as the `datasets` library has it: a row a sentence, as JSON lines.

Owns the rows and how they become articles again; the same rows as Parquet are `parquet`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats import foreign, spacing
from annotator.formats.foreign import Found
from annotator.formats.json_files import values_of_lines
from annotator.formats.line_values import listed, needed, optional, wrong
from annotator.formats.registry import Format, Problem, ProblemError, ReadOptions, WriteOptions
from annotator.formats.word_tags import (
    Sentence,
    TagNames,
    TagReader,
    parts_of,
    sentences,
    within_words,
)

#: Where rows have their tags: as words first, because those say what they mean.
TAGS = ("tags", "ner_tags", "labels")
#: Keys of a row that we write, and what other files have in their place.
KEYS = ("id", "document_id", "sentence", "tokens", "spaces", "space_before", *TAGS)
_TOKENS = re.compile(rb'"tokens"\s*:\s*\[\s*"')
_HAS_TAGS = re.compile(rb'"(?:tags|ner_tags|labels)"\s*:\s*\[')
_TEXT = re.compile(rb'"text"\s*:')

#: A row with its number (1-based), or what is wrong with it.
Row = tuple[int, Any | ProblemError]


# Reading ---------------------------------------------------------------------------------------


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file of JSON lines."""
    rows = values_of_lines(path, replace=options.replace_forbidden)
    return foreign.bundles_of(path, options, articles(rows, (), options))


@dataclass(slots=True)
class _Article:
    """Rows that follow each other and name one article."""

    line: int = 0
    uid: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    whole: bool = True  # False once a row of it was bad


def articles(rows: Iterable[Row], names: Sequence[str], options: ReadOptions) -> Iterator[Found]:
    """Yield the articles of rows; rows that follow each other and name one article are one.

    Args:
        rows: the rows of a file in their order.
        names: what the numbers of tags mean, if the file says it.
        options: what readers need to know.
    """
    tags = TagReader()
    article = _Article()
    for number, row in rows:
        # What is no row at all belongs to the article in which it stands.
        uid = _uid_of(row) if isinstance(row, dict) else article.uid
        if not uid or uid != article.uid:
            yield from _done(article, tags, options)
            article = _Article(number, uid)
        try:
            article.sentences.append(_sentence(row, names, options))
        except ProblemError as error:
            article.whole = False
            yield number, error
    yield from _done(article, tags, options)
    tags.tell(options)


def _uid_of(row: Mapping[str, Any]) -> str:
    found = row.get("document_id")
    return "" if isinstance(found, bool) or not isinstance(found, str | int) else str(found)


def _done(article: _Article, tags: TagReader, options: ReadOptions) -> Iterator[Found]:
    if not article.whole:
        options.ignore(Phrase("told-bad-article-rows"), len(article.sentences))
    elif article.sentences:
        options.note(spacing.GUESSED, any(each.apart for each in article.sentences))
        line = tags.line(article.sentences)
        yield article.line, {**line, "id": article.uid} if article.uid else line


def _sentence(row: Any, names: Sequence[str], options: ReadOptions) -> Sentence:
    if isinstance(row, ProblemError):
        raise row
    if type(row) is not dict:
        raise ProblemError("line-not-object", found=type(row).__name__)
    for key in row:
        if key not in KEYS:
            options.ignore(Phrase("told-key", {"name": key[:60]}))
    optional(row, "document_id", str | int, "")
    words = _texts(row, "tokens")
    tags = _tags(row, names)
    for tag in set(tags):
        parts_of(tag)  # a bad one is told here, where its row is known
    if len(tags) != len(words):
        raise ProblemError("row-lengths", key="tags", found=len(tags), tokens=len(words))
    if row.get("spaces") is None:
        return Sentence(words, tags, list(spacing.guessed(words)), apart=True)
    spaces = _texts(row, "spaces")
    if len(spaces) != len(words):
        raise ProblemError("row-lengths", key="spaces", found=len(spaces), tokens=len(words))
    return Sentence(words, tags, spaces, optional(row, "space_before", str, ""))


def _texts(row: Mapping[str, Any], key: str) -> list[str]:
    values: list[str] = needed(row, key, list, "row")
    if not set(map(type, values)) <= {str}:
        raise wrong(key, "text-list", values)
    return values


def _tags(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    found = [values for key in TAGS if (values := listed(row, key))]
    for values in found:
        if set(map(type, values)) <= {str}:
            return values
    for values in found:
        if not set(map(type, values)) <= {int}:
            raise wrong("ner_tags", "texts-or-numbers", values)
        if not names:
            raise ProblemError("tags-nameless")
        if not all(0 <= each < len(names) for each in values):
            raise ProblemError("tags-number", most=len(names) - 1)
        return [names[each] for each in values]
    return []


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether the first line is a row of words and tags."""
    line = head.partition(b"\n")[0]
    return (
        _TOKENS.search(line) is not None
        and _HAS_TAGS.search(line) is not None
        and _TEXT.search(line) is None
    )


# Writing ---------------------------------------------------------------------------------------


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield a line for each sentence."""
    rows = Rows(options)
    for bundle in bundles:
        yield b"".join(
            orjson.dumps(each, option=orjson.OPT_APPEND_NEWLINE) for each in rows.of(bundle)
        )


class Rows:
    """Makes rows of bundles."""

    def __init__(self, options: WriteOptions) -> None:
        self._options = options
        self._names = TagNames(options.scheme)
        self.tags = self._names.tags()
        self._numbers = {name: number for number, name in enumerate(self.tags)}

    def of(self, bundle: Bundle) -> Iterator[dict[str, Any]]:
        """Yield a row for each sentence of a bundle that was fitted."""
        uid = bundle.document.uid
        for number, each in enumerate(sentences(bundle, self._names, self._options)):
            yield {
                "id": f"{uid}:{number}",
                "document_id": uid,
                "sentence": number,
                "tokens": each.words,
                "ner_tags": [self._numbers[tag] for tag in each.tags],
                "tags": each.tags,
                "spaces": each.spaces,
                "space_before": each.before,
            }


FORMAT = Format(
    "hf",
    "Hugging Face token classification, JSON lines",
    (".jsonl", ".ndjson"),
    read=read,
    write=write,
    carries=frozenset({"text", "spans"}),
    needs_tokens=True,
    sniff=sniff,
    fit=within_words,
)
