"""Files that hold one article: web pages, documents, print.

Owns what their readers share: the bytes and their hash, and the way into a bundle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.bundles import Bundle
from annotator.domain.documents import Original, ZoneKind
from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Unit
from annotator.formats.foreign import Found, bundles_of, facts
from annotator.formats.registry import Problem, ProblemError, ReadOptions
from annotator.formats.text import bytes_of, without_forbidden

#: Bytes of a file that is kept in the project beside its article.
MAX_KEPT = 25 * 1024 * 1024


class Article(NamedTuple):
    """What a reader made of the bytes of a file."""

    text: str  # with \n between paragraphs
    meta: Mapping[str, Any]  # texts and lists of texts
    zones: Iterable[tuple[int, int, ZoneKind]] = ()  # code points
    encoding: str = "utf-8"
    replaced: int = 0  # characters replaced on the person's choice before it was parsed


def article_of(
    path: Path, options: ReadOptions, parse: Callable[[bytes], Article], most: int
) -> Iterator[Bundle | Problem]:
    """Yield the article of a file of at most `most` bytes, or the problem with it.

    `parse` may raise ProblemError; a file of nothing but white space is a problem by itself.
    """
    raw_sha256, encoding, replaced = "", "", 0
    original: Original | None = None

    def found() -> Iterator[Found]:
        nonlocal raw_sha256, encoding, replaced, original
        raw = bytes_of(path, options, most)
        if not raw:
            raise ProblemError("file-empty")
        raw_sha256 = hashlib.sha256(raw).hexdigest()
        if len(raw) <= MAX_KEPT:
            original = Original(path.name, raw)
        else:
            options.ignore(Phrase("told-large-original", {"most": MAX_KEPT // 1024**2}))
        article = parse(raw)
        if not article.text.strip():
            raise ProblemError("file-empty")
        encoding = options.encodings[str(path)] = article.encoding
        replaced = article.replaced
        zones = [
            {"start": start, "end": end, "kind": kind.value} for start, end, kind in article.zones
        ]
        line: dict[str, Any] = {
            "text": article.text,
            "meta": {
                name: _kept(name, value, options) for name, value in facts(article.meta).items()
            },
        }
        # Offsets here are ours, whatever the person said about those in other files.
        yield 0, {**line, "zones": zones, "offsets": Unit.CODE_POINT.value} if zones else line

    for each in bundles_of(path, options, found()):
        if isinstance(each, Bundle):
            each.document = replace(
                each.document,
                raw_sha256=raw_sha256,
                encoding=encoding,
                replaced=each.document.replaced + replaced,
            )
            each.original = original
        yield each


def _kept(name: str, value: Any, options: ReadOptions) -> Any:
    """Return a fact, a text or a list of texts, without characters that cannot be kept."""
    if isinstance(value, list):
        return [_kept(name, each, options) for each in value]
    return without_forbidden(name, value, replace=options.replace_forbidden)
