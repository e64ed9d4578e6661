"""Looking over another copy before, and over the project after its rows were taken.

Owns what makes a colleague's file unfit for merging although it is a project of ours: pages that do
not fit together, rows that no program of ours writes.  A file that somebody edited by hand is
refused as a whole, with what is wrong with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.annotations import Origin, Span, SpanError, check_spans
from annotator.domain.documents import State, ZoneKind
from annotator.domain.errors import AnnotatorError, Phrase
from annotator.domain.review import How
from annotator.domain.scheme import AttributeType, LayerKind

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile

#: Counters and openings of stamps; what lies outside would be the last word on everything.
_MOST_STEPS = 2**40
_MOST_OPENINGS = 2**39


def _among(table: str, column: str, words: type) -> str:
    known = ", ".join(f"'{word.value}'" for word in words)  # type: ignore[attr-defined]
    return f"SELECT id FROM {table} WHERE {column} NOT IN ({known})"


_STAMPED = (
    *("annotators", "layers", "labels", "attribute_types", "roles", "entries", "documents"),
    *("document_aliases", "zones", "assignments", "annotations", "relations", "comments"),
    *("decisions", "history", "versions", "looks"),
)
#: What is never there in a file that only our program wrote: (what it is about, its rows).
_NEVER = (
    ("why-unsound-origin", _among("annotations", "origin", Origin)),
    ("why-unsound-state", _among("assignments", "state", State)),
    ("why-unsound-zone-kind", _among("zones", "kind", ZoneKind)),
    ("why-unsound-layer-kind", _among("layers", "kind", LayerKind)),
    ("why-unsound-attribute-type", _among("attribute_types", "type", AttributeType)),
    ("why-unsound-decision", _among("decisions", "how", How)),
    (
        "why-unsound-attribute-value",
        "SELECT annotation FROM attributes WHERE NOT json_valid(value)",
    ),
    ("why-unsound-facts", "SELECT id FROM documents WHERE NOT json_valid(meta)"),
    (
        "why-unsound-history",
        (
            'SELECT id FROM history WHERE NOT json_valid("values") OR '
            "(substr(edits, 1, 1) = x'5b' AND NOT json_valid(CAST(edits AS TEXT)))"
        ),
    ),
    (
        "why-unsound-parts",
        (
            "SELECT s.annotation FROM spans AS s JOIN annotations AS a ON a.id = s.annotation "
            "WHERE s.document <> a.document OR s.annotator <> a.annotator OR s.label <> a.label"
        ),
    ),
    (
        "why-unsound-link",
        (
            "SELECT r.id FROM relations AS r JOIN annotations AS a ON a.id = r.source "
            "JOIN annotations AS b ON b.id = r.target "
            "WHERE a.document <> r.document OR b.document <> r.document"
        ),
    ),
    (
        "why-unsound-zone",
        (
            "SELECT z.id FROM zones AS z JOIN documents AS d ON d.id = z.document "
            'WHERE z.start < 0 OR z.start >= z."end" OR z."end" > d.length'
        ),
    ),
    *(
        (
            "why-unsound-when",
            (
                f"SELECT id FROM {table} WHERE counter NOT BETWEEN 0 AND {_MOST_STEPS} "
                f"OR replica NOT BETWEEN 0 AND {_MOST_OPENINGS}"
            ),
        )
        for table in _STAMPED
    ),
)


def refuse_unsound(theirs: ProjectFile) -> None:
    """Raise AnnotatorError("merge-unsound") if a copy holds what no program of ours wrote."""
    if theirs.setting("self-check"):
        # Labels that somebody made a second time, to be compared with her first ones.
        raise AnnotatorError("self-check-stays")
    run = theirs.connection.execute
    for (said,) in run("PRAGMA quick_check(1)"):
        if said != "ok":
            raise AnnotatorError("merge-unsound", path=str(theirs.path), why=said)
    for code, rows in _NEVER:
        found = run(f"{rows} LIMIT 1").fetchone()
        if found is not None:
            raise AnnotatorError(
                "merge-unsound",
                path=str(theirs.path),
                why=Phrase(code, {"record": f"{found[0]:016x}"}),
            )
    lost = run("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        why = Phrase("why-unsound-row", {"table": lost[0], "other": lost[2]})
        raise AnnotatorError("merge-unsound", path=str(theirs.path), why=why)


def refuse_misfits(project: ProjectFile, path: Path) -> None:
    """Raise AnnotatorError("merge-unsound") for a taken label or text that is not as it says."""
    run = project.connection.execute
    # Closed at once, also on an error: a file with a reader cannot be detached.
    with closing(
        run(
            "SELECT d.uid, d.length, d.text_sha256, d.text FROM documents AS d "
            "JOIN temp.new_documents AS t ON t.id = d.id"
        )
    ) as texts:
        for uid, length, sha256, text in texts:
            if len(text) != length or hashlib.sha256(text.encode()).hexdigest() != sha256:
                raise AnnotatorError(
                    "merge-unsound", path=str(path), why=Phrase("why-text-changed", {"uid": uid})
                )
    with closing(
        run(
            'SELECT s.document, s.annotation, s."start", s."end", s.surface FROM spans AS s '
            "JOIN (SELECT id FROM temp.new_annotations UNION ALL "
            "SELECT record FROM temp.take WHERE kind = 'annotation' UNION ALL "
            "SELECT record FROM temp.odd WHERE kind = 'annotation') AS t ON s.annotation = t.id "
            "ORDER BY s.document, s.annotation, s.part"
        )
    ) as rows:
        for document, some in groupby(rows, key=lambda row: row[0]):
            _check_parts(project.text(document), some, path)


def _check_parts(text: str, rows: Iterable[tuple[Any, ...]], path: Path) -> None:
    for annotation, parts in groupby(rows, key=lambda row: row[1]):
        spans = []
        for _, _, start, end, surface in parts:
            spans.append(Span(start, end))
            if text[start:end] != surface:
                raise _misfit(path, annotation)
        try:
            check_spans(tuple(spans), len(text))
        except SpanError as error:
            raise _misfit(path, annotation) from error


def _misfit(path: Path, annotation: int) -> AnnotatorError:
    return AnnotatorError(
        "merge-unsound",
        path=str(path),
        why=Phrase("why-label-misfit", {"record": f"{annotation:016x}"}),
    )
