"""What the window does about insights: the page, its files, the way from a sentence to its article.

Owns when the page is made and shown, the writing of plots and figures beside the drawing thread,
and that the labels of a large project are read before anybody asks, in a pause and on a thread of
low priority.  The page itself is `annotator.gui.insights.insights_page`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from annotator.domain.insights import InsightsFilter, Topic
from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.services.reading_ahead import read_ahead
from annotator.services.session import Change
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.domain.insights import Item
    from annotator.gui.insights.insights_page import InsightsPage
    from annotator.gui.insights.newest import Newest
    from annotator.services.session import Session
    from annotator.services.tasks import Task

_PAUSE = 4_000  # milliseconds after opening, and without a change, until labels are read ahead


class InsightsWork(QObject):
    """Shows the insights of one project at a time, as one of the views."""

    placeWanted = Signal(object, object)  # document, span (None = the article as a whole)
    turned = Signal()  # the page came into sight or left it

    def __init__(self, parent: QWidget, views: QStackedWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._window = parent
        self._views = views
        self._status = status
        self._session: Session | None = None
        self._theme: WindowTheme | None = None
        self._writing: Newest | None = None
        self.page: InsightsPage | None = None
        self.ahead: Job | None = None  # that reads the labels before anybody asks
        self.pause = QTimer(self)
        self.pause.setSingleShot(True)
        self.pause.setInterval(_PAUSE)
        self.pause.timeout.connect(self._read_ahead)

    def set_session(self, session: Session | None) -> None:
        """Work on another project, or on none."""
        self.leave()
        self.pause.stop()
        page, self.page = self.page, None
        ahead, self.ahead = self.ahead, None
        if self._writing is not None:
            self._writing.close()
        if ahead is not None:
            ahead.abandon()
        if page is not None:
            page.close_page()
            self._views.removeWidget(page)
            page.deleteLater()
        if page is not None or ahead is not None:
            from annotator.services.insights import forget

            forget()
        self._session = session
        if session is not None:
            session.subscribe(self._labels_changed)
            self.pause.start()

    def _read_ahead(self) -> None:
        session = self._session
        # Whoever asked before the pause came has had it read; and on a network drive, whoever reads
        # holds up whoever writes.
        if session is None or self.page is not None or session.on_network:
            return

        def work(task: Task) -> bool:
            with session.sibling() as own:
                return read_ahead(own, task)

        self.ahead = Job("insights-ahead", work, self)
        self.ahead.succeeded.connect(self._end_ahead)
        # Not the lowest: what holds Python's lock and gets no core would hold up the window.
        self.ahead.start(QThread.Priority.LowPriority)

    def _end_ahead(self, read: bool) -> None:
        ahead = self.ahead
        if ahead is not None and not read:
            self.ahead = None
            ahead.abandon()

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.page is not None:
            self.page.dress(theme)

    # The view ------------------------------------------------------------------------------------

    @property
    def shown(self) -> bool:
        """Tell whether the insights are what one sees."""
        return self.page is not None and self._views.currentWidget() is self.page

    def show(self) -> bool:
        """Show the insights; tell whether there is a project to ask about."""
        if self._session is None or self._theme is None:
            self._status.say("no-project")
            return False
        if self.page is None:
            # None of it is needed before somebody asks.
            from annotator.gui.insights.insights_page import InsightsPage

            self.page = InsightsPage(self._session, self._theme)
            self.page.itemOpened.connect(self._open)
            self.page.saveWanted.connect(self.save_plot)
            self.page.exportWanted.connect(self.export)
            self._views.addWidget(self.page)
            # Once it is in the window: only there the stylesheet reaches it, and resets palettes.
            self.page.ensurePolished()
            self.page.dress(self._theme)
        self._views.setCurrentWidget(self.page)
        self.page.tabs.setFocus()
        self.turned.emit()
        return True

    def leave(self) -> None:
        """Show the articles again; the page stays as it is."""
        if self.shown:
            self._views.setCurrentIndex(0)
            self.turned.emit()

    def step_pane(self, step: int) -> None:
        """Give the focus to the next part of the page, or to the one before."""
        if self.page is not None:
            self.page.step_pane(step)

    def _labels_changed(self, _change: Change) -> None:
        if self.pause.isActive():
            self.pause.start()
        if self.page is not None:
            self.page.labels_changed()

    def _open(self, item: Item) -> None:
        self.leave()
        self.placeWanted.emit(item.document, item.span)

    # Files ---------------------------------------------------------------------------------------

    def save_plot(self) -> None:
        """Write the plot that is shown as PNG or SVG."""
        from annotator.gui.insights.dialogs import SavePlotDialog
        from annotator.services.plotting import THEMES, save_plot, topic_question

        page = self.page
        shape = None if page is None else page.shape
        if page is None or shape is None:
            self._status.say("no-project" if self._session is None else "plot-nothing-to-save")
            return
        topic = page.topic
        dialog = SavePlotDialog(self._window)
        if not dialog.exec():
            return
        path = self._ask_path(topic.value, dialog.ending)
        if path is not None:
            colours = page.colours if dialog.as_shown else THEMES["light"]
            title = topic_question(topic)
            self._write(lambda _task: save_plot(shape, path, title, colours), path)

    def export(self) -> None:
        """Write all figures of the filter to a file that a spreadsheet or a graph program reads."""
        from annotator.gui.insights.dialogs import ExportFiguresDialog
        from annotator.services.insights import export_insights

        session = self._session
        if session is None:
            self._status.say("no-project")
            return
        dialog = ExportFiguresDialog(self._window)
        if not dialog.exec():
            return
        page = self.page
        choice = InsightsFilter() if page is None else page.filter.choice
        topic = Topic.MATRIX if page is None else page.topic
        path = self._ask_path(f"{session.path.stem}-insights", dialog.ending)
        if path is None:
            return

        def work(task: Task) -> Any:
            with session.sibling() as own:
                return export_insights(own, choice, path, task, topic)

        self._write(work, path)

    def _ask_path(self, name: str, ending: str) -> Path | None:
        assert self._session is not None
        kind = tr(f"plot-kind-{ending[1:]}")
        start = str(self._session.path.parent / f"{name}{ending}")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("plot-save-title"), start, f"{kind} (*{ending})"
        )
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == ending else path.with_name(path.name + ending)

    def _write(self, work: Callable[[Task], Any], path: Path) -> None:
        from annotator.gui.insights.newest import Newest

        if self._writing is None:
            self._writing = Newest("plot-writing", self)
            self._writing.failed.connect(lambda error: self._status.say(explain(error)))
            self._writing.came.connect(lambda name: self._status.say("plot-written", file=name))
        if self._writing.running:
            # What was begun is not thrown away for what comes after it.
            self._status.say("plot-still-writing")
            return

        def write(task: Task) -> str:
            work(task)
            return path.name

        self._status.say("plot-writing")
        self._writing.start(write)
