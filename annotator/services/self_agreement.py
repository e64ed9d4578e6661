"""Blind agreement with oneself: a few of one's own finished articles are labelled once more.

Owns the draw, the file in which the second labels are made, and the comparison with the first ones.

The second labels never are in the project.  A check is a project file of its own in the person's
data folder: it holds the scheme and the articles, and nothing that anybody said about them, so that
no list, search, suggestion or entry can give the first labels away, and no export, merge or figure
of the project can count the second ones.  A check is neither merged nor exported; forgetting it
deletes the file.  The comparison is made in a third file, which is gone when it was looked at.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from annotator.domain.annotations import Span
from annotator.domain.bundles import Bundle
from annotator.domain.comparison import Item, Version
from annotator.domain.documents import Annotator, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.review import annotator_id
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.locations import data_directory
from annotator.services import adjudicating
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

_SETTING = "self-check"
_DONE = (State.DONE, State.APPROVED)
#: Code points of an item's words in a list.
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class DrawOptions:
    """What the person chose."""

    number: int = 5  # articles
    days: int = 30  # since she last worked on them
    seed: int = 1


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """A check that was begun."""

    path: str  # of its file
    project: str  # path of the project it belongs to
    of: str  # id of that project
    annotator: str
    made: str  # ISO 8601, UTC
    days: int
    seed: int
    documents: int
    done: int = 0  # labelled anew so far


def check_path(session: Session) -> Path:
    """Return where the check of the annotator of a project lies, if there is one."""
    name = f"{session.project_id}-{session.annotator.id:016x}.annotator"
    return data_directory() / "checks" / name


def check_in(session: Session) -> SelfCheck | None:
    """Return what the open project says of itself if it is a check."""
    found: dict[str, Any] | None = session.setting(_SETTING)
    if not found:
        return None
    states = session.state_counts()
    done = sum(states.get(each, 0) for each in _DONE)
    return SelfCheck(**(found | {"path": str(session.path), "done": done}))


def check_of(session: Session) -> SelfCheck | None:
    """Return the check that the annotator of a project has begun.

    Raises AnnotatorError("project-damaged" and the like) if its file cannot be read; `forget` still
    takes it away.
    """
    path = check_path(session)
    if not path.exists():
        return None
    with Session.open(path, read_only=True) as check:
        return check_in(check)


def refuse(session: Session) -> None:
    """Raise AnnotatorError("self-check-stays") for a check: its labels are no data."""
    if session.setting(_SETTING):
        raise AnnotatorError("self-check-stays")


@long_running
def old_enough(session: Session, days: int, task: Task | None = None) -> list[int]:
    """Return the articles that the annotator finished and has left alone for some days.

    Where nothing tells when she worked on one (it came with a file), it is old enough.
    """
    (task or Task("self-check")).check()
    last = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    return [number for number, time in session.finished().items() if time <= last]


@long_running
def begin(session: Session, options: DrawOptions, task: Task | None = None) -> SelfCheck:
    """Draw articles and write the check; the project is not changed.

    Raises AnnotatorError("self-check-there", "self-check-number", "self-check-too-few",
    "self-check-stays") and what the file system refuses; nothing is left then.
    """
    from annotator.storage.packets import PacketContents

    refuse(session)
    path = check_path(session)
    if path.exists():
        raise AnnotatorError("self-check-there")
    if options.number < 1 or options.days < 0:
        raise AnnotatorError("self-check-number", number=options.number, days=options.days)
    old = old_enough(session, options.days, task)
    if len(old) < options.number:
        raise AnnotatorError(
            "self-check-too-few", number=options.number, days=options.days, found=len(old)
        )
    # Sorted first: the draw depends on the seed and on nothing else.
    draw = random.Random(options.seed)  # noqa: S311  it has to be the same again
    chosen = draw.sample(sorted(old), options.number)
    me = session.annotator
    found = SelfCheck(
        str(path), str(session.path), session.project_id, me.name,
        datetime.now(UTC).isoformat(timespec="seconds"), options.days, options.seed, len(chosen),
    )  # fmt: skip
    kept = {name: value for name, value in asdict(found).items() if name not in ("path", "done")}
    settings = {"blind": True, _SETTING: kept | {"path": "", "done": 0}}
    path.parent.mkdir(parents=True, exist_ok=True)
    contents = PacketContents(chosen, annotator=0, sender=0, entries=False)
    session.write_packet(path, contents, settings, task)
    try:
        # Whoever opens it is she; the file knows nobody else.
        with Session.open(path, annotator=me.name):
            pass
    except BaseException:
        forget(path)
        raise
    return found


def forget(path: Path) -> None:
    """Delete a check with everything that was made beside it; raises AnnotatorError if it is open.

    Nothing else in the world tells of it.
    """
    from annotator.storage import backups
    from annotator.storage.lock import ProjectLock

    if path.exists():
        lock = ProjectLock(path)
        lock.acquire()
        lock.release()
    for beside in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(FileNotFoundError):
            beside.unlink()
    shutil.rmtree(backups.folder_of(path), ignore_errors=True)


# Comparing --------------------------------------------------------------------------------------


@long_running
def compare(
    project: Session, check: Session, out: Path, again: str, task: Task | None = None
) -> Path:
    """Write a project file that holds the first and the second labels of the finished articles.

    Args:
        project: The project with the first labels.
        check: The check with the second ones.
        out: The file; it must not be there.
        again: How the second labels' annotator is called.
        task: Is told how far it is, and may stop it.

    Raises AnnotatorError("self-check-none-done") before any article is done.
    """
    task = task or Task("self-check")
    about = check_in(check)
    if about is None:
        raise AnnotatorError("self-check-none-done")
    me, her = project.known_annotator(about.annotator), check.known_annotator(about.annotator)
    ids = [
        number
        for number in check.document_ids()
        if (given := check.assignment(number, her.id)) is not None and given.state in _DONE
        and project.find_document(check.uid_of(number)) == number
    ]  # fmt: skip
    if not ids:
        raise AnnotatorError("self-check-none-done")
    other = Annotator(annotator_id(again), again)
    with project.empty_copy(out, _both(project.scheme, check.scheme), me.name) as made:
        step = Step("imported", added(other))
        with made.loading(step) as loader:
            for place, bundle in enumerate(_of(project, ids, me.id, me.id)):
                task.progress(place, 2 * len(ids))
                loader.add(bundle, new_document=True)
            for place, bundle in enumerate(_of(check, ids, her.id, other.id)):
                task.progress(len(ids) + place, 2 * len(ids))
                loader.add(replace(bundle, zones=()), new_document=False)
    return out


def _of(session: Session, ids: Sequence[int], annotator: int, who: int) -> Iterator[Bundle]:
    """Yield what one annotator said about documents, as said by somebody else; no entries."""
    for bundle in session.bundles(ids, [annotator]):
        yield Bundle(
            bundle.document,
            bundle.text,
            bundle.zones,
            [each._replace(annotator=who, entry=None) for each in bundle.annotations],
            [each._replace(annotator=who) for each in bundle.relations],
            assignments=[
                replace(
                    each,
                    id=derived_id("assignment", f"{each.document:x}", f"{who:x}"),
                    annotator=who,
                )
                for each in bundle.assignments
                if each.annotator == annotator
            ],
        )


def _both(one: Scheme, other: Scheme) -> Scheme:
    """Return a scheme with what another one has beside; a label may have been made in between."""

    def joined(mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
        known = {each.id for each in mine}
        return (*mine, *(each for each in theirs if each.id not in known))

    return replace(
        one,
        layers=joined(one.layers, other.layers),
        labels=joined(one.labels, other.labels),
        attributes=joined(one.attributes, other.attributes),
        roles=joined(one.roles, other.roles),
    )


@dataclass(frozen=True, slots=True)
class Twice:
    """One thing that was labelled otherwise the second time."""

    document: int
    title: str
    span: Span | None  # None: it has no place
    words: str
    first: str  # what was said the first time, "" for nothing
    second: str
    difference: str  # of `domain.comparison.Difference`, the worst


@long_running
def differences(
    comparison: Session, layer: str, label: str = "", task: Task | None = None
) -> list[Twice]:
    """Return what the first and the second labels of a comparison differ in, in reading order."""
    task = task or Task("self-check")
    first = comparison.annotator.id
    ids = comparison.document_ids()
    found = []
    for place, document in enumerate(ids):
        task.progress(place, len(ids))
        reviewed = adjudicating.review_of(comparison, document)
        (row,) = comparison.document_rows([document])
        for item in adjudicating.items_of(comparison, reviewed, [layer]):
            labels = {each.annotation.label for each in item.versions}
            if not item.agreed and (not label or label in labels):
                found.append(_twice(comparison, item, first, row.title, reviewed.article.text))
    return found


def _twice(session: Session, item: Item, first: int, title: str, text: str) -> Twice:
    said = {each.annotator == first: each for each in item.versions}
    span = Span(item.start, item.end) if item.start >= 0 else None
    some = next(iter(item.versions))
    words = " … ".join(each.of(text) for each in some.spans)
    return Twice(
        item.document,
        title,
        span,
        " ".join(words.split())[:_SHOWN],
        _said(session, said.get(True), text),
        _said(session, said.get(False), text),
        item.differences[0].value,
    )


def _said(session: Session, version: Version | None, text: str) -> str:
    """Return what a version says in a line: its label, then its words, then its attributes."""
    if version is None:
        return ""
    one, scheme = version.annotation, session.scheme
    label = scheme.label(one.layer, one.label)
    name = one.label if label is None else label.name
    parts = [f"{name}: {_words(one.spans, text)}" if one.spans else name]
    for role, fillers in sorted(version.slots.items()):
        known = scheme.role(role)
        words = ", ".join(_words(each.spans, text) for each in fillers)
        if words:
            parts.append(f"{role if known is None else known.name}: {words}")
    for uid, value in sorted(one.attributes.items()):
        attribute = scheme.attribute(one.layer, uid)
        choices = {} if attribute is None else dict(attribute.choices)
        name = uid if attribute is None else attribute.name
        parts.append(f"{name}: {choices.get(str(value), value)}")
    return " · ".join(parts)


def _words(spans: Sequence[Span], text: str) -> str:
    return " ".join(" … ".join(each.of(text) for each in spans).split())[:_SHOWN]
