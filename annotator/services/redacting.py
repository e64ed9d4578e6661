"""Exports in which people have other names: who is a person, the project's secret, the key file.

Owns what a person may choose about it and where the names come from: everything that anybody of the
project labelled with a label of people, in all articles, and the entries of these.  What happens to
an article is `annotator.domain.redaction`, how pseudonyms are made `annotator.domain.pseudonyms`.
"""

from __future__ import annotations

import csv
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.pseudonyms import Person, Pseudonyms
from annotator.domain.redaction import Redactor
from annotator.domain.scheme import Label, Scheme
from annotator.formats.cells import plain_cell
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running

#: What labels of people are called in the schemes of the field, and kinds of entries.
_PEOPLE = frozenset(("person", "per", "people", "human"))
#: Setting of the project that holds its secret, as hexadecimal digits.
_SETTING = "redaction-secret"
_SECRET = 32  # bytes
_LEAST = 16  # bytes of a secret from elsewhere


@dataclass(frozen=True, slots=True)
class RedactOptions:
    """What the person chose about people in an export."""

    labels: tuple[str, ...] = ()  # `layer.label`, or a label alone; none = those of people
    everywhere: bool = True  # known names also where nobody labelled them
    short_forms: bool = True  # "Ilves" is Dana Ilves
    annotators: bool = True  # whoever annotated has another name, too
    secret: bytes = b""  # b"" = that of the project


@dataclass(frozen=True, slots=True)
class Replacement:
    """Somebody, and what she is called in the export."""

    pseudonym: str
    names: tuple[str, ...]
    mentions: int  # labelled, in the whole project


def labels_of_people(scheme: Scheme) -> list[Label]:
    """Return the labels of a scheme that mean persons, by what they are called."""
    return [
        each
        for each in scheme.labels
        if not each.frame and (each.uid.casefold() in _PEOPLE or each.name.casefold() in _PEOPLE)
    ]


def _ids_of_people(session: Session) -> set[int]:
    return {each.id for each in labels_of_people(session.scheme)}


def _chosen(session: Session, options: RedactOptions) -> list[Label]:
    scheme = session.scheme
    if not options.labels:
        found = labels_of_people(scheme)
        if not found:
            raise AnnotatorError("redact-no-label")
        return found
    chosen: list[Label] = []
    for wanted in options.labels:
        named = [each for each in scheme.labels if wanted in (each.path, each.uid)]
        if not named:
            known = ", ".join(each.path for each in scheme.labels if not each.frame)
            raise AnnotatorError("redact-label-unknown", label=wanted, known=known)
        chosen += named
    return chosen


def secret_of(session: Session) -> bytes:
    """Return the secret of a project; it is made when it is first needed.

    It is a setting of this file: packets do not carry it, and a merge does not bring another one.
    Raises AnnotatorError("redact-read-only") if there is none and none can be kept.
    """
    found = session.setting(_SETTING)
    if isinstance(found, str):
        with suppress(ValueError):
            return bytes.fromhex(found)
    if session.read_only:
        raise AnnotatorError("redact-read-only")
    made = secrets.token_bytes(_SECRET)
    session.set_setting(_SETTING, made.hex())
    return made


def read_secret(path: Path) -> bytes:
    """Return a secret that lies in a file; raises AnnotatorError("redact-secret-file")."""
    try:
        found = path.read_bytes().strip()
    except OSError as error:
        raise AnnotatorError("redact-secret-file", path=str(path), why=str(error)) from error
    if len(found) < _LEAST:
        raise AnnotatorError("redact-secret-file", path=str(path), why=f"{len(found)} < {_LEAST}")
    return found


def has_secret(session: Session) -> bool:
    """Tell whether the project has a secret already, so that it need not be written."""
    return isinstance(session.setting(_SETTING), str)


def pseudonyms(session: Session, options: RedactOptions) -> Pseudonyms:
    """Return who is called what; raises what `redactor` raises."""
    labels = _chosen(session, options)
    mentions = session.named([each.id for each in labels])
    entries = session.entries()
    linked = {entry for _, entry, _ in mentions if entry is not None}
    # Who has no mention yet is known by the kind of her entry, if it is people that are renamed.
    by_kind = _PEOPLE if {each.id for each in labels} & _ids_of_people(session) else frozenset()
    persons = [
        each for each in entries.values() if each.id in linked or each.kind.casefold() in by_kind
    ]
    secret = options.secret or secret_of(session)
    return Pseudonyms(
        secret,
        persons,
        [(words, entry) for words, entry, _ in mentions],
        short_forms=options.short_forms,
    )


def redactor(session: Session, options: RedactOptions) -> Redactor:
    """Return what gives the people of a project other names.

    Raises AnnotatorError: "redact-no-label" (the scheme has none of people, and none was chosen),
    "redact-label-unknown", "redact-read-only".
    """
    return Redactor(
        pseudonyms(session, options),
        [each.path for each in _chosen(session, options)],
        everywhere=options.everywhere,
        annotators=options.annotators,
    )


@long_running
def replacements(
    session: Session, options: RedactOptions, task: Task | None = None
) -> list[Replacement]:
    """Return who would be called what, those who are labelled most first.

    Raises what `redactor` raises, and Cancelled.
    """
    names = pseudonyms(session, options)
    number: Counter[str] = Counter()
    for words, entry, times in session.named([each.id for each in _chosen(session, options)]):
        if task is not None:
            task.check()
        if names.knows(words):
            number[names.of(words, entry)] += times
    found = [
        Replacement(each.pseudonym, each.names, number[each.pseudonym]) for each in names.people()
    ]
    return sorted(found, key=lambda each: (-each.mentions, each.pseudonym))


# The key file ------------------------------------------------------------------------------------


def refuse_key_path(key: Path, out: Path | None, project: Path) -> None:
    """Raise AnnotatorError for a key that would go along with the export, or onto the project.

    The codes are "redact-key-path" and "export-onto-project".
    """
    own = key.resolve()
    if own == project.resolve():
        raise AnnotatorError("export-onto-project", path=str(key))
    if out is not None and (own == out.resolve() or out.resolve() in own.parents):
        raise AnnotatorError("redact-key-path", path=str(key))


def write_key_of(session: Session, options: RedactOptions, key: Path) -> None:
    """Write who is behind each pseudonym of an export; raises what `write_key` raises."""
    write_key(key, pseudonyms(session, options).people())


def write_key(key: Path, people: Sequence[Person]) -> None:
    """Write who is behind each pseudonym, as a table that only its owner may read.

    Raises AnnotatorError("export-unwritable").
    """
    try:
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("pseudonym", "name", "also called"))
            for each in people:
                first, *others = each.names
                row = (each.pseudonym, first, "; ".join(others))
                table.writerow([plain_cell(cell) for cell in row])
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(key), why=str(error)) from error
