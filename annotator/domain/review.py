"""What a review leaves behind: decisions, versions that a merge overruled, articles that are one.

Owns these plain values.  How versions are compared is `annotator.domain.comparison`, how they are
merged is `annotator.storage.merging`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from annotator.domain.ids import derived_id

#: Kind of the annotator to whom decided annotations belong.
GOLD = "gold"
#: Name of that annotator, the same in every project.
GOLD_NAME = "gold"


class How(enum.StrEnum):
    """How an annotation of the gold set was decided."""

    UNANIMOUS = "unanimous"  # everybody says the same
    APPROVED = "approved"  # one annotator's, checked by another
    CHOSEN = "chosen"  # one version of several
    EDITED = "edited"  # none of the versions as it stands
    NEITHER = "neither"  # nothing of it is right: decided, and not in the gold set
    STRATEGY = "strategy"  # by a rule that somebody chose; gives way to a person


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about annotations that stand for one thing in a document."""

    id: int
    document: int
    annotator: int  # who decided
    how: How
    sources: tuple[int, ...] = ()  # annotations it was decided from, by id
    gold: int = 0  # the annotation that came of it; 0 = none
    seen: str = ""  # digest of the sources as they were: another one opens the item again
    strategy: str = ""  # the rule that decided; "": a person did
    time: str = ""  # ISO 8601, UTC, by the clock of whoever decided; for display only


@dataclass(frozen=True, slots=True)
class DocumentAlias:
    """The fact that two documents are one; annotations live on in `same_as`.

    Their texts are equal, or `same_as` is a later version of the other one.
    """

    id: int
    document: int  # the one that is no longer shown
    same_as: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A version that a merge overruled; it waits for somebody to look at it.

    It belongs to a record that exists, or existed; whatever replaces that record settles it.
    """

    id: int
    kind: str  # of the record, as the history names it
    record: int
    document: int  # 0: about no single one
    counter: int  # the stamp of the version
    replica: int
    value: str  # the version as JSON, as the history holds records; "" = it was deleted
    same: bool = False  # it says what the version that stands says


def conflict_id(kind: str, record: int, counter: int, replica: int) -> int:
    """Return the id of the conflict about one version of a record, the same in every copy."""
    return derived_id("conflict", kind, f"{record:x}", f"{counter:x}", f"{replica:x}")


def annotator_id(name: str) -> int:
    """Return the id of an annotator who is known by a name, the same in every project."""
    return derived_id("annotator", name)
