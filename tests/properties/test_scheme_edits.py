"""Every kind of scheme edit on 100,000 annotations: none is lost, and undo leaves all as before."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Relation, Span
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Annotator, Comment, Suggestion
from annotator.domain.ids import IdSource
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    check_scheme,
)
from annotator.domain.steps import Step, added
from annotator.services.annotating import NotPossible
from annotator.services.scheme_editing import (
    change_elements,
    has_value,
    has_words,
    merge_labels,
    new_uid,
    rename_choice,
    retire,
    split_label,
    with_frame,
)
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.storage.project import ProjectFile
from tests.storage import making
from tests.work import examples

#: On one core: the large project is made once.
pytestmark = pytest.mark.xdist_group("scheme-edits")
ANNOTATIONS = 100_000
_DOCUMENTS = 500
_EACH = ANNOTATIONS // _DOCUMENTS
_TEXT = " ".join(f"Karsk{n % 7} Ilves" for n in range(_EACH)) + "\n"


def bundle(document: int, ids: IdSource, annotators: tuple[int, int], labels: list[str]) -> Bundle:
    about = making.document(f"story {document}", f"{document} {_TEXT}")
    text = f"{document} {_TEXT}"
    made: list[Annotation] = []
    relations: list[Relation] = []
    start = len(f"{document} ")
    frames = 10
    for number in range(_EACH - 2 * frames):
        words = Span(start, start + 6)
        label = labels[number % len(labels)]
        attributes = (
            {"referent": ("place", "government")[number // len(labels) % 2]}
            if label == "GPE"
            else {}
        )
        made.append(
            Annotation(
                ids.next(),
                about.id,
                annotators[number % 2],
                "entities",
                label,
                (words,),
                attributes,
            )
        )
        start += 13
    for number in range(frames):
        who = annotators[number % 2]
        frame = Annotation(ids.next(), about.id, who, "quotes", "quote", (), {"act": "claims"})
        label = ("source", "cue")[number % 2]
        part = Annotation(ids.next(), about.id, who, "quotes", label, (Span(2, 5),))
        made += [frame, part]
        relations.append(Relation(ids.next(), about.id, who, label, frame.id, part.id))
    return Bundle(about, text, [], made, relations)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 100,000 annotations by two annotators, with comments and suggestions."""
    path = tmp_path_factory.mktemp("large") / "large.annotator"
    ids = IdSource(5)
    scheme = load_scheme("news")
    labels = [each.uid for each in scheme.labels_of("entities")]
    people = Annotator(1, "Mina Kell"), Annotator(2, "Jonas Reed")
    with ProjectFile.create(path, scheme) as project:
        for each in people:
            project.add_unrecorded(each)
        bundles = [bundle(number, ids, (1, 2), labels) for number in range(_DOCUMENTS)]
        making.load(project, *bundles)
        first = bundles[0]
        comments = [
            Comment(ids.next(), first.document.id, 1, "Sure?", each.id)
            for each in first.annotations[:20]
        ]
        project.apply(Step("comment-made", added(*comments)), 1)
        proposed = [
            Suggestion(ids.next(), first.document.id, "entities", label, 0, 3, "m 1")
            for label in labels
        ]
        project.replace_suggestions(first.document.id, proposed, "m 1", 3)
    with Session.open(path) as session:
        assert session.counts().annotations == ANNOTATIONS
    return path


@pytest.fixture(scope="module")
def session(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    copy = tmp_path_factory.mktemp("copy") / "copy.annotator"
    shutil.copy(large, copy)
    with Session.open(copy) as session:
        yield session


@pytest.fixture(scope="module")
def before(session: Session) -> tuple[dict[str, Any], str]:
    """What no edit may change, and what undo brings back; every test leaves it so."""
    return kept(session), all_of(session)


def kept(session: Session) -> dict[str, Any]:
    """Return what no scheme edit may change: everything but labels and the values of choices."""
    run = session._project.connection.execute
    found = {}
    for name, sql in {
        "annotations": "SELECT id, document, annotator, origin, entry FROM annotations",
        "spans": 'SELECT annotation, part, "start", "end", surface FROM spans',
        "attributes": "SELECT annotation, name FROM attributes",
        "relations": "SELECT id, document, annotator, role, source, target FROM relations",
        "comments": "SELECT id, document, annotator, text, annotation FROM comments",
        "suggestions": 'SELECT id, document, layer, "start", "end", state FROM suggestions',
    }.items():
        rows = run(f"{sql} ORDER BY 1, 2").fetchall()
        found[name] = len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


def all_of(session: Session) -> str:
    contents = making.contents(session._project.connection, aside=["settings"])
    return hashlib.sha256(repr(contents).encode()).hexdigest()


def assert_sound(session: Session) -> None:
    """See that the scheme agrees with itself and with every label, part, value and relation."""
    scheme = session.scheme
    check_scheme(scheme)
    run = session._project.connection.execute
    assert run(
        "SELECT count(*) FROM annotations WHERE label NOT IN (SELECT id FROM labels)"
    ).fetchone() == (0,)
    assert run(
        "SELECT count(*) FROM spans AS s JOIN annotations AS a ON a.id = s.annotation "
        "WHERE s.label <> a.label"
    ).fetchone() == (0,)
    for role in scheme.roles:
        for source, target, *_ in session.role_use(role.uid):
            assert role.allows(source, target)
    for each in scheme.attributes:
        for label, value, _ in session.attribute_use(each.layer, each.uid):
            assert not each.labels or label in each.labels
            assert each.type is not AttributeType.CHOICE or value.strip('"') in dict(each.choices)


# Every kind of edit ------------------------------------------------------------------------------

Draw = Callable[[Any], Any]


def one(draw: Draw, choices: Any) -> Any:
    return draw(st.sampled_from(list(choices)))


def plain(session: Session) -> list[Label]:
    return [each for each in session.scheme.labels if not each.frame]


def names(draw: Draw) -> str:
    return str(draw(st.text("abc Ä-", min_size=1, max_size=6).filter(str.strip)))


def add_label(session: Session, draw: Draw) -> Step:
    layer = one(draw, session.scheme.layers)
    name = names(draw)
    uid = new_uid(name, [each.uid for each in session.scheme.labels_of(layer.uid, retired=True)])
    return change_elements(session, Label(layer.uid, uid, name, position=99))


def change_label(session: Session, draw: Draw) -> Step:
    label = one(draw, plain(session))
    siblings = [each.uid for each in plain(session) if each.layer == label.layer]
    return change_elements(
        session,
        replace(
            label, name=names(draw), colour="#123456", description="d", guideline="**g**",
            key="", parent=one(draw, ["", *(each for each in siblings if each != label.uid)]),
        ),
    )  # fmt: skip


def retire_something(session: Session, draw: Draw) -> Step:
    choices = [*plain(session), *session.scheme.attributes, *session.scheme.roles]
    element = one(draw, choices)
    return retire(session, element, retired=not element.retired)


def merge(session: Session, draw: Draw) -> Step:
    gone = one(draw, plain(session))
    kept_label = one(draw, [each for each in plain(session) if each.layer == gone.layer])
    return merge_labels(session, gone, kept_label)


def split_by_words(session: Session, draw: Draw) -> Step:
    label = one(draw, [each for each in plain(session) if each.layer == "entities"])
    words = {f"Karsk{draw(st.integers(0, 6))}", "Ilves "}
    new = replace(label, uid=f"{label.uid}-2", name=names(draw), key="")
    return split_label(session, label, new, has_words(session, words))


def split_by_value(session: Session, draw: Draw) -> Step:
    label = session.scheme.label("entities", "GPE")
    assert label is not None
    new = replace(label, uid="GOVERNMENT", name=names(draw), key="")
    return split_label(session, label, new, has_value("referent", "government"))


def add_layer(session: Session, draw: Draw) -> Step:
    return change_elements(
        session, *with_frame(Layer("more", names(draw), one(draw, LayerKind), position=9))
    )


def add_attribute(session: Session, draw: Draw) -> Step:
    layer, kind = one(draw, session.scheme.layers), one(draw, AttributeType)
    choices = (("a", "A"), ("b", "B")) if kind is AttributeType.CHOICE else ()
    return change_elements(session, Attribute(layer.uid, "more", names(draw), kind, choices))


def change_attribute(session: Session, draw: Draw) -> Step:
    attribute = one(draw, session.scheme.attributes)
    if attribute.choices:
        attribute = replace(attribute, choices=(*attribute.choices, ("more", names(draw))))
    return change_elements(session, replace(attribute, name=names(draw), description="d"))


def store_choice_otherwise(session: Session, draw: Draw) -> Step:
    choices = [each for each in session.scheme.attributes if each.choices]
    attribute = one(draw, choices)
    return rename_choice(session, attribute, one(draw, attribute.choices)[0], f"x{names(draw)}")


def add_role(session: Session, draw: Draw) -> Step:
    ends = [f"{one(draw, session.scheme.layers).uid}.*" for _ in range(2)]
    return change_elements(session, Role("more", names(draw), (ends[0],), (ends[1],)))


def widen_role(session: Session, draw: Draw) -> Step:
    role = one(draw, session.scheme.roles)
    return change_elements(
        session, replace(role, name=names(draw), ends_to=(*role.ends_to, "entities.*"), many=True)
    )


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "edit",
    [
        add_label, change_label, retire_something, merge, split_by_words, split_by_value,
        add_layer, add_attribute, change_attribute, store_choice_otherwise, add_role, widen_role,
    ],
)  # fmt: skip
def test_no_annotation_is_lost_and_undo_restores_all(
    session: Session,
    before: tuple[dict[str, Any], str],
    edit: Callable[[Session, Draw], Step],
) -> None:
    never_changed, everything = before
    done: list[Step] = []

    @settings(
        max_examples=examples(2), deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def done_and_undone(data: st.DataObject) -> None:
        try:
            step = edit(session, data.draw)
        except NotPossible:
            return
        session.apply(step)
        done.append(step)
        try:
            assert kept(session) == never_changed
            assert_sound(session)
        finally:
            session.undo()
        assert all_of(session) == everything

    done_and_undone()
    assert done
