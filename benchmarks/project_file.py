"""The project file: import, export, saving a label, opening an article, room on disk and in memory.

Every figure that has a plain counterpart (`plain_file`) is taken in turns with it.
"""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from annotator.domain.annotations import Span
from annotator.domain.tokens import plain_tokens
from annotator.formats.json_files import lines_of, parse
from annotator.services.desk import Desk
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus, plain_file
from benchmarks.measure import Report, Timing, in_child, in_turns, middle, once, p95

ARTICLES = 10_000
_LABELS_ADDED = 300
_OPENED = 60


def run(report: Report, *, quick: bool) -> None:
    """Measure with 10,000 articles, or with 1,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    with TemporaryDirectory(prefix="annotator-benchmark-") as folder:
        bench = _Bench(report, Path(folder), articles)
        report.section(
            f"Project file: {articles:,} articles of {corpus.WORDS} words, "
            f"{corpus.SPANS} labels and {corpus.RELATIONS} relations"
        )
        bench.importing(rounds=3 if quick else 2)
        bench.exporting(rounds=3 if quick else 2)
        bench.memory()
        bench.labelling()
        bench.opening()
        bench.keeping()


class _Bench:
    def __init__(self, report: Report, folder: Path, articles: int) -> None:
        self._report = report
        self._folder = folder
        self._articles = articles
        self._source = folder / "articles.jsonl"
        self._empty = folder / "empty.annotator"
        #: The project that the import left; later figures are taken on it.
        self._project = folder / "project.annotator"
        corpus.write_jsonl(self._source, articles)
        Session.create(self._empty, load_scheme("news"), "Ada").close()

    def _both(
        self, name: str, ours: list[Timing], plain: list[Timing], unit: str, target: str
    ) -> None:
        """Add CPU time, which is judged, and wall time, which other work on the machine moves."""
        scale = 1000 if unit == "ms" else 1
        one, other = middle(ours), middle(plain)
        self._report.row(name, one.cpu * scale, unit, other.cpu * scale, target)
        self._report.row("… by the clock", one.wall * scale, unit, other.wall * scale)

    def importing(self, rounds: int) -> None:
        """Import against `executemany` of the rows that the import made."""
        _import(self._source, self._fresh(self._project))
        _with_its_daily_copy(self._project)
        rows = plain_file.rows_of(self._project)
        ours, plain = in_turns(
            lambda: _import(self._source, self._fresh(self._folder / "ours.annotator")),
            lambda: plain_file.load(self._fresh(self._folder / "plain.annotator"), rows),
            rounds,
        )
        rows.clear()
        self._both("import", ours, plain, "s", "<= 1.5x")
        parsing = middle([once(self._parse) for _ in range(rounds)])
        self._report.row("… of which reading the lines as JSON", parsing.cpu, "s")
        self._report.row("… articles a second", self._articles / middle(ours).cpu, "/s")
        self._report.note(
            "Plain: rows ready in memory, executemany, indexes and full-text index at the end, "
            "same PRAGMAs. Reading and checking the file is in ours only."
        )

    def _parse(self) -> None:
        for _, line in lines_of(self._source):
            parse(line)

    def exporting(self, rounds: int) -> None:
        """Export without and with kept tokens."""
        out = self._folder / "out.jsonl"
        first = middle([once(lambda: _export(self._project, out)) for _ in range(rounds)])
        tokenising = middle([once(self._tokenise) for _ in range(rounds)])
        with Session.open(self._project) as session:
            for number in session.document_ids():
                session.save_tokens(number, plain_tokens(session.text(number)))
        plain_out = self._folder / "plain.jsonl"
        ours, plain = in_turns(
            lambda: _export(self._project, out),
            lambda: plain_file.write_lines(self._project, plain_out),
            rounds,
        )
        self._both("export, tokens kept", ours, plain, "s", "<= 1.5x")
        self._report.row("… articles a second", self._articles / middle(ours).cpu, "/s")
        self._report.row(
            "what a first export spends on tokens",
            first.cpu - middle(ours).cpu,
            "s",
            tokenising.cpu,
            "<= 1.2x",
        )
        self._report.row("… the whole first export", first.cpu, "s")
        self._report.note(
            "Plain: the rows of a line read, put into plain values with their tokens and dumped, "
            "unchecked and unsorted; for the first export: the tokeniser alone."
        )
        out.unlink()
        plain_out.unlink()

    def _tokenise(self) -> None:
        with Session.open(self._project, read_only=True) as session:
            for number in session.document_ids():
                plain_tokens(session.text(number))

    def memory(self) -> None:
        """Peak memory of an import and an export, each in a process of its own."""
        tenth = self._folder / "tenth.jsonl"
        corpus.write_jsonl(tenth, self._articles // 10)
        peaks = {}
        for source in (tenth, self._source):
            project = self._fresh(self._folder / "memory.annotator")
            for what, other in (("import", source), ("export", self._folder / "memory.jsonl")):
                _, peaks[what, source] = in_child(
                    __name__, f"{what}_in_child", str(project), str(other)
                )
            project.unlink()
        for what in ("import", "export"):
            self._report.row(
                f"memory of an {what}, against a tenth of the articles",
                peaks[what, self._source],
                "MB",
                peaks[what, tenth],
                "<= 250 MB",
            )

    def labelling(self) -> None:
        """A label from the key to the disk, against the bare commit of its rows."""
        # In a process that has not just taken in ten thousand articles, as on an analyst's desk.
        (ours, plain, cpu), _ = in_child(
            __name__, "label_in_child", str(self._project), str(self._folder)
        )
        self._report.row("a label, from the key to the disk", ours, "ms", plain, "<= 2x")
        self._report.row("… CPU alone", cpu, "ms")

    def opening(self) -> None:
        """An article from the list to the pixels, in the real window."""
        from PySide6.QtWidgets import QApplication

        from annotator.gui.app import make_application
        from annotator.gui.main_window import MainWindow

        application = make_application()
        window = MainWindow()
        window.show()
        window.set_session(Session.open(self._project))
        assert window.session is not None
        ids = window.session.document_ids()
        chosen = random.Random(1).sample(list(ids), min(_OPENED, len(ids)))
        QApplication.processEvents()

        def show(number: int) -> None:
            window.open_document(number)
            # The worker would start a little later, and take the core that is measured.
            window.workspace.assistant.stop()
            application.processEvents()

        times = [once(lambda number=number: show(number)) for number in chosen]
        self._report.row("open an article, painted", middle(times).cpu * 1000, "ms", None,
                         "<= 50 ms")  # fmt: skip
        self._report.row("… the slowest of twenty", p95(times).wall * 1000, "ms", None, "<= 50 ms")
        window.close()

    def keeping(self) -> None:
        """The file as it lies there."""
        size = self._project.stat().st_size / 1024**2
        self._report.row("size of the project", size, "MB", self._source.stat().st_size / 1024**2)
        opened = middle([once(lambda: Session.open(self._project).close()) for _ in range(5)])
        self._report.row("open and close the project", opened.wall * 1000, "ms")
        with Session.open(self._project) as session:
            self._report.row("annotator check", once(session.check).cpu, "s")
        _import(self._source, target := self._fresh(self._folder / "undo.annotator"))
        with Session.open(target) as session:
            self._report.row("undo the import", once(session.undo).cpu, "s")
            self._report.row("redo it", once(session.redo).cpu, "s")
        self._report.note("Size: against the JSON lines the articles came in.")

    def _fresh(self, path: Path) -> Path:
        path.unlink(missing_ok=True)
        shutil.copy(self._empty, path)
        return path


def _import(source: Path, project: Path) -> None:
    with Session.open(project) as session:
        import_paths(session, [source], ImportOptions())


def _export(project: Path, out: Path) -> None:
    with Session.open(project) as session:
        export(session, out, ExportOptions())


def import_in_child(project: str, source: str) -> None:
    """Import in this process; its memory is what counts."""
    _import(Path(source), Path(project))


def export_in_child(project: str, out: str) -> None:
    """Export in this process; its memory is what counts."""
    _export(Path(project), Path(out))


def _with_its_daily_copy(project: Path) -> None:
    """Have the copy made that the first opening of a day makes beside the work, off the figures."""
    Session.open(project).close()


def label_in_child(source: str, folder: str) -> tuple[float, float, float]:
    """Return the median milliseconds of a label of ours, of its bare rows, and of our CPU."""
    project = Path(folder) / "label.annotator"
    shutil.copy(source, project)
    add = plain_file.label_adder(Path(source), Path(folder))
    _with_its_daily_copy(project)
    ours, plain, cpu = [], [], []
    with Session.open(project) as session:
        desk = Desk(session)
        for number in session.document_ids()[: _LABELS_ADDED // 10]:
            desk.open(number)
            for start in sorted(random.Random(number).sample(range(len(desk.tokens) - 1), 10)):
                # A range across two tokens, so that no label is there already.
                desk.take(Span(desk.tokens.starts[start], desk.tokens.ends[start + 1]))
                cpu_before, before = time.process_time(), time.perf_counter()
                desk.label("PERSON", "entities")
                ours.append(time.perf_counter() - before)
                cpu.append(time.process_time() - cpu_before)
                plain.append(add())
    project.unlink()
    return median(ours) * 1000, median(plain) * 1000, median(cpu) * 1000
