"""There and back: what a format gives back is what its loss report left.

`check(name, lines)` puts native lines into a project, writes it in a format, reads that into a
fresh project and compares what both say, record by record.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Annotation
from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.formats import fields
from annotator.formats.fitting import fit
from annotator.formats.flat import fillers_of
from annotator.formats.registry import Format, Loss, WriteOptions, format_named
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, ImportReport, import_paths
from annotator.services.session import Session
from annotator.services.tokenising import tokens_for
from tests.formats.lines import write

ME = "Mina Kell"


def check(
    name: str, scheme: Scheme, lines: Sequence[dict[str, Any]], **options: Any
) -> tuple[list[Loss], ImportReport]:
    """Send lines there and back; return what was lost on the way, and what the reader reports.

    `unit` is told to both sides, as a person has to where a file does not say it itself.
    """
    kind = format_named(name)
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "a.annotator"), Path(folder, "b.annotator")
        out = Path(folder, f"out{kind.written_ending}")
        with Session.create(first, scheme, ME) as session:
            import_paths(session, [write(Path(folder, "in.jsonl"), *lines)], ImportOptions())
            lost: list[Loss] = []
            wanted = [view(each, kind) for each in fitted(session, kind, lost)]
            report = export(session, out, ExportOptions(name, **options))
        counted = Counter(each.what for each in lost)
        assert report.losses == counted
        with Session.create(second, scheme, ME) as session:
            unit = None if kind.name == "jsonl" else options.get("unit")
            read = import_paths(session, [out], ImportOptions(format=name, unit=unit))
            assert session.check() == []
            found = [view(each, kind) for each in session.bundles()]
    assert by_text(found) == by_text(wanted)
    return lost, read


def fitted(session: Session, kind: Format, lost: list[Loss]) -> Iterable[Bundle]:
    """Yield what a format carries of a project, by its table alone."""
    options = WriteOptions(session.scheme, on_loss=lost.append)
    for bundle in session.bundles():
        bundle.tokens = tokens_for(bundle.text, bundle.zones)
        yield fit(bundle, kind, options)


def by_text(views: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(views, key=lambda each: str(each["text"]))


def view(bundle: Bundle, kind: Format) -> dict[str, Any]:
    """Return what a bundle says, without ids, as far as the format carries it."""
    carries = kind.carries
    names = {number: each.name for number, each in bundle.annotators.items()}
    fillers = fillers_of(bundle)
    there = {each.id: each for each in bundle.annotations}

    def bare(each: Annotation) -> tuple[Any, ...]:
        whose = names.get(each.annotator, "") if "annotators" in carries else ""
        entry = bundle.entries[each.entry].name if each.entry in bundle.entries else ""
        origin = each.origin.value if "provenance" in carries else ""
        attributes = tuple(sorted((name, str(value)) for name, value in each.attributes.items()))
        return whose, each.layer, each.label, each.spans, attributes, entry, origin

    def whole(each: Annotation, depth: int = 0) -> tuple[Any, ...]:
        slots: tuple[Any, ...] = ()
        if not each.spans and depth < 2:
            slots = tuple(
                sorted(
                    (role, str(whole(there[target], depth + 1)))
                    for role, target in fillers.get(each.id, ())
                )
            )
        return *bare(each), slots

    links = [
        (role, bare(each), bare(there[target]))
        for each in bundle.annotations
        if each.spans
        for role, target in fillers.get(each.id, ())
    ]
    document = bundle.document
    found: dict[str, Any] = {
        "text": bundle.text,
        "annotations": sorted(map(str, map(whole, bundle.annotations))),
        "links": sorted(map(str, links)),
        "zones": sorted((each.start, each.end, each.kind.value) for each in bundle.zones),
        "states": sorted((names[each.annotator], each.state.value) for each in bundle.assignments),
        "comments": sorted(
            (
                names[each.annotator],
                each.text,
                each.resolved,
                each.reply_to is not None,
                "" if each.annotation is None else str(bare(there[each.annotation])),
            )
            for each in bundle.comments
        ),
    }
    if "metadata" in carries:
        known: Mapping[str, Any] = {
            name: getattr(document, column) for name, column in fields.META.items()
        }
        found["metadata"] = {name: value for name, value in known.items() if value}
        found["metadata"] |= document.meta
    return found
