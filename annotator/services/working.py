"""The worker process without a window: for the command line, for evaluation and for training.

Owns the process: it is started when first needed, ended when it says nothing for too long or dies,
and started again.  Whoever asks waits for the answer, so nothing here may run on the thread that
draws; the window has `gui.worker` instead.
"""

from __future__ import annotations

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotator.domain.article import Article
from annotator.domain.errors import AnnotatorError
from annotator.services import suggesting
from annotator.services.suggesting import Analysis, Plan
from annotator.services.tasks import Cancelled, Task

#: Seconds without a word after which the worker counts as hung.
PATIENCE = 120.0
#: Seconds between two looks at whether somebody cancelled.
_LOOK = 0.2
#: Times that one request is asked before it is given up.
_TRIES = 2


class WorkerLost(Exception):
    """The process died or said nothing for too long; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WorkerProcess:
    """A worker that is asked one thing after another; `close` it, or use it as a context."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """Take how many seconds of silence mean that it hangs."""
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._out: queue.Queue[bytes | None] = queue.Queue()
        self._known: set[str] = set()  # keys of the setups that this process has
        self._number = 0
        self.restarts = 0

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Return the id of the running process."""
        return None if self._process is None else self._process.pid

    def analyse(self, plan: Plan, article: Article, task: Task | None = None) -> Analysis:
        """Return the tokens and proposals of an article.

        A worker that dies or hangs is started anew and asked once more.  Raises
        AnnotatorError("worker-died", "worker-hung") if that does not help either,
        AnnotatorError("analysis-failed") if the worker says so, and Cancelled.
        """
        analysis = Analysis(article.document.id)

        def ask(number: int) -> list[dict[str, Any]]:
            nonlocal analysis
            analysis = Analysis(article.document.id)
            return suggesting.requests_for(number, plan, article, self._known)

        for answer in self._answers(ask, task):
            if "part" in answer:
                analysis.add(answer["part"])
            elif "done" in answer:
                analysis.finish(answer["done"])
        return analysis

    def train(
        self,
        kind: str,
        examples: Sequence[Mapping[str, Any]],
        folder: Path,
        *,
        pipeline: str = "",
        options: Mapping[str, Any] | None = None,
        task: Task | None = None,
    ) -> dict[str, Any]:
        """Train a model into a folder; return what the trainer says of it.

        Args:
            kind: "quotes", "opinions" or "entities".
            examples: as the protocol has them (`suggesting.example_of`).
            folder: an existing, empty folder.
            pipeline: that parses the examples; "" is the default one.
            options: for the trainer.
            task: hears how far it is, and may stop it.

        Raises AnnotatorError with the trainer's code ("training-…", "model-disk-full"), or
        "worker-died" and "worker-hung": a training that killed its process is not tried again.
        """
        message: dict[str, Any] = {
            "do": "train",
            "kind": kind,
            "pipeline": pipeline,
            "folder": str(folder),
            "examples": list(examples),
            "options": dict(options or {}),
        }
        for answer in self._answers(lambda number: [{**message, "id": number}], task, tries=1):
            if "done" in answer:
                return dict(answer["done"])
            if task is not None and "total" in answer:
                task.progress(int(answer["so_far"]), int(answer["total"]))
        raise AnnotatorError("worker-died")

    def close(self) -> None:
        """End the process; it is started again when something is asked."""
        process, self._process = self._process, None
        self._known.clear()
        if process is None:
            return
        self._out.put(None)
        process.kill()
        process.wait()

    def _answers(
        self, ask: Callable[[int], list[dict[str, Any]]], task: Task | None, tries: int = _TRIES
    ) -> Iterator[dict[str, Any]]:
        """Yield the answers to a request up to its last one, asking again after a loss."""
        for tried in range(1, tries + 1):
            self._number += 1
            try:
                for message in ask(self._number):
                    self._say(message)
                yield from self._hear(self._number, task)
            except WorkerLost as lost:
                self.close()
                self.restarts += 1
                if tried == tries:
                    raise AnnotatorError(lost.code) from lost
            else:
                return

    def _hear(self, number: int, task: Task | None) -> Iterator[dict[str, Any]]:
        silent = 0.0
        while True:
            if task is not None and task.cancelled:
                # Killed, not asked to stop: somebody waits, and it holds nothing that is kept.
                self.close()
                raise Cancelled
            try:
                line = self._lines.get(timeout=min(_LOOK, self._patience))
            except queue.Empty:
                silent += _LOOK
                if silent >= self._patience:
                    raise WorkerLost("worker-hung") from None
                continue
            if line is None:
                raise WorkerLost("worker-died")
            try:
                answer = suggesting.decode(line)
            except suggesting.ProtocolError:
                continue  # what a library printed
            if answer.get("id") != number:
                continue
            silent = 0.0
            if "error" in answer:
                values = answer.get("values") or {}
                if answer["error"] == "cancelled":
                    raise Cancelled
                raise AnnotatorError(str(answer["error"]), **values)
            yield answer
            if "done" in answer:
                return

    def _say(self, message: Mapping[str, Any]) -> None:
        """Send something; by a thread of its own, because a hung process reads nothing."""
        if self._process is None:
            self._start()
        self._out.put(suggesting.encode(message))

    def _start(self) -> None:
        process = subprocess.Popen(
            suggesting.command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **suggesting.environment()},
        )
        self._process = process
        self._known.clear()
        self._lines, self._out = queue.Queue(), queue.Queue()
        for work, lines in ((_read, self._lines), (_write, self._out)):
            threading.Thread(target=work, args=(process, lines), daemon=True).start()


def _read(process: subprocess.Popen[bytes], lines: queue.Queue[bytes | None]) -> None:
    """Hand over what the process says, and None at its end."""
    assert process.stdout is not None
    # The pipe may be closed under us when the process is ended.
    with suppress(ValueError, OSError), process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)


def _write(process: subprocess.Popen[bytes], lines: queue.Queue[bytes | None]) -> None:
    """Say what is handed over, up to None or the end of the process."""
    assert process.stdin is not None
    # A process that is gone is noticed by whoever reads from it.
    with suppress(ValueError, OSError), process.stdin:
        while (line := lines.get()) is not None:
            process.stdin.write(line)
            process.stdin.flush()
