"""The two tables of the insights: figures by line, and the matrix.

Owns how they look and how a row or cell is opened: Enter, a double click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.insights import InsightTable, Matrix
from annotator.gui.insights.figures_model import FiguresModel
from annotator.gui.insights.matrix_model import MatrixModel
from annotator.gui.theme import WindowTheme
from annotator.wording import tr

_WIDEST = 34  # characters of a column before it is cut
_MEASURED = 40  # rows that decide how wide a column is
_PARTY = 26  # characters of the name of a source
_CELL = 15  # characters of a cell of the matrix at least


class _Opening(QTableView):
    """A table whose rows or cells open on Enter."""

    entered = Signal(QModelIndex)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("plainList")
        self.setAccessibleName(name)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setToolTip(tr("plot-table-hint"))
        self.doubleClicked.connect(self.entered)

    def measure(self) -> None:
        """Give rows and heads the room that the words need now."""
        row = round(self.fontMetrics().lineSpacing() * 1.6)
        self.verticalHeader().setDefaultSectionSize(row)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another size of words."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.measure()

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme for what the stylesheet of the window leaves to Qt."""
        self.setStyleSheet(
            f"QHeaderView {{ background: {theme.panel}; border: none; }}"
            f"QTableView {{ gridline-color: {theme.border}; }}"
            f"QAbstractScrollArea::corner {{ background: {theme.raised}; border: none; }}"
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open what is in hand on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.entered.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class FiguresTable(QWidget):
    """A table with the choice what it is ordered by."""

    opened = Signal(object)  # mark of a row

    def __init__(self) -> None:
        super().__init__()
        self.model = FiguresModel()
        self.view = _Opening(tr("plot-table"))
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        head = self.view.horizontalHeader()
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        # Columns are as wide as their first rows need: asking a thousand takes too long.
        head.setResizeContentsPrecision(_MEASURED)
        self.order = QComboBox()
        self.order.setAccessibleName(tr("plot-order-by"))
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.turned = QToolButton()
        self.turned.setObjectName("chip")
        self.turned.setCheckable(True)
        self.rows = QLabel()
        self.rows.setObjectName("muted")
        title = QLabel(tr("plot-order-by"))
        title.setObjectName("muted")
        title.setBuddy(self.order)
        bar = QHBoxLayout()
        bar.addWidget(self.rows, 1)
        for widget in (title, self.order, self.turned):
            bar.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        head.sectionClicked.connect(self._head_clicked)
        self.order.activated.connect(lambda _index: self._sort())
        self.turned.toggled.connect(lambda _on: self._sort())
        self.view.entered.connect(lambda index: self.opened.emit(self.model.row(index.row()).mark))

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self.view.dress(theme)

    def show_table(self, table: InsightTable | None) -> None:
        """Show a table; the order stays if it is the table of the same question."""
        heads = self.model.heads()
        self.model.show(table)
        if self.model.heads() != heads:
            self.order.clear()
            self.order.addItem(tr("plot-as-counted"), -1)
            for place, name in enumerate(self.model.heads()):
                self.order.addItem(name, place)
            self.turned.setChecked(False)
        self.view.measure()
        self._sort()
        self.view.resizeColumnsToContents()
        widest = self.view.fontMetrics().averageCharWidth() * _WIDEST
        for column in range(self.model.columnCount()):
            self.view.setColumnWidth(column, min(widest, self.view.columnWidth(column) + 18))
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))
        self.rows.setText(tr("plot-rows", n=self.model.rowCount()))

    def _head_clicked(self, column: int) -> None:
        here = self.order.findData(column)
        if here == self.order.currentIndex():
            self.turned.toggle()
        else:
            self.order.setCurrentIndex(here)
            self._sort()

    def _sort(self) -> None:
        down = self.turned.isChecked()
        column = self.order.currentData()
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.turned.setText("↓" if down else "↑")
        code = "plot-descending" if down else "plot-ascending"
        self.turned.setAccessibleName(tr(code))
        self.turned.setToolTip(tr(code))
        column = -1 if column is None else column
        self.turned.setEnabled(column >= 0)
        head = self.view.horizontalHeader()
        head.setSortIndicatorShown(column >= 0)
        if column >= 0:
            head.setSortIndicator(column, order)
        self.model.sort(column, order)
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))


class MatrixTable(_Opening):
    """Sources by targets."""

    opened = Signal(object)  # mark of a cell

    def __init__(self) -> None:
        super().__init__(tr("plot-matrix"))
        self.matrix_model = MatrixModel()
        self.setModel(self.matrix_model)
        self.setWordWrap(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setDefaultAlignment(
            Qt.AlignmentFlag.AlignCenter | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap.value)
        )
        across.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.measure()
        self.entered.connect(self._open)

    def measure(self) -> None:
        """Give cells and names the room that the words need now."""
        metrics = self.fontMetrics()
        widest = metrics.horizontalAdvance(self.matrix_model.longest()) + 24
        self.horizontalHeader().setDefaultSectionSize(
            max(widest, metrics.averageCharWidth() * _CELL)
        )
        self.horizontalHeader().setFixedHeight(round(metrics.lineSpacing() * 2 + 14))
        self.verticalHeader().setFixedWidth(metrics.averageCharWidth() * _PARTY)
        self.verticalHeader().setDefaultSectionSize(round(metrics.lineSpacing() * 1.8))

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        super().dress(theme)
        self.matrix_model.dress(theme)

    def show_matrix(self, matrix: Matrix) -> None:
        """Show a matrix, as much of it as is given; the first cell that says something in hand."""
        self.matrix_model.show(matrix)
        self.measure()
        for column in range(self.matrix_model.columnCount()):
            if self.matrix_model.cell(0, column) is not None:
                self.setCurrentIndex(self.matrix_model.index(0, column))
                break

    def _open(self, index: QModelIndex) -> None:
        cell = self.matrix_model.cell(index.row(), index.column())
        if cell is not None:
            self.opened.emit(cell.mark)
