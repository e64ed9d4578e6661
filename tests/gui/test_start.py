"""What is loaded when the start page shows, and what only once a project is open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HEAVY = (
    *("spacy", "thinc", "numpy", "matplotlib", "sqlite_utils", "sqlite3"),
    *("charset_normalizer", "orjson"),
)

SCRIPT = """
import json, sys
from pathlib import Path
from annotator.gui import app
from annotator.gui.main_window import MainWindow
from annotator.gui.settings import Settings

application = app.make_application()
window = MainWindow(Settings())
window.show()
window.grab()
seen = [sorted(sys.modules)]
assert "annotator.gui.workspace" not in sys.modules  # the page of a project waits for one
if len(sys.argv) > 1:
    assert window.open_project(Path(sys.argv[1]))
    window.grab()
    seen.append(sorted(sys.modules))
window.close()
window.deleteLater()
print(json.dumps(seen))
"""


def modules(*arguments: str) -> list[set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], check=True, capture_output=True, text=True,
        timeout=120, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    seen: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return [{name.partition(".")[0] for name in each} for each in seen]


def test_the_start_page_loads_no_database_and_no_language_model(harbour: Path) -> None:
    start, opened = modules(str(harbour))
    assert start & set(HEAVY) == set()
    assert "sqlite_utils" in opened
    assert opened & {"spacy", "thinc", "matplotlib"} == set()
