"""The file an article was taken from, written out again as it came.

Owns what is said when there is none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from annotator.domain.errors import AnnotatorError
from annotator.services.writing import write_file

if TYPE_CHECKING:
    from annotator.domain.documents import Original
    from annotator.services.session import Session


def original_of(session: Session, document: int) -> Original:
    """Return the file that a document was taken from.

    Raises AnnotatorError("original-missing") for an article that came as text or with a table, and
    for one whose file was too large to be kept.
    """
    found = session.original(document)
    if found is None:
        raise AnnotatorError("original-missing", document=session.uid_of(document))
    # A name from a project that somebody else made never leads anywhere.
    name = PureWindowsPath(PurePosixPath(found.name).name).name
    return found._replace(name=name or "original")


def save_original(session: Session, original: Original, out: Path) -> None:
    """Write the file that a document was taken from, byte for byte.

    Raises AnnotatorError("export-onto-project", "export-unwritable").
    """
    if out.resolve() == session.path.resolve():
        raise AnnotatorError("export-onto-project", path=str(out))
    write_file(out, iter((original.raw,)), hashlib.sha256())
