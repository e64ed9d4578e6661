"""Word documents: paragraphs, lists and tables in order; harmful files are refused unopened."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from annotator.domain.documents import Document
from annotator.services.session import Session
from tests import articles
from tests.formats.lines import load, refusal, refused_beside

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "word/document.xml"


def document(*paragraphs: str) -> docx.document.Document:
    made = docx.Document()
    core = made.core_properties
    core.title, core.author, core.language = "Karsk denies it", "Tom Reske", "en-GB"
    core.created = datetime.datetime(2026, 1, 15, 7, 47, tzinfo=datetime.UTC)
    for each in paragraphs:
        made.add_paragraph(each)
    return made


def raw_of(made: docx.document.Document) -> bytes:
    stored = io.BytesIO()
    made.save(stored)
    return stored.getvalue()


def with_part(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a document with one part of it changed."""
    stored = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            content = old.read(each)
            new.writestr(each.filename, change(content) if each.filename == name else content)
    return stored.getvalue()


def with_body(xml: str) -> bytes:
    """Return a document whose body is `xml`."""
    whole = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
    return with_part(raw_of(document("x")), MAIN, lambda old: whole.encode())


def run(text: str, more: str = "") -> str:
    return f'<w:r>{more}<w:t xml:space="preserve">{text}</w:t></w:r>'


def zipped(**members: bytes) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stored.getvalue()


def only(session: Session) -> tuple[Document, str]:
    (number,) = session.document_ids()
    return session.document(number), session.text(number)


def test_paragraphs_lists_and_tables_come_in_order(session: Session, tmp_path: Path) -> None:
    made = document()
    made.add_heading("Karsk denies it", 1)
    made.add_paragraph("“We did not fire,” said\tMaret.\nA new line.")
    made.add_paragraph("first", style="List Bullet")
    made.add_paragraph("second", style="List Number")
    table = made.add_table(2, 2)
    for cell, text in zip(
        (each for row in table.rows for each in row.cells), ("a", "b", "c", "d"), strict=True
    ):
        cell.text = text
    made.add_paragraph("The end.")
    made.sections[0].header.paragraphs[0].text = "Amber Post, page 1"
    path = tmp_path / "story.docx"
    made.save(str(path))
    report = load(session, path)
    found, text = only(session)
    assert text == (
        "Karsk denies it\n“We did not fire,” said\tMaret.\nA new line.\nfirst\nsecond\n"
        "a\tb\nc\td\nThe end."
    )
    assert (found.title, found.author, found.published, found.language) == (
        "Karsk denies it", "Tom Reske", "2026-01-15", "en-GB",
    )  # fmt: skip
    assert found.raw_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert report.ignored == {"page headers of a document": 1}
    assert session.check() == []


@pytest.mark.parametrize("text", [articles.SCRIPTS, "e\u0301 \u00a0\u200b x", "👩‍👩‍👧‍👦"])
def test_every_character_is_kept(text: str, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    document(text).save(str(path))
    load(session, path)
    assert only(session)[1] == text


def test_what_word_does_not_show_is_no_text_and_counted(session: Session, tmp_path: Path) -> None:
    body = (
        f"<w:p>{run('Dana ')}<w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del>"
        f"<w:ins>{run('Ilves ')}</w:ins>"
        f"{run('SECRET', '<w:rPr><w:vanish/></w:rPr>')}"
        "<w:r><w:instrText>SECRET</w:instrText></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:drawing/></w:r>'
        f"<w:hyperlink>{run('met')}</w:hyperlink><w:r><w:noBreakHyphen/></w:r>"
        f"<w:smartTag>{run(' Maret')}</w:smartTag></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In Karsk.')}</w:p></w:sdtContent></w:sdt>"
        "<w:sectPr/>"
    )
    path = tmp_path / "story.docx"
    path.write_bytes(with_body(body))
    report = load(session, path)
    assert only(session)[1] == "Dana Ilves met\u2011 Maret\nIn Karsk."
    assert report.ignored == {
        "deleted words (tracked changes)": 1,
        "hidden words of a document": 1,
        "footnotes": 1,
        "pictures and drawings": 1,
    }


def test_a_text_box_is_read_once(session: Session, tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{run('In the box.')}</w:p></w:txbxContent>"
    alternate = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    path = tmp_path / "story.docx"
    path.write_bytes(with_body(f"<w:p>{run('Before.')}<w:r>{alternate}</w:r></w:p>"))
    report = load(session, path)
    assert only(session)[1] == "Before.\nIn the box."
    assert report.ignored == {}


def test_tables_in_tables_keep_all_words(session: Session, tmp_path: Path) -> None:
    def table(inner: str) -> str:
        return f"<w:tbl><w:tblPr/><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"

    path = tmp_path / "story.docx"
    path.write_bytes(with_body(table(f"<w:p>{run('a')}</w:p>" + table(f"<w:p>{run('b')}</w:p>"))))
    load(session, path)
    assert only(session)[1] == "a b"


def bomb(part: bytes) -> bytes:
    return with_part(raw_of(document("x")), MAIN, lambda old: part)


def lying(size: int, said: int) -> bytes:
    """Return a document of white space whose directory says another size."""
    raw = bytearray(zipped(word__document_xml=b" " * size))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = raw.index(mark) + at
        raw[start : start + 4] = said.to_bytes(4, "little")
    return bytes(raw)


def doctype(old: bytes) -> bytes:
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (after, b"&%c;" % before * 10)
        for before, after in zip(b"abcdefgh", b"bcdefghi", strict=True)
    )
    head, _, rest = old.partition(b"?>")
    return head + b"?>" + laughs + b"]>" + rest.replace(b"<w:t>x", b"<w:t>&i;")


GOOD = raw_of(document(articles.PLAIN))
BAD = {
    "empty": (b"", "the file holds no text"),
    "no-words": (raw_of(docx.Document()), "the file holds no text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "this is a PNG picture, not a Word document"),
    "old-word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old or locked Office file"),
    "plain": (b"Dana Ilves", "not a Word document"),
    "cut": (GOOD[: len(GOOD) // 2], "the zip file is damaged"),
    "cut-end": (GOOD[:-10], "the zip file is damaged"),
    "other-zip": (zipped(readme=b"x"), "the part “word/document.xml” is missing"),
    "other-xml": (zipped(word__document_xml=b"<html/>"), "not a Word document"),
    "not-xml": (bomb(b"{}"), "is not well-formed"),
    "cut-xml": (with_part(GOOD, MAIN, lambda old: old[:-50]), "is not well-formed"),
    "doctype": (with_part(raw_of(document("x")), MAIN, doctype), "declares a DOCTYPE"),
    "doctype-alone": (
        with_part(GOOD, MAIN, lambda old: old.replace(b"?>", b"?><!DOCTYPE w>", 1)),
        "declares a DOCTYPE",
    ),
    "doctype-of-facts": (
        with_part(GOOD, "docProps/core.xml", lambda old: old.replace(b"?>", b"?><!DOCTYPE w>", 1)),
        "“docProps/core.xml” declares a DOCTYPE",
    ),
    "outside-entity": (
        bomb(b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'),
        "declares a DOCTYPE",
    ),
    "bomb": (lying(1000, 500_000_000), "more than 400 MB"),
    "packed-bomb": (bomb(b" " * 20_000_000), "more than 150 times"),
    "lying-bomb": (lying(20_000_000, 1000), "the zip file is damaged"),
    "deep": (bomb(b"<w:p>" * 100_000), "is not well-formed"),
    "deep-elements": (with_body("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), "not well-formed"),
    "outside-name": (zipped(**{"..__evil": b"x", "word__document_xml": b"x"}), "leads outside"),
    "absolute-name": (zipped(__evil=b"x", word__document_xml=b"x"), "leads outside"),
    "nul": (with_part(GOOD, MAIN, lambda old: old.replace(b"road", b"ro\0ad")), "not well-formed"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_document_that_cannot_be_read_is_refused(
    name: str, session: Session, tmp_path: Path
) -> None:
    raw, words = BAD[name]
    path, good = tmp_path / f"{name}.docx", tmp_path / "good.docx"
    path.write_bytes(raw)
    good.write_bytes(GOOD)
    refused_beside(session, path, good, words)
    assert sorted(each.name for each in tmp_path.iterdir() if each.suffix == ".docx") == sorted(
        (path.name, good.name)
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "twice.docx"
    path.write_bytes(GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(MAIN, b"other")
    assert "stands there twice" in refusal(session, path)


def test_a_locked_member_is_refused(session: Session, tmp_path: Path) -> None:
    raw = bytearray(GOOD)
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path = tmp_path / "locked.docx"
    path.write_bytes(raw)
    assert "locked by a password" in refusal(session, path)


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_document_is_read_or_refused(at: int, session: Session, tmp_path: Path) -> None:
    raw = bytearray(GOOD)
    for number in range(len(raw) * at // 100, len(raw), 997):
        raw[number] ^= 0x55
    path = tmp_path / "story.docx"
    path.write_bytes(raw)
    report = load(session, path, on_error="skip")
    assert report.documents + report.refused == 1
