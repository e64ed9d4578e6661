"""A scheme file changes what a project offers, and never what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import (
    Attribute,
    AttributeType,
    Label,
    Layer,
    LayerKind,
    Role,
    Scheme,
    check_scheme,
)
from annotator.services.annotating import NotPossible
from annotator.services.demo import make_sample_project
from annotator.services.scheming import take_scheme
from annotator.services.session import Session


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Session]:
    """The sample articles with their labels."""
    make_sample_project(tmp_path / "samples.annotator")
    with Session.open(tmp_path / "samples.annotator") as opened:
        yield opened


def _label(scheme: Scheme, path: str, **values: object) -> Scheme:
    labels = tuple(replace(each, **values) if each.path == path else each for each in scheme.labels)  # type: ignore[arg-type]
    return replace(scheme, labels=labels)


def _attribute(scheme: Scheme, uid: str, **values: object) -> Scheme:
    found = tuple(
        replace(each, **values) if each.uid == uid else each  # type: ignore[arg-type]
        for each in scheme.attributes
    )
    return replace(scheme, attributes=found)


def _role(scheme: Scheme, uid: str, **values: object) -> Scheme:
    roles = tuple(replace(each, **values) if each.uid == uid else each for each in scheme.roles)  # type: ignore[arg-type]
    return replace(scheme, roles=roles)


def _without(scheme: Scheme, *paths: str) -> Scheme:
    return replace(scheme, labels=tuple(each for each in scheme.labels if each.path not in paths))


def rows(session: Session) -> list[tuple[object, ...]]:
    """Everything annotators said, without what the scheme says."""
    return [
        (bundle.document.uid, bundle.annotations, bundle.relations, bundle.zones)
        for bundle in session.bundles()
    ]


CHANGES: dict[str, Callable[[Scheme], Scheme]] = {
    "a label gets another name": lambda s: _label(s, "entities.PERSON", name="Somebody"),
    "a label gets another key": lambda s: _label(
        _label(s, "entities.PERSON", key=""), "entities.LOC", key="1"
    ),
    "a label is retired": lambda s: _label(s, "entities.GPE", retired=True, key=""),
    "a label is added": lambda s: replace(
        s, labels=(*s.labels, Label("entities", "SHIP", "Ship", parent="PRODUCT"))
    ),
    "a layer is added": lambda s: replace(
        s,
        layers=(*s.layers, Layer("events", "Events", LayerKind.SPANS, 9)),
        labels=(*s.labels, Label("events", "raid", "Raid")),
    ),
    "a layer gets another name": lambda s: replace(
        s, layers=(replace(s.layers[0], name="Names"), *s.layers[1:])
    ),
    "an attribute is added": lambda s: replace(
        s, attributes=(*s.attributes, Attribute("entities", "rank", "Rank", AttributeType.NUMBER))
    ),
    "an attribute is retired": lambda s: _attribute(s, "referent", retired=True),
    "a choice is added": lambda s: _attribute(
        s, "act", choices=(*next(e for e in s.attributes if e.uid == "act").choices, ("sings",) * 2)
    ),
    "a role is added": lambda s: replace(
        s, roles=(*s.roles, Role("near", "Near", ("entities.*",), ("entities.*",)))
    ),
    "a role is retired": lambda s: _role(s, "responds_to", retired=True),
    "labels are missing": lambda s: _without(s, "entities.ORG", "entities.LAW"),
}


@pytest.mark.parametrize("retire", [False, True], ids=["keep", "retire"])
@pytest.mark.parametrize("change", CHANGES)
def test_each_change_loses_nothing_and_is_undone(
    project: Session, change: str, retire: bool
) -> None:
    before, held = project.scheme, rows(project)
    wanted = CHANGES[change](before)
    if change == "labels are missing" and not retire:
        with pytest.raises(NotPossible):
            take_scheme(project, wanted)
        return
    taken = take_scheme(project, wanted, retire_missing=retire)
    project.apply(taken.step)
    check_scheme(project.scheme)
    assert project.scheme != before
    assert rows(project) == held
    assert not project.check()
    assert {each.path for each in before.labels} <= {each.path for each in project.scheme.labels}
    # Taking it again changes nothing.
    with pytest.raises(NotPossible):
        take_scheme(project, wanted, retire_missing=retire)
    project.undo()
    assert project.scheme == before
    assert rows(project) == held
    project.redo()
    assert rows(project) == held


@given(st.sets(st.sampled_from(sorted(CHANGES)), min_size=1), st.booleans())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_changes_together_lose_nothing(project: Session, names: set[str], retire: bool) -> None:
    before, held = project.scheme, rows(project)
    wanted = before
    for name in sorted(names):
        wanted = CHANGES[name](wanted)
    try:
        taken = take_scheme(project, wanted, retire_missing=retire)
    except NotPossible:
        assert names == {"labels are missing"}
        return
    project.apply(taken.step)
    assert rows(project) == held
    check_scheme(project.scheme)
    project.undo()
    assert project.scheme == before


def test_the_preview_says_what_each_change_touches(project: Session) -> None:
    wanted = CHANGES["a label is retired"](CHANGES["a role is added"](project.scheme))
    taken = take_scheme(project, wanted)
    used = sum(
        e.count for e in project.counts().labels if (e.layer, e.label) == ("entities", "GPE")
    )
    assert used > 0
    assert [(each.what, each.how, each.path, each.used) for each in taken.changes] == [
        ("label", "retired", "entities.GPE", used),
        ("role", "added", "near", 0),
    ]
    project.apply(taken.step)
    back = take_scheme(project, _label(project.scheme, "entities.GPE", retired=False))
    assert [(each.what, each.how) for each in back.changes] == [("label", "restored")]


def test_the_keys_of_the_file_win(project: Session) -> None:
    scheme = project.scheme
    person = scheme.label("entities", "PERSON")
    assert person is not None
    assert person.key == "1"
    wanted = _label(_without(scheme, person.path), "entities.LOC", key="1")
    project.apply(take_scheme(project, wanted).step)
    after = {each.path: each for each in project.scheme.labels}
    assert (after["entities.LOC"].key, after[person.path].key) == ("1", "")
    assert not after[person.path].retired


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s: replace(s, layers=(replace(s.layers[0], kind=LayerKind.DOCUMENT),
                                      *s.layers[1:])), "scheme-kind"),
        (lambda s: _label(_label(s, "quotes.quote", frame=False), "quotes.content", frame=True),
         "scheme-kind"),
        (lambda s: _attribute(s, "polarity", choices=(("negative", "negative"),)),
         "scheme-values"),
        (lambda s: _attribute(s, "referent", type=AttributeType.NUMBER, choices=()),
         "scheme-values"),
        (lambda s: _attribute(s, "referent", labels=("PERSON",)), "scheme-values"),
        (lambda s: _role(s, "source", ends_to=("quotes.cue",)), "scheme-ends"),
        (lambda s: _role(s, "content", many=False), "scheme-ends"),
        (lambda s: replace(s, labels=(*s.labels, Label("entities", "SHIP", "Ship", parent="X"))),
         "scheme-clash"),
    ],
)  # fmt: skip
def test_what_is_stored_must_still_fit(
    project: Session, change: Callable[[Scheme], Scheme], code: str
) -> None:
    with pytest.raises(AnnotatorError) as raised:
        take_scheme(project, change(project.scheme))
    assert raised.value.code == code
