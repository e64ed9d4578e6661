"""What a password costs: the same project encrypted and in the clear, in turns.

The plain counterpart of every figure is our own plain project; what that costs against SQLite alone
is told by `project_file`.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.services import encrypting
from annotator.services.desk import Desk
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.redacting import RedactOptions
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus
from benchmarks.measure import Report, in_turns, middle, once

ARTICLES = 10_000
_PASSWORD = "four words make one"
_LABELS = 200


def run(report: Report, *, quick: bool) -> None:
    """Measure with 10,000 articles, or with 1,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    try:
        encrypting.refuse_if_missing()
    except AnnotatorError as error:
        report.section("Encrypted projects")
        report.note(f"Left out: {error}")
        return
    with TemporaryDirectory(prefix="annotator-benchmark-") as folder:
        report.section(
            f"Encrypted projects against plain ones: {articles:,} articles of {corpus.WORDS} words"
        )
        _Bench(report, Path(folder), articles).run()


class _Bench:
    def __init__(self, report: Report, folder: Path, articles: int) -> None:
        self._report = report
        self._source = folder / "articles.jsonl"
        self._plain, self._secret = folder / "plain.annotator", folder / "secret.annotator"
        self._folder = folder
        corpus.write_jsonl(self._source, articles)

    def run(self) -> None:
        """Take every figure; the projects that the import leaves are those of the others."""
        secret, plain = in_turns(
            lambda: self._import(self._secret, _PASSWORD), lambda: self._import(self._plain, ""), 2
        )
        one, other = middle(secret), middle(plain)
        self._report.row("import", one.cpu, "s", other.cpu, "<= 1.5x")
        self._report.row("size of the project", self._secret.stat().st_size / 1024**2, "MB",
                         self._plain.stat().st_size / 1024**2, "<= 1.1x")  # fmt: skip
        self._unlocking()
        for name, work, target in (
            ("open and close", lambda path: Session.open(path).close(), "<= 2x"),
            ("read every article", self._read, "<= 2x"),
            ("export", self._export, "<= 1.3x"),
            ("copy of the project", self._back_up, ""),
        ):
            secret, plain = in_turns(
                lambda work=work: work(self._secret), lambda work=work: work(self._plain), 3
            )
            self._report.row(f"{name}", middle(secret).wall * 1000, "ms",
                             middle(plain).wall * 1000, target)  # fmt: skip
        secret_label, plain_label = (self._label(path) for path in (self._secret, self._plain))
        self._report.row("a label, from the key to the disk", secret_label, "ms", plain_label,
                         "<= 2x")  # fmt: skip
        redacted, plain = in_turns(
            lambda: self._export(self._plain, RedactOptions()), lambda: self._export(self._plain), 2
        )
        self._report.row("export with people under other names", middle(redacted).cpu, "s",
                         middle(plain).cpu, "<= 2x")  # fmt: skip
        twin = self._folder / "twin.annotator"
        shutil.copyfile(self._plain, twin)
        self._report.row("put a project under a password, compared row by row",
                         once(lambda: encrypting.protect(twin, _PASSWORD)).wall, "s")  # fmt: skip

    def _import(self, path: Path, password: str) -> None:
        path.unlink(missing_ok=True)
        scheme = load_scheme("news")
        with Session.create(path, scheme, "Ada", password=password) as session:
            import_paths(session, [self._source], ImportOptions())

    def _unlocking(self) -> None:
        spent = [once(lambda: encrypting.unlock(self._secret, _PASSWORD)) for _ in range(5)]
        self._report.row("find the key of a password, once for each start",
                         middle(spent).wall * 1000, "ms")  # fmt: skip

    @staticmethod
    def _read(path: Path) -> None:
        with Session.open(path, read_only=True) as session:
            for bundle in session.bundles():
                assert bundle.text

    def _export(self, path: Path, redact: RedactOptions | None = None) -> None:
        with Session.open(path) as session:
            export(session, self._folder / "out.jsonl", ExportOptions(redact=redact))

    @staticmethod
    def _back_up(path: Path) -> None:
        with Session.open(path) as session:
            session.back_up()

    @staticmethod
    def _label(path: Path) -> float:
        """Return the median milliseconds of a label."""
        spent = []
        with Session.open(path) as session:
            desk = Desk(session)
            for number in session.document_ids()[: _LABELS // 10]:
                desk.open(number)
                for start in range(0, 20, 2):
                    desk.take(Span(desk.tokens.starts[start], desk.tokens.ends[start + 1]))
                    before = time.perf_counter()
                    desk.label("PERSON", "entities")
                    spent.append(time.perf_counter() - before)
        return median(spent) * 1000
