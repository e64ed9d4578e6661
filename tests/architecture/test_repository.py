"""What must not be in the repository, and where files are found."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator import locations

ROOT = locations.checkout_root()
assert ROOT is not None

#: Places that packages come from; the person's own settings decide about these.
REGISTRY = re.compile(r"pypi\.|pythonhosted|--index-url|--extra-index|--find-links|conda\.anaconda",
                      re.IGNORECASE)  # fmt: skip


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The committed files that are text, by name."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    found = {}
    for path in committed():
        if path.is_file() and path.suffix not in (".png", ".annotator", ".parquet"):
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    assert "pyproject.toml" in found
    return found


def test_no_file_names_where_packages_come_from(texts: dict[str, str]) -> None:
    ours = Path(__file__).relative_to(ROOT).as_posix()
    named = {name for name, text in texts.items() if REGISTRY.search(text) and name != ours}
    assert named <= {".setup/release_check.py"}  # reads where this machine's pip looks


def test_the_lock_has_a_hash_for_every_package(texts: dict[str, str]) -> None:
    locks = [text for name, text in texts.items() if name.endswith(".lock")]
    assert len(locks) == 4
    for lock in locks:
        entries = re.split(r"\n(?=[a-z0-9])", lock)
        entries = [each for each in entries if not each.startswith("#")]
        assert len(entries) > 50
        assert [each for each in entries if "==" not in each or "--hash=sha256:" not in each] == []


def test_the_top_level_is_the_agreed_one(texts: dict[str, str]) -> None:
    top = {name.split("/")[0] for name in texts if not name.startswith(".")}
    assert top <= {
        *("annotator", "resources", "projects", "tests", "benchmarks"),
        *("pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md"),
        *("ARCHITECTURE.md", "requirements.lock"),
    }


def test_every_picture_and_file_that_the_readme_names_is_there(texts: dict[str, str]) -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", texts["README.md"])
    assert len(named) > 5
    assert [name for name in named if not (ROOT / name).exists()] == []


# The one function that finds resources -----------------------------------------------------------


def test_resources_of_a_checkout() -> None:
    assert locations.resource("schemes", "news.toml") == ROOT / "resources/schemes/news.toml"
    with pytest.raises(FileNotFoundError, match="install the program again"):
        locations.resource("schemes", "nothing.toml")


def test_resources_of_an_installed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "annotator"
    package.mkdir(parents=True)
    shutil.copyfile(locations.__file__, package / "locations.py")
    shutil.copytree(ROOT / "resources" / "schemes", package / "resources" / "schemes")
    spec = importlib.util.spec_from_file_location("installed_locations", package / "locations.py")
    assert spec is not None
    assert spec.loader is not None
    installed = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(installed)
    assert installed.checkout_root() is None
    assert installed.resource("schemes", "news.toml").is_file()
    assert package in installed.resource("schemes").parents
    monkeypatch.delenv("ANNOTATOR_PROJECTS")
    assert installed.projects_directory().name == "Annotator"


def test_new_projects_lie_in_the_checkout_or_where_the_person_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANNOTATOR_PROJECTS", str(tmp_path))
    assert locations.projects_directory() == tmp_path
    monkeypatch.delenv("ANNOTATOR_PROJECTS")
    assert locations.projects_directory() == ROOT / "projects"


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator", "--version"],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    from annotator import __version__

    assert done.stdout.strip() == f"annotator {__version__}"
