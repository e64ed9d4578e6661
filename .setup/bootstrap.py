"""Make the environment that `make run` and `make test` need, on a fresh machine.

Runs with the system's Python and its standard library only.  It chooses a Python, finds out what
the system lacks and installs that where it may (or prints the one command), makes `.venv` and
installs the locked packages with their hashes.  It does nothing a second time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import system
from system import say

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "annotator-environment"
WANTED = ((3, 11), (3, 12), (3, 13))
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
#: What a change of any of these files asks for: the packages installed again.
INGREDIENTS = ("requirements.lock", "pyproject.toml", ".setup/bootstrap.py", ".setup/system.py")


def main() -> int:
    """Bring the environment up to date; return the exit status."""
    try:
        with one_at_a_time():
            stamp = current_stamp()
            before = read_stamp()
            if before == stamp and has_pip(PYTHON):
                return 0
            prepare(keep=before is not None and before["place"] == stamp["place"])
            STAMP.write_text(json.dumps(stamp), encoding="utf-8")
            say("ready")
            return 0
    except system.SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("set-up: interrupted; the next run starts it again", file=sys.stderr)
    return 1


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other set-up works in this checkout."""
    with Path(__file__).open("rb") as ours:
        if WINDOWS:
            import msvcrt

            ours.seek(1 << 30)  # beyond the file's end: a lock inside it would stop its readers
            while True:
                try:
                    msvcrt.locking(ours.fileno(), msvcrt.LK_LOCK, 1)
                    break
                except OSError:
                    say("waiting for another set-up of this checkout")
        else:
            import fcntl

            try:
                fcntl.flock(ours, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("waiting for another set-up of this checkout")
                fcntl.flock(ours, fcntl.LOCK_EX)
            except OSError:
                pass  # a network drive without locks
        yield


def current_stamp() -> dict[str, str]:
    """Return what the environment depends on."""
    digest = hashlib.sha256()
    for name in INGREDIENTS:
        digest.update((ROOT / name).read_bytes())
    # An environment does not survive being moved: its scripts name their interpreter in full.
    return {"place": str(ROOT), "packages": digest.hexdigest()}


def read_stamp() -> dict[str, str] | None:
    """Return the stamp of a finished environment; None without one, or if it is half made."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and {"place", "packages"} <= found.keys() else None


def prepare(*, keep: bool) -> None:
    """Get what the system lacks, then make `.venv`, or bring a finished one up to date."""
    system.check_machine()
    keep = keep and has_pip(PYTHON)
    needs = system.system_needs()
    interpreter = PYTHON.as_posix()
    if not keep:
        interpreter, version = find_python()
        if not has_venv(interpreter):
            needs.insert(0, system.venv_need(version))
    system.provide(needs)
    # From here on an interruption leaves no stamp, so that the next run makes everything anew.
    STAMP.unlink(missing_ok=True)
    if not keep:
        say(f"making {VENV.name} with {interpreter}")
        if VENV.is_symlink():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
        run([interpreter, "-m", "venv", str(VENV)])
    say("installing the locked packages (once; some minutes on a slow line)")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock")])
    # The lock holds the build backend too, so this step needs no network.
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    still = system.unresolved_libraries(PYTHON)
    if still:
        system.provide(system.library_needs(still))
        still = system.unresolved_libraries(PYTHON)
    if still:
        raise system.SetupError("Qt still lacks these libraries: " + ", ".join(still))


def find_python() -> tuple[str, tuple[int, int]]:
    """Return a Python that the project supports and its version; raises SetupError without one."""
    if sys.version_info[:2] in WANTED:
        return sys.executable, sys.version_info[:2]
    for version in reversed(WANTED):
        for candidate in candidates(version):
            if version_of(candidate) == version:
                return candidate[-1] if len(candidate) == 1 else real_path(candidate), version
    raise system.SetupError(no_python(sys.version.split()[0]))


def candidates(version: tuple[int, int]) -> list[list[str]]:
    """Return the commands under which a version of Python may be found."""
    name = f"{version[0]}.{version[1]}"
    found = shutil.which(f"python{name}")
    launcher = shutil.which("py") if WINDOWS else None
    return ([[found]] if found else []) + ([[launcher, f"-{name}"]] if launcher else [])


def no_python(found: str) -> str:
    """Return what to do where only a Python of another version was found."""
    versions = ", ".join(f"{major}.{minor}" for major, minor in WANTED)
    newest = f"{WANTED[-1][0]}.{WANTED[-1][1]}"
    if sys.platform == "darwin":
        remedy = f"Install one, for example with: brew install python@{newest}"
    elif WINDOWS:
        remedy = f"Install one, for example with: winget install Python.Python.{newest}"
    else:
        remedy = (
            "Install one; on Ubuntu 22.04: sudo apt-get install python3.11 python3.11-venv. "
            "One that lies elsewhere is named with: make run PYTHON=/path/to/python3"
        )
    return f"needs Python {versions}; this is {found} and no other was found on PATH. {remedy}"


def version_of(command: list[str]) -> tuple[int, int] | None:
    """Return the version of an interpreter, None if it does not start."""
    words = _answer([*command, "-c", "import sys; print(*sys.version_info[:2])"])
    return tuple(int(word) for word in words.split()) if words else None  # type: ignore[return-value]


def real_path(command: list[str]) -> str:
    """Return the interpreter behind a launcher."""
    return _answer([*command, "-c", "import sys; print(sys.executable)"])


def has_pip(interpreter: Path) -> bool:
    """Tell whether an environment starts, has a supported version, and pip in it."""
    check = f"import sys, pip; print(sys.version_info[:2] in {WANTED!r})"
    return interpreter.exists() and _answer([str(interpreter), "-c", check]) == "True"


def has_venv(interpreter: str) -> bool:
    """Tell whether an interpreter can make an environment with pip in it."""
    return _answer([interpreter, "-c", "import venv, ensurepip; print(True)"]) == "True"


def _answer(command: list[str]) -> str:
    """Return what a command prints, nothing if it fails."""
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def run(command: list[str]) -> None:
    """Run a command; raises SetupError with the command when it fails."""
    # A person's default of installing for the user has no meaning inside an environment.
    environment = {**os.environ, "PIP_USER": "0"}
    if subprocess.run(command, check=False, cwd=ROOT, env=environment).returncode != 0:
        raise system.SetupError("this failed: " + " ".join(command))


if __name__ == "__main__":
    sys.exit(main())
