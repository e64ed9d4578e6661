"""What a format carries is in the Web Annotations, and they are laid out as the standard says."""

from __future__ import annotations

import io
import json
import re
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotator.domain.scheme import LayerKind, Scheme
from annotator.formats import w3c
from annotator.formats.fitting import fit
from annotator.formats.registry import WriteOptions, format_named
from annotator.formats.w3c import AROUND
from annotator.locations import resource
from annotator.services.exporting import ExportOptions, ExportReport, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.session import Session
from tests.formats import trips, whole
from tests.formats.lines import TEXT, line, load, span, write
from tests.properties.test_round_trip import projects

W3C = format_named("w3c")
MOTIVATIONS = {"describing", "tagging", "classifying", "linking", "commenting", "replying",
               "moderating"}  # fmt: skip
REMARKS = [
    {"id": "0000000000000e01", "annotator": "Jonas Reed", "text": "Is that so?",
     "on": "0000000000000001"},
    {"annotator": "Mina Kell", "text": "Yes.", "reply_to": "0000000000000e01", "resolved": True},
    {"annotator": "Mina Kell", "text": "About all of it."},
]  # fmt: skip


def written(session: Session, **options: Any) -> tuple[dict[str, Any], ExportReport]:
    out = io.BytesIO()
    report = export(session, out, ExportOptions("w3c", **options))
    return json.loads(out.getvalue()), report


def items(session: Session, **options: Any) -> list[dict[str, Any]]:
    found, _ = written(session, **options)
    return list(found["first"]["items"])


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Back:
    """A collection on its way back into lines of the native format, by the standard alone."""

    def __init__(self, collection: dict[str, Any], scheme: Scheme) -> None:
        self.scheme = scheme
        self.names: dict[str, str] = {}  # IRI -> the id that it is written for
        self.lines: dict[str, dict[str, Any]] = {}  # IRI of the text -> line
        self.owner: dict[str, str] = {}  # IRI of an annotation -> IRI of the text
        self.items = collection["first"]["items"] if collection["total"] else []
        for each in self.items:
            self.names[each["id"]] = each.get("dcterms:identifier", "")
        current = ""
        for each in self.items:
            if each["motivation"] == "describing":
                current = each["target"]["id"]
                self.lines[current] = self.article(each["target"])
            self.owner[each["id"]] = current

    def native(self) -> list[dict[str, Any]]:
        for each in self.items:
            getattr(self, each["motivation"])(self.lines[self.owner[each["id"]]], each)
        return list(self.lines.values())

    def article(self, source: dict[str, Any]) -> dict[str, Any]:
        names = {"dcterms:title": "title", "dc:publisher": "outlet", "dc:creator": "author",
                 "dcterms:issued": "date", "language": "language", "via": "url",
                 "dc:source": "url"}  # fmt: skip
        meta = {name: source[key] for key, name in names.items() if key in source}
        for fact in source.get("annotator:fact", []):
            value = fact["value"]
            if fact.get("format") == "application/json":
                value = json.loads(value)
            meta[fact["name"]] = value
        entries = []
        for each in source.get("schema:mentions", []):
            self.names[each["id"]] = each["dcterms:identifier"]
            more = {"kind": "annotator:kind", "note": "skos:note", "aliases": "skos:altLabel",
                    "wikidata": "annotator:wikidata"}  # fmt: skip
            same = each.get("owl:sameAs", {}).get("id", "")
            entry = {"id": each["dcterms:identifier"], "name": each["label"]}
            entry |= {key: each[term] for key, term in more.items() if term in each}
            entries.append(entry | ({"wikidata": same.rpartition("/")[2]} if same else {}))
        return {
            "id": source["dcterms:identifier"], "text": source["value"], "meta": meta,
            "entries": entries, "spans": [], "zones": [], "document_labels": [], "links": [],
            "quotes": [], "opinions": [], "comments": [], "decisions": [],
        }  # fmt: skip

    def describing(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        """The article itself was read before."""

    def tagging(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        target = each["target"]
        parts = [
            self.part(line["text"], part)
            for part in (target["items"] if target["type"] == "List" else [target])
        ]
        start, end = parts[0][0], parts[-1][1]
        label = self.label(each) | {"start": start, "end": end}
        line["spans"].append(label | ({"parts": parts} if len(parts) > 1 else {}))

    def classifying(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        if isinstance(each["body"], dict):
            assert each["body"]["annotator:kind"] == "zone"
            start, end = self.part(line["text"], each["target"])
            zone = {"id": each["dcterms:identifier"], "start": start, "end": end}
            line["zones"].append(zone | {"kind": each["body"]["value"]})
        else:
            assert each["target"] in self.lines
            line["document_labels"].append(self.label(each))

    def linking(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        first, *rest = each["body"]
        if first.get("annotator:kind") == "relation":
            (end,) = rest
            line["links"].append({
                "id": each["dcterms:identifier"], "role": first["value"],
                "from": self.names[each["target"]], "to": self.names[end["source"]],
                "annotator": each["creator"]["name"],
            })  # fmt: skip
            return
        frame = self.label(each)
        layer = self.scheme.layer(frame.pop("layer"))
        del frame["label"]
        assert layer is not None
        slots: dict[str, list[str]] = {}
        for body in rest:
            if "annotator:role" in body:
                assert body["purpose"] == "linking"
                slots.setdefault(body["annotator:role"], []).append(self.names[body["source"]])
        for one in ("parent", "quote"):
            if one in slots:
                (slots[one],) = slots[one]  # type: ignore[assignment]
        attributes = frame["attributes"]
        if layer.kind is LayerKind.QUOTES:
            line["quotes"].append(frame | slots | {"act": attributes.pop("act", None)})
            line["quotes"][-1]["type"] = attributes.pop("type", None) or each["annotator:quoteType"]
        else:
            writer = attributes.pop("holder", None)
            named = {key: attributes.pop(key, None) for key in ("polarity", "intensity")}
            if writer:
                named["holder"] = writer
            line["opinions"].append(frame | named | slots)

    def commenting(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        comment = {"id": each["dcterms:identifier"], "text": each["body"]["value"],
                   "annotator": each["creator"]["name"],
                   "resolved": each.get("annotator:resolved", False)}  # fmt: skip
        for target in listed(each["target"]):
            if target not in self.lines:
                other = next(one for one in self.items if one["id"] == target)
                remark = other["motivation"] in ("commenting", "replying")
                comment["reply_to" if remark else "on"] = self.names[target]
        line["comments"].append(comment)

    replying = commenting

    def moderating(self, line: dict[str, Any], each: dict[str, Any]) -> None:
        assert each["body"]["annotator:kind"] == "decision"
        line["decisions"].append({
            "how": each["body"]["value"], "annotator": each["creator"]["name"],
            "gold": each["target"] not in self.lines,
            "from": len(each.get("annotator:decidedFrom", [])),
            "time": each["created"].replace("Z", "+00:00"),
            "strategy": each.get("annotator:strategy", ""),
        })  # fmt: skip

    def label(self, each: dict[str, Any]) -> dict[str, Any]:
        named, *more = each["body"]
        found = {
            "id": each["dcterms:identifier"], "label": named["value"],
            "layer": named["annotator:layer"], "annotator": each["creator"]["name"],
            "origin": each["annotator:origin"],
            "attributes": {
                body["annotator:attribute"]: body["annotator:attributeValue"]
                for body in more if "annotator:attribute" in body
            },
        }  # fmt: skip
        for body in more:
            if body["purpose"] == "identifying":
                found["entry"] = self.names[body["source"]]
        return found

    def part(self, text: str, target: dict[str, Any]) -> list[int]:
        assert target["type"] == "SpecificResource"
        assert self.lines[target["source"]]["text"] == text
        position, quote = target["selector"]
        assert position["type"] == "TextPositionSelector"
        assert quote["type"] == "TextQuoteSelector"
        start, end = position["start"], position["end"]
        assert quote["exact"] == text[start:end]
        assert quote["prefix"] == text[:start][-AROUND:]
        assert quote["suffix"] == text[end : end + AROUND]
        return [start, end]


def sent(scheme: Scheme, lines: list[dict[str, Any]]) -> None:
    """Write a project, read the annotations back by the standard, and compare record by record."""
    with tempfile.TemporaryDirectory() as folder:
        with Session.create(Path(folder, "a.annotator"), scheme, trips.ME) as session:
            import_paths(session, [write(Path(folder, "in.jsonl"), *lines)], ImportOptions())
            lost: list[Any] = []
            options = WriteOptions(scheme, on_loss=lost.append)
            wanted = [trips.view(fit(each, W3C, options), W3C) for each in session.bundles()]
            collection, report = written(session)
            assert sum(report.losses.values()) == len(lost)
        back = Back(collection, scheme).native()
        with Session.create(Path(folder, "b.annotator"), scheme, trips.ME) as session:
            import_paths(session, [write(Path(folder, "out.jsonl"), *back)], ImportOptions())
            found = [trips.view(each, W3C) for each in session.bundles()]
    assert trips.by_text(found) == trips.by_text(wanted)


def test_everything_that_is_carried_is_in_the_file(news_scheme: Scheme) -> None:
    sent(news_scheme, [whole.project_line(), {"id": "plain", "text": whole.OTHER}])


def test_remarks_are_in_the_file(news_scheme: Scheme) -> None:
    sent(news_scheme, [whole.project_line() | {"comments": REMARKS}])


@settings(max_examples=25)
@given(lines=projects())
def test_anything_is_in_the_file(news_scheme: Scheme, lines: list[dict[str, Any]]) -> None:
    sent(news_scheme, lines)


def test_only_states_and_suggestions_are_lost(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    _, report = written(session, suggestions=True)
    assert report.losses == {"states": 2, "suggestions": 1}


# What the standard asks for ----------------------------------------------------------------------


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            yield from nodes(each)
    if isinstance(value, dict):
        yield value


def test_the_collection_is_one_of_the_standard(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", whole.project_line() | {"comments": REMARKS}))
    found, _ = written(session)
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert found["@context"][1]["List"] == "oa:List"
    assert (found["type"], found["label"]) == (
        "AnnotationCollection", "Annotations after the scheme News, version 1",
    )  # fmt: skip
    page = found["first"]
    assert (page["type"], page["startIndex"]) == ("AnnotationPage", 0)
    assert "@context" not in page
    assert found["total"] == len(page["items"])
    ids = [found["id"], page["id"], *(each["id"] for each in page["items"])]
    assert len(set(ids)) == len(ids)
    for each in page["items"]:
        assert each["type"] == "Annotation"
        assert each["motivation"] in MOTIVATIONS
        assert each["target"]
    for node in nodes(found):
        if "id" in node and not node["id"].startswith("http"):
            uuid.UUID(node["id"].removeprefix("urn:uuid:"))
        if node.get("type") == "TextualBody":
            assert isinstance(node["value"], str)
        for key in node:
            assert ":" not in key or key.split(":")[0] in (
                "annotator", "dc", "dcterms", "schema", "skos", "owl",
            )  # fmt: skip


def test_every_term_of_our_own_is_explained() -> None:
    explained = resource("help", "formats", "w3c.md").read_text(encoding="utf-8")
    used = set(re.findall(r"annotator:[A-Za-z]+", Path(w3c.__file__).read_text(encoding="utf-8")))
    assert {term for term in used if f"`{term}`" not in explained} == set()
    assert w3c._CONTEXT[1]["annotator"] in explained


def test_ids_and_bytes_stay_the_same(session: Session, tmp_path: Path) -> None:
    whole.fill(session, tmp_path)
    first, second = io.BytesIO(), io.BytesIO()
    export(session, first, ExportOptions("w3c"))
    export(session, second, ExportOptions("w3c"))
    assert first.getvalue() == second.getvalue()


def test_a_label_has_its_words_twice(session: Session, tmp_path: Path) -> None:
    words = span(15, 25, id="0000000000000011", attributes={})
    load(session, write(tmp_path / "in.jsonl", line(spans=[words])))
    about, label = items(session)
    source = about["target"]
    assert (source["value"], source["type"]) == (TEXT, ["Text", "TextualBody"])
    assert label == {
        "id": label["id"],
        "type": "Annotation",
        "motivation": "tagging",
        "dcterms:identifier": "0000000000000011",
        "creator": {"id": label["creator"]["id"], "name": "Mina Kell", "type": "Person"},
        "annotator:origin": "imported",
        "body": [{"type": "TextualBody", "value": "PERSON", "format": "text/plain",
                  "purpose": "tagging", "annotator:layer": "entities"}],
        "target": {
            "type": "SpecificResource",
            "source": source["id"],
            "selector": [
                {"type": "TextPositionSelector", "start": 15, "end": 25},
                {"type": "TextQuoteSelector", "exact": "Oren Maret", "prefix": "Dana Ilves met ",
                 "suffix": " in Karsk. “We go,” she said."},
            ],
        },
    }  # fmt: skip


def test_offsets_count_code_points(session: Session, tmp_path: Path) -> None:
    text = "👩‍👩‍👧 Karsk"
    load(session, write(tmp_path / "in.jsonl", line(text=text, spans=[span(6, 11, "GPE")])))
    position, quote = items(session)[1]["target"]["selector"]
    assert (position["start"], position["end"], quote["exact"]) == (6, 11, "Karsk")
    assert quote["prefix"] == "👩‍👩‍👧 "


def test_parts_are_one_list(session: Session, tmp_path: Path) -> None:
    parted = span(0, 25, parts=[[0, 4], [15, 25]])
    load(session, write(tmp_path / "in.jsonl", line(spans=[parted])))
    target = items(session)[1]["target"]
    assert target["type"] == "List"
    assert [each["selector"][1]["exact"] for each in target["items"]] == ["Dana", "Oren Maret"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.org/1?a=b", "via"),
        ("HTTP://example.org", "dc:source"),
        ("javascript:alert(1)", "dc:source"),
        ("https://example.org/a b", "dc:source"),
        ("page 3", "dc:source"),
    ],
)
def test_only_addresses_become_links(url: str, key: str, session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "in.jsonl", line(meta={"url": url})))
    assert items(session)[0]["target"][key] == url


def test_an_entry_with_a_number_is_the_same_as_wikidatas(session: Session, tmp_path: Path) -> None:
    entry = {"id": "00000000000000e1", "name": "Karsk", "wikidata": "Q1234"}
    words = span(29, 34, "GPE", entry=entry["id"])
    load(session, write(tmp_path / "in.jsonl", line(spans=[words], entries=[entry])))
    about, label = items(session)
    (mentioned,) = about["target"]["schema:mentions"]
    assert mentioned["owl:sameAs"] == {"id": "http://www.wikidata.org/entity/Q1234"}
    assert label["body"][1] == {
        "type": "SpecificResource", "source": mentioned["id"], "purpose": "identifying",
    }  # fmt: skip


def test_a_relation_leads_from_its_target_to_its_body(session: Session, tmp_path: Path) -> None:
    ends = [span(0, 10, id="0000000000000011"), span(46, 49, id="0000000000000012")]
    link = {"role": "coref", "from": "0000000000000012", "to": "0000000000000011"}
    load(session, write(tmp_path / "in.jsonl", line(spans=ends, links=[link])))
    _, name, pronoun, relation = items(session)
    assert relation["motivation"] == "linking"
    assert relation["target"] == pronoun["id"]
    assert relation["body"] == [
        {"type": "TextualBody", "value": "coref", "format": "text/plain", "purpose": "tagging",
         "annotator:kind": "relation"},
        {"type": "SpecificResource", "source": name["id"], "purpose": "linking"},
    ]  # fmt: skip


def test_what_was_decided_is_there(session: Session, tmp_path: Path) -> None:
    decided = {
        "id": "0000000000000d01", "how": "unanimous", "annotator": "Mina Kell",
        "time": "2026-11-27T10:00:00+00:00", "gold": "0000000000000011",
        "from": ["0000000000000021", "0000000000000022"], "seen": "0011223344556677",
        "strategy": "majority",
    }  # fmt: skip
    words = span(0, 10, id="0000000000000011", annotator="gold")
    load(session, write(tmp_path / "in.jsonl", line(spans=[words], decisions=[decided])))
    _, label, decision = items(session, gold=True)
    assert decision["target"] == label["id"]
    (back,) = Back({"total": 3, "first": {"items": items(session, gold=True)}},
                   session.scheme).native()  # fmt: skip
    assert back["decisions"] == [{
        "how": "unanimous", "annotator": "Mina Kell", "gold": True, "from": 2,
        "time": "2026-11-27T10:00:00+00:00", "strategy": "majority",
    }]  # fmt: skip


def test_nothing_is_a_collection_without_a_page(session: Session) -> None:
    found, _ = written(session)
    assert (found["total"], "first" in found) == (0, False)
