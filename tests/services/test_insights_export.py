"""Insights as files: what a spreadsheet and a graph program read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import networkx
import openpyxl
import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import InsightsFilter, Topic
from annotator.services.insights import export_insights, insights, matrix_table
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from tests.services.stories import Writing, take_in

EVERYTHING = InsightsFilter()
TEXT = "No, =cmd() said. Yes, +Orlo said. No, Karsk denied. Well, -Orlo said. Karsk lies."


@pytest.fixture
def told(session: Session, tmp_path: Path) -> Session:
    story = Writing("one", TEXT, outlet="@Seaboard", date="2026-01-12")
    story.mention("Karsk", '=HYPERLINK("x")')
    story.quote("No", "=cmd()", "states", source_kind="media")
    story.quote("Yes", "+Orlo")
    story.quote("No", "Karsk", "denies", nth=1)
    story.quote("Well", "-Orlo")
    story.opinion("negative", "Karsk", "writer", "lies")
    take_in(session, tmp_path, story)
    return session


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_workbook_has_a_sheet_for_every_question(told: Session, out: Path) -> None:
    path = out / "insights.xlsx"
    lines = export_insights(told, EVERYTHING, path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Progress", "Labels", "Together", "Timeline", "Voices", "Who about whom", "Notes",
    ]  # fmt: skip
    found = insights(told, EVERYTHING)
    assert found.matrix is not None
    tables = [*found.tables.values(), matrix_table(found.matrix)]
    assert lines == sum(len(each.rows) for each in tables)
    for table, sheet in zip(tables, book.worksheets, strict=False):
        rows = list(sheet.iter_rows(min_row=2, values_only=True)) if table.rows else []
        assert len(rows) == len(table.rows)
        for row, expected in zip(rows, table.rows, strict=True):
            assert list(row) == [
                None if value == "" else pytest.approx(value) if isinstance(value, float) else value
                for value in expected.values
            ]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    formulas = [
        cell for cell in cells
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    ]  # fmt: skip
    assert formulas
    assert all(cell.quotePrefix for cell in formulas)


def test_one_table_as_text_starts_no_formula(told: Session, out: Path) -> None:
    path = out / "matrix.csv"
    assert export_insights(told, EVERYTHING, path) == 5
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [11] * 6
    assert {row[0] for row in rows[1:]} == {
        "'=cmd()", "'+Orlo", "'-Orlo", "'=HYPERLINK(\"x\")", "the writer",
    }  # fmt: skip
    (denial,) = [row for row in rows if row[3] == "denies 1"]
    assert denial[:3] == ['\'=HYPERLINK("x")', "(nobody marked)", "1"]
    assert export_insights(told, EVERYTHING, out / "v.CSV", topic=Topic.VOICES) == 3


def test_a_graph_program_reads_who_about_whom(told: Session, out: Path) -> None:
    path = out / "matrix.graphml"
    assert export_insights(told, EVERYTHING, path) == 5
    graph = networkx.read_graphml(path)
    matrix = insights(told, EVERYTHING, [Topic.MATRIX]).matrix
    assert matrix is not None
    names = networkx.get_node_attributes(graph, "name")
    edges = {(names[one], names[other]): values for one, other, values in graph.edges(data=True)}
    assert len(names) == len({each.key for each in (*matrix.sources, *matrix.targets)})
    for cell in matrix.cells.values():
        values = edges.pop((cell.source.name, cell.target.name))
        assert (values["quotes"], values["opinions"]) == (cell.quotes, cell.opinions)
        assert values.get("polarity") == cell.polarity
        acts = {
            name.removeprefix("act_").replace("none", ""): number
            for name, number in values.items() if name.startswith("act_")
        }  # fmt: skip
        assert acts == cell.acts
    assert not edges
    linked = networkx.get_node_attributes(graph, "linked")
    assert [names[node] for node, one in linked.items() if one] == ['=HYPERLINK("x")']
    assert path.read_bytes() == _again(told, out)


def _again(told: Session, out: Path) -> bytes:
    export_insights(told, EVERYTHING, out / "again.graphml")
    return (out / "again.graphml").read_bytes()


@pytest.mark.parametrize(
    ("name", "code"), [("insights.doc", "insights-ending"), ("insights", "insights-ending")]
)
def test_another_ending_is_refused(told: Session, out: Path, name: str, code: str) -> None:
    with pytest.raises(AnnotatorError) as refused:
        export_insights(told, EVERYTHING, out / name)
    assert refused.value.code == code
    assert not out.exists()


def test_the_project_is_never_written_over(told: Session, out: Path) -> None:
    out.mkdir()
    link = out / "project.csv"
    link.symlink_to(told.path)
    with pytest.raises(AnnotatorError) as refused:
        export_insights(told, EVERYTHING, link)
    assert refused.value.code == "export-onto-project"


def test_what_was_there_stays_if_the_export_does_not_end_well(told: Session, out: Path) -> None:
    out.mkdir()
    path = out / "matrix.graphml"
    path.write_text("before")
    with pytest.raises(AnnotatorError):
        export_insights(told, InsightsFilter(since="soon"), path)
    task = Task("insights")
    task.cancel()
    with pytest.raises(Cancelled):
        export_insights(told, EVERYTHING, path, task)
    assert path.read_text() == "before"
    assert list(out.iterdir()) == [path]


def test_a_name_that_xml_cannot_hold_is_written_without_it(
    session: Session, tmp_path: Path
) -> None:
    story = Writing("one", "No, Or\x0clo said.")
    story.quote("No", "Or\x0clo")
    take_in(session, tmp_path, story)
    path = tmp_path / "x.graphml"
    export_insights(session, EVERYTHING, path)
    found = networkx.read_graphml(path)
    assert len(found) == 2
