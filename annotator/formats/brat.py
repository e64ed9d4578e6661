"""brat's standoff: a text, and beside it a file that says which words are what.

Owns which files belong together, what is written into a folder, and what brat has no place for.
Lines are `brat_lines`, what they say together is `brat_reading`, names are `brat_names`, and the
configuration of a folder is `brat_settings`.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from annotator.domain.annotations import Annotation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Entry
from annotator.domain.ids import format_id
from annotator.formats import fitting
from annotator.formats.brat_lines import records_of
from annotator.formats.brat_names import (
    BREAKS,
    Stems,
    in_name,
    on_line,
    short_uid,
    uid_of,
    value_written,
)
from annotator.formats.brat_reading import NOTES, OURS, WIKIDATA, ArticleReader, joined
from annotator.formats.brat_settings import (
    CONFIG,
    FILES,
    LOOKS,
    BratNames,
    config_of,
    looks_of,
    settings_in,
)
from annotator.formats.flat import Flat, flat
from annotator.formats.foreign import Found, bundles_of
from annotator.formats.registry import (
    Format,
    Frames,
    Loss,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)
from annotator.formats.text import bytes_of, decode

TEXT, ANNOTATIONS = ".txt", ".ann"
#: Bytes of an annotation file; one line takes about forty.
_MOST = 10 * 1024 * 1024
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_BREAK = re.compile(f"[{BREAKS}]")
_ON_ONE_LINE = re.compile(f"[^{BREAKS}]+")


# Reading -----------------------------------------------------------------------------------------


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of an annotation file and the text beside it, or the problem with it."""
    beside = path.with_suffix(TEXT)
    try:
        if not beside.is_file() or (beside.is_symlink() and not path.is_symlink()):
            # What a link in a folder of somebody else leads to is not part of that folder.
            yield Problem(str(path), 0, "brat-no-text", {"name": beside.name})
            return
        text, encoding = _text_of(beside, options)
    except ProblemError as error:
        line = int(str(error.values.get("line", 0)))
        yield Problem(str(beside), line, error.code, error.values)
        return
    except OSError as error:
        why = error.strerror or str(error)
        yield Problem(str(beside), 0, "file-unreadable", {"why": why})
        return
    yield from bundles_of(path, options, _found(path, text, options), encoding)


def _text_of(path: Path, options: ReadOptions) -> tuple[str, str]:
    """Return a text as offsets count it, line breaks and mark included, and its encoding."""
    text, encoding = _decoded(bytes_of(path, options), options)
    if not text.strip():
        raise ProblemError("file-empty")
    return (_MARK + text if encoding == "utf-8-sig" else text), encoding


def _decoded(raw: bytes, options: ReadOptions) -> tuple[str, str]:
    """Return what a file says and its encoding.

    A text with a file of labels beside it is taken for text although it is full of control
    characters; NUL is none that UTF-8 text has.
    """
    if not options.encoding and b"\0" not in raw and not raw.startswith(BOM_UTF8):
        try:
            return raw.decode(), "utf-8"
        except UnicodeDecodeError:
            pass
    return decode(raw, options.encoding)


def _found(path: Path, text: str, options: ReadOptions) -> Iterator[Found]:
    raw = bytes_of(path, options, _MOST)
    # A file without lines is how brat leaves an article that has no labels yet.
    lines = _decoded(raw, options)[0] if raw.strip() else ""
    records = records_of(lines, options)
    reader = ArticleReader(text, records, settings_in(path.parent), options)
    yield 0, reader.native(uid_of(path.stem))


# Writing -----------------------------------------------------------------------------------------


def write_folder(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[tuple[str, bytes]]:
    """Yield the configuration, then the text and the annotation file of each bundle."""
    names = BratNames(options.scheme)
    yield CONFIG, config_of(names)
    yield LOOKS, looks_of(names)
    stems = Stems()
    for bundle in bundles:
        stem = stems.of(bundle.document.uid)
        yield f"{stem}{TEXT}", bundle.text.encode()
        lines = _Lines(bundle, flat(bundle, options), names).lines()
        yield f"{stem}{ANNOTATIONS}", "".join(f"{line}\n" for line in lines).encode()


class _Lines:
    """The lines of one annotation file."""

    def __init__(self, bundle: Bundle, found: Flat, names: BratNames) -> None:
        self._bundle = bundle
        self._found = found
        self._names = names
        self._number = {each.id: place for place, each in enumerate(found.spans, start=1)}

    def lines(self) -> Iterator[str]:
        """Yield the lines, without their ends."""
        number = self._number
        yield from map(self._words, self._found.spans)
        relations = sorted(
            (number[each.head], number[each.child], in_name(each.role))
            for each in self._found.relations
        )
        for place, (head, child, role) in enumerate(relations, start=1):
            yield f"R{place}\t{role} Arg1:T{head} Arg2:T{child}"
        for place, said in enumerate(self._attributes(), start=1):
            yield f"A{place}\t{said}"
        for place, meant in enumerate(self._entries(), start=1):
            yield f"N{place}\t{meant}"
        for place, each in enumerate(
            sorted(self._bundle.comments, key=lambda each: each.id), start=1
        ):
            assert each.annotation is not None
            yield f"#{place}\t{NOTES} T{number[each.annotation]}\t{on_line(each.text)}"

    def _words(self, annotation: Annotation) -> str:
        parts = _on_lines(self._bundle.text, annotation.spans)
        ranges = ";".join(f"{start} {end}" for start, end in parts)
        words = " ".join(part.of(self._bundle.text) for part in parts)
        label = self._names.label(annotation)
        return f"T{self._number[annotation.id]}\t{label} {ranges}\t{words}"

    def _attributes(self) -> Iterator[str]:
        scheme = self._names.scheme
        spans = [(each, each.id) for each in self._found.spans]
        for annotation, region in [*spans, *self._found.frames]:
            for name, value in sorted(annotation.attributes.items()):
                written = value_written(value, scheme.attribute(annotation.layer, name))
                named = self._names.attribute(annotation, name)
                yield f"{named} T{self._number[region]} {written}"

    def _entries(self) -> Iterator[str]:
        for each in self._found.spans:
            if each.entry is None:
                continue
            entry = self._bundle.entries[each.entry]
            target, name = f"T{self._number[each.id]}", on_line(entry.name)
            yield f"Reference {target} {OURS}:{format_id(entry.id)}\t{name}"
            if entry.wikidata:
                yield f"Reference {target} {WIKIDATA}:{in_name(entry.wikidata)}\t{name}"


def _on_lines(text: str, parts: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return parts cut at line breaks: a line of brat's cannot hold words over two lines."""
    if not any(_BREAK.search(text, start, end) for start, end in parts):
        return parts
    found: list[Span] = []
    for start, end in parts:
        pieces = [Span(*each.span()) for each in _ON_ONE_LINE.finditer(text, start, end)]
        last = len(pieces) - 1
        # White space between two line breaks says nothing; at the ends it is part of the label.
        found += (
            piece
            for place, piece in enumerate(pieces)
            if place in (0, last) or not piece.of(text).isspace()
        )
    return tuple(found)


# Fitting -----------------------------------------------------------------------------------------


def fit(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return what of a bundle brat's lines can say; the rest is told as lost."""
    uid = short_uid(bundle.document.uid)
    if uid != bundle.document.uid:
        options.lose(Loss("metadata", bundle.document.uid, label="id", detail=uid))
        bundle = replace(bundle, document=replace(bundle.document, uid=uid))
    bundle = _fit_spans(bundle, options)
    bundle = _fit_entries(bundle, options)
    return _fit_comments(bundle, options) if bundle.comments else bundle


def _fit_spans(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle with labels as they come back from parts that end with their lines."""
    text, uid = bundle.text, bundle.document.uid
    kept: list[Annotation] = []
    bare = False
    for each in bundle.annotations:
        parts = joined(text, _on_lines(text, each.spans))
        if parts != each.spans:
            what = "parts" if parts and len(parts) < len(each.spans) else "spans"
            label = f"{each.layer}.{each.label}"
            options.lose(
                Loss(what, uid, format_id(each.id), label, each.start, each.end, "line breaks")
            )
            if not parts:
                bare = True
                continue
            each = each._replace(spans=parts)
        kept.append(each)
    bundle = replace(bundle, annotations=kept)
    # With a label that is gone, quotes and opinions may have nothing left to stand on.
    return fitting.fit(bundle, replace(FORMAT, fit=None), options) if bare else bundle


def _fit_entries(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle whose entries have a name and a number, and are meant by some label."""
    uid, known = bundle.document.uid, bundle.entries
    kept = []
    for each in bundle.annotations:
        if each.entry is not None and each.entry not in known:
            label = f"{each.layer}.{each.label}"
            options.lose(Loss("entries", uid, format_id(each.id), label))
            each = each._replace(entry=None)
        kept.append(each)
    meant = {each.entry for each in kept if each.spans}
    entries: dict[int, Entry] = {}
    for number, entry in sorted(known.items()):
        bare = Entry(entry.id, entry.name, wikidata=entry.wikidata)
        if number in meant:
            entries[number] = bare
        if number not in meant or bare != entry:
            gone = [name for name in ("kind", "note", "aliases") if getattr(entry, name)]
            detail = ", ".join(gone) if number in meant else ""
            options.lose(Loss("entries", uid, format_id(number), entry.name, detail=detail))
    return replace(bundle, annotations=kept, entries=entries)


def _fit_comments(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle whose comments are texts about words."""
    words = {frame.id: anchor for frame, anchor in flat(bundle, options).frames}
    words |= {each.id: each.id for each in bundle.annotations if each.spans}
    kept: list[Comment] = []
    for each in bundle.comments:
        on = None if each.annotation is None else words.get(each.annotation)
        if on is None:
            uid, record = bundle.document.uid, format_id(each.id)
            options.lose(Loss("comments", uid, record, detail=each.text[:80]))
        else:
            about = "that it is about all of it"
            kept.append(fitting.bare_comment(bundle, each, on, about, options))
    return replace(bundle, comments=kept)


FORMAT = Format(
    "brat",
    "brat standoff",
    (ANNOTATIONS,),
    read=read,
    write_folder=write_folder,
    carries=frozenset((
        "text", "spans", "overlaps", "parts", "attributes", "relations", "comments", "entries",
    )),
    frames=Frames.RELATIONS,
    fit=fit,
    companions=(TEXT,),
    settings=FILES,
)  # fmt: skip
