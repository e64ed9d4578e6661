"""Sending articles to a colleague as a small project file, and who gets which.

Owns the choice of articles and what is written beside the file.  A packet is a project like any
other: it holds the scheme, the articles, the entries, and nobody's labels but the receiver's;
taking it back is a merge (`annotator.services.merging`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator.domain.documents import Annotator, Assignment
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import derived_id
from annotator.domain.lists import DocumentQuery
from annotator.domain.review import annotator_id
from annotator.domain.steps import Step, added
from annotator.services.self_agreement import refuse
from annotator.services.session import Session
from annotator.services.tasks import Task, long_running


@dataclass(frozen=True, slots=True)
class Packet:
    """What a packet file says of itself."""

    of: str  # id of the project that sent it
    sender: str
    receiver: str
    sent: str  # ISO 8601, UTC
    documents: int


def packet_of(session: Session) -> Packet | None:
    """Return what the open project says of itself if it is a packet."""
    found: dict[str, Any] | None = session.setting("packet")
    return None if not found else Packet(**found)


def is_blind(session: Session) -> bool:
    """Tell whether whoever works here shall not see suggestions nor the labels of others."""
    return bool(session.setting("blind"))


def chosen_documents(
    session: Session, name: str, *, words: str = "", overlap: int | None = None
) -> list[int]:
    """Return the documents of a packet for somebody, in the order of the project.

    Args:
        session: The project.
        name: Who shall get them.
        words: Only what a search for these finds.
        overlap: Percent of the articles that others have already (labelled, or given to them)
            which go along so that they are labelled twice, the same ones for everybody; those that
            nobody has come along whole.  None: all.

    Raises AnnotatorError("overlap-wrong") outside 0 to 100.
    """
    ids = list(session.document_ids(DocumentQuery(words=words)))
    if overlap is None:
        return ids
    if not 0 <= overlap <= 100:
        raise AnnotatorError("overlap-wrong", overlap=overlap)
    taken = session.taken_documents(annotator_id(name))
    shared = sorted((each for each in ids if each in taken), key=_drawn)
    twice = set(shared[: round(len(shared) * overlap / 100)])
    return [each for each in ids if each not in taken or each in twice]


def _drawn(document: int) -> bytes:
    """Return the place of a document in an order that is as good as drawn, and always the same."""
    return hashlib.blake2b(document.to_bytes(8, "big"), digest_size=8).digest()


def assignment_step(session: Session, name: str, documents: Sequence[int]) -> Step:
    """Return the step that gives articles to somebody; who is new joins the project.

    Articles that she has already keep their state.  Raises AnnotatorError("packet-empty") for none.
    """
    if not documents:
        raise AnnotatorError("packet-empty", name=name)
    person = session.annotator_named(name) or Annotator(annotator_id(name), name)
    new: list[Annotator | Assignment] = []
    if person.id not in session.annotators:
        new.append(person)
    for document in documents:
        if session.assignment(document, person.id) is None:
            number = derived_id("assignment", f"{document:x}", f"{person.id:x}")
            new.append(Assignment(number, document, person.id))
    return Step("articles-assigned", added(*new), {"name": name, "number": len(documents)})


@long_running
def send_packet(
    session: Session,
    out: Path,
    name: str,
    documents: Sequence[int],
    task: Task | None = None,
    *,
    blind: bool = True,
) -> Packet:
    """Write a packet and note in the project who has the articles now, as one step.

    Raises AnnotatorError("packet-empty", "project-exists") and what the file system refuses; the
    project is as before then.
    """
    from annotator.storage import packets

    refuse(session)
    step = replace(assignment_step(session, name, documents), code="packet-sent")
    if step.edits:
        session.apply(step)
    person = session.known_annotator(name)
    packet = Packet(
        session.project_id,
        session.annotator.name,
        name,
        datetime.now(UTC).isoformat(timespec="seconds"),
        len(documents),
    )
    settings = {
        "project": session.project_id,
        "annotator": person.id,
        "blind": blind,
        "packet": {
            "of": packet.of, "sender": packet.sender, "receiver": name, "sent": packet.sent,
            "documents": packet.documents,
        },
    }  # fmt: skip
    contents = packets.PacketContents(documents, person.id, session.annotator.id)
    try:
        session.write_packet(out, contents, settings, task)
    except BaseException:
        if step.edits:
            session.undo()
        raise
    return packet
