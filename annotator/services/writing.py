"""Files that are whole or not there: written beside their place and then renamed.

Owns how an export reaches the disk.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import AnnotatorError


def write_file(out: Path, pieces: Iterator[bytes], digest: hashlib._Hash) -> None:
    """Write a file that is only there under its name when it is whole."""
    try:
        if out.exists() and not out.is_file() and not out.is_dir():
            # A pipe or a device is written to; putting a file in its place would take it away.
            with out.open("wb") as stream:
                write(stream, pieces, digest)
            return
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    half = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            write(file, pieces, digest)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files that only their owner reads; an export is as open as any new file.
        half.chmod(0o666 & ~_umask())
        half.replace(out)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a folder to write into that gets its name when the block ends well.

    Raises AnnotatorError("export-folder-there") unless `out` is new or empty, and
    AnnotatorError("export-unwritable"); nothing is left behind then.
    """
    if out.exists() and not (out.is_dir() and next(out.iterdir(), None) is None):
        raise AnnotatorError("export-folder-there", path=str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    try:
        yield half
        half.chmod(0o777 & ~_umask())
        # An empty folder gives way; on some systems only if it is taken away first.
        if out.is_dir():
            out.rmdir()
        half.rename(out)
    except OSError as error:
        raise AnnotatorError("export-unwritable", path=str(out), why=str(error)) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)


def write_files(folder: Path, files: Iterator[tuple[str, bytes]], digest: hashlib._Hash) -> None:
    """Write files into a folder; raises OSError."""
    for name, content in files:
        digest.update(name.encode() + b"\0" + content)
        (folder / name).write_bytes(content)


def write(file: BinaryIO, pieces: Iterable[bytes], digest: hashlib._Hash) -> None:
    """Write pieces into an open file and into a digest of all of them."""
    for piece in pieces:
        digest.update(piece)
        file.write(piece)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
