"""Project files for tests of the storage: made straight through it, without any format."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Assignment, Document, State, Zone
from annotator.domain.ids import derived_id
from annotator.domain.steps import Step
from annotator.storage import bulk
from annotator.storage.project import ProjectFile

TEXT = "Photo: Seaboard\nKarsk denies it\n“No,” Dana Ilves said in Karsk.\n"
ILVES = Span(TEXT.index("Dana"), TEXT.index(" said"))
KARSK = Span(TEXT.index("Karsk."), TEXT.index("Karsk.") + 5)
PHOTO = Span(0, len("Photo: Seaboard"))


def document(uid: str = "harbour", text: str = TEXT, **known: Any) -> Document:
    """Return the document of a text."""
    return Document(
        derived_id("document", uid),
        uid,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        length=len(text),
        **known,
    )


def bundle(uid: str = "harbour", annotator: int = 0, text: str = TEXT, **known: Any) -> Bundle:
    """Return an article; with an annotator also a zone, two labels, a link and a state."""
    about = document(uid, text, **known)
    if not annotator:
        return Bundle(about, text)

    def number(what: str) -> int:
        return derived_id(what, uid)

    mention = Annotation(
        number("mention"), about.id, annotator, "entities", "PERSON", (ILVES,),
        {"referent": "people"},
    )  # fmt: skip
    source = Annotation(number("source"), about.id, annotator, "quotes", "source", (ILVES, KARSK))
    frame = Annotation(number("frame"), about.id, annotator, "quotes", "quote")
    return Bundle(
        about,
        text,
        [Zone(number("zone"), about.id, *PHOTO)],
        [mention, source, frame],
        [Relation(number("link"), about.id, annotator, "source", frame.id, source.id)],
        assignments=[Assignment(number("state"), about.id, annotator, State.DONE)],
    )


def load(project: ProjectFile, *bundles: Bundle, step: Step | None = None) -> None:
    """Load bundles as one import."""
    with bulk.loading(project, None, step or Step("imported", ())) as loader:
        for each in bundles:
            loader.add(each, new_document=project.find_document(uid=each.document.uid) is None)


#: Not part of what a project says: how it came to be so, what can be made again, when.
_ASIDE = (
    *("history", "history_records", "history_rows", "merged_rows"),
    *("tombstones", "known", "tokens"),
)
_STAMP = {"counter", "replica"}


def contents(connection: sqlite3.Connection, aside: Iterable[str] = ()) -> dict[str, list[Any]]:
    """Return every row of every table of a project but its history, caches and stamps."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        if name not in (*_ASIDE, *aside) and not name.startswith("documents_fts")
    ]
    found = {}
    for name in names:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        kept = ", ".join(f'"{each}"' for each in columns if each not in _STAMP)
        found[name] = sorted(connection.execute(f"SELECT {kept} FROM {name}").fetchall(), key=repr)
    return found


def edit_file(path: Path, *statements: str) -> None:
    """Change a closed project file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def beside(path: Path) -> list[str]:
    """Return what lies beside a project file and belongs to it."""
    return sorted(each.name for each in path.parent.glob(path.name + "?*"))
