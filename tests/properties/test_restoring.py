"""Going back to any earlier state of an article is a step that gives that state, and is undone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation
from annotator.domain.errors import AnnotatorError
from annotator.services.restoring import past_of, restore_document, restore_record
from annotator.services.session import Session
from tests.properties.drawing import Desk, make_project


def state(session: Session, document: int) -> tuple[Any, ...]:
    article = session.article(document, session.annotators)
    return (
        article.annotations, article.relations, article.zones,
        {each.id: each for each in session.comments(document)},
        {each.id: each for each in session.assignments(document)},
    )  # fmt: skip


def test_any_earlier_state_comes_back_and_goes_again(tmp_path: Path) -> None:
    template, path = tmp_path / "template.annotator", tmp_path / "steps.annotator"
    make_project(template)

    @settings(max_examples=30)
    @given(st.data(), st.integers(2, 12))
    def holds(data: st.DataObject, steps: int) -> None:
        shutil.copy(template, path)
        desk = Desk(path, data)
        try:
            document = desk.session.document_ids()[0]
            known: dict[int, tuple[Any, ...]] = {}
            imports = len(desk.session.history(limit=1_000))
            for _ in range(steps):
                desk.act()
                newest = desk.session.history(document=document, limit=1)
                if newest:
                    known[newest[0].id] = state(desk.session, document)
            pasts = past_of(desk.session, document=document)
            at = data.draw(st.integers(0, len(pasts) - 1))
            wanted = known.get(pasts[at].entry.id)
            before = state(desk.session, document)
            try:
                step = restore_document(desk.session, document, pasts, at)
            except AnnotatorError as error:
                assert error.code in ("restore-nothing", "restore-across")  # noqa: PT017
                assert error.code != "restore-nothing" or wanted in (None, before)  # noqa: PT017
                return
            try:
                desk.session.apply(step)
            except AnnotatorError as error:
                # An entry, label or annotator that the state needs was undone since.
                assert error.code == "record-in-use"  # noqa: PT017
                assert state(desk.session, document) == before
                return
            assert desk.session.check() == []
            brought = any(
                each.kind != "do" and each.code == "imported"
                for each in desk.session.history(limit=1_000)[:-imports]
            )
            if wanted is not None and not brought:
                assert state(desk.session, document) == wanted
            desk.session.undo()
            assert state(desk.session, document) == before
        finally:
            desk.session.close()

    holds()


def test_an_annotation_comes_back_as_it_once_was(tmp_path: Path) -> None:
    path = tmp_path / "p.annotator"
    make_project(path)
    with Session.open(path) as session:
        document = session.document_ids()[0]
        one = session.article(document).in_layer("entities")[0]
        from tests.services.test_adjudicating import Table

        table = Table.__new__(Table)
        table.session, table.document = session, document
        for label in ("ORG", "GPE"):
            scribe = table.scribe("Mina Kell")
            session.apply(scribe.relabel(scribe.article.annotations[one.id], label))
        scribe = table.scribe("Mina Kell")
        session.apply(scribe.delete(scribe.article.annotations[one.id]))
        pasts = past_of(session, record=one.id)
        labels = [past.edits[-1].after.label if past.edits[-1].after else None
                  for past in pasts if past.edits]  # fmt: skip
        assert labels == [None, "GPE", "ORG"]
        session.apply(restore_record(session, pasts[2]))
        found = session.record(Annotation, one.id)
        assert found.label == "ORG"
        with pytest.raises(AnnotatorError, match="restore-nothing"):
            restore_record(session, past_of(session, record=one.id)[0])
        session.apply(restore_record(session, pasts[0]))
        assert session.record(Annotation, one.id) is None
        assert session.check() == []
