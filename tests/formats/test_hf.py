"""Rows of words and tags come in from JSON lines and Parquet, and go out as trainers want them."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotator.domain.bundles import Bundle
from annotator.domain.scheme import Scheme
from annotator.domain.tokens import Tokens
from annotator.formats import parquet
from annotator.formats.registry import WriteOptions, format_for
from annotator.formats.text import document_for
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import trips, whole
from tests.formats.lines import TEXT, line, load, refusal, span, write

GUESSED = "articles with blanks put between words by rule"
KNOWN = "files with tags in IOB2"
WORDS = ["Dana", "Ilves", "met", "Oren", "Maret", "."]
TAGS = ["B-PERSON", "I-PERSON", "O", "B-PERSON", "I-PERSON", "O"]
NAMES = ["O", "B-PERSON", "I-PERSON"]


def row(*words: str, tags: list[str] | None = None, **more: Any) -> dict[str, Any]:
    return {"tokens": list(words), "tags": tags or ["O"] * len(words), **more}


GOOD = row(*WORDS, tags=TAGS)


def save(folder: Path, *rows: dict[str, Any] | bytes) -> Path:
    return write(folder / "a.jsonl", *rows)


def said(bundle: Bundle) -> list[tuple[str, str]]:
    found = sorted(bundle.annotations, key=lambda each: each.start)
    return [(each.label, bundle.text[each.start : each.end]) for each in found]


def texts(session: Session) -> list[str]:
    return [each.text for each in session.bundles()]


# JSON lines --------------------------------------------------------------------------------------


def test_a_row_without_anything_else_is_an_article(session: Session, tmp_path: Path) -> None:
    second = row("Karsk", tags=["B-GPE"])
    report = load(session, save(tmp_path, GOOD, second))
    assert texts(session) == ["Dana Ilves met Oren Maret.", "Karsk"]
    assert said(next(session.bundles())) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]
    assert (report.notes, report.ignored) == ({GUESSED: 2, KNOWN: 1}, {})


def test_rows_of_one_article_that_follow_each_other_are_joined(
    session: Session, tmp_path: Path
) -> None:
    rows = [
        row("One", ".", document_id="a"),
        row("Two", ".", document_id="a"),
        row("Three", document_id=3),
        row("Four", document_id="b", spaces=[" "], space_before="\n"),
        row("Five", document_id="b", spaces=["\n"]),
    ]
    report = load(session, save(tmp_path, *rows))
    found = {each.document.uid: each.text for each in session.bundles()}
    # Where nothing is said of the white space, sentences stand on lines of their own.
    assert found == {"a": "One.\nTwo.", "3": "Three", "b": "\nFour Five\n"}
    assert report.notes == {GUESSED: 2}


@pytest.mark.parametrize("key", ["tags", "ner_tags", "labels"])
def test_tags_stand_under_any_usual_key(key: str, session: Session, tmp_path: Path) -> None:
    load(session, save(tmp_path, {"tokens": WORDS, key: TAGS, "id": "7"}))
    assert said(next(session.bundles())) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]


def test_tags_that_are_words_count_before_their_numbers(session: Session, tmp_path: Path) -> None:
    numbers = [1, 2, 0, 1, 2, 0]
    load(session, save(tmp_path, {**GOOD, "ner_tags": numbers}))
    assert len(said(next(session.bundles()))) == 2


def test_further_keys_are_passed_over_and_counted(session: Session, tmp_path: Path) -> None:
    report = load(session, save(tmp_path, {**GOOD, "pos_tags": [1] * 6, "langs": None}))
    assert report.ignored == {"key “pos_tags”": 1, "key “langs”": 1}


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (GOOD, "hf"),
        ({"id": "0", "tokens": ["a"], "ner_tags": [0]}, "hf"),
        ({"langs": ["en"], "tokens": ["a"], "labels": ["O"]}, "hf"),
        ({"tokens": ["a"] * 9000, "tags": ["O"] * 9000}, "hf"),
        (line(tokens=[{"text": "Dana", "start": 0, "end": 4, "id": 0}]), "jsonl"),
        ({"text": TEXT, "tokens": ["Dana"], "labels": []}, "json"),
        ({"text": TEXT, "label": []}, "doccano"),
    ],
)
def test_files_are_told_by_their_first_line(found: Any, name: str, tmp_path: Path) -> None:
    known = format_for(save(tmp_path, found))
    assert known is not None
    assert known.name == name


BAD: dict[str, tuple[dict[str, Any] | bytes, str]] = {
    "no json": (b'{"tokens": ["a"], "tags": [', "this is not JSON"),
    "a list": (b'["a", "O"]', "this is a list"),
    "no tokens": ({"tags": ["O"]}, "needs “tokens”"),
    "tokens of nothing": ({"tokens": None, "tags": ["O"]}, "needs “tokens”"),
    "a text": ({"tokens": "Karsk fell", "tags": ["O"]}, "“row.tokens” must be a list"),
    "numbers": ({"tokens": [1, 2], "tags": ["O", "O"]}, "“tokens” must be a list of texts"),
    "a null": ({"tokens": ["a", None], "tags": ["O", "O"]}, "“tokens” must be a list of texts"),
    "no tags": ({"tokens": ["a", "b"]}, "the row has 2 tokens and 0 of “tags”"),
    "too many tags": (row("a", tags=["O", "O"]), "the row has 1 token and 2 of “tags”"),
    "tags of a text": ({"tokens": ["a"], "tags": "O"}, "“tags” must be a list"),
    "true": ({"tokens": ["a"], "ner_tags": [True]}, "texts, or of whole numbers"),
    "mixed tags": ({"tokens": ["a", "b"], "ner_tags": [0, "O"]}, "texts, or of whole numbers"),
    "fractions": ({"tokens": ["a"], "ner_tags": [0.5]}, "texts, or of whole numbers"),
    "numbers without names": ({"tokens": ["a"], "ner_tags": [0]}, "nothing says what they mean"),
    "no label": (row("a", tags=["B-"]), "the tag “B-” says no label"),
    "an unknown label": (row("a", tags=["B-PLANET"]), "the scheme has no label “PLANET”"),
    "few spaces": (row("a", "b", spaces=[""]), "the row has 2 tokens and 1 of “spaces”"),
    "spaces of flags": (row("a", "b", spaces=[True, False]), "“spaces” must be a list of texts"),
    "a space before": (row("a", spaces=[""], space_before=1), "“space_before” must be a text"),
    "an odd id": (row("a", document_id=["a"]), "“document_id” must be"),
    "a flag as id": (row("a", document_id=True), "“document_id” must be"),
    "no words": (row(), "empty “text”"),
    "white words": (row(" ", ""), "empty “text”"),
    "a label of nothing": (row("a", "", tags=["O", "B-GPE"]), "it must end after it starts"),
    "a lone surrogate": (b'{"tokens": ["\\ud800"], "tags": ["O"]}', "has a U+D800"),
    "a zero": (b'{"tokens": ["a\\u0000"], "tags": ["O"]}', "has a U+0000"),
    "not utf-8": (b'{"tokens": ["\xff"], "tags": ["O"]}', "not UTF-8"),
    "not a number": (b'{"tokens": ["a"], "ner_tags": [NaN]}', "this is not JSON"),
    "a large number": (b'{"tokens": ["a"], "ner_tags": [99999999999999999999]}', "too large"),
    "deep": (b'{"tokens": ["a"], "x": ' + b"[" * 100_000, "deep"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    bad, words = BAD[name]
    sentence = refusal(session, save(tmp_path, GOOD, bad), format="hf")
    assert words in sentence
    assert f"a.jsonl:{2}:" in sentence


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "holds no text"),
        (b"\n\n", "holds no text"),
        (b"\x00\x01\x02" * 50, "not a text file"),
        ('{"tokens": ["a"]}'.encode("utf-16"), "JSON lines are UTF-8"),
    ],
    ids=["empty", "blank", "binary", "utf-16"],
)
def test_a_bad_file_is_refused(raw: bytes, words: str, session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(raw)
    assert words in refusal(session, tmp_path / "a.jsonl", format="hf")


def test_a_bad_row_takes_its_article_and_no_other(session: Session, tmp_path: Path) -> None:
    bad = row("bad", tags=[""])
    rows = [
        row("One"),
        bad,
        row("Two", document_id="two"),
        {**bad, "document_id": "three"},
        row("Three", document_id="three"),
        row("Four", document_id="four"),
        b"{",
        row("Four", document_id="four"),
        row("Five", document_id="five"),
        {**bad, "document_id": "five"},
        row("Six"),
    ]
    report = load(session, save(tmp_path, *rows), on_error="skip", format="hf")
    assert sorted(texts(session)) == ["One", "Six", "Two"]
    assert [each.line for each in report.problems] == [2, 4, 7, 10]
    assert report.ignored == {"good rows of articles with a bad row": 4}


# Parquet -----------------------------------------------------------------------------------------


def features(names: list[str], kind: str = "Sequence", key: str = "ner_tags") -> dict[bytes, bytes]:
    """Return what `datasets` keeps in a file."""
    label = {"names": names, "_type": "ClassLabel"}
    laid_out: Any = {
        "Sequence": {"feature": label, "_type": "Sequence"},
        "List": {"feature": label, "_type": "List"},
        "list": [label],
    }[kind]
    tokens = {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}
    info = {"info": {"features": {"tokens": tokens, key: laid_out}}}
    return {b"huggingface": json.dumps(info).encode()}


def table(path: Path, metadata: dict[bytes, bytes] | None = None, **columns: Any) -> Path:
    found = pa.table(columns).replace_schema_metadata(metadata)
    pq.write_table(found, path)
    return path


@pytest.mark.parametrize("kind", ["Sequence", "List", "list"])
def test_numbers_mean_what_the_features_say(kind: str, session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path / "train.parquet",
        features(NAMES, kind),
        id=["0", "1"],
        tokens=[WORDS, ["Karsk"]],
        ner_tags=[[1, 2, 0, 1, 2, 0], [0]],
        pos_tags=[[0] * 6, [0]],
    )
    report = load(session, path)
    assert texts(session) == ["Dana Ilves met Oren Maret.", "Karsk"]
    assert said(next(session.bundles())) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]
    assert report.ignored == {"column “pos_tags”": 1}


def test_columns_of_any_width_are_read(session: Session, tmp_path: Path) -> None:
    wide = pa.array([WORDS], pa.large_list(pa.large_string()))
    words = pa.array([TAGS], pa.list_(pa.dictionary(pa.int32(), pa.string())))
    load(session, table(tmp_path / "a.parquet", tokens=wide, tags=words))
    assert said(next(session.bundles())) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]


def parquet_bytes(**columns: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


GOOD_TABLE = parquet_bytes(tokens=[WORDS] * 50, tags=[TAGS] * 50)
BAD_TABLES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "holds no text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a Parquet file, or it is damaged"),
    "json": (orjson.dumps(GOOD), "not a Parquet file"),
    "one byte": (b"P", "not a Parquet file"),
    "marks only": (b"PAR1" + bytes(8) + b"PAR1", "not a Parquet file"),
    "cut off": (GOOD_TABLE[:-100], "not a Parquet file"),
    "without its start": (GOOD_TABLE[300:], "not a Parquet file"),
    "a footer too long": (GOOD_TABLE[:-8] + struct.pack("<I", 2**31) + b"PAR1", "not a Parquet"),
    "no rows": (
        parquet_bytes(tokens=pa.array([], pa.list_(pa.string())), tags=pa.array([], pa.null())),
        "holds no text",
    ),
    "another table": (parquet_bytes(text=["a"], label=[1]), "“row” needs “tokens”"),
    "tokens of numbers": (parquet_bytes(tokens=[[1]], tags=[["O"]]), "must be a list of texts"),
    "tokens of nothing": (parquet_bytes(tokens=[None], tags=[["O"]]), "needs “tokens”"),
    "tokens of texts": (parquet_bytes(tokens=["Karsk"], tags=[["O"]]), "must be a list"),
    "a missing token": (parquet_bytes(tokens=[["a", None]], tags=[["O"] * 2]), "a list of texts"),
    "no tags": (parquet_bytes(tokens=[["a"]]), "1 token and 0 of “tags”"),
    "numbers only": (parquet_bytes(tokens=[["a"]], ner_tags=[[0]]), "nothing says what they mean"),
    "not utf-8": (
        parquet_bytes(
            tokens=pa.ListArray.from_arrays([0, 1], pa.array([b"\xff"]).view(pa.string())),
            tags=[["O"]],
        ),
        "not a Parquet file, or it is damaged",
    ),
    "a zero": (parquet_bytes(tokens=[["a\0"]], tags=[["O"]]), "U+0000"),
    "records": (parquet_bytes(tokens=[[{"a": "b"}]], tags=[["O"]]), "“tokens” must be a list of"),
    "lists of lists": (parquet_bytes(tokens=[[["a"]]], tags=[["O"]]), "“tokens” must be a list of"),
    "bytes": (parquet_bytes(tokens=[[b"a"]], tags=[["O"]]), "“tokens” must be a list of texts"),
}


@pytest.mark.parametrize("name", BAD_TABLES)
def test_a_bad_table_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD_TABLES[name]
    path = tmp_path / "a.parquet"
    path.write_bytes(raw)
    assert words in refusal(session, path)


def test_a_number_without_a_name_is_refused(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "a.parquet", features(NAMES), tokens=[["a"]], ner_tags=[[3]])
    assert "none of the numbers 0 to 2 that have a name" in refusal(session, path)
    path = table(tmp_path / "b.parquet", features(NAMES), tokens=[["a"]], ner_tags=[[-1]])
    assert "none of the numbers 0 to 2" in refusal(session, path)


@pytest.mark.parametrize(
    "said_there",
    [b"", b"{", b"[]", b'{"info": {"features": []}}', b'{"info": {"features": {"ner_tags": [7]}}}'],
)
def test_features_that_say_nothing_are_no_harm(
    said_there: bytes, session: Session, tmp_path: Path
) -> None:
    metadata = {b"huggingface": said_there}
    path = table(tmp_path / "a.parquet", metadata, tokens=[["a"]], ner_tags=[[0]])
    assert "nothing says what they mean" in refusal(session, path)


def test_large_groups_of_rows_are_not_read(session: Session, tmp_path: Path) -> None:
    words = [[f"word{row}-{number}" for number in range(40_000)] for row in range(4)]
    path = table(tmp_path / "a.parquet", tokens=words, tags=[["O"] * 40_000] * 4)
    assert "take more than 1 MB" in refusal(session, path, max_bytes=1024**2)


def test_a_text_that_stands_there_a_million_times_is_not_unpacked(
    session: Session, tmp_path: Path
) -> None:
    number = 1_000_000
    one = pa.DictionaryArray.from_arrays(pa.array([0] * number, pa.int32()), ["x" * 1000])
    words = pa.ListArray.from_arrays([0, number], one)
    for kind in (pa.string(), pa.binary()):
        typed = words.cast(pa.list_(pa.dictionary(pa.int32(), kind)))
        path = table(tmp_path / f"{kind}.parquet", tokens=typed, tags=typed)
        assert path.stat().st_size < 100_000
        assert "take more than 512 MB" in refusal(session, path)


# Writing -----------------------------------------------------------------------------------------


def test_a_row_is_laid_out_as_trainers_want_it(session: Session, tmp_path: Path) -> None:
    text = " Dana Ilves left.\nShe  did."
    load(session, write(tmp_path / "in.jsonl", line("one", text, spans=[span(1, 11)])))
    out = io.BytesIO()
    export(session, out, ExportOptions("hf", layers=("entities",)))
    first, second = map(json.loads, out.getvalue().splitlines())
    numbers = first.pop("ner_tags")
    assert first == {
        "id": "one:0",
        "document_id": "one",
        "sentence": 0,
        "tokens": ["Dana", "Ilves", "left", "."],
        "tags": ["B-PERSON", "I-PERSON", "O", "O"],
        "spaces": [" ", " ", "", "\n"],
        "space_before": " ",
    }
    assert numbers == [numbers[0], numbers[0] + 1, 0, 0]
    assert (second["id"], second["spaces"], second["ner_tags"]) == (
        "one:1",
        ["  ", "", ""],
        [0] * 3,
    )


def test_numbers_of_tags_are_the_same_in_every_part(news_scheme: Scheme) -> None:
    """They go by the scheme and not by the labels that an article happens to have."""
    text = "Karsk"
    bundle = Bundle(document_for(text, uid="a"), text, tokens=Tokens([0], [5], [0]))
    raw = b"".join(parquet.write([bundle], WriteOptions(news_scheme)))
    schema = pq.read_schema(pa.BufferReader(raw))
    kept = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
    names = kept["ner_tags"]["feature"]["names"]
    assert names[:3] == ["O", "B-PERSON", "I-PERSON"]
    assert len(names) == len(set(names))
    assert {"B-content", "I-holder"} < set(names)
    assert set(kept) == set(schema.names)


def test_parquet_has_the_rows_of_the_lines(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    export(session, tmp_path / "a.jsonl", ExportOptions("hf"))
    export(session, tmp_path / "a.parquet", ExportOptions("parquet"))
    rows = [json.loads(each) for each in (tmp_path / "a.jsonl").read_bytes().splitlines()]
    for each in rows:
        del each["tags"]
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == rows


def test_many_rows_are_written_in_groups(
    news_scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 3)
    text = "A. B. C. D."
    tokens = Tokens([0, 3, 6, 9], [2, 5, 8, 11], range(4))
    bundles = [Bundle(document_for(text, uid=str(n)), text, tokens=tokens) for n in range(2)]
    pieces = list(parquet.write(bundles, WriteOptions(news_scheme)))
    assert all(pieces)
    found = pq.ParquetFile(pa.BufferReader(b"".join(pieces)))
    sizes = [found.metadata.row_group(each).num_rows for each in range(found.num_row_groups)]
    assert sizes == [3, 3, 2]
    assert [each["id"] for each in found.read(["id"]).to_pylist()] == [
        f"{uid}:{number}" for uid in range(2) for number in range(4)
    ]


@pytest.mark.parametrize("name", ["hf", "parquet"])
def test_what_was_written_is_told_and_written_the_same_again(
    name: str, session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    out = tmp_path / f"out.{name.replace('hf', 'jsonl')}"
    first = export(session, out, ExportOptions(name))
    known = format_for(out)
    assert known is not None
    assert known.name == name
    assert export(session, io.BytesIO(), ExportOptions(name)).sha256 == first.sha256


@pytest.mark.parametrize("name", ["hf", "parquet"])
def test_what_several_annotators_say_becomes_one_and_is_told(
    name: str, session: Session, tmp_path: Path
) -> None:
    spans = [span(0, 10, annotator="Mina Kell"), span(0, 10, annotator="Jonas Reed")]
    load(session, write(tmp_path / "in.jsonl", line(spans=spans)))
    report = export(session, tmp_path / "out", ExportOptions(name))
    assert report.losses == {"annotators": 1, "overlaps": 1}
    with Session.create(tmp_path / "b.annotator", session.scheme, "Pia Sund") as second:
        load(second, tmp_path / "out", format=name)
        assert said(next(second.bundles())) == [("PERSON", "Dana Ilves")]


def long(spans: Callable[[str], list[dict[str, Any]]]) -> dict[str, Any]:
    text = "\n\n".join(["  “We go”, she said.  ", TEXT, "\tEnd \u00a0"])
    return line("long/1", text, spans=spans(text))


@pytest.mark.parametrize("name", ["hf", "parquet"])
def test_a_text_of_any_white_space_comes_back(name: str, news_scheme: Scheme) -> None:
    trips.check(name, news_scheme, [long(lambda text: [span(text.index("Dana"), len(text) - 4)])])
