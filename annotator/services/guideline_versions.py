"""Versions of what labels mean: which there are, what is older, and the second look.

Owns the steps about versions and the walk over annotations that were made under an older one.  What
a definition is, is the domain's; that a corrected label counts as looked at, is the storage's.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from annotator.domain.annotations import Annotation
from annotator.domain.guideline_versions import (
    DefinitionVersion,
    changed_definitions,
    definition,
    look_at,
    number_of,
)
from annotator.domain.scheme import Attribute, Label, Scheme, label_id
from annotator.domain.steps import Edit, Step, added, removed
from annotator.services.session import Change, Session
from annotator.services.tasks import Task, long_running
from annotator.services.upkeep import NotPossible

#: Annotations that one walk holds; a longer one begins anew where it ended.
MOST = 20_000
#: Words that stay together at least to be shown as unchanged between two that did not.
_ANCHOR = 3


# Steps ------------------------------------------------------------------------------------------


def newly_defined(scheme: Scheme, *elements: Label | Attribute) -> list[Label]:
    """Return the labels in use that would mean something else with some elements changed."""
    return changed_definitions(scheme, _with(scheme, elements))


def with_versions(session: Session, step: Step) -> Step:
    """Return a step that changes the scheme, made a new version of what it defines anew.

    What was labelled before needs a second look then.  The step itself if no definition changes.
    """
    elements = [edit.after for edit in step.edits if isinstance(edit.after, Label | Attribute)]
    scheme = session.scheme
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new = [
        DefinitionVersion(
            session.ids.next(), label.id, definition(scheme, label), session.annotator.id, now
        )
        for label in newly_defined(scheme, *elements)
    ]
    return replace(step, edits=(*step.edits, *added(*new))) if new else step


def still_right(session: Session, annotations: Sequence[Annotation]) -> Step:
    """Return the step that says of annotations that they are right under the newest version.

    Raises NotPossible("look-not-needed") if none of them is older.
    """
    newest = {each.label: each for each in session.definition_versions()}
    new = []
    for each in annotations:
        version = newest.get(label_id(each.layer, each.label))
        if version is not None:
            look = look_at(each.document, each.id, version.id)
            if look not in session.looks(each.id):
                new.append(look)
    if not new:
        raise NotPossible("look-not-needed")
    documents = {each.document for each in new}
    first = next(each for each in annotations if each.id == new[0].annotation)
    label = session.scheme.label(first.layer, first.label)
    name = first.label if label is None else label.name
    return Step(
        "look-still-right",
        added(*new),
        {"label": name, "number": len(new)},
        document=documents.pop() if len(documents) == 1 else None,
    )


def same_after_all(session: Session, label: Label) -> Step:
    """Return the step that takes the newest version of a label back: it says the same after all.

    The text of the definition stays.  What somebody looked at under that version counts for the one
    before.  Raises NotPossible("versions-only-one").
    """
    versions = [each for each in session.definition_versions() if each.label == label.id]
    if not versions:
        raise NotPossible("versions-only-one", name=label.name)
    edits: tuple[Edit, ...] = removed(versions[-1])
    if len(versions) > 1:
        earlier = versions[-2]
        rows = session.looked_at_only_under(versions[-1], earlier)
        edits += added(*(look_at(document, each, earlier.id) for document, each in rows))
    return Step("versions-same-after-all", edits, {"name": label.name, "number": len(versions)})


def _with(scheme: Scheme, elements: Iterable[Label | Attribute]) -> Scheme:
    labels = {each.id: each for each in scheme.labels}
    attributes = {each.id: each for each in scheme.attributes}
    for each in elements:
        if isinstance(each, Label):
            labels[each.id] = each
        else:
            attributes[each.id] = each
    return replace(scheme, labels=tuple(labels.values()), attributes=tuple(attributes.values()))


# What there is ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Under which version an annotation was looked at last, and what has changed since."""

    number: int
    newest: int
    before: str  # the definition at that time
    now: str
    who: str  # who made the newest version, "" where nobody says
    time: str  # ISO 8601, UTC, of the newest version


def standing_of(session: Session, annotation: Annotation) -> Standing | None:
    """Return how an annotation stands if it was made under an older version, else None."""
    row = label_id(annotation.layer, annotation.label)
    versions = [each for each in session.definition_versions() if each.label == row]
    label = session.scheme.label(annotation.layer, annotation.label)
    if not versions or label is None:
        return None
    number = number_of(versions, session.looks(annotation.id))
    if number > len(versions):
        return None
    last = versions[-1]
    return Standing(
        number,
        len(versions) + 1,
        versions[number - 1].before,
        definition(session.scheme, label),
        _name(session, last.annotator),
        last.time,
    )


@dataclass(frozen=True, slots=True)
class LabelVersions:
    """A label that has more than one version."""

    label: Label
    number: int  # of the newest version
    older: dict[int, int]  # annotations made under an older one, by annotator
    befores: tuple[str, ...]  # the definitions that were replaced, the oldest first
    now: str
    who: tuple[str, ...]  # who replaced each
    times: tuple[str, ...]  # and when, ISO 8601

    def older_of(self, annotator: int) -> int:
        """Return how many annotations of somebody are older; 0 = everybody's."""
        return self.older.get(annotator, 0) if annotator else sum(self.older.values())

    def plain(self, session: Session) -> dict[str, Any]:
        """Return it as values for JSON."""
        return {
            "label": self.label.path,
            "version": self.number,
            "older": {_name(session, who): number for who, number in self.older.items()},
            "changes": [
                {"version": place, "before": before, "by": who, "time": time}
                for place, (before, who, time) in enumerate(
                    zip(self.befores, self.who, self.times, strict=True), 2
                )
            ],
            "now": self.now,
        }


@long_running
def versions_of(session: Session, task: Task | None = None) -> list[LabelVersions]:
    """Return the labels with more than one version, in the order of the scheme.

    Every annotation of these labels is looked at; the labels that never changed cost nothing.
    """
    task = task or Task("versions")
    found: dict[int, list[DefinitionVersion]] = {}
    for each in session.definition_versions():
        found.setdefault(each.label, []).append(each)
    labels = [each for each in session.scheme.labels if each.id in found]
    told = []
    for place, label in enumerate(labels):
        task.progress(place, len(labels))
        versions = found[label.id]
        told.append(
            LabelVersions(
                label,
                len(versions) + 1,
                session.older_by_annotator(versions[-1]),
                tuple(each.before for each in versions),
                definition(session.scheme, label),
                tuple(_name(session, each.annotator) for each in versions),
                tuple(each.time for each in versions),
            )
        )
    return told


def scheme_number(session: Session) -> int:
    """Return the version of the scheme as a whole: 1 and one more for each change of meaning."""
    return session.definition_changes() + 1


def label_numbers(session: Session) -> dict[str, int]:
    """Return the version of each label that has more than one, by `layer.label`."""
    rows = {each.id: each.path for each in session.scheme.labels}
    found: dict[str, int] = {}
    for each in session.definition_versions():
        if each.label in rows:
            path = rows[each.label]
            found[path] = found.get(path, 1) + 1
    return found


def _name(session: Session, annotator: int) -> str:
    known = session.annotators.get(annotator)
    return "" if known is None else known.name


Became = Literal["same", "gone", "new"]


def changes(before: str, now: str) -> list[tuple[Became, str]]:
    """Return what became of a definition, word for word: runs that stay, that went, that came."""
    old, new = _pieces(before), _pieces(now)
    found: list[tuple[Became, str]] = []
    gone, came = "", ""
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (code, i, j, k, m) in enumerate(codes):
        # An "or" that stays between words that go is no anchor for anybody's eye.
        inside = 0 < place < len(codes) - 1 and j - i < _ANCHOR
        if code != "equal" or inside:
            gone += "".join(old[i:j])
            came += "".join(new[k:m])
            continue
        found += _another(gone, came)
        gone = came = ""
        found.append(("same", "".join(old[i:j])))
    return [*found, *_another(gone, came)]


def _another(gone: str, came: str) -> list[tuple[Became, str]]:
    found: list[tuple[Became, str]] = []
    if gone:
        found.append(("gone", gone))
    if came:
        found.append(("new", came))
    return found


def shortened_changes(
    runs: Sequence[tuple[Became, str]], around: int = 5
) -> list[tuple[Became, str]]:
    """Return the runs of `changes` with no more than some words around each that is another."""
    found: list[tuple[Became, str]] = []
    for place, (became, text) in enumerate(runs):
        pieces = _pieces(text)
        if became == "same" and len(pieces) > 2 * around:
            head = "" if place == 0 else "".join(pieces[:around])
            tail = "" if place == len(runs) - 1 else "".join(pieces[-around:])
            text = f"{head}… {tail}"
        found.append((became, text))
    return found


def _pieces(text: str) -> list[str]:
    """Return the words of a text, each with the white space after it."""
    pieces: list[str] = []
    for character in text:
        if pieces and (character.isspace() or not pieces[-1][-1].isspace()):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


# The second look --------------------------------------------------------------------------------


class OlderRow(NamedTuple):
    """An annotation that was made under an older version; rows sort as one reads."""

    place: int  # of the document in the project
    start: int
    document: int
    annotation: int


@long_running
def older_rows(
    session: Session, labels: Collection[int], annotator: int, task: Task | None = None
) -> list[OlderRow]:
    """Return the annotations of labels (their rows; none = all) that need a second look.

    `annotator`: whose; 0: everybody's.  At most `MOST` of them, the first as one reads.
    """
    task = task or Task("versions")
    newest = {each.label: each for each in session.definition_versions()}
    found: list[OlderRow] = []
    for place, (label, version) in enumerate(newest.items()):
        task.progress(place, len(newest))
        if not labels or label in labels:
            found += (OlderRow(*row) for row in session.older(version, annotator, MOST))
    return sorted(found)[:MOST]


class SecondLook:
    """Walks annotations that were made under an older version; follows what becomes of them.

    What is confirmed, corrected or deleted leaves the walk, what is undone comes back to its place.
    """

    def __init__(self, session: Session, rows: Sequence[OlderRow]) -> None:
        """Take the rows in their order; `subscribe` tells of every change of the one in hand."""
        self._session = session
        self._rows = list(rows)
        self._places = {row.annotation: place for place, row in enumerate(self._rows)}
        self._done: set[int] = set()
        self._at = 0
        self._listeners: list[Callable[[], None]] = []
        self._leave = session.subscribe(self._follow)

    def close(self) -> None:
        """Stop following the project."""
        self._listeners.clear()
        self._leave()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Have `listener` called when another annotation is in hand, or none."""
        self._listeners.append(listener)

    @property
    def left(self) -> int:
        """Return how many are still to be looked at."""
        return len(self._rows) - len(self._done)

    @property
    def total(self) -> int:
        """Return how many there were."""
        return len(self._rows)

    @property
    def row(self) -> OlderRow | None:
        """Return the annotation in hand, None when all are done."""
        return self._rows[self._at] if self.left else None

    @property
    def annotation(self) -> Annotation | None:
        """Return it as it stands."""
        row = self.row
        return None if row is None else self._session.annotation(row.annotation)

    @property
    def standing(self) -> Standing | None:
        """Return how it stands."""
        annotation = self.annotation
        return None if annotation is None else standing_of(self._session, annotation)

    def go(self, by: int) -> bool:
        """Take the next one (1) or the one before (-1) in hand, in a circle; False: no other."""
        if self.left <= (0 if self._is_done(self._at) else 1):
            return False
        self._move(by)
        self._tell()
        return True

    def still_right(self) -> bool:
        """Say that the one in hand is right under the newest version, and take the next."""
        annotation = self.annotation
        if annotation is None:
            return False
        self._session.apply(still_right(self._session, [annotation]))
        return True

    def _move(self, by: int) -> None:
        newest = {each.label: each.id for each in self._session.definition_versions()}
        for _ in self._rows:
            self._at = (self._at + by) % len(self._rows)
            number = self._rows[self._at].annotation
            if number not in self._done and self._is_older(number, newest):
                return
            self._done.add(number)

    def _is_done(self, place: int) -> bool:
        return self._rows[place].annotation in self._done

    def _follow(self, change: Change) -> None:
        about = [
            number
            for edit in change.edits
            for name in ("annotation", "id", "source")
            if (number := getattr(edit.record, name, None)) in self._places
        ]
        if change.bulk or any(isinstance(each.record, DefinitionVersion) for each in change.edits):
            # Anything may be different now; each is looked at when it comes to hand.
            about += [row.annotation] if (row := self.row) is not None else []
        if not about:
            return
        newest = {each.label: each.id for each in self._session.definition_versions()}
        back = None
        for number in dict.fromkeys(about):
            older = self._is_older(number, newest)
            if older and number in self._done:
                self._done.discard(number)
                back = number
            elif not older:
                self._done.add(number)
        if back is not None and change.kind == "undo":
            # Where somebody takes something back, she wants to see it.
            self._at = self._places[back]
        elif self._rows and self._is_done(self._at):
            self._move(1)
        self._tell()

    def _is_older(self, number: int, newest: dict[int, int]) -> bool:
        annotation = self._session.annotation(number)
        if annotation is None:
            return False
        version = newest.get(label_id(annotation.layer, annotation.label))
        if version is None:
            return False
        return all(each.version != version for each in self._session.looks(number))

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
