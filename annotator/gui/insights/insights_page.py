"""The page of the insights: a question, its plot, its table, and the sentences behind a number.

Owns what is counted, drawn and opened when; nothing of it happens on the thread that draws, and of
each only the newest result counts.  What labels change makes the answers old: they are counted anew
as long as the page is seen, else when it is seen again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontInfo, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.insights import (
    Insights,
    InsightsChoices,
    InsightsFilter,
    InsightTable,
    Matrix,
    Topic,
)
from annotator.gui.article.theme import blend
from annotator.gui.insights.filter_panel import FilterPanel
from annotator.gui.insights.items_panel import ItemsPanel, Mark
from annotator.gui.insights.newest import Newest
from annotator.gui.insights.plot_view import PlotView
from annotator.gui.insights.tables import FiguresTable, MatrixTable
from annotator.gui.theme import WindowTheme
from annotator.services.insights import choices, insights
from annotator.services.plotting import (
    Colours,
    Picture,
    Shape,
    cell_in_words,
    draw,
    empty_code,
    note_in_words,
    on_ground,
    row_in_words,
    shape_of,
    topic_name,
    topic_question,
)
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

_CHANGED = 600  # milliseconds without a further change before labels are counted anew
_PATIENCE = 150  # milliseconds of counting before it is shown that something is counted
_PARTIES = 30  # sources and targets shown at first, and more at a time
#: Questions that a choice of a layer bears on.
_LAYERED = (Topic.LABELS, Topic.TIMELINE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, made ready to be shown while nobody waits for it."""

    found: Insights
    shape: Shape | None  # what the plot shows; None: there is nothing to draw
    matrix: Matrix | None  # as far as it is shown
    known: InsightsChoices


def answer_to(
    session: Session, choice: InsightsFilter, topic: Topic, shown: int, task: Task
) -> Answer:
    """Answer a question; of the matrix so many sources and targets are made ready."""
    found = insights(session, choice, (topic,), task)
    matrix = None if found.matrix is None else found.matrix.first(shown, shown)
    if matrix is not None:
        matrix = replace(matrix, cells=dict(matrix.cells))
    shape = shape_of(replace(found, matrix=matrix), topic)
    return Answer(found, shape, matrix, choices(session, task))


class InsightsPage(QWidget):
    """Answers questions about one project."""

    itemOpened = Signal(object)  # Item
    saveWanted = Signal()
    exportWanted = Signal()

    def __init__(self, session: Session, theme: WindowTheme) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._answers: dict[Topic, Answer] = {}
        self._stale = True
        self._shown = _PARTIES  # sources and targets of the matrix
        self.counting = Newest("plot-counting", self)
        self.drawing = Newest("plot-drawing", self)
        self._changed = _timer(self, _CHANGED, self._look)
        self._slow = _timer(self, _PATIENCE, self._show_busy)
        self._build()
        self._connect()
        self.dress(theme)

    # Building ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("insightsPage")
        self.filter = FilterPanel()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("plot-questions"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        for topic in Topic:
            self.tabs.addTab(topic_name(topic))
        self.tabs.setCurrentIndex(list(Topic).index(Topic.MATRIX))
        self.save = QPushButton(tr("plot-save-button"))
        self.export = QPushButton(tr("plot-export-button"))
        self.question = QLabel()
        self.question.setObjectName("reviewHeading")
        self.question.setWordWrap(True)
        self.about = QLabel()
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.plot = PlotView()
        self.figures = FiguresTable()
        self.matrix = MatrixTable()
        self.tables = QStackedWidget()
        self.tables.setContentsMargins(0, 10, 0, 0)
        self.tables.addWidget(self.figures)
        self.tables.addWidget(self.matrix)
        self.body = QSplitter(Qt.Orientation.Vertical)
        self.body.setChildrenCollapsible(False)
        self.body.setHandleWidth(1)
        self.body.addWidget(self.plot)
        self.body.addWidget(self.tables)
        self.body.setSizes([600, 400])
        self.more = QPushButton(tr("plot-more"))
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.clear_filter = QPushButton(tr("plot-clear-filter"))
        self.again = QPushButton(tr("plot-again"))
        middle = QWidget()
        middle.setObjectName("page")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(middle)
        column.setContentsMargins(20, 10, 20, 14)
        column.setSpacing(8)
        foot = QHBoxLayout()
        foot.addWidget(self.save)
        foot.addWidget(self.export)
        foot.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.about, 1)
        below.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.tabs)
        column.addWidget(self.question)
        column.addLayout(below)
        column.addWidget(self._build_busy())
        column.addWidget(self.body, 1)
        column.addWidget(self._build_nothing(), 1)
        column.addLayout(foot)
        self.side = ItemsPanel()
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for widget in (self.filter, middle, self.side):
            self.splitter.addWidget(widget)
        self.splitter.setSizes([260, 820, 360])
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.setTabOrder(self.filter, self.tabs)

    def _build_busy(self) -> QWidget:
        """Make the line that says that something is counted, with what stops it."""
        self.busy = QWidget()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("plot-counting"))
        self.cancel = QPushButton(tr("cancel"))
        row = QHBoxLayout(self.busy)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(tr("plot-counting")))
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        self.busy.hide()
        return self.busy

    def _build_nothing(self) -> QWidget:
        """Make what stands in place of plot and table when there is nothing to show."""
        self.nothing = QWidget()
        column = QVBoxLayout(self.nothing)
        column.addStretch(1)
        column.addWidget(self.empty)
        for button in (self.clear_filter, self.again):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        self.nothing.hide()
        return self.nothing

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _place: self._turn())
        self.filter.changed.connect(self._forget)
        self.clear_filter.clicked.connect(self.filter.clear)
        self.again.clicked.connect(self._forget)
        self.cancel.clicked.connect(self.counting.cancel)
        self.more.clicked.connect(self._show_more)
        self.save.clicked.connect(self.saveWanted)
        self.export.clicked.connect(self.exportWanted)
        self.plot.sizeWanted.connect(self._draw)
        self.plot.opened.connect(self.open_mark)
        self.figures.opened.connect(self.open_mark)
        self.matrix.opened.connect(self.open_mark)
        self.side.opened.connect(self.itemOpened)
        self.counting.came.connect(self._take)
        self.counting.failed.connect(lambda error: self._stopped(explain(error)))
        self.counting.cancelled.connect(lambda: self._stopped(tr("plot-cancelled")))
        self.counting.progressed.connect(self._progress)
        self.drawing.came.connect(self._take_picture)
        self.drawing.failed.connect(self._not_drawn)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.plot.dress(theme)
        self.side.view.dress(theme)
        self.figures.dress(theme)
        self.matrix.dress(theme)
        self._draw()

    def close_page(self) -> None:
        """Let go of the project."""
        self._changed.stop()
        for work in (self.counting, self.drawing, self.side.opening):
            work.close()

    def step_pane(self, step: int) -> None:
        """Give the focus to the next part of the page, or to the one before."""
        table = self.matrix if self.tables.currentWidget() is self.matrix else self.figures.view
        panes = [self.filter.annotator, self.tabs, table, self.side.view]
        seen = [each for each in panes if each.isVisible()]
        focus = QApplication.focusWidget()
        if focus is not None and self.filter.isAncestorOf(focus):
            focus = self.filter.annotator
        place = next((n for n, each in enumerate(seen) if each is focus), -1 if step > 0 else 0)
        seen[(place + step) % len(seen)].setFocus(Qt.FocusReason.TabFocusReason)

    # What is asked -------------------------------------------------------------------------------

    @property
    def topic(self) -> Topic:
        """Return the question that is answered."""
        return list(Topic)[self.tabs.currentIndex()]

    @property
    def found(self) -> Insights | None:
        """Return the answer to it, None until it was counted."""
        answer = self._answers.get(self.topic)
        return None if answer is None else answer.found

    @property
    def shape(self) -> Shape | None:
        """Return what the plot of it shows, None if there is nothing to draw."""
        answer = self._answers.get(self.topic)
        return None if answer is None else answer.shape

    @property
    def colours(self) -> Colours:
        """Return what plots are painted with now."""
        theme = self._theme
        page = theme.article.page
        # Thick frames help around controls; behind marks they would outshine them.
        grid = blend(QColor(theme.border), page, 0.4 if theme.high_contrast else 1.0)
        return on_ground(page.name(), theme.text, theme.muted, grid.name())

    def show_topic(self, topic: Topic) -> None:
        """Ask a question."""
        self.tabs.setCurrentIndex(list(Topic).index(topic))

    def labels_changed(self) -> None:
        """Say that the answers are old; they are counted anew once somebody sees them."""
        self._stale = True
        if self.isVisible():
            self._changed.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Count what became old while nobody looked, and draw in the theme there is now."""
        super().showEvent(event)
        if self._stale:
            self._look()
        else:
            self._draw()

    def _turn(self) -> None:
        self.side.clear()
        self._look()

    def _forget(self) -> None:
        self._stale = True
        self._look()

    def _look(self) -> None:
        """Show the answer, or count it."""
        self._changed.stop()
        if self._stale:
            self._answers.clear()
            self._stale = False
        self.filter.ask_layer(on=self.topic in _LAYERED)
        if self.found is not None:
            self.counting.drop()
            self._show()
            return
        session, choice, topic = self._session, self.filter.choice, self.topic
        shown = self._shown

        def work(task: Task) -> tuple[Topic, Answer]:
            with session.sibling() as own:
                return topic, answer_to(own, choice, topic, shown, task)

        self.progress.setRange(0, 0)
        self._slow.start()
        self.counting.start(work)

    def _take(self, came: tuple[Topic, Answer]) -> None:
        topic, answer = came
        self._answers[topic] = answer
        self.filter.show_choices(answer.known)
        self._show()
        asked = self.side.asked
        if asked is not None and asked[0] is topic:
            self.open_mark(asked[1])

    def _progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _stopped(self, why: str) -> None:
        self._stale = True
        self._quiet()
        self._say_nothing(why, again=True)

    def _show_busy(self) -> None:
        self.busy.show()

    def _quiet(self) -> None:
        self._slow.stop()
        self.busy.hide()

    # Showing -------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._quiet()
        topic = self.topic
        answer = self._answers[topic]
        self.question.setText(topic_question(topic))
        if answer.shape is None:
            code = empty_code(answer.found, topic)
            filtered = self.filter.choice != InsightsFilter()
            self._say_nothing(tr(code if not filtered else "plot-nothing-fits"), filtered=filtered)
            return
        self.nothing.hide()
        self.body.show()
        if answer.matrix is not None:
            self.tables.setCurrentWidget(self.matrix)
            self.matrix.show_matrix(answer.matrix)
        else:
            self.tables.setCurrentWidget(self.figures)
            self.figures.show_table(answer.found.tables.get(topic))
        for button in (self.save, self.export):
            button.setEnabled(True)
        self._say_about()
        self._draw()

    def _say_about(self, left_out: int = 0) -> None:
        """Say how much was asked, and what a reader should know about the answer."""
        found, topic = self.found, self.topic
        assert found is not None
        words = [tr("plot-n-articles-asked", n=found.articles)]
        table = found.tables.get(topic)
        words += [note_in_words(each) for each in (*found.notes, *(table.notes if table else ()))]
        cut = _cut(found.matrix, self._shown) if topic is Topic.MATRIX else None
        self.more.setVisible(cut is not None)
        if cut is not None:
            words.append(cut)
        elif left_out:
            words.append(tr("plot-left-out", n=left_out))
        self.about.setText(" ".join(words))

    def _show_more(self) -> None:
        self._shown += _PARTIES
        self._answers.pop(Topic.MATRIX, None)
        self._look()

    def _say_nothing(self, why: str, *, filtered: bool = False, again: bool = False) -> None:
        self.question.setText(topic_question(self.topic))
        self.about.clear()
        self.more.hide()
        self.body.hide()
        self.nothing.show()
        self.empty.setText(why)
        self.clear_filter.setVisible(filtered)
        self.again.setVisible(again)
        for button in (self.save, self.export):
            button.setEnabled(False)
        self.drawing.drop()
        self.plot.show_picture(None)
        self.side.clear()

    def _draw(self) -> None:
        """Have the plot drawn in the size, theme and font that there are now."""
        shape = self.shape
        if shape is None or not self.isVisible():
            return
        colours, ratio = self.colours, self.plot.devicePixelRatioF()
        size = (self.plot.width(), self.plot.height())
        points = QFontInfo(self.font()).pixelSize() * 72 / 96 * 0.95

        def work(task: Task) -> Picture:
            return draw(shape, colours, size, ratio, points, task)

        self.drawing.start(work)

    def _take_picture(self, picture: Picture) -> None:
        self.plot.show_picture(picture, topic_question(self.topic), tr("plot-see-table"))
        if self.found is not None and self.body.isVisible():
            self._say_about(picture.left_out)

    def _not_drawn(self, error: Exception) -> None:
        """Say why there is no plot; its table is there all the same."""
        self.plot.show_picture(None)
        self.about.setText(tr("plot-not-drawn", why=explain(error)))

    # Sentences -----------------------------------------------------------------------------------

    def open_mark(self, mark: Mark) -> None:
        """Show the sentences behind a number."""
        self.side.ask(self._session, self.filter.choice, self.topic, mark, self._words_of(mark))

    def _words_of(self, mark: Mark) -> str:
        found = self.found
        if found is None:
            return ""
        if found.matrix is not None and self.topic is Topic.MATRIX:
            cell = found.matrix.cells.get((mark[0], mark[1]))
            return "" if cell is None else cell_in_words(cell.source, cell.target, cell)
        table: InsightTable | None = found.tables.get(self.topic)
        for row in () if table is None else table.rows:
            if row.mark == mark:
                assert table is not None
                return row_in_words(table, row)
        return ""


def _cut(matrix: Matrix | None, shown: int) -> str | None:
    """Return how much of a matrix is shown, None if it is all of it."""
    if matrix is None or max(len(matrix.sources), len(matrix.targets)) <= shown:
        return None
    return tr(
        "plot-matrix-cut", sources=min(shown, len(matrix.sources)), of_sources=len(matrix.sources),
        targets=min(shown, len(matrix.targets)), of_targets=len(matrix.targets),
    )  # fmt: skip


def _timer(parent: QWidget, pause: int, then: Any) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(pause)
    timer.timeout.connect(then)
    return timer
