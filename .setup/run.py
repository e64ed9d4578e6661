"""`make run`: the window on a copy of the sample project, or its main job where no window can be.

Whether a display works is asked of Qt itself, for a moment and in a process of its own: a variable
that names a display says little about one (a closed remote session leaves it set), and Qt ends
the process that finds none.
"""

from __future__ import annotations

import os
import subprocess
import sys

_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_PATIENCE = 30  # seconds for a display that never answers


def main() -> int:
    """Run the demonstration with or without a window; return its exit status."""
    demo = [sys.executable, "-m", "annotator", "demo"]
    trouble = display_trouble()
    if trouble is None:
        return subprocess.run([*demo, "--window"], check=False).returncode
    print(f"{trouble}, so the main job runs without a window.", flush=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(demo, check=False, env=environment).returncode


def display_trouble() -> str | None:
    """Return why no window can be opened here, or None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    named = [os.environ[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    if not named:
        return "There is no display here"
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE], check=False, capture_output=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        return f"The display {named[0]} does not answer"
    return None if probe.returncode == 0 else f"The display {named[0]} cannot be opened"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
