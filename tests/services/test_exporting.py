"""An export is the choice that was made, checked, and whole or not there."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.tokens import Tokens
from annotator.services.exporting import ExportOptions, export, format_table
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from tests.formats import whole
from tests.formats.lines import TEXT, line, load, span, tables, write


@pytest.fixture
def full(session: Session, tmp_path: Path) -> Session:
    whole.fill(session, tmp_path)
    return session


def lines(session: Session, **options: Any) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(session, out, ExportOptions(**options))
    return [json.loads(raw) for raw in out.getvalue().splitlines()]


def test_the_report_says_what_went_out(full: Session, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder" / "out.jsonl"
    report = export(full, out, ExportOptions())
    assert (report.documents, report.annotations, report.path) == (2, 23, str(out))
    assert report.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert [each.name for each in out.parent.iterdir()] == ["out.jsonl"]


def test_an_export_changes_nothing(full: Session) -> None:
    before = tables(full)
    lines(full, suggestions=True)
    lines(full, format="prodigy")
    assert tables(full) == before


def test_states_are_those_of_the_chosen_annotators(full: Session) -> None:
    def ids(*states: State, **more: Any) -> list[str]:
        return [each["id"] for each in lines(full, states=states, **more)]

    assert ids(State.DONE) == ["harbour/1"]
    assert ids(State.DONE, annotators=("Jonas Reed",)) == []
    assert ids(State.NEW) == ["plain"]
    assert ids(State.NEW, State.IN_PROGRESS) == ["harbour/1", "plain"]


def test_one_annotators_labels_go_out_with_their_own_state(full: Session) -> None:
    mina = lines(full, annotators=("Mina Kell",))[0]
    assert mina["states"] == [{"annotator": "Mina Kell", "state": "done"}]
    named = {each["annotator"] for key in ("spans", "quotes", "document_labels")
             for each in mina[key]}  # fmt: skip
    assert named == {"Mina Kell"}


def test_entries_come_only_with_labels_that_name_them(full: Session) -> None:
    assert lines(full, layers=("entities",))[0]["entries"] != []
    assert lines(full, layers=("quotes",))[0]["entries"] == []


def test_kept_tokens_are_written_with_zone_borders_in_them(
    session: Session, tmp_path: Path
) -> None:
    zoned = line(text="KarskPhoto said", zones=[{"start": 5, "end": 10}], spans=[span(0, 5)])
    load(session, write(tmp_path / "a.jsonl", zoned))
    session.save_tokens(session.document_ids()[0], Tokens([0, 11], [10, 15], [0], "other"))
    (written,) = lines(session)
    assert [each["text"] for each in written["tokens"]] == ["Karsk", "Photo", "said"]
    assert (written["spans"][0]["token_start"], written["spans"][0]["token_end"]) == (0, 0)


def test_a_span_that_no_longer_fits_stops_the_export(full: Session, tmp_path: Path) -> None:
    full._project.connection.execute('UPDATE spans SET "end" = 9999 WHERE start = 0')
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"as it was")
    with pytest.raises(AnnotatorError, match="export-offset"):
        export(full, out, ExportOptions())
    assert out.read_bytes() == b"as it was"
    assert sorted(each.name for each in tmp_path.glob("*out*")) == ["out.jsonl"]


def test_cancelling_leaves_the_former_file(session: Session, tmp_path: Path) -> None:
    batch = [line(f"d{n}", text=f"{n} {TEXT}") for n in range(120)]
    load(session, write(tmp_path / "a.jsonl", *batch))
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"as it was")
    task = Task(on_progress=lambda done, total: task.cancel() if done else None)
    with pytest.raises(Cancelled):
        export(session, out, ExportOptions(), task)
    assert out.read_bytes() == b"as it was"
    assert sorted(each.name for each in tmp_path.glob("*out*")) == ["out.jsonl"]


def test_what_cannot_be_written_is_told(full: Session, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for bad in (tmp_path / "file" / "out.jsonl", tmp_path / ("x" * 300)):
        with pytest.raises(AnnotatorError, match="export-unwritable"):
            export(full, bad, ExportOptions())
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(AnnotatorError, match="export-unwritable"):
        export(full, folder, ExportOptions())
    assert folder.is_dir()


@pytest.mark.parametrize("path", ["harbour.annotator", "./folder/../harbour.annotator"])
def test_the_project_is_never_written_over(path: str, full: Session, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(AnnotatorError, match="export-onto-project"):
        export(full, tmp_path / path, ExportOptions())
    assert full.check() == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe_is_written_to_and_stays(full: Session, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    report = export(full, pipe, ExportOptions())
    reader.join()
    assert hashlib.sha256(found[0]).hexdigest() == report.sha256
    assert pipe.is_fifo()


def test_the_table_of_formats_says_what_each_carries() -> None:
    table = {row["name"]: row for row in format_table()}
    assert {"jsonl", "prodigy"} <= {name for name, row in table.items() if row["write"]}
    assert all(table["jsonl"]["carries"].values())
    assert not table["prodigy"]["carries"]["comments"]
    assert not table["text"]["write"]
