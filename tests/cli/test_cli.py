"""Every command, its exit status, and what it says where."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.services.session import Session
from tests.formats import whole
from tests.formats.lines import line, span, write
from tests.formats.test_golden import FOLDER


@pytest.fixture
def full(project: Path, tmp_path: Path) -> Path:
    with Session.open(project) as session:
        whole.fill(session, tmp_path)
    return project


def python(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "annotator", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, check=False, **more)


# new


def test_new_makes_a_project_with_a_scheme(project_path: Path, run: Any) -> None:
    said = run("new", project_path, "--scheme", "parc", "--annotator", "Mina Kell", "--json")
    assert said.status == 0
    assert said.json["annotator"] == "Mina Kell"
    with Session.open(project_path) as session:
        assert (session.scheme.uid, session.annotator.name) == ("parc", "Mina Kell")


def test_new_takes_a_scheme_file_and_says_where_one_is_wrong(tmp_path: Path, run: Any) -> None:
    scheme = tmp_path / "own.toml"
    scheme.write_text('id = "own"\nname = "Own"\n[[layers]]\nid = "a"\ncolor = "red"\n')
    said = run("new", tmp_path / "p.annotator", "--scheme", scheme)
    assert (said.status, said.out) == (1, "")
    assert f"{scheme}:5: a layer has an unknown key “color”" in said.err
    assert not (tmp_path / "p.annotator").exists()
    assert "Shipped are news" in run("new", tmp_path / "p.annotator", "--scheme", "none").err


def test_new_never_overwrites(project: Path, run: Any) -> None:
    before = project.read_bytes()
    assert run("new", project).status == 1
    assert project.read_bytes() == before


# import


def test_import_says_what_came_in(project: Path, tmp_path: Path, run: Any) -> None:
    (tmp_path / "old.txt").write_bytes("Zoë café naïveté é è à ü\n".encode("cp1252") * 9)
    labels = write(tmp_path / "a.jsonl", line(spans=[span(0, 10), span(15, 25, "HERO")]))
    said = run("import", project, tmp_path / "old.txt", labels, "--unknown-labels", "add")
    assert said.status == 0
    assert "2 articles and 2 labels imported" in said.out
    assert "old.txt" in said.out
    assert "added to the scheme: entities.HERO" in said.out
    assert said.err == ""
    again = run("import", project, labels, "--json").json
    assert (again["documents"], again["already_there"]) == (0, 1)


def test_import_takes_facts_and_an_annotator(project: Path, tmp_path: Path, run: Any) -> None:
    path = write(tmp_path / "a.jsonl", line(spans=[span(0, 10)]))
    said = run("import", project, path, "--annotator", "Jonas Reed", "--outlet", "Amber Post",
               "--date", "2026-01-15", "--language", "en", "--author", "Tom Reske",
               "--format", "jsonl")  # fmt: skip
    assert said.status == 0
    with Session.open(project) as session:
        document = session.document(session.document_ids()[0])
        assert session.annotator_named("Jonas Reed") is not None
    facts = (document.outlet, document.published, document.language, document.author)
    assert facts == ("Amber Post", "2026-01-15", "en", "Tom Reske")


def test_import_stops_at_a_problem_or_skips_it(project: Path, tmp_path: Path, run: Any) -> None:
    path = write(tmp_path / "a.jsonl", line(), b"no")
    said = run("import", project, path)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"annotator: {path}:2: this is not JSON")
    assert said.err.count("\n") == 1
    assert run("stats", project, "--json").json["documents"] == 0
    said = run("import", project, path, "--on-error", "skip")
    assert said.status == 1
    assert said.out.startswith("1 article and 0 labels imported")
    assert said.err.splitlines()[0] == "1 could not be imported:"
    assert f"{path}:2: this is not JSON" in said.err.splitlines()[1]
    said = run("import", project, path, "--on-error", "skip", "--json")
    assert (said.status, said.err, said.json["refused"]) == (1, "", 1)
    assert said.json["problems"][0]["line"] == 2


def test_import_lists_the_first_problems_and_counts_all(
    project: Path, tmp_path: Path, run: Any
) -> None:
    path = write(tmp_path / "a.jsonl", *[b"no"] * 250)
    said = run("import", project, path, "--on-error", "skip")
    assert said.err.splitlines()[0] == "250 could not be imported:"
    assert said.err.splitlines()[-1] == "  … 230 more"


def test_import_reads_an_encoding_and_replaces_by_choice(
    project: Path, tmp_path: Path, run: Any
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("caf\u00e9 \0".encode("latin-1") * 60)
    options = ("--encoding", "latin-1", "--format", "text")
    assert "choose to replace" in run("import", project, path, *options).err
    assert run("import", project, path, *options, "--replace-forbidden").status == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["--date", "yesterday"],
        ["--on-error", "maybe"],
        ["--unknown-labels", "guess"],
        ["--speed", "9"],
    ],
)
def test_wrong_usage_ends_with_two(wrong: list[str], project: Path, run: Any) -> None:
    said = run("import", project, "a.txt", *wrong)
    assert (said.status, said.out) == (2, "")
    assert wrong[0] in said.err


@pytest.mark.parametrize(
    "arguments", [["import"], ["export", "p"], ["fly"], ["import", "p"]], ids=" ".join
)
def test_missing_arguments_end_with_two(arguments: list[str], run: Any) -> None:
    assert run(*arguments).status == 2


# export


def test_export_writes_a_file_or_standard_output(full: Path, tmp_path: Path, run: Any) -> None:
    golden = (FOLDER / "native.jsonl").read_bytes()
    said = run("export", full, tmp_path / "out.jsonl")
    assert (said.status, said.err) == (0, "")
    assert (tmp_path / "out.jsonl").read_bytes() == golden
    said = run("export", full, "-")
    assert said.out.encode() == golden
    assert "2 articles with" in said.err
    said = run("export", full, "-", "--json")
    assert said.out.encode() == golden
    assert json.loads(said.err)["documents"] == 2


def test_export_says_what_a_format_cannot_carry(full: Path, tmp_path: Path, run: Any) -> None:
    said = run("export", full, tmp_path / "p.jsonl", "--format", "prodigy")
    assert (tmp_path / "p.jsonl").read_bytes() == (FOLDER / "prodigy.jsonl").read_bytes()
    assert "prodigy cannot carry: 1 zones" in said.out
    result = run("export", full, tmp_path / "p.jsonl", "--format", "prodigy", "--json").json
    assert result["losses"]["states"] == 2


def test_export_chooses(full: Path, run: Any) -> None:
    def lines(*options: str) -> list[dict[str, Any]]:
        return [json.loads(raw) for raw in run("export", full, "-", *options).out.splitlines()]

    spans = lines("--annotator", "Jonas Reed", "--layer", "entities")[0]["spans"]
    assert {(each["annotator"], each["layer"]) for each in spans} == {("Jonas Reed", "entities")}
    assert [each["id"] for each in lines("--state", "done")] == ["harbour/1"]
    bare = lines("--no-zones", "--no-tokens")[0]
    assert (bare["zones"], "tokens" in bare) == ([], False)
    assert any("suggested" in each for each in lines("--include-suggestions")[0]["spans"])
    assert not any("suggested" in each for each in lines()[0]["spans"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "pigeon"], "There is no format “pigeon”; known are text, "),
        (["--format", "text"], "cannot be written"),
        (["--annotator", "Nobody"], "no annotator “Nobody”; the project has Jonas Reed, Mina Kell"),
        (["--layer", "moods"], "There is no layer “moods”; the scheme has entities"),
        (["--state", "asleep"], "known are new, in-progress"),
    ],
)
def test_export_refuses_what_is_not_there(
    options: list[str], words: str, full: Path, tmp_path: Path, run: Any
) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"as it was")
    said = run("export", full, out, *options)
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert words in said.err
    assert out.read_bytes() == b"as it was"


def test_export_says_what_it_would_lose_and_writes_nothing(
    full: Path, tmp_path: Path, run: Any
) -> None:
    losses = tmp_path / "losses.csv"
    said = run("export", full, tmp_path / "out", "--format", "prodigy", "--dry-run", "--json",
               "--losses", losses)  # fmt: skip
    assert said.status == 0
    assert not (tmp_path / "out").exists()
    rows = losses.read_text("utf-8").splitlines()
    assert rows[0] == "what,document,record,label,start,end,detail"
    assert len(rows) - 1 == sum(said.json["losses"].values()) > 0
    done = run("export", full, tmp_path / "out", "--format", "prodigy", "--json")
    assert done.json["losses"] == said.json["losses"]


def test_export_makes_a_dataset(full: Path, tmp_path: Path, run: Any) -> None:
    out = tmp_path / "set"
    said = run("export", full, out, "--split", "50/50", "--seed", "3", "--licence", "CC0-1.0")
    assert (said.status, said.err) == (0, "")
    assert "train" in said.out
    assert {"README.md", "train.jsonl", "checksums.sha256", "losses.csv", "scheme.toml"} <= {
        each.name for each in out.iterdir()
    }
    again = run("export", full, out, "--split", "50/50")
    assert (again.status, "not empty" in again.err) == (1, True)
    assert "--losses" in run("export", full, "-", "--split", "50/50").err
    assert run("export", full, tmp_path / "x", "--split", "half").status == 2
    assert "no shares" in run("export", full, tmp_path / "x", "--split", "0/0").err


def test_export_counts_offsets_as_was_asked_for(full: Path, run: Any) -> None:
    lines = [json.loads(each) for each in
             run("export", full, "-", "--offsets", "utf-16").out.splitlines()]  # fmt: skip
    assert {each["offsets"] for each in lines} == {"utf-16"}
    assert (
        "cannot count" in run("export", full, "-", "--format", "prodigy", "--offsets", "utf-8").err
    )


def test_export_does_not_write_over_the_project(full: Path, run: Any) -> None:
    before = full.read_bytes()
    assert "is the project itself" in run("export", full, full).err
    assert full.read_bytes() == before


def test_the_original_of_an_article_is_written_once(
    full: Path, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><article><p>“We go,” said Dana Ilves.</p></article></body></html>")
    assert run("import", full, page).status == 0
    (uid,) = [
        each["id"]
        for each in map(json.loads, run("export", full, "-").out.splitlines())
        if each["text"] == "“We go,” said Dana Ilves."
    ]
    there = tmp_path / "out"
    there.mkdir()
    monkeypatch.chdir(there)
    assert run("original", full, uid, "--json").json == {"path": "page.html"}
    assert (there / "page.html").read_bytes() == page.read_bytes()
    assert "already" in run("original", full, uid).err
    assert "no article with the id" in run("original", full, "nobody").err


def test_errors_are_words_for_machines_too(full: Path, run: Any) -> None:
    said = run("export", full, "x", "--format", "papyrus", "--json")
    assert (said.status, said.json["error"]) == (1, "format-unknown")
    assert said.json["message"] in said.err


# scheme


def test_a_scheme_goes_out_and_makes_a_project_with_it(
    full: Path, run: Any, tmp_path: Path
) -> None:
    out = tmp_path / "desk.toml"
    said = run("scheme", "export", full, out)
    assert (said.status, said.err) == (0, "")
    assert "“News” with 4 layers" in said.out
    assert run("scheme", "export", full).out == out.read_text(encoding="utf-8")
    again = tmp_path / "again.annotator"
    assert run("new", again, "--scheme", out, "--annotator", "Tom Reske").status == 0
    with Session.open(full) as one, Session.open(again) as other:
        assert one.scheme == other.scheme
    beyond = run("scheme", "export", full, tmp_path / "no" / "folder.toml")
    assert beyond.status == 1
    assert "folder.toml" in beyond.err


def test_a_scheme_file_is_looked_over(run: Any, tmp_path: Path) -> None:
    said = run("scheme", "check", "parc", "--json")
    assert (said.status, said.json["name"]) == (0, "Quotations (PARC style)")
    bad = tmp_path / "bad.toml"
    bad.write_text('id = "x"\nname = "X"\n[[layers]]\nid = "a"\nkind = "b"\n', encoding="utf-8")
    said = run("scheme", "check", bad)
    assert (said.status, said.out) == (1, "")
    assert "bad.toml" in said.err
    assert "bad.toml:4:" in said.err
    assert run("scheme").status == 2


def test_a_scheme_file_is_taken_into_a_project(full: Path, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    assert run("scheme", "export", full, file).status == 0
    assert run("scheme", "import", full, file).out == "the project has all of it already\n"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('name = "Person"', 'name = "Somebody"'), encoding="utf-8")
    before = full.read_bytes()
    said = run("scheme", "import", full, file, "--dry-run", "--json")
    change = {"what": "label", "how": "changed", "path": "entities.PERSON", "used": 0}
    assert [{**each, "used": 0} for each in said.json] == [change]
    assert full.read_bytes() == before
    assert "1 change taken" in run("scheme", "import", full, file).out
    assert run("scheme", "export", full).out == file.read_text(encoding="utf-8")
    file.write_text(text.replace('kind = "quotes"', 'kind = "opinions"'), encoding="utf-8")
    said = run("scheme", "import", full, file)
    assert said.status == 1
    assert "Give the new layer an id of its own" in said.err


# zones


def test_zones_lists_what_is_there_and_what_rules_find(
    full: Path, run: Any, tmp_path: Path
) -> None:
    there = run("zones", full, "--json").json
    assert [each["state"] for each in there] == ["excluded"]
    article = tmp_path / "coast.txt"
    article.write_text("LUND — The road is open. (Seaboard)\n", encoding="utf-8")
    assert run("import", full, article).status == 0
    before = full.read_bytes()
    said = run("zones", full, "--propose", "--json")
    assert said.status == 0
    assert [each for each in said.json if each["state"] == "proposed"] == [
        {
            "document": said.json[-1]["document"],
            "start": start,
            "end": end,
            "kind": kind,
            "reason": reason,
            "state": "proposed",
        }
        for start, end, kind, reason in ((0, 6, "byline", "dateline"), (25, 35, "credit", "credit"))
    ]
    assert said.json[: len(there)] == there
    assert full.read_bytes() == before
    lines = run("zones", full, "--propose").out.splitlines()
    assert lines[-1].split()[1:] == ["25-35", "credit", "proposed", "(Seaboard)"]


def test_find_prints_hits_in_context(full: Path, run: Any) -> None:
    with Session.open(full) as session:
        texts = {session.document(each).uid: session.text(each) for each in session.document_ids()}
    found = run("find", full, "Karsk", "--json").json
    assert [each["text"] for each in found] == [
        words for text in texts.values() for words in re.findall("(?i)karsk", text)
    ]
    for each in found:
        text = texts[each["document"]]
        assert text[each["start"] : each["end"]] == each["text"]
        assert each["before"] + each["text"] + each["after"] in text
    assert len(run("find", full, "Karsk", "--json", "--limit", "1").json) == 1
    assert "[Karsk]" in run("find", full, "K[a-z]+k", "--regex", "--case").out
    assert run("find", full, "arsk", "--word", "--json").json == []
    assert run("find", full, "arsk", "--word").out == "“arsk” is in no article.\n"


def test_find_refuses_a_wrong_pattern(full: Path, run: Any) -> None:
    said = run("find", full, "(a", "--regex")
    assert (said.status, said.out) == (1, "")
    assert "no regular expression: missing )" in said.err


def test_a_project_without_zones_says_so(project: Path, run: Any) -> None:
    assert run("zones", project).out == "nothing is excluded\n"
    assert run("zones", project, "--propose", "--json").json == []


# check, stats, formats


def test_check_and_stats(full: Path, run: Any) -> None:
    assert "is sound: 2 articles" in run("check", full).out
    assert run("check", full, "--json").json["findings"] == []
    stats = run("stats", full, "--json").json
    assert (stats["documents"], stats["zones"], stats["suggestions"]) == (2, 1, 1)
    said = run("stats", full)
    assert "entities.GPE" in said.out
    assert said.err == ""


def test_check_names_what_is_wrong(full: Path, run: Any) -> None:
    with Session.open(full) as session:
        session._project.connection.execute("UPDATE spans SET surface = 'x' WHERE start = 0")
    said = run("check", full)
    assert (said.status, said.out) == (1, "")
    assert "no longer holds the words" in said.err
    said = run("check", full, "--json")
    assert (said.status, said.json["findings"][0]["code"]) == (1, "check-surface")


def test_check_salvages(full: Path, tmp_path: Path, run: Any) -> None:
    new = tmp_path / "saved.annotator"
    assert run("check", full, "--salvage", new).status == 0
    assert run("export", new, "-").out.encode() == (FOLDER / "native.jsonl").read_bytes()


def test_formats_lists_what_each_carries(run: Any) -> None:
    table = {row["name"]: row for row in run("formats", "--json").json}
    assert table["jsonl"]["read"]
    assert table["jsonl"]["write"]
    assert not table["prodigy"]["carries"]["zones"]
    assert "prodigy" in run("formats").out


@pytest.mark.parametrize("command", ["import", "export", "check", "stats", "zones"])
def test_a_file_that_is_no_project(command: str, tmp_path: Path, run: Any) -> None:
    path = tmp_path / "p.annotator"
    more = ["x.jsonl"] if command in ("import", "export") else []
    assert run(command, path, *more).status == 1
    path.write_bytes(b"not a project at all")
    said = run(command, path, *more)
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)


def test_a_project_that_is_open_is_read_and_not_written(
    full: Path, tmp_path: Path, run: Any
) -> None:
    path = write(tmp_path / "a.jsonl", line())
    with Session.open(full):
        said = run("import", full, path)
        assert said.status == 1
        assert "open in another window" in said.err
        assert run("export", full, "-").status == 0


# As a process of its own


def test_a_reader_that_has_seen_enough_is_no_error(full: Path) -> None:
    command = [sys.executable, "-m", "annotator", "export", str(full), "-"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_export_goes_to_a_device_as_it_is(full: Path) -> None:
    done = python("export", str(full), os.devnull)
    assert done.returncode == 0
    assert not Path(os.devnull).is_file()


def test_exit_statuses_of_the_process(full: Path) -> None:
    assert python("--version").stdout.startswith(b"annotator ")
    assert python("stats", str(full)).returncode == 0
    done = python("stats", "nothing.annotator")
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
    assert python("fly").returncode == 2


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_nothing_heavy(argument: str) -> None:
    code = (
        "import sys\n"
        "from annotator import cli\n"
        "try:\n"
        f"    cli.main([{argument!r}])\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    heavy = ("PySide6", "shiboken6", "spacy", "numpy", "sqlite_utils", "sqlite3", "orjson", "tqdm",
             "platformdirs", "charset_normalizer", "hashlib", "getpass")  # fmt: skip
    assert not set(heavy) & set(eval(done.stderr))


def test_time_prints_and_forgets_what_was_measured(project: Path, run: Any, tmp_path: Path) -> None:
    from annotator.services.timekeeping import times

    article = tmp_path / "road.txt"
    article.write_text("The road is open.\n", encoding="utf-8")
    assert run("import", project, article).status == 0
    with Session.open(project, read_only=True) as session:
        uid = session.document(session.document_ids()[-1]).uid
    assert json.loads(run("time", project, "--json").out) == []
    times().add(project, {uid: 90.4, "elsewhere": 5})
    (row,) = json.loads(run("time", project, "--json").out)
    assert (row["document"], row["seconds"]) == (uid, 90)
    assert run("time", project).out.splitlines()[-1].split() == ["1", "min", "all", "articles"]
    assert run("time", project, "--forget").status == 0
    assert json.loads(run("time", project, "--json").out) == []


def test_find_by_tokens(project: Path, run: Any, tmp_path: Path) -> None:
    article = tmp_path / "road.txt"
    article.write_text("President Orlo waits. The President waits.\n", encoding="utf-8")
    assert run("import", project, article).status == 0
    said = run("find", project, "President shape:Xxxx", "--tokens", "--json")
    assert [each["text"] for each in json.loads(said.out)] == ["President Orlo"]
    wrong = run("find", project, "shape:", "--tokens")
    assert wrong.status == 1
    assert "no shape behind" in wrong.err
