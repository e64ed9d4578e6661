"""The contracts on imports hold, and each is seen to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from annotator.locations import checkout_root

ROOT = checkout_root()
assert ROOT is not None

#: For each contract a module and an import that it forbids.
PLANTED = {
    "layers": ("storage/lock.py", "from annotator.services import session"),
    "domain-is-plain": ("domain/text.py", "import sqlite3"),
    "only-gui-knows-qt": ("services/desk.py", "from PySide6 import QtCore"),
    "only-storage-knows-sql": ("services/session.py", "import sqlite3"),
    "only-assist-knows-spacy": ("services/suggesting.py", "import spacy"),
    "only-plots-know-matplotlib": ("services/plotting.py", "from matplotlib import pyplot"),
    "window-asks-services": ("gui/status.py", "from annotator.storage import project"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its contracts, to plant imports in."""
    place = tmp_path_factory.mktemp("contracts")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "annotator", place / "annotator", ignore=ignore)
    shutil.copyfile(ROOT / "pyproject.toml", place / "pyproject.toml")
    return place


def lint(place: Path, contract: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [str(program), "--no-cache", "--contract", contract],
        check=False, cwd=place, capture_output=True, text=True, timeout=120,
        env={"PYTHONPATH": str(place), "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_every_contract_has_a_planted_violation() -> None:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = written["tool"]["importlinter"]["contracts"]
    assert {each["id"] for each in contracts} == PLANTED.keys()


@pytest.mark.parametrize("contract", PLANTED)
def test_a_contract_fails_on_what_it_forbids(contract: str, copy: Path) -> None:
    name, line = PLANTED[contract]
    module = copy / "annotator" / name
    sound = module.read_text(encoding="utf-8")
    # Behind a function, because an import that comes late is one all the same.
    module.write_text(f"{sound}\n\ndef planted():\n    {line}\n", encoding="utf-8")
    try:
        done = lint(copy, contract)
    finally:
        module.write_text(sound, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "0 kept, 1 broken" in done.stdout
