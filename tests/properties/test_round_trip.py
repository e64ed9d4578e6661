"""What was exported can be imported and exported again, and is the same, byte for byte."""

from __future__ import annotations

import copy
import io
import json
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from annotator.domain.scheme import Scheme
from annotator.domain.text import normalise
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, ImportStopped, import_paths
from annotator.services.session import Session
from tests.formats import whole
from tests.work import examples

PEOPLE = ("Mina Kell", "Jonas Reed", "Zoë 👩‍👩‍👧")
STORABLE = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
WORDS = st.text(STORABLE, min_size=1, max_size=20)
AWKWARD = st.sampled_from(
    ["\u00a0", "\u2028", "e\u0301", "👩‍👩‍👧‍👦", "🇳🇴", "לא", "قالت", "“", "”", "\ufeff", "\t",
     "\r\n", "\u200d", "𝔘", ". "]
)  # fmt: skip
TEXTS = (
    st.lists(AWKWARD | WORDS, min_size=1, max_size=12)
    .map(lambda parts: normalise("".join(parts)))
    .filter(str.strip)
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=5,
)


class Maker:
    """Draws one line of the native format."""

    def __init__(self, draw: st.DrawFn, place: int) -> None:
        self.draw = draw
        self.next = (place + 1) << 32
        self.text = draw(TEXTS)
        self.spans: list[dict[str, Any]] = []

    def line(self, place: int) -> dict[str, Any]:
        draw = self.draw
        entry = {"id": self.id(), "name": draw(WORDS)}
        entry |= draw(st.fixed_dictionaries({}, optional={"kind": WORDS, "note": WORDS}))
        entry |= draw(
            st.fixed_dictionaries({}, optional={"aliases": st.lists(WORDS, min_size=1, max_size=2)})
        )
        for _ in range(draw(st.integers(0, 4))):
            self.span("entities", draw(st.sampled_from(["PERSON", "GPE", "ORG"])), entry["id"])
        quotes = [self.quote() for _ in range(draw(st.integers(0, 2)))]
        if len(quotes) == 2 and quotes[0]["annotator"] == quotes[1]["annotator"]:
            quotes[1]["parent"] = quotes[0]["id"]
            quotes[0]["responds_to"] = [quotes[1]["id"]]
        opinions = [self.opinion(quotes) for _ in range(draw(st.integers(0, 2)))]
        people = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3))
        named = any("entry" in each for each in self.spans)
        return {
            "id": draw(WORDS.map(lambda name: f"{place}{name}")),
            "text": self.text,
            "meta": draw(st.dictionaries(WORDS, VALUES, max_size=3)
                         | st.fixed_dictionaries({"title": WORDS, "date": st.just("2026-01-15")})),
            "spans": self.spans,
            "links": self.links(),
            "quotes": quotes,
            "opinions": opinions,
            "zones": self.zones(),
            "document_labels": [
                {"id": self.id(), "label": draw(st.sampled_from(["relevant", "duplicate"])),
                 **self.whose()}
                for _ in range(draw(st.integers(0, 2)))
            ],
            "entries": [entry] if named else [],
            "states": [
                {"annotator": name, "state": draw(st.sampled_from(["new", "done", "flagged"]))}
                for name in people
            ],
        }  # fmt: skip

    def decision(self) -> dict[str, Any]:
        ids = st.integers(1, 2**62).map(lambda number: f"{number:016x}")
        how = st.sampled_from(["unanimous", "approved", "chosen", "edited", "neither"])
        return {
            "id": self.id(),
            "how": self.draw(how),
            "annotator": self.draw(st.sampled_from(PEOPLE)),
            "time": "2026-11-27T10:00:00+00:00",
            "from": self.draw(st.lists(ids, max_size=3)),
            "seen": "0011223344556677",
            **self.draw(
                st.fixed_dictionaries({}, optional={"gold": ids, "strategy": st.just("majority")})
            ),
        }

    def id(self) -> str:
        self.next += 1
        return f"{self.next:016x}"

    def whose(self, name: str | None = None) -> dict[str, Any]:
        origins = st.sampled_from(["manual", "imported", "suggestion", "suggestion-edited"])
        return {
            "annotator": name or self.draw(st.sampled_from(PEOPLE)),
            "origin": self.draw(origins),
        }

    def span(self, layer: str, label: str, entry: str = "", name: str | None = None) -> str:
        most = min(2 * self.draw(st.integers(1, 3)), len(self.text) + 1)
        borders = st.integers(0, len(self.text))
        ends = sorted(self.draw(st.sets(borders, min_size=2, max_size=most)))
        parts = [list(pair) for pair in zip(ends[::2], ends[1::2], strict=False)]
        span = {"id": self.id(), "start": parts[0][0], "end": parts[-1][1], "label": label,
                "layer": layer, **self.whose(name)}  # fmt: skip
        if len(parts) > 1:
            span["parts"] = parts
        if label == "GPE":
            span["attributes"] = {"referent": self.draw(st.sampled_from(["place", "people"]))}
        if entry and self.draw(st.booleans()):
            span["entry"] = entry
        self.spans.append(span)
        return str(span["id"])

    def slot(self, layer: str, label: str, name: str) -> list[str]:
        return [self.span(layer, label, name=name) for _ in range(self.draw(st.integers(0, 2)))]

    def quote(self) -> dict[str, Any]:
        whose = self.whose()
        slots = ("content", "cue", "source", "insertion")
        quote = {slot: self.slot("quotes", slot, whose["annotator"]) for slot in slots}
        more = {"act": st.sampled_from(["denies", "warns"]),
                "attributes": st.just({"named": True}),
                "type": st.sampled_from(["direct", "mixed"])}  # fmt: skip
        return {
            "id": self.id(),
            **quote,
            **self.draw(st.fixed_dictionaries({}, optional=more)),
            **whose,
        }

    def opinion(self, quotes: list[dict[str, Any]]) -> dict[str, Any]:
        whose = self.whose()
        slots = ("holder", "target", "expression")
        opinion: dict[str, Any] = {
            slot: self.slot("opinions", slot, whose["annotator"]) for slot in slots
        }
        if not opinion["holder"] and self.draw(st.booleans()):
            opinion["holder"] = "writer"
        if quotes and quotes[0]["annotator"] == whose["annotator"]:
            opinion["quote"] = quotes[0]["id"]
        more = {"polarity": st.sampled_from(["positive", "mixed"]),
                "intensity": st.sampled_from(["weak", "strong"]),
                "attributes": st.just({"sarcastic": False})}  # fmt: skip
        return {
            "id": self.id(),
            **opinion,
            **self.draw(st.fixed_dictionaries({}, optional=more)),
            **whose,
        }

    def links(self) -> list[dict[str, Any]]:
        names = [each for each in self.spans if each["layer"] == "entities"]
        return [
            {"id": self.id(), "role": "coref", "from": first["id"], "to": second["id"],
             "annotator": first["annotator"]}
            for first, second in pairwise(names)
        ]  # fmt: skip

    def zones(self) -> list[dict[str, Any]]:
        ranges = st.tuples(st.integers(0, len(self.text)), st.integers(0, len(self.text)))
        found = self.draw(st.lists(ranges, max_size=2))
        return [
            {"id": self.id(), "start": start, "end": end, "kind": "caption"}
            for start, end in found
            if start < end
        ]


@st.composite
def projects(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [Maker(draw, place).line(place) for place in range(draw(st.integers(1, 3)))]


def through(lines: bytes, scheme: Scheme, *, gold: bool = False) -> bytes:
    """Import lines into a fresh project and return its export."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.jsonl").write_bytes(lines)
        with Session.create(folder / "p.annotator", scheme, PEOPLE[0]) as session:
            report = import_paths(session, [folder / "in.jsonl"], ImportOptions())
            assert report.ignored == {}
            out = io.BytesIO()
            assert export(session, out, ExportOptions(gold=gold)).losses == {}
            return out.getvalue()


def raw(lines: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in lines)


@settings(max_examples=examples(30))
@given(projects())
def test_export_import_export_is_the_same(news_scheme: Scheme, lines: list[dict[str, Any]]) -> None:
    first = through(raw(lines), news_scheme)
    assert through(first, news_scheme) == first
    for source, written in zip(lines, map(json.loads, first.splitlines()), strict=True):
        assert (written["id"], written["text"]) == (source["id"], source["text"])
        for key in ("spans", "links", "quotes", "opinions", "zones", "document_labels"):
            by_id = {each["id"]: each for each in written[key]}
            assert len(by_id) == len(source[key])
            for each in source[key]:
                assert _says(by_id[each["id"]], each)
        assert written["entries"] == source["entries"]
        assert sorted(map(str, written.get("states", []))) == sorted(map(str, source["states"]))


@settings(max_examples=examples(15))
@given(projects(), st.data())
def test_where_gold_comes_from_is_the_same(
    news_scheme: Scheme, lines: list[dict[str, Any]], data: st.DataObject
) -> None:
    maker = Maker(data.draw, 9)
    lines[0]["decisions"] = [maker.decision() for _ in range(data.draw(st.integers(1, 3)))]
    for line in lines:
        line["spans"] += [{**each, "id": maker.id(), "annotator": "gold"}
                          for each in line["spans"] if each["layer"] == "entities"]  # fmt: skip
    first = through(raw(lines), news_scheme, gold=True)
    assert through(first, news_scheme, gold=True) == first
    (written,) = map(json.loads, first.splitlines())
    by_id = {each["id"]: each for each in written["decisions"]}
    assert by_id == {each["id"]: each for each in lines[0]["decisions"]}
    assert {each["annotator"] for each in written["spans"]} <= {"gold"}


def _says(written: dict[str, Any], source: dict[str, Any]) -> bool:
    """Tell whether a record says all its source did; a type that was overruled says so twice.

    Slots that are empty may be left out.
    """
    extras = source.get("attributes", {})
    rest = {name: value for name, value in source.items() if name != "attributes"}
    return extras.items() <= written.get("attributes", {}).items() and all(
        written.get(name, []) == value for name, value in rest.items()
    )


@settings(max_examples=examples(15))
@given(projects())
def test_spacy_finds_every_aligned_span(news_scheme: Scheme, lines: list[dict[str, Any]]) -> None:
    vocab = spacy.blank("xx").vocab
    for written in map(json.loads, through(raw(lines), news_scheme).splitlines()):
        doc = _doc(vocab, written)
        assert doc.text == written["text"]
        for each in written["spans"]:
            if "token_start" in each:
                found = doc.char_span(each["start"], each["end"])
                assert found is not None
                assert found.text == each["text"] == doc.text[each["start"] : each["end"]]


def _doc(vocab: Any, line: dict[str, Any]) -> Doc:
    words, spaces, at = [], [], 0
    for token in [*line["tokens"], {"start": len(line["text"]), "end": None}]:
        if at < token["start"]:
            words.append(line["text"][at : token["start"]])
            spaces.append(False)
        if token["end"] is not None:
            words.append(token["text"])
            spaces.append(token["ws"])
            at = token["end"] + token["ws"]
    return Doc(vocab, words=words, spaces=spaces)


OFFSETS = [
    (key, place, name)
    for key in ("spans", "zones")
    for place in range(len(whole.project_line()[key]))
    for name in ("start", "end")
]
STRANGE = st.one_of(
    st.integers(-5, len(whole.TEXT) + 5),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    WORDS,
    st.lists(st.integers(), max_size=2),
)


@settings(max_examples=examples(60))
@given(st.sampled_from(OFFSETS), STRANGE)
def test_a_changed_offset_is_taken_as_it_says_or_refused(
    news_scheme: Scheme, where: tuple[str, int, str], value: Any
) -> None:
    key, place, name = where
    line = copy.deepcopy(whole.project_line())
    for each in line["spans"]:
        start, end = each["start"], each["end"]
        each["text"] = line["text"][start:end]
    record = line[key][place]
    same = type(value) is int and value == record[name]
    record[name] = value
    try:
        written = through(raw([line]), news_scheme)
    except ImportStopped:
        assert not same
        return
    (found,) = [each for each in json.loads(written)[key] if each["id"] == record["id"]]
    assert type(value) is int
    assert (found["start"], found["end"]) == (record["start"], record["end"])
    # The words of a span bind both its ends; zones have none and go where they are put.
    assert key == "zones" or same or found["text"] == record["text"]


@settings(max_examples=examples(60))
@given(st.data())
def test_anything_on_a_line_is_taken_or_refused(news_scheme: Scheme, data: st.DataObject) -> None:
    line = copy.deepcopy(whole.project_line())
    key = data.draw(st.sampled_from(sorted(set(line) - {"id"})))
    if isinstance(line[key], list) and data.draw(st.booleans()):
        record = data.draw(st.sampled_from(line[key]))
        record[data.draw(st.sampled_from(sorted(record)))] = data.draw(VALUES)
    else:
        line[key] = data.draw(VALUES)
    try:
        written = through(raw([line]), news_scheme)
    except ImportStopped:
        return
    assert through(written, news_scheme) == written


@pytest.mark.parametrize("format_name", ["jsonl", "prodigy"])
def test_every_table_of_the_whole_project_survives(
    format_name: str, session: Session, tmp_path: Path
) -> None:
    whole.fill(session, tmp_path)
    out = tmp_path / "out.jsonl"
    export(session, out, ExportOptions(format_name))
    with Session.create(tmp_path / "second.annotator", session.scheme, PEOPLE[0]) as second:
        import_paths(second, [out], ImportOptions())
        assert second.check() == []
        assert len(second.document_ids()) == 2
