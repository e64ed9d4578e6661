"""Do the ten tasks and write their page: `python -m benchmarks.tasks`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory


def main() -> int:
    """Do every task; the page and its pictures are written when all are done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tasks", description=__doc__)
    parser.parse_args()
    from benchmarks.tasks.all_tasks import TASKS
    from benchmarks.tasks.page import PAGE, PICTURES, do, page, row

    all_done = []
    with TemporaryDirectory(prefix="annotator-tasks-") as scratch:
        _choose_screen(Path(scratch))
        for number, task in enumerate(TASKS, 1):
            done = do(task, Path(scratch) / str(number))
            print(row(number, done), flush=True)
            all_done.append(done)
    folder = PAGE.parent / PICTURES
    for old in folder.glob("*.png"):
        old.unlink()
    for done in all_done:
        for name, picture in done.pictures.items():
            (folder / f"{name}.png").write_bytes(picture)
    PAGE.write_text(page(all_done), encoding="utf-8")
    print(PAGE)
    return 0


def _choose_screen(scratch: Path) -> None:
    """Without a display draw to none, on a screen of a usual size: dialogs lie within it."""
    if not sys.platform.startswith("linux") or os.environ.get("DISPLAY"):
        return
    screen = {"name": "screen", "x": 0, "y": 0, "width": 1280, "height": 832, "logicalDpi": 96,
              "logicalBaseDpi": 96, "dpr": 1}  # fmt: skip
    config = scratch / "screens.json"
    config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


if __name__ == "__main__":
    sys.exit(main())
