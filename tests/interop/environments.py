"""Environments of the peers: each from a lock of its own, apart from ours.

Owns where they are (`.interop/` in the checkout) and when they are made anew; the benchmarks have
peers, too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def python_of(name: str, locks: Path = HERE) -> Path:
    """Return the Python of an environment; it is installed if its lock (in `locks`) is new.

    Raises CalledProcessError if a package cannot be had.
    """
    lock = locks / f"{name}.lock"
    place = ROOT / ".interop" / name
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = place / "lock.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        print(f"peers: installing {name}", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], check=True
        )
        stamp.write_text(wanted)
    return python
