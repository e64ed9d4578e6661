"""From what the lines of a WebAnno TSV file say to an article in native words.

Owns the text (put together from sentences and offsets), what offsets count, and what annotations
of WebAnno's kinds are here: spans and slots, chains, relations.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.domain.annotations import AttributeValue
from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Move, Unit, to_code_points
from annotator.domain.scheme import AttributeType
from annotator.formats.flat import Joiner
from annotator.formats.foreign import moved
from annotator.formats.kept_text import kept
from annotator.formats.line_values import optional
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.webanno_cells import NOTHING, word
from annotator.formats.webanno_names import ANY, LABEL, TypeNames
from annotator.formats.webanno_sheets import Arc, Mark, Sheet

#: Blanks that may be missing between sentences; more is a mistake or an attack.
_MOST_BLANKS = 1_000_000
#: Features that hold the label, the surest first; where none is there, the first of a layer does.
_LABELS = (LABEL, "value", "referenceType")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


# Text ------------------------------------------------------------------------------------------


class _Placed(NamedTuple):
    """The text of a file, and how its offsets lead into it."""

    text: str
    move: Move
    unit: Unit


def _placed(sheet: Sheet, options: ReadOptions) -> _Placed:
    """Return the text by the unit in which the words of every row stand where they should.

    Raises ProblemError with the first line that does not fit.
    """
    plain = all(each.text.isascii() for each in sheet.sentences)
    units = [Unit.UTF_16] if plain else [Unit.UTF_16, Unit.CODE_POINT, Unit.UTF_8]
    if options.unit is not None:
        units = [options.unit]
    wrong: ProblemError | None = None
    for unit in units:
        try:
            found = _text_in(sheet, unit)
        except ProblemError as error:
            # What is said is what is wrong in the unit that these files should have.
            wrong = wrong or error
            continue
        if unit is not Unit.UTF_16:
            options.note(Phrase("told-unit", {"unit": unit.value}))
        return found
    assert wrong is not None
    raise wrong


def _text_in(sheet: Sheet, unit: Unit) -> _Placed:
    pieces: list[str] = []
    at = blanks = 0
    for each in sheet.sentences:
        line = sheet.lines[each.first]
        start = sheet.starts[each.first] - _indent(each.text, sheet.words[each.first], unit)
        gap = start - at
        blanks += max(0, gap)
        if gap < 0 or blanks > _MOST_BLANKS:
            raise ProblemError("webanno-gap", line=line, start=sheet.starts[each.first], at=at)
        # As INCEpTION does: a line break first, for the text may have been lines.
        between = "\n" + " " * (gap - 1) if gap and pieces else " " * gap
        pieces += [_before(sheet, between, unit) if not pieces else between, each.text]
        at = start + _size(each.text, unit)
    text = "".join(pieces)
    move = to_code_points(text, unit)
    rows = zip(sheet.lines, sheet.starts, sheet.ends, sheet.words, strict=True)
    for line, start, end, written in rows:
        try:
            found = text[move(start) : move(end)]
        except ValueError:
            raise ProblemError("webanno-outside", line=line, start=start, end=end) from None
        if written != found and written != word(found):
            raise ProblemError(
                "webanno-words", line=line, start=start, end=end, written=written[:60],
                found=found[:60],
            )  # fmt: skip
    last = max(sheet.ends[sheet.sentences[-1].first :])
    if text[move(last) :].strip() or sheet.record.get("length", len(text)) != len(text):
        raise ProblemError("webanno-cut", line=sheet.lines[-1])
    return _Placed(text, move, unit)


def _before(sheet: Sheet, blanks: str, unit: Unit) -> str:
    """Return what stands before the first sentence; only our own files say it."""
    said = sheet.record.get("before")
    return said if type(said) is str and _size(said, unit) == len(blanks) else blanks


def _indent(text: str, first: str, unit: Unit) -> int:
    """Return how far into its sentence the first word starts: nowhere, as it should be."""
    if text.startswith(first):
        return 0
    inner = text.lstrip()
    return _size(text[: len(text) - len(inner)], unit) if inner.startswith(first) else 0


def _size(text: str, unit: Unit) -> int:
    if unit is Unit.CODE_POINT or text.isascii():
        return len(text)
    if unit is Unit.UTF_8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(each > "\uffff" for each in text)


# Annotations -----------------------------------------------------------------------------------


def native(sheet: Sheet, options: ReadOptions) -> dict[str, Any]:
    """Return the article of a file; raises ProblemError with the line where there is one."""
    if not sheet.sentences:
        raise ProblemError("file-empty")
    placed = _placed(sheet, options)
    text, onto = kept(placed.text, replace(options, unit=Unit.CODE_POINT))
    reader = _ArticleReader(sheet, options, lambda offset: onto(placed.move(offset)))
    line: dict[str, Any] = {"text": text, "offsets": Unit.CODE_POINT.value, **reader.found()}
    record = sheet.record
    uid = optional(record, "id", str | int, None, "document")
    meta = optional(record, "meta", dict, None, "document")
    return line | ({} if uid is None else {"id": uid}) | ({} if meta is None else {"meta": meta})


class _ArticleReader:
    """The annotations of one file on their way into native words."""

    def __init__(self, sheet: Sheet, options: ReadOptions, move: Move) -> None:
        self._sheet = sheet
        self._options = options
        self._move = move
        self._names = TypeNames(options.scheme)
        self._ids: dict[Mark, str] = {}
        self._seen: dict[str, int] = {}
        self._related: set[tuple[str, str, str]] = set()
        self._types = {each.type for each in sheet.layers if not each.grammar}
        #: Attributes of quotes and opinions: anchor, layer, name -> value.
        self._frames: list[tuple[str, str, dict[str, AttributeValue]]] = []

    def found(self) -> dict[str, Any]:
        """Return spans, links, quotes and opinions."""
        spans = [each for mark in self._sheet.marks if (each := self._span(mark)) is not None]
        self._joiner = Joiner(self._options, spans)
        for anchor, layer, values in self._frames:
            self._joiner.describe(layer, anchor, values)
        for arc in self._sheet.arcs:
            self._read_arc(arc)
        for mark in self._sheet.marks:
            self._read_slots(mark)
        self._read_chains()
        return {"spans": spans, **self._joiner.found()}

    def _span(self, mark: Mark) -> dict[str, Any] | None:
        options, layer = self._options, mark.layer
        if layer.grammar:
            options.ignore(Phrase("told-annotations-of", {"name": layer.short[:60]}))
            return None
        if mark.start == mark.end:
            options.ignore(Phrase("told-annotations-no-words"))
            return None
        start = moved(self._move, mark.start, "begin")
        end = moved(self._move, mark.end, "end")
        ours = self._names.layer_of(layer.type)
        feature = next((each for each in _LABELS if each in layer.features), None)
        if feature is None:
            feature = next(iter(layer.features), "")
        label = mark.values.get(feature, layer.short)
        span = {"start": start, "end": end, "label": label}
        natural = f"{layer.type}:{label}:{start}-{end}"
        again = self._seen[natural] = self._seen.get(natural, 0) + 1
        span["id"] = self._ids[mark] = natural if again == 1 else f"{natural}#{again}"
        if ours:
            span["layer"] = ours
        attributes = self._attributes(mark, ours, label, feature)
        return {**span, "attributes": attributes} if attributes else span

    def _attributes(
        self, mark: Mark, ours: str, label: str, feature: str
    ) -> dict[str, AttributeValue]:
        said = {name: value for name, value in mark.values.items() if name != feature}
        if mark.layer.kind == "CH":
            said.pop("referenceRelation", None)
        if not said:
            return {}
        known = self._options.known_label(ours, label)
        home = ours if known is None else known[0]
        found: dict[str, AttributeValue] = {}
        frames: dict[str, dict[str, AttributeValue]] = {}
        for name, value in said.items():
            layer, attribute, of_frame = self._names.attribute_of(ours, name) or (home, name, False)
            values = frames.setdefault(layer, {}) if of_frame else found
            values[attribute] = self._typed(layer, attribute, value)
        self._frames += [(self._ids[mark], layer, values) for layer, values in frames.items()]
        return found

    def _typed(self, layer: str, name: str, value: str) -> AttributeValue:
        known = self._options.scheme.attribute(layer, name)
        if known is not None and known.type is AttributeType.YES_NO:
            return _TRUTH.get(value.lower(), value)
        if known is not None and known.type is AttributeType.NUMBER:
            return _number(value)
        return value

    # Relations ---------------------------------------------------------------------------------

    def _read_arc(self, arc: Arc) -> None:
        layer = arc.layer
        if layer.grammar:
            self._options.ignore(Phrase("told-annotations-of", {"name": layer.short[:60]}))
            return
        base = layer.base[1]
        head = self._marked(arc.source, base, arc.source_number, arc.line)
        child = self._marked(arc.unit, base, arc.target_number, arc.line)
        role = arc.values.get(LABEL) or next(iter(arc.values.values()), layer.short)
        chosen = LABEL if LABEL in arc.values else next(iter(arc.values), "")
        for name in arc.values:
            if name != chosen:
                self._options.ignore(
                    Phrase("told-feature", {"name": name[:60], "layer": layer.short[:60]})
                )
        self._relate(role, head, child)

    def _read_slots(self, mark: Mark) -> None:
        for slot, fillers in mark.slots.items():
            base = mark.layer.slots[slot][2]
            for role, unit, number in fillers:
                child = self._marked(unit, base, number, mark.line)
                self._relate(role or slot, mark, child)

    def _read_chains(self) -> None:
        chains: dict[tuple[str, int], list[Mark]] = {}
        for mark in self._ids:
            if mark.chain[1]:
                chains.setdefault((mark.layer.type, mark.chain[0]), []).append(mark)
            elif mark.layer.kind == "CH":
                self._options.ignore(Phrase("told-chains"))
        for marks in chains.values():
            marks.sort(key=lambda each: each.chain[1])
            for mark, then in pairwise(marks):
                role = mark.values.get("referenceRelation", mark.layer.short)
                self._relate(role, mark, then)

    def _marked(self, unit: str, base: str, number: int, line: int) -> Mark | None:
        """Return the annotation that a relation ends at, None for one that was passed over.

        Raises ProblemError("webanno-reference").
        """
        if number:
            found = self._sheet.numbers.get(number)
        else:
            here = self._sheet.units.get(unit)
            if here is not None and base not in self._types and base != ANY:
                return None
            found = next((each for each in here or () if base in (ANY, each.layer.type)), None)
        if found is None:
            shown = f"{unit}[{number}]" if number else unit or NOTHING
            raise ProblemError("webanno-reference", line=line, reference=shown[:60], type=base[:80])
        return found

    def _relate(self, role: str, head: Mark | None, child: Mark | None) -> None:
        ends = [self._ids.get(each) if each else None for each in (head, child)]
        if ends[0] is None or ends[1] is None:
            self._options.ignore(Phrase("told-relations-passed"))
        elif (role, ends[0], ends[1]) in self._related:
            self._options.note(Phrase("told-relations-twice"))
        else:
            self._related.add((role, ends[0], ends[1]))
            self._joiner.relate(role, ends[0], ends[1])


def _number(value: str) -> AttributeValue:
    """Return a number; what is none stays a text, which `lines` refuses."""
    if _WHOLE.fullmatch(value):
        return int(value)
    try:
        found = float(value)
    except ValueError:
        return value
    return found if math.isfinite(found) else value
