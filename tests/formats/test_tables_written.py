"""What goes out as tables is safe to open, whole as far as cells allow, and always the same."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator.formats import tables_written
from annotator.formats.registry import Loss
from annotator.services.exporting import ExportOptions, ExportReport, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import line, load, span, write

#: Each starts a formula in some spreadsheet.
FORMULAS = ("=1+1", "+49 30", "-5", "@SUM(1)", "\t=1", " =1", "＝1", "=cmd|'/c calc'!A0")


def put(session: Session, folder: Path, *lines: dict[str, Any]) -> None:
    load(session, write(folder / "in.jsonl", *lines))


def out(session: Session, name: str, lost: list[Loss] | None = None) -> tuple[bytes, ExportReport]:
    made = io.BytesIO()
    told = [] if lost is None else lost
    report = export(session, made, ExportOptions(name), on_loss=told.append)
    return made.getvalue(), report


def rows(session: Session) -> list[dict[str, str]]:
    raw, _ = out(session, "csv")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def sheets(session: Session) -> dict[str, list[dict[str, Any]]]:
    raw, _ = out(session, "xlsx")
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(raw)):
        header, *values = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(header, each, strict=True)) for each in values]
    return found


def bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


SPAN = {
    "document": "harbour/1", "title": "Karsk denies it", "outlet": "Amber Post",
    "date": "2026-01-15", "layer": "entities", "label": "GPE", "words": "Karsk", "entry": "Karsk",
    "entry kind": "place", "wikidata": "Q0", "referent": "government", "annotator": "Mina Kell",
    "context": "Karsk denies it 👩‍👩‍👧", "start": 0, "end": 5, "entry id": "00000000000000e1",
    "record": "0000000000000001",
}  # fmt: skip
QUOTE = {
    "document": "harbour/1", "title": "Karsk denies it", "outlet": "Amber Post",
    "date": "2026-01-15", "layer": "quotes", "label": "quote",
    "source": "Citadel spokesman Oren Maret", "cue": "told",
    "content": "We did not fire, … and … never will.", "insertion": "(the council)",
    "type": "direct", "act": "denies", "named": True, "annotator": "Mina Kell",
    "context": "“We did not fire,” Citadel spokesman Oren Maret told Cafe\u0301 Amber, "
    "“and (the council) never will.”", "start": 46, "end": 141,
    "responds_to": "00000000000000a2", "record": "00000000000000a1",
}  # fmt: skip


def test_one_table_has_a_row_for_everything(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    found = rows(session)
    assert [each["kind"] for each in found] == [
        "article", *["span"] * 16, *["quote"] * 2, *["opinion"] * 2, "quote",
        *["document label"] * 2, "relation", "article",
    ]  # fmt: skip
    about = {"author": "Tom Reske", "url": "https://example.org/1", "language": "en"}
    texts = {name: str(value) for name, value in SPAN.items()}
    assert bare(found[1]) == {**texts, **about, "kind": "span"}
    texts = {name: str(value) for name, value in QUOTE.items()}
    assert bare(found[17]) == {**texts, **about, "kind": "quote", "named": "true"}


def test_a_workbook_has_a_sheet_for_each_kind_of_row(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    found = sheets(session)
    assert {name: len(each) for name, each in found.items()} == {
        "Articles": 2, "Spans": 16, "Quotes": 3, "Opinions": 2, "Document labels": 2,
        "Relations": 1, "Entries": 1,
    }  # fmt: skip
    assert bare(found["Spans"][0]) == SPAN
    assert bare(found["Quotes"][0]) == QUOTE
    assert bare(found["Entries"][0]) == {
        "entry": "Karsk", "kind": "place", "aliases": "the capital; K.", "wikidata": "Q0",
        "note": "Norvia’s capital", "entry id": "00000000000000e1",
    }  # fmt: skip


def test_losses_are_those_of_the_table(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    around = {"text": 2, "zones": 1, "states": 2, "provenance": 3}
    assert out(session, "csv")[1].losses == {**around, "entries": 2}
    assert out(session, "xlsx")[1].losses == around


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_bytes_are_always_the_same(name: str, session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    raw = out(session, name)[0]
    assert out(session, name)[0] == raw
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            assert {each.date_time[0] for each in packed.infolist()} == {1980}
            assert b"2000-01-01T00:00:00Z" in packed.read("docProps/core.xml")


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula(words: str, session: Session, tmp_path: Path) -> None:
    put(session, tmp_path, line(text=f"x {words} y", meta={"title": words, "outlet": "-"}))
    (row,) = rows(session)
    assert (row["title"], row["outlet"]) == (f"'{words}", "'-")
    assert out(session, "csv")[1].notes == {
        "cells that begin like a formula, written with an apostrophe before": 2
    }
    raw, _ = out(session, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    cell = book["Articles"]["B2"]
    assert (cell.value, cell.quotePrefix) == (words, True)
    assert cell.data_type in ("s", "inlineStr")


def test_numbers_are_no_formulas(session: Session, tmp_path: Path) -> None:
    put(session, tmp_path, line(spans=[span(0, 10)]))
    assert rows(session)[1]["start"] == "0"
    assert out(session, "csv")[1].notes == {}


def test_characters_that_xml_cannot_hold_come_back(session: Session, tmp_path: Path) -> None:
    title = "a\x01b\x0bc\x1f_x0041_d\ufffe e\uffff\x7f"
    put(session, tmp_path, line(meta={"title": title, "outlet": "two\nlines\ttab"}))
    raw, report = out(session, "xlsx")
    assert report.losses == {"text": 1}
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    shown = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), sheet)
    assert "a\x01b\x0bc\x1f_x0041_d\ufffe e\uffff\x7f" in shown
    assert sheets(session)["Articles"][0]["outlet"] == "two\nlines\ttab"
    assert rows(session)[0]["title"] == title


def test_cells_are_cut_where_excel_ends_and_it_is_told(session: Session, tmp_path: Path) -> None:
    text = "👩" * 20_000
    more = {"title": "T" * 32_767, "outlet": "O" * 32_768, "long": ["x" * 40_000]}
    put(session, tmp_path, line(text=text, spans=[span(0, 20_000)], meta=more))
    lost: list[Loss] = []
    _, report = out(session, "xlsx", lost)
    assert report.losses == {"text": 2, "metadata": 2}
    told = {each.detail: (each.what, each.label, each.start, each.end) for each in lost}
    cut = "cut to 32,767 characters"
    assert told[f"words, {cut}"] == ("text", "entities.PERSON", 0, 20_000)
    assert told[f"outlet, {cut}"][0] == told[f"further facts, {cut}"][0] == "metadata"
    found = sheets(session)
    words = found["Spans"][0]["words"]
    assert words == "👩" * 16_383 + "…"
    assert len(words.encode("utf-16-le")) // 2 <= tables_written.MAX_CELL
    assert found["Articles"][0]["title"] == "T" * 32_767
    assert found["Articles"][0]["outlet"] == "O" * 32_766 + "…"
    # A table of text has no such end.
    assert out(session, "csv")[1].losses == {"text": 1}
    assert rows(session)[1]["words"] == text


def test_rows_go_on_in_a_further_sheet(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_written, "MAX_ROWS", 3)
    put(session, tmp_path, line(spans=[span(n, n + 1) for n in range(5)]))
    found = sheets(session)
    names = ("Spans", "Spans 2", "Spans 3")
    assert [[each["start"] for each in found[name]] for name in names] == [[0, 1], [2, 3], [4]]


def test_a_sheet_is_made_to_be_read(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(out(session, "xlsx")[0]))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet["A1"].font.bold
    spans = book["Spans"]
    place = {cell.value: cell.column_letter for cell in spans[1]}
    width = {name: spans.column_dimensions[each].width for name, each in place.items()}
    assert width["start"] < width["words"] < width["context"]
    # Nobody's label of words says what it is about.
    assert spans.column_dimensions[place["referent"]].hidden is False


def test_a_project_without_labels_is_a_table_of_articles(session: Session, tmp_path: Path) -> None:
    assert rows(session) == []
    assert {len(each) for each in sheets(session).values()} == {0}
    put(session, tmp_path, line())
    assert [each["kind"] for each in rows(session)] == ["article"]


def test_an_attribute_named_like_a_column_has_its_own(session: Session, tmp_path: Path) -> None:
    more = span(0, 10, attributes={"words": "x"})
    load(session, write(tmp_path / "a.jsonl", line(spans=[more])), unknown_labels="add")
    row = rows(session)[1]
    assert (row["words"], row["attribute words"]) == ("Dana Ilves", "x")
