"""The one safe way to look into a zip file.

Owns the limits: how much may come out of an archive, how tightly it may be packed, how many members
it may have and what they may be called.  Nothing is ever written to disk.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from annotator.formats.magic import kind_of
from annotator.formats.registry import ProblemError, ReadOptions

#: Bytes of all members together, unpacked.
MAX_BYTES = 400 * 1024 * 1024
#: Times that the members may be larger than the archive; looked at from `_SMALL` bytes on only,
#: because tiny files of white space pack better than any bomb.
MAX_RATIO = 150
_SMALL = 8 * 1024 * 1024
MAX_MEMBERS = 20_000
#: Packings that can be unpacked piece by piece, so that a wrong size in the directory is harmless.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCKED = 0x1  # bit of the flags of a member


def checked_zip(path: Path, options: ReadOptions) -> zipfile.ZipFile:
    """Return an open archive whose directory is harmless; close it after use.

    Read its members with `member`, which does not believe the directory either.
    Raises ProblemError zip-broken, zip-locked, zip-too-large, zip-ratio, zip-members or zip-name;
    OSError if the file cannot be read.
    """
    size = path.stat().st_size
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError):
        with path.open("rb") as file:
            head = file.read(65536)
        if not head:
            raise ProblemError("file-empty") from None
        if zipfile.is_zipfile(path) or head.startswith(b"PK"):
            raise ProblemError("zip-broken") from None
        raise ProblemError("zip-not", kind=kind_of(head) or "other") from None
    try:
        _check(archive.infolist(), size, options)
    except ProblemError:
        archive.close()
        raise
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a member.

    Raises ProblemError("zip-missing") if there is none, "zip-broken" if it cannot be unpacked or
    is of another size than the directory says.
    """
    try:
        found = archive.getinfo(name)
    except KeyError:
        raise ProblemError("zip-missing", name=name) from None
    try:
        with archive.open(found) as file:
            # Never more than the directory says: with a number, zipfile unpacks no further.
            raw = file.read(found.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        raise ProblemError("zip-broken") from None
    if len(raw) != found.file_size:
        raise ProblemError("zip-broken")
    return raw


def _check(members: list[zipfile.ZipInfo], size: int, options: ReadOptions) -> None:
    if len(members) > MAX_MEMBERS:
        raise ProblemError("zip-members", number=len(members), most=MAX_MEMBERS)
    most = options.max_bytes or MAX_BYTES
    total = sum(each.file_size for each in members)
    if total > most:
        raise ProblemError("zip-too-large", most=max(1, most // 1024**2))
    if total > _SMALL and total > size * MAX_RATIO:
        raise ProblemError("zip-ratio", ratio=total // max(1, size), most=MAX_RATIO)
    names = set()
    for each in members:
        name = each.filename
        if each.flag_bits & _LOCKED:
            raise ProblemError("zip-locked")
        if each.compress_type not in _PACKINGS:
            raise ProblemError("zip-broken")
        if name in names or _escapes(each.orig_filename):
            raise ProblemError("zip-name", name=name[:60])
        names.add(name)


def _escapes(name: str) -> bool:
    """Tell whether a name leads out of the archive, on any system."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name[:1] in ("/", "\\") or name[1:2] == ":" or "\0" in name
