"""Any sequence of steps, undone, leaves the project as before; redone, the export byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.services.session import Change
from tests.properties.drawing import Desk, contents, exported, make_project, shown
from tests.work import examples


def test_undone_steps_leave_no_trace_and_redone_ones_everything(tmp_path: Path) -> None:
    template, path = tmp_path / "template.annotator", tmp_path / "steps.annotator"
    make_project(template)

    @settings(max_examples=examples(25))
    @given(st.data(), st.integers(1, 25))
    def holds(data: st.DataObject, steps: int) -> None:
        shutil.copy(template, path)
        desk = Desk(path, data)
        try:
            begun = contents(desk.session), exported(desk.session)
            for _ in range(steps):
                desk.act()
            for number, article in desk.articles.items():
                assert shown(article) == shown(desk.session.article(number))
            run_out(desk.session.redo)
            done = contents(desk.session), exported(desk.session)
            assert desk.session.check() == []
            for turn, wanted in ((desk.session.undo, begun), (desk.session.redo, done)):
                run_out(turn)
                assert (contents(desk.session), exported(desk.session)) == wanted
                assert desk.session.check() == []
        finally:
            desk.session.close()

    holds()


def run_out(turn: Callable[[], Change | None]) -> None:
    while turn() is not None:
        pass
