"""The patterns of a project: kept as a setting of it, checked, and tried on articles.

Owns what a person is told of a pattern while writing it: what is wrong and where, what it finds in
an article, how often in the project.  What a pattern means is `assist.entities.patterns`'.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.assist.entities.patterns import PatternError, ready
from annotator.assist.entities.pieces import Pieces
from annotator.assist.parse import Parse
from annotator.assist.protocol import blanked
from annotator.domain.annotations import Span
from annotator.domain.lists import TextQuery
from annotator.domain.patterns import Pattern, PatternKind, pattern_of
from annotator.domain.scheme import Label, LayerKind, Scheme
from annotator.domain.tokens import plain_tokens
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

__all__ = ["Fault", "Found", "Pattern", "PatternKind", "fault_of", "keep", "look", "patterns_in"]

#: The setting of the project: a list of rows, as the worker gets them.
SETTING = "patterns"
#: Hits of the open article that are shown, and letters around each.
MOST_SHOWN = 500
_AROUND = 80
#: Articles read at once while counting.
_BATCH = 50
LONGEST_NAME = 80
_EVERY_TEXT = TextQuery(".", regex=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a pattern cannot be used."""

    field: str  # "name", "label" or "source"
    code: str
    values: dict[str, object]
    place: int | None = None  # character of the source at fault, from 0


@dataclass(frozen=True, slots=True)
class PatternHit:
    """A place that fits, with what stands around it in its line."""

    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern finds."""

    hits: tuple[PatternHit, ...] = ()  # in the open article; the first `MOST_SHOWN`
    here: int = 0  # all in the open article
    places: int | None = None  # in the project; None as long as they are not counted
    articles: int = 0  # that have some
    #: It asks for what only a pipeline knows: it is tried when articles are analysed, not here.
    after_analysis: bool = False


# Keeping -------------------------------------------------------------------------------------


def patterns_in(session: Session) -> list[Pattern]:
    """Return the patterns of a project in their order, without what this version cannot read."""
    return [pattern for row in _rows(session) if (pattern := _read(row)) is not None]


def keep(session: Session, patterns: Iterable[Pattern]) -> None:
    """Keep patterns in the place of those that are there.

    What this version cannot read stays.  Raises AnnotatorError("project-read-only").
    """
    session.refuse_if_read_only()
    unread = [row for row in _rows(session) if _read(row) is None]
    session.set_setting(SETTING, [*(each.row() for each in patterns), *unread])


def new_pattern(session: Session, kind: PatternKind, name: str, label: str) -> Pattern:
    """Return an empty pattern that is not kept yet."""
    return Pattern(session.ids.next(), name, kind, "", label)


def _rows(session: Session) -> list[Any]:
    rows = session.setting(SETTING, [])
    return rows if isinstance(rows, list) else []


def _read(row: object) -> Pattern | None:
    try:
        return pattern_of(row) if isinstance(row, dict) else None
    except ValueError:
        return None


def labels_for(scheme: Scheme) -> list[Label]:
    """Return the labels that a pattern may propose: those of the layer of names."""
    layer = scheme.layer_of_kind(LayerKind.SPANS)
    return [] if layer is None else scheme.labels_of(layer.uid)


# Checking ------------------------------------------------------------------------------------


def fault_of(pattern: Pattern, scheme: Scheme, others: Iterable[Pattern] = ()) -> Fault | None:
    """Return the first thing that is wrong with a pattern, None if nothing is.

    `others` are the other patterns of the project: two of one name cannot be told apart.
    """
    name = pattern.name.strip()
    if not name:
        return Fault("name", "pattern-no-name", {})
    if len(name) > LONGEST_NAME:
        return Fault("name", "pattern-long-name", {"most": LONGEST_NAME})
    taken = {each.name.strip().casefold() for each in others if each.id != pattern.id}
    if name.casefold() in taken:
        return Fault("name", "pattern-name-taken", {"name": name})
    if pattern.label not in {each.uid for each in labels_for(scheme)}:
        return Fault("label", "pattern-no-label", {"label": pattern.label})
    try:
        ready(pattern)
    except PatternError as error:
        return Fault("source", error.code, error.values, _place(pattern, error))
    return None


def _place(pattern: Pattern, error: PatternError) -> int | None:
    """Return the character of the source that an error is about."""
    source, values = pattern.source, error.values
    item, line, column = (values.get(name) for name in ("item", "line", "column"))
    if isinstance(item, int):
        return _place_of_item(source, item)
    if not isinstance(column, int):
        return None
    if isinstance(line, int):
        before = sum(len(each) for each in source.splitlines(keepends=True)[: line - 1])
        return min(before + column - 1, len(source))
    # A column of an expression inside a token pattern is not one of the source.
    return min(column - 1, len(source)) if pattern.kind is PatternKind.REGEX else None


def _place_of_item(source: str, item: int) -> int | None:
    """Return where an item of a token pattern begins (they are counted from 1)."""
    decoder = json.JSONDecoder()
    at = source.find("[") + 1
    for _ in range(1, item):
        at = _next_value(source, at)
        try:
            _, at = decoder.raw_decode(source, at)
        except ValueError:
            return None
        at = source.find(",", at) + 1
        if not at:
            return None
    return _next_value(source, at)


def _next_value(source: str, at: int) -> int:
    while at < len(source) and source[at] in " \t\r\n":
        at += 1
    return at


# Trying --------------------------------------------------------------------------------------


@long_running
def look(pattern: Pattern, text: str, zones: Sequence[Span], task: Task | None = None) -> Found:
    """Return what a pattern finds in one article.

    Raises PatternError (see `fault_of`; "pattern-too-slow" and "pattern-too-broad" for one that
    takes too long) and Cancelled.
    """
    task = task or Task("pattern-looking")
    rule = ready(pattern)
    if rule.needs_parse:
        return Found(after_analysis=True)
    task.check()
    found = rule.find(_pieces(text, zones))
    task.check()
    hits = tuple(_hit(text, start, end) for start, end in found[:MOST_SHOWN])
    return Found(hits, len(found))


@long_running
def count(session: Session, pattern: Pattern, task: Task | None = None) -> tuple[int, int]:
    """Return at how many places in how many articles of the project a pattern fits.

    Raises what `look` raises.
    """
    task = task or Task("pattern-counting")
    rule = ready(pattern)
    places = articles = 0
    ids = session.document_ids()
    for first in range(0, len(ids), _BATCH):
        task.progress(first, len(ids))
        some = ids[first : first + _BATCH]
        zones: dict[int, list[Span]] = defaultdict(list)
        for number, start, end in session.zones_in(some):
            zones[number].append(Span(start, end))
        for number, _, _, text in session.texts_holding(some, _EVERY_TEXT):
            task.check()
            hits = len(rule.find(_pieces(text, zones[number])))
            places += hits
            articles += hits > 0
    task.progress(len(ids), len(ids))
    return places, articles


def _pieces(text: str, zones: Sequence[Span]) -> Pieces:
    """Return an article as patterns read it, cut by the plain rule: no pipeline is asked."""
    plain = blanked(text, zones)
    tokens = plain_tokens(plain, [place for zone in zones for place in zone])
    parse = Parse(text, list(tokens.starts), list(tokens.ends), parsed=False)
    parse.sentences = list(tokens.sentence_starts)
    last = 0
    for place, (start, end) in enumerate(zip(parse.starts, parse.ends, strict=True)):
        parse.words.append(plain[start:end])
        if not place or (start > last and plain.find("\n", last, start) >= 0):
            parse.paragraphs.append(place)
        last = end
    return Pieces(parse)


def _hit(text: str, start: int, end: int) -> PatternHit:
    line = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    return PatternHit(
        start,
        end,
        text[max(line, start - _AROUND) : start],
        text[start:end],
        text[end : min(line_end, end + _AROUND)],
    )
