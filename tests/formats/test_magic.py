"""A file with a wrong ending is named by what it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from annotator.formats.magic import kind_of
from annotator.services.session import Session
from tests.formats.lines import load, refusal

HEADS = {
    b"PK\x03\x04": "zip",
    b"PK\x03\x04\x14\0word/document.xml": "word",
    b"%PDF-1.7": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff\xe0": "jpeg",
    b"GIF89a": "gif",
    b"RIFF\0\0\0\0WEBP": "webp",
    b"SQLite format 3\0": "sqlite",
    b"\x1f\x8b\x08": "gzip",
    b"PAR1": "parquet",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "office",
    b"": "",
    b"Dana Ilves": "",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_head_of_a_file_says_what_it_is(head: bytes) -> None:
    assert kind_of(head) == HEADS[head]


def test_a_text_file_that_is_none_is_named(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(range(256)) * 20)
    assert "not a text file but an Excel workbook" in refusal(session, path)


def test_a_picture_with_few_nuls_is_told_by_its_kind(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100)
    assert "a PNG picture" in refusal(session, path)


def test_a_text_may_begin_like_a_picture(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"BMW said no. MZ, ID3 and Rar! are words, too.")
    assert load(session, path).documents == 1
