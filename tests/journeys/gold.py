"""Gold lines and exports as values that can be compared.

Owns what two lines must share to say the same: ids, origins and who labelled are left out, because
they differ between any two people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.domain.annotations import Span


def slots_as_spans(line: Mapping[str, Any], frame: Mapping[str, Any]) -> dict[str, Any]:
    """Return a frame of a line with ranges in the place of the ids of its parts."""
    spans = {each["id"]: Span(each["start"], each["end"]) for each in line["spans"]}
    plain = dict(frame)
    for slot in ("content", "cue", "source", "insertion", "holder", "target", "expression"):
        if isinstance(frame.get(slot), list):
            plain[slot] = [spans[number] for number in frame[slot]]
    return plain


def entities(line: Mapping[str, Any]) -> dict[Span, tuple[str, dict[str, Any]]]:
    """Return (label, attributes) of every mention of a line by its range."""
    return {
        Span(each["start"], each["end"]): (each["label"], each.get("attributes", {}))
        for each in line["spans"]
        if each["layer"] == "entities"
    }


def entries(line: Mapping[str, Any]) -> dict[Span, str]:
    """Return the name of the entry of every mention that has one, by its range."""
    names = {each["id"]: each["name"] for each in line["entries"]}
    return {
        Span(each["start"], each["end"]): names[each["entry"]]
        for each in line["spans"]
        # Sources that were suggested have the entry of their speaker; the gold files have none.
        if "entry" in each and each["layer"] == "entities"
    }


def meaning(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything a line says about its text, without ids, origins and annotators."""
    quotes = {each["id"]: each for each in line["quotes"]}

    def named(number: str | None) -> Any:
        quote = None if number is None else quotes[number]
        return None if quote is None else tuple(sorted(slots_as_spans(line, quote)["content"]))

    def quote(frame: Mapping[str, Any]) -> dict[str, Any]:
        plain = slots_as_spans(line, frame)
        slots = {slot: sorted(plain.get(slot) or []) for slot in
                 ("content", "cue", "source", "insertion")}  # fmt: skip
        return slots | {
            "type": frame["type"],
            # To state something is the plain act, which the gold files leave open.
            "act": None if frame["act"] == "states" else frame["act"],
            "attributes": frame["attributes"],
            "parent": named(frame["parent"]),
            "responds_to": sorted(named(each) for each in frame.get("responds_to") or []),
        }

    def opinion(frame: Mapping[str, Any]) -> dict[str, Any]:
        plain = slots_as_spans(line, frame)
        holder = plain["holder"]
        return {
            "holder": holder if holder == "writer" else sorted(holder),
            "target": sorted(plain["target"]),
            "expression": sorted(plain["expression"]),
            "polarity": frame["polarity"],
            "intensity": frame["intensity"],
            "attributes": frame.get("attributes", {}),
            "quote": named(frame.get("quote")),
        }

    return {
        "text": line["text"],
        "spans": sorted(
            (each["start"], each["end"], each["layer"], each["label"],
             tuple(map(tuple, each.get("parts", ()))),
             tuple(sorted(each.get("attributes", {}).items())))
            for each in line["spans"]
        ),
        "entries": sorted(entries(line).items()),
        "quotes": sorted((quote(each) for each in line["quotes"]), key=repr),
        "opinions": sorted((opinion(each) for each in line["opinions"]), key=repr),
        "zones": sorted((each["start"], each["end"], each["kind"]) for each in line["zones"]),
        "document_labels": sorted(each["label"] for each in line["document_labels"]),
        "states": sorted(each["state"] for each in line.get("states", [])),
    }  # fmt: skip
