"""Workbooks come in: what their cells mean, and what is not safe or cannot be read."""

from __future__ import annotations

import datetime
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator.formats import workbook_parts, workbooks
from annotator.services.session import Session
from tests.formats.lines import load, refusal
from tests.formats.test_tables import MIDNIGHT, book, documents, texts


def _bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (60 << 20))
    return path


#: How workbooks of before 2007 and locked ones begin.
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 90
_ROW = '<row r="1"><c t="str"><v>text</v></c></row><row r="2">'


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _doctype(
    path: Path, part: str = "xl/worksheets/sheet1.xml", before: bytes = b"", encoding: str = ""
) -> Path:
    parts = _with_texts(_parts(book(path, ("text",), ("x",))), "<sst/>")
    body = parts[part].partition(b"?>")[2] if parts[part].startswith(b"<?xml") else parts[part]
    raw = before + b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;">]>' + body
    parts[part] = raw.decode().encode(encoding) if encoding else raw
    return _packed(path, **parts)


def _encoded(path: Path, name: bytes) -> Path:
    parts = _parts(book(path, ("text",), ("x",)))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = b'<?xml version="1.0" encoding="%s"?>' % name + parts[sheet]
    return _packed(path, **parts)


def _with_texts(parts: dict[str, bytes], texts: str) -> dict[str, bytes]:
    rels = "xl/_rels/workbook.xml.rels"
    one = b'<Relationship Id="t" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></'
    return parts | {
        "xl/sharedStrings.xml": texts.encode(),
        rels: parts[rels].replace(b"</", one),
    }


def _without_the_sheet(path: Path) -> Path:
    parts = _parts(book(path, ("text",), ("x",)))
    del parts["xl/worksheets/sheet1.xml"]
    return _packed(path, **parts)


def _word(path: Path) -> Path:
    import docx

    docx.Document().save(str(path))
    return path


def _binary(path: Path) -> Path:
    rels = (
        '<Relationships xmlns="r"><Relationship Id="r" Type="x/officeDocument" '
        'Target="xl/workbook.bin"/></Relationships>'
    )
    return _packed(path, **{"_rels/.rels": rels.encode(), "xl/workbook.bin": bytes(99)})


def _cut(path: Path) -> Path:
    path.write_bytes(book(path, ("text",), ("x",)).read_bytes()[:3000])
    return path


def _raw(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def _packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    return path


def _sheet(cells: str, path: Path, more: str = "", *, tight: bool = True) -> Path:
    """Write a workbook whose sheet is these rows."""
    parts = _parts(book(path, ("text",), ("x",)))
    parts["xl/worksheets/sheet1.xml"] = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:A1"/><sheetData>{cells}</sheetData>{more}</worksheet>'
    ).encode()
    how = zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", how) as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    return path


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_workbook_is_read(session: Session, tmp_path: Path) -> None:
    path = book(
        tmp_path / "batch.xlsx",
        ("ID", "Headline", "Published", "Body", "Page", "Front", "At"),
        (7, "One", MIDNIGHT, "a 😀 e\u0301\r\nb", 3, True, None),
        (None,) * 7,
        (8.0, "Two", MIDNIGHT.replace(hour=7, minute=47), "7:47 in Karsk", 2.5, False,
         datetime.time(7, 47)),
        more=("Notes",),
    )  # fmt: skip
    report = load(session, path)
    assert report.ignored == {"sheet “Notes”": 1}
    assert report.notes == {"files of which the sheet “Sheet” was read": 1}
    one, two = (documents(session)[each] for each in ("One", "Two"))
    assert (one.uid, two.uid) == ("7", "8")
    assert (one.published, two.published) == ("2026-01-15", "2026-01-15T07:47:00")
    assert one.meta == {"Page": 3, "Front": True}
    assert two.meta["Page"] == 2.5
    assert "a 😀 e\u0301\nb" in texts(session)


def test_a_formula_is_what_it_came_to(session: Session, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "batch.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["text", "title"])
    sheet.write_formula(1, 0, '="Karsk "&"denies"', None, "Karsk denies")
    made.close()
    load(session, path)
    assert texts(session) == ["Karsk denies"]


def test_a_formula_without_a_value_is_told(session: Session, tmp_path: Path) -> None:
    link = '=HYPERLINK("https://example.org", "there")'
    path = book(tmp_path / "batch.xlsx", ("text", "url"), ("one", link), ("two", link))
    report = load(session, path)
    assert report.ignored == {"formulas whose values were not saved": 2}


def test_a_formula_may_come_to_nothing(session: Session, tmp_path: Path) -> None:
    rows = _ROW + '<c t="str"><v>Karsk</v></c><c t="str"><f>A2&amp;""</f><v></v></c></row>'
    report = load(session, _sheet(rows, tmp_path / "b.xlsx"))
    assert (texts(session), report.ignored) == (["Karsk"], {})


def test_cells_with_mistakes_are_empty_and_told(session: Session, tmp_path: Path) -> None:
    rows = (
        '<row><c t="str"><v>text</v></c><c t="str"><v>title</v></c></row>'
        '<row><c t="str"><v>Karsk</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    report = load(session, _sheet(rows, tmp_path / "b.xlsx"))
    assert session.document(session.document_ids()[0]).title == ""
    assert report.ignored == {"cells with a mistake of Excel, such as #N/A": 1}


def test_numbers_stay_what_they_are(session: Session, tmp_path: Path) -> None:
    cells = ["3", "-3", "2.50", "1E2", "NaN", "1e999", "12345678901234567890", "x", "  "]
    names = "".join(f'<c t="str"><v>n{number}</v></c>' for number in range(len(cells)))
    values = "".join(f"<c><v>{each}</v></c>" for each in cells)
    rows = f'<row><c t="str"><v>text</v></c>{names}</row><row><c><v>7.0</v></c>{values}</row>'
    load(session, _sheet(rows, tmp_path / "b.xlsx"))
    document = session.document(session.document_ids()[0])
    assert document.meta == {
        "n0": 3, "n1": -3, "n2": 2.5, "n3": 100.0, "n4": "NaN", "n5": "1e999",
        "n6": "12345678901234567890", "n7": "x",
    }  # fmt: skip
    assert texts(session) == ["7"]


def test_dates_of_every_kind(session: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet.append(("text", "date", "length", "never"))
    sheet.append(("Karsk", MIDNIGHT, datetime.timedelta(hours=30), 1e9))
    sheet["D2"].number_format = "yyyy-mm-dd"
    made.save(tmp_path / "b.xlsx")
    load(session, tmp_path / "b.xlsx")
    document = session.document(session.document_ids()[0])
    assert document.published == "2026-01-15"
    assert document.meta == {"length": "1 day, 6:00:00", "never": 1_000_000_000}


def test_merged_and_hidden_cells_are_told(session: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (("outlet", "text"), ("Post", "one"), (None, "two"), ("Post", "three")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["B"].hidden = True
    made.save(tmp_path / "b.xlsx")
    report = load(session, tmp_path / "b.xlsx")
    assert texts(session) == ["one", "three", "two"]
    assert report.notes == {
        "merged cells, whose words count for the first of them": 1,
        "hidden rows, read like the others": 1,
    }


def test_sheets_that_can_be_seen_come_first(session: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(("codes",))
    made.active.sheet_state = "hidden"
    made.create_sheet("empty")
    made.create_sheet("News").append(("text",))
    made["News"].append(("Karsk",))
    made.active = 2
    made.save(tmp_path / "b.xlsx")
    report = load(session, tmp_path / "b.xlsx")
    assert texts(session) == ["Karsk"]
    assert report.ignored == {"sheet “Sheet”": 1}
    assert report.notes == {"files of which the sheet “News” was read": 1}


def test_cells_beside_the_table_are_kept(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", ("text", "title"), ("one", "A"), ("two", "B", None, "seen"))
    load(session, path)
    assert [documents(session)[each].meta for each in "AB"] == [{}, {"column 4": "seen"}]


def test_cells_that_are_only_coloured_do_not_count(session: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(("text",))
    sheet.append(("Karsk",))
    for place in ("XFD1", "XFD2", "A70"):
        sheet[place].font = openpyxl.styles.Font(bold=True)
    made.save(tmp_path / "b.xlsx")
    assert load(session, tmp_path / "b.xlsx").documents == 1


def test_words_in_pieces_and_in_the_table_of_texts(session: Session, tmp_path: Path) -> None:
    pieces = (
        '<is><r><t xml:space="preserve">Karsk </t></r><r><rPr><b/></rPr><t>denies</t></r>'
        '<rPh sb="0" eb="1"><t>spoken</t></rPh></is>'
    )
    rows = _ROW + f'<c t="inlineStr">{pieces}</c></row><row><c t="s"><v>0</v></c></row>'
    path = _sheet(rows, tmp_path / "b.xlsx")
    si = pieces.replace("is>", "si>").replace("Karsk", "Velmar_x000D_\n_x005F_x0041_")
    load(session, _packed(path, **_with_texts(_parts(path), f"<sst>{si}</sst>")))
    assert texts(session) == ["Karsk denies", "Velmar\n_x0041_ denies"]


def test_a_table_of_another_layout_of_xml(session: Session, tmp_path: Path) -> None:
    parts = _parts(book(tmp_path / "b.xlsx", ("text",), ("Karsk",)))
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/"
        b"spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc."
        b"org/ooxml/officeDocument/relationships",
    }
    for name, raw in parts.items():
        for old, new in strict.items():
            raw = raw.replace(old, new)
        parts[name] = raw.decode().encode("utf-16") if "sheet1" in name else raw
    load(session, _packed(tmp_path / "b.xlsx", **parts))
    assert texts(session) == ["Karsk"]


def test_a_sheet_of_too_many_tags_is_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_parts, "MAX_TAGS", 1000)
    path = book(tmp_path / "b.xlsx", ("text",), *[("x",)] * 200)
    assert "as a table as text (CSV), or split the sheet" in refusal(session, path)


def test_a_workbook_of_before_2007_is_refused(session: Session, tmp_path: Path) -> None:
    path = _raw(tmp_path / "a.xls", OLD)
    assert "Open it and save it as .xlsx" in refusal(session, path)


def test_the_first_sheet_with_rows_counts(session: Session, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("Articles").append(("text",))
    made["Articles"].append(("Karsk",))
    made.save(tmp_path / "batch.xlsx")
    load(session, tmp_path / "batch.xlsx")
    assert texts(session) == ["Karsk"]


def test_what_the_sheet_says_about_its_size_does_not_count(
    session: Session, tmp_path: Path
) -> None:
    rows = f'<row r="1">{_cell("A1", "text")}{_cell("B1", "title")}</row>'
    text = _cell("A3", "one_x000D_\n_x005F_x000D_")
    rows += f'<row r="3">{text}{_cell("B3", "T")}</row>'
    load(session, _sheet(rows, tmp_path / "b.xlsx"))
    assert texts(session) == ["one\n_x000D_"]
    assert documents(session)["T"]


def test_rows_and_columns_out_of_the_world_end_the_sheet(session: Session, tmp_path: Path) -> None:
    rows = f'<row r="1">{_cell("A1", "text")}</row><row r="2">{_cell("A2", "good")}</row>'
    far = f'<row r="999999999999">{_cell("A999999999999", "x")}</row>'
    wide = f'<row r="3">{_cell("ZZZ3", "x")}</row>'
    for cells, code, line in ((far, "workbook-unreadable", 2), (wide, "table-too-wide", 3)):
        report = load(session, _sheet(rows + cells, tmp_path / "b.xlsx"), on_error="skip")
        assert [(each.line, each.code) for each in report.problems] == [(line, code)]
    assert texts(session) == ["good"]


# What cannot be read ------------------------------------------------------------------------------

BAD_BOOKS: dict[str, tuple[Any, str]] = {
    "empty": (lambda path: _raw(path, b""), "the file holds no text"),
    "text": (lambda path: _raw(path, b"title,text\r\nA,b"), "not an Excel workbook (.xlsx)"),
    "old-or-locked": (lambda path: _raw(path, OLD), "save it as .xlsx, without a password"),
    "picture": (
        lambda path: _raw(path, b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        "a PNG picture, not an",
    ),
    "word": (_word, "this is a Word document, not an Excel workbook"),
    "binary": (_binary, "it is a binary one, .xlsb"),
    "cut": (_cut, "damaged"),
    "other-zip": (lambda path: _packed(path, a=b"b"), "not an Excel workbook that can be read"),
    "bomb": (_bomb, "bring a computer down"),
    **{
        f"doctype-{part}": (partial(_doctype, part=part), "declares a DOCTYPE")
        for part in (
            "_rels/.rels",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/worksheets/sheet1.xml",
        )
    },
    "late-doctype": (partial(_doctype, before=b"<!--" + b" " * 200_000 + b"-->"), "a DOCTYPE"),
    "unknown-encoding": (partial(_encoded, name=b"klingon"), "(unknown encoding: klingon)"),
    "wide-encoding": (partial(_encoded, name=b"big5"), "multi-byte encodings are not supported"),
    "utf-16-doctype": (partial(_doctype, encoding="utf-16"), "a DOCTYPE"),
    "without-the-sheet": (_without_the_sheet, "it has no part “xl/worksheets/sheet1.xml”"),
    "no-such-text": (
        lambda path: _sheet(f"{_ROW}<c t='s'><v>99</v></c></row>", path),
        "no text 99",
    ),
    "deep": (lambda path: _sheet(f"{_ROW}{'<is>' * 100_000}", path), "not well-formed"),
    "endless-tag": (
        lambda path: _sheet(f"{_ROW}<c r='{'A' * (9 << 20)}", path, tight=False),
        "a cell has more than 8 million characters",
    ),
    "endless-text": (
        lambda path: _sheet(f"{_ROW}<c><v>{'1' * (9 << 20)}", path, tight=False),
        "a cell has more than 8 million characters",
    ),
    "endless-pieces": (
        lambda path: _sheet(
            f"{_ROW}<c t='inlineStr'><is>{('<r><t>' + 'x' * 2**20 + '</t></r>') * 9}",
            path,
            tight=False,
        ),
        "a cell has more than 8 million characters",
    ),
    "blank": (book, "the file holds no text"),
    "header-only": (lambda path: book(path, ("text", "b")), "the file holds no text"),
    "no-text": (lambda path: book(path, ("a", "b"), (1, 2)), "The columns are “a”, “b”"),
    "no-such-place": (
        lambda path: _sheet("<row r='1'><c r='!'><v>1</v></c></row>", path),
        "a cell stands in “!”",
    ),
    "broken-sheet": (lambda path: _sheet("<row>", path), "is not well-formed"),
    "escaped-nul": (
        lambda path: book(path, ("text", "title"), ("x", "a_x0000_b")),
        "“title” has a U+0000",
    ),
    "escaped-surrogate": (lambda path: book(path, ("text",), ("a_xD800_",)), "a U+D800"),
}


@pytest.mark.parametrize("name", BAD_BOOKS)
def test_a_bad_workbook_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    make, words = BAD_BOOKS[name]
    path = make(tmp_path / "bad.xlsx")
    assert words in refusal(session, path)
    good = book(tmp_path / "good.xlsx", ("text",), ("x",))
    report = load(session, path, good, on_error="skip")
    assert (report.refused, report.documents) == (1, 1)


def test_rows_before_the_end_of_a_damaged_sheet_are_stored(
    session: Session, tmp_path: Path
) -> None:
    rows = "".join(f'<row r="{n}">{_cell(f"A{n}", "text" if n == 1 else "t" * n)}</row>'
                   for n in range(1, 4))  # fmt: skip
    report = load(session, _sheet(f"{rows}<row><c", tmp_path / "b.xlsx"), on_error="skip")
    assert (report.documents, report.refused) == (2, 1)


def test_forbidden_characters_are_replaced_if_wanted(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", ("text", "title"), ("a_xD800_", "b_x0000_"))
    load(session, path, replace_forbidden=True)
    assert texts(session) == ["a�"]
    assert documents(session)["b�"].replaced == 1


def test_limits_are_those_of_excel() -> None:
    assert workbooks.MAX_ROWS == 1_048_576
