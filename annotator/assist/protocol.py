"""The words between the window and the worker: JSON, one object a line.

Requests
    `{"do": "setup", "key": K, "pipeline": NAME|PATH, "labels": {pipeline's: scheme's},
    "gazetteer": [[name, label, entry], …], "patterns": […], "models": {kind: PATH}, "names":
    {kind: NAME}, "targets": [label, …], "given": bool, "switches": {…}, "floor": score}`: how
    to look at articles; sent once to a process and named by its key from then on.
    `{"do": "analyse", "id": n, "key": K, "language": "en", "text": …, "zones": [[s, e], …],
    "mentions": [[s, e], …], "wants": ["entities", "quotes", "opinions"]}`
    `{"do": "train", "id": n, "kind": KIND, "pipeline": NAME|PATH, "folder": PATH, "examples":
    [{"text": …, "zones": …, "language": …, "entities" | "quotes" | "opinions": […]}, …],
    "options": {…}}`
    `{"do": "cancel", "id": n}`, `{"do": "quit"}`

Answers carry the id of their request.  `{"id": n, "part": {…}}` brings tokens (`starts`, `ends`,
`sentences` as indices of the part's own tokens) or all proposals for a section of the text
(`range` as [s, e], `entities`, `quotes`, `opinions`); `{"id": n, "at": stage}` is a sign of life,
with `"so_far"` and `"total"` from a training; and one of `{"id": n, "done": {…}}` and
`{"id": n, "error": code, "values": {…}}` comes last.  All positions are code points of the whole
text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.ids import format_id, parse_id
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal

VERSION = 2
#: What can be asked for, in the order in which one needs the other.
WANTS = ("entities", "quotes", "opinions")
_LONGEST = 512 * 1024 * 1024


class ProtocolError(ValueError):
    """A line that is none of ours."""


def encode(message: Mapping[str, Any]) -> bytes:
    """Return a message as a line of ASCII."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line; raises ProtocolError for anything else."""
    if len(line) > _LONGEST:
        raise ProtocolError("too long")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(str(error)) from error
    if not isinstance(message, dict):
        raise ProtocolError("not an object")
    return message


def request(
    number: int,
    key: str,
    text: str,
    zones: Iterable[tuple[int, int]] = (),
    language: str = "",
    *,
    mentions: Iterable[tuple[int, int]] = (),
    wants: Iterable[str] = (),
) -> dict[str, Any]:
    """Return a request to tokenise a text and to look for what is wanted.

    Args:
        number: id of the request.
        key: of the setup by which to look.
        text: as it is stored.
        zones: ranges that are looked at as if nothing stood there.
        language: of the text, "" if nobody said.
        mentions: ranges that a person labelled, about which opinions are looked for as well.
        wants: some of `WANTS`.
    """
    return {
        "do": "analyse",
        "version": VERSION,
        "id": number,
        "key": key,
        "language": language,
        "text": text,
        "zones": [list(zone) for zone in zones],
        "mentions": [list(each) for each in mentions],
        "wants": list(wants),
    }


# Proposals -------------------------------------------------------------------------------------


def plain_entity(each: EntityProposal, offset: int = 0) -> list[Any]:
    """Return an entity as JSON values, `offset` further on in the text."""
    entry = None if each.entry is None else format_id(each.entry)
    return [
        each.start + offset, each.end + offset, each.label, each.score, each.suggester, entry,
    ]  # fmt: skip


def read_entity(plain: Any) -> EntityProposal:
    """Return an entity from JSON values; raises ProtocolError for nonsense."""
    try:
        start, end, label, score, suggester, entry = plain
        return EntityProposal(
            *_span((start, end)),
            str(label),
            str(suggester),
            None if score is None else float(score),
            None if entry is None else parse_id(entry),
        )
    except (TypeError, ValueError) as error:
        raise ProtocolError(str(error)) from error


def plain_quote(each: QuoteProposal, offset: int = 0, base: int = 0) -> dict[str, Any]:
    """Return a quote as JSON values, `offset` further on, its list `base` places further on."""
    return {
        **{slot: _moved(getattr(each, slot), offset) for slot in _QUOTE_SLOTS},
        "speaker": None if each.speaker is None else _moved([each.speaker], offset)[0],
        "act": each.act,
        "parent": None if each.parent is None else each.parent + base,
        "score": each.score,
        "suggester": each.suggester,
    }


def read_quote(plain: Any, base: int = 0) -> QuoteProposal:
    """Return a quote from JSON values; raises ProtocolError for nonsense."""
    try:
        speaker, parent, score = plain["speaker"], plain["parent"], plain["score"]
        return QuoteProposal(
            **{slot: _spans(plain[slot]) for slot in _QUOTE_SLOTS},
            speaker=None if speaker is None else _span(speaker),
            act=str(plain["act"]),
            parent=None if parent is None else int(parent) + base,
            score=None if score is None else float(score),
            suggester=str(plain["suggester"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(str(error)) from error


def plain_opinion(each: OpinionProposal, offset: int = 0, base: int = 0) -> dict[str, Any]:
    """Return an opinion as JSON values, `offset` further on, the quotes `base` places further."""
    return {
        "target": _moved([each.target], offset)[0],
        "polarity": each.polarity,
        "intensity": each.intensity,
        "holder": _moved(each.holder, offset),
        "expression": _moved(each.expression, offset),
        "quote": None if each.quote is None else each.quote + base,
        "score": each.score,
        "suggester": each.suggester,
    }


def read_opinion(plain: Any, base: int = 0) -> OpinionProposal:
    """Return an opinion from JSON values; raises ProtocolError for nonsense."""
    try:
        intensity, quote, score = plain["intensity"], plain["quote"], plain["score"]
        return OpinionProposal(
            _span(plain["target"]),
            str(plain["polarity"]),
            None if intensity is None else str(intensity),
            _spans(plain["holder"]),
            _spans(plain["expression"]),
            None if quote is None else int(quote) + base,
            None if score is None else float(score),
            str(plain["suggester"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(str(error)) from error


_QUOTE_SLOTS = ("content", "cue", "source", "insertion")


def _moved(spans: Iterable[Span], offset: int) -> list[list[int]]:
    return [[start + offset, end + offset] for start, end in spans]


def _spans(plain: Iterable[Any]) -> tuple[Span, ...]:
    return tuple(_span(each) for each in plain)


def _span(plain: Any) -> Span:
    start, end = plain
    if not (type(start) is int and type(end) is int and 0 <= start < end):
        raise ValueError(f"{start}-{end} is no range")
    return Span(start, end)


# The text as parsers like it -------------------------------------------------------------------


def blanked(text: str, zones: Sequence[Sequence[int]]) -> str:
    """Return `text` of the same length with zones as spaces and plain quote marks.

    Parsers were trained on straight marks; one for one, so that offsets stay.
    """
    text = text.translate(_STRAIGHT)
    if not zones:
        return text
    pieces, at = [], 0
    for start, end in sorted((max(0, a), min(len(text), b)) for a, b in zones):
        start = max(start, at)
        if end <= start:
            continue
        # Line ends stay: they are borders of paragraphs.
        hole = "".join("\n" if each == "\n" else " " for each in text[start:end])
        pieces += [text[at:start], hole]
        at = end
    return "".join([*pieces, text[at:]])


_STRAIGHT = {
    ord(each): plain for plain, marks in (('"', "“”„‟«»"), ("'", "‘’‚‛")) for each in marks
}
