"""PDF: the text layer becomes running text; scans, locked and damaged files say what to do."""

from __future__ import annotations

import hashlib
import io
import logging
import zlib
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest

from annotator.domain.documents import Document, Zone, ZoneKind
from annotator.services.session import Session
from tests.formats.lines import load, refusal, refused_beside


def pdf(
    *pages: Sequence[str],
    info: str = "",
    packed: bool = False,
    more: bytes = b"",
    forms: Sequence[bytes] = (),
) -> bytes:
    """Return a PDF whose pages have one text line for each line given; `more` is drawn after it."""
    first = 5  # number of the first page; its content follows it
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode("latin-1"),
    ]
    for number, lines in enumerate(pages):
        content = b"BT /F1 12 Tf 14 TL 72 770 Td "
        for line in lines:
            said = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            content += b"(" + said.encode("cp1252") + b") Tj T* "
        content += b"ET " + more
        packing = b"/Filter /FlateDecode " if packed else b""
        content = zlib.compress(content) if packed else content
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 "
            b"3 0 R >> /XObject << /X %d 0 R >> >> /Contents %d 0 R >>"
            % (first + 2 * len(pages), first + 2 * number + 1),
            b"<< %s/Length %d >>\nstream\n%s\nendstream" % (packing, len(content), content),
        ]
    objects += forms
    raw = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return raw + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(raw))
    )


def locked(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(["The road is open."])))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    stored = io.BytesIO()
    writer.write(stored)
    return stored.getvalue()


def only(session: Session) -> tuple[Document, str]:
    (number,) = session.document_ids()
    return session.document(number), session.text(number)


def zones_of(session: Session, number: int) -> list[Zone]:
    return sorted(session.article(number).zones.values(), key=lambda each: each.start)


BODY = ["“We did not fire,” said Maret.", "He left Karsk (the capital)", "at 07:47 – Zoë stayed."]


@pytest.mark.parametrize("packed", [False, True])
def test_the_text_layer_is_read(packed: bool, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    info = "/Title (Karsk denies it) /Author (Tom Reske) /Subject (Harbour)"
    path.write_bytes(pdf(BODY, info=info, packed=packed))
    load(session, path)
    document, text = only(session)
    assert text == "\n".join(BODY)
    assert (document.title, document.author) == ("Karsk denies it", "Tom Reske")
    assert document.meta == {"subject": "Harbour"}
    assert document.raw_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert session.check() == []


def test_lines_that_every_page_repeats_become_zones(session: Session, tmp_path: Path) -> None:
    pages = [
        ["Amber Post, 15 January 2026", f"Dana Ilves spoke on day {word}.", word, f"Page {n} of 3"]
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(*pages))
    report = load(session, path)
    (number,) = session.document_ids()
    text = session.text(number)
    assert text == "\n".join(line for page in pages for line in page)
    zones = zones_of(session, number)
    assert [text[each.start : each.end] for each in zones] == [
        line for page in pages for line in (page[0], page[3])
    ]
    assert {each.kind for each in zones} == {ZoneKind.FURNITURE}
    assert report.notes == {"page headers and footers that became zones": 6}


def test_words_cut_at_a_line_end_are_joined_and_told(session: Session, tmp_path: Path) -> None:
    lines = [
        "The govern-", "ment said that North-", "Korea and 2019-", "2026 were a re\u00ad",
        "lated matter - ", "so it seems.",
    ]  # fmt: skip
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(lines))
    report = load(session, path)
    assert only(session)[1] == (
        "The government said that North-\nKorea and 2019-\n2026 were a related matter -\n"
        "so it seems."
    )
    assert report.notes == {"words joined that were cut at a line end": 2}


def test_a_word_cut_between_pages_or_at_a_footer_stays(session: Session, tmp_path: Path) -> None:
    pages = [["Amber Post", f"{word} were in the govern-", "Page 1"] for word in ("Two", "Three")]
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(*pages))
    load(session, path)
    (number,) = session.document_ids()
    text = session.text(number)
    assert text.count("govern-\nPage 1") == 2
    assert [text[each.start : each.end] for each in zones_of(session, number)] == [
        "Amber Post", "Page 1", "Amber Post", "Page 1",
    ]  # fmt: skip


def test_a_single_page_has_no_zones(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(["Karsk", "Karsk", "Karsk"]))
    load(session, path)
    (number,) = session.document_ids()
    assert not zones_of(session, number)


def test_a_file_locked_against_changes_only_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(locked(""))
    load(session, path)
    assert only(session)[1] == "The road is open."


def test_pages_without_text_are_counted(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(BODY, [], ["The end."]))
    report = load(session, path)
    assert only(session)[1].endswith("stayed.\nThe end.")
    assert report.ignored == {"pages of a PDF without text": 1}


def test_what_ends_a_title_is_taken_away_and_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(BODY, info="/Title <FEFF004B006100730000>"))
    report = load(session, path)
    assert only(session)[0].title == "Kas"
    assert report.notes == {"facts of a PDF without their U+0000": 1}


def test_pages_of_nothing_but_the_same_line_keep_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(["Karsk"], ["Karsk"]))
    load(session, path)
    (number,) = session.document_ids()
    assert session.text(number) == "Karsk\nKarsk"
    assert not zones_of(session, number)


def test_words_of_a_form_are_read_and_broken_forms_counted(
    session: Session, tmp_path: Path
) -> None:
    def form(content: bytes, packing: bytes = b"") -> bytes:
        return (
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> "
            b">> %s/Length %d >>\nstream\n%s\nendstream" % (packing, len(content), content)
        )

    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    words = form(b"BT /F1 12 Tf (In a form.) Tj ET")
    good.write_bytes(pdf(["The road."], more=b"/X Do", forms=[words]))
    noise = form(b"noise", b"/Filter /JBIG2Decode ")
    bad.write_bytes(pdf(["The ferry."], more=b"/X Do", forms=[noise]))
    report = load(session, good, bad)
    texts = {session.text(number) for number in session.document_ids()}
    assert texts == {"The road.\nIn a form.", "The ferry."}
    assert report.ignored == {"forms of a PDF that cannot be decoded": 1}


def squeezed() -> bytes:
    """Return a PDF whose page is 100 MB of white space, packed twice."""
    raw = pdf(BODY)
    start, end = raw.index(b"BT /F1"), raw.index(b"\nendstream")
    content = zlib.compress(zlib.compress(b" " * 100_000_000, 9), 9)
    head, rest = raw[:start], raw[end:]
    old = b"/Length %d" % (end - start)
    new = b"/Filter [/FlateDecode /FlateDecode] /Length %d" % len(content)
    return head.replace(old, new) + content + rest


def nested_forms(depth: int, fan: int) -> bytes:
    """Return a PDF whose forms draw each other, `fan` times on each level."""
    content = b"/X Do " * fan
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> "
        b">> /Length %d >>\nstream\n%s\nendstream" % (number + 1, len(content), content)
        for number in range(7, 7 + depth)
    ]
    return pdf(["The road is open."], more=b"/X Do", forms=forms)


GOOD = pdf(BODY, ["The end."])
BAD = {
    "empty": (b"", "the file holds no text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "this is a PNG picture, not a PDF"),
    "zip": (b"PK\x03\x04" + bytes(200), "this is a zip archive, not a PDF"),
    "plain": (b"Dana Ilves met Oren Maret.", "not a PDF"),
    "head-only": (b"%PDF-1.7\n", "the PDF is damaged (it ends too early)"),
    "noise": (b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF", "the PDF is damaged"),
    "scan": (pdf([], more=b"q 100 0 0 100 0 0 cm /Im1 Do Q"), "Run text recognition (OCR)"),
    "no-pages": (pdf(), "no text"),
    "locked": (locked("secret"), "locked by a password"),
    "long": (pdf(*[["x"]] * 501), "more than 500"),
    "loop": (GOOD.replace(b"/Kids [5 0 R 7 0 R]", b"/Kids [2 0 R 2 0 R]"), "the PDF is damaged"),
    "forms": (nested_forms(20, 10), "draws more than any page of print"),
    "bomb": (squeezed(), "draws more than any page"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_pdf_that_cannot_be_read_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD[name]
    path, good = tmp_path / f"{name}.pdf", tmp_path / "good.pdf"
    path.write_bytes(raw)
    good.write_bytes(GOOD)
    refused_beside(session, path, good, words)


def test_a_pdf_that_would_take_minutes_is_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.formats.pdf._MAX_OPERATIONS", 100)
    path = tmp_path / "story.pdf"
    path.write_bytes(pdf(*[BODY] * 20))
    assert "draws more than any page of print" in refusal(session, path)


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_truncated_pdf_is_refused_or_read_and_told(
    cut: int, session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "story.pdf"
    path.write_bytes(GOOD[: len(GOOD) * cut // 20])
    with caplog.at_level(logging.DEBUG):
        report = load(session, path, on_error="skip")
    assert (report.documents, report.refused) == (0, 1)
    assert not [each for each in caplog.records if each.name.startswith("pypdf")]
