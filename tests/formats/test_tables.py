"""Tables of articles come in, whatever separator, encoding and program they are from."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator.domain.documents import Document
from annotator.formats import columns, csv_tables, tables
from annotator.formats.registry import Format, ReadOptions, format_for, format_named
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import load, refusal

HEADER = ("Titel", "Datum", "Text", "Quelle", "Ressort", "Seite")
ROWS = (
    ("Karsk lehnt ab", "15.01.2026", "„Nein“, sagte Dana Ilves.", "Amber Post", "Politik", "3"),
    (
        "Die Brücke",
        "2. März 2026",
        'Zeile eins\nZeile "zwei"; mit, allem\t|',
        "Küste",
        "Lokales",
        "",
    ),
)

#: Excel knows no time zones.
MIDNIGHT = datetime.datetime(2026, 1, 15)  # noqa: DTZ001


def table(
    path: Path,
    *rows: tuple[Any, ...],
    separator: str = ";",
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def book(path: Path, *rows: tuple[Any, ...], more: tuple[str, ...] = ()) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name in more:
        made.create_sheet(name).append(("something",))
    made.save(path)
    return path


def documents(session: Session) -> dict[str, Document]:
    """Return the documents of a project by their titles."""
    found = [session.document(number) for number in session.document_ids()]
    return {each.title: each for each in found}


def texts(session: Session) -> list[str]:
    return sorted(bundle.text for bundle in session.bundles())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_and_encoding_are_found_out(
    separator: str, encoding: str, end: str, session: Session, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "batch.csv", HEADER, *ROWS, separator=separator, encoding=encoding, end=end
    )
    report = load(session, path)
    assert (report.documents, report.ignored, report.notes) == (2, {}, {})
    assert texts(session) == sorted(row[2] for row in ROWS)
    first, second = (documents(session)[row[0]] for row in ROWS)
    assert (first.published, second.published) == ("2026-01-15", "2026-03-02")
    assert (first.outlet, second.outlet) == ("Amber Post", "Küste")
    assert (first.meta, second.meta) == (
        {"section": "Politik", "Seite": "3"},
        {"section": "Lokales"},
    )


def test_lines_are_those_on_which_rows_begin(session: Session, tmp_path: Path) -> None:
    raw = 'title,text\r\n\r\nA,"one\r\ntwo"\r\nB\r\nC,good\r\nD,e,f\r\n'
    path = tmp_path / "batch.csv"
    path.write_bytes(raw.encode())
    report = load(session, path, on_error="skip")
    assert [each.line for each in report.problems] == [5, 7]
    assert texts(session) == ["good", "one\ntwo"]
    assert report.notes == {"rows with fewer cells than the table has columns": 1}


def test_only_line_ends_end_a_line(session: Session, tmp_path: Path) -> None:
    text = "a\u2028b\x85c\x0bd\u00a0e" + " and so on" * 9
    load(session, table(tmp_path / "batch.csv", ("text", "title"), (text, "T")))
    assert texts(session) == [text]


def test_a_separator_that_excel_is_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "batch.csv"
    path.write_bytes(b"sep=;\r\ntitle;text\r\nA;one, two\r\nB\r\n")
    report = load(session, path, on_error="skip")
    assert texts(session) == ["one, two"]
    assert [each.line for each in report.problems] == [4]


def test_a_named_encoding_counts(session: Session, tmp_path: Path) -> None:
    rows = (("text", "title"), ("Łódź", "T"))
    load(session, table(tmp_path / "a.csv", *rows, encoding="iso8859-2"), encoding="iso8859-2")
    marked = table(tmp_path / "b.csv", ("text", "n"), ("marked", "1"), encoding="utf-8-sig")
    load(session, marked, encoding="utf-8", columns={"text": "text"})
    assert texts(session) == ["marked", "Łódź"]
    assert "there is no encoding called “klingon”" in refusal(session, marked, encoding="klingon")
    assert "the bytes are not ascii from position 0" in refusal(session, marked, encoding="ascii")


def test_encodings_are_reported(session: Session, tmp_path: Path) -> None:
    rows = (("text", "title"), ("„Küste“, ä, ö, ü", "T"))
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = table(tmp_path / f"{encoding}.csv", *rows, encoding=encoding)
        assert load(session, path).encodings == {str(path): encoding}


def test_a_wide_table_is_read(session: Session, tmp_path: Path) -> None:
    header = ("text", *(f"c{number}" for number in range(columns.MAX_COLUMNS - 1)))
    path = table(tmp_path / "b.csv", header, ("Karsk", *range(columns.MAX_COLUMNS - 1)))
    load(session, path)
    assert len(session.document(session.document_ids()[0]).meta) == columns.MAX_COLUMNS - 1
    load(session, book(tmp_path / "b.xlsx", header, ("Velmar",)))
    assert texts(session) == ["Karsk", "Velmar"]


def test_a_look_says_nothing_twice(tmp_path: Path, options: ReadOptions) -> None:
    path = table(tmp_path / "a.csv", ("text", "b"), ("x",))
    tables.csv_columns(path, options)
    tables.xlsx_columns(book(tmp_path / "a.xlsx", ("text",), more=("else",)), options)
    assert (options.notes, options.ignored) == ({}, {})


def test_tsv_is_a_table(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "batch.tsv", ("body", "headline"), ("x, y", "T"), separator="\t")
    load(session, path)
    assert documents(session)["T"].length == 4


def test_one_column_is_a_table(session: Session, tmp_path: Path) -> None:
    load(session, table(tmp_path / "batch.csv", ("text",), ("one; two",), separator=","))
    assert texts(session) == ["one; two"]


def test_a_person_says_which_column_is_which(session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path / "batch.csv",
        ("text", "Was drin steht", "title", "nr", "Abteilung"),
        ("short", "The whole story.", "no title", "a-7", "sport"),
    )
    chosen = {"text": "Was drin steht", "title": "", "id": "nr", "desk": "Abteilung"}
    load(session, path, columns=chosen)
    document = session.document(session.document_ids()[0])
    assert (document.uid, document.title) == ("a-7", "")
    assert document.meta == {
        "text (column)": "short",
        "title (column)": "no title",
        "desk": "sport",
    }
    assert texts(session) == ["The whole story."]


def test_a_column_that_is_not_there(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "batch.csv", ("text", "b"), ("x", "y"))
    assert "there is no column “c” for “title”; the columns are “text”, “b”" in refusal(
        session, path, columns={"title": "c"}
    )


def test_without_a_text_there_is_one_problem_with_the_columns(
    session: Session, tmp_path: Path
) -> None:
    path = table(tmp_path / "batch.csv", ("Spalte A", "title"), *[("x", "y")] * 50)
    sentence = refusal(session, path)
    assert "The columns are “Spalte A”, “title”. Say which one it is" in sentence
    assert load(session, path, on_error="skip").refused == 1


def test_columns_of_one_name_are_told_apart(session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path / "b.csv", ("text", "text", "", "note", "note"), ("a", "b", "c", "d", "e")
    )
    load(session, path)
    assert session.document(session.document_ids()[0]).meta == {
        "text (2)": "b", "column 3": "c", "note": "d", "note (2)": "e",
    }  # fmt: skip


def test_the_preview_shows_columns_and_rows(tmp_path: Path, options: ReadOptions) -> None:
    path = table(tmp_path / "batch.csv", HEADER, *ROWS, ("x" * 1000,))
    header, rows = tables.csv_columns(path, options, 3)
    assert header == list(HEADER)
    assert rows[0] == list(ROWS[0])
    assert rows[1][2] == 'Zeile eins Zeile "zwei"; mit, allem |'
    assert [len(each) for each in rows] == [6, 6, 6]
    assert len(rows[2][0]) == 300
    path = book(tmp_path / "batch.xlsx", ("text", "day"), ("a", datetime.date(2026, 1, 2)))
    assert tables.xlsx_columns(path, options, 5) == (["text", "day"], [["a", "2026-01-02"]])


@pytest.fixture
def options(news_scheme: Any) -> ReadOptions:
    return ReadOptions(news_scheme, lambda name: 1, lambda *_: None, lambda *_: False)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-01-15", "2026-01-15"),
        ("2026-01-15T10:00:00Z", "2026-01-15T10:00:00Z"),
        ("2026-01-15 10:00:00.25 +0100", "2026-01-15 10:00:00.25 +0100"),
        ("20260115", "2026-01-15"),
        ("2026/1/5", "2026-01-05"),
        ("5.1.2026", "2026-01-05"),
        ("5. Jänner 2026", "2026-01-05"),
        ("15 January 2026", "2026-01-15"),
        ("January 15th, 2026", "2026-01-15"),
        ("Thursday, Jan. 15, 2026", "2026-01-15"),
        ("Donnerstag, 15. Januar 2026", "2026-01-15"),
        ("01/02/2026", None),  # January or February?
        ("2026-13-01", None),
        ("2026-02-30T00:00", None),
        ("31.02.2026", None),
        ("Jonuary 15, 2026", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(written: str, day: str | None) -> None:
    assert columns.iso_date(written) == day


def test_a_date_that_cannot_be_read_is_kept(session: Session, tmp_path: Path) -> None:
    report = load(session, table(tmp_path / "b.csv", ("date", "text"), ("01/02/2026", "x")))
    document = session.document(session.document_ids()[0])
    assert (document.published, document.meta) == ("", {"date as written": "01/02/2026"})
    assert report.notes == {"dates that cannot be read, kept as “date as written”": 1}


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_what_is_written_is_no_table_of_articles(
    name: str, session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    out = tmp_path / f"out.{name}"
    export(session, out, ExportOptions(name))
    assert "a table of labels as Annotator writes it" in refusal(session, out)


# What cannot be read ------------------------------------------------------------------------------

BAD_TABLES: dict[str, tuple[bytes, str]] = {
    "utf-16-without-a-mark": ("title,text\r\nA,Karsk\r\n".encode("utf-16-le"), "not a text file"),
    "utf-16-cut": ("title,text\r\nA,Karsk\r\n".encode("utf-16")[:-1], "the bytes are not utf-16"),
    "junk": (bytes(range(256)) * 40, "the bytes are not utf-8"),
    "empty": (b"", "the file holds no text"),
    "blank": (b"\r\n\r\n", "the file holds no text"),
    "header-only": (b"title,text\r\n", "the file holds no text"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 50, "this is not a text file"),
    "zip": (b"PK\x03\x04\x14\0\0\0\0\0" + b"\0" * 50, "this is not a text file"),
    "mixed-encodings": ("title,text\r\nä,ö ü ß é\r\n".encode() + b"B,caf\xe9\r\n", "not utf-8"),
    "cut": (b'title,text\r\nA,"one\r\ntwo', "quote marks of the row are not in order (unexpected"),
    "quotes": (b'title,text\r\nA,"say "no" to it"\r\n', "A quote mark inside a cell"),
    "wide": (b"title,text\r\nA,one, two\r\n", "the row has 3 cells, and the table 2 columns"),
    "no-text": (b"title,text\r\nA,\r\n", "the article has no text"),
    "nul": (b"title,text\r\nA,Kar\0sk" + b" denies it" * 9 + b"\r\n", "a U+0000 at character 3"),
    "nul-in-title": (b"title,text\r\nA\0,Karsk" + b" denies it" * 9, "“title” has a U+0000"),
    "many-columns": (b"a," * 5000 + b"text\r\nx\r\n", "5001 columns, and 2000 can be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_bad_table_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD_TABLES[name]
    path = tmp_path / "bad.csv"
    path.write_bytes(raw)
    assert words in refusal(session, path)
    good = table(tmp_path / "good.csv", ("text", "b"), ("x", "y"))
    report = load(session, path, good, on_error="skip")
    assert (report.refused, report.documents) == (1, 1)


def test_rows_around_a_bad_one_are_stored(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_bytes(b'text,b\r\none,1\r\ntwo,"a" b\r\nthree,1,2\r\nfour,"4\r\n"\r\nfive,"')
    report = load(session, path, on_error="skip")
    assert texts(session) == ["four", "one"]
    assert [each.line for each in report.problems] == [3, 4, 7]


def test_the_same_id_twice_is_refused(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "b.csv", ("id", "text"), ("1", "one"), ("1", "two"))
    assert "an article “1” with another text" in refusal(session, path)


def test_a_huge_cell_and_a_huge_table_are_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "b.csv", ("text", "b"), ("x" * 200_000, "y"), ("z", ""))
    assert load(session, path).documents == 2
    monkeypatch.setattr(csv_tables, "MAX_TEXT", 1000)
    long = ("x" * 5000, "y")
    wide = ("text", *"b" * 600)  # it would be whole if it were cut
    for number, row in enumerate((long, wide)):
        path = table(tmp_path / f"{number}.csv", ("text", "b"), row, (f"good {number}", ""))
        report = load(session, path, on_error="skip")
        assert [(each.line, each.code) for each in report.problems] == [(2, "cell-too-large")]
        assert f"good {number}" in texts(session)


def test_a_quote_mark_without_an_end_ends_the_table(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_tables, "MAX_TEXT", 1000)
    path = tmp_path / "b.csv"
    path.write_text('title,text\nA,one\nB,"two\n' + "C,three\n" * 500)
    report = load(session, path, on_error="skip")
    assert [(each.line, each.code) for each in report.problems] == [(3, "cell-too-large")]
    assert texts(session) == ["one"]


def test_the_rest_of_a_broken_row_is_no_article(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text('text,title\none,A\n"He said "no"\n\nand left.\nToday.",B\ntwo,C\n')
    report = load(session, path, on_error="skip")
    found = [(each.line, each.code) for each in report.problems]
    assert found == [(3, "row-quotes"), (6, "row-quotes")]
    assert report.ignored == {"lines that belong to a row with quote marks out of order": 1}
    assert texts(session) == ["one", "two"]


def test_a_large_table_has_to_be_utf_8(session: Session, tmp_path: Path) -> None:
    rows = [("text", "title"), *[("Küste " * 100, f"T{number}") for number in range(20)]]
    assert load(session, table(tmp_path / "a.csv", *rows), max_bytes=5000).documents == 1
    path = table(tmp_path / "b.csv", *rows, encoding="cp1252")
    sentence = refusal(session, path, max_bytes=5000)
    assert "cannot be read piece by piece. Split it into several files" in sentence


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_formats_are_told_by_their_endings(name: str, tmp_path: Path) -> None:
    kind: Format = format_named(name)
    for ending in kind.suffixes:
        path = tmp_path / f"a{ending}"
        path.write_bytes(b"text\r\nx")
        assert format_for(path) is kind
    assert kind.columns_of is not None


def test_one_column_may_be_two_fields(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "b.csv", ("lead", "n"), ("Karsk denies it", "1"))
    load(session, path, columns={"text": "lead", "title": "lead"})
    assert documents(session).keys() == {"Karsk denies it"}
    assert texts(session) == ["Karsk denies it"]
