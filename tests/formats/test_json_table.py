"""JSON of any layout comes in, object by object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import Document
from annotator.formats import json_table
from annotator.formats.json_articles import first_object
from annotator.formats.registry import ReadOptions, format_for, format_named
from annotator.services.session import Session
from tests.formats.lines import line, load, refusal, span

NEWS = [
    {
        "headline": "Karsk denies it",
        "body": ["“We did not fire.”", "That was all 😀 e\u0301."],
        "source": {"id": None, "name": "Amber Post"},
        "publishedAt": "2026-01-15T07:47:00Z",
        "tags": ["harbour", {"weight": 0.5}],
        "authors": ["Tom Reske", "Mina Kell"],
    },
    {
        "headline": "The bridge",
        "body": "قالت دانا «لا».\r\nשלום\u00a0",
        "source": {"id": "kp", "name": "Kueste"},
        "publishedAt": "March 2026",
        "tags": [],
    },
]


def put(path: Path, value: Any, **how: Any) -> Path:
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value, **how).encode())
    return path


def documents(session: Session) -> dict[str, Document]:
    """Return the documents of a project by their texts."""
    return {each.text: each.document for each in session.bundles()}


@pytest.fixture
def options(news_scheme: Any) -> ReadOptions:
    return ReadOptions(news_scheme, lambda name: 1, lambda *_: None, lambda *_: False)


LAYOUTS = {
    "array": json.dumps(NEWS),
    "indented": json.dumps(NEWS, indent=2),
    "lines": "\n".join(map(json.dumps, NEWS)),
    "lines-with-gaps": "\r\n\r\n".join(map(json.dumps, NEWS)) + "\n\n",
    "in-an-object": json.dumps({"articles": NEWS}),
    "in-an-indented-object": json.dumps({"articles": NEWS}, indent=1),
    "with-a-mark": "\ufeff" + json.dumps(NEWS),
    "in-an-object-with-a-mark": "\ufeff" + json.dumps({"articles": NEWS}, indent=1),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_says_the_same(name: str, session: Session, tmp_path: Path) -> None:
    report = load(session, put(tmp_path / "news.json", LAYOUTS[name].encode()))
    assert report.ignored == {}
    assert report.notes == {
        "articles whose paragraphs were joined to one text": 1,
        "dates that cannot be read, kept as “date as written”": 1,
    }
    found = documents(session)
    first = found["“We did not fire.”\n\nThat was all 😀 e\u0301."]
    second = found["قالت دانا «لا».\nשלום\u00a0"]
    assert (first.title, first.outlet) == ("Karsk denies it", "Amber Post")
    assert (first.published, first.author) == ("2026-01-15T07:47:00Z", "Tom Reske, Mina Kell")
    assert first.meta == {"tags": ["harbour", {"weight": 0.5}]}
    assert (second.published, second.outlet) == ("", "Kueste")
    assert second.meta == {"source": {"id": "kp"}, "date as written": "March 2026"}


def test_lines_are_told(session: Session, tmp_path: Path) -> None:
    raw = b'[\n {"text": "one"},\n {"text": 3.5},\n\n {"text": ["a", 1]},\n 7, {"text": "two"}]'
    report = load(session, put(tmp_path / "news.json", raw), on_error="skip")
    assert documents(session).keys() == {"one", "two", "3.5"}
    assert [(each.line, each.code) for each in report.problems] == [
        (5, "field-type"),
        (6, "item-not-object"),
    ]


def test_one_object_is_one_article(session: Session, tmp_path: Path) -> None:
    one = {"title": "T", "content": "Karsk denies it.", "images": [{"url": "x"}]}
    load(session, put(tmp_path / "one.json", one, indent=2))
    document = documents(session)["Karsk denies it."]
    assert (document.title, document.meta) == ("T", {"images": [{"url": "x"}]})


def test_what_stands_beside_the_list_is_told(session: Session, tmp_path: Path) -> None:
    value = {"status": "ok", "total": 1, "items": [{"text": "Karsk"}]}
    report = load(session, put(tmp_path / "api.json", value))
    assert report.ignored == {
        "key “status” beside the list of articles": 1,
        "key “total” beside the list of articles": 1,
    }


def test_a_list_inside_is_mapped_as_it_is_shown(
    session: Session, tmp_path: Path, options: ReadOptions
) -> None:
    value = {"status": "ok", "items": [{"text": "short", "long": "Karsk denies it."}]}
    path = put(tmp_path / "api.json", value)
    assert json_table.columns_of(path, options)[0] == ["text", "long"]
    assert options.ignored == {}
    load(session, path, columns={"text": "long"})
    assert documents(session).keys() == {"Karsk denies it."}
    one = put(tmp_path / "one.json", value | {"summary": "All of it."})
    load(session, one, columns={"text": "summary"})
    assert documents(session)["All of it."].meta["status"] == "ok"


def test_facts_in_meta_are_found(session: Session, tmp_path: Path) -> None:
    value = [{"text": "Karsk", "meta": {"title": "T", "quelle": "Post", "page": 3}, "n": 1}]
    load(session, put(tmp_path / "a.json", value))
    document = documents(session)["Karsk"]
    assert (document.title, document.outlet, document.meta) == ("T", "Post", {"page": 3, "n": 1})


def test_a_person_says_which_key_is_which(session: Session, tmp_path: Path) -> None:
    value = [{"id": 1, "doc.v1": {"parts": {"main": "Karsk", "x": 2}}, "a.b": "T", "title": "no"}]
    path = put(tmp_path / "a.json", value)
    columns = {"text": "doc.v1.parts.main", "title": "a.b", "page": "doc.v1.parts.x"}
    load(session, path, columns=columns)
    document = documents(session)["Karsk"]
    assert (document.uid, document.title) == ("1", "T")
    assert document.meta == {"title (column)": "no", "page": 2}
    assert "there is no column “z” for “text”" in refusal(session, path, columns={"text": "z"})


def test_lines_of_any_layout_with_the_format_named(session: Session, tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", b'{"body": "one", "q": 1}\n{"body": "two"}\nno\n')
    report = load(session, path, format="json", on_error="skip")
    assert documents(session).keys() == {"one", "two"}
    assert [(each.line, each.code) for each in report.problems] == [(3, "line-not-json")]


def test_native_words_keep_their_labels(session: Session, tmp_path: Path) -> None:
    lines = [line("a", spans=[span(0, 10)]), line("b", text="Dana Ilves.", spans=[])]
    path = put(tmp_path / "a.json", lines)
    assert load(session, path).annotations == 1
    lines[0]["spans"][0]["text"] = "shifted"
    assert "the offsets are shifted" in refusal(session, put(tmp_path / "b.json", lines)).replace(
        "The", "the"
    )


def test_the_preview_shows_keys_and_objects(tmp_path: Path, options: ReadOptions) -> None:
    path = put(tmp_path / "a.json", NEWS)
    header, rows = json_table.columns_of(path, options, 1)
    assert header == [
        "headline", "body", "source.id", "source.name", "publishedAt", "tags", "authors",
    ]  # fmt: skip
    assert rows == [
        [
            "Karsk denies it",
            '["“We did not fire.”", "That was all 😀 e\u0301."]',
            "",
            "Amber Post",
            "2026-01-15T07:47:00Z",
            '["harbour", {"weight": 0.5}]',
            '["Tom Reske", "Mina Kell"]',
        ]
    ]
    native = put(tmp_path / "b.json", [line("a", spans=[])])
    assert json_table.columns_of(native, options) == ([], [])
    assert format_named("json").columns_of is json_table.columns_of
    assert format_for(native) is format_named("json")


def test_without_a_text_there_is_one_problem_with_the_keys(
    session: Session, tmp_path: Path
) -> None:
    path = put(tmp_path / "a.json", [{"a": 1, "b": {"c": 2}}] * 60)
    assert "The columns are “a”, “b.c”. Say which one it is" in refusal(session, path)
    assert load(session, path, on_error="skip").refused == 1


@pytest.mark.parametrize("head", [b"[" * 65536, b'{"a":' * 13000, b'[{"a":' * 10000])
def test_whose_a_deep_file_is_can_be_told(head: bytes) -> None:
    assert len(first_object(head)) <= 1


def test_dicts_of_many_keys_do_not_matter(session: Session, tmp_path: Path) -> None:
    value = [{"text": "Karsk", "scores": {str(n): n for n in range(5000)}}]
    load(session, put(tmp_path / "a.json", value))
    assert len(documents(session)["Karsk"].meta["scores"]) == 5000  # type: ignore[arg-type]


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file holds no text"),
    "blank": (b" \n\n", "the file holds no text"),
    "no-items": (b"[]", "the file holds no text"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "this is not a text file"),
    "zip": (b"PK\x03\x04\x14\0\0\0\0\0", "this is not a text file"),
    "prose": (b"Dana Ilves met\nOren Maret.", "this is not JSON"),
    "utf-16": ('[{"text": "a"}]'.encode("utf-16"), "the file is UTF-16"),
    "latin-1": ('[{"text": "é"}]'.encode("latin-1"), "this article is not UTF-8"),
    "latin-1-object": ('{"text":\n "é"}'.encode("latin-1"), "not UTF-8"),
    "number": (b"12", "one JSON object, this is a int"),
    "list-of-text": (b'["a"]', "one JSON object, this is a str"),
    "cut-array": (b'[{"text": "a', "the list ends in the middle"),
    "cut-object": (b'{"text": "a",\n', "this is not JSON (unexpected end of data)"),
    "goes-on": (b"[] [", "something follows after the end"),
    "nan": (b'[{"text": "a", "n": NaN}]', "this article is not JSON"),
    "nan-line": (b'{"text": "a", "n": NaN}\n{"text": ""}', "this is not JSON"),
    "infinite": (b'[{"text": "a", "n": 1e999}]', "this article is not JSON"),
    "huge-number": (b'[{"text": "a", "n": 99999999999999999999}]', "“n” has a number"),
    "surrogate": (b'[{"text": "a\\ud800"}]', "a U+D800 at character 1"),
    "surrogate-in-title": (b'[{"text": "a", "title": "\\udc00"}]', "“title” has a U+DC00"),
    "nul": (b'[{"text": "a", "x": {"y": "\\u0000"}}]', "“y” has a U+0000"),
    "deep": (b"[" * 100_000 + b"]" * 100_000, "Flatten them"),
    "deep-value": (b'[{"text": "a", "m": ' + b"[" * 50 + b"]" * 50 + b"}]", "Flatten them"),
    "deeper-value": (
        b'[{"text": "a", "m": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}]",
        "Flatten them",
    ),
    "deep-object": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "Flatten them"),
    "blank-text": (b'[{"text": " "}]', "the article has no text"),
    "object-text": (b'[{"text": {}, "x": 1}]', "the article has no text"),
    "list-text": (b'[{"text": [1]}]', "“line.text” must be a text, not a list of 1"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD[name]
    path = put(tmp_path / "bad.json", raw)
    assert words in refusal(session, path)
    good = put(tmp_path / "good.json", [{"text": "good"}])
    report = load(session, path, good, on_error="skip")
    assert (report.refused >= 1, documents(session).keys()) == (True, {"good"})


@pytest.mark.parametrize("raw", [raw for raw, _ in BAD.values()])
def test_the_preview_refuses_what_it_cannot_show(
    raw: bytes, tmp_path: Path, options: ReadOptions
) -> None:
    path = put(tmp_path / "bad.json", raw)
    try:
        header, rows = json_table.columns_of(path, options)
    except json_table.ProblemError:
        return
    assert all(len(row) == len(header) for row in rows)
    "".join(map("".join, rows)).encode()


def test_articles_around_a_bad_one_are_stored(session: Session, tmp_path: Path) -> None:
    raw = b'[{"text": "one"}, {"text": "\\ud800"}, {"text": NaN}, {"text": "two"}, {"text": "th'
    report = load(session, put(tmp_path / "a.json", raw), on_error="skip")
    assert documents(session).keys() == {"one", "two"}
    assert [each.code for each in report.problems] == [
        "forbidden-in-text",
        "item-not-json",
        "array-cut",
    ]


def test_forbidden_characters_are_replaced_if_wanted(session: Session, tmp_path: Path) -> None:
    raw = b'[{"text": "a\\ud800", "title": "b\\u0000"}]'
    load(session, put(tmp_path / "a.json", raw), replace_forbidden=True)
    assert documents(session)["a�"].title == "b�"


def test_a_huge_object_is_refused(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.json", {"text": "x" * 5000})
    monkeypatch.setattr(json_table, "MAX_BYTES", 1000)
    assert "Split it into several files" in refusal(session, path)


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ({"text": "a", "title": "t", "date": "2026-01-02"}, "json"),
        ({"headline": "t", "body": "a"}, "json"),
        ({"id": 1, "text": "a", "source": "Post"}, "json"),
        ({"text": "a"}, "jsonl"),
        ({"id": "1", "text": "a", "meta": {"title": "t"}}, "jsonl"),
        ({"text": "a", "label": "x", "answer": "accept", "_input_hash": 1}, "jsonl"),
        # A key that is none of ours beside our own is a mistake to be told.
        ({"text": "a", "spans": [], "title": "t"}, "jsonl"),
    ],
)
def test_lines_are_told_by_the_first_of_them(
    first: dict[str, Any], name: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(first) + "\n", encoding="utf-8")
    known = format_for(path)
    assert known is not None
    assert known.name == name


def test_lines_of_any_layout_become_articles_with_facts(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        '{"headline": "Karsk", "body": "Dana said no.", "published": "2026-01-02", "desk": "x"}\n',
        encoding="utf-8",
    )
    load(session, path)
    (number,) = session.document_ids()
    document = session.document(number)
    assert (document.title, document.published, document.meta) == (
        "Karsk", "2026-01-02", {"desk": "x"},
    )  # fmt: skip
    assert session.text(number) == "Dana said no."
