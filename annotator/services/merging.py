"""Merging colleagues' copies into a project, and deciding what a merge left open.

Owns the way from files to one merge (several are put together first, so that the project changes
once), what is told of it, and the steps that settle its conflicts.  What a merge means for the rows
is `annotator.storage.merging`.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.annotations import Annotation
from annotator.domain.documents import Annotator, Document
from annotator.domain.errors import AnnotatorError
from annotator.domain.review import Conflict
from annotator.domain.scheme import SchemeError, check_scheme
from annotator.domain.steps import Edit, Record, Step, removed
from annotator.services.annotating import Scribe
from annotator.services.guideline_versions import with_versions
from annotator.services.self_agreement import refuse
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task, long_running

if TYPE_CHECKING:
    from annotator.storage.merging import MergeReport
    from annotator.storage.project import ProjectFile


@dataclass(frozen=True, slots=True)
class Version:
    """One of two versions that a merge met."""

    record: Record | None  # None: deleted
    annotator: str  # who made it, "" where nobody says
    time: str  # ISO 8601, by the clock of whoever made it


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A version that a merge overruled, beside the one that stands."""

    conflict: Conflict
    document: str  # uid, "" if it is about no single one
    stands: Version
    overruled: Version


@dataclass(slots=True)
class Merged:
    """What a merge did, or would do."""

    files: list[str]
    added: dict[str, int] = field(default_factory=dict)  # kind of record -> how many
    changed: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    revived: dict[str, int] = field(default_factory=dict)
    steps: int = 0
    conflicts: list[OpenConflict] = field(default_factory=list)
    same_texts: list[tuple[str, str]] = field(default_factory=list)  # (ours, theirs) by uid
    broken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # rules, as codes

    @property
    def nothing(self) -> bool:
        """Tell whether the files knew nothing that the project does not."""
        return not (self.added or self.changed or self.removed or self.conflicts or self.steps)


@long_running
def merge_files(
    session: Session,
    paths: Sequence[Path],
    task: Task | None = None,
    *,
    dry_run: bool = False,
) -> Merged:
    """Merge other copies into the project, all of them in one transaction, undone as one.

    Several are merged with one another first, in a file of their own; as merging is the same in
    any order, that changes nothing about the result.  Meant for a worker thread: give it a session
    of its own, and `refresh` the one of the window afterwards.

    Raises AnnotatorError (see `storage.merging.merge`; the file that is wrong is named) and
    Cancelled; the project is as before then.
    """
    refuse(session)
    task = task or Task("merging")
    with (
        tempfile.TemporaryDirectory(prefix="annotator-merge-") as folder,
        _readable(session, paths, Path(folder), task) as theirs,
    ):
        try:
            report = session.take_in(
                theirs, task, dry_run=dry_run, name=", ".join(path.name for path in paths)
            )
        except AnnotatorError as error:
            if error.code == "interrupted" and task.cancelled:
                raise Cancelled from error
            raise
        return _told(session, theirs, paths, report)


@contextmanager
def _readable(
    session: Session, paths: Sequence[Path], folder: Path, task: Task
) -> Iterator[ProjectFile]:
    """Give one file, of today's version, that holds what all the others hold."""
    from annotator.storage import keys
    from annotator.storage.connection import refuse_other_files
    from annotator.storage.packets import refuse_other_project
    from annotator.storage.project import ProjectFile

    for path in paths:
        if path.resolve() == session.path.resolve():
            raise AnnotatorError("copy-itself", path=str(path))
        refuse_other_files(path)
        if keys.of(path) is not None and not session.encrypted:
            raise AnnotatorError("encrypted-into-plain", path=str(path))
    # What several are put together in has the key of the first: none of an encrypted file gets out.
    paths = sorted(paths, key=lambda path: keys.of(path) is None)
    first, *others = (_of_today(path, folder / f"{n}.annotator") for n, path in enumerate(paths))
    if others:
        staged = folder / "staged.annotator"
        shutil.copyfile(first, staged)
        with ProjectFile.open(staged, aside=True) as project:
            for other in others:
                task.check()
                with ProjectFile.open(other, read_only=True) as theirs:
                    refuse_other_project(theirs, session.project_id)
                    project.take_in(theirs, None)
        first = staged
    with ProjectFile.open(first, read_only=True) as theirs:
        refuse_other_project(theirs, session.project_id)
        yield theirs


def _of_today(path: Path, copy: Path) -> Path:
    """Return a file of today's version: the one that was given, or a copy brought up to date."""
    from annotator.storage.project import ProjectFile

    try:
        with ProjectFile.open(path, read_only=True):
            return path
    except AnnotatorError as error:
        if error.code != "project-older-read-only":
            raise
    shutil.copyfile(path, copy)
    with ProjectFile.open(copy, aside=True):
        return copy


def _told(
    session: Session, theirs: ProjectFile, paths: Sequence[Path], report: MergeReport
) -> Merged:
    from annotator.storage import history

    def uid(number: int) -> str:
        found = theirs.read(Document, number)
        return found.uid if found is not None else session.uid_of(number)

    def version(kind: str, value: str, stamp: tuple[int, int]) -> Version:
        name, time = session.made_by(stamp)
        if not time:  # of a merge that was only asked about
            by, time = history.made_by(theirs.connection, stamp)
            person = theirs.read(Annotator, by or 0)
            name = person.name if person is not None else ""
        return Version(session.record_of(kind, value), name, time)

    conflicts = []
    for each in report.conflicts:
        stamp, value = report.standing[each.kind, each.record]
        conflicts.append(
            OpenConflict(
                each,
                uid(each.document) if each.document else "",
                version(each.kind, value, stamp),
                version(each.kind, each.value, (each.counter, each.replica)),
            )
        )
    return Merged(
        [str(path) for path in paths],
        report.added,
        report.changed,
        report.removed,
        report.revived,
        report.steps,
        conflicts,
        [(session.document(ours).uid, uid(other)) for ours, other in report.same_texts],
        broken_rules(session),
    )


# Conflicts ------------------------------------------------------------------------------------


def open_conflicts(session: Session) -> list[OpenConflict]:
    """Return what merges overruled and nobody has decided, by document and record."""
    found = [_opened(session, each) for each in session.conflicts() if not each.same]
    return sorted(found, key=lambda each: (each.document, each.conflict.kind, each.conflict.record))


def _opened(session: Session, conflict: Conflict) -> OpenConflict:
    stands, stamp = session.stamped(conflict.kind, conflict.record)
    overruled = session.record_of(conflict.kind, conflict.value)
    return OpenConflict(
        conflict,
        session.uid_of(conflict.document) if conflict.document else "",
        Version(stands, *session.made_by(stamp)),
        Version(overruled, *session.made_by((conflict.counter, conflict.replica))),
    )


def keep(conflicts: Sequence[OpenConflict]) -> Step:
    """Return the step by which what stands is right, and the overruled versions are let go."""
    settled = removed(*(each.conflict for each in conflicts))
    return Step("conflicts-kept", settled, {"number": len(settled)})


def take(session: Session, conflicts: Sequence[OpenConflict]) -> Step:
    """Return the step by which overruled versions take the place of what stands.

    Of several overruled versions of one record the last counts.  A label that is defined otherwise
    by it gets a new version: what was made under the one that stood needs a second look.
    """
    edits: dict[tuple[str, int], tuple[Edit, ...]] = {}
    for each in conflicts:
        key = (each.conflict.kind, each.conflict.record)
        before, after = each.stands.record, each.overruled.record
        if before is not None and after is None and isinstance(before, Annotation):
            article = session.article(before.document, {before.annotator})
            scribe = Scribe(
                article, session.scheme, session.ids, before.annotator, session.comments_on
            )
            edits[key] = scribe.delete(article.annotations[before.id]).edits
        elif before != after:
            edits[key] = (Edit(before, after),)
    written: dict[tuple[type, int], Edit] = {}
    for some in edits.values():
        for edit in some:
            # Two deletions may take along the same link or part.
            written.setdefault((type(edit.record), edit.record.id), edit)
    settled = removed(*(each.conflict for each in conflicts))
    step = Step("conflicts-taken", (*written.values(), *settled), {"number": len(settled)})
    return with_versions(session, step)


# Rules that two copies can break together --------------------------------------------------------


def broken_rules(session: Session) -> list[tuple[str, dict[str, Any]]]:
    """Return, as codes with values, what two copies keep each and a project of both breaks."""
    found: list[tuple[str, dict[str, Any]]] = []
    scheme = session.scheme
    try:
        check_scheme(scheme)
    except SchemeError as error:
        found.append(("rule-scheme", {"why": error}))
    for role in scheme.roles:
        if not role.many:
            most = sum(use > 1 for *_, use in session.role_use(role.uid))
            if most:
                found.append(("rule-role-many", {"role": role.name}))
    names = Counter(each.name for each in session.annotators.values())
    found += [("rule-same-name", {"name": name}) for name, n in names.items() if n > 1]
    found += [("rule-own-parent", {"record": f"{number:016x}"}) for number in _own_parents(session)]
    return found


def _own_parents(session: Session) -> list[int]:
    """Return the quotes that come after themselves in the chain of their parents, one a circle."""
    above: dict[int, list[int]] = {}
    for source, target in session.links("parent"):
        above.setdefault(source, []).append(target)
    done: set[int] = set()
    circles = []
    for start in sorted(above):
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in done and here not in path:
            path.append(here)
            here = next(iter(above.get(here, ())), None)
        if here is not None and here in path:
            circles.append(min(path[path.index(here) :]))
        done |= set(path)
    return circles


# For machines ---------------------------------------------------------------------------------


def as_plain(merged: Merged) -> dict[str, Any]:
    """Return what a merge did as values for JSON."""
    return {
        "files": merged.files,
        "added": merged.added,
        "changed": merged.changed,
        "removed": merged.removed,
        "revived": merged.revived,
        "steps": merged.steps,
        "conflicts": [conflict_as_plain(each) for each in merged.conflicts],
        "same_texts": [list(pair) for pair in merged.same_texts],
        "broken_rules": [{"code": code, **values} for code, values in merged.broken],
    }


def conflict_as_plain(conflict: OpenConflict) -> dict[str, Any]:
    """Return a conflict as values for JSON."""
    return {
        "kind": conflict.conflict.kind,
        "record": f"{conflict.conflict.record:016x}",
        "document": conflict.document,
        "stands": _version_as_plain(conflict.stands),
        "overruled": _version_as_plain(conflict.overruled),
    }


def _version_as_plain(version: Version) -> Mapping[str, Any]:
    from annotator.storage.serial import record_to_plain

    value = (
        None if version.record is None else json.loads(json.dumps(record_to_plain(version.record)))
    )
    return {"value": value, "annotator": version.annotator, "time": version.time}
