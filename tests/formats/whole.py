"""One small project that has some of everything a file can carry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.domain.documents import Suggestion
from annotator.services.session import Session
from tests.articles import where
from tests.formats.lines import load, write

TEXT = (
    "Karsk denies it 👩‍👩‍👧\n"
    "Photo: Seaboard Agency\n"
    "“We did not fire,” Citadel spokesman Oren Maret told Cafe\u0301 Amber, "
    "“and (the council) never will.”\n"
    "Dana Ilves had said\u00a0that Velmar, its “closest partner”, fired on the bridge.\n"
)
OTHER = "דנה אילבס אמרה. قالت دانا «لا». The end."


def _id(number: int) -> str:
    return f"{number:016x}"


def _span(number: int, words: str, label: str, layer: str, **more: Any) -> dict[str, Any]:
    start, end = where(TEXT, words)
    return {"id": _id(number), "start": start, "end": end, "label": label, "layer": layer, **more}


def project_line() -> dict[str, Any]:
    """Return the line that the project is made from."""
    mina = {"annotator": "Mina Kell", "origin": "manual"}
    jonas = {"annotator": "Jonas Reed", "origin": "suggestion"}
    first, second = where(TEXT, "We did not fire,"), where(TEXT, "and (the council) never will.")
    said = {
        "id": _id(5), "start": first.start, "end": second.end, "label": "content",
        "layer": "quotes", "parts": [list(first), list(second)], **mina,
    }  # fmt: skip
    zone = where(TEXT, "Photo: Seaboard Agency")
    return {
        "id": "harbour/1",
        "text": TEXT,
        "meta": {
            "title": "Karsk denies it", "outlet": "Amber Post", "date": "2026-01-15",
            "url": "https://example.org/1", "language": "en", "author": "Tom Reske",
            "desk": {"pages": [1, 2], "front": True, "weight": 0.5}, "wire": None,
        },
        "spans": [
            _span(1, "Karsk", "GPE", "entities", attributes={"referent": "government"},
                  entry=_id(0xE1), **mina),
            _span(2, "Citadel spokesman Oren Maret", "PERSON", "entities", **jonas),
            _span(3, "Oren Maret", "PERSON", "entities", **mina),
            _span(4, "Oren Maret", "ORG", "entities", **jonas),
            said,
            _span(6, "told", "cue", "quotes", **mina),
            _span(7, "Citadel spokesman Oren Maret", "source", "quotes", **mina),
            _span(8, "(the council)", "insertion", "quotes", **mina),
            _span(9, "that Velmar, its “closest partner”, fired on the bridge", "content", "quotes",
                  **mina),
            _span(10, "had said", "cue", "quotes", **mina),
            _span(11, "Dana Ilves", "source", "quotes", **mina),
            _span(12, "closest partner", "expression", "opinions", **mina),
            _span(13, "Velmar", "target", "opinions", **mina),
            _span(14, "Dana Ilves", "holder", "opinions", **mina),
            _span(15, "Caf", "ORG", "entities", **mina),
            _span(16, "Dana Ilves", "PERSON", "entities", **mina),
        ],
        "links": [{"id": _id(0xF1), "role": "coref", "from": _id(16), "to": _id(3),
            "annotator": "Mina Kell"}],
        "quotes": [
            {"id": _id(0xA1), "content": [_id(5)], "cue": [_id(6)], "source": [_id(7)],
             "insertion": [_id(8)], "parent": None, "responds_to": [_id(0xA2)], "type": "direct",
             "act": "denies", "attributes": {"named": True}, **mina},
            {"id": _id(0xA2), "content": [_id(9)], "cue": [_id(10)], "source": [_id(11)],
             "parent": _id(0xA1), "type": "direct", "act": "claims", **mina},
            {"id": _id(0xA3), "content": [], "cue": [], "source": [], **mina},
        ],
        "opinions": [
            {"id": _id(0xB1), "polarity": "positive", "intensity": "strong", "holder": [_id(14)],
             "target": [_id(13)], "expression": [_id(12)], "quote": _id(0xA2),
             "attributes": {"sarcastic": True}, **mina},
            {"id": _id(0xB2), "polarity": "negative", "intensity": None, "holder": "writer",
             "target": [_id(13)], "expression": [], **mina},
        ],
        "zones": [{"id": _id(0xC1), "start": zone.start, "end": zone.end, "kind": "credit"}],
        "document_labels": [
            {"id": _id(0xD1), "label": "relevant", "layer": "document", **mina},
            {"id": _id(0xD2), "label": "duplicate", "layer": "document", **jonas},
        ],
        "entries": [
            {"id": _id(0xE1), "name": "Karsk", "kind": "place", "aliases": ["the capital", "K."],
             "note": "Norvia’s capital", "wikidata": "Q0"},
        ],
        "states": [
            {"annotator": "Mina Kell", "state": "done"},
            {"annotator": "Jonas Reed", "state": "in-progress"},
        ],
    }  # fmt: skip


def fill(session: Session, folder: Path) -> None:
    """Put the project into a fresh session."""
    load(session, write(folder / "whole.jsonl", project_line(), {"id": "plain", "text": OTHER}))
    document = session.find_document("harbour/1")
    assert document is not None
    start, end = where(TEXT, "Velmar")
    proposed = Suggestion(0x51, document, "entities", "GPE", start, end, "rule-1", 0.75)
    session.save_suggestions(document, [proposed], "rule-1")
