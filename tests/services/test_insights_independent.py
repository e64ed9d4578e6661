"""On the sample project, every number of the insights is one that plain loops count, too.

What is counted here comes from the exported lines, with nothing of the engine: no arrays, no SQL,
and its own small rules for names.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.ids import parse_id
from annotator.domain.insights import InsightsFilter, Matrix, Topic
from annotator.services.demo import make_sample_project
from annotator.services.exporting import ExportOptions, export
from annotator.services.insights import insights
from annotator.services.session import Session

Key = tuple[str, str]  # ("entry", id), ("words", folded), ("", "writer" | "unnamed" | "nobody")
WRITER, UNNAMED, NOBODY = ("", "writer"), ("", "unnamed"), ("", "nobody")

#: Every pronoun that stands in a slot of the samples.
_PRONOUNS = {"she", "he", "it", "its", "they", "that", "which", "this", "who"}
_BEFORE = r"(?:of|in|at|from|for|and|or|with|by|to|de)"
_AFTER = r"(?:of|in|at|from|for|with|by|to|de)"


def _folded(words: str) -> str:
    plain = " ".join(words.replace("’", "'").split()).casefold()
    return re.sub(r"'s$", "", re.sub(r"^(the|an?) (?=.)", "", plain))


def _is_about(words: str, name: str) -> bool:
    before, _, after = words.partition(name)
    if re.search(rf"\b{_BEFORE}\s*$", before, re.IGNORECASE):
        return False
    if re.search(r"\S\s+(the|an?)\s*$", before, re.IGNORECASE):
        return False
    return bool(re.match(rf"$|['’]s?$|\s*[,;:()–—-]|\s+{_AFTER}\b", after, re.IGNORECASE))


class Story:
    """One exported article by one annotator, and who is who in it."""

    def __init__(self, line: dict[str, Any], annotator: str) -> None:
        def mine(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [each for each in records if each["annotator"] == annotator]

        self.line, self.annotator = line, annotator
        self.spans = {each["id"]: each for each in mine(line["spans"])}
        self.zones = [(each["start"], each["end"]) for each in line["zones"]]
        self.quotes = {
            each["id"]: each for each in mine(line["quotes"]) if not self.zoned(each, "content")
        }
        self.opinions = [
            each for each in mine(line["opinions"]) if not self.zoned(each, "expression")
        ]

    def out(self, span: dict[str, Any]) -> bool:
        return any(start <= span["start"] and span["end"] <= end for start, end in self.zones)

    def zoned(self, frame: dict[str, Any], slot: str) -> bool:
        parts = [self.spans[each] for each in frame[slot]]
        return bool(parts) and all(map(self.out, parts))

    def party(self, number: str) -> Key:
        part = self.spans[number]
        if "entry" in part:
            return ("entry", part["entry"])
        found = set()
        for each in self.spans.values():
            inside = part["start"] <= each["start"] and each["end"] <= part["end"]
            if inside and each["layer"] == "entities" and "entry" in each and not self.out(each):
                before = part["text"][: each["start"] - part["start"]]
                if part["text"].count(each["text"]) > 1:
                    assert each["text"] not in before, "the loop is too simple for this sample"
                if _is_about(part["text"], each["text"]):
                    found.add(each["entry"])
        if len(found) == 1:
            return ("entry", found.pop())
        key = _folded(part["text"])
        return UNNAMED if key in _PRONOUNS else ("words", key)

    def sources(self, quote: dict[str, Any]) -> set[Key]:
        return {self.party(each) for each in quote["source"]} or {UNNAMED}

    def around(self, start: int, end: int) -> set[str]:
        """Return the quotes whose contents are the shortest around a range."""
        found = defaultdict(set)
        for number, quote in self.quotes.items():
            for each in quote["content"]:
                part = self.spans[each]
                if part["start"] <= start and end <= part["end"]:
                    found[part["end"] - part["start"]].add(number)
        return found[min(found)] if found else set()

    def said_in(self, opinion: dict[str, Any]) -> set[str]:
        if opinion.get("quote"):
            return {opinion["quote"]}
        for slot in ("expression", "target"):
            parts = [self.spans[each] for each in opinion[slot]]
            if parts:
                return {one for part in parts for one in self.around(part["start"], part["end"])}
        return set()

    def holders(self, opinion: dict[str, Any]) -> set[Key]:
        if opinion["holder"] == "writer":
            return {WRITER}
        named = {self.party(each) for each in opinion["holder"]}
        if not named:
            for quote in self.said_in(opinion):
                named |= self.sources(self.quotes[quote])
        return named or {UNNAMED}

    def targets(self, opinion: dict[str, Any]) -> set[Key]:
        return {self.party(each) for each in opinion["target"]} or {NOBODY}

    def spoken_of(self, number: str) -> set[Key]:
        found: set[Key] = set()
        for opinion in self.opinions:
            if number in self.said_in(opinion):
                found |= self.targets(opinion) - {NOBODY}
        for each in self.spans.values():
            linked = each["layer"] == "entities" and "entry" in each and not self.out(each)
            if linked and number in self.around(each["start"], each["end"]):
                found.add(("entry", each["entry"]))
        return found or {NOBODY}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("insights") / "sample.annotator"
    make_sample_project(path)
    return path


@pytest.fixture(scope="module")
def lines(project: Path) -> list[dict[str, Any]]:
    out = project.with_suffix(".jsonl")
    with Session.open(project, read_only=True) as session:
        export(session, out, ExportOptions())
    return [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def stories(lines: list[dict[str, Any]]) -> list[Story]:
    """The articles, each as whoever is furthest labelled it."""
    much: Counter[str] = Counter()
    for line in lines:
        much.update({each["annotator"] for each in _records(line)})
    found = []
    for line in lines:
        who = {each["annotator"] for each in _records(line)}
        states = {each["annotator"]: each["state"] for each in line["states"]}
        who |= {name for name, state in states.items() if state != "new"}
        if who:
            rank = {"approved": 0, "done": 1}
            labelled = {each["annotator"] for each in _records(line)}
            best = min(
                who,
                key=lambda name: (
                    rank.get(states.get(name, ""), 2 + (name not in labelled)),
                    -much[name],
                    name,
                ),
            )
            found.append(Story(line, best))
    return found


def _records(line: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("spans", "quotes", "opinions", "document_labels")
    return [each for kind in kinds for each in line[kind]]


def counted(stories: list[Story]) -> dict[str, Any]:
    """Return the whole matrix, counted one by one."""
    cells: defaultdict[tuple[Key, Key], Counter[str]] = defaultdict(Counter)
    acts: defaultdict[tuple[Key, Key], Counter[str]] = defaultdict(Counter)
    said: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    heard: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for story in stories:
        for number, quote in story.quotes.items():
            about = story.spoken_of(number)
            for source in story.sources(quote):
                said[source]["quotes"] += 1
                for target in about:
                    cells[source, target]["quotes"] += 1
                    acts[source, target][quote.get("act") or ""] += 1
                    inferred = quote["attributes"].get("basis") == "inferred"
                    cells[source, target]["inferred"] += inferred
            for target in about:
                heard[target]["quotes"] += 1
        for opinion in story.opinions:
            for holder in story.holders(opinion):
                said[holder]["opinions"] += 1
                for target in story.targets(opinion):
                    cells[holder, target]["opinions"] += 1
                    cells[holder, target][opinion["polarity"]] += 1
            for target in story.targets(opinion):
                heard[target]["opinions"] += 1
    return {"cells": cells, "acts": acts, "said": said, "heard": heard}


def as_told(matrix: Matrix, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the engine counted, in the same shape."""
    numbers = {each["entry"] for line in lines for each in line["spans"] if "entry" in each} | {
        each["id"] for line in lines for each in line["entries"]
    }
    by_number = {parse_id(each): each for each in numbers}

    def key(one: int | str) -> Key:
        if isinstance(one, int):
            return ("entry", by_number[one])
        return ("", one[1:]) if one.startswith(" ") else ("words", one)

    cells = {}
    acts = {}
    for (source, target), each in matrix.cells.items():
        names = ("quotes", "inferred", "opinions", "positive", "neutral", "mixed", "negative")
        counts = {name: getattr(each, name) for name in names}
        cells[key(source), key(target)] = {name: n for name, n in counts.items() if n}
        if each.acts:
            acts[key(source), key(target)] = dict(each.acts)
        known = each.positive + each.neutral + each.mixed + each.negative
        mean = (each.positive - each.negative) / known if known else None
        assert each.polarity == (None if mean is None else pytest.approx(mean))
    return {
        "cells": cells,
        "acts": acts,
        **{
            name: {
                key(one): {what: getattr(n, what) for what in ("quotes", "opinions")
                           if getattr(n, what)}
                for one, n in totals.items()
            }
            for name, totals in (("said", matrix.said), ("heard", matrix.heard))
        },
    }  # fmt: skip


def plain(found: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: {what: n for what, n in counts.items() if n} for key, counts in part.items()}
        for name, part in found.items()
    }


def test_every_number_of_the_matrix(
    project: Path, stories: list[Story], lines: list[dict[str, Any]]
) -> None:
    with Session.open(project, read_only=True) as session:
        matrix = insights(session, InsightsFilter(), [Topic.MATRIX]).matrix
    assert matrix is not None
    expected = plain(counted(stories))
    told = as_told(matrix, lines)
    for name, part in expected.items():
        assert told[name] == part, name
    assert len(expected["cells"]) > 50  # there is something to compare
    assert matrix.quotes == sum(len(story.quotes) for story in stories)
    assert matrix.opinions == sum(len(story.opinions) for story in stories)


def test_every_number_of_one_annotator_and_one_outlet(
    project: Path, lines: list[dict[str, Any]]
) -> None:
    with Session.open(project, read_only=True) as session:
        jonas = session.known_annotator("Jonas Reed").id
        choice = InsightsFilter(frozenset({"Meridian Post"}), annotator=jonas)
        matrix = insights(session, choice, [Topic.MATRIX]).matrix
    assert matrix is not None
    theirs = [
        Story(line, "Jonas Reed") for line in lines if line["meta"]["outlet"] == "Meridian Post"
    ]
    expected, told = plain(counted(theirs)), as_told(matrix, lines)
    assert expected["cells"]
    for name, part in expected.items():
        assert told[name] == part, name


def test_every_number_of_labels_and_timeline(project: Path, stories: list[Story]) -> None:
    with Session.open(project, read_only=True) as session:
        tables = insights(session, InsightsFilter(), [Topic.LABELS, Topic.TIMELINE]).tables
    numbers: Counter[tuple[str, str]] = Counter()
    articles: Counter[tuple[str, str]] = Counter()
    on: Counter[tuple[str, str]] = Counter()
    for story in stories:
        here: Counter[tuple[str, str]] = Counter()
        for each in story.spans.values():
            if not story.out(each):
                here[each["layer"], each["label"]] += 1
        here["quotes", "quote"] += len(story.quotes)
        here["opinions", "opinion"] += len(story.opinions)
        for each in story.line["document_labels"]:
            here["document", each["label"]] += each["annotator"] == story.annotator
        here = +here
        numbers.update(here)
        articles.update(here.keys())
        for (layer, _), number in here.items():
            on[story.line["meta"]["date"], layer] += number
    rows = tables[Topic.LABELS].rows
    assert {row.mark: row.values[2:] for row in rows} == {
        key: (number, articles[key]) for key, number in numbers.items()
    }
    rows = tables[Topic.TIMELINE].rows
    assert {row.mark[:2]: row.values[2] for row in rows} == dict(on)


def test_every_number_of_pairs(project: Path, stories: list[Story]) -> None:
    names = {each["id"]: each["name"] for story in stories for each in story.line["entries"]}
    pairs: Counter[tuple[str, ...]] = Counter()
    for story in stories:
        entries = {
            each["entry"] for each in story.spans.values()
            if "entry" in each and not story.out(each)
        }  # fmt: skip
        pairs.update(
            tuple(sorted((names[one], names[other]))) for one, other in combinations(entries, 2)
        )
    with Session.open(project, read_only=True) as session:
        table = insights(session, InsightsFilter(), [Topic.TOGETHER]).tables[Topic.TOGETHER]
    assert {tuple(sorted(map(str, row.values[:2]))): row.values[2] for row in table.rows} == pairs


def test_every_number_of_voices(project: Path, stories: list[Story]) -> None:
    words: Counter[str] = Counter()
    quotes: Counter[str] = Counter()
    for story in stories:
        kinds = {
            number: quote["attributes"].get("source_kind", "")
            for number, quote in story.quotes.items()
        }
        quotes.update(kinds.values())
        inserted = [
            story.spans[each]
            for quote in story.quotes.values() for each in quote.get("insertion", ())
        ]  # fmt: skip
        for word in re.finditer(r"\w+(?:['’-]\w+)*", story.line["text"]):
            at = word.start()
            if any(start <= at < end for start, end in story.zones):
                continue
            if any(each["start"] <= at < each["end"] for each in inserted):
                words[" own"] += 1
                continue
            around = story.around(at, at + 1)
            assert len({kinds[each] for each in around}) <= 1
            words[kinds[min(around)] if around else " own"] += 1
    with Session.open(project, read_only=True) as session:
        table = insights(session, InsightsFilter(), [Topic.VOICES]).tables[Topic.VOICES]
    told = {row.mark[0]: row.values[1:] for row in table.rows}
    total = sum(words.values())
    assert told == {
        kind: (None if kind == " own" else quotes[kind], number, pytest.approx(number / total))
        for kind, number in words.items()
    }


def test_every_number_of_progress(project: Path, lines: list[dict[str, Any]]) -> None:
    made: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for line in lines:
        made.update(each["annotator"] for each in _records(line))
        done.update(
            each["annotator"] for each in line["states"] if each["state"] in ("done", "approved")
        )
    with Session.open(project, read_only=True) as session:
        (imported,) = [each for each in session.history() if each.kind == "import"]
        table = insights(session, InsightsFilter(), [Topic.PROGRESS]).tables[Topic.PROGRESS]
    assert {row.values for row in table.rows} == {
        (name, imported.time[:10], 0, 0, number, done[name]) for name, number in made.items()
    }


def test_the_three_questions_that_the_readme_asks(project: Path, stories: list[Story]) -> None:
    with Session.open(project, read_only=True) as session:
        matrix = insights(session, InsightsFilter(), [Topic.MATRIX]).matrix
    assert matrix is not None
    # Who denies, and about whom?
    denials = {
        (cell.source.name, cell.target.name): cell.acts["denies"]
        for cell in matrix.cells.values()
        if "denies" in cell.acts
    }
    assert denials == {
        ("Norvia", "(nobody marked)"): 2,
        ("Velmar", "(nobody marked)"): 2,
        ("Dana Ilves", "(nobody marked)"): 1,
        ("Hest lawyer Kai Dorn", "(nobody marked)"): 1,
        ("the office", "a charge"): 1,
    }
    by_hand = [
        story.sources(quote)
        for story in stories
        for quote in story.quotes.values()
        if quote.get("act") == "denies"
    ]
    assert sum(map(len, by_hand)) == sum(denials.values())
    # Who is spoken of most without being quoted?
    silent = [
        each for each in matrix.targets if each.linked and not matrix.said_by(each.key).quotes
    ]
    assert [(each.name, matrix.heard_of(each.key).quotes) for each in silent] == [
        ("Matis Orlo", 3),
        ("Orm Line", 1),
    ]
    # What does the Citadel think of others, and who thinks what of it?
    opinions = {
        (cell.source.name, cell.target.name): cell.polarity
        for cell in matrix.cells.values()
        if cell.opinions and "Citadel" in (cell.source.name, cell.target.name)
    }
    assert opinions == {
        ("Citadel", "Norvia"): 1.0,
        ("Citadel", "invitation"): 1.0,
        ("Citadel", "Sundria"): -1.0,
        ("Citadel", "the idea"): -1.0,
        ("the writer", "Citadel"): -1.0,
    }
