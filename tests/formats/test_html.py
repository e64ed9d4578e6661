"""Saved web pages: the article comes in, what stands around it is counted, nothing hangs."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from annotator.domain.documents import Document
from annotator.services.session import Session
from tests.formats.lines import load, refusal

PARAGRAPHS = (
    "The Citadel said on Monday that no Norvian gun had fired on the Amber Bridge 👍🏽.",
    "“We did not fire,” Citadel spokesman Oren Maret told the Seaboard, “and we never will.”",
    "Foreign Minister Dana Ilves called Velmar its “closest neighbour”, but nobody in Karsk knew.",
    "According to the Unity Office, Ilves had warned that “every ship” would be stopped at sea.",
)
HEAD = """<title>Karsk denies it | Amber Post</title>
<meta property="og:title" content="Karsk denies it">
<meta property="og:site_name" content="Amber Post">
<meta name="author" content="Tom Reske">
<meta property="article:published_time" content="2026-01-15T07:47:00Z">
<link rel="canonical" href="https://example.org/harbour/karsk-denies-it">
<style>p { color: red }</style><script>var hidden = "SECRET";</script>"""


def page(
    head: str = HEAD, body: str = "", charset: str = '<meta charset="utf-8">', lang: str = "en-GB"
) -> str:
    words = "".join(f"<p>{each}</p>\n" for each in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head>{charset}{head}</head><body>'
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>'
        f"<article><h1>Karsk denies it</h1>{words}{body}</article>"
        "<footer>All rights reserved by the Post.</footer></body></html>"
    )


def archive(html: bytes, more: str = "", encoding: str = "base64") -> bytes:
    """Return a web archive as browsers write it."""
    return (
        "From: <Saved by Blink>\r\n"
        "Snapshot-Content-Location: https://example.org/saved\r\n"
        "Subject: =?utf-8?Q?Karsk=20denies=20it?=\r\n"
        "Date: Thu, 15 Jan 2026 08:00:00 -0000\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
        "------B\r\nContent-Type: text/html\r\nContent-ID: <frame-0>\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n"
        "Content-Location: https://example.org/saved\r\n\r\n"
        f"{base64.encodebytes(html).decode()}\r\n{more}"
        "------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{base64.b64encode(b'picture').decode()}\r\n------B--\r\n"
    ).encode()


def only(session: Session) -> tuple[Document, str]:
    (number,) = session.document_ids()
    return session.document(number), session.text(number)


def test_a_page_gives_its_article_and_what_it_says_of_itself(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    report = load(session, path)
    document, text = only(session)
    assert text == "\n".join(("Karsk denies it", *PARAGRAPHS))
    assert (document.title, document.outlet, document.author) == (
        "Karsk denies it", "Amber Post", "Tom Reske",
    )  # fmt: skip
    assert (document.published, document.language) == ("2026-01-15", "en-GB")
    assert document.url == "https://example.org/harbour/karsk-denies-it"
    assert document.raw_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.encoding == "utf-8"
    assert report.encodings == {str(path): "utf-8"}
    assert report.ignored["characters that stand around the article of a page"] > 20
    assert session.check() == []


def test_lists_and_tables_have_the_words_of_the_page_only(session: Session, tmp_path: Path) -> None:
    body = (
        "<ul><li>Ferries wait</li><li>Roads are&nbsp;open</li></ul><blockquote>Nobody came."
        "</blockquote><table><tr><th>Port</th><th>Ships</th></tr><tr><td>Karsk</td><td>12</td></tr>"
        "</table><p>One<br>two</p>"
    )
    path = tmp_path / "page.html"
    path.write_text(page(body=body))
    load(session, path)
    assert only(session)[1].endswith(
        "\nFerries wait\nRoads are open\nNobody came.\nPort\tShips\nKarsk\t12\nOne\ntwo"
    )


def test_what_is_never_seen_is_never_text(session: Session, tmp_path: Path) -> None:
    hidden = "<script>document.write('SECRET')</script><style>.SECRET {}</style><!-- SECRET -->"
    whole, short = tmp_path / "whole.html", tmp_path / "short.html"
    whole.write_text(page(body=hidden))
    short.write_text(f"<body><p>Short.</p>{hidden}<template>SECRET</template>after</body>")
    report = load(session, whole, short)
    texts = [session.text(number) for number in session.document_ids()]
    assert len(texts) == 2
    assert all("SECRET" not in text for text in texts)
    assert "Short.\nafter" in texts
    assert report.ignored


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp1252", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("utf-8", '<meta charset="iso-8859-1">'),  # pages that were stored anew
        ("utf-8", ""),
        ("utf-8-sig", '<meta charset="latin1">'),
        ("utf-16", '<meta charset="utf-8">'),
        ("gb18030", "<meta charset=gb2312>"),
        ("iso2022_jp", "<META CHARSET='iso-2022-jp'>"),
        ("cp1252", '<meta charset="klingon">'),
        ("cp1252", '<meta charset="zlib">'),
        ("cp1252", '<meta charset="punycode">'),
    ],
)
def test_a_page_is_read_in_the_encoding_it_is_in(
    encoding: str, declared: str, session: Session, tmp_path: Path
) -> None:
    words = {"gb18030": "北港的道路是开放的", "iso2022_jp": "北の港は静かだ"}.get(
        encoding, "Zoë sagte „Öst“"
    )
    html = page(charset=declared, body=f"<p>{words}</p>").replace("👍🏽", "")
    if encoding == "iso2022_jp":
        html = html.translate({0x201C: '"', 0x201D: '"'})
    path = tmp_path / "page.htm"
    path.write_bytes(html.encode(encoding))
    load(session, path)
    assert words in only(session)[1]


def test_the_persons_encoding_counts(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(body="<p>Zoë met her again at the ferry.</p>").encode())
    load(session, path, encoding="latin-1")
    assert "ZoÃ« met" in only(session)[1]
    assert "no encoding called “klingon”" in refusal(session, path, encoding="klingon")


def test_a_web_archive_gives_its_page(session: Session, tmp_path: Path) -> None:
    frame = "------B\r\nContent-Type: text/html\r\n\r\n<p>An advertisement.</p>\r\n"
    path = tmp_path / "page.mhtml"
    path.write_bytes(archive(page(head="").encode(), frame))
    report = load(session, path)
    document, text = only(session)
    assert text.endswith(PARAGRAPHS[-1])
    assert (document.title, document.url) == ("Karsk denies it", "https://example.org/saved")
    assert report.ignored["frames of a web archive"] == 1
    assert report.ignored["pictures and styles of a web archive"] == 1
    assert "advertisement" not in text


def test_an_encoding_of_an_archive_may_be_no_name_at_all(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.mhtml"
    raw = archive(page().encode())
    assert b"Content-Type: text/html" in raw
    path.write_bytes(
        raw.replace(b"Content-Type: text/html", b'Content-Type: text/html; charset="a\0b"', 1)
    )
    load(session, path)
    assert only(session)[1].endswith(PARAGRAPHS[-1])


def test_a_web_archive_may_have_the_ending_of_a_page(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(archive(page().encode()))
    load(session, path)
    assert only(session)[1].endswith(PARAGRAPHS[-1])


NESTED_MAIL = b"MIME-Version: 1.0\r\n" + b"".join(
    b'Content-Type: multipart/related; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
    for n in range(20_000)
)
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><html><body><p>The road is open &i;</p></body></html>"
)
BAD = {
    "empty.html": (b"", "the file holds no text"),
    "blank.html": (b" \n", "the file holds no text|no article was found"),
    "nothing-seen.html": (b"<script>x</script>", "no article was found"),
    "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(200), "but a PNG picture"),
    "zip.htm": (b"PK\x03\x04" + bytes(range(30)) * 9, "but a zip archive"),
    "pdf.html": (b"%PDF-1.4\n" + bytes(range(32)) * 50, "but a PDF"),
    "picture.mhtml": (b"\x89PNG\r\n\x1a\n" + bytes(200), "this web archive holds no page"),
    "empty.mht": (b"", "the file holds no text"),
    "cut.mhtml": (archive(page().encode())[:300], "holds no page|holds no text|ends too early"),
    "cut-page.mhtml": (archive(page().encode())[:1500], "ends too early"),
    "deep.mhtml": (NESTED_MAIL, "is damaged or ends too early"),
    "deep.html": (
        b"<p>first</p>" + b"<div>" * 100_000 + b"<p>The road.</p>" + b"</div>" * 100_000,
        "lie too deep in each other",
    ),
    "unclosed.html": (b"<p>first</p>" + b"<b><i>" * 100_000 + b"x", "lie too deep"),
    "one-paragraph.html": (b"<p>" + b"word " * 2_500_000, "paragraphs is too long"),
    "many.html": (b"<p>a" + b"<br>" * 300_000, "more than 200000 elements"),
    "large.html": (b"<p>word</p>" * 2_500_000, "more than 25 MB"),
    "nul.html": (b"<html>\n<p>Dana Il\0ves" + b" said" * 100, "a U+0000 in column 11"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_page_that_cannot_be_read_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD[name]
    path, good = tmp_path / name, tmp_path / "good.html"
    path.write_bytes(raw)
    good.write_text(page())
    sentence = refusal(session, good, path)
    assert sentence.startswith(f"{path}:")
    assert any(each in sentence for each in words.split("|")), sentence
    report = load(session, path, good, on_error="skip")
    assert ([each.file for each in report.problems], report.documents) == ([str(path)], 1)


def test_entities_of_a_page_are_not_unfolded(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.xhtml"
    path.write_text(LAUGHS)
    load(session, path)
    assert "haha" not in only(session)[1]


def test_forbidden_characters_are_replaced_by_choice(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(body="<p>Dana Il\0ves waited for a long time in Karsk.</p>").encode())
    load(session, path, replace_forbidden=True)
    document, text = only(session)
    assert "Dana Il\N{REPLACEMENT CHARACTER}ves waited" in text
    assert document.replaced == 1


@pytest.mark.parametrize("cut", range(0, 1400, 97))
def test_a_page_cut_anywhere_is_read_or_refused(cut: int, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page().encode()[: cut + 1])
    report = load(session, path, on_error="skip")
    assert report.documents + report.refused == 1
