"""Schemes to start a project from.

Owns the way from a name or a path to a scheme, and back to a file.
"""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.scheme_file import read_scheme, write_scheme
from annotator.locations import resource

DEFAULT = "news"


def shipped_schemes() -> dict[str, Path]:
    """Return the schemes that come with the program, the default one first."""
    files = {each.stem: each for each in sorted(resource("schemes").glob("*.toml"))}
    return {DEFAULT: files.pop(DEFAULT), **files}


def load_scheme(name: str) -> Scheme:
    """Return a shipped scheme by name, or the scheme of a TOML file.

    Raises SchemeFileError with file and line, or AnnotatorError("scheme-unknown").
    """
    shipped = shipped_schemes()
    path = shipped.get(name) or Path(name)
    if not path.is_file():
        raise AnnotatorError("scheme-unknown", name=name, known=", ".join(shipped))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotatorError("file-unreadable", file=str(path), why=str(error)) from error
    return read_scheme(text, str(path))


def save_scheme(scheme: Scheme, path: Path) -> None:
    """Write a scheme as a TOML file; raises AnnotatorError("export-unwritable")."""
    try:
        path.write_text(write_scheme(scheme), encoding="utf-8", newline="\n")
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(path), why=str(error)) from error
