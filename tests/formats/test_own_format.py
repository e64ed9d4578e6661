"""A format of another package is found, used and, if it is broken, told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.locations import resource
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from tests.formats.lines import line, span, write

PAGE = resource("help", "own-format.md").read_text(encoding="utf-8")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """The package of the help page, as a tool would install it, and two that are of no use."""
    folder = tmp_path / "packages"
    about = folder / "my_strings-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my-strings\nVersion: 1.0\n")
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(code.splitlines()) <= 32
    (folder / "my_strings.py").write_text(code, encoding="utf-8")
    (table,) = re.findall(r"```toml\n.*?\]\n(.*?)```", PAGE, flags=re.DOTALL)
    offered = table.replace('"', "") + "gone = not_there:FORMAT\nodd = json:loads\n"
    (about / "entry_points.txt").write_text(f"[annotator.formats]\n{offered}")
    return folder


def run(packages: Path, *arguments: object) -> Any:
    return subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_example_of_the_help_page_goes_both_ways(packages: Path, tmp_path: Path) -> None:
    first, second, out = (tmp_path / name for name in ("a.annotator", "b.annotator", "o.strings"))
    text = "One line\nand “another” 👍."
    with Session.create(first, load_scheme("news"), "Mina Kell") as session:
        path = write(tmp_path / "in.jsonl", line("one", text, spans=[span(0, 3)]))
        import_paths(session, [path], ImportOptions())
    said = run(packages, "export", first, out, "--format", "strings", "--json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["losses"] == {"spans": 1}
    assert [json.loads(each) for each in out.read_text("utf-8").splitlines()] == [text]
    out.write_bytes(b"{\n" + out.read_bytes())
    run(packages, "new", second)
    said = run(packages, "import", second, out, "--on-error", "skip", "--json")
    found = json.loads(said.stdout)
    assert (found["documents"], found["refused"]) == (1, 1)
    assert ":1:" in found["problems"][0]["message"]


def test_what_cannot_be_used_is_told(packages: Path) -> None:
    said = run(packages, "formats")
    assert said.returncode == 0
    assert re.search(r"^strings\s+read write\s+text$", said.stdout, flags=re.MULTILINE)
    assert "“gone” cannot be used (ModuleNotFoundError" in said.stderr
    assert "“odd” cannot be used (it is function, not a Format)" in said.stderr
