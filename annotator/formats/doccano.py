"""doccano's JSON: spans as triples or as records with relations, labels of articles, texts.

Owns its layouts both ways.  Offsets are code points, metadata stands on the top level beside the
rest, and nobody's name stands anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment
from annotator.domain.errors import Phrase
from annotator.formats import fields, fitting
from annotator.formats.flat import Joiner, Names, flat
from annotator.formats.foreign import bundles_of, moved
from annotator.formats.json_articles import articles_of, first_object
from annotator.formats.kept_text import kept
from annotator.formats.line_values import listed, needed, shown, wrong
from annotator.formats.registry import (
    Format,
    Frames,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)

#: Keys that hold labels, over all versions; what a label is, is told by its shape.
_LABELS = ("label", "labels", "entities", "annotations", "cats")
#: Those of them that are there without a label, too.
_ALWAYS = ("label", "entities")
_COMMENTS = "Comments"
_READ = frozenset((*_LABELS, "id", "text", "relations", "meta", _COMMENTS, "annotation_approver"))
#: A longer label of an article is no label but what somebody wrote (sequence to sequence).
_LONGEST_LABEL = 100


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins with an article as doccano lays it out."""
    line = first_object(head)
    if not isinstance(line.get("text", line.get("data")), str) or not line.keys().isdisjoint(
        ("spans", "tokens")
    ):
        return False
    if isinstance(line.get(_COMMENTS), list):
        return True
    for key in _LABELS:
        found = line.get(key)
        if isinstance(found, list) and (_is_label(found[0]) if found else key in _ALWAYS):
            return True
    return False


def _is_label(found: Any) -> bool:
    if isinstance(found, list):
        return [type(each) for each in found] == [int, int, str]
    return isinstance(found, str) or (
        isinstance(found, dict) and not found.keys().isdisjoint(("start_offset", "user"))
    )


# Reading ---------------------------------------------------------------------------------------


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file, lines or a list, and a problem for each that is none."""

    def as_native(line: dict[str, Any]) -> dict[str, Any]:
        return _ArticleReader(line, options).native()

    return bundles_of(path, options, articles_of(path, options, as_native))


class _ArticleReader:
    """One article on its way into native words."""

    def __init__(self, line: dict[str, Any], options: ReadOptions) -> None:
        self._line = line
        self._options = options
        # Until version 1.5 the text was called "data".
        self._text_key = "data" if line.get("text") is None and "data" in line else "text"
        self._spans: list[dict[str, Any]] = []
        self._labels: list[dict[str, Any]] = []
        self._comments: list[dict[str, Any]] = []

    def native(self) -> dict[str, Any]:
        line, options = self._line, self._options
        text, self._move = kept(needed(line, self._text_key, str, "line"), options)
        for key in _LABELS:
            found = line.get(key)
            for place, each in enumerate([found] if type(found) is str else listed(line, key)):
                self._read_label(each, key, place)
        joiner = Joiner(options, self._spans)
        known = {str(each["id"]) for each in self._spans}
        for relation in listed(line, "relations"):
            self._relate(joiner, relation, known)
        for comment in listed(line, _COMMENTS):
            self._read_comment(comment)
        if line.get("annotation_approver"):
            options.ignore(Phrase("told-key", {"name": "annotation_approver"}))
        native: dict[str, Any] = {"text": text, "offsets": "code-point", "meta": self._meta()}
        if line.get("id") is not None:
            native["id"] = line["id"]
        return native | {
            "spans": self._spans,
            "document_labels": self._labels,
            "comments": self._comments,
            **joiner.found(),
        }

    def _read_label(self, found: Any, key: str, place: int) -> None:
        # The same label twice on the same words is two labels: each has an id by its place.
        number = f"{key}-{place}"
        match found:
            case str():
                self._read_article_label(found)
            case [start, end, label]:
                self._add_span(number, start, end, label, key)
            case {"start_offset": start, "end_offset": end, "label": label}:
                known = found.get("id")
                self._add_span(number if known is None else known, start, end, label, key, found)
            case {"label": str() | int() as label}:
                self._read_article_label(str(label), found)
            case {"text": str() as written}:
                self._add_text(written, found)
            case _:
                raise wrong(key, "doccano-labels", found)

    def _add_span(
        self,
        number: Any,
        start: Any,
        end: Any,
        label: Any,
        key: str,
        record: Mapping[str, Any] = {},
    ) -> None:
        if label is None:
            self._options.ignore(Phrase("told-spans-bare"))
            return
        span = {
            "id": number,
            "start": moved(self._move, start, f"{key}.start_offset"),
            "end": moved(self._move, end, f"{key}.end_offset"),
            # Files of before version 1.0 have the numbers of labels.
            "label": str(label) if type(label) is int else label,
        }
        self._spans.append(span | _whose(record))

    def _read_article_label(self, label: str, record: Mapping[str, Any] = {}) -> None:
        if len(label) > _LONGEST_LABEL or "\n" in label:
            self._add_text(label, record)
        else:
            self._labels.append({"label": label, **_whose(record)})

    def _add_text(self, written: str, record: Mapping[str, Any]) -> None:
        self._options.note(Phrase("told-texts-comments"))
        self._comments.append({"text": written, **_whose(record)})

    @staticmethod
    def _relate(joiner: Joiner, relation: Any, known: set[str]) -> None:
        if type(relation) is not dict:
            raise wrong("relations", "object", relation)
        role = needed(relation, "type", str, "relations")
        ends = []
        for key in ("from_id", "to_id"):
            end = needed(relation, key, int | str, "relations")
            if str(end) not in known:
                raise ProblemError(
                    "reference-unknown", key=f"relations.{key}", reference=shown(end)
                )
            ends.append(str(end))
        joiner.relate(role, *ends)

    def _read_comment(self, comment: Any) -> None:
        text = comment
        if type(comment) is dict:
            text = comment.get("comment", comment.get("text"))
        if type(text) is not str:
            raise wrong(_COMMENTS, "texts", comment)
        self._comments.append({"text": text})

    def _meta(self) -> dict[str, Any]:
        line, inner = self._line, self._line.get("meta")
        meta = {
            name: value
            for name, value in line.items()
            if name not in _READ and name != self._text_key
        }
        if inner is None:
            return meta
        if type(inner) is not dict:
            return meta | {"meta": inner}
        for name, value in inner.items():
            if meta.setdefault(name, value) != value:
                raise ProblemError("said-twice", key="meta", name=name[:60])
        return meta


def _whose(record: Mapping[str, Any]) -> dict[str, str]:
    user = record.get("user")
    return {} if user is None else {"annotator": str(user)}


# Writing ---------------------------------------------------------------------------------------


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one line for each bundle, in the layout of projects with relations."""
    names = Names(options.scheme)
    for bundle in bundles:
        found = flat(bundle, options)
        number = {each.id: place for place, each in enumerate(found.spans, start=1)}
        layout = {
            "entities": [
                {
                    "id": number[each.id],
                    "label": names.of(each),
                    "start_offset": each.start,
                    "end_offset": each.end,
                }
                for each in found.spans
            ],
            "relations": [
                {"id": place, "from_id": head, "to_id": child, "type": role}
                for place, (head, child, role) in enumerate(
                    sorted(
                        (number[each.head], number[each.child], each.role)
                        for each in found.relations
                    ),
                    start=1,
                )
            ],
        }
        labels = [names.of(each) for each in found.labels]
        comments = [
            {"id": place, "comment": each.text}
            for place, each in enumerate(_in_order(bundle), start=1)
        ]
        yield _line(bundle, layout, labels, comments)


def write_triples(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield one line for each bundle, in the layout of projects without relations."""
    names = Names(options.scheme)
    for bundle in bundles:
        found = flat(bundle, options)
        layout = {"label": [[each.start, each.end, names.of(each)] for each in found.spans]}
        labels = [names.of(each) for each in found.labels]
        yield _line(bundle, layout, labels, [each.text for each in _in_order(bundle)])


def _line(bundle: Bundle, layout: dict[str, Any], labels: list[str], comments: list[Any]) -> bytes:
    """Return a line with the same keys as any other.

    doccano puts lines into one table: what only some of them have becomes a number there (NaN)
    that its database refuses, and with it the whole file.
    """
    document = bundle.document
    line: dict[str, Any] = {"id": document.uid, "text": bundle.text}
    line |= {name: getattr(document, column) for name, column in fields.META.items()}
    line["meta"] = dict(sorted(document.meta.items()))
    line |= layout
    line["cats"] = labels
    line[_COMMENTS] = comments
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _in_order(bundle: Bundle) -> list[Comment]:
    return sorted(bundle.comments, key=lambda each: each.id)


def fit(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle whose comments are texts alone; the rest of them is told as lost."""
    bare = [
        fitting.bare_comment(bundle, each, None, "the label it is about", options)
        for each in bundle.comments
    ]
    return replace(bundle, comments=bare) if bare else bundle


_CARRIES = {"text", "spans", "overlaps", "document_labels", "comments", "metadata"}
FORMAT = (
    Format(
        "doccano",
        "doccano JSON lines",
        (".jsonl", ".json"),
        read=read,
        write=write,
        carries=frozenset({*_CARRIES, "relations"}),
        frames=Frames.RELATIONS,
        sniff=sniff,
        fit=fit,
    ),
    # A project without relations takes nothing but triples.
    Format(
        "doccano-spans",
        "doccano JSON lines, spans only",
        (),
        write=write_triples,
        carries=frozenset(_CARRIES),
        fit=fit,
        ending=".jsonl",
    ),
)
