"""Formats in and out, datasets: time against plain reading and writing, memory of a large export.

Writers are held against the rows of the project read and dumped by orjson with nothing checked
(`plain_file.write_lines`), DocBin against spaCy's own loop of Docs, readers against the parser of
the format itself and `executemany` of the rows that the import made.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from annotator.domain.tokens import plain_tokens
from annotator.formats.registry import Format, formats
from annotator.services.datasets import DatasetOptions, export_dataset
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from benchmarks import corpus, plain_file
from benchmarks.measure import Report, in_child, in_turns, middle

ARTICLES = 2_000
#: Files that formats have for each article.
_FILES = {"brat": 2, "uima-xmi": 1, "uima-json": 1, "webanno-tsv": 1}
MANY = 100_000


def run(report: Report, *, quick: bool) -> None:
    """Measure with 2,000 articles, or with 200; the large export with 100,000 or 10,000."""
    articles = ARTICLES // 10 if quick else ARTICLES
    with TemporaryDirectory(prefix="annotator-benchmark-") as folder:
        bench = _Bench(report, Path(folder), articles)
        report.section(
            f"Formats: {articles:,} articles of {corpus.WORDS} words, {corpus.SPANS} labels and "
            f"{corpus.RELATIONS} relations"
        )
        bench.writers(rounds=3)
        bench.docbin(rounds=3)
        bench.readers(rounds=3)
        bench.dataset()
        bench.memory(MANY // 10 if quick else MANY)


class _Bench:
    def __init__(self, report: Report, folder: Path, articles: int) -> None:
        self._report = report
        self._folder = folder
        self._project = folder / "project.annotator"
        self._empty = folder / "empty.annotator"
        self._made: dict[str, Path] = {}
        source = folder / "articles.jsonl"
        corpus.write_jsonl(source, articles)
        for path in (self._project, self._empty):
            Session.create(path, load_scheme("news"), "Ada").close()
        with Session.open(self._project) as session:
            import_paths(session, [source], ImportOptions())
            for number in session.document_ids():
                session.save_tokens(number, plain_tokens(session.text(number)))

    def writers(self, rounds: int) -> None:
        """Every writer against raw reading and orjson."""
        plain_out = self._folder / "plain.jsonl"
        for kind in formats().values():
            if not kind.written:
                continue
            out = self._made[kind.name] = self._folder / f"made-{kind.name}{_ending(kind)}"
            ours, plain = in_turns(
                lambda kind=kind, out=out: self._export(kind.name, out),
                lambda kind=kind: plain_file.write_lines(
                    self._project, plain_out, files=_FILES.get(kind.name, 0)
                ),
                rounds,
            )
            # DocBin has a budget of its own.
            budget = "" if kind.name == "spacy" else "<= 2x"
            self._report.row(f"write {kind.name}", middle(ours).cpu, "s", middle(plain).cpu, budget)
        self._report.note(
            "Plain: the rows of an article read, put into plain values with their tokens and "
            "dumped by orjson, unchecked and unsorted; into as many files as the format has for an "
            "article, where it has any."
        )

    def _export(self, name: str, out: Path) -> None:
        _remove(out)
        with Session.open(self._project, read_only=True) as session:
            export(session, out, ExportOptions(name))

    def docbin(self, rounds: int) -> None:
        """DocBin against what anybody would write with spaCy for the same articles."""
        lines = self._folder / "plain.jsonl"

        def plain() -> None:
            import spacy
            from spacy.tokens import Doc, DocBin, Span

            vocab = spacy.blank("xx").vocab
            shard = DocBin(store_user_data=True)
            for number, raw in enumerate(lines.open("rb"), start=1):
                line = orjson.loads(raw)
                tokens = line["tokens"]
                doc = Doc(
                    vocab,
                    words=[each["text"] for each in tokens],
                    spaces=[each["ws"] for each in tokens],
                )
                starts = {each["start"]: place for place, each in enumerate(tokens)}
                ends = {each["end"]: place + 1 for place, each in enumerate(tokens)}
                doc.spans["sc"] = [
                    Span(doc, starts[each["start"]], ends[each["end"]], label=each["label"])
                    for each in line["spans"]
                    if each["start"] in starts and each["end"] in ends
                ]
                shard.add(doc)
                if number % 1000 == 0:
                    (self._folder / f"plain-{number}.spacy").write_bytes(shard.to_bytes())
                    shard = DocBin(store_user_data=True)
            (self._folder / "plain-last.spacy").write_bytes(shard.to_bytes())

        def both() -> None:
            plain_file.write_lines(self._project, lines)
            plain()

        ours, theirs = in_turns(lambda: self._export("spacy", self._made["spacy"]), both, rounds)
        self._report.row(
            "write spacy, against spaCy’s own loop",
            middle(ours).cpu,
            "s",
            middle(theirs).cpu,
            "<= 1.2x",
        )

    def readers(self, rounds: int) -> None:
        """Every reader of a format that is written against its own parser and raw rows."""
        for kind in formats().values():
            made = self._made.get(kind.name)
            if made is None or kind.read is None:
                continue
            mine = self._folder / "read.annotator"

            def ours(kind: Format = kind, made: Path = made, mine: Path = mine) -> None:
                _remove(mine)
                shutil.copy(self._empty, mine)
                with Session.open(mine) as session:
                    import_paths(
                        session, [made], ImportOptions(kind.name, unknown_labels="add",
                                                       on_error="skip"),
                    )  # fmt: skip

            ours()
            rows = plain_file.rows_of(mine)
            if not rows["documents"]:
                continue  # tables for people are not read back
            parse = _PARSERS.get(kind.name, _json_lines)

            def plain(
                made: Path = made, rows: Any = rows, parse: Callable[[Path], object] = parse
            ) -> None:
                for path in sorted(made.iterdir()) if made.is_dir() else [made]:
                    parse(path)
                other = self._folder / "plain.annotator"
                _remove(other)
                shutil.copy(self._empty, other)
                plain_file.load(other, rows)

            one, other = in_turns(ours, plain, rounds)
            self._report.row(f"read {kind.name}", middle(one).cpu, "s", middle(other).cpu, "<= 2x")
        self._report.note(
            "Plain: the file through the parser of its format (json, csv, spaCy, pyarrow, cassis), "
            "and the rows that the import made inserted by executemany, ready in memory."
        )

    def dataset(self) -> None:
        """A dataset with its split and near-duplicates against a plain export."""
        out = self._folder / "set"
        one = self._folder / "one.jsonl"

        def dataset() -> None:
            _remove(out)
            with Session.open(self._project, read_only=True) as session:
                export_dataset(session, out, ExportOptions(), DatasetOptions())

        ours, plain = in_turns(dataset, lambda: self._export("jsonl", one), 3)
        self._report.row("a dataset, against one file", middle(ours).cpu, "s", middle(plain).cpu)

    def memory(self, articles: int) -> None:
        """Peak memory of writing very many articles, in a process of its own for each format."""
        source = self._folder / "many.jsonl"
        project = self._folder / "many.annotator"
        corpus.write_jsonl(source, articles)
        shutil.copy(self._empty, project)
        _, peak = in_child(__name__, "import_in_child", str(project), str(source))
        self._report.row(f"memory of reading {articles:,} articles", peak, "MB", None, "<= 500 MB")
        source.unlink()
        for name in ("jsonl", "spacy", "parquet", "brat"):
            if name not in formats():
                continue
            out = self._folder / f"many-{name}"
            _, peak = in_child(__name__, "export_in_child", str(project), str(out), name)
            _remove(out)
            self._report.row(
                f"memory of writing {articles:,} articles as {name}", peak, "MB", None, "<= 500 MB"
            )


def import_in_child(project: str, source: str) -> None:
    """Import a file; called in a process of its own."""
    with Session.open(Path(project)) as session:
        import_paths(session, [Path(source)], ImportOptions())


def export_in_child(project: str, out: str, name: str) -> None:
    """Export a project; called in a process of its own."""
    with Session.open(Path(project), read_only=True) as session:
        export(session, Path(out), ExportOptions(name))


def _ending(kind: Format) -> str:
    return "" if kind.write_folder is not None else kind.written_ending


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# Parsers of the formats ------------------------------------------------------------------------


def _json_lines(path: Path) -> None:
    with path.open("rb") as file:
        for raw in file:
            json.loads(raw)


def _json_whole(path: Path) -> None:
    json.loads(path.read_bytes())


def _docbin(path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    for doc in DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab):
        list(doc.ents)


def _parquet(path: Path) -> None:
    import pyarrow.parquet

    pyarrow.parquet.read_table(path).to_pylist()


def _words(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        line.split()


def _xmi(path: Path) -> None:
    import cassis

    if path.name.endswith(".xmi"):
        with (path.parent / "TypeSystem.xml").open("rb") as file:
            types = cassis.load_typesystem(file)
        with path.open("rb") as file:
            cassis.load_cas_from_xmi(file, typesystem=types)


def _cas_json(path: Path) -> None:
    import cassis

    with path.open("rb") as file:
        cassis.load_cas_from_json(file)


def _csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        list(csv.reader(file))


_PARSERS: dict[str, Callable[[Path], object]] = {
    "label-studio": _json_whole,
    "semeval22": _json_whole,
    "spacy": _docbin,
    "parquet": _parquet,
    "conll": _words,
    "brat": _words,
    "webanno-tsv": _words,
    "uima-xmi": _xmi,
    "uima-json": _cas_json,
    "csv": _csv,
}
