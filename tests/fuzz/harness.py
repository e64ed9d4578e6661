"""Readers against spoilt files: what they are given, and what counts as a finding.

Owns the seeds (our own files of one whole project, and small ones written here) and the rules: a
reader may only yield bundles that are sound and problems that there is a sentence for, within five
seconds of work and a bound of memory.
"""

from __future__ import annotations

import io
import random
import resource
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from annotator.domain.annotations import check_spans
from annotator.domain.bundles import Bundle
from annotator.domain.offset_units import Unit
from annotator.domain.text import FORBIDDEN
from annotator.formats.registry import Format, Problem, formats
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import Importing, ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import messages
from tests.formats import whole
from tests.fuzz.mutators import spoil

SECONDS = 5  # of work for one file
MEGABYTES = 500  # that one file may add to what the process ever held
#: Every so many files the whole import runs, and the project it made is checked.
WHOLE_IMPORT = 25
_TABLE = 'id;text\n1;“We go,” she said.\n2;"a;b"\n'
_PAGE = """<html><head><title>Karsk</title></head><body><article><p>“We go,” said Dana Ilves.</p>
<p>The road to Karsk was closed on Monday, the council said.</p></article></body></html>"""
_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 38>>stream
BT /F1 9 Tf 9 9 Td (She said no.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""
#: Files by ending, for formats that are read and not written.
HAND_MADE = {
    ".txt": whole.TEXT.encode(),
    ".csv": _TABLE.replace(";", ",").encode(), ".tsv": _TABLE.replace(";", "\t").encode(),
    ".html": _PAGE.encode(), ".pdf": _PDF,
    ".mhtml": f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{_PAGE}".encode(),
    ".json": b'[{"id": "1", "text": "Dana Ilves said no.", "title": "Karsk"}]',
    ".jsonl": b'{"id": "1", "text": "Dana Ilves said no.", "label": [[0, 10, "PERSON"]]}\n',
}  # fmt: skip


class Seed(NamedTuple):
    """A file with those that are read together with it."""

    main: str
    files: dict[str, bytes]


@dataclass(slots=True)
class Report:
    """What became of the files of one format."""

    inputs: int = 0
    articles: int = 0
    problems: int = 0
    findings: list[str] = field(default_factory=list)


class TooSlow(BaseException):
    """The five seconds are over; no `except Exception` of a reader may swallow it."""


def readers() -> dict[str, Format]:
    """Return the formats that are read, by name."""
    return {name: each for name, each in formats().items() if each.read is not None}


def seeds_of(kind: Format, folder: Path) -> list[Seed]:
    """Return the files that mutations of a format start from."""
    found = [Seed(f"a{ending}", {f"a{ending}": raw}) for ending, raw in HAND_MADE.items()
             if ending in kind.suffixes]  # fmt: skip
    if ".docx" in kind.suffixes:
        from docx import Document

        out, page = io.BytesIO(), Document()
        page.add_paragraph("“We go,” said Dana Ilves.")
        page.save(out)
        found.append(Seed("a.docx", {"a.docx": out.getvalue()}))
    if ".xlsx" in kind.suffixes:
        from openpyxl import Workbook

        out, book = io.BytesIO(), Workbook()
        for row in _TABLE.splitlines():
            book.active.append(row.split(";"))
        book.save(out)
        found.append(Seed("a.xlsx", {"a.xlsx": out.getvalue()}))
    if kind.written:
        with Session.create(folder / "seed.annotator", load_scheme("news"), "Mina Kell") as session:
            whole.fill(session, folder)
            out_path = folder / f"seed{kind.written_ending}"
            export(session, out_path, ExportOptions(kind.name))
        files = sorted(out_path.iterdir()) if out_path.is_dir() else [out_path]
        raw = {each.name: each.read_bytes() for each in files}
        main = kind.suffixes or (kind.written_ending,)
        found += [Seed(name, raw) for name in raw if name.endswith(main)]
    ending = (kind.suffixes or (kind.written_ending,))[0]
    return found or [Seed(f"a{ending}", {f"a{ending}": b"Dana Ilves said no.\n"})]


class Fuzzer:
    """The files of one format, one after the other; each has a chance of its own."""

    def __init__(self, kind: Format, seed: str, folder: Path) -> None:
        self._kind = kind
        self._seed = seed
        self._folder = folder
        self._keep = folder / "findings"
        self._scheme = load_scheme("news")
        (folder / "seeds").mkdir(parents=True)
        self._seeds = seeds_of(kind, folder / "seeds")
        self._pool = [raw for each in self._seeds for raw in each.files.values()]
        self.report = Report()

    def run(self, most: int, seconds: float = float("inf")) -> Report:
        """Try `most` files, or as many as fit into a time."""
        until = time.monotonic() + seconds
        (self._folder / "in").mkdir()
        path = self._folder / "scratch.annotator"
        with Session.create(path, self._scheme, "Mina Kell") as session:
            while self.report.inputs < most and time.monotonic() < until:
                self._one(session, f"{self._kind.name}:{self._seed}:{self.report.inputs}")
        return self.report

    def _one(self, session: Session, name: str) -> None:
        chance = random.Random(name)
        seed = chance.choice(self._seeds)
        spoilt = chance.choice(list(seed.files)) if chance.random() < 0.3 else seed.main
        files = {**seed.files, spoilt: spoil(seed.files[spoilt], chance, self._pool)}
        for each, raw in files.items():
            (self._folder / "in" / each).write_bytes(raw)
        options = ImportOptions(
            format=self._kind.name,
            on_error="skip",
            unknown_labels=chance.choice(("stop", "add", "skip")),
            replace_forbidden=chance.random() < 0.5,
            unit=chance.choice((None, None, None, Unit.UTF_16, Unit.UTF_8)),
        )
        self.report.inputs += 1
        peak = _peak()
        try:
            with warnings.catch_warnings(), _limited():
                warnings.simplefilter("ignore")
                self._read(session, self._folder / "in" / seed.main, options)
                if self.report.inputs % WHOLE_IMPORT == 0:
                    self._import(self._folder / "in" / seed.main, options)
            if _peak() - peak > MEGABYTES:
                self._found(name, files, f"{_peak() - peak:.0f} MB more")
        except OSError:
            pass
        except TooSlow:
            self._found(name, files, f"more than {SECONDS} s\n{traceback.format_exc(limit=-6)}")
        except Exception:
            self._found(name, files, traceback.format_exc(limit=-8))

    def _read(self, session: Session, path: Path, options: ImportOptions) -> None:
        for found in Importing(session, options, Task())._read(path):
            if isinstance(found, Problem):
                self.report.problems += 1
                _check_problem(found)
            else:
                self.report.articles += 1
                _check_bundle(found)

    def _import(self, path: Path, options: ImportOptions) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            project = Path(folder, "p.annotator")
            with Session.create(project, self._scheme, "Mina Kell") as session:
                import_paths(session, [path], options)
                assert session.check() == []

    def _found(self, name: str, files: dict[str, bytes], what: str) -> None:
        place = self._keep / str(len(self.report.findings))
        place.mkdir(parents=True)
        for each, raw in files.items():
            (place / each).write_bytes(raw)
        self.report.findings.append(f"seed {name}\ninput {place}\n{what}")


def _check_problem(problem: Problem) -> None:
    template = messages()[problem.code]
    given = {*problem.values, "file", "line"}
    missing = {name for _, name, _, _ in Formatter().parse(template) if name} - given
    assert not missing, f"{problem.code} lacks {missing}"


def _check_bundle(bundle: Bundle) -> None:
    assert bundle.text.strip()
    assert not FORBIDDEN.search(bundle.text)
    there = {each.id for each in bundle.annotations}
    assert len(there) == len(bundle.annotations)
    for each in bundle.annotations:
        check_spans(each.spans, len(bundle.text))
    for link in bundle.relations:
        assert {link.source, link.target} <= there


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB on Linux


@contextmanager
def _limited() -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds of work; waiting for others is none."""

    def over(*_: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
