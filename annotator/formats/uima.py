"""UIMA CASes as INCEpTION, WebAnno and DKPro exchange them: XMI with its types beside, and JSON.

Owns which files are of them and where types are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Unit
from annotator.formats import uima_json, uima_xmi
from annotator.formats.foreign import Found, bundles_of
from annotator.formats.registry import CARRIED, Format, Frames, Problem, ReadOptions
from annotator.formats.text import bytes_of
from annotator.formats.uima_cas import Types, types_of_xml
from annotator.formats.uima_reading import native
from annotator.formats.uima_writing import TYPE_SYSTEM, write_json, write_xmi

#: Bytes of one file: a CAS of an article with every word of it takes some hundred times its text.
MAX_BYTES = 64 * 1024 * 1024
#: Bytes of a type system; that of INCEpTION with all its layers has a tenth of a megabyte.
_MAX_TYPES = 8 * 1024 * 1024
_TYPE_SYSTEMS = (TYPE_SYSTEM, TYPE_SYSTEM.lower())


def sniff_json(path: Path, head: bytes) -> bool:
    """Tell whether a file begins like a CAS in JSON."""
    return uima_json.is_cas(head)


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of an XMI file; its types are in a `TypeSystem.xml` in the same folder.

    Without one, the types are found out from what the structures say.
    """

    def articles() -> Iterator[Found]:
        raw = bytes_of(path, options, MAX_BYTES)
        found: dict[str, str] = {}
        types = _types_beside(path, options)
        cas = uima_xmi.cas_of(raw, types, path.name, options.encoding, found)
        options.note(Phrase("told-xml-characters"), int(found.get("replaced", 0)))
        options.encodings[str(path)] = found["encoding"]
        yield 0, native(cas, options)

    return bundles_of(path, options, articles())


def read_json(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the article of a JSON file."""

    def articles() -> Iterator[Found]:
        raw = bytes_of(path, options, MAX_BYTES)
        yield 0, native(uima_json.cas_of(raw, replace=options.replace_forbidden), options)

    return bundles_of(path, options, articles())


def _types_beside(path: Path, options: ReadOptions) -> Types:
    for name in _TYPE_SYSTEMS:
        beside = path.with_name(name)
        if beside.is_file():
            return types_of_xml(bytes_of(beside, options, _MAX_TYPES), name)
    options.note(Phrase("told-xmi-types"))
    return Types()


_CARRIES = frozenset(CARRIED) - {"suggestions"}
FORMAT = (
    Format(
        "uima-xmi",
        "UIMA CAS XMI (INCEpTION, DKPro)",
        (".xmi",),
        read=read,
        write_folder=write_xmi,
        carries=_CARRIES,
        frames=Frames.WHOLE,
        same_twice=True,
        units=(Unit.UTF_16,),
        takes_tokens=True,
        settings=_TYPE_SYSTEMS,
    ),
    Format(
        "uima-json",
        "UIMA CAS JSON (INCEpTION)",
        (".json",),
        read=read_json,
        write_folder=write_json,
        carries=_CARRIES,
        frames=Frames.WHOLE,
        same_twice=True,
        units=(Unit.UTF_16,),
        takes_tokens=True,
        sniff=sniff_json,
    ),
)
