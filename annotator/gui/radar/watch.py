"""The radar beside the window: one thread that keeps the index and answers from it.

Owns the thread, its own connection and what is asked of it.  Only plain values go in and come out;
an answer to what is not asked any more is dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.gui.tasks_bridge import Job
from annotator.services.radar import Intended, Line, Query, Radar
from annotator.services.radar_places import places
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task


@dataclass(slots=True)
class _Wanted:
    """What was asked and is not answered yet; a later question takes the place of an earlier."""

    documents: set[int] = field(default_factory=set)
    listing: tuple[int, Query, Intended] | None = None
    places: tuple[int, Line] | None = None
    about: tuple[str, Intended] | None = None
    over: bool = False


class _Yielding(Task):
    """Gives way as soon as something is asked."""

    def __init__(self, task: Task, asked: SimpleQueue[Any]) -> None:
        super().__init__(task.code)
        self._task, self._asked = task, asked

    @property
    def cancelled(self) -> bool:
        """Tell whether there is something to do that comes first."""
        return self._task.cancelled or not self._asked.empty()


class RadarWatch(QObject):
    """Builds the index of one scope of a project, then follows it until it is stopped."""

    progressed = Signal(int, int)
    built = Signal()
    found = Signal(object, bool)  # Found, whether every article was looked through
    placesFound = Signal(object, object)  # Line, places
    told = Signal(str, int)  # words, inconsistencies about them
    failed = Signal(object)
    cancelled = Signal()
    _answered = Signal(int, str, object)  # of which start, what, the answer

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._asked: SimpleQueue[tuple[str, Any] | None] = SimpleQueue()
        self._start = 0
        self._question = {"found": 0, "places": 0}
        self._answered.connect(self._take)

    @property
    def running(self) -> bool:
        """Tell whether there is an index, or will be."""
        return self._job is not None

    def start(self, session: Session, people: Collection[int]) -> None:
        """Build an index of some annotators' labels anew."""
        self.stop()
        self._start += 1
        start, asked = self._start, SimpleQueue[Any]()
        self._asked = asked

        def work(task: Task) -> None:
            with session.sibling() as own:
                listener = _Listener(
                    Radar(own, people, gentle=True), asked, task,
                    lambda what, answer: self._answered.emit(start, what, answer),
                )  # fmt: skip
                listener.listen()

        job = self._job = Job("radar", work, self)
        job.progressed.connect(self.progressed)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)
        job.start()

    def stop(self) -> None:
        """End the thread and forget the index."""
        job, self._job = self._job, None
        if job is not None:
            self._asked.put(None)
            job.abandon()

    def cancel(self) -> None:
        """Ask the building of the index to stop."""
        if self._job is not None:
            self._job.task.cancel()
            self._asked.put(None)

    # Asking ------------------------------------------------------------------------------------

    def follow(self, documents: Collection[int]) -> None:
        """Read articles anew; the list that was asked for last comes again."""
        self._asked.put(("documents", frozenset(documents)))

    def ask(self, query: Query, intended: Intended) -> None:
        """Ask for a list; it comes again whenever the index changes."""
        self._question["found"] += 1
        self._asked.put(("listing", (self._question["found"], query, intended)))

    def ask_places(self, line: Line) -> None:
        """Ask for the places of a line."""
        self._question["places"] += 1
        self._asked.put(("places", (self._question["places"], line)))

    def ask_about(self, words: str, intended: Intended) -> None:
        """Ask how many inconsistencies there are about some words."""
        self._asked.put(("about", (words, intended)))

    # Hearing -----------------------------------------------------------------------------------

    def _take(self, start: int, what: str, answer: Any) -> None:
        if start != self._start or self._job is None:
            return
        if what == "built":
            self.built.emit()
        elif what == "about":
            self.told.emit(*answer)
        elif answer[0] == self._question[what]:
            (self.found if what == "found" else self.placesFound).emit(*answer[1:])

    def _failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _cancelled(self) -> None:
        self._end()
        self.cancelled.emit()

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()


class _Listener:
    """The other side: runs on the thread."""

    def __init__(self, radar: Radar, asked: SimpleQueue[Any], task: Task, answer: Any) -> None:
        self._radar, self._asked, self._task, self._answer = radar, asked, task, answer
        self._listing: tuple[int, Query, Intended] | None = None
        self._about: tuple[str, Intended] | None = None

    def listen(self) -> None:
        """Answer until nothing more is wanted; raises Cancelled while the index is built."""
        self._radar.build(self._task)
        self._answer("built", None)
        while True:
            wanted = self._next(wait=self._radar.complete)
            if wanted.over or self._task.cancelled:
                return
            self._do(wanted)

    def _next(self, *, wait: bool) -> _Wanted:
        """Return everything that was asked so far; with `wait`, at least one thing."""
        wanted = _Wanted()
        while True:
            try:
                asked = self._asked.get(block=wait)
            except Empty:
                return wanted
            wait = False
            if asked is None:
                wanted.over = True
            elif asked[0] == "documents":
                wanted.documents |= asked[1]
            else:
                setattr(wanted, asked[0], asked[1])

    def _do(self, wanted: _Wanted) -> None:
        # Quick answers first: those about the label that was just made.
        if wanted.documents:
            self._radar.follow(wanted.documents, self._task)
        if wanted.about is not None:
            self._about = wanted.about
            self._tell()
        if wanted.listing is not None:
            self._listing = wanted.listing
        if self._listing is not None and (wanted.listing is not None or wanted.documents):
            self._list()
        if wanted.places is not None:
            question, line = wanted.places
            self._answer("places", (question, line, places(self._radar, line, self._task)))
        if not self._radar.complete:
            self._look_further()

    def _look_further(self) -> None:
        try:
            self._radar.look_further(_Yielding(self._task, self._asked))
        except Cancelled:
            return  # for a moment, or for good
        self._tell()
        if self._listing is not None:
            self._list()

    def _tell(self) -> None:
        if self._about is None:
            return
        words, intended = self._about
        self._answer("about", (words, self._radar.about(words, intended)))

    def _list(self) -> None:
        assert self._listing is not None
        question, query, intended = self._listing
        found = self._radar.found(query, intended)
        self._answer("found", (question, found, self._radar.complete))
