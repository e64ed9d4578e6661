"""Files that Label Studio wrote come in, and ours are laid out as Label Studio's."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from annotator.domain.article import Article
from annotator.domain.offset_units import Unit
from annotator.domain.scheme import Scheme
from annotator.formats.label_studio import config_of
from annotator.formats.registry import format_for
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import TEXT, line, load, refusal, span

MINA = {"id": 3, "email": "mina@example.org", "first_name": "Mina", "last_name": "Kell"}


def region(number: str, start: Any, end: Any, label: str = "PERSON", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label], **more}
    return {"id": number, "from_name": "label", "to_name": "text", "type": "labels",
            "value": value, "origin": "manual"}  # fmt: skip


DANA, OREN = region("a1", 0, 10, text="Dana Ilves"), region("b2", 15, 25, text="Oren Maret")


def relation(head: str, child: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    return {"type": "relation", "from_id": head, "to_id": child, "direction": direction,
            "labels": list(labels)}  # fmt: skip


def result(kind: str, value: Any, name: str = "q", **more: Any) -> dict[str, Any]:
    return {"id": "r", "from_name": name, "to_name": "text", "type": kind, "value": value, **more}


def task(*results: Any, text: str = TEXT, by: Any = 1, **more: Any) -> dict[str, Any]:
    annotation = {"id": 12, "completed_by": by, "result": list(results), "was_cancelled": False,
                  "lead_time": 8.5}  # fmt: skip
    return {"id": 7, "annotations": [annotation], "data": {"text": text}, "predictions": [],
            "drafts": [], "meta": {}, "inner_id": 1, "total_annotations": 1, **more}  # fmt: skip


def save(path: Path, *tasks: Any, indent: int | None = None) -> Path:
    path.write_text(json.dumps(tasks, indent=indent), encoding="utf-8")
    return path


def only(session: Session) -> Article:
    """Return the one article with what everybody said of it."""
    (found,) = session.bundles()
    return Article(found.document, found.text, found.annotations, found.relations, found.zones)


def words(session: Session) -> list[tuple[str, str]]:
    article = only(session)
    return sorted(
        (each.label, each.spans[0].of(article.text) if each.spans else "")
        for each in article.annotations.values()
    )


# Reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 2])
def test_regions_and_relations_come_in(
    indent: int | None, session: Session, tmp_path: Path
) -> None:
    found = task(DANA, OREN, relation("b2", "a1", "coref"))
    report = load(session, save(tmp_path / "export.json", found, indent=indent))
    assert words(session) == [("PERSON", "Dana Ilves"), ("PERSON", "Oren Maret")]
    (link,) = only(session).relations.values()
    assert only(session).annotations[link.source].start == 15
    assert report.ignored == {}
    assert session.document(session.document_ids()[0]).uid == "7"


def test_tasks_on_lines_come_in(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text(json.dumps(task(DANA)) + "\n" + json.dumps(task(text="Else.", id=8)) + "\n")
    assert load(session, path).documents == 2


def test_one_task_alone_comes_in(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(json.dumps(task(DANA), indent=2))
    assert load(session, path).annotations == 1


def test_a_relation_to_the_left_is_turned(session: Session, tmp_path: Path) -> None:
    found = task(DANA, OREN, relation("b2", "a1", "coref", direction="left"))
    load(session, save(tmp_path / "export.json", found))
    (link,) = only(session).relations.values()
    assert only(session).annotations[link.source].start == 0


def test_what_relations_cannot_say_is_counted(session: Session, tmp_path: Path) -> None:
    box = {"id": "c", "type": "rectanglelabels", "value": {"x": 1}, "from_name": "b"}
    found = task(
        DANA, OREN, box, relation("a1", "b2"), relation("a1", "c", "coref"),
        relation("a1", "b2", "coref", direction="bi"),
    )  # fmt: skip
    report = load(session, save(tmp_path / "export.json", found))
    assert len(only(session).relations) == 1
    assert report.ignored == {
        "relations without a label": 1,
        "results of type “rectanglelabels”": 1,
        "relations of regions without a label or of another kind": 1,
        "the way back of relations that lead both ways": 1,
    }


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (MINA, "Mina Kell"),
        ({"id": 3, "email": "mina@example.org"}, "mina@example.org"),
        (3, "3"),
        ("mina", "mina"),
    ],
)
def test_who_completed_it_is_the_annotator(
    by: Any, name: str, session: Session, tmp_path: Path
) -> None:
    load(session, save(tmp_path / "export.json", task(DANA, by=by)))
    (each,) = only(session).annotations.values()
    assert session.annotators[each.annotator].name == name


def test_annotators_may_have_regions_of_one_id(session: Session, tmp_path: Path) -> None:
    found = task(DANA, OREN, relation("a1", "b2", "coref"))
    found["annotations"] += task(DANA, by=2)["annotations"]
    load(session, save(tmp_path / "export.json", found))
    assert len(only(session).annotations) == 3
    assert len(only(session).relations) == 1


def test_old_files_say_completions(session: Session, tmp_path: Path) -> None:
    found = task(DANA)
    found["completions"] = found.pop("annotations")
    load(session, save(tmp_path / "export.json", found))
    assert words(session) == [("PERSON", "Dana Ilves")]


def test_what_does_not_count_is_passed_over_and_counted(session: Session, tmp_path: Path) -> None:
    found = task(DANA, predictions=[{"result": [DANA]}], drafts=[{"result": []}], colour="red")
    found["annotations"].append({"was_cancelled": True, "result": [OREN]})
    report = load(session, save(tmp_path / "export.json", found))
    assert report.annotations == 1
    assert report.ignored == {
        "skipped annotations": 1, "predictions": 1, "drafts": 1, "key “colour” of tasks": 1,
    }  # fmt: skip


def test_a_region_with_two_labels_becomes_two(session: Session, tmp_path: Path) -> None:
    both = region("a1", 0, 10)
    both["value"]["labels"] = ["PERSON", "ORG"]
    load(session, save(tmp_path / "export.json", task(both)))
    assert words(session) == [("ORG", "Dana Ilves"), ("PERSON", "Dana Ilves")]


def test_choices_and_texts_about_the_article(session: Session, tmp_path: Path) -> None:
    found = task(
        result("choices", {"choices": ["relevant"]}),
        result("textarea", {"text": ["A summary.", "Another."]}),
        result("rating", {"rating": 4}, "trust"),
    )
    report = load(session, save(tmp_path / "export.json", found))
    (bundle,) = session.bundles()
    assert words(session) == [("relevant", "")]
    assert sorted(each.text for each in bundle.comments) == ["A summary.", "Another."]
    assert report.ignored == {"rating “trust” of articles": 1}


def test_what_is_said_of_a_region_is_an_attribute(session: Session, tmp_path: Path) -> None:
    place = {"start": 29, "end": 34, "text": "Karsk"}
    found = task(
        region("a", 29, 34, "GPE", text="Karsk"),
        result("choices", {**place, "choices": ["government", "place"]}, "referent", id="a"),
        result("rating", {**place, "rating": 4}, "trust", id="a"),
        result("textarea", {**place, "text": ["why"]}, "reason", id="a"),
    )
    report = load(session, save(tmp_path / "export.json", found), unknown_labels="add")
    (each,) = only(session).annotations.values()
    assert each.attributes == {"referent": "government", "trust": 4, "reason": "why"}
    assert report.ignored == {"further values of “referent”": 1}


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("👩‍👩‍👧 Dana Ilves and Karsk", "Karsk"),
        ("Cafe\u0301 Amber 😀 Karsk", "Karsk"),
        ("😀 a\u00a0b\u2028Karsk", "Karsk"),
        ("😀 דנה אילבס אמרה", "אילבס"),
        ("\ufeff😀 Dana Ilves", "Ilves"),
        ("One.\r\nTwo 😀.\r\nKarsk denies.", "Karsk denies"),
    ],
)
@pytest.mark.parametrize("unit", [Unit.CODE_POINT, Unit.UTF_16])
def test_the_unit_of_offsets_is_told_by_the_words(
    unit: Unit, text: str, surface: str, session: Session, tmp_path: Path
) -> None:
    start = text.index(surface)
    end = start + len(surface)
    if unit is Unit.UTF_16:
        start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (start, end))
    found = task(region("a", start, end, "ORG", text=surface), text=text)
    report = load(session, save(tmp_path / "export.json", found))
    assert words(session) == [("ORG", surface)]
    noted = "articles with offsets in utf-16" in report.notes
    assert noted is (unit is Unit.UTF_16)


def test_line_breaks_in_words_may_be_written_in_two_ways(session: Session, tmp_path: Path) -> None:
    first = region("a", 0, 9, text="Dana\\nIlve")
    found = task(first, region("b", 0, 10, "ORG", text="Dana Ilves"), text="Dana\nIlves")
    load(session, save(tmp_path / "export.json", found))
    assert words(session) == [("ORG", "Dana\nIlves"), ("PERSON", "Dana\nIlve")]


@pytest.mark.parametrize(
    "place",
    [
        {"start": "/div[1]/text()[1]", "end": "/div[1]/text()[1]", "startOffset": 2, "endOffset": 7,
         "globalOffsets": {"start": 29, "end": 34}},
        {"start": "/text()[1]", "end": "/text()[1]", "startOffset": 29, "endOffset": 34},
        {"start": 29, "end": 34},
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["hypertextlabels", "htmllabels"])
def test_labels_of_hypertext(
    key: str, place: dict[str, Any], session: Session, tmp_path: Path
) -> None:
    value = {**place, "text": "Karsk", key: ["GPE"]}
    load(session, save(tmp_path / "export.json", task(result("hypertextlabels", value))))
    assert words(session) == [("GPE", "Karsk")]


def test_the_small_export_comes_in(session: Session, tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 10, "text": "Dana Ilves", "labels": ["PERSON"]},
             {"start": 29, "end": 34, "text": "Karsk", "labels": ["GPE"]}]  # fmt: skip
    books = {"annotator": 3, "annotation_id": 9, "created_at": "2026-01-15", "updated_at": "",
             "lead_time": 2.5}  # fmt: skip
    small = {"text": TEXT, "id": 7, "outlet": "Amber Post", "label": spans,
             "topic": {"choices": ["relevant", "duplicate"]}, **books}  # fmt: skip
    report = load(session, save(tmp_path / "min.json", small, {**small, "annotator": 4}))
    assert report.ignored == {}
    assert {each.name for each in session.annotators.values()} >= {"3", "4"}
    document = session.document(session.document_ids()[0])
    assert (document.uid, document.outlet) == ("7", "Amber Post")
    assert len(only(session).annotations) == 8


def test_the_only_text_is_the_text(session: Session, tmp_path: Path) -> None:
    found = task(DANA)
    found["data"] = {"body": TEXT, "url": "https://example.org/1", "words": 10}
    load(session, save(tmp_path / "export.json", found))
    document = session.document(session.document_ids()[0])
    assert (document.url, document.meta) == ("https://example.org/1", {"words": 10})


BAD: dict[str, tuple[Any, str]] = {
    "a-list": ([], "is one JSON object, this is a list"),
    "no-data": ({"annotations": []}, "needs “data”"),
    "no-text": (task(text="https://example.org/a.png"), "no “text” in its “data”"),
    "two-texts": ({"data": {"a": "One two", "b": "Three four"}}, "under “a”, “b”"),
    "empty": (task(text=" "), "an empty “text”"),
    "result": (task(5), "“annotations.result” must be objects"),
    "results": (task() | {"annotations": [{"result": "x"}]}, "“result” must be a list"),
    "annotation": (task() | {"annotations": [7]}, "“annotations” must be objects"),
    "value": (task({"id": "a", "type": "labels"}), "“result” needs “value”"),
    "outside": (task(region("a", 0, 999)), "lies outside the text"),
    "negative": (task(region("a", -1, 4)), "lies outside the text"),
    "turned": (task(region("a", 4, 0)), "it must end after it starts"),
    "float": (task(region("a", 0.5, 4)), "must be a whole number"),
    "shifted": (task(region("a", 1, 11, text="Dana Ilves")), "says “Dana Ilves”"),
    "in-html": (task(region("a", "/p[1]/text()[1]", "/p[2]/text()[1]")), "a place in HTML"),
    "unknown-label": (task(region("a", 0, 10, "HERO")), "the scheme has no label “HERO”"),
    "number-label": (task(region("a", 0, 10, 5)), "must be a text"),  # type: ignore[arg-type]
    "missing-end": (task(DANA, relation("a1", "zz", "coref")), "“relation.to_id” refers to 'zz'"),
    "no-end": (task(DANA, {"type": "relation", "from_id": "a1"}), "“relation” needs “to_id”"),
    "wrong-role": (task(DANA, OREN, relation("a1", "b2", "x")), "the scheme has no role “x”"),
    "id-twice": (task(DANA, DANA), "the id “a1” stands twice"),
    "attribute": (
        task(DANA, result("choices", {"choices": ["x"], "start": 0, "end": 10}, "mood", id="a1")),
        "has no attribute “mood”",
    ),
}
BROKEN: dict[str, tuple[bytes, str]] = {
    "nan": (b'{"data": {"text": "Karsk"}, "x": NaN}', "is not JSON"),
    "surrogate": (b'{"data": {"text": "Karsk \\ud800"}}', "has a U+D800"),
    "latin-1": (b'{"data": {"text": "caf\xe9"}}', "not UTF-8"),
    "deep": (b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "Flatten them"),
    "huge-number": (b'{"data": {"text": "a", "x": 18446744073709551616}}', "too large"),
}


@pytest.mark.parametrize("name", [*BAD, *BROKEN])
def test_a_bad_task_is_refused_and_the_others_stay(
    name: str, session: Session, tmp_path: Path
) -> None:
    if name in BAD:
        bad, sentence = json.dumps(BAD[name][0]).encode(), BAD[name][1]
    else:
        bad, sentence = BROKEN[name]
    last = json.dumps(task(text="Else. " + TEXT, id=9)).encode()
    path = tmp_path / "export.json"
    path.write_bytes(b"[" + json.dumps(task(DANA)).encode() + b",\n" + bad + b",\n" + last + b"]")
    said = refusal(session, path, format="label-studio")
    assert said.startswith(f"{path}:2: ")
    assert sentence in said
    report = load(session, path, format="label-studio", on_error="skip")
    assert (report.refused, report.documents) == (1, 2)
    assert session.check() == []


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "holds no text"),
        (b"[]", "holds no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\0\0\0", "not a text file"),
        ('[{"data": 1}]'.encode("utf-16"), "the file is UTF-16"),
        (b'[{"data": {"text": "Ka', "ends in the middle"),
        (b"{\n", "this is not JSON"),
        (b"[" * 100_000, "ends in the middle"),
    ],
)
def test_files_of_another_kind_are_refused(
    raw: bytes, sentence: str, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "export.json"
    path.write_bytes(raw)
    assert sentence in refusal(session, path, format="label-studio")


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (task(DANA), True),
        ({"data": {"text": "a"}, "predictions": []}, True),
        (task(*[DANA] * 3000), True),
        ({"text": TEXT, "label": [{"start": 0, "end": 4, "labels": ["X"]}]}, True),
        ({"text": TEXT, "annotation_id": 5, "annotator": 1}, True),
        ({"data": {"text": "a"}}, False),
        ({"text": TEXT, "annotations": [{"label": 3, "user": 1}]}, False),
        ({"text": TEXT, "label": ["relevant"]}, False),
        ({"title": "a", "body": "b"}, False),
    ],
)
def test_files_are_told_by_their_first_task(found: Any, told: bool, tmp_path: Path) -> None:
    known = format_for(save(tmp_path / "export.json", found))
    assert (known is not None and known.name == "label-studio") is told


# Writing ---------------------------------------------------------------------------------------


def test_a_task_is_laid_out_as_label_studio_does(session: Session, tmp_path: Path) -> None:
    source = line(
        text="😀 " + TEXT,
        meta={"title": "Karsk"},
        spans=[span(31, 36, "GPE", id="00000000000000aa", attributes={"referent": "place"})],
        document_labels=["relevant"],
    )
    (tmp_path / "in.jsonl").write_text(json.dumps(source))
    load(session, tmp_path / "in.jsonl")
    out = io.BytesIO()
    export(session, out, ExportOptions("label-studio", unit=Unit.UTF_16))
    (found,) = json.loads(out.getvalue())
    assert found["data"] == {"text": source["text"], "document_id": "one", "title": "Karsk"}
    place = {"start": 32, "end": 37, "text": "Karsk"}
    common = {"id": "00000000000000aa", "to_name": "text", "origin": "manual"}
    (annotation,) = found["annotations"]
    assert annotation["result"] == [
        {**common, "from_name": "entities", "type": "labels",
         "value": {**place, "labels": ["GPE"]}},
        {**common, "from_name": "entities-referent", "type": "choices",
         "value": {**place, "choices": ["place"]}},
        {**common, "id": "choices-document", "from_name": "document", "type": "choices",
         "value": {"choices": ["relevant"]}},
    ]  # fmt: skip
    # The server refuses a file that names people it does not know.
    assert "completed_by" not in annotation


def test_nothing_is_a_list_without_items(session: Session) -> None:
    out = io.BytesIO()
    export(session, out, ExportOptions("label-studio"))
    assert json.loads(out.getvalue()) == []


def test_quotes_keep_their_attributes(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    out = io.BytesIO()
    export(session, out, ExportOptions("label-studio"))
    said = {
        (each["from_name"], *map(str, each["value"].get("choices", ())))
        for found in json.loads(out.getvalue())
        for annotation in found["annotations"]
        for each in annotation["result"]
        if "from_name" in each
    }
    assert {("quotes-quote-act", "denies"), ("opinions-opinion-sarcastic", "yes")} <= said


def test_the_configuration_names_all_that_is_written(
    news_scheme: Scheme, session: Session, tmp_path: Path
) -> None:
    config = etree.fromstring(config_of(news_scheme))
    named = {each.get("name"): each for each in config.iter() if each.get("name")}
    assert len(named) == len([each for each in config.iter() if each.get("name")])
    roles = {each.get("value") for each in config.iter("Relation")}
    whole.fill(session, tmp_path)
    out = io.BytesIO()
    export(session, out, ExportOptions("label-studio"))
    for found in json.loads(out.getvalue()):
        for annotation in found["annotations"]:
            for each in annotation["result"]:
                if each["type"] == "relation":
                    assert set(each["labels"]) <= roles
                    continue
                control = named[each["from_name"]]
                assert control.get("toName") == each["to_name"]
                assert control.tag.lower() == each["type"]
                values = {one.get("value") for one in control}
                chosen = each["value"].get("labels") or each["value"].get("choices") or []
                assert set(chosen) <= values
