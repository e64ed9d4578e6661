"""Files that doccano wrote come in, and ours are laid out as doccano's."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.offset_units import Unit
from annotator.formats.registry import format_for
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import TEXT, line, load, refusal, span, write

PEOPLE = [[0, 10, "PERSON"], [15, 25, "PERSON"]]


def entity(number: int, start: int, end: int, label: str = "PERSON") -> dict[str, Any]:
    return {"id": number, "label": label, "start_offset": start, "end_offset": end}


def relation(head: int, child: int, kind: str = "coref", number: int = 7) -> dict[str, Any]:
    return {"id": number, "from_id": head, "to_id": child, "type": kind}


def article(**more: Any) -> dict[str, Any]:
    return {"id": 4, "text": TEXT, **more, "Comments": []}


def only(session: Session) -> Any:
    (number,) = session.document_ids()
    return session.article(number)


def written(session: Session, name: str = "doccano", **options: Any) -> list[dict[str, Any]]:
    out = io.BytesIO()
    export(session, out, ExportOptions(name, **options))
    return [json.loads(each) for each in out.getvalue().splitlines()]


def places(session: Session) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    found = only(session).annotations.values()
    return sorted((each.label, tuple(map(tuple, each.spans))) for each in found)


# Reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["label", "labels", "entities"])
def test_triples_come_in_under_every_key_they_had(
    key: str, session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "all.jsonl", article(**{key: PEOPLE})))
    assert places(session) == [("PERSON", ((0, 10),)), ("PERSON", ((15, 25),))]
    assert session.document(session.document_ids()[0]).uid == "4"


def test_overlapping_and_equal_labels_are_kept(session: Session, tmp_path: Path) -> None:
    labels = [[0, 10, "PERSON"], [0, 4, "ORG"], [0, 10, "PERSON"], [0, 10, "ORG"]]
    report = load(session, write(tmp_path / "all.jsonl", article(label=labels)))
    assert report.annotations == 4
    assert len(places(session)) == 4


def test_relations_join_labels(session: Session, tmp_path: Path) -> None:
    entities = [entity(31, 0, 10), entity(32, 15, 25)]
    load(session, write(tmp_path / "all.jsonl", article(entities=entities,
                                              relations=[relation(32, 31)])))  # fmt: skip
    (link,) = only(session).relations.values()
    starts = [only(session).annotations[each].start for each in (link.source, link.target)]
    assert (link.role, starts) == ("coref", [15, 0])


def test_relations_from_one_part_to_the_others_become_a_quote(
    session: Session, tmp_path: Path
) -> None:
    entities = [entity(1, 37, 42, "content"), entity(2, 49, 53, "cue"), entity(3, 45, 48, "source")]
    relations = [relation(1, 2, "cue", 1), relation(1, 3, "source", 2)]
    load(session, write(tmp_path / "all.jsonl", article(entities=entities, relations=relations)))
    roles = sorted(each.role for each in only(session).relations.values())
    assert roles == ["content", "cue", "source"]


def test_circles_of_relations_do_no_harm(session: Session, tmp_path: Path) -> None:
    entities = [entity(1, 0, 10), entity(2, 15, 25)]
    relations = [relation(1, 2), relation(2, 1), relation(1, 1)]
    load(session, write(tmp_path / "all.jsonl", article(entities=entities, relations=relations)))
    assert len(only(session).relations) == 3


@pytest.mark.parametrize("key", ["label", "labels", "cats"])
def test_labels_of_articles_come_in(key: str, session: Session, tmp_path: Path) -> None:
    found = article(**{key: ["relevant", "duplicate"]})
    load(session, write(tmp_path / "all.jsonl", found))
    assert places(session) == [("duplicate", ()), ("relevant", ())]


def test_spans_and_labels_of_articles_stand_side_by_side(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "all.jsonl", article(entities=PEOPLE, cats=["relevant"])))
    assert [label for label, _ in places(session)] == ["PERSON", "PERSON", "relevant"]


def test_written_texts_become_comments(session: Session, tmp_path: Path) -> None:
    summary = "Ilves and Maret met in Karsk. " * 5
    report = load(session, write(tmp_path / "all.jsonl", article(label=[summary])))
    assert report.notes == {"texts written about articles, kept as comments": 1}
    (bundle,) = session.bundles()
    assert [each.text for each in bundle.comments] == [summary]


def test_a_list_comes_in_like_lines(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps([article(label=PEOPLE), {"text": "Else.", "label": []}], indent=1))
    report = load(session, path)
    assert (report.documents, report.annotations) == (2, 2)


def test_old_files_name_people_by_number(session: Session, tmp_path: Path) -> None:
    labels = [{"label": "PERSON", "start_offset": 0, "end_offset": 10, "user": 3},
              {"label": "relevant", "user": 5}]  # fmt: skip
    old = {"id": 1, "data": TEXT, "annotations": labels, "annotation_approver": "kell"}
    report = load(session, write(tmp_path / "old.jsonl", old))
    assert {each.name for each in session.annotators.values()} >= {"3", "5"}
    assert report.ignored == {"key “annotation_approver”": 1}


def test_facts_beside_the_text_are_metadata(session: Session, tmp_path: Path) -> None:
    found = article(label=[], title="Karsk", desk=2, meta={"wire": "a", "desk": 2})
    load(session, write(tmp_path / "all.jsonl", found))
    document = session.document(session.document_ids()[0])
    assert (document.title, document.meta) == ("Karsk", {"desk": 2, "wire": "a"})


def test_comments_come_in(session: Session, tmp_path: Path) -> None:
    found = {"text": TEXT, "label": [], "Comments": ["Who is she?", {"id": 1, "comment": "Ilves."}]}
    load(session, write(tmp_path / "all.jsonl", found))
    (bundle,) = session.bundles()
    assert sorted(each.text for each in bundle.comments) == ["Ilves.", "Who is she?"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("👩‍👩‍👧 Dana Ilves", "Dana"),
        ("Cafe\u0301 Amber", "Amber"),
        ("a\u00a0b\u2028Karsk", "Karsk"),
        ("דנה אילבס אמרה", "אילבס"),
        ("\ufeffDana Ilves", "Ilves"),
        ("One.\r\nTwo.\r\nKarsk denies.", "Karsk"),
    ],
)
def test_offsets_count_code_points(text: str, words: str, session: Session, tmp_path: Path) -> None:
    start = text.index(words)
    found = {"text": text, "label": [[start, start + len(words), "ORG"]]}
    load(session, write(tmp_path / "all.jsonl", found))
    (each,) = only(session).annotations.values()
    assert each.spans[0].of(only(session).text) == words


def test_utf_16_is_read_if_a_person_says_so(session: Session, tmp_path: Path) -> None:
    found = {"text": "😀 Karsk", "label": [[3, 8, "GPE"]]}
    load(session, write(tmp_path / "all.jsonl", found), unit=Unit.UTF_16)
    assert places(session) == [("GPE", ((2, 7),))]


BAD: dict[str, tuple[dict[str, Any] | bytes, str]] = {
    "truncated": (b'{"id": 3, "text": "Karsk", "label": [[0, 5', "this is not JSON ("),
    "latin-1": ('{"text": "café", "label": []}'.encode("latin-1"), "not UTF-8"),
    "no-text": ({"label": []}, "“line” needs “text”"),
    "empty-text": (article(text=" "), "an empty “text”"),
    "a-list": (b'["text"]', "is one JSON object"),
    "outside": (article(label=[[0, 999, "PERSON"]]), "lies outside the text"),
    "negative": (article(label=[[-1, 4, "PERSON"]]), "lies outside the text"),
    "turned": (article(label=[[4, 0, "PERSON"]]), "it must end after it starts"),
    "float": (article(label=[[0.5, 4, "PERSON"]]), "must be a whole number"),
    "text-offset": (article(label=[["0", 4, "PERSON"]]), "must be a whole number"),
    "pair": (article(label=[[0, 4]]), "must be labels as doccano writes them"),
    "number": (article(label=[7]), "must be labels as doccano writes them"),
    "an-object": (article(label={"a": 1}), "“label” must be a list"),
    "unknown-label": (article(label=[[0, 4, "HERO"]]), "the scheme has no label “HERO”"),
    "unknown-article-label": (article(label=["heroic"]), "the scheme has no label “heroic”"),
    "missing-end": (
        article(entities=[entity(1, 0, 10)], relations=[relation(1, 9)]),
        "“relations.to_id” refers to 9",
    ),
    "no-end": (
        article(entities=[entity(1, 0, 10)], relations=[{"from_id": 1, "type": "coref"}]),
        "“relations” needs “to_id”",
    ),
    "wrong-role": (
        article(entities=[entity(1, 0, 10), entity(2, 15, 25)], relations=[relation(1, 2, "x")]),
        "the scheme has no role “x”",
    ),
    "id-twice": (article(entities=[entity(1, 0, 10), entity(1, 15, 25)]), "stands twice"),
    "nan": (b'{"text": "Karsk", "label": [[NaN, 4, "ORG"]]}', "this is not JSON"),
    "surrogate": (b'{"text": "Karsk \\ud800", "label": []}', "a U+D800 at character 6"),
    "deep": (b'{"text": "a", "label": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "Flatten them"),
    "said-twice": (article(desk=1, meta={"desk": 2}), "says “desk” twice"),
    "comment": (article() | {"Comments": [5]}, "“Comments” must be texts"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_article_is_refused_and_the_others_stay(
    name: str, session: Session, tmp_path: Path
) -> None:
    bad, words = BAD[name]
    first = {"id": "good-1", "text": TEXT, "label": PEOPLE}
    last = {"id": "good-2", "text": "Else. " + TEXT, "label": []}
    path = write(tmp_path / "all.jsonl", first, bad, last)
    sentence = refusal(session, path, format="doccano")
    assert sentence.startswith(f"{path}:2: ")
    assert words in sentence
    report = load(session, path, format="doccano", on_error="skip")
    assert (report.refused, report.documents) == (1, 2)
    assert session.check() == []


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "holds no text"),
        (b"\n \n", "holds no text"),
        (b"[]", "holds no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\0\0\0", "not a text file"),
        ('[{"text": "a"}]'.encode("utf-16"), "the file is UTF-16"),
        (b'[{"text": "Karsk", "label": []}, {"text": "Ka', "ends in the middle"),
        (b"<html>", "this is not JSON"),
    ],
)
@pytest.mark.parametrize("ending", [".jsonl", ".json"])
def test_files_of_another_kind_are_refused(
    raw: bytes, words: str, ending: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / f"all{ending}"
    path.write_bytes(raw)
    report = load(session, path, format="doccano", on_error="skip")
    assert report.refused == 1
    sentence = refusal(session, path, format="doccano") if b"Karsk" not in raw else words
    assert words in sentence


# Telling ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (article(label=PEOPLE), "doccano"),
        (article(label=[]), "doccano"),
        ({"text": TEXT, "label": ["relevant"]}, "doccano"),
        ({"text": TEXT, "entities": [], "relations": []}, "doccano"),
        ({"text": TEXT, "entities": PEOPLE, "cats": ["relevant"]}, "doccano"),
        ({"text": TEXT, "label": [[0, 10, "PERSON"]] * 9000}, "doccano"),
        (line(), "jsonl"),
        (line(spans=[span(0, 10)], label="PERSON", answer="accept"), "jsonl"),
        ({"text": TEXT, "tokens": [], "spans": [], "relations": [], "answer": "accept"}, "jsonl"),
    ],
)
def test_files_are_told_by_their_first_line(found: Any, name: str, tmp_path: Path) -> None:
    known = format_for(write(tmp_path / "all.jsonl", found))
    assert known is not None
    assert known.name == name


# Writing ---------------------------------------------------------------------------------------


def test_a_line_is_laid_out_as_doccano_does(session: Session, tmp_path: Path) -> None:
    source = line(
        meta={"title": "Karsk", "label": "x", "filename": "a.txt"},
        spans=[span(15, 25, id="o"), span(0, 10, id="d")],
        links=[{"role": "coref", "from": "o", "to": "d"}],
        document_labels=["relevant"],
    )
    load(session, write(tmp_path / "in.jsonl", source))
    assert written(session) == [
        {
            "id": "one",
            "text": TEXT,
            "title": "Karsk",
            **dict.fromkeys(("outlet", "date", "url", "language", "author"), ""),
            # Keys that are doccano's own cannot stand beside the rest.
            "meta": {"filename": "a.txt", "label": "x"},
            "entities": [
                {"id": 1, "label": "PERSON", "start_offset": 0, "end_offset": 10},
                {"id": 2, "label": "PERSON", "start_offset": 15, "end_offset": 25},
            ],
            "relations": [{"id": 1, "from_id": 2, "to_id": 1, "type": "coref"}],
            "cats": ["relevant"],
            "Comments": [],
        }
    ]
    (plain,) = written(session, "doccano-spans")
    assert plain["label"] == PEOPLE
    assert "entities" not in plain


def test_comments_are_texts_and_what_they_lose_is_told(session: Session, tmp_path: Path) -> None:
    source = line(
        spans=[span(0, 10, id="d")],
        comments=[
            {"id": "c", "text": "Who?", "annotator": "Jonas Reed", "on": "d"},
            {"text": "Ilves.", "annotator": "Mina Kell", "reply_to": "c", "resolved": True},
        ],
    )
    load(session, write(tmp_path / "in.jsonl", source))
    out = io.BytesIO()
    report = export(session, out, ExportOptions("doccano"))
    (found,) = map(json.loads, out.getvalue().splitlines())
    assert sorted(each["comment"] for each in found["Comments"]) == ["Ilves.", "Who?"]
    assert report.losses == {"annotators": 2, "comments": 2}


def test_what_was_written_is_told_and_written_the_same_again(
    session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    out = tmp_path / "out.jsonl"
    export(session, out, ExportOptions("doccano"))
    known = format_for(out)
    assert known is not None
    assert known.name == "doccano"
    again = io.BytesIO()
    export(session, again, ExportOptions("doccano"))
    assert again.getvalue() == out.read_bytes()
