"""Pieces hold what stands wholly in them; whatever does not is told."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, Document, Zone, ZoneKind
from annotator.domain.pieces import sentences, without_zones
from annotator.domain.tokens import Tokens
from annotator.services.exporting import ExportOptions, export
from annotator.services.session import Session
from tests.formats.lines import line, load, span, write

_TEXT = "Abcd efgh. Ijkl mnop qrst. Uvwx yz."


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    places = st.integers(0, len(_TEXT))
    spans = draw(st.lists(st.tuples(places, places).filter(lambda each: each[0] < each[1])))
    zones = draw(st.lists(st.tuples(places, places).filter(lambda each: each[0] < each[1]),
                          max_size=3))  # fmt: skip
    ids = st.integers(1, max(1, len(spans)))
    links = draw(st.lists(st.tuples(ids, ids), max_size=4 if spans else 0))
    remarks = draw(st.lists(st.none() | ids if spans else st.none(), max_size=3))
    return Bundle(
        Document(1, "one", length=len(_TEXT)),
        _TEXT,
        zones=[
            Zone(number, 1, start, end, ZoneKind.CAPTION)
            for number, (start, end) in enumerate(zones)
        ],
        annotations=[
            Annotation(number, 1, 1, "entities", "ORG", (Span(start, end),))
            for number, (start, end) in enumerate(spans, start=1)
        ],
        relations=[
            Relation(number, 1, 1, "coref", source, target)
            for number, (source, target) in enumerate(links, start=100)
        ],
        comments=[
            Comment(number, 1, 1, "?", annotation) for number, annotation in enumerate(remarks, 200)
        ],
        tokens=Tokens([0, 5, 11, 16, 21, 27, 32], [4, 10, 15, 20, 26, 31, 35], [0, 2, 5], "x"),
    )


@given(bundles())
def test_words_stay_the_words_they_were(bundle: Bundle) -> None:
    lost: list[Annotation | Relation | Comment] = []
    joined = {each.id for each in (*bundle.relations, *bundle.comments)}
    words = {each.id: bundle.text[each.start : each.end] for each in bundle.annotations}
    for piece in [
        inner
        for whole in [without_zones(bundle, lost.append)]
        for inner in sentences(whole, lost.append)
    ]:
        for each in piece.annotations:
            assert piece.text[each.start : each.end] == words.pop(each.id)
        joined -= {each.id for each in (*piece.relations, *piece.comments)}
        assert piece.tokens is not None
        assert piece.document.length == len(piece.text)
    assert words.keys() | joined == {each.id for each in lost}
    assert len(lost) == len({each.id for each in lost})


def test_a_label_that_touches_a_zone_is_told() -> None:
    bundle = Bundle(
        Document(1, "one"), "Headline\nPhoto: X\nBody here.",
        zones=[Zone(1, 1, 9, 18, ZoneKind.CAPTION)],
        annotations=[Annotation(number, 1, 1, "entities", "ORG", (Span(*each),))
                     for number, each in enumerate([(0, 8), (5, 12), (18, 22)], start=1)],
    )  # fmt: skip
    lost: list[Annotation] = []
    piece = without_zones(bundle, lost.append)
    assert piece.text == "Headline\nBody here."
    assert [(each.id, each.start, each.end) for each in piece.annotations] == [
        (1, 0, 8),
        (3, 9, 13),
    ]
    assert [each.id for each in lost] == [2]


def test_sentences_go_out_as_articles_of_their_own(session: Session, tmp_path: Path) -> None:
    text = "Dana Ilves met Oren Maret. He left. The end."
    spans = [span(0, 10), span(15, 25), span(20, 30, "ORG")]
    load(session, write(tmp_path / "in.jsonl", line("one", text, spans=spans)))
    lost: list[Any] = []
    out = io.BytesIO()
    export(session, out, ExportOptions(sentences=True, tokens=False), on_loss=lost.append)
    found = [json.loads(raw) for raw in out.getvalue().splitlines()]
    assert [(each["id"], each["text"]) for each in found] == [
        ("one#1", "Dana Ilves met Oren Maret."), ("one#2", "He left."), ("one#3", "The end."),
    ]  # fmt: skip
    assert [each["text"] for each in found[0]["spans"]] == ["Dana Ilves", "Oren Maret"]
    assert [(each.what, each.start, each.end) for each in lost] == [("spans", 20, 30)]
