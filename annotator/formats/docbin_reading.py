"""Reading spaCy's DocBin: from bytes nobody vouches for to articles.

Owns the layout of the file.  It is taken apart here and not by spaCy, which believes what a file
says: it unpacks without a limit and follows positions out of the array they point into.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase, reason_of
from annotator.domain.text import normalise
from annotator.formats import foreign
from annotator.formats.foreign import Found
from annotator.formats.line_values import listed, wrong
from annotator.formats.message_pack import ODD, unpacked
from annotator.formats.registry import Problem, ProblemError, ReadOptions
from annotator.formats.text import bytes_of

#: Key of `doc.user_data` with all that is known of an article, in native words.
RECORD = "annotator"
#: Group of `doc.spans` that spaCy's span categoriser uses.
GROUP = "sc"
#: Bytes of a file, packed and unpacked.  A word takes 130 in the files that spaCy writes itself.
MAX_BYTES = 512 * 1024 * 1024
#: Docs of a file; those that a trainer reads as a whole are fewer.
MAX_DOCS = 5_000_000
#: Levels of lists and objects; the native format has fewer.
_MAX_DEPTH = 64
#: Of spaCy's attributes (`spacy.attrs`, the same since version 2).
_ORTH, _ENT_IOB, _ENT_TYPE, _ENT_KB_ID = 65, 77, 78, 452
_LINGUISTIC = {
    74: Phrase("told-words-pos"),
    75: Phrase("told-words-tags"),
    76: Phrase("told-words-dependencies"),
    73: Phrase("told-words-lemmas"),
}
_SPAN = struct.Struct(">QQQllll")
_BEGINS, _INSIDE = 3, 1
_CHOSEN = 0.5
_WINDOWS = re.compile("\r\n")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of each Doc; its line is its number in the file, from 1."""
    return foreign.bundles_of(path, options, _articles(path, options))


def _articles(path: Path, options: ReadOptions) -> Iterator[Found]:
    file = _File(_unpacked(bytes_of(path, options, MAX_BYTES), options))
    for number in range(file.docs):
        try:
            yield number + 1, _article(file.doc(number, options), options)
        except ProblemError as error:
            yield number + 1, error
        except ODD as error:
            yield number + 1, _bad(reason_of(error))


# The file --------------------------------------------------------------------------------------


def _bad(why: Phrase | str) -> ProblemError:
    return ProblemError("docbin-bad", why=why if isinstance(why, Phrase) else why[:120])


def _unpacked(raw: bytes, options: ReadOptions) -> dict[str, Any]:
    most = options.max_bytes or MAX_BYTES
    if not raw:
        raise ProblemError("file-empty")
    packed = zlib.decompressobj()
    try:
        data = packed.decompress(raw, most + 1)
    except zlib.error as error:
        raise _bad(reason_of(error)) from None
    if len(data) > most:
        raise ProblemError("docbin-large", most=max(1, most // 1024**2))
    if not packed.eof:
        raise _bad(Phrase("why-ends-early"))
    try:
        found = unpacked(data)
    except ODD as error:
        raise _bad(reason_of(error)) from None
    if not isinstance(found, dict):
        raise _bad(Phrase("why-no-docs"))
    return found


@dataclass(slots=True)
class _Span:
    start: int  # code points of the text
    end: int
    label: str
    layer: str = ""
    entry: str = ""


@dataclass(slots=True)
class _Doc:
    text: str
    spans: list[_Span] = field(default_factory=list)
    cats: Mapping[str, float] = field(default_factory=dict)
    user_data: Mapping[Any, Any] = field(default_factory=dict)


class _File:
    """The columns of a file and where each Doc lies in them."""

    def __init__(self, message: Mapping[str, Any]) -> None:
        from spacy.strings import StringStore

        try:
            attributes = [int(each) for each in message["attrs"]]
            self._columns = {each: number for number, each in enumerate(attributes)}
            self._width = len(attributes)
            self._words = _numbers("Q", message["tokens"])
            self._spaces = _numbers("B", message["spaces"])
            self._strings = StringStore([each for each in message["strings"] if each])
            lengths = _numbers("i", message["lengths"])
            if len(lengths) > MAX_DOCS:
                raise _bad(Phrase("why-many-docs", {"most": MAX_DOCS}))
            self._ends = list(accumulate(lengths, initial=0))
            self._message = message
            orth = self._columns[_ORTH]
        except ODD as error:
            raise _bad(" ".join(f"{type(error).__name__} {error}".split())) from None
        words = len(self._spaces)
        if (
            min(lengths, default=0) < 0
            or self._ends[-1] != words
            or len(self._words) != words * self._width
            or orth >= self._width
        ):
            raise _bad(Phrase("why-columns"))
        self.docs = len(lengths)

    def doc(self, number: int, options: ReadOptions) -> _Doc:
        """Return one Doc; raises ProblemError and what `ODD` names."""
        first, after = self._ends[number], self._ends[number + 1]
        unknown_spaces = (self._part("flags", number) or {}).get("has_unknown_spaces")
        words = [self._strings[each] for each in self._column(_ORTH, first, after)]
        spaces = [bool(unknown_spaces or each) for each in self._spaces[first:after]]
        pieces = [word + " " * space for word, space in zip(words, spaces, strict=True)]
        starts = list(accumulate(map(len, pieces), initial=0))
        ends = [start + len(word) for start, word in zip(starts, words, strict=False)]
        doc = _Doc("".join(pieces))
        if unknown_spaces:
            options.note(Phrase("told-docs-no-blanks"))
        for at, what in _LINGUISTIC.items():
            if any(self._column(at, first, after)):
                options.ignore(what)
        doc.spans = [
            _Span(starts[begin], ends[end - 1], label, layer, entry)
            for begin, end, label, layer, entry in (
                *self._entities(first, after),
                *self._groups(number, len(words), options),
            )
        ]
        doc.cats = self._part("cats", number) or {}
        user_data = self._part("user_data", number)
        if user_data:
            doc.user_data = unpacked(user_data, use_list=False)
        return doc

    def _part(self, key: str, number: int) -> Any:
        parts = self._message.get(key)
        return parts[number] if parts and number < len(parts) else None

    def _column(self, attribute: int, first: int, after: int) -> Sequence[int]:
        at = self._columns.get(attribute)
        if at is None:
            return ()
        return self._words[first * self._width + at : after * self._width + at : self._width]

    def _entities(self, first: int, after: int) -> Iterator[tuple[int, int, str, str, str]]:
        places = self._column(_ENT_IOB, first, after)
        labels = self._column(_ENT_TYPE, first, after)
        entries = self._column(_ENT_KB_ID, first, after) or [0] * len(places)
        start = -1
        for at, place in enumerate((*places, 0)):
            if start >= 0 and (place != _INSIDE or at == len(places)):
                if labels[start]:
                    label, entry = self._strings[labels[start]], self._strings[entries[start]]
                    yield start, at, label, "", entry
                start = -1
            if at < len(places) and (place == _BEGINS or (place == _INSIDE and start < 0)):
                start = at

    def _groups(
        self, number: int, words: int, options: ReadOptions
    ) -> Iterator[tuple[int, int, str, str, str]]:
        raw = self._part("span_groups", number)
        found = unpacked(raw) if raw else []
        # Older versions wrote a list of groups that each say their name.
        for group, keys in found.items() if isinstance(found, dict) else ((g, None) for g in found):
            content = unpacked(group)
            key = str(keys[0] if keys else content["name"])
            layer = key if options.scheme.layer(key) is not None else ""
            for each in content["spans"]:
                _, entry, label, start, end, _, _ = _SPAN.unpack(each)
                if not 0 <= start < end <= words:
                    raise ProblemError("span-outside", start=start, end=end, length=words)
                if label:
                    yield start, end, self._strings[label], layer, self._strings[entry]
                else:
                    options.ignore(Phrase("told-spans-bare"))


def _numbers(kind: str, raw: bytes) -> array[int]:
    numbers = array(kind)
    numbers.frombytes(raw)
    return numbers


# The article -----------------------------------------------------------------------------------


def _article(doc: _Doc, options: ReadOptions) -> dict[str, Any]:
    record = doc.user_data.get(RECORD)
    if isinstance(record, dict):
        return _recorded(doc, {**_plain(record), "text": doc.text}, options)
    line: dict[str, Any] = {"text": doc.text, "spans": []}
    _straighten(doc, line, options)
    entries: dict[str, dict[str, Any]] = {}
    seen = set()
    for each in doc.spans:
        if (key := (each.start, each.end, each.label)) in seen:
            continue
        seen.add(key)
        span = _span(each, doc.text)
        if each.entry:
            entries.setdefault(each.entry, _entry(each.entry, span["text"]))
            span["entry"] = each.entry
        line["spans"].append(span)
    line["entries"] = list(entries.values())
    line["document_labels"] = [{"label": each} for each in _chosen(doc, options)]
    line["meta"] = _meta(doc.user_data, options)
    return line


def _straighten(doc: _Doc, line: dict[str, Any], options: ReadOptions) -> None:
    """Take line ends and marks out of the text that it would lose on import, with its offsets."""
    text = doc.text
    changed = normalise(text)
    if changed == text:
        return
    # Where the characters stand that go.
    gone = [*range(len(text) - len(text.lstrip("\ufeff")))]
    gone += [found.end() - 1 for found in _WINDOWS.finditer(text)]
    for each in doc.spans:
        each.start -= bisect_left(gone, each.start)
        each.end -= bisect_left(gone, each.end)
    empty = [each for each in doc.spans if each.start == each.end]
    options.ignore(Phrase("told-half-characters"), len(empty))
    doc.spans = [each for each in doc.spans if each.start < each.end]
    doc.text = line["text"] = changed


def _span(each: _Span, text: str) -> dict[str, Any]:
    span = {"start": each.start, "end": each.end, "label": each.label,
            "text": text[each.start : each.end]}  # fmt: skip
    return {**span, "layer": each.layer} if each.layer else span


def _entry(uid: str, name: str) -> dict[str, Any]:
    known = uid[:1] == "Q" and uid[1:].isdecimal()
    return {"id": uid, "name": name, **({"wikidata": uid} if known else {})}


def _chosen(doc: _Doc, options: ReadOptions) -> list[str]:
    """Return the labels of the article: those that are more likely than not."""
    chosen = []
    for label, score in doc.cats.items():
        if type(label) is not str or not isinstance(score, int | float):
            raise wrong("cats", "label-numbers", score)
        if score >= _CHOSEN:
            chosen.append(label)
        if score not in (0, 1):
            options.note(Phrase("told-scores-high"), score >= _CHOSEN)
            options.ignore(Phrase("told-scores-low"), score < _CHOSEN)
    return chosen


def _meta(user_data: Mapping[Any, Any], options: ReadOptions) -> dict[str, Any]:
    """Return facts of a Doc that some other program kept with it."""
    meta: dict[str, Any] = {}
    for key, value in user_data.items():
        # Extension attributes are ("._.", name, start, end); those of a Doc have no place.
        name = key[1] if _of_doc(key) else key
        if type(name) is str and _is_json(value):
            meta[name] = _plain(value)
        else:
            options.ignore(Phrase("told-docs-data"))
    return foreign.facts(meta)


def _of_doc(key: Any) -> bool:
    return isinstance(key, tuple) and len(key) == 4 and key[0] == "._." and key[2:] == (None, None)


def _is_json(value: Any) -> bool:
    match value:
        case None | bool() | str():
            return True
        case int():
            return -(2**63) <= value < 2**63
        case float():
            return math.isfinite(value)
        case tuple() | list():
            return all(map(_is_json, value))
        case dict():
            return all(type(key) is str and _is_json(each) for key, each in value.items())
    return False


def _plain(value: Any, depth: int = 0) -> Any:
    """Return a value with lists where spaCy has tuples.

    Raises ProblemError for what no line could hold.
    """
    if depth > _MAX_DEPTH:
        raise ProblemError("line-too-deep", most=_MAX_DEPTH)
    if isinstance(value, dict):
        return {_key(key): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each, depth + 1) for each in value]
    if not _is_json(value):
        raise wrong(RECORD, "json", value)
    return value


def _key(key: Any) -> str:
    if type(key) is not str:
        raise wrong(RECORD, "text-keys", key)
    return key


# Our own files ---------------------------------------------------------------------------------


def _recorded(doc: _Doc, line: dict[str, Any], options: ReadOptions) -> dict[str, Any]:
    """Return the record of an article with what was added to its Doc since it was written."""
    spans, labels = listed(line, "spans"), listed(line, "document_labels")
    records = [*spans, *labels]
    if not all(type(each) is dict for each in records):
        return line  # and let `lines` say what is wrong with it
    there: dict[tuple[Any, ...], dict[str, Any]] = {
        (None, None, label): {"label": label} for label in _chosen(doc, options)
    }
    for each in doc.spans:
        there.setdefault((each.start, each.end, each.label), _span(each, doc.text))
    known = {key for each in records for key in _keys(each)}
    added = {key: each for key, each in there.items() if key not in known}
    gone = sum(not each.get("suggested") and there.keys().isdisjoint(_keys(each))
               for each in records)  # fmt: skip
    options.note(Phrase("told-docs-more"), len(added))
    options.note(Phrase("told-docs-fewer"), gone)
    of_words = [each for (start, _, _), each in added.items() if start is not None]
    of_article = [each for (start, _, _), each in added.items() if start is None]
    return {**line, "spans": [*spans, *of_words], "document_labels": [*labels, *of_article]}


def _keys(record: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield how a Doc may call a label of a record: its name may be written with its layer."""
    label = record.get("label")
    for name in (label, f"{record.get('layer')}.{label}"):
        yield record.get("start"), record.get("end"), name
