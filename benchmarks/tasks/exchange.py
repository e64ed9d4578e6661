"""Tasks between files and the project: install, import, export."""

from __future__ import annotations

import contextlib
import io
import json
from importlib.metadata import distribution
from pathlib import Path

from annotator import cli
from annotator.services.commenting import remark
from annotator.services.session import Session
from benchmarks.tasks.newcomer import Newcomer
from benchmarks.tasks.projects import desk_of, label, make_project
from benchmarks.tasks.task import Act, Task
from benchmarks.tasks.texts import BUDGET, FERRY, HARBOUR, PAGE

_ROOT = Path(__file__).resolve().parents[2]


# Import -----------------------------------------------------------------------------------------


def _folder(home: Path) -> Path:
    return home / "Articles of January"


def _mixed_files(home: Path) -> None:
    folder = _folder(home)
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "talks.html").write_text(PAGE, encoding="utf-8")
    (folder / "budget.csv").write_text(BUDGET, encoding="utf-8")


def _import(she: Newcomer, home: Path) -> None:
    she.wants("get a folder with text files, a web page and a table in")
    she.drops([_folder(home)], "drop a project file, or a folder of articles")
    she.wants("make the project that they go into")
    she.reads("New project", inside="title")
    she.fills("Name", "Karsk desk")
    she.picture("import-1")
    she.clicks_on("Make project", inside="button")
    she.wants("see what was found in the folder, and take it")
    she.reads("Import articles", inside="title")
    she.reads("read from")
    she.picture("import-2")
    she.clicks_on("Import", inside="button")
    she.wants("read what became of the files")
    she.reads("4 articles", inside="words")
    she.clicks_on("Close", inside="button")
    she.wants("keep out what is not of the articles")
    she.reads("Find zones", inside="title")
    she.reads("What is ticked is excluded")
    she.picture("import-3")
    she.reads("Enter excludes")
    she.presses("Enter")
    she.sees("4 places excluded")
    she.wants("see how that looks in the article")
    she.clicks_on("Ferry to Velmar sails again", inside="line")
    she.sees("The line had been closed", inside="article")
    she.picture("import-4")


def _imported(home: Path) -> str:
    with Session.open(desk_of(home)) as session:
        documents = session.document_ids()
        texts = [session.text(each) for each in documents]
        assert len(texts) == 4
        ferry = next(each for each in documents if session.text(each) == FERRY)
        zones = session.article(ferry, set()).zones.values()
        assert {each.kind.value for each in zones} >= {"related", "credit"}, zones
        assert not any("Sport" in each for each in texts)
        assert session.check() == []
        number = len(zones)
    return (
        f"Four articles, the text files as they are, the web page without its menu; {number} zones "
        "in the ferry story."
    )


IMPORT = Task(
    "import",
    "Get a folder of text files, a web page and a table into a new project.",
    (Act(_import),),
    _imported,
    _mixed_files,
)


# Export -----------------------------------------------------------------------------------------


def _finished_work(home: Path) -> None:
    make_project(
        home, HARBOUR, FERRY, *(f"Report {n}. Dana Ilves spoke in Karsk." for n in range(6))
    )
    with Session.open(desk_of(home)) as session:
        label(session, "Mina Kell", [("Ida Solberg", "PERSON", 0), ("Karsk", "GPE", 1)])
        for place in range(2, 8):
            label(session, "Mina Kell", [("Dana Ilves", "PERSON", 0), ("Karsk", "GPE", 0)], place)
        document = session.document_ids()[2]
        session.apply(
            remark(session.ids, document, session.annotator.id, "Which of the two speeches?")
        )


def _export(she: Newcomer, home: Path) -> None:
    she.wants("write the labels as files for a trainer")
    she.chooses("Project", "Export…")
    she.wants("have the JSON lines of Prodigy")
    she.clicks_on("Annotator JSON lines", inside="list to choose from")
    she.clicks_on("Prodigy", inside="line")
    she.wants("know what that format cannot hold")
    she.reads("Cannot carry")
    she.clicks_on("Count what would be lost", inside="button")
    she.sees("Of 8 articles would be lost")
    she.picture("export-1")
    she.wants("have one part to learn from and one to test on")
    she.clicks_on("Dataset", inside="tab")
    she.clicks_on("a folder with parts", inside="button")
    she.fills("Train / dev / test", "60 / 20 / 20")
    she.picture("export-2")
    she.clicks_on("Export", inside="button")
    she.names_file(_dataset(home))
    she.wants("read what went where, and what was left out")
    she.reads("written to")
    she.reads("cannot carry, and left out")
    she.picture("export-3")
    she.clicks_on("Close", inside="button")


def _dataset(home: Path) -> Path:
    return home / "january"


def _exported(home: Path) -> str:
    parts = sorted(_dataset(home).rglob("*.jsonl"))
    lines = [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]
    spans = {
        (line["text"][span["start"] : span["end"]], span["label"])
        for line in lines
        for span in line.get("spans", ())
    }
    assert {each.stem for each in parts} == {"train", "dev", "test"}, parts
    assert len(lines) == 8
    names = {("Ida Solberg", "PERSON"), ("Dana Ilves", "PERSON"), ("Karsk", "GPE")}
    assert spans == names, spans
    files = {each.name for each in _dataset(home).iterdir()}
    assert {"README.md", "losses.csv"} <= files, files
    return (
        "Three files of JSON lines with every article in one of them, a data card and the losses."
    )


EXPORT = Task(
    "export",
    "Write JSON lines for a trainer, split into parts, and know what is not in them.",
    (Act(_export, desk_of),),
    _exported,
    _finished_work,
)


# Install ----------------------------------------------------------------------------------------


def _run(she: Newcomer, _home: Path) -> None:
    """Do what a fresh clone says; what takes minutes there is made already here."""
    readme = (_ROOT / "README.md").read_text(encoding="utf-8")
    she.wants("find out how to start a fresh clone")
    she.reads_page("README.md", readme, "Two commands")
    she.reads_page("README.md", readme, "make run")
    she.reads_page("README.md", readme, "make test")
    she.wants("see what the two commands do")
    makefile = (_ROOT / "Makefile").read_text(encoding="utf-8")
    she.reads_page("Makefile", makefile, "run: environment")
    she.reads_page("Makefile", makefile, "test: check")
    assert ".setup/run.py" in makefile
    assert "demo" in (_ROOT / ".setup" / "run.py").read_text(encoding="utf-8")
    she.wants("see it work (what it installs is there already, and no display is)")
    she.enters("make run")
    told = _demo()
    for each in ("project", "offsets", "export", "picture"):
        she.reads_page("the terminal", told, each)


def _demo() -> str:
    """Return what `make run` prints at its end where there is no display."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert cli.main(["demo"]) == 0
    return out.getvalue()


def _start(she: Newcomer, _home: Path) -> None:
    she.wants("look at it in the window")
    she.reads("Read news articles and mark up entities")
    she.picture("install-1")
    she.clicks_on("Try the sample articles", inside="button")
    she.sees("Tour, 1 of")
    she.wants("find out what to do first")
    she.reads("Press J")
    she.picture("install-2")
    she.presses("J")
    she.sees("Tour, 2 of")


def _installed(home: Path) -> str:
    entries = {each.name: each for each in distribution("annotator").entry_points}
    assert callable(entries["annotator"].load())
    assert callable(entries["annotator-desktop"].load())
    projects = sorted((home / "projects").glob("*.annotator"))
    assert len(projects) == 2  # of the demonstration, and of the window
    for each in projects:
        with Session.open(each) as session:
            assert session.document_ids()
            assert session.check() == []
    assert list((home / "projects").glob("*.jsonl"))
    return "Both commands of the wheel load; both copies of the samples pass the check of the file."


INSTALL = Task(
    "install",
    "Start from a fresh clone: README, two commands, what they print, the start page, the samples. "
    "The environment is there already; what `make run` does after making it is run here.",
    (Act(_run, window=False), Act(_start)),
    _installed,
)
