"""Plain text files: bytes become characters, and nothing else changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from annotator.formats.text import MAX_BYTES
from annotator.services.session import Session
from tests import articles
from tests.formats.lines import load, refusal

BAD = {
    "empty": (b"", "the file holds no text. Leave it out"),
    "blank": (b" \n\t\n", "the file holds no text"),
    "mark-alone": (b"\xef\xbb\xbf", "the file holds no text"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "Save the article as plain text first"),
    "program": (b"\x7fELF" + bytes(range(32)) * 50, "this is not a text file"),
    "utf-16-without-mark": ("Dana Ilves".encode("utf-16-le"), "this is not a text file"),
    "cut-utf-16": ("Dana".encode("utf-16") + b"x", "the bytes are not utf-16"),
    "mixed": (
        "Karsk, “said” Zoë\n".encode() * 3 + "caf\u00e9\n".encode("latin-1"),
        ":4: the bytes are not utf-8 from position",
    ),
    "nul": (b"Dana\nIl\0ves" + b" said" * 100, ":2: there is a U+0000 in column 3"),
    "too-long": (b"word " * (MAX_BYTES // 5 + 1), "more than 25 MB"),
    "fifty-megabytes": (b"word " * (10 * 1024 * 1024), "Split it into several files"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_text_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD[name]
    path = tmp_path / "bad.txt"
    path.write_bytes(raw)
    good = tmp_path / "good.txt"
    good.write_text(articles.PLAIN)
    sentence = refusal(session, good, path)
    assert sentence.startswith(f"{path}:")
    assert words in sentence
    report = load(session, path, good, on_error="skip")
    assert ([each.file for each in report.problems], report.documents) == ([str(path)], 1)


def test_an_encoding_that_does_not_fit_is_refused(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes("caf\u00e9".encode("latin-1"))
    assert "name its encoding" in refusal(session, path, encoding="utf-8")
    assert "no encoding called “klingon”" in refusal(session, path, encoding="klingon")
    assert load(session, path, encoding="latin-1").encodings == {str(path): "latin-1"}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-32", "utf-32"),
    ],
)
def test_an_encoding_is_found_and_told(
    encoding: str, told: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(articles.SCRIPTS.encode(encoding))
    assert load(session, path).encodings == {str(path): told}
    assert session.text(session.document_ids()[0]) == articles.SCRIPTS


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Zoë sagte: „Über die Brücke fährt in Öst niemand mehr“, hieß es früh. " * 5),
        ("cp1251", "Представитель правительства сообщил в понедельник, что переговоры идут. " * 5),
    ],
)
def test_an_old_encoding_gives_the_right_characters(
    encoding: str, text: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(text.encode(encoding))
    report = load(session, path)
    assert report.encodings[str(path)] != "utf-8"
    assert session.text(session.document_ids()[0]) == text


def test_line_ends_and_the_mark_change_and_nothing_else(session: Session, tmp_path: Path) -> None:
    raw = (
        "\ufeffOne\r\ntwo\rthree\n\u00a0four\u2028 e\u0301 \ufb01 \u200b "
        + articles.SCRIPTS
        + "\ufeff end \t \n\n"
    ).encode()
    path = tmp_path / "story.txt"
    path.write_bytes(raw)
    load(session, path)
    (number,) = session.document_ids()
    document = session.document(number)
    kept = raw.decode().removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert session.text(number) == kept
    assert document.raw_sha256 == hashlib.sha256(raw).hexdigest()
    assert document.text_sha256 == hashlib.sha256(kept.encode()).hexdigest()
    assert document.length == len(kept)


def test_forbidden_characters_are_replaced_one_for_one_by_choice(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(b"Dana\0Ilves" + b" said so" * 20 + b"\0")
    load(session, path, replace_forbidden=True)
    (number,) = session.document_ids()
    assert session.text(number)[:10] == "Dana\N{REPLACEMENT CHARACTER}Ilves"
    assert session.document(number).replaced == 2


@pytest.mark.parametrize(
    "text",
    [
        "family 👩‍👩‍👧‍👦 and 🇳🇴",
        "e\u0301\u0302 ạ̈",
        "قالت دانا «لا».",
        "אמרה דנה «לא».",
        "x" * 200_000,
    ],
    ids=["emoji", "marks", "arabic", "hebrew", "long-paragraph"],
)
def test_any_script_and_length_is_kept_as_it_is(
    text: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "story.txt"
    path.write_text(text, encoding="utf-8")
    load(session, path)
    (number,) = session.document_ids()
    assert session.text(number) == text
    assert session.check() == []
