"""Every kind of record comes back from the file, and from the history, as it went in."""

from __future__ import annotations

import dataclasses
import json
import typing

import pytest

from annotator.domain.annotations import Annotation, Origin, Relation, Span, SpanError
from annotator.domain.documents import (
    Annotator,
    Assignment,
    Comment,
    Document,
    Entry,
    State,
    Suggestion,
    SuggestionState,
    Zone,
    ZoneKind,
)
from annotator.domain.errors import AnnotatorError
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.domain.review import Conflict, Decision, DocumentAlias, How
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    label_id,
)
from annotator.domain.steps import Edit, Record, Step, StepConflict, added, removed
from annotator.storage import serial
from annotator.storage.project import ProjectFile
from annotator.storage.records import CODECS
from tests.storage import making

HERE = making.document().id
MENTION, FRAME = (
    making.bundle(annotator=1).annotations[0],
    making.bundle(annotator=1).annotations[2],
)

#: One record of every kind with every field set, and the same one changed.
RECORDS: list[tuple[Record, Record]] = [
    (
        Annotation(
            901, HERE, 1, "entities", "ORG", (Span(0, 5), Span(7, 15)),
            {"named": True, "grade": 2, "share": 0.5, "note": "“ü” 北"}, Origin.SUGGESTION, None,
        ),
        Annotation(901, HERE, 1, "entities", "GPE", (Span(1, 4),), origin=Origin.SUGGESTION_EDITED),
    ),
    (
        Relation(902, HERE, 1, "cue", FRAME.id, MENTION.id, 3),
        Relation(902, HERE, 1, "content", FRAME.id, MENTION.id, 0),
    ),
    (Zone(903, HERE, 20, 24, ZoneKind.BYLINE), Zone(903, HERE, 21, 30, ZoneKind.RELATED)),
    (
        Assignment(904, HERE, 2, State.RETURNED),
        Assignment(904, HERE, 2, State.APPROVED),
    ),
    (Annotator(905, "Model 3", "model"), Annotator(905, "Oren Maret", "person")),
    (
        Entry(906, "Norvia", "place", "the republic", "Q1", ("the North", "Norvia Rep.")),
        Entry(906, "Norvia", "place", "", "", ("North",)),
    ),
    (
        Comment(907, HERE, 1, "Is it?\nYes.", MENTION.id, None, False),
        Comment(907, HERE, 1, "No.", MENTION.id, 55, True),
    ),
    (
        Suggestion(908, HERE, "entities", "ORG", 3, 9, "small 1", 0.25,
                   payload={"parts": [[1, 2]]}),
        Suggestion(908, HERE, "entities", "ORG", 3, 9, "small 1", None, SuggestionState.REJECTED),
    ),
    (
        Layer("topics", "Topics", LayerKind.DOCUMENT, 7, "What it is about"),
        Layer("topics", "Subjects", LayerKind.DOCUMENT, 1, ""),
    ),
    (
        Label("entities", "SHIP", "Ship", "#102030", "B", "A ship", "**Ships**", "ORG",
              True, 4, True),
        Label("entities", "SHIP", "Vessel"),
    ),
    (
        Attribute(
            "entities", "size", "Size", AttributeType.CHOICE, (("s", "small"), ("l", "large")),
            ("ORG", "GPE"), "How big", 3, True,
        ),
        Attribute("entities", "size", "Size", AttributeType.NUMBER),
    ),
    (
        Role("owns", "owns", ("entities.ORG",), ("entities.*",), False, 9, True),
        Role("owns", "has"),
    ),
    (
        Decision(909, HERE, 1, How.STRATEGY, (3, 2**62), 901, "d1", "majority"),
        Decision(909, HERE, 2, How.NEITHER),
    ),
    (DocumentAlias(910, HERE, 77), DocumentAlias(910, HERE, 78)),
    (
        Conflict(911, "annotation", 901, HERE, 7, 2**38, '{"id":901}', same=True),
        Conflict(911, "zone", 903, 0, 8, 1, ""),
    ),
    (
        DefinitionVersion(912, label_id("entities", "ORG"), "A firm.", 1, "2026-05-04T10:00:00"),
        DefinitionVersion(912, label_id("entities", "GPE"), "A place."),
    ),
    (Look(913, HERE, MENTION.id, 912), Look(913, HERE, MENTION.id, 2**62)),
]  # fmt: skip


def _name(value: object) -> str:
    return type(value).__name__


every_kind = pytest.mark.parametrize(("record", "changed"), RECORDS, ids=_name)


def test_no_kind_of_record_is_forgotten_here() -> None:
    assert {type(record) for record, _ in RECORDS} | {Document} == set(CODECS)


@pytest.fixture
def crowded(project: ProjectFile) -> ProjectFile:
    """The project with a second annotator."""
    project.add_unrecorded(Annotator(2, "Oren Maret"))
    return project


@every_kind
def test_a_record_is_added_changed_and_taken_away(
    crowded: ProjectFile, record: Record, changed: Record
) -> None:
    def stored() -> Record | None:
        with ProjectFile.open(crowded.path, read_only=True) as other:
            return other.read(type(record), record.id)

    assert record != changed
    before = making.contents(crowded.connection)
    for edit in (Edit(None, record), Edit(record, changed), Edit(changed, None)):
        crowded.apply(Step("label-made", (edit,)), 1)
        assert stored() == edit.after
    assert making.contents(crowded.connection) == before


@every_kind
def test_the_history_gives_a_record_back(record: Record, changed: Record) -> None:
    edits = (Edit(None, record), Edit(record, changed), Edit(changed, None))
    plain = json.loads(json.dumps(serial.edits_to_plain(edits)))
    back = serial.edits_from_plain(plain)
    assert back == edits
    for edit, other in zip(edits, back, strict=True):
        for field in typing.get_type_hints(type(edit.record)):
            one, two = getattr(edit.record, field), getattr(other.record, field)
            assert type(one) is type(two), field


def test_what_is_known_of_an_article_changes_but_never_its_text(project: ProjectFile) -> None:
    before = project.read(Document, HERE)
    assert before is not None
    after = dataclasses.replace(
        before, title="Karsk", outlet="Seaboard", published="2026-01-15", url="https://example.org",
        language="en", author="Tom Reske", meta={"desk": {"no": 4}, "tags": ["ü", None]},
    )  # fmt: skip
    project.apply(Step("properties-set", (Edit(before, after),)), 1)
    assert project.read(Document, HERE) == after
    for field in ("uid", "encoding", "raw_sha256", "text_sha256", "length", "replaced"):
        value = 5 if field in ("length", "replaced") else "other"
        wrong = dataclasses.replace(after, **{field: value})
        with pytest.raises(ValueError, match="never change"):
            project.apply(Step("properties-set", (Edit(after, wrong),)), 1)
    assert project.read(Document, HERE) == after
    assert project.text(HERE) == making.TEXT


@pytest.mark.parametrize(
    "spans",
    [(Span(-1, 3),), (Span(3, 3),), (Span(5, 3),), (Span(0, len(making.TEXT) + 1),),
     (Span(4, 6), Span(0, 2)), (Span(0, 4), Span(4, 6)), (Span(0, 4), Span(3, 6))],
)  # fmt: skip
def test_a_span_that_does_not_lie_in_its_text_is_refused(
    project: ProjectFile, spans: tuple[Span, ...]
) -> None:
    before = making.contents(project.connection)
    wrong = Annotation(901, HERE, 1, "entities", "ORG", spans)
    with pytest.raises(SpanError):
        project.apply(Step("label-made", added(wrong)), 1)
    if len(spans) == 1:
        with pytest.raises(SpanError):
            project.apply(Step("zone-made", added(Zone(902, HERE, *spans[0]))), 1)
    assert making.contents(project.connection) == before


def test_the_surface_of_every_span_is_stored(project: ProjectFile) -> None:
    rows = project.connection.execute('SELECT "start", "end", surface FROM spans').fetchall()
    assert {surface for _, _, surface in rows} == {"Dana Ilves", "Karsk"}
    assert all(making.TEXT[start:end] == surface for start, end, surface in rows)


@pytest.mark.parametrize("found", ["changed", "gone", "there"])
def test_a_step_that_expects_something_else_writes_nothing(
    project: ProjectFile, found: str
) -> None:
    stored = project.read(Annotation, MENTION.id)
    assert stored == MENTION
    other = MENTION._replace(label="ORG")
    edit = {
        "changed": Edit(other, other._replace(label="GPE")),
        "gone": Edit(other._replace(id=999), None),
        "there": Edit(None, other),
    }[found]
    before = making.contents(project.connection)
    with pytest.raises(StepConflict) as raised:
        project.apply(Step("label-made", (*added(Annotator(9, "New")), edit)), 1)
    assert raised.value.edit == edit
    assert making.contents(project.connection) == before
    assert project.read(Annotator, 9) is None


@pytest.mark.parametrize(
    "edits",
    [
        removed(MENTION, making.bundle(annotator=1).annotations[1]),
        added(Relation(901, HERE, 1, "source", FRAME.id, 12345)),
        added(Annotation(901, HERE, 77, "entities", "ORG")),
        added(Annotation(901, HERE, 1, "entities", "NO-SUCH-LABEL")),
        added(Annotation(901, HERE, 1, "entities", "ORG", entry=5)),
        added(Assignment(901, HERE, 1, State.NEW)),
    ],
    ids=["linked part", "loose link", "annotator", "label", "entry", "second state"],
)
def test_what_would_leave_a_loose_end_is_refused(
    project: ProjectFile, edits: tuple[Edit, ...]
) -> None:
    before = making.contents(project.connection)
    with pytest.raises(AnnotatorError, match="record-in-use"):
        project.apply(Step("deleted", edits), 1)
    assert making.contents(project.connection) == before


def test_a_character_that_cannot_be_stored_is_a_clear_error(project: ProjectFile) -> None:
    before = making.contents(project.connection)
    with pytest.raises(AnnotatorError, match="text-not-storable"):
        project.apply(Step("comment-made", added(Comment(901, HERE, 1, "bad \ud800"))), 1)
    assert making.contents(project.connection) == before


def many(number: int = 60) -> list[Annotation]:
    """Return so many annotations that they are written in a few statements."""
    return [
        Annotation(
            5000 + n, HERE, 1, "entities", "GPE", (Span(n % 40, n % 40 + 3), Span(50, 52)),
            {"note": f"“{n}”"}, Origin.SUGGESTION,
        )
        for n in range(number)
    ]  # fmt: skip


def test_many_new_annotations_are_stored_as_one_by_one(project: ProjectFile) -> None:
    made = many()
    before = making.contents(project.connection)
    project.apply(Step("hits-labelled", added(*made)), 1)
    assert [project.read(Annotation, each.id) for each in made] == made
    at_once = making.contents(project.connection)
    project.turn("undo", 1)
    assert making.contents(project.connection, ["tombstones"]) == {
        table: rows for table, rows in before.items() if table != "tombstones"
    }
    for each in made:
        project.apply(Step("label-made", added(each)), 1)
    assert making.contents(project.connection) == at_once
    assert project.connection.execute(
        "SELECT count(*) FROM tombstones WHERE record >= 5000"
    ).fetchone() == (0,)


def test_one_wrong_among_many_new_ones_leaves_nothing(project: ProjectFile) -> None:
    made = many()
    before = making.contents(project.connection)
    outside = made[30]._replace(spans=(Span(0, 9_999),))
    nowhere = made[30]._replace(document=77)
    twice = made[30]._replace(id=made[29].id)
    there = made[30]._replace(id=MENTION.id)
    for wrong, error in (
        (outside, SpanError),
        (nowhere, AnnotatorError),
        (twice, StepConflict),
        (there, StepConflict),
    ):
        some = [wrong if each is made[30] else each for each in made]
        with pytest.raises(error):
            project.apply(Step("hits-labelled", added(*some)), 1)
        assert making.contents(project.connection) == before
