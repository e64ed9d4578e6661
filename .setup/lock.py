"""Resolve pyproject.toml into requirements.lock: exact versions and hashes, no addresses.

Valid for Linux, macOS and Windows and every supported Python at once, which pip cannot resolve but
uv can; uv is installed for the moment into an environment of its own.  Without `--upgrade` versions
stay as they are where pyproject.toml allows.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
UV = "uv>=0.9,<1"
HEAD = """\
# Exact versions of everything the project uses (running, testing, building), with hashes.
# Valid for Linux, macOS and Windows and for Python 3.11 to 3.13. Made by: make lock
"""


def main() -> int:
    """Write the lock anew; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    with tempfile.TemporaryDirectory(prefix="annotator-lock-") as folder:
        place = Path(folder)
        made = place / "requirements.lock"
        if not upgrade:
            shutil.copyfile(LOCK, made)
        venv.create(place / "uv", with_pip=True)
        programs = place / "uv" / ("Scripts" if sys.platform == "win32" else "bin")
        commands = (
            [str(programs / "python"), "-m", "pip", "install", "--quiet", UV],
            [str(programs / "uv"), "pip", "compile", str(ROOT / "pyproject.toml"),
             "--universal", "--python-version", "3.11", "--all-extras", "--generate-hashes",
             "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
             "--quiet", "--output-file", str(made)],
        )  # fmt: skip
        for command in commands:
            if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
                print("lock: this failed: " + " ".join(command), file=sys.stderr)
                return 1
        LOCK.write_text(HEAD + made.read_text(encoding="utf-8").removeprefix(HEAD), "utf-8")
    print(f"lock: {sum(1 for line in LOCK.open(encoding='utf-8') if '==' in line)} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
