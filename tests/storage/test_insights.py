"""Reading for the insights: one moment, stopped when asked, and a sign of every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.services.session import Session
from tests.articles import HARBOUR, PLAIN, add_article


def test_what_is_read_in_a_block_is_of_one_moment(session: Session) -> None:
    add_article(session, PLAIN)
    with session.sibling() as other:
        rows = other.insight_rows()
        with rows.reading(lambda: False):
            before = rows.state()
            add_article(session, HARBOUR)
            assert len(rows.documents()) == 1
            assert rows.state() == before
        assert len(rows.documents()) == 2
        assert rows.state() != before


def test_every_change_has_a_state_of_its_own(session: Session) -> None:
    rows = session.insight_rows()
    seen = [rows.state()]
    add_article(session, PLAIN)
    seen.append(rows.state())
    session.undo()
    seen.append(rows.state())
    session.redo()
    seen.append(rows.state())
    assert len(set(seen)) == len(seen)


def test_two_projects_never_have_one_state(session: Session, tmp_path: Path) -> None:
    add_article(session, PLAIN)
    with Session.create(tmp_path / "other.annotator", session.scheme, "Mina Kell") as other:
        add_article(other, PLAIN)
        assert session.insight_rows().state() != other.insight_rows().state()


def test_reading_stops_when_asked(session: Session) -> None:
    add_article(session, PLAIN)
    rows = session.insight_rows()
    # A read that takes long enough to be looked at.
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(AnnotatorError) as stopped, rows.reading(lambda: True):
        list(rows._rows(endless))
    assert stopped.value.code == "interrupted"
    assert len(rows.documents()) == 1
    add_article(session, HARBOUR)
