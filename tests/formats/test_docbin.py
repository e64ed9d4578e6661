"""Docs that spaCy wrote come in, and ours are what spaCy would have written."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
import srsly
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from annotator.domain.bundles import Bundle
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.formats import docbin, docbin_reading
from annotator.formats.registry import WriteOptions
from annotator.formats.text import document_for
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from annotator.services.tokenising import tokens_for
from tests.articles import where
from tests.formats import whole
from tests.formats.lines import TEXT, line, load, refusal, span, write

BLANK = spacy.blank("en")


def doc_of(text: str = TEXT, *ents: tuple[int, int, str]) -> Doc:
    doc = BLANK.make_doc(text)
    doc.ents = [Span(doc, *each) for each in ents]
    return doc


def save(path: Path, *docs: Doc, user_data: bool = True, **options: Any) -> Path:
    DocBin(docs=docs, store_user_data=user_data, **options).to_disk(path)
    return path


def labels(session: Session, place: int = 0) -> list[tuple[str, str]]:
    bundle = list(session.bundles())[place]
    return sorted(
        (each.label, "|".join(part.of(bundle.text) for part in each.spans))
        for each in bundle.annotations
    )


def written(session: Session, folder: Path, **options: Any) -> list[Doc]:
    """Export and let spaCy read it."""
    export(session, folder, ExportOptions("spacy", **options))
    vocab = Vocab()
    return [
        doc for file in sorted(folder.iterdir()) for doc in DocBin().from_disk(file).get_docs(vocab)
    ]


# Reading ---------------------------------------------------------------------------------------


def test_entities_groups_and_cats_come_in(session: Session, tmp_path: Path) -> None:
    doc = doc_of(TEXT, (0, 2, "PERSON"), (3, 5, "PERSON"))
    doc.spans["sc"] = [Span(doc, 0, 2, "PERSON"), Span(doc, 0, 5, "ORG")]
    doc.spans["quotes"] = [Span(doc, 8, 11, "content")]
    doc.spans["clusters"] = [Span(doc, 0, 2)]
    doc.cats = {"relevant": 1.0, "off-topic": 0.0, "duplicate": 0.7, "opinion-piece": 0.2}
    report = load(session, save(tmp_path / "a.spacy", doc))
    assert labels(session) == [
        ("ORG", "Dana Ilves met Oren Maret"),
        ("PERSON", "Dana Ilves"),
        ("PERSON", "Oren Maret"),
        ("content", "“We go"),
        ("duplicate", ""),
        ("relevant", ""),
    ]
    assert report.ignored == {
        "spans without a label": 1,
        "labels of articles with a score below one half": 1,
    }
    assert report.notes == {"labels of articles by a score of at least one half": 1}


def test_knowledge_and_extensions_come_in(session: Session, tmp_path: Path) -> None:
    if not Doc.has_extension("desk"):
        Doc.set_extension("desk", default="")
        Span.set_extension("sure", default=False)
    doc = BLANK.make_doc(TEXT)
    doc.ents = [Span(doc, 0, 2, "PERSON", kb_id="Q77"), Span(doc, 3, 5, "PERSON", kb_id="maret")]
    doc._.desk = "foreign"
    doc.ents[0]._.sure = True
    doc.user_data["pages"] = [1, 2]
    report = load(session, save(tmp_path / "a.spacy", doc))
    (bundle,) = session.bundles()
    entries = sorted((each.name, each.wikidata) for each in bundle.entries.values())
    assert entries == [("Dana Ilves", "Q77"), ("Oren Maret", "")]
    assert bundle.document.meta == {"desk": "foreign", "pages": [1, 2]}
    assert report.ignored == {"user_data that is not about the article, or no JSON": 1}


def test_what_a_pipeline_said_of_words_is_passed_over_and_counted(
    session: Session, tmp_path: Path
) -> None:
    doc = Doc(Vocab(), words=["Dana", "met", "Oren"], pos=["PROPN", "VERB", "PROPN"])
    report = load(session, save(tmp_path / "a.spacy", doc))
    assert report.ignored == {"parts of speech of the words of an article": 1}


def test_words_without_blanks_get_them(session: Session, tmp_path: Path) -> None:
    words = ["Dana", "met", "Oren"]
    doc = Doc(Vocab(), words=words, ents=["B-PERSON", "O", "B-PERSON"])
    bin_ = DocBin(docs=[doc])
    bin_.flags = [{"has_unknown_spaces": True}]
    bin_.to_disk(tmp_path / "a.spacy")
    report = load(session, tmp_path / "a.spacy")
    assert report.notes == {"articles of words without the blanks between them": 1}
    assert labels(session) == [("PERSON", "Dana"), ("PERSON", "Oren")]


def test_labels_of_what_goes_from_a_text_go_with_it(session: Session, tmp_path: Path) -> None:
    doc = Doc(Vocab(), words=["\ufeff", "Karsk", "\r", "\n", "Tarn"], spaces=[False] * 5)
    doc.spans["sc"] = [Span(doc, at, at + 1, "GPE") for at in range(5)]
    report = load(session, save(tmp_path / "a.spacy", doc))
    assert labels(session) == [("GPE", "\n"), ("GPE", "Karsk"), ("GPE", "Tarn")]
    assert report.ignored == {"labels of nothing but a byte order mark or half a line end": 2}


@pytest.mark.parametrize(
    "text",
    ["👩‍👩‍👧 met Karsk\u00a0now", "Cafe\u0301 Karsk", "דנה פגשה Karsk", "One.\r\nKarsk\r\n",
     "\ufeffKarsk"],
    ids=["emoji", "combining", "hebrew", "windows", "mark"],
)  # fmt: skip
def test_offsets_in_any_script(text: str, session: Session, tmp_path: Path) -> None:
    doc = BLANK.make_doc(text)
    start = text.index("Karsk")
    doc.spans["sc"] = [
        doc.char_span(start, start + 5, "GPE", alignment_mode="expand"),
    ]
    load(session, save(tmp_path / "a.spacy", doc))
    ((label, words),) = labels(session)
    assert (label, words) == ("GPE", "Karsk")


def test_an_older_layout_is_read(session: Session, tmp_path: Path) -> None:
    """Before 3.1 there were no groups, before 3.0.2 no flags; groups were a list at first."""
    doc = doc_of(TEXT, (0, 2, "PERSON"))
    message = srsly.msgpack_loads(zlib.decompress(DocBin(docs=[doc]).to_bytes()))
    for key in ("flags", "span_groups"):
        del message[key]
    (tmp_path / "a.spacy").write_bytes(zlib.compress(srsly.msgpack_dumps(message)))
    other = doc_of("Earlier. " + TEXT)
    other.spans["sc"] = [Span(other, 2, 4, "PERSON")]
    message = srsly.msgpack_loads(zlib.decompress(DocBin(docs=[other]).to_bytes()))
    message["span_groups"] = [srsly.msgpack_dumps([other.spans["sc"].to_bytes()])]
    (tmp_path / "b.spacy").write_bytes(zlib.compress(srsly.msgpack_dumps(message)))
    load(session, tmp_path / "a.spacy", tmp_path / "b.spacy")
    assert labels(session, 0) == labels(session, 1) == [("PERSON", "Dana Ilves")]


# Files that are not what they should be ----------------------------------------------------------


def message_of(*docs: Doc) -> dict[str, Any]:
    raw = DocBin(docs=docs, store_user_data=True).to_bytes()
    found: dict[str, Any] = srsly.msgpack_loads(zlib.decompress(raw))
    return found


def changed(**values: Any) -> bytes:
    return zlib.compress(
        srsly.msgpack_dumps({**message_of(doc_of(TEXT, (0, 2, "PERSON"))), **values})
    )


def with_group(start: int, end: int) -> bytes:
    group = {
        "name": "sc",
        "attrs": {},
        "spans": [struct.pack(">QQQllll", 0, 0, 380, start, end, 0, 0)],
    }
    return changed(span_groups=[srsly.msgpack_dumps({srsly.msgpack_dumps(group): ["sc"]})])


def nested(depth: int) -> bytes:
    return b"\x81\xa9annotator" + b"\x91" * depth + b"\xc0"


GOOD = DocBin(docs=[doc_of()]).to_bytes()
BAD = {
    "empty": (b"", "holds no text"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not spaCy's DocBin, or it is damaged"),
    "a zip": (b"PK\x03\x04" + bytes(100), "not spaCy's DocBin"),
    "cut off": (GOOD[:-20], "it ends too early"),
    "no message": (zlib.compress(b"\xc1"), "not spaCy's DocBin"),
    "another message": (zlib.compress(b"\x93\x01\x02\x03"), "there are no Docs in it"),
    "no words": (changed(tokens=b""), "not of one length"),
    "half a number": (changed(tokens=b"123"), "not spaCy's DocBin"),
    "lengths beyond the words": (changed(lengths=struct.pack("i", 9999)), "not of one length"),
    "negative lengths": (changed(lengths=struct.pack("ii", -5, 19)), "not of one length"),
    "unknown strings": (changed(strings=[]), "not spaCy's DocBin"),
    "strings that are none": (changed(strings=[1, {}]), "not spaCy's DocBin"),
    "a number for spaces": (changed(spaces=2**40), "not spaCy's DocBin"),
    "a number for user data": (changed(user_data=[2**40]), "int instead of bytes"),
    "a number for groups": (changed(span_groups=[2**40]), "int instead of bytes"),
    "millions of values": (changed(more=[[]] * 5_000_001), "more than 5000000 values"),
    "millions of values inside": (
        changed(user_data=[srsly.msgpack_dumps([None] * 5_000_001)]), "more than 5000000 values",
    ),
    "millions of empty Docs": (changed(lengths=bytes(4 * 5_000_001)), "more than 5000000 Docs"),
    "a group outside": (with_group(3, 99), "the range 3-99 does not lie in the text"),
    "a group before": (with_group(-4, 2), "the range -4-2 does not lie in the text"),
    "cats of texts": (changed(cats=[{"relevant": "yes"}]), "a number for each label"),
    "cats of nothing": (changed(cats=[3]), "not spaCy's DocBin"),
    "deep": (changed(user_data=[nested(100_000)]), "not spaCy's DocBin"),
    "rather deep": (changed(user_data=[nested(200)]), "more than 64 deep"),
    "not a number": (
        changed(user_data=[srsly.msgpack_dumps({"annotator": {"meta": {"a": float("nan")}}})]),
        "plain JSON values",
    ),
    "an array": (
        changed(user_data=[srsly.msgpack_dumps({"annotator": {b"nd": True, b"type": "O"}})]),
        "keys that are texts",
    ),
    "a record of something else": (
        changed(user_data=[srsly.msgpack_dumps({"annotator": {"spans": 5}})]),
        "“spans” must be a list",
    ),
    "shifted offsets": (
        changed(user_data=[srsly.msgpack_dumps({"annotator": {"spans": [
            {"start": 1, "end": 11, "label": "PERSON", "text": "Dana Ilves"}]}})]),
        "The offsets are shifted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str, session: Session, tmp_path: Path) -> None:
    raw, words = BAD[name]
    path = tmp_path / "bad.spacy"
    path.write_bytes(raw)
    assert words in refusal(session, path)


def test_a_bomb_is_not_unpacked(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docbin_reading, "MAX_BYTES", 4 * 1024 * 1024)
    (tmp_path / "bomb.spacy").write_bytes(zlib.compress(bytes(400 * 1024 * 1024)))
    tracemalloc.start()
    try:
        assert "more than 4 MB when they are unpacked" in refusal(session, tmp_path / "bomb.spacy")
        assert tracemalloc.get_traced_memory()[1] < 50 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_one_bad_doc_does_not_harm_the_others(session: Session, tmp_path: Path) -> None:
    good, bad, last = doc_of("One. " + TEXT), doc_of("Two. " + TEXT), doc_of("Three. " + TEXT)
    bad.cats = {"relevant": "yes"}
    path = save(tmp_path / "a.spacy", good, bad, last)
    report = load(session, path, on_error="skip")
    assert (report.documents, report.refused) == (2, 1)
    assert [(each.line, each.code) for each in report.problems] == [(2, "field-type")]


# Writing ---------------------------------------------------------------------------------------


@pytest.fixture
def filled(session: Session, tmp_path: Path) -> Session:
    whole.fill(session, tmp_path)
    return session


def test_spacy_reads_what_we_write(filled: Session, tmp_path: Path) -> None:
    docs = {each.text: each for each in written(filled, tmp_path / "out")}
    assert set(docs) == {whole.TEXT, whole.OTHER}
    doc = docs[whole.TEXT]
    record = doc.user_data["annotator"]
    assert record["id"] == "harbour/1"
    # Every span is in the group, in the order of the record, and none is misaligned.
    assert [(each.start_char, each.end_char) for each in doc.spans["sc"]] == [
        (each["start"], each["end"]) for each in record["spans"]
    ]
    assert ("ORG", "Caf") in [(each.label_, each.text) for each in doc.spans["sc"]]
    assert [(each.label_, each.text) for each in doc.ents] == [
        ("GPE", "Karsk"),
        ("PERSON", "Citadel spokesman Oren Maret"),
        ("ORG", "Caf"),
        ("PERSON", "Dana Ilves"),
    ]
    assert doc.cats == {"relevant": 1.0, "off-topic": 0.0, "opinion-piece": 0.0, "duplicate": 1.0}
    assert docs[whole.OTHER].cats == {}


def test_words_of_an_article_nobody_labelled_are_not_known_to_have_no_label(
    filled: Session, tmp_path: Path
) -> None:
    docs = {each.text: each for each in written(filled, tmp_path / "out")}
    assert docs[whole.TEXT].has_annotation("ENT_IOB")
    assert not docs[whole.OTHER].has_annotation("ENT_IOB")


def test_an_entity_with_white_space_at_its_ends_stands_in_the_group_only(
    session: Session, tmp_path: Path
) -> None:
    start, end = where(TEXT, " Oren Maret ")
    load(session, write(tmp_path / "a.jsonl", line(spans=[span(start, end), span(0, 4)])))
    (doc,) = written(session, tmp_path / "out")
    assert [each.text for each in doc.ents] == ["Dana"]
    assert [each.text_with_ws for each in doc.spans["sc"]] == ["Dana ", " Oren Maret "]
    assert doc.text == TEXT


def test_a_shard_is_what_docbin_itself_makes(filled: Session, tmp_path: Path) -> None:
    docs = written(filled, tmp_path / "out")
    theirs = DocBin(("ENT_IOB", "ENT_TYPE"), store_user_data=True, docs=docs).to_bytes()
    (ours,) = [each.read_bytes() for each in (tmp_path / "out").iterdir()]
    assert srsly.msgpack_loads(zlib.decompress(ours)) == srsly.msgpack_loads(
        zlib.decompress(theirs)
    )


def bundles(scheme: Scheme, number: int) -> Iterator[Bundle]:
    for place in range(number):
        text = f"{place} {TEXT}"
        yield Bundle(document_for(text), text, tokens=tokens_for(text, ()))


def test_shards_hold_a_thousand_docs(news_scheme: Scheme) -> None:
    files = dict(docbin.write_folder(bundles(news_scheme, 2001), WriteOptions(news_scheme)))
    sizes = {name: len(DocBin().from_bytes(raw)) for name, raw in files.items()}
    assert sizes == {
        "articles-0001.spacy": 1000,
        "articles-0002.spacy": 1000,
        "articles-0003.spacy": 1,
    }


def test_long_articles_make_shorter_shards(
    news_scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docbin, "SHARD_WORDS", 40)
    files = list(docbin.write_folder(bundles(news_scheme, 5), WriteOptions(news_scheme)))
    assert [len(DocBin().from_bytes(raw)) for _, raw in files] == [3, 2]


def test_the_same_project_gives_the_same_bytes(filled: Session, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    sums = [export(filled, each, ExportOptions("spacy")).sha256 for each in folders]
    assert sums[0] == sums[1]


def test_it_needs_a_folder(filled: Session) -> None:
    with pytest.raises(AnnotatorError) as error:
        export(filled, io.BytesIO(), ExportOptions("spacy"))
    assert error.value.code == "export-needs-folder"


# There and back through somebody's script --------------------------------------------------------


def again(
    session: Session,
    folder: Path,
    change: Callable[[Doc], object],
    scheme: Scheme,
    ignored: int = 0,
) -> tuple[list[tuple[str, str]], dict[str, int]]:
    docs = written(session, folder / "out", layers=("entities",))
    doc = next(each for each in docs if each.text == whole.TEXT)
    change(doc)
    path = save(folder / "changed.spacy", doc)
    with Session.create(folder / "second.annotator", scheme, "Mina Kell") as second:
        report = load(second, path)
        assert sum(report.ignored.values()) == ignored
        return labels(second), report.notes


def test_labels_that_a_script_added_come_in_too(
    filled: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    def change(doc: Doc) -> None:
        start, end = where(whole.TEXT, "Velmar")
        doc.ents = [*doc.ents, doc.char_span(start, end, "GPE")]

    found, notes = again(filled, tmp_path, change, news_scheme)
    assert ("GPE", "Velmar") in found
    assert len(found) == 7
    assert notes == {"labels that the Docs have beside what was written into them": 1}


def test_labels_of_articles_that_a_script_set_come_in_too(
    filled: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    def change(doc: Doc) -> None:
        doc.cats = {"relevant": 0.9, "off-topic": 0.2}

    found, notes = again(filled, tmp_path, change, news_scheme, ignored=1)
    assert ("relevant", "") in found
    assert notes == {
        "labels of articles by a score of at least one half": 1,
        "labels that the Docs have beside what was written into them": 1,
    }


def test_labels_that_a_script_took_away_are_told(
    filled: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    def change(doc: Doc) -> None:
        doc.ents = []
        doc.spans["sc"] = list(doc.spans["sc"])[1:]

    found, notes = again(filled, tmp_path, change, news_scheme)
    assert len(found) == 6
    assert notes == {"labels that the Docs lack and their record has; they were taken": 1}


def test_without_user_data_the_labels_themselves_come_back(
    filled: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    docs = written(filled, tmp_path / "out", layers=("entities",))
    path = save(tmp_path / "bare.spacy", *docs, user_data=False)
    with Session.create(tmp_path / "second.annotator", news_scheme, "Mina Kell") as second:
        load(second, path)
        place = [each.text for each in second.bundles()].index(whole.TEXT)
        assert labels(second, place) == [
            ("GPE", "Karsk"),
            ("ORG", "Caf"),
            ("ORG", "Oren Maret"),
            ("PERSON", "Citadel spokesman Oren Maret"),
            ("PERSON", "Dana Ilves"),
            ("PERSON", "Oren Maret"),
        ]


def test_options_of_the_export_count_in_the_record_too(filled: Session, tmp_path: Path) -> None:
    doc = next(
        each for each in written(filled, tmp_path / "out", zones=False) if each.text == whole.TEXT
    )
    assert doc.user_data["annotator"]["zones"] == ()
