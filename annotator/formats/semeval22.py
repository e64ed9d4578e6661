"""SemEval-2022 task 10, structured sentiment: texts with who feels what about whom.

Owns its layout: one array; source, target and polar expression of an opinion each as a list of
words and a list of ranges, `[["a", "b"], ["0:1", "5:6"]]`, because any of them may be in parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotations import Annotation, Relation, Span, tidy_spans
from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.domain.ids import derived_id
from annotator.domain.offset_units import Unit
from annotator.domain.opinions import INTENSITIES, POLARITIES, SLOTS, WRITER
from annotator.domain.scheme import LayerKind, Scheme
from annotator.domain.text import normalise, replace_forbidden
from annotator.formats.foreign import bundles_of, moved, mover, natives
from annotator.formats.json_arrays import values_of
from annotator.formats.line_values import listed, needed, optional, wrong
from annotator.formats.opinion_files import Keeper, Opinion, label_of, opinions_in
from annotator.formats.registry import (
    Format,
    Frames,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)

_KEYS = {"holder": "Source", "target": "Target", "expression": "Polar_expression"}
#: The writer is the holder; NoReC says so, and readers of the others pass over it.
_BY_WRITER = "Source_is_author"
_SENTENCE = frozenset(("sent_id", "text", "opinions"))
_OPINION = frozenset((*_KEYS.values(), "Polarity", "Intensity", _BY_WRITER))
#: What the corpora call the intensities; the task's own page has the last three.
_VALUES = {"slight": "weak", "standard": "average"} | {
    name: name for name in (*POLARITIES, *INTENSITIES)
}
_WRITTEN = {name: name.title() for name in (*POLARITIES, *INTENSITIES)}
_RANGE = re.compile(r"([0-9]{1,10}):([0-9]{1,10})")
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"(sent_id")?')

_Words = list[tuple[int, int, str]]


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file begins as an array of texts with opinions."""
    begins = _BEGINS.match(head)
    if begins is None:
        return False
    return begins[1] is not None or (b'"sent_id"' in head and b'"opinions"' in head)


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the texts of a file, and a problem for each that cannot be taken."""
    values = values_of(path, replace=options.replace_forbidden)
    return bundles_of(path, options, natives(values, lambda item: _native(item, options)))


def _native(item: Any, options: ReadOptions) -> dict[str, Any]:
    if type(item) is not dict:
        raise ProblemError("item-not-object", found=type(item).__name__)
    _pass_over(item, _SENTENCE, "told-key", options)
    text = needed(item, "text", str, "line")
    opinions = listed(item, "opinions")
    for each in opinions:
        if type(each) is not dict:
            raise wrong("opinions", "object", each)
        _pass_over(each, _OPINION, "told-key-opinions", options)
    words = [{slot: _words(each, key) for slot, key in _KEYS.items()} for each in opinions]
    move = mover(
        text,
        options,
        (each for slots in words for held in slots.values() for each in held),
        usual=Unit.CODE_POINT,
    )
    whole = replace_forbidden(text)[0] if options.replace_forbidden else text
    spans: dict[str, dict[str, Any]] = {}
    frames = []
    for each, slots in zip(opinions, words, strict=True):
        frame: dict[str, Any] = {
            "polarity": _value(each, "Polarity", options.scheme),
            "intensity": _value(each, "Intensity", options.scheme),
        }
        for slot, held in slots.items():
            if held:
                parts = _parts(
                    whole,
                    [(moved(move, a, _KEYS[slot]), moved(move, b, _KEYS[slot]), said)
                     for a, b, said in held],
                    options,
                )  # fmt: skip
                span = _span(slot, parts, options.scheme)
                spans.setdefault(span["id"], span)
                frame[slot] = [span["id"]]
        if optional(each, _BY_WRITER, bool, False, "opinions"):
            if slots["holder"]:
                options.ignore(Phrase("told-writer-beside", {"name": _BY_WRITER}))
            else:
                frame["holder"] = WRITER
        frames.append(frame)
    return {
        "id": item.get("sent_id"),
        "text": text,
        "offsets": Unit.CODE_POINT.value,
        "spans": list(spans.values()),
        "opinions": frames,
    }


def _pass_over(
    record: dict[str, Any], known: frozenset[str], code: str, options: ReadOptions
) -> None:
    for name in sorted(record.keys() - known):
        options.ignore(Phrase(code, {"name": name[:60]}))


def _words(opinion: dict[str, Any], key: str) -> _Words:
    """Return (start, end, words) of the parts in a slot, as the file has them."""
    pair = listed(opinion, key)
    if not pair:
        return []
    if len(pair) != 2 or type(pair[0]) is not list or type(pair[1]) is not list:
        raise wrong(key, "words-and-ranges", pair)
    texts, ranges = pair
    if len(texts) != len(ranges):
        raise ProblemError("ranges-number", key=key, words=len(texts), ranges=len(ranges))
    found: _Words = []
    for said, written in zip(texts, ranges, strict=True):
        if type(said) is not str:
            raise wrong(key, "words-and-ranges", said)
        ends = _RANGE.fullmatch(written) if type(written) is str else None
        if ends is None:
            raise wrong(key, "range", written)
        found.append((int(ends[1]), int(ends[2]), said))
    return found


def _parts(text: str, words: _Words, options: ReadOptions) -> tuple[Span, ...]:
    for start, end, said in words:
        if start >= end:
            raise ProblemError("span-order", start=start, end=end)
        found = text[start:end]
        if found not in (said, normalise(said)):
            raise ProblemError(
                "span-text", start=start, end=end, written=said[:60], found=found[:60]
            )
    parts = tidy_spans(Span(start, end) for start, end, _ in words)
    if len(parts) < len(words):
        options.note(Phrase("told-parts-joined"))
    return parts


def _span(slot: str, parts: tuple[Span, ...], scheme: Scheme) -> dict[str, Any]:
    layer, label = label_of(scheme, slot)
    span: dict[str, Any] = {
        "id": f"{slot} " + ";".join(f"{start}-{end}" for start, end in parts),
        "start": parts[0].start,
        "end": parts[-1].end,
        "label": label,
    }
    if len(parts) > 1:
        span["parts"] = [list(each) for each in parts]
    if layer:
        span["layer"] = layer
    return span


def _value(opinion: dict[str, Any], key: str, scheme: Scheme) -> str | None:
    """Return a polarity or an intensity as our schemes call it."""
    value: str | None = optional(opinion, key, str, None, "opinions")
    if value is None:
        return None
    layer = scheme.layer_of_kind(LayerKind.OPINIONS)
    known = None if layer is None else scheme.attribute(layer.uid, key.lower())
    if known is not None and known.problem_with(value) is None:
        return value
    return _VALUES.get(value.lower(), value)


# Writing -----------------------------------------------------------------------------------------


def fit(bundle: Bundle, options: WriteOptions) -> Bundle:
    """Return a bundle with opinions only, each slot of which is filled by one, perhaps in parts."""
    keeper = Keeper(bundle, options, SLOTS)
    kept = keeper.keep(lambda opinion: True, _stays)
    opinions = opinions_in(kept, options.scheme, SLOTS)
    if all(len(parts) < 2 for each in opinions for parts in each.slots.values()):
        return kept
    links = {(each.source, each.role, each.target): each for each in kept.relations}
    said = {(each.label, each.spans): each for each in kept.annotations if each.spans}
    relations: list[Relation] = []
    used: dict[int, Annotation] = {}
    for opinion in opinions:
        frame = opinion.frame
        for slot, fillers in opinion.slots.items():
            if not fillers:
                continue
            first = fillers[0]
            parts = tidy_spans(part for each in fillers for part in each.spans)
            number = derived_id("annotation", bundle.document.uid, slot, str(parts))
            one = said.setdefault((first.label, parts), first._replace(id=number, spans=parts))
            used[one.id] = one
            relations.append(links[frame.id, slot, first.id]._replace(target=one.id))
            for each in fillers[1:]:
                keeper.lose_relation(links[frame.id, slot, each.id], "joined into one")
    frames = [each.frame for each in opinions]
    return replace(kept, annotations=[*used.values(), *frames], relations=relations)


def _stays(opinion: Opinion, name: str) -> bool:
    if name == "holder":
        return opinion.frame.attributes[name] == WRITER and not opinion.slots["holder"]
    return name in ("polarity", "intensity")


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield the array, a line for each bundle."""
    before = b"[\n"
    for bundle in bundles:
        item = {
            "sent_id": bundle.document.uid,
            "text": bundle.text,
            "opinions": [
                _opinion(each, bundle.text) for each in opinions_in(bundle, options.scheme, SLOTS)
            ],
        }
        yield before + orjson.dumps(item)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _opinion(opinion: Opinion, text: str) -> dict[str, Any]:
    attributes = opinion.frame.attributes
    line: dict[str, Any] = {}
    for slot, key in _KEYS.items():
        parts = [part for each in opinion.slots[slot] for part in each.spans]
        line[key] = [[part.of(text) for part in parts], [f"{a}:{b}" for a, b in parts]]
    for key in ("Polarity", "Intensity"):
        value = attributes.get(key.lower())
        line[key] = None if value is None else _WRITTEN.get(str(value), value)
    if attributes.get("holder") == WRITER:
        line[_BY_WRITER] = True
    return line


FORMAT = Format(
    "semeval22",
    "SemEval-2022 structured sentiment",
    (".json",),
    read=read,
    write=write,
    carries=frozenset({"text", "spans", "overlaps", "parts", "attributes", "frames"}),
    frames=Frames.WHOLE,
    sniff=sniff,
    fit=fit,
)
