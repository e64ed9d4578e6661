"""Lines of JSON for tests, and what an import has to say about them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.services.importing import ImportOptions, ImportReport, ImportStopped, import_paths
from annotator.services.session import Session
from annotator.wording import explain

TEXT = "Dana Ilves met Oren Maret in Karsk. “We go,” she said."


def span(start: int, end: int, label: str = "PERSON", **more: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, **more}


def line(uid: str = "one", text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"id": uid, "text": text, **more}


def write(path: Path, *lines: dict[str, Any] | bytes) -> Path:
    """Write lines, given as values or as they are, and return the path."""
    raw = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
    path.write_bytes(b"".join(each + b"\n" for each in raw))
    return path


def load(session: Session, *paths: Path, **options: Any) -> ImportReport:
    return import_paths(session, paths, ImportOptions(**options))


def refusal(session: Session, *paths: Path, **options: Any) -> str:
    """Import in the careful mode and return the sentence of the refusal; nothing is stored."""
    before = tables(session)
    with pytest.raises(ImportStopped) as stopped:
        load(session, *paths, **options)
    assert tables(session) == before
    sentence = explain(stopped.value)
    assert "\n" not in sentence
    assert "{" not in sentence.replace("{}", ""), "a value is missing"
    return sentence


def refused_beside(session: Session, path: Path, good: Path, words: str) -> None:
    """See that a file is refused with its name and these words, and that a good one comes in."""
    sentence = refusal(session, good, path)
    assert sentence.startswith(f"{path}:")
    assert words in sentence
    report = load(session, path, good, on_error="skip")
    assert ([each.file for each in report.problems], report.documents) == ([str(path)], 1)


def tables(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of a project."""
    connection = session._project.connection
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in sorted(names)
    }
