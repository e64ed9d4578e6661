"""The words between the window and the worker."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.assist import protocol
from annotator.assist.protocol import ProtocolError, blanked, decode, encode, request
from annotator.domain.annotations import Span
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from tests import articles

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SPANS = st.tuples(st.integers(0, 500), st.integers(1, 80)).map(lambda s: Span(s[0], s[0] + s[1]))
SCORES = st.none() | st.floats(0, 1)
PARTS = st.lists(SPANS, max_size=3).map(tuple)
ENTITIES = st.builds(
    lambda span, label, score, entry: EntityProposal(*span, label, "rules", score, entry),
    SPANS, TEXTS, SCORES, st.none() | st.integers(1, 2**62),
)  # fmt: skip
QUOTES = st.builds(
    QuoteProposal,
    content=PARTS, cue=PARTS, source=PARTS, insertion=PARTS, speaker=st.none() | SPANS,
    act=TEXTS, parent=st.none() | st.integers(0, 9), score=SCORES, suggester=TEXTS,
)  # fmt: skip
OPINIONS = st.builds(
    OpinionProposal,
    target=SPANS, polarity=TEXTS, intensity=st.none() | TEXTS, holder=PARTS, expression=PARTS,
    quote=st.none() | st.integers(0, 9), score=SCORES, suggester=TEXTS,
)  # fmt: skip


@given(TEXTS, st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4))
def test_a_request_is_one_line_and_reads_back(text: str, zones: list[tuple[int, int]]) -> None:
    message = request(7, "k", text, zones, "en", mentions=zones, wants=protocol.WANTS)
    line = encode(message)
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == message


@pytest.mark.parametrize(
    "line", [b"", b"Warning: no GPU", b"[1]", b'{"id": 1', b"\xff\xfe", b"[" * 100_000]
)
def test_what_a_library_prints_is_no_answer(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(line)


# Proposals -------------------------------------------------------------------------------------


def sent(plain: Any) -> Any:
    """Return values as they arrive on the other side."""
    return decode(encode({"it": plain}))["it"]


@given(ENTITIES)
def test_an_entity_arrives_as_it_was_sent(each: EntityProposal) -> None:
    assert protocol.read_entity(sent(protocol.plain_entity(each))) == each


@given(QUOTES)
def test_a_quote_arrives_as_it_was_sent(each: QuoteProposal) -> None:
    assert protocol.read_quote(sent(protocol.plain_quote(each))) == each


@given(OPINIONS)
def test_an_opinion_arrives_as_it_was_sent(each: OpinionProposal) -> None:
    assert protocol.read_opinion(sent(protocol.plain_opinion(each))) == each


@given(QUOTES, OPINIONS, ENTITIES, st.integers(0, 10_000))
def test_every_position_of_a_section_moves_by_where_it_starts(
    quote: QuoteProposal, opinion: OpinionProposal, entity: EntityProposal, offset: int
) -> None:
    def positions(value: Any) -> list[int]:
        if isinstance(value, Span):
            return [*value]
        if isinstance(value, tuple):
            return [each for one in value for each in positions(one)]
        return []

    for whole, moved in (
        (quote, protocol.read_quote(protocol.plain_quote(quote, offset))),
        (opinion, protocol.read_opinion(protocol.plain_opinion(opinion, offset))),
    ):
        for name in type(whole).__dataclass_fields__:
            before, after = getattr(whole, name), getattr(moved, name)
            assert positions(after) == [each + offset for each in positions(before)]
    assert protocol.read_entity(protocol.plain_entity(entity, offset)).span == Span(
        entity.start + offset, entity.end + offset
    )


def test_places_in_a_list_move_by_what_came_before() -> None:
    quote = QuoteProposal((Span(0, 4),), parent=2)
    assert protocol.read_quote(protocol.plain_quote(quote), 10).parent == 12
    opinion = OpinionProposal(Span(0, 4), "positive", quote=1)
    assert protocol.read_opinion(protocol.plain_opinion(opinion), 10).quote == 11


GOOD = {
    "entity": protocol.plain_entity(EntityProposal(0, 4, "ORG", "rules")),
    "quote": protocol.plain_quote(QuoteProposal((Span(0, 4),))),
    "opinion": protocol.plain_opinion(OpinionProposal(Span(0, 4), "positive")),
}


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("entity", None),
        ("entity", [1, 2]),
        ("entity", [4, 4, "ORG", None, "rules", None]),
        ("entity", [-1, 4, "ORG", None, "rules", None]),
        ("entity", [True, 4, "ORG", None, "rules", None]),
        ("entity", [0.5, 4, "ORG", None, "rules", None]),
        ("entity", [0, 4, "ORG", "sure", "rules", None]),
        ("entity", [0, 4, "ORG", None, "rules", 77]),
        ("quote", []),
        ("quote", {**GOOD["quote"], "content": [[3, 1]]}),
        ("quote", {**GOOD["quote"], "content": [[1]]}),
        ("quote", {**GOOD["quote"], "content": 3}),
        ("quote", {**GOOD["quote"], "parent": "first"}),
        ("quote", {**GOOD["quote"], "speaker": [1, 2, 3]}),
        ("opinion", {}),
        ("opinion", {**GOOD["opinion"], "target": None}),
        ("opinion", {**GOOD["opinion"], "holder": None}),
    ],
)
def test_a_proposal_that_is_none_is_refused(kind: str, bad: Any) -> None:
    read = getattr(protocol, f"read_{kind}")
    read(GOOD[kind])
    with pytest.raises(ProtocolError):
        read(bad)


# The text --------------------------------------------------------------------------------------


@given(TEXTS, st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=4))
def test_blanking_keeps_every_offset_and_every_line(
    text: str, zones: list[tuple[int, int]]
) -> None:
    plain = blanked(text, zones)
    inside = {at for start, end in zones for at in range(max(0, start), end)}
    assert len(plain) == len(text)
    for at, (before, after) in enumerate(zip(text, plain, strict=True)):
        if before == "\n":
            assert after == "\n"
        elif at in inside:
            assert after == " "
        elif before not in "“”„‟«»‘’‚‛":
            assert after == before


def test_curly_marks_become_straight_ones() -> None:
    assert blanked(articles.HARBOUR, []).count('"') == articles.HARBOUR.count("“") * 2
