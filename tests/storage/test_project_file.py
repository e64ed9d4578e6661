"""A project is one sound file that is opened, written and left whole."""

from __future__ import annotations

import shutil
from array import array
from pathlib import Path

import pytest

from annotator.domain.documents import Annotator, Document
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.domain.tokens import Tokens
from annotator.storage import connection, tables
from annotator.storage.project import ProjectFile
from tests.storage import making

PRAGMAS = {
    "page_size": 8192,
    "application_id": tables.APPLICATION_ID,
    "user_version": tables.SCHEMA_VERSION,
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "mmap_size": 0,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,  # memory
}


def pragmas(project: ProjectFile) -> dict[str, object]:
    return {name: project.db.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}


def test_a_new_a_reopened_and_a_second_connection_have_every_pragma(project: ProjectFile) -> None:
    assert pragmas(project) == PRAGMAS
    with project.sibling() as second:
        assert pragmas(second) == PRAGMAS
    project.close()
    with ProjectFile.open(project.path) as again:
        assert pragmas(again) == PRAGMAS


def test_full_synchronous_holds_again_after_an_import(project: ProjectFile) -> None:
    making.load(project, making.bundle("other"))
    assert pragmas(project) == PRAGMAS


def test_closing_leaves_one_file_that_needs_no_other(project: ProjectFile, tmp_path: Path) -> None:
    assert making.beside(project.path)
    before = making.contents(project.connection)
    project.close()
    project.close()
    assert making.beside(project.path) == []
    copy = tmp_path / "mailed.annotator"
    copy.write_bytes(project.path.read_bytes())
    with ProjectFile.open(copy, read_only=True) as mailed:
        assert making.contents(mailed.connection) == before


def test_reading_only_leaves_no_trace(closed: Path) -> None:
    before = closed.read_bytes()
    with ProjectFile.open(closed, read_only=True) as project:
        assert project.text(making.document().id) == making.TEXT
        assert not making.beside(closed)
    assert closed.read_bytes() == before
    assert not making.beside(closed)


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, news_scheme: Scheme) -> None:
    path = tmp_path / "letter.annotator"
    path.write_text("mine")
    with pytest.raises(AnnotatorError, match="project-exists"):
        ProjectFile.create(path, news_scheme)
    assert path.read_text() == "mine"


def test_the_marks_of_a_new_project_stand_in_the_file_itself(project: ProjectFile) -> None:
    # If the process died now and the WAL were lost, the file would still be known as a project.
    connection.refuse_other_files(project.path)


def test_the_scheme_comes_back_as_it_went_in(closed: Path, news_scheme: Scheme) -> None:
    with ProjectFile.open(closed) as project:
        assert project.scheme == news_scheme


def test_any_json_value_is_kept_as_a_setting(project: ProjectFile) -> None:
    value = {"wide": [1, 2.5, None, True], "name": "Küste “北”"}
    project.set_setting("view", value)
    project.set_setting("view", {**value, "more": ""})
    project.close()
    with ProjectFile.open(project.path) as again:
        assert again.setting("view") == {**value, "more": ""}
        assert again.setting("unknown", 7) == 7


def test_tokens_are_kept_and_replaced(project: ProjectFile) -> None:
    number = making.document().id
    assert project.tokens(number) is None
    for end in (5, 70_000):
        made = Tokens(array("I", [0, 3]), array("I", [3, end]), array("I", [0]), "words 1")
        project.save_tokens(number, made)
        kept = project.tokens(number)
        assert kept is not None
        assert (kept.starts, kept.ends, kept.sentence_starts, kept.model) == (
            made.starts, made.ends, made.sentence_starts, made.model,
        )  # fmt: skip


def test_two_copies_of_one_file_never_hand_out_the_same_id(closed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.annotator"
    shutil.copy(closed, copy)
    with ProjectFile.open(closed) as one, ProjectFile.open(copy) as other, one.sibling() as third:
        sources = (one.ids, other.ids, third.ids)
        ids = [source.next() for source in sources for _ in range(500)]
    with ProjectFile.open(closed) as again:
        ids += [again.ids.next() for _ in range(500)]
    assert len(set(ids)) == len(ids)


def test_stamps_grow_whoever_writes_and_over_restarts(project: ProjectFile) -> None:
    def newest(table: str = "history") -> int:
        sql = f"SELECT max(counter) FROM {table}"
        return int(project.connection.execute(sql).fetchone()[0])

    def add(to: ProjectFile, name: str) -> None:
        to.apply(Step("annotator-added", added(Annotator(to.ids.next(), name))), None)
        counters.append(newest())

    counters = [newest("labels"), newest()]
    add(project, "one")
    with project.sibling() as second:
        add(second, "two")
    add(project, "three")
    project.turn("undo", None)
    counters.append(newest())
    project.close()
    with ProjectFile.open(project.path) as project:
        add(project, "four")
        assert newest("annotators") == counters[-1]
    assert counters[0] > 0
    assert counters == sorted(set(counters))


def test_a_write_on_a_second_connection_is_seen_after_forgetting(project: ProjectFile) -> None:
    label = project.scheme.labels[0]
    with project.sibling() as second:
        from annotator.services.annotating import rename_label

        second.apply(rename_label(label, "Renamed"), None)
    assert project.scheme.labels[0].name == label.name
    project.forget_caches()
    assert project.scheme.labels[0].name == "Renamed"


def test_a_document_that_is_not_there_is_named(project: ProjectFile) -> None:
    assert project.read(Document, 5) is None
    with pytest.raises(AnnotatorError, match="document-missing"):
        project.text(5)


def test_every_error_has_a_sentence() -> None:
    from annotator.messages.storage import MESSAGES

    sources = [
        each.read_text(encoding="utf-8") for each in Path(tables.__file__).parent.glob("*.py")
    ]
    assert {code for code in MESSAGES if code.startswith("project-")} <= {
        code for code in MESSAGES if any(f'"{code}"' in source for source in sources)
    }
