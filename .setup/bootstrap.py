"""Make the environment that `make run` and `make test` need, on a fresh machine.

Runs with the system's Python and its standard library only.  It chooses a Python, makes `.venv`,
installs the locked packages with their hashes, and on Linux looks for what Qt's libraries and the
fonts still lack: installs it where it may (root or passwordless sudo on Debian and Ubuntu), or
prints the exact command.  It does nothing a second time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "annotator-environment"
WANTED = ((3, 11), (3, 12), (3, 13))
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

sys.path.insert(0, str(Path(__file__).resolve().parent))

import system  # noqa: E402  (beside this file; the folder is no package on purpose)


def main() -> int:
    """Bring the environment up to date; return the exit status."""
    fingerprint = environment_fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint:
        return 0
    try:
        make_environment()
        system.ensure_libraries(PYTHON)
        system.ensure_fonts()
    except system.SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    STAMP.write_text(fingerprint, encoding="utf-8")
    say("ready")
    return 0


def environment_fingerprint() -> str:
    """Return what the environment depends on; a change of any of it makes it anew."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml", ".setup/bootstrap.py", ".setup/system.py"):
        digest.update((ROOT / name).read_bytes())
    # An environment does not survive being moved: its scripts name their interpreter in full.
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def make_environment() -> None:
    """Create `.venv` if needed and install the lock and the project into it."""
    if not usable(PYTHON):
        interpreter = find_python()
        say(f"making {VENV.name} with {interpreter}")
        shutil.rmtree(VENV, ignore_errors=True)
        if not has_venv(interpreter):
            system.install_packages(
                ["python3-venv"], "Python's venv module, which this system keeps in its own package"
            )
        run([interpreter, "-m", "venv", str(VENV)])
    say("installing the locked packages (once; some minutes on a slow line)")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock")])
    # The lock holds the build backend too, so this step needs no network.
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])


def find_python() -> str:
    """Return a Python of a version that the project supports; raises SetupError without one."""
    if sys.version_info[:2] in WANTED:
        return sys.executable
    for major, minor in reversed(WANTED):
        found = shutil.which(f"python{major}.{minor}")
        if found and usable(Path(found)):
            return found
    versions = ", ".join(f"{major}.{minor}" for major, minor in WANTED)
    raise system.SetupError(
        f"needs Python {versions}; this is {sys.version.split()[0]} and no other was found on PATH"
    )


def usable(interpreter: Path) -> bool:
    """Tell whether an interpreter starts and has a supported version."""
    if not interpreter.exists():
        return False
    check = f"import sys; sys.exit(sys.version_info[:2] not in {WANTED!r})"
    return subprocess.run([str(interpreter), "-c", check], check=False).returncode == 0


def has_venv(interpreter: str) -> bool:
    """Tell whether an interpreter can make an environment with pip in it."""
    probe = [interpreter, "-c", "import venv, ensurepip"]
    return subprocess.run(probe, check=False, stderr=subprocess.DEVNULL).returncode == 0


def run(command: list[str]) -> None:
    """Run a command; raises SetupError with the command when it fails."""
    if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
        raise system.SetupError("this failed: " + " ".join(command))


def say(words: str) -> None:
    """Tell the person what is going on."""
    print(f"set-up: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
