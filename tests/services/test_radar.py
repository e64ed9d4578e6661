"""The radar over a project: every kind with exact counts, followed live, corrected in one step."""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Entry,
    State,
    Suggestion,
    SuggestionState,
    Zone,
)
from annotator.domain.entries import is_name, is_pronoun
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import IdSource, derived_id, format_id
from annotator.domain.review import DocumentAlias
from annotator.domain.scheme import LayerKind
from annotator.domain.steps import Edit, Record, Step, added, removed
from annotator.services.radar import (
    ANYONE,
    GOLD,
    Intended,
    Kind,
    Query,
    Radar,
    intended_in,
    keep_intended,
    people_of,
)
from annotator.services.radar_places import Place, can_correct, correction, places
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from annotator.services.upkeep import NotPossible
from tests.articles import add_article, where
from tests.work import calls_of

#: (kind, words, layer) -> (value, annotator) -> count.
Told = dict[tuple[str, str, str], dict[tuple[str, int], int]]

NORTH = "North Korea said Karsk was silent. In Karsk, North  Korea waits.\nKarsk. They left."
SOUTH = "Karsk again, and the Karsk ferry. North\nKorea is not Korea. KarskBay."
EAST = "Karsk, Karsk and Karsk. Korea."
KARSK = Entry(501, "Karsk")
VELMAR = Entry(502, "Velmar")
BEN = Annotator(601, "Ben Aske")


def told(radar: Radar, query: Query | None = None) -> Told:
    found = radar.found(query or Query(most=10_000), Intended())
    return {
        (line.kind.value, line.words, line.layer): {
            (side.value, side.annotator): side.number for side in line.sides
        }
        for line, _ in found.lines
    }


def built(session: Session, people: Collection[int] | None = None) -> Radar:
    radar = Radar(session, people_of(session) if people is None else people)
    radar.build()
    return radar


def followed(radar: Radar, documents: Collection[int]) -> None:
    radar.follow(documents)
    radar.look_further()
    assert radar.complete


@pytest.fixture
def three(session: Session) -> list[int]:
    """Three articles, two entries, and Ben who labels too."""
    session.apply(Step("x", added(KARSK, VELMAR, BEN)))
    return [add_article(session, text) for text in (NORTH, SOUTH, EAST)]


def put(
    session: Session,
    document: int,
    words: str,
    label: str,
    nth: int = 0,
    *,
    who: int = 0,
    entry: Entry | None = None,
    layer: str = "entities",
) -> Annotation:
    made = Annotation(
        session.ids.next(),
        document,
        who or session.annotator.id,
        layer,
        label,
        (where(session.text(document), words, nth),),
        entry=None if entry is None else entry.id,
    )
    session.apply(Step("x", added(made)))
    return made


def state(session: Session, document: int, wanted: State, who: int = 0) -> None:
    who = who or session.annotator.id
    before = session.assignment(document, who)
    number = derived_id("assignment", f"{document}", f"{who}") if before is None else before.id
    session.apply(Step("x", (Edit(before, Assignment(number, document, who, wanted)),)))


# The slow way ----------------------------------------------------------------------------------


def slowly(session: Session, people: Collection[int]) -> Told:
    """Return the same by its definition, article by article, without any index."""
    layers = {each.uid for each in session.scheme.layers if each.kind is LayerKind.SPANS}
    said: list[tuple[str, Annotation]] = []
    for document in session.document_ids():
        article = session.article(document, people)
        for each in article.annotations.values():
            if each.spans:
                parts = (" ".join(span.of(article.text).split()) for span in each.spans)
                said.append((" … ".join(parts), each))
    said = [(words, each) for words, each in said if words and not is_pronoun(words)]
    found: Told = {}
    for words in {words for words, _ in said}:
        of_words = [each for other, each in said if other == words]
        for layer in layers:
            mine = [each for each in of_words if each.layer == layer]
            labels = Counter(each.label for each in mine)
            by_person = defaultdict(Counter)
            for each in mine:
                by_person[each.annotator][each.label] += 1
            if any(len(labels) > 1 for labels in by_person.values()):
                found["labels", words, layer] = {(uid, 0): n for uid, n in labels.items()}
            always = {
                (label, who): n
                for who, counts in by_person.items()
                if len(counts) == 1
                for label, n in counts.items()
            }
            if len({label for label, _ in always}) > 1:
                found["people", words, layer] = always
            bare = sum(_bare(session, words, layer, who) for who in by_person)
            if bare:
                found["bare", words, layer] = {(uid, 0): n for uid, n in labels.items()}
                found["bare", words, layer]["", 0] = bare
        if is_name(words):
            entries = Counter(format_id(e.entry) for e in of_words if e.entry is not None)
            linking = {each.layer for each in of_words if each.entry is not None}
            none = sum(e.entry is None and e.layer in linking for e in of_words)
            sides = {(entry, 0): n for entry, n in entries.items()}
            if len(entries) > 1:
                found["entries", words, ""] = sides
            elif entries and none:
                found["unlinked", words, ""] = sides | {("", 0): none}
    return found


def _bare(session: Session, words: str, layer: str, who: int) -> int:
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    number = 0
    for document in session.document_ids():
        article = session.article(document, {who})
        mine = article.in_layer(layer)
        given = session.assignment(document, who)
        now = State.NEW if given is None else given.state
        finished = now in (State.DONE, State.APPROVED, State.RETURNED)
        if now is State.SKIPPED or not (mine or finished):
            continue
        for found in re.finditer(f"(?={pattern})", article.text):
            end = re.compile(pattern).match(article.text, found.start())
            assert end is not None
            span = Span(*end.span())
            covered = any(part.overlaps(span) for each in mine for part in each.spans)
            excluded = any(
                Span(zone.start, zone.end).overlaps(span) for zone in article.sorted_zones()
            )
            number += not covered and not excluded
    return number


# Each kind -------------------------------------------------------------------------------------


def test_nothing_labelled_and_nothing_there(session: Session) -> None:
    assert told(built(session)) == {}
    add_article(session, NORTH)
    radar = built(session)
    assert told(radar) == {}
    assert radar.found(Query(), Intended()).total == 0


def test_every_kind_with_exact_counts(session: Session, three: list[int]) -> None:
    north, south, east = three
    mine = session.annotator.id
    put(session, north, "Karsk", "GPE", entry=KARSK)
    put(session, north, "Karsk", "GPE", 1, entry=VELMAR)
    put(session, south, "Karsk", "ORG")
    put(session, north, "North Korea", "GPE", entry=KARSK)
    put(session, south, "North\nKorea", "GPE")
    put(session, east, "Karsk", "ORG", who=BEN.id)
    radar = built(session)
    assert told(radar) == {
        # Also “Karsk” before the ferry, and the third one in the north; not “KarskBay”, and not in
        # the east, which Mina has not read.
        ("labels", "Karsk", "entities"): {("GPE", 0): 2, ("ORG", 0): 1},
        ("bare", "Karsk", "entities"): {("GPE", 0): 2, ("ORG", 0): 1, ("", 0): 2},
        ("entries", "Karsk", ""): {(format_id(501), 0): 1, (format_id(502), 0): 1},
        # “North  Korea”, whatever the spaces.
        ("bare", "North Korea", "entities"): {("GPE", 0): 2, ("", 0): 1},
        ("unlinked", "North Korea", ""): {(format_id(501), 0): 1, ("", 0): 1},
    }
    assert told(radar) == slowly(session, {mine})
    everybody = built(session, people_of(session, ANYONE))
    assert told(everybody) == slowly(session, {mine, BEN.id})
    assert told(everybody)["bare", "Karsk", "entities"]["", 0] == 4
    assert ("people", "Karsk", "entities") not in told(everybody)
    assert told(built(session, people_of(session, "Ben Aske"))) == {
        ("bare", "Karsk", "entities"): {("ORG", 0): 1, ("", 0): 2}
    }


def test_people_who_differ_always(session: Session, three: list[int]) -> None:
    north, south, east = three
    mine = session.annotator.id
    for document in (north, south):
        put(session, document, "Karsk", "GPE")
    put(session, east, "Karsk", "ORG", who=BEN.id)
    put(session, east, "Karsk", "ORG", 1, who=BEN.id)
    radar = built(session, people_of(session, ANYONE))
    only = Query(frozenset((Kind.PEOPLE,)))
    assert told(radar, only) == {
        ("people", "Karsk", "entities"): {("GPE", mine): 2, ("ORG", BEN.id): 2}
    }


def test_zones_unread_and_skipped_articles_leave_nothing_bare(
    session: Session, three: list[int]
) -> None:
    north, south, east = three
    put(session, north, "Karsk", "GPE")
    radar = built(session)
    key = ("bare", "Karsk", "entities")

    def bare() -> int:
        assert told(radar) == slowly(session, radar.people)
        return told(radar).get(key, {}).get(("", 0), 0)

    assert bare() == 2
    state(session, east, State.DONE)
    followed(radar, [east])
    assert bare() == 5
    state(session, east, State.SKIPPED)
    followed(radar, [east])
    assert bare() == 2
    span = where(NORTH, "Karsk", 1)
    session.apply(Step("x", added(Zone(9, north, span.start - 2, span.end))))
    followed(radar, [north])
    assert bare() == 1
    state(session, south, State.IN_PROGRESS)
    followed(radar, [south])
    assert bare() == 1  # not labelled there yet: who knows how far she is
    put(session, south, "Korea", "GPE")
    followed(radar, [south])
    assert bare() == 3


def test_suggestions_count_nowhere(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "GPE")
    span = where(SOUTH, "Karsk")
    proposed = Suggestion(
        7, three[1], "entities", "ORG", span.start, span.end, "m", state=SuggestionState.PROPOSED
    )
    session.save_suggestions(three[1], [proposed], "m")
    assert set(told(built(session))) == {("bare", "Karsk", "entities")}


def test_blind_work_shows_nothing_of_others(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "ORG", who=BEN.id)
    put(session, three[0], "Karsk", "GPE", 1)
    session.set_setting("blind", True)
    for scope in (ANYONE, GOLD, "Ben Aske", "Nobody"):
        with pytest.raises(AnnotatorError) as error:
            people_of(session, scope)
        assert error.value.code == "radar-blind"
    assert people_of(session, session.annotator.name) == {session.annotator.id}
    radar = built(session)
    assert told(radar) == {("bare", "Karsk", "entities"): {("GPE", 0): 1, ("", 0): 2}}
    (found, _) = radar.found(Query(), Intended()).lines[0]
    assert {each.annotator for each in places(radar, found)} == {session.annotator.id}
    session.set_setting("blind", False)
    with pytest.raises(AnnotatorError):
        people_of(session, "Nobody")


def test_the_gold_set_is_a_scope_of_its_own(session: Session, three: list[int]) -> None:
    gold = Annotator(602, "Gold", "gold")
    session.apply(Step("x", added(gold)))
    put(session, three[0], "Karsk", "ORG", who=gold.id)
    put(session, three[0], "Karsk", "GPE", 1, who=gold.id)
    assert people_of(session, GOLD) == {gold.id}
    assert gold.id not in people_of(session, ANYONE)
    radar = built(session, people_of(session, GOLD))
    line = next(e for e, _ in radar.found(Query(), Intended()).lines if e.kind is Kind.LABELS)
    assert not any(can_correct(session, each, "GPE") for each in places(radar, line))


# Following -------------------------------------------------------------------------------------

_LABELS = ("GPE", "ORG", "PERSON")
_WORDS = ("Karsk", "North Korea", "North  Korea", "North\nKorea", "Korea", "North", "They", "ferry",
          "Karsk ferry", "Karsk and Karsk", "KarskBay")  # fmt: skip


class Drawn:
    """Does whatever is drawn to the three articles."""

    def __init__(self, session: Session, draw: st.DrawFn | object) -> None:
        self.session = session
        self._draw = draw
        self.documents = list(session.document_ids())
        self.touched: set[int] = set()
        self.undoable = 0  # the articles themselves stay
        session.subscribe(lambda change: self.touched.update(change.documents))

    def act(self) -> None:
        what = self._one(("label", "label", "label", "drop", "relabel", "link", "zone", "state",
                          "undo", "redo"))  # fmt: skip
        before = self.session.history(limit=1)
        getattr(self, f"_{what}")()
        if what not in ("undo", "redo"):
            self.undoable += self.session.history(limit=1) != before

    def _one(self, choices: object) -> object:
        return self._draw(st.sampled_from(list(choices)))  # type: ignore[operator, call-overload]

    def _label(self) -> None:
        document = self._one(self.documents)
        text = self.session.text(document)  # type: ignore[arg-type]
        words = [each for each in _WORDS if each in text]
        word = self._one(words)
        nth = self._draw(st.integers(0, text.count(word) - 1))  # type: ignore[operator, arg-type]
        who, label = self._one((self.session.annotator.id, BEN.id)), self._one(_LABELS)
        entry = self._one((None, KARSK, VELMAR))
        put(self.session, document, word, label, nth, who=who, entry=entry)  # type: ignore[arg-type]

    def _some(self, kind: str) -> Record | None:
        document = self._one(self.documents)
        people = {self.session.annotator.id, BEN.id}
        article = self.session.article(document, people)  # type: ignore[arg-type]
        held = list(getattr(article, kind).values())
        return self._one(held) if held else None  # type: ignore[return-value]

    def _drop(self) -> None:
        found = self._some(str(self._one(("annotations", "zones"))))
        if found is not None:
            self.session.apply(Step("x", removed(found)))

    def _relabel(self) -> None:
        found = self._some("annotations")
        if isinstance(found, Annotation):
            after = found._replace(label=str(self._one(_LABELS)))
            if after != found:
                self.session.apply(Step("x", (Edit(found, after),)))

    def _link(self) -> None:
        found = self._some("annotations")
        if isinstance(found, Annotation):
            after = found._replace(entry=self._one((None, 501, 502)))  # type: ignore[arg-type]
            if after != found:
                self.session.apply(Step("x", (Edit(found, after),)))

    def _zone(self) -> None:
        document = self._one(self.documents)
        length = len(self.session.text(document))  # type: ignore[arg-type]
        start = self._draw(st.integers(0, length - 1))  # type: ignore[operator]
        end = min(length, start + 12)
        made = Zone(self.session.ids.next(), document, start, end)  # type: ignore[arg-type]
        self.session.apply(Step("x", added(made)))

    def _state(self) -> None:
        who = self._one((self.session.annotator.id, BEN.id))
        wanted = State(self._one(State))  # type: ignore[arg-type]
        document = self._one(self.documents)
        given = self.session.assignment(document, who)  # type: ignore[arg-type]
        if given is None or given.state is not wanted:
            state(self.session, document, wanted, who)  # type: ignore[arg-type]

    def _undo(self) -> None:
        if self.undoable:
            self.undoable -= self.session.undo() is not None

    def _redo(self) -> None:
        self.undoable += self.session.redo() is not None


def test_whatever_is_done_and_undone_the_index_is_the_one_built_anew(tmp_path: Path) -> None:
    template, path = tmp_path / "template.annotator", tmp_path / "drawn.annotator"
    with Session.create(template, load_scheme("news"), "Mina Kell") as session:
        session.apply(Step("x", added(KARSK, VELMAR, BEN)))
        for text in (NORTH, SOUTH, EAST):
            add_article(session, text)

    @settings(max_examples=20)
    @given(st.data(), st.booleans())
    def holds(data: st.DataObject, everybody: bool) -> None:
        shutil.copy(template, path)
        with Session.open(path) as session:
            session._project.ids = IdSource(1_000)
            people = people_of(session, ANYONE) if everybody else people_of(session)
            radar = built(session, people)
            drawn = Drawn(session, data.draw)
            for _ in range(data.draw(st.integers(1, 6))):
                for _ in range(data.draw(st.integers(1, 3))):
                    drawn.act()
                followed(radar, drawn.touched)
                drawn.touched.clear()
                assert told(radar) == slowly(session, people)
            assert radar.found(Query(), Intended()) == built(session, people).found(
                Query(), Intended()
            )

    holds()


def test_hearing_twice_or_late_changes_nothing(session: Session, three: list[int]) -> None:
    radar = built(session)
    put(session, three[0], "Karsk", "GPE")
    put(session, three[1], "Karsk", "ORG")
    radar.follow([three[1]])
    radar.follow([three[1], three[0]])
    assert not radar.complete
    followed(radar, [three[0]])
    assert told(radar) == slowly(session, radar.people)
    assert radar.about(" Karsk ", Intended()) == 2
    assert radar.about("Velmar", Intended()) == 0


def test_a_label_costs_the_same_among_many_articles(session: Session, three: list[int]) -> None:
    def cost() -> int:
        radar = built(session)
        put(session, three[0], "silent", "GPE")
        spent = calls_of(lambda: followed(radar, three[:1]))
        session.undo()
        return spent

    put(session, three[0], "Karsk", "GPE")
    few = cost()
    for number in range(30):
        put(session, add_article(session, f"Karsk {number}. It is Karsk."), "Karsk", "GPE")
    assert cost() < 1.2 * few


def test_an_article_that_is_another_one_is_out_of_sight(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "GPE")
    put(session, three[1], "Karsk", "ORG")
    radar = built(session)
    assert ("labels", "Karsk", "entities") in told(radar)
    session.apply(Step("x", added(DocumentAlias(9, three[1], three[0]))))
    followed(radar, three[:2])
    assert told(radar) == slowly(session, radar.people)
    assert ("labels", "Karsk", "entities") not in told(radar)


def test_labels_of_several_parts_are_words_too(session: Session, three: list[int]) -> None:
    north = three[0]
    for number, label in enumerate(("GPE", "ORG")):
        spans = (where(NORTH, "North"), where(NORTH, "Karsk"))
        made = Annotation(700 + number, north, session.annotator.id, "entities", label, spans)
        session.apply(Step("x", added(made)))
    radar = built(session)
    assert told(radar) == slowly(session, radar.people)
    line = line_of(radar, Kind.LABELS, "North … Karsk")
    assert [each.span for each in places(radar, line)] == [Span(0, where(NORTH, "Karsk").end)] * 2


def test_building_and_looking_can_be_stopped(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "GPE")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        Radar(session, people_of(session)).build(task)
    radar = built(session)
    put(session, three[1], "Korea", "GPE")
    radar.follow([three[1]])
    with pytest.raises(Cancelled):
        radar.look_further(task)
    assert not radar.complete
    assert radar.look_further() == ["Korea"]
    assert told(radar) == slowly(session, radar.people)


# Listing ---------------------------------------------------------------------------------------


def test_kinds_words_and_the_most_that_are_listed(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "GPE")
    put(session, three[0], "Karsk", "ORG", 1)
    put(session, three[0], "North Korea", "GPE")
    radar = built(session)
    found = radar.found(Query(), Intended())
    assert found.total == 3
    assert found.kinds == dict.fromkeys(Kind, 0) | {Kind.LABELS: 1, Kind.BARE: 2}
    assert [line.sure for line, _ in found.lines] == sorted(
        (line.sure for line, _ in found.lines), reverse=True
    )
    assert set(told(radar, Query(words="korea"))) == {("bare", "North Korea", "entities")}
    assert told(radar, Query(words="Korea", exact=True)) == {}
    assert set(told(radar, Query(frozenset((Kind.BARE,)), "KARSK"))) == {
        ("bare", "Karsk", "entities")
    }
    first = radar.found(Query(most=1), Intended())
    assert (len(first.lines), first.total) == (1, 3)


def test_intended_lines_stay_away_and_come_back(session: Session, three: list[int]) -> None:
    put(session, three[0], "Karsk", "GPE")
    put(session, three[0], "Karsk", "ORG", 1)
    radar = built(session)
    query = Query(frozenset((Kind.LABELS,)))
    ((line, marked),) = radar.found(query, intended_in(session)).lines
    assert not marked
    marks = keep_intended(session, [line], on=True)
    with Session.open(session.path, read_only=True) as again:
        assert intended_in(again).plain() == marks.plain()
    found = radar.found(query, marks)
    assert (found.lines, found.total, found.intended) == ([], 0, 1)
    assert found.kinds[Kind.LABELS] == 0
    assert radar.about("Karsk", marks) == 1  # what is bare was not meant
    shown = radar.found(Query(query.kinds, intended=True), marks)
    assert [(each.words, marked) for each, marked in shown.lines] == [("Karsk", True)]
    assert shown.total == 1
    put(session, three[0], "Karsk", "PERSON", 2)
    followed(radar, three[:1])
    assert [marked for _, marked in radar.found(query, marks).lines] == [False]
    session.undo()
    followed(radar, three[:1])
    assert radar.found(query, marks).lines == []
    assert len(radar.found(query, keep_intended(session, [line], on=False)).lines) == 1


# Places and corrections --------------------------------------------------------------------------


def line_of(radar: Radar, kind: Kind, words: str = "Karsk") -> object:
    found = radar.found(Query(frozenset((kind,)), words, exact=True), Intended())
    ((line, _),) = found.lines
    return line


def seen(found: list[Place]) -> list[tuple[str, int, int]]:
    return [(each.value, each.document, each.start) for each in found]


def contents(session: Session) -> list[list[Annotation]]:
    people = set(session.annotators)
    return [
        sorted(session.article(number, people).annotations.values())
        for number in session.document_ids()
    ]


def test_the_rarest_way_comes_first_and_only_what_is_ticked_changes(
    session: Session, three: list[int]
) -> None:
    north, south, _ = three
    put(session, north, "Karsk", "GPE")
    put(session, north, "Karsk", "GPE", 1)
    put(session, north, "Karsk", "GPE", 2)
    odd = put(session, south, "Karsk", "ORG")
    also = put(session, south, "Karsk", "ORG", 1)
    theirs = put(session, north, "Karsk", "ORG", who=BEN.id)
    radar = built(session, people_of(session, ANYONE))
    line = line_of(radar, Kind.LABELS)
    found = places(radar, line)
    assert [each.value for each in found] == ["ORG"] * 3 + ["GPE"] * 3
    assert [each.annotation for each in found[:3]] == [theirs.id, odd.id, also.id]
    assert found[1].before == ""
    assert found[1].words == "Karsk"
    assert found[1].after.startswith(" again, and the")
    before = contents(session)
    assert not can_correct(session, found[0], "GPE")
    step = correction(session, line, "GPE", [found[0], found[1]])
    assert step.code == "radar-labelled"
    assert dict(step.values) == {"text": "Karsk", "name": "Place (GPE)", "number": 1}
    session.apply(step)
    changed = session.record(Annotation, odd.id)
    assert changed == odd._replace(label="GPE")
    assert session.record(Annotation, also.id) == also
    assert session.record(Annotation, theirs.id) == theirs
    assert contents(session) != before
    session.undo()
    assert contents(session) == before


def test_what_is_bare_is_labelled_by_one_step(session: Session, three: list[int]) -> None:
    north, _, east = three
    put(session, north, "Karsk", "GPE")
    state(session, east, State.DONE)
    radar = built(session)
    line = line_of(radar, Kind.BARE)
    found = places(radar, line)
    assert [each.value for each in found] == ["GPE"] + [""] * 5  # the rarer first
    spots = [where(NORTH, "Karsk", 1), where(NORTH, "Karsk", 2)]
    spots += [where(EAST, "Karsk", nth) for nth in range(3)]
    assert [each.span for each in found[1:]] == spots
    before = contents(session)
    session.apply(correction(session, line, "GPE", found[1:4]))
    followed(radar, [north, east])
    assert told(radar)["bare", "Karsk", "entities"] == {("GPE", 0): 4, ("", 0): 2}
    assert told(radar) == slowly(session, radar.people)
    made = session.article(north).annotations.values()
    assert {(each.label, each.spans[0]) for each in made} == {
        ("GPE", where(NORTH, "Karsk", nth)) for nth in range(3)
    }
    session.undo()
    assert contents(session) == before


def test_links_are_made_and_the_entry_learns_the_name(session: Session, three: list[int]) -> None:
    north, south, _ = three
    put(session, north, "North Korea", "GPE", entry=KARSK)
    other = put(session, south, "North\nKorea", "GPE")
    radar = built(session)
    line = line_of(radar, Kind.UNLINKED, "North Korea")
    found = places(radar, line)
    assert seen(found) == [("", south, other.start), (format_id(501), north, 0)]
    before = contents(session), session.entry(501)
    session.apply(correction(session, line, format_id(501), found))
    assert session.record(Annotation, other.id).entry == 501
    learned = session.entry(501)
    assert learned is not None
    assert learned.aliases == ("North Korea",)
    session.undo()
    assert (contents(session), session.entry(501)) == before
    session.apply(Step("x", (*(Edit(a, a._replace(entry=None)) for a in [
        session.record(Annotation, found[1].annotation)]), *removed(KARSK))))  # fmt: skip
    with pytest.raises(NotPossible) as error:
        correction(session, line, format_id(501), found)
    assert error.value.code == "radar-entry-gone"


def test_what_changed_meanwhile_is_left_alone(session: Session, three: list[int]) -> None:
    north, south, _ = three
    put(session, north, "Karsk", "GPE")
    odd = put(session, south, "Karsk", "ORG")
    radar = built(session)
    line = line_of(radar, Kind.LABELS)
    found = places(radar, line)
    session.apply(Step("x", removed(odd)))
    with pytest.raises(NotPossible) as error:
        correction(session, line, "GPE", found)
    assert error.value.code == "nothing-changes"
    with pytest.raises(NotPossible):
        correction(session, line, "", found)
    session.undo()
    session.apply(Step("x", (Edit(odd, odd._replace(label="PERSON")),)))
    with pytest.raises(NotPossible):
        correction(session, line, "GPE", found)
    with pytest.raises(NotPossible) as error:
        correction(session, line, "no-such-label", found)
    assert error.value.code == "label-not-here"
