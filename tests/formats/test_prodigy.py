"""Files that Prodigy wrote come in, and ours are laid out as Prodigy's."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats.lines import TEXT, load, refusal, span, write
from tests.formats.test_golden import FOLDER

WORDS = TEXT.split(" ")
BOOKS = {"_input_hash": -12, "_task_hash": 77, "answer": "accept", "_timestamp": 1700000000}


def tokens() -> list[dict[str, Any]]:
    found, at = [], 0
    for number, word in enumerate(WORDS):
        found.append({"text": word, "start": at, "end": at + len(word), "id": number, "ws": True,
                      "disabled": False})  # fmt: skip
        at += len(word) + 1
    return found


def task(view: str, **more: Any) -> dict[str, Any]:
    return {"text": TEXT, "tokens": tokens(), "_view_id": view, **BOOKS, **more}


DANA = span(0, 10, token_start=0, token_end=1)
OREN = span(15, 25, token_start=3, token_end=4)


def named(part: dict[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in ("start", "end", "token_start", "token_end", "label")}


def relation(head: dict[str, Any], child: dict[str, Any], label: str = "coref") -> dict[str, Any]:
    return {"head": head["token_end"], "child": child["token_end"], "head_span": named(head),
            "child_span": named(child), "color": "#ffd882", "label": label}  # fmt: skip


@pytest.mark.parametrize("view", ["ner_manual", "spans_manual"])
def test_spans_of_a_recipe_come_in(view: str, session: Session, tmp_path: Path) -> None:
    more = {"source": "en_core_web_sm", "input_hash": 5, "pattern": 3}
    lines = [
        task(view, spans=[{**DANA, **more}, OREN], meta={"source": "wire"}, _session_id=None),
        task(view, text="Rejected. " + TEXT, answer="reject", spans=[DANA]),
        task(view, text="Ignored. " + TEXT, answer="ignore"),
    ]
    report = load(session, write(tmp_path / "ner.jsonl", *lines))
    assert (report.documents, report.annotations) == (1, 2)
    assert report.ignored == {"answer “reject”": 1, "answer “ignore”": 1}
    assert session.document(session.document_ids()[0]).meta == {"source": "wire"}


def test_relations_between_spans_become_links(session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "rel.jsonl", task("relations", spans=[DANA, OREN],
                                              relations=[relation(OREN, DANA)]))  # fmt: skip
    load(session, path)
    article = session.article(session.document_ids()[0])
    (link,) = article.relations.values()
    ends = [article.annotations[number].start for number in (link.source, link.target)]
    assert (link.role, ends) == ("coref", [15, 0])


@pytest.mark.parametrize("head", [3, 4], ids=["a token of it", "its last token"])
def test_relations_that_name_tokens_alone_find_their_spans(
    head: int, session: Session, tmp_path: Path
) -> None:
    bare = [span(0, 10), span(15, 25)]
    short = {"head": head, "child": 1, "label": "coref"}
    load(session, write(tmp_path / "rel.jsonl", task("relations", spans=bare, relations=[short])))
    article = session.article(session.document_ids()[0])
    assert len(article.relations) == 1


def test_words_without_a_label_are_passed_over_and_counted(
    session: Session, tmp_path: Path
) -> None:
    unnamed = {"head": 2, "child": 1, "label": "nsubj"}
    null = {**relation(OREN, DANA), "head_span": {**named(OREN), "label": None}}
    chunk = {"start": 29, "end": 34, "token_start": 6, "token_end": 6, "label": None}
    line = task("relations", spans=[DANA, OREN, chunk], relations=[unnamed, null])
    report = load(session, write(tmp_path / "rel.jsonl", line))
    assert report.annotations == 2
    assert report.ignored == {
        "spans without a label": 1,
        "relations of words without a label": 2,
    }


def test_unknown_roles_stop_or_are_added(session: Session, tmp_path: Path) -> None:
    line = task("relations", spans=[DANA, OREN], relations=[relation(OREN, DANA, "MEETS")])
    path = write(tmp_path / "rel.jsonl", line)
    assert "no role “MEETS”. Add it to the scheme, or choose to add" in refusal(session, path)
    load(session, path, unknown_labels="add")
    assert len(session.article(session.document_ids()[0]).relations) == 1


@pytest.mark.parametrize(
    "choice", [{"accept": ["relevant"], "options": []}, {"label": "relevant"}], ids=["many", "one"]
)
def test_a_chosen_label_is_the_articles(
    choice: dict[str, Any], session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "cat.jsonl", task("choice", **choice)))
    (label,) = session.article(session.document_ids()[0]).in_layer("document")
    assert label.label == "relevant"


@pytest.mark.parametrize(
    ("session_id", "name"),
    [
        ("harbour-jonas", "harbour-jonas"),
        ("2026-01-15_07-47-00", "Mina Kell"),
        (None, "Mina Kell"),
    ],
)
def test_a_named_session_is_an_annotator(
    session_id: str | None, name: str, session: Session, tmp_path: Path
) -> None:
    line = task("ner_manual", spans=[DANA], _annotator_id=session_id, _session_id=session_id)
    load(session, write(tmp_path / "ner.jsonl", line))
    (bundle,) = session.bundles()
    assert bundle.annotators[bundle.annotations[0].annotator].name == name


def test_lines_of_both_kinds_may_stand_in_one_file(session: Session, tmp_path: Path) -> None:
    native = {"id": "n", "text": "First. " + TEXT, "spans": [span(7, 17)]}
    rejected = {"text": "Second.", "answer": "reject"}
    report = load(session, write(tmp_path / "a.jsonl", native, task("ner_manual"), rejected))
    assert (report.documents, report.ignored) == (2, {"answer “reject”": 1})


def test_layout() -> None:
    lines = [json.loads(raw) for raw in (FOLDER / "prodigy.jsonl").read_text().splitlines()]
    whole = [each for each in lines if each["id"] == "harbour/1"]
    assert sorted(each["_annotator_id"] for each in whole) == ["Jonas Reed", "Mina Kell"]
    assert len({each["_task_hash"] for each in whole}) == 2
    assert len({each["_input_hash"] for each in whole}) == 1
    for line in lines:
        assert (line["answer"], line["_view_id"]) == ("accept", "relations")
        tokens = line["tokens"]
        assert [each["id"] for each in tokens] == list(range(len(tokens)))
        for each in line["spans"]:
            assert line["text"][each["start"] : each["end"]] == each["text"]
            if "token_end" in each:
                assert tokens[each["token_start"]]["start"] == each["start"]
                assert tokens[each["token_end"]]["end"] == each["end"]
        for each in line["relations"]:
            for end in ("head", "child"):
                part = each[f"{end}_span"]
                assert each[end] == part["token_end"]
                assert any(part.items() <= other.items() for other in line["spans"])


def test_quotes_and_opinions_come_back_from_our_own_file(session: Session, tmp_path: Path) -> None:
    load(session, FOLDER / "prodigy.jsonl")
    (bundle, _) = session.bundles()
    article = session.article(bundle.document.id, set(bundle.annotators))
    quotes = article.in_layer("quotes", "quote")
    slots = [
        {role: len(article.fillers(each.id, role)) for role in ("content", "cue", "source")}
        for each in quotes
    ]
    assert slots == [{"content": 1, "cue": 1, "source": 1}] * 2
    (opinion,) = article.in_layer("opinions", "opinion")
    assert {each.role for each in article.relations_from(opinion.id)} == {
        "expression",
        "holder",
        "target",
        "quote",
    }
    out = io.BytesIO()
    export(session, out, ExportOptions("prodigy"))
    relations = [
        [json.loads(raw)["relations"] for raw in data.splitlines()]
        for data in (out.getvalue(), (FOLDER / "prodigy.jsonl").read_bytes())
    ]
    assert sorted(map(str, relations[0])) == sorted(map(str, relations[1]))
