"""The words between the window and the worker: JSON, one object a line.

Requests: `{"do": "analyse", "id": n, "language": "en", "text": …, "zones": [[s, e], …],
"entities": true}`, `{"do": "cancel", "id": n}`, `{"do": "quit"}`.  Answers carry the same id:
`{"id": n, "part": {…}}` (some paragraphs), `{"id": n, "done": {"model": …, "pipeline": bool}}`,
`{"id": n, "error": code}`.  A part holds `starts`, `ends`, `sentences` (indices of its own tokens)
and `entities` as `[start, end, label]`; all positions are code points of the whole text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

VERSION = 1
_LONGEST = 512 * 1024 * 1024


class ProtocolError(ValueError):
    """A line that is none of ours."""


def encode(message: dict[str, Any]) -> bytes:
    """Return a message as a line of ASCII."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """Return the message of a line; raises ProtocolError for anything else."""
    if len(line) > _LONGEST:
        raise ProtocolError("too long")
    try:
        message = json.loads(line)
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    if not isinstance(message, dict):
        raise ProtocolError("not an object")
    return message


def request(
    number: int, text: str, zones: Iterable[tuple[int, int]], language: str, *, entities: bool
) -> dict[str, Any]:
    """Return a request to tokenise a text and perhaps to look for entities."""
    return {
        "do": "analyse",
        "version": VERSION,
        "id": number,
        "language": language,
        "text": text,
        "zones": [list(zone) for zone in zones],
        "entities": entities,
    }


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
