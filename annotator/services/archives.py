"""Zip files as a source of articles: unpacked into a place of our own for as long as they are read.

Owns how they are unpacked, and under which names their files appear in reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.zips import checked_zip, member

SUFFIX = ".zip"


@dataclass(slots=True)
class Opened:
    """What is to be read, with zip files opened up."""

    paths: list[Path] = field(default_factory=list)
    #: What is wrong with zip files that could not be opened; they are among `paths`, too.
    problems: dict[Path, ProblemError] = field(default_factory=dict)
    _archives: dict[Path, Path] = field(default_factory=dict)  # where a zip file was unpacked

    def shown(self, file: str) -> str:
        """Return the name of a file in reports: one in a zip file is named as if it lay below."""
        for place, archive in self._archives.items():
            if file.startswith(str(place)):
                return f"{archive}{file[len(str(place)) :]}"
        return file


@contextmanager
def opened(paths: Iterable[Path], options: ReadOptions) -> Iterator[Opened]:
    """Give what lies under `paths`; what was unpacked is gone when the block ends.

    Only zip files that were named themselves are opened, none that lie in folders or in others.
    """
    found = Opened()
    with TemporaryDirectory(prefix="annotator-zip-") as room:
        for number, path in enumerate(paths):
            if path.suffix.lower() != SUFFIX or not path.is_file():
                found.paths.append(path)
                continue
            # The last folder has the name of the zip file: some formats go by it.
            place = Path(room, str(number), path.stem)
            try:
                _unpack(path, place, options)
            except ProblemError as error:
                found.problems[path] = error
                found.paths.append(path)
            except OSError as error:
                why = error.strerror or str(error)
                found.problems[path] = ProblemError("file-unreadable", why=why)
                found.paths.append(path)
            else:
                found._archives[place] = path
                found.paths.append(place)
        yield found


def _unpack(path: Path, place: Path, options: ReadOptions) -> None:
    """Write the members of a zip file below a folder; raises ProblemError and OSError."""
    place.mkdir(parents=True)
    with checked_zip(path, options) as archive:
        for each in archive.infolist():
            # `checked_zip` let no name through that leads outside; links become plain files.
            if not each.is_dir():
                file = place / each.filename
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(member(archive, each.filename))
