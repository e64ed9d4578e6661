"""WebAnno TSV 3, the table of words and annotations of WebAnno and INCEpTION: a file an article.

Owns which files are of it and what it carries.  Lines are `webanno_sheets`, what they say is
`webanno_reading`, our own files are `webanno_writing`.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.bundles import Bundle
from annotator.domain.offset_units import Unit
from annotator.formats.foreign import Found, bundles_of
from annotator.formats.registry import HEAD, Format, Frames, Problem, ProblemError, ReadOptions
from annotator.formats.text import bytes_of, decode
from annotator.formats.webanno_reading import native
from annotator.formats.webanno_sheets import sheet_of
from annotator.formats.webanno_writing import TYPES, write_folder

#: Bytes of one file: an article with all that is said about it.
MAX_BYTES = 25 * 1024 * 1024


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins with the line that every file of this format begins with."""
    return head.removeprefix(codecs.BOM_UTF8).startswith(b"#FORMAT=WebAnno TSV 3.")


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a file, or the problem with it."""

    def found() -> Iterator[Found]:
        text, encoding = _decoded(bytes_of(path, options, MAX_BYTES), options.encoding)
        options.encodings[str(path)] = encoding
        if not text.strip():
            raise ProblemError("file-empty")
        yield 0, native(sheet_of(text, options), options)

    return bundles_of(path, options, found())


def _decoded(raw: bytes, encoding: str) -> tuple[str, str]:
    if not encoding and sniff(Path(), raw[:HEAD]):
        # It says what it is, however odd the characters of its text are.
        try:
            return raw.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError:
            pass
    text, found = decode(raw, encoding)
    if not encoding and not found.startswith("utf"):
        raise ProblemError("webanno-encoding", encoding=found)
    return text, found


FORMAT = Format(
    "webanno-tsv",
    "WebAnno TSV 3.3",
    (".tsv",),
    read=read,
    write_folder=write_folder,
    carries=frozenset({"text", "spans", "overlaps", "attributes", "relations", "metadata"}),
    frames=Frames.RELATIONS,
    units=(Unit.UTF_16,),
    needs_tokens=True,
    sniff=sniff,
    settings=(TYPES,),
)
