"""Versions of definitions and the looks at annotations, in the project file.

Owns the SQL about both, and the looks that a step brings along: whoever makes, relabels or corrects
an annotation has it in hand under the newest version of its label, which is noted in the same step,
so that undo takes both back.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.domain.annotations import Annotation, Relation
from annotator.domain.guideline_versions import DefinitionVersion, Look, look_at
from annotator.domain.scheme import Attribute, Label, label_id
from annotator.domain.steps import Step, added, removed
from annotator.storage.records import LOOKS

if TYPE_CHECKING:
    from annotator.storage.project import ProjectFile

_COLUMNS = "id, label, before, annotator, time"
#: An annotation of a label that nobody looked at under a version.
_OLDER = (
    "a.label = :label AND NOT EXISTS (SELECT 1 FROM looks AS l "
    "WHERE l.version = :version AND l.annotation = a.id)"
)


def versions(connection: sqlite3.Connection) -> list[DefinitionVersion]:
    """Return every version of every label, the oldest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM versions ORDER BY counter, replica, id")
    return [DefinitionVersion(*row) for row in rows]


def number_of_changes(connection: sqlite3.Connection) -> int:
    """Return how many steps changed definitions; labels changed in one step count once."""
    sql = "SELECT count(*) FROM (SELECT DISTINCT counter, replica FROM versions)"
    return int(connection.execute(sql).fetchone()[0])


def newest(connection: sqlite3.Connection) -> dict[int, int]:
    """Return the id of the newest version by the row of its label; labels of one are left out."""
    return {each.label: each.id for each in versions(connection)}


def older_by_annotator(connection: sqlite3.Connection, label: int, version: int) -> dict[int, int]:
    """Return how many annotations of a label nobody looked at under a version, by annotator."""
    return dict(
        connection.execute(
            f"SELECT a.annotator, count(*) FROM annotations AS a WHERE {_OLDER} GROUP BY 1",
            {"label": label, "version": version},
        ).fetchall()
    )


def older(
    connection: sqlite3.Connection, label: int, version: int, annotator: int, most: int
) -> list[tuple[int, int, int, int]]:
    """Return (place of the document, start, document, annotation) of those, as one reads.

    `annotator`: whose; 0: everybody's.  A frame starts where its first part does.
    """
    whose = "AND a.annotator = :annotator" if annotator else ""
    # The places within documents are only looked up for those that are returned.
    first = (
        "SELECT d.position AS place, a.document, a.id FROM annotations AS a "
        f"JOIN documents AS d ON d.id = a.document WHERE {_OLDER} {whose} "
        "AND d.id NOT IN (SELECT document FROM document_aliases) ORDER BY 1, 3 LIMIT :most"
    )
    start = (
        "coalesce((SELECT min(s.start) FROM spans AS s WHERE s.annotation = a.id), "
        "(SELECT min(s.start) FROM relations AS r JOIN spans AS s ON s.annotation = r.target "
        "WHERE r.source = a.id), 0)"
    )
    return connection.execute(
        f"SELECT a.place, {start}, a.document, a.id FROM ({first}) AS a ORDER BY 1, 2, 4",
        {"label": label, "version": version, "annotator": annotator, "most": most},
    ).fetchall()


def looked_at_only_under(
    connection: sqlite3.Connection, version: int, earlier: int
) -> list[tuple[int, int]]:
    """Return (document, annotation) of the looks at a version that have none at an earlier one."""
    return connection.execute(
        "SELECT document, annotation FROM looks AS l WHERE version = ? AND NOT EXISTS "
        "(SELECT 1 FROM looks AS e WHERE e.version = ? AND e.annotation = l.annotation) ORDER BY 2",
        (version, earlier),
    ).fetchall()


def with_looks(project: ProjectFile, step: Step) -> Step:
    """Return a step with the looks that it means, and without those of what it takes away.

    A change of the scheme relabels by rule: nobody looked at each label then.  A link to an entry
    says nothing about the label either.
    """
    run = project.connection.execute
    by_rule = any(isinstance(edit.record, Label | Attribute) for edit in step.edits)
    wanted = {} if by_rule else newest(project.connection)
    if not wanted and run("SELECT 1 FROM looks LIMIT 1").fetchone() is None:
        return step
    gone: dict[int, None] = {}
    seen: dict[int, tuple[int, int]] = {}  # document and row of the label, by annotation
    frames: dict[int, None] = {}
    named = {edit.record.id for edit in step.edits if isinstance(edit.record, Look)}
    for edit in step.edits:
        record = edit.record
        if isinstance(record, Relation):
            frames[record.source] = None
        elif isinstance(record, Annotation):
            if edit.after is None:
                gone[record.id] = None
            elif not isinstance(edit.before, Annotation) or _said(edit.before) != _said(record):
                seen[record.id] = record.document, label_id(record.layer, record.label)
    for frame in frames:
        # Another source of a quote is a look at the quote.
        if frame not in seen and frame not in gone and wanted:
            row = run("SELECT document, label FROM annotations WHERE id = ?", (frame,)).fetchone()
            if row is not None:
                seen[frame] = row
    lost = [
        look
        for number in gone
        for look in LOOKS.read_where(project, "annotation = ?", (number,))
        if look.id not in named
    ]
    new = [
        look
        for number, (document, label) in seen.items()
        if label in wanted
        and (look := look_at(document, number, wanted[label])).id not in named
        and LOOKS.read(project, look.id) is None
    ]
    if not lost and not new:
        return step
    return replace(step, edits=(*removed(*lost), *step.edits, *added(*new)))


def _said(annotation: Annotation) -> tuple[object, ...]:
    return annotation.label, annotation.spans, annotation.attributes
