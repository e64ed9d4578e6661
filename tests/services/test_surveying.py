"""A survey tells what a batch holds and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.services import surveying
from annotator.services.importing import ImportOptions
from annotator.services.session import Session
from annotator.services.surveying import survey
from annotator.services.tasks import Cancelled, Task
from tests.formats.lines import line, load, span, tables, write


def test_unknown_labels_are_counted_by_the_names_that_can_be_mapped(
    session: Session, tmp_path: Path
) -> None:
    path = write(
        tmp_path / "in.jsonl",
        line("one", spans=[span(0, 10, "Person"), span(15, 25, "PERSON")]),
        line("two", text="Other text. Other", spans=[span(0, 5, "Person"), span(6, 10, "Ort")]),
    )
    before = tables(session)
    found = survey(session, [path], ImportOptions())
    assert tables(session) == before
    assert dict(found.unknown) == {"Person": 2, "Ort": 1}
    assert (found.files, found.articles, found.whole) == (1, 2, True)
    assert [each.annotations for each in found.samples] == [1, 0]
    labels = {"Person": "entities.PERSON", "Ort": ""}
    again = survey(session, [path], ImportOptions(labels=labels))
    assert dict(again.unknown) == {}
    report = load(session, path, labels=labels, unknown_labels="skip")
    assert report.annotations == 3


def test_problems_are_shown_and_the_rest_is_read(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "Good."}\n{"text": \n{"text": "Good, too."}\n')
    (tmp_path / "b.none").write_text("x")
    found = survey(session, [tmp_path / "a.jsonl", tmp_path / "b.none"], ImportOptions())
    assert [(each.code, each.line) for each in found.problems] == [
        ("line-not-json", 2), ("file-kind-unknown", 0),
    ]  # fmt: skip
    assert [each.words for each in found.samples] == ["Good.", "Good, too."]


def test_the_columns_of_a_table_are_shown_with_what_their_names_say(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("Überschrift;Volltext;Nr\nHafen;Die Fähre fährt.;1\n", encoding="utf-8")
    found = survey(session, [path], ImportOptions())
    assert found.columns is not None
    assert found.columns.names == ["Überschrift", "Volltext", "Nr"]
    assert found.columns.rows == [["Hafen", "Die Fähre fährt.", "1"]]
    assert found.columns.guessed == {"title": "Überschrift", "text": "Volltext"}
    assert [(each.title, each.words) for each in found.samples] == [("Hafen", "Die Fähre fährt.")]


def test_a_large_batch_is_looked_at_in_part(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surveying, "MOST_ARTICLES", 10)
    for name in "ab":
        articles = [line(f"{name}{number}", text=f"{name} {number}") for number in range(20)]
        write(tmp_path / f"{name}.jsonl", *articles)
    found = survey(session, [tmp_path], ImportOptions())
    assert (found.articles, found.whole) == (10, False)
    assert {Path(each.file).name for each in found.samples} == {"a.jsonl", "b.jsonl"}


def test_a_survey_can_be_cancelled(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "in.jsonl", line())
    task = Task("surveying")
    task.cancel()
    with pytest.raises(Cancelled):
        survey(session, [path], ImportOptions(), task)
