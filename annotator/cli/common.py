"""What commands share: an open project, a bar that shows progress, and how results are printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.wording import tr

if TYPE_CHECKING:
    from annotator.services.session import Session
    from annotator.services.tasks import Task

SHOWN_PROBLEMS = 20


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[Session]:
    """Give an open project; what it has to say goes to standard error."""
    from annotator.services.session import Session

    with Session.open(path, read_only=read_only) as session:
        for code, values in session.notices:
            print(tr(code, **values), file=sys.stderr)
        yield session


@contextmanager
def progress(what: str) -> Iterator[Task]:
    """Give a task that shows a bar on a terminal and nothing elsewhere."""
    from tqdm import tqdm

    from annotator.services.tasks import Task

    bar = tqdm(
        desc=what,
        disable=not sys.stderr.isatty(),
        leave=False,
        bar_format="{desc} {percentage:3.0f}% |{bar:30}| {elapsed}",
    )

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.n = done
        bar.refresh()

    with bar:
        yield Task(what, show)


def print_result(arguments: argparse.Namespace, result: Any, words: str, file: Any = None) -> None:
    """Print a result for machines or the words for people, as was asked for."""
    text = json.dumps(result, ensure_ascii=False, indent=2) if arguments.json else words
    print(text, file=file or sys.stdout)
