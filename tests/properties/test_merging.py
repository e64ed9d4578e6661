"""Copies that went their own ways, merged in any order and grouping, become one project."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Annotation
from annotator.services.session import Session
from annotator.storage import history, merging
from annotator.storage.merging import TRAVELLING
from annotator.storage.project import ProjectFile
from annotator.storage.records import ANNOTATIONS, CONFLICTS
from annotator.storage.serial import record_to_plain
from tests.properties.drawing import Desk, make_project
from tests.work import examples

COPIES = "abc"
#: Where a row came in, and in which order it is listed: of each copy's own making.
_LOCAL = {"batch", "position"}


def state(path: Path) -> dict[str, Any]:
    """Return everything that two copies which know the same agree on."""
    with ProjectFile.open(path, read_only=True) as project:
        run = project.connection.execute
        found: dict[str, Any] = {}
        for kind in TRAVELLING:
            for table in (kind.table, *(part for part, _ in kind.parts)):
                columns = [row[1] for row in run(f"PRAGMA table_info({table})")]
                kept = ", ".join(f'"{each}"' for each in columns if each not in _LOCAL)
                found[table] = sorted(run(f"SELECT {kept} FROM {table}").fetchall(), key=repr)
        found["tombstones"] = sorted(
            run("SELECT kind, record, counter, replica FROM tombstones").fetchall()
        )
        found["conflicts"] = sorted(run("SELECT * FROM conflicts").fetchall())
        found["known"] = sorted(
            run(
                "SELECT counter, replica FROM history WHERE kind <> 'merge' UNION "
                "SELECT counter, replica FROM known"
            ).fetchall()
        )
        found["steps"] = sorted(run("SELECT id FROM history WHERE kind <> 'merge'").fetchall())
        return found


def merge(into: Path, *others: Path) -> list[merging.MergeReport]:
    reports = []
    with ProjectFile.open(into) as project:
        for other in others:
            with ProjectFile.open(other, read_only=True) as theirs:
                reports.append(merging.merge(project, theirs, None))
    return reports


def merged(folder: Path, name: str, into: Path, *others: Path) -> Path:
    """Return a copy of a project with others merged into it."""
    path = folder / f"{name}.annotator"
    shutil.copy(into, path)
    merge(path, *others)
    return path


def sound(path: Path) -> bool:
    with Session.open(path, read_only=True) as session:
        assert session.check() == []
    return True


def held(path: Path) -> dict[tuple[int, int, int], Annotation]:
    """Return the versions of annotations that stand in a copy, by (record, stamp)."""
    with ProjectFile.open(path, read_only=True) as project:
        stamps = {
            number: (counter, replica)
            for number, counter, replica in project.connection.execute(
                "SELECT id, counter, replica FROM annotations"
            )
        }
        found = ANNOTATIONS.read_where(project, "TRUE", ())
        return {(each.id, *stamps[each.id]): each for each in found}


def kept(path: Path) -> set[str]:
    """Return every version of an annotation that stands, waits or is in the history of a copy."""
    with ProjectFile.open(path, read_only=True) as project:
        found = [*held(path).values()]
        for entry in history.latest(project.connection, 10_000):
            for edit in entry.step.edits:
                found += [
                    each for each in (edit.before, edit.after) if isinstance(each, Annotation)
                ]
        waiting = CONFLICTS.read_where(project, "kind = 'annotation' AND value <> ''", ())
        return {said(each) for each in found} | {each.value for each in waiting}


def said(version: Annotation) -> str:
    return history.dumps(record_to_plain(version))


def gone_with_import(path: Path, record: int) -> bool:
    with ProjectFile.open(path, read_only=True) as project:
        return (
            project.connection.execute(
                "SELECT 1 FROM tombstones AS t JOIN history AS h ON h.counter = t.counter AND "
                "h.replica = t.replica JOIN history AS i ON i.id = h.of WHERE t.record = ? "
                "AND i.kind = 'import'",
                (record,),
            ).fetchone()
            is not None
        )


class Copies:
    """Three copies of one project, each with somebody who does whatever is drawn."""

    def __init__(self, folder: Path, template: Path, data: st.DataObject) -> None:
        self.paths = {name: folder / f"{name}.annotator" for name in COPIES}
        self._data = data
        self._round = 0
        for path in self.paths.values():
            shutil.copy(template, path)

    def work(self) -> None:
        """Let each copy go its own way for some steps."""
        self._round += 1
        for place, path in enumerate(self.paths.values()):
            desk = Desk(path, self._data, copy=10 * self._round + place)
            try:
                for _ in range(self._data.draw(st.integers(0, 8))):
                    desk.act()
            finally:
                desk.session.close()

    def meet(self) -> None:
        """Merge one copy into another, and perhaps take that back."""
        into, other = self._data.draw(st.permutations(COPIES))[:2]
        merge(self.paths[into], self.paths[other])
        if self._data.draw(st.integers(0, 3)) == 0:
            with ProjectFile.open(self.paths[into]) as project:
                entry = project.next_label("undo")
                if entry is not None and entry[0] == "merged":
                    project.turn("undo", None)


def test_any_order_and_grouping_of_merges_ends_the_same(tmp_path: Path) -> None:
    template = tmp_path / "template.annotator"
    make_project(template)

    @settings(max_examples=examples(25))
    @given(st.data(), st.integers(1, 3))
    def holds(data: st.DataObject, rounds: int) -> None:
        copies = Copies(tmp_path, template, data)
        for round_ in range(rounds):
            if round_:
                copies.meet()
            copies.work()
        a, b, c = copies.paths.values()
        first = merged(tmp_path, "abc", a, b, c)
        wanted = state(first)
        assert sound(first)
        there = kept(first)
        for path in copies.paths.values():
            for version in held(path).values():
                # Of an import that was undone elsewhere the rows are with whoever undid it.
                assert said(version) in there or gone_with_import(first, version.id)
        assert state(merged(tmp_path, "cba", c, b, a)) == wanted
        assert state(merged(tmp_path, "bac", b, a, c)) == wanted
        grouped = merged(tmp_path, "cb", c, b)
        assert state(merged(tmp_path, "a-cb", a, grouped)) == wanted
        for report in merge(first, a, b, c, grouped):
            assert report.empty or not (report.added or report.changed or report.removed)
        assert state(first) == wanted

    holds()


def test_a_merge_that_is_undone_leaves_no_trace_and_can_be_done_again(tmp_path: Path) -> None:
    template = tmp_path / "template.annotator"
    make_project(template)

    @settings(max_examples=examples(10))
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        copies = Copies(tmp_path, template, data)
        copies.work()
        a, b, _ = copies.paths.values()
        with ProjectFile.open(a) as project:  # rows of what cannot be redone go at opening
            project.connection.execute("UPDATE history SET state = 'dropped'")
        before = state(a)
        (report,) = merge(a, b)
        after = state(a)
        if report.empty:
            return
        with ProjectFile.open(a) as project:
            project.turn("undo", None)
            assert project.connection.execute("SELECT * FROM merged_rows").fetchall() == []
        undone = state(a)
        turns = set(undone["steps"]) - set(before["steps"])
        assert len(turns) == 1  # the undoing itself
        for what in before.keys() - {"steps", "known"}:
            assert undone[what] == before[what]
        assert sound(a)
        merge(a, b)
        again = state(a)
        for what in after.keys() - {"steps", "known"}:
            assert again[what] == after[what]

    holds()
