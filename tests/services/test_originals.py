"""The file an article was taken from is kept as it came, and comes out byte for byte."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.merging import merge_files
from annotator.services.originals import original_of, save_original
from annotator.services.session import Session
from annotator.storage import originals

PAGE = (
    "<html><head><title>Karsk</title></head><body><article><p>“We go,” said Dana Ilves on Monday, "
    "after the road to Karsk was closed by the council.</p></article><p>menu</p></body></html>"
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    made = tmp_path / "page.html"
    made.write_text(PAGE, encoding="utf-8")
    return made


def loaded(session: Session, *paths: Path) -> list[int]:
    import_paths(session, paths, ImportOptions())
    return list(session.document_ids())


def test_a_page_comes_out_as_it_came(session: Session, page: Path, tmp_path: Path) -> None:
    (document,) = loaded(session, page)
    assert original_of(session, document).name == "page.html"
    out = tmp_path / "again.html"
    save_original(session, original_of(session, document), out)
    assert out.read_bytes() == page.read_bytes()
    assert session.check() == []


def test_a_text_is_its_own_original(session: Session, tmp_path: Path) -> None:
    plain = tmp_path / "a.txt"
    plain.write_text("We go.")
    (document,) = loaded(session, plain)
    with pytest.raises(AnnotatorError, match="original-missing"):
        save_original(session, original_of(session, document), tmp_path / "out.txt")
    assert not (tmp_path / "out.txt").exists()


def test_undo_and_redo_of_an_import_bring_it_back(session: Session, page: Path) -> None:
    (document,) = loaded(session, page)
    session.undo()
    assert session.original(document) is None
    session.redo()
    assert original_of(session, document).raw == page.read_bytes()


def test_it_goes_once_nothing_can_bring_it_back(
    session: Session, page: Path, tmp_path: Path
) -> None:
    loaded(session, page)
    session.undo()
    plain = tmp_path / "a.txt"
    plain.write_text("We go.")
    loaded(session, plain)
    path = session.path
    session.close()
    with Session.open(path) as again:
        count = again._project.connection.execute("SELECT count(*) FROM originals").fetchone()
    assert count == (0,)


def test_a_merge_brings_it_along(
    session: Session, page: Path, news_scheme: Scheme, tmp_path: Path
) -> None:
    other = tmp_path / "other.annotator"
    with Session.create(other, news_scheme, "Jonas Reed") as theirs:
        loaded(theirs, page)
    merge_files(session, [other])
    (document,) = session.document_ids()
    assert original_of(session, document).raw == page.read_bytes()


@pytest.mark.parametrize(
    ("column", "value"),
    [("packed", b"junk"), ("packed", b""), ("sha256", "0" * 64)],
    ids=["junk", "empty", "another"],
)
def test_one_that_was_changed_is_told_and_never_given(
    column: str, value: Any, session: Session, page: Path
) -> None:
    (document,) = loaded(session, page)
    path = session.path
    session.close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"UPDATE originals SET {column} = ?", (value,))
        if column == "sha256":
            raw.execute("UPDATE documents SET raw_sha256 = ?", (value,))
    raw.close()
    with Session.open(path) as again:
        assert [each.code for each in again.check()] == ["check-original"]
        assert again.original(document) is None


def test_a_large_one_is_told_and_not_kept(
    session: Session, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.article_files.MAX_KEPT", 10)
    report = import_paths(session, [page], ImportOptions())
    assert any("not kept" in each for each in report.ignored)
    assert session.original(session.document_ids()[0]) is None


def test_a_bomb_in_a_project_unpacks_to_nothing(
    session: Session, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = loaded(session, page)
    monkeypatch.setattr(originals, "MAX_BYTES", 10)
    assert session.original(document) is None


def test_a_name_never_leads_anywhere(session: Session, page: Path) -> None:
    (document,) = loaded(session, page)
    session._project.connection.execute("UPDATE originals SET name = '..\\..\\a/../../b.html'")
    assert original_of(session, document).name == "b.html"
