"""The set-up on machines that lack something: what it asks for, and in which words.

No package is installed here; `make release-check` does that on a bare system.
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from annotator.locations import checkout_root

ROOT = checkout_root()
assert ROOT is not None
SETUP = ROOT / ".setup"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="is about Linux")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """`module(name)` loads a file of the set-up as the commands do."""
    monkeypatch.syspath_prepend(str(SETUP))

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, SETUP / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        spec.loader.exec_module(made)
        return made

    yield load
    for name in ("system", "bootstrap", "run"):
        sys.modules.pop(name, None)


@pytest.fixture
def system(module: Callable[[str], ModuleType]) -> ModuleType:
    return module("system")


# What the machine is -----------------------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    ("machine", "glibc", "says"),
    [
        ("x86_64", "2.31", "needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04"),
        ("x86_64", "", "this system has another C library"),
        ("riscv64", "2.41", "no Qt for this machine (riscv64)"),
    ],
)
def test_a_machine_that_qt_does_not_know(
    system: ModuleType, machine: str, glibc: str, says: str
) -> None:
    with pytest.raises(system.SetupError, match=re.escape(says)):
        system.check_machine(machine, glibc)


@linux
def test_a_machine_that_will_do(system: ModuleType) -> None:
    system.check_machine("x86_64", "2.36")


@linux
def test_missing_libraries_are_named_with_their_packages(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = {"libxcb-cursor.so.0", "libEGL.so.1"}
    monkeypatch.setattr(system, "_loads", lambda name: name not in absent)
    assert set(system.missing_libraries()) == absent
    (need,) = system.library_needs(system.missing_libraries())
    assert need.packages == ("libegl1", "libxcb-cursor0")
    assert need.required
    with pytest.raises(system.SetupError, match=r"libfoo\.so\.7"):
        system.library_needs(["libfoo.so.7"])
    assert system.library_needs([]) == []


def test_the_listing_of_the_linker_is_read(system: ModuleType) -> None:
    listing = """
        libQt6Core.so.6 => /opt/libQt6Core.so.6 (0x00007f)
        libxkbcommon.so.0 => not found
        libEGL.so.1 => not found
    """
    assert system.not_found(listing) == {"libxkbcommon.so.0", "libEGL.so.1"}


@linux
def test_scripts_without_a_font_are_named(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text('#!/bin/sh\ncase "$1" in :lang=ar) ;; *) echo "Some Font" ;; esac\n')
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system.missing_scripts() == ["Arabic"]
    (need,) = system.font_needs(["Arabic"])
    assert not need.required
    assert "fonts-noto-core" in need.packages
    lister.unlink()
    assert system.missing_scripts() == list(system.FONTS)


@linux
def test_what_a_screen_reader_needs_is_asked_for_and_not_required(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(system, "HELPERS", (str(tmp_path / "libexec"),))
    assert system.missing_reader_tools() == list(system.READER_TOOLS)
    (need,) = system.reader_needs(system.missing_reader_tools())
    assert need.packages == ("at-spi2-core", "dbus-daemon", "xvfb")
    assert not need.required
    (tmp_path / "libexec").mkdir()
    for place in ("Xvfb", "dbus-daemon", "libexec/at-spi-bus-launcher"):
        (tmp_path / place).write_text("#!/bin/sh\n")
        (tmp_path / place).chmod(0o755)
    assert system.missing_reader_tools() == []
    assert system.reader_needs([]) == []


# What is done about it ---------------------------------------------------------------------------


@pytest.fixture
def machine(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Path]:
    """`machine(root=…, sudo=…, apt=…)` gives the system these; apt-get writes into the answer."""

    def make(*, root: bool = False, sudo: str = "", apt: str = "works") -> Path:
        log = tmp_path / "log"
        programs = tmp_path / "bin"
        programs.mkdir(exist_ok=True)
        scripts = {"env": '#!/bin/sh\nshift\nexec "$@"\n'}
        if apt:
            status = 0 if apt == "works" else 1
            scripts["apt-get"] = f'#!/bin/sh\necho "$@" >>{log}\nexit {status}\n'
        if sudo:
            scripts["sudo"] = (
                '#!/bin/sh\n[ "$1" = -n ] && shift\n[ "$1" = true ] && '
                f'exit {0 if sudo == "free" else 1}\necho sudo >>{log}\nexec "$@"\n'
            )
        for name, text in scripts.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(programs))
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        log.touch()
        return log

    return make


def needs(system: ModuleType) -> list[object]:
    return [system.venv_need((3, 11)), *system.font_needs(["Hebrew"])]


@linux
@pytest.mark.parametrize("how", [{"root": True}, {"sudo": "free"}])
def test_what_is_missing_is_installed_where_that_is_allowed(
    system: ModuleType, machine: Callable[..., Path], how: dict[str, object]
) -> None:
    log = machine(**how)
    system.provide(needs(system))
    calls = [line for line in log.read_text().splitlines() if line != "sudo"]
    assert "update" in calls[0]
    assert calls[1].endswith("--no-install-recommends python3.11-venv")
    assert "fonts-noto-core" in calls[2]
    assert ("sudo" in log.read_text()) == ("sudo" in how)


@linux
@pytest.mark.parametrize("how", [{}, {"sudo": "asks"}])
def test_elsewhere_the_exact_command_is_said(
    system: ModuleType, machine: Callable[..., Path], how: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    log = machine(**how)
    with pytest.raises(system.SetupError) as told:
        system.provide(needs(system))
    assert (
        "sudo apt-get install --yes --no-install-recommends "
        "fontconfig fonts-noto-core python3.11-venv"
    ) in str(told.value)
    assert log.read_text() == ""


@linux
def test_another_linux_is_told_what_the_packages_are_called(
    system: ModuleType, machine: Callable[..., Path]
) -> None:
    machine(root=True, apt="")
    with pytest.raises(system.SetupError, match="package manager") as told:
        system.provide(needs(system))
    assert "python3.11-venv" in str(told.value)


@linux
def test_without_fonts_it_goes_on(
    system: ModuleType, machine: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    machine()
    system.provide(system.font_needs(["Hebrew"]))
    assert "sudo apt-get install" in capsys.readouterr().out


@linux
def test_a_failing_package_manager_is_no_silent_success(
    system: ModuleType, machine: Callable[..., Path]
) -> None:
    machine(root=True, apt="fails")
    with pytest.raises(system.SetupError, match=r"python3\.11-venv"):
        system.provide(needs(system))


# Python and the environment ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [("darwin", "brew install python@3.13"), ("linux", "apt-get install python3.11")],
)
def test_an_unsupported_python_is_told_how_to_get_another(
    module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, platform: str, remedy: str
) -> None:
    bootstrap = module("bootstrap")
    monkeypatch.setattr(bootstrap, "WANTED", ((2, 5), (2, 6)))
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(bootstrap.system.SetupError) as told:
        bootstrap.find_python()
    assert "needs Python 2.5, 2.6" in str(told.value)
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", platform)
    assert remedy in bootstrap.no_python("3.9.2")


def test_a_finished_environment_is_left_alone_and_a_changed_lock_is_noticed(
    module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bootstrap = module("bootstrap")
    for name in bootstrap.INGREDIENTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    made: list[bool] = []
    monkeypatch.setattr(bootstrap, "prepare", lambda *, keep: made.append(keep))
    assert bootstrap.main() == 0
    assert bootstrap.main() == 0
    assert made == [False]
    (tmp_path / "requirements.lock").write_text("other")
    assert bootstrap.main() == 0
    assert made == [False, True]
    (tmp_path / "stamp").write_text("half wri")
    assert bootstrap.main() == 0
    assert made == [False, True, False]


@linux
def test_make_run_finds_out_that_there_is_no_display(module: Callable[[str], ModuleType]) -> None:
    run = module("run")
    assert run.display_trouble() == "There is no display here"


@linux
def test_a_display_that_is_only_named_is_none(
    module: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = module("run")
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert run.display_trouble() == "The display :987 cannot be opened"


def test_make_lists_its_commands() -> None:
    done = subprocess.run(["make", "help"], check=True, cwd=ROOT, capture_output=True, text=True)
    for command in ("run", "test", "check", "bench", "screenshots", "release-check"):
        assert f"make {command}" in done.stdout
