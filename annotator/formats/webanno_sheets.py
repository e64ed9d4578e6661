"""A file of WebAnno TSV as its lines say it: layers, sentences, rows, and what they mark.

Owns the order of lines and which cells belong to one annotation.  Offsets are the file's own; what
they count and what becomes of the annotations is `webanno_reading`.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from annotator.domain.errors import Phrase
from annotator.formats.line_values import wrong
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.webanno_cells import (
    NOTHING,
    PRESENT,
    SLOT,
    STACK,
    SheetLayer,
    declared,
    in_chain,
    numbered,
    parted,
    reference,
    unescaped_text,
    unescaped_value,
)

FORMAT_LINE = re.compile(r"#FORMAT=WebAnno TSV 3\.([0-9]{1,3})\s*")
#: Line before the first sentence on which we keep what TSV has no place for.  INCEpTION reads over
#: lines of sentences that it does not know.
RECORD = "#Annotator.document="
_LAYER = re.compile(r"#T_(?:SP|CH|RL)=")
_ID = re.compile(r"[0-9]{1,9}-[0-9]{1,9}(?:\.[0-9]{1,9})?")
_OFFSETS = re.compile(r"([0-9]{1,10})-([0-9]{1,10})")


@dataclass(slots=True, eq=False)
class Mark:
    """An annotation with words."""

    layer: SheetLayer
    line: int
    start: int  # as the file counts
    end: int
    values: dict[str, str] = field(default_factory=dict)  # feature -> value, where it has one
    #: Slot -> what fills it: role ("" = none), row and number in brackets.
    slots: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    chain: tuple[int, int] = (0, 0)  # number of the chain and place in it


class Arc(NamedTuple):
    """A relation as its row has it; the row is that of its target."""

    layer: SheetLayer
    line: int
    values: dict[str, str]
    unit: str
    source: str
    source_number: int
    target_number: int


@dataclass(slots=True)
class Sentence:
    """A sentence: its text, and the first of its rows that is a token."""

    text: str
    first: int
    line: int


@dataclass(slots=True)
class Sheet:
    """What the lines of one file say."""

    minor: int = 0  # of version 3.x
    layers: list[SheetLayer] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("Q"))  # of each row: its line,
    starts: array[int] = field(default_factory=lambda: array("Q"))  # its offsets,
    ends: array[int] = field(default_factory=lambda: array("Q"))
    words: list[str] = field(default_factory=list)  # and its words
    marks: list[Mark] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    #: Marks of each row, by its id.
    units: dict[str, list[Mark]] = field(default_factory=dict)
    numbers: dict[int, Mark] = field(default_factory=dict)  # by the number in brackets
    record: dict[str, Any] = field(default_factory=dict)  # of a file that we wrote


def sheet_of(text: str, options: ReadOptions) -> Sheet:
    """Return what a file says; raises ProblemError with the line."""
    reader = _SheetReader(options)
    number = 0
    try:
        for number, line in enumerate(text.split("\n"), 1):
            reader.take(number, line.rstrip("\r"))
        number = 0
        return reader.done()
    except ProblemError as error:
        if "line" in error.values:
            raise
        raise ProblemError(error.code, **error.values, line=number) from None


class _SheetReader:
    """Takes the lines of one file one after the other."""

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._sheet = Sheet()
        self._width = 0  # columns of layers
        self._in_header = True
        self._texts: list[str] = []  # of the sentence that begins
        self._begun = 0  # line on which it begins
        self._chained: dict[tuple[str, int, int], Mark] = {}

    def take(self, number: int, line: str) -> None:
        if number == 1:
            self._format(line)
        elif not line:
            self._in_header = False
            self._no_rows()
        elif line[0] == "#":
            self._header(number, line)
        else:
            self._in_header = False
            self._row(number, line.split("\t"))

    def done(self) -> Sheet:
        self._no_rows()
        return self._sheet

    def _format(self, line: str) -> None:
        found = FORMAT_LINE.fullmatch(line.lstrip("\ufeff"))
        if found is None:
            raise ProblemError("webanno-format", found=line[:60])
        self._sheet.minor = int(found[1])

    def _no_rows(self) -> None:
        if self._texts:
            raise ProblemError("webanno-sentence", line=self._begun)

    def _header(self, number: int, line: str) -> None:
        sheet = self._sheet
        if line.startswith("#Text="):
            self._in_header = False
            self._begun = self._begun if self._texts else number
            self._texts.append(unescaped_text(line[6:], sheet.minor))
        elif self._in_header and _LAYER.match(line):
            layer = declared(line, self._width)
            sheet.layers.append(layer)
            self._width += len(layer.cells)
        elif line.startswith(RECORD) and not sheet.sentences and not sheet.record:
            try:
                record = orjson.loads(line[len(RECORD) :])
            except orjson.JSONDecodeError as error:
                raise ProblemError("webanno-record", why=str(error)[:80]) from None
            if type(record) is not dict:
                raise wrong(RECORD, "object", record)
            sheet.record = record
        elif line.startswith("#Sentence.id="):
            self._options.ignore(Phrase("told-sentence-ids"))
        else:
            self._options.ignore(Phrase("told-hash-lines"))

    # Rows --------------------------------------------------------------------------------------

    def _row(self, number: int, cells: list[str]) -> None:
        sheet = self._sheet
        if len(cells) < 3 or not _ID.fullmatch(cells[0]):
            raise ProblemError("webanno-row", found="\t".join(cells)[:60])
        if len(cells) < 3 + self._width:
            raise ProblemError("webanno-columns", found=len(cells), wanted=3 + self._width)
        if len(cells) > 3 + self._width:
            more = sum(map(bool, cells[3 + self._width :]))
            self._options.ignore(Phrase("told-cells-behind"), more)
        unit, sub = cells[0], "." in cells[0]
        offsets = _OFFSETS.fullmatch(cells[1])
        if offsets is None or int(offsets[1]) > int(offsets[2]):
            raise ProblemError("webanno-offsets", found=cells[1][:60])
        if unit in sheet.units:
            raise ProblemError("webanno-twice", unit=unit)
        if self._texts:
            if sub:
                raise ProblemError("webanno-row", found="\t".join(cells)[:60])
            sheet.sentences.append(Sentence("\n".join(self._texts), len(sheet.words), self._begun))
            self._texts = []
        elif not sheet.sentences:
            raise ProblemError("webanno-no-text")
        start, end = int(offsets[1]), int(offsets[2])
        sheet.lines.append(number)
        sheet.starts.append(start)
        sheet.ends.append(end)
        sheet.words.append(cells[2])
        here = sheet.units[unit] = []
        columns = cells[3 : 3 + self._width]
        if columns.count(NOTHING) == self._width:
            return
        for layer in sheet.layers:
            stacks = {
                at: parted(columns[at], STACK) for at in layer.cells if columns[at] != NOTHING
            }
            if not stacks:
                continue
            for place in range(max(map(len, stacks.values()))):
                said = {at: each[place] for at, each in stacks.items() if place < len(each)}
                if layer.kind == "RL":
                    self._arc(layer, number, unit, said)
                else:
                    here.append(self._mark(layer, number, (start, end), said))

    def _arc(self, layer: SheetLayer, number: int, unit: str, said: dict[int, str]) -> None:
        values = {
            name: unescaped_value(numbered(said[at])[0])
            for name, at in layer.features.items()
            if said.get(at, PRESENT) != PRESENT
        }
        source, first, second = reference(said.get(layer.base[0], ""))
        self._sheet.arcs.append(Arc(layer, number, values, unit, source, first, second))

    def _mark(
        self, layer: SheetLayer, number: int, place: tuple[int, int], said: dict[int, str]
    ) -> Mark:
        """Return the annotation that the cells of one place in the stacks are about."""
        values, chain, index = {}, (0, 0), 0
        for name, at in layer.features.items():
            value = said.get(at)
            if value is None:
                continue
            if layer.kind == "CH" and name == "referenceRelation":
                value, *link = in_chain(value)
                chain = (link[0], link[1])
            else:
                value, found = numbered(value)
                # In a chain the number is that of the chain.
                index = self._same(index, found if layer.kind == "SP" else 0)
            if value != PRESENT:
                values[name] = unescaped_value(value)
        roles = {}
        for slot, (role, _, _) in layer.slots.items():
            roles[slot], found = numbered(said.get(role, NOTHING))
            index = self._same(index, found)
        if layer.placeholder >= 0:
            index = numbered(said[layer.placeholder])[1]
        mark = self._known(layer, index, chain)
        if mark is None:
            mark = Mark(layer, number, *place, chain=chain)
            self._sheet.marks.append(mark)
            if index:
                self._sheet.numbers[index] = mark
            if chain[1]:
                self._chained[layer.type, *chain] = mark
        mark.start, mark.end = min(mark.start, place[0]), max(mark.end, place[1])
        for name, value in values.items():
            if mark.values.setdefault(name, value) != value:
                raise ProblemError("said-twice", key=layer.short[:60], name=name[:60])
        for slot, role_cell in roles.items():
            target = said.get(layer.slots[slot][1], NOTHING)
            if slot not in mark.slots:
                mark.slots[slot] = list(self._fillers(role_cell, target))
        return mark

    @staticmethod
    def _same(index: int, found: int) -> int:
        if index and found and index != found:
            raise ProblemError("webanno-number", number=found, other=index)
        return index or found

    def _known(self, layer: SheetLayer, index: int, chain: tuple[int, int]) -> Mark | None:
        """Return the annotation that earlier rows began."""
        if chain[1]:
            return self._chained.get((layer.type, *chain))
        known = self._sheet.numbers.get(index) if index else None
        if known is not None and known.layer is not layer:
            raise ProblemError("webanno-number", number=index, other=known.layer.short[:60])
        return known

    def _fillers(self, roles: str, targets: str) -> list[tuple[str, str, int]]:
        if roles == NOTHING or targets in (NOTHING, PRESENT):
            return []
        names, rows = parted(roles, SLOT), parted(targets, SLOT)
        if len(names) != len(rows):
            raise ProblemError("webanno-slots", roles=len(names), targets=len(rows))
        found = []
        for name, row in zip(names, rows, strict=True):
            if row in (NOTHING, PRESENT):
                self._options.ignore(Phrase("told-slots-empty"))
                continue
            role = "" if name == PRESENT else unescaped_value(name)
            found.append((role, *numbered(row)))
        return found
