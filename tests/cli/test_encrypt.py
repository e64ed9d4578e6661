"""Passwords on the command line: from a file or typed, never an argument."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator import cli
from annotator.cli import protection
from annotator.services import encrypting
from annotator.storage import keys

pytest.importorskip("sqlcipher3", reason="the extra “encryption” is not installed")

PASSWORD, OTHER = "amber bridge at dawn", "ferries leave at seven"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Derive keys in no time, and leave none behind."""
    monkeypatch.setattr(keys, "_ROUNDS", 10)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    yield
    encrypting.forget_passwords()


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A file with the password, as an editor writes it."""
    file = tmp_path / "first"
    file.write_text(f"{PASSWORD}\r\nnot this line\n", encoding="utf-8", newline="")
    return file


@pytest.fixture
def second(tmp_path: Path) -> Path:
    file = tmp_path / "second"
    file.write_text(OTHER, encoding="utf-8")
    return file


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    """Let a person type words at a terminal; return what she was asked."""
    asked: list[str] = []
    left = iter(words)

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(left)

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(protection, "_ask", ask)
    return asked


def test_from_a_new_project_to_none_without_a_password(
    project_path: Path, run: Any, first: Path, second: Path
) -> None:
    made = run("new", project_path, "--encrypt", "--new-password-file", first)
    assert (made.status, made.err) == (0, "")
    assert encrypting.is_encrypted(project_path)
    refused = run("stats", project_path)
    assert refused.status == 1
    assert "--password-file" in refused.err
    wrong = run("stats", project_path, "--password-file", second)
    assert wrong.status == 1
    assert "does not open" in wrong.err
    assert run("check", project_path, "--password-file", first).status == 0
    changed = run(
        "encrypt", project_path, "--password-file", first, "--new-password-file", second, "--json"
    )
    assert changed.json["encrypted"] is True
    assert run("check", project_path, "--password-file", first).status == 1
    assert run("decrypt", project_path, "--password-file", second).status == 0
    assert run("check", project_path).status == 0
    again = run("decrypt", project_path)
    assert again.status == 1
    assert "has no password" in again.err


def test_copies_in_the_clear_go_unless_they_are_kept(
    project: Path, run: Any, first: Path, tmp_path: Path
) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Karsk denies it.", encoding="utf-8")
    assert run("import", project, story).status == 0
    copies = len(encrypting.open_copies(project))
    assert copies
    kept = run("encrypt", project, "--new-password-file", first, "--keep-copies", "--json")
    assert kept.json["copies_left"] == copies
    run("decrypt", project, "--password-file", first)
    gone = run("encrypt", project, "--new-password-file", first, "--json")
    assert gone.json["copies_deleted"] >= copies
    assert encrypting.open_copies(project) == []


def test_a_variable_names_the_file(
    project_path: Path, run: Any, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANNOTATOR_NEW_PASSWORD_FILE", str(first))
    assert run("new", project_path, "--encrypt").status == 0
    monkeypatch.setenv("ANNOTATOR_PASSWORD_FILE", str(first))
    assert run("stats", project_path, "--json").json["documents"] == 0


def test_a_person_types_until_it_is_right(
    project_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = typed(monkeypatch, PASSWORD, PASSWORD)
    assert run("new", project_path, "--encrypt").status == 0
    asked = typed(monkeypatch, "wrong again", PASSWORD)
    opened = run("stats", project_path)
    assert opened.status == 0
    assert len(asked) == 2
    assert str(project_path) in asked[0]
    assert "does not open" in opened.err
    typed(monkeypatch, "one", "two", "three")
    assert run("stats", project_path).status == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [((PASSWORD, OTHER), "not the same"), (("short", "short"), "at least 8")],
)
def test_a_new_password_is_typed_twice(
    words: tuple[str, ...],
    said: str,
    project_path: Path,
    run: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed(monkeypatch, *words)
    refused = run("new", project_path, "--encrypt")
    assert refused.status == 1
    assert said in refused.err
    assert not project_path.exists()


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", None])
def test_a_file_without_a_password_is_named(
    content: bytes | None, project_path: Path, run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "empty"
    if content is not None:
        file.write_bytes(content)
    refused = run("new", project_path, "--encrypt", "--new-password-file", file)
    assert refused.status == 1
    assert str(file) in refused.err
    nobody = run("new", project_path, "--encrypt")
    assert "--new-password-file" in nobody.err
    assert not project_path.exists()


def test_a_merge_takes_the_password_of_the_other_file_too(
    project_path: Path, run: Any, first: Path, second: Path, tmp_path: Path
) -> None:
    run("new", project_path, "--encrypt", "--new-password-file", first)
    other = tmp_path / "other.annotator"
    other.write_bytes(project_path.read_bytes())
    run("encrypt", other, "--password-file", first, "--new-password-file", second)
    refused = run("merge", project_path, other, "--password-file", first)
    assert refused.status == 1
    assert str(other) in refused.err
    run("encrypt", other, "--password-file", second, "--new-password-file", first)
    assert run("merge", project_path, other, "--password-file", first).status == 0


def test_no_command_takes_a_password_as_an_argument(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("new", "encrypt", "decrypt", "stats"):
        with pytest.raises(SystemExit):
            cli.main([command, "--help"])
        options = [each for each in capsys.readouterr().out.split() if "password" in each]
        assert {each for each in options if each.startswith("--")} <= {
            "--password-file", "--new-password-file"
        }  # fmt: skip
