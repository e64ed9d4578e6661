"""Lines of brat's standoff, each looked at before it is used.

Owns the layouts of single lines and the complaints about them; what they say of each other and of
the text is `brat_reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from annotator.domain.errors import Phrase
from annotator.formats.registry import ProblemError, ReadOptions

_OFFSET = re.compile("[0-9]{1,10}")
_ARG = re.compile(r"Arg[12]")
#: How the lines look, by their first character, as a message shows it.
_LAYOUTS = {
    "T": "T1⇥Label 0 5⇥words",
    "R": "R1⇥Role Arg1:T1 Arg2:T2",
    "E": "E1⇥Type:T1 Role:T2",
    "A": "A1⇥Name T1 value",
    "M": "M1⇥Name T1",
    "N": "N1⇥Reference T1 Source:number⇥name",
    "#": "#1⇥AnnotatorNotes T1⇥note",
    "*": "*⇥Equiv T1 T2",
}


class Words(NamedTuple):
    """A label on words (T)."""

    line: int
    id: str
    label: str
    ranges: list[tuple[int, int]]
    words: str  # "" = the line does not say


class Related(NamedTuple):
    """A relation (R), or one of those that a group (*) stands for."""

    line: int
    id: str
    role: str
    head: str
    child: str


class Event(NamedTuple):
    """An event (E): words with a type that arguments belong to."""

    line: int
    id: str
    type: str
    trigger: str
    arguments: list[tuple[str, str]]  # (role, id)


class Said(NamedTuple):
    """An attribute (A or M)."""

    line: int
    id: str
    name: str
    target: str
    value: str | None  # None = a flag


class Reference(NamedTuple):
    """What is meant in some list of names (N)."""

    line: int
    id: str
    target: str
    source: str
    number: str
    name: str


class Note(NamedTuple):
    """A remark (#)."""

    line: int
    kind: str
    target: str
    text: str


@dataclass(slots=True)
class Records:
    """What an annotation file says, by kind."""

    words: list[Words] = field(default_factory=list)
    relations: list[Related] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def records_of(text: str, options: ReadOptions) -> Records:
    """Return what the lines of an annotation file say; raises ProblemError with their `line`."""
    found = Records()
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        name, tab, rest = line.partition("\t")
        data, _, tail = rest.partition("\t")
        kind = name[:1]
        if kind == "#" and not (tab and len(data.split()) == 2):
            options.ignore(Phrase("told-brat-lines"))
            continue
        if not tab or kind not in _LAYOUTS or " " in name:
            _refuse(number, line)
        _read(found, options, number, name, data, tail, line)
    return found


def _read(
    found: Records, options: ReadOptions, number: int, name: str, data: str, tail: str, line: str
) -> None:
    try:
        match name[0]:
            case "T":
                found.words.append(_words(number, name, data, tail))
            case "R":
                found.relations.append(_related(number, name, data))
            case "E":
                found.events.append(_event(number, name, data))
            case "A" | "M":
                found.said.append(_said(number, name, data))
            case "N":
                found.references.append(_reference(number, name, data, tail))
            case "#":
                kind, target = data.split()
                found.notes.append(Note(number, kind, target, tail.strip()))
            case _:
                found.relations += _group(number, data)
                options.note(Phrase("told-brat-groups"))
    except ValueError:
        _refuse(number, line)


def _refuse(number: int, line: str) -> NoReturn:
    known = _LAYOUTS.get(line[:1])
    layout = known or "; ".join(_LAYOUTS[each] for each in "TRA")
    raise ProblemError("brat-line", line=number, found=line[:60].replace("\t", "⇥"), layout=layout)


def _words(number: int, name: str, data: str, tail: str) -> Words:
    label, ranges = data.strip().split(None, 1)
    found = []
    for each in ranges.split(";"):
        start, end = each.split()
        if not (_OFFSET.fullmatch(start) and _OFFSET.fullmatch(end)):
            raise ValueError(each)
        found.append((int(start), int(end)))
    return Words(number, name, label, found, tail)


def _related(number: int, name: str, data: str) -> Related:
    role, first, second = data.split()
    (one, head), (other, child) = _pair(first), _pair(second)
    if _ARG.fullmatch(one) and _ARG.fullmatch(other) and other < one:
        head, child = child, head
    return Related(number, name, role, head, child)


def _event(number: int, name: str, data: str) -> Event:
    first, *rest = data.split()
    kind, trigger = _pair(first)
    return Event(number, name, kind, trigger, [_pair(each) for each in rest])


def _pair(written: str) -> tuple[str, str]:
    role, colon, number = written.rpartition(":")
    if not (role and colon and number):
        raise ValueError(written)
    return role, number


def _said(number: int, name: str, data: str) -> Said:
    kind, target, *value = data.strip().split(" ", 2)
    if not target:
        raise ValueError(data)
    return Said(number, name, kind, target, value[0] if value else None)


def _reference(number: int, name: str, data: str, tail: str) -> Reference:
    _, *ends = data.split()
    target, written = ends
    # As the BioNLP shared task of 2013 writes it, in either order.
    if target.startswith("Referent:"):
        target, written = written, target
    written = written.removeprefix("Referent:")
    source, colon, known = written.partition(":")
    if not (source and colon and known):
        raise ValueError(data)
    return Reference(number, name, target.removeprefix("Annotation:"), source, known, tail.strip())


def _group(number: int, data: str) -> Iterator[Related]:
    role, first, *others = data.split()
    return (Related(number, "*", role, first, each) for each in others)
