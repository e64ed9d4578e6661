"""Resolve what is wanted into lock files: exact versions and hashes, no addresses.

`pyproject.toml` becomes `requirements.lock`; the programs that we compare ourselves with have
locks of their own.  Valid for Linux, macOS and Windows and every supported Python at once,
which pip cannot resolve but uv can; uv is installed for the moment into an environment of its own.
Without `--upgrade` versions stay as they are where the wishes allow.
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
INTEROP = ROOT / "tests" / "interop"
PEERS = ROOT / "benchmarks" / "peers"
#: What is wanted, the lock that is made of it, and what else uv has to be told.
LOCKS = (
    (ROOT / "pyproject.toml", ROOT / "requirements.lock", ("--all-extras",)),
    (INTEROP / "peers.in", INTEROP / "peers.lock", ()),
    (INTEROP / "doccano.in", INTEROP / "doccano.lock", ()),
    (PEERS / "quotes.in", PEERS / "quotes.lock", ()),
)
UV = "uv>=0.9,<1"
HEAD = """\
# Exact versions of everything that is used here, with hashes.
# Valid for Linux, macOS and Windows and for Python 3.11 to 3.13. Made by: make lock
"""


def main() -> int:
    """Write the locks anew; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    with tempfile.TemporaryDirectory(prefix="annotator-lock-") as folder:
        place = Path(folder)
        venv.create(place / "uv", with_pip=True)
        programs = place / "uv" / ("Scripts" if sys.platform == "win32" else "bin")
        run([str(programs / "python"), "-m", "pip", "install", "--quiet", UV])
        for wanted, lock, more in LOCKS:
            made = place / lock.name
            if not upgrade and lock.is_file():
                shutil.copyfile(lock, made)
            run(
                [str(programs / "uv"), "pip", "compile", str(wanted), *more,
                 "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
                 "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet",
                 "--output-file", str(made)]
            )  # fmt: skip
            text = made.read_text(encoding="utf-8").removeprefix(HEAD)
            lock.write_text(HEAD + text, encoding="utf-8")
            number = sum("==" in line for line in text.splitlines())
            print(f"lock: {number} packages in {lock.relative_to(ROOT)}")
    return 0


def run(command: list[str]) -> None:
    """Run a command in the checkout; ends the program if it fails."""
    if subprocess.run(command, check=False, cwd=ROOT).returncode != 0:
        sys.exit("lock: this failed: " + " ".join(command))


if __name__ == "__main__":
    sys.exit(main())
