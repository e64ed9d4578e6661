"""What one sees without a project: the last ones, and how to begin.

Owns widgets only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import tip
from annotator.services.schemes import shipped_schemes
from annotator.wording import tr

_WIDTH = 560  # logical pixels of the column in words of the usual size
_LINE = 76  # characters of a line in words that are larger
_EDGE = 24  # least logical pixels on both sides


class StartPage(QWidget):
    """Recent projects, new, open, samples."""

    openWanted = Signal(object)  # path
    newWanted = Signal()
    browseWanted = Signal()
    sampleWanted = Signal()
    schemeWanted = Signal(str)  # name of a shipped scheme, to make a project with

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel("Annotator")
        title.setObjectName("startTitle")
        words = QLabel(tr("start-about"))
        words.setObjectName("muted")
        words.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        self._keyed: dict[str, QPushButton] = {}
        for text, signal, name, action in (
            (tr("action-new"), self.newWanted, "primary", "new"),
            (tr("start-open"), self.browseWanted, "", "open"),
            (tr("start-sample"), self.sampleWanted, "", ""),
        ):
            button = QPushButton(text)
            if name:
                button.setObjectName(name)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            buttons.addWidget(button)
            if action:
                self._keyed[action] = button
        self.take_keys()
        buttons.addStretch(1)
        heading = QLabel(tr("start-recent-title"))
        heading.setObjectName("cardTitle")
        self.recent = QListWidget()
        self.recent.setObjectName("plainList")
        self.recent.setAccessibleName(tr("start-recent"))
        self.recent.setWordWrap(True)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent.itemActivated.connect(self._chosen)
        self.recent.itemClicked.connect(self._chosen)
        self._first = QWidget()  # what only the first start needs
        self.schemes = QListWidget()
        self._offer_schemes()
        hint = QLabel(tr("start-drop"))
        hint.setObjectName("muted")
        hint.setWordWrap(True)
        self._column = column = QWidget()
        inner = QVBoxLayout(column)
        inner.setSpacing(12)
        for widget in (title, words):
            inner.addWidget(widget)
        inner.addSpacing(6)
        inner.addLayout(buttons)
        inner.addSpacing(12)
        inner.addWidget(self._first)
        inner.addWidget(heading)
        inner.addWidget(self.recent)
        inner.addWidget(hint)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        # Between stretches: with an alignment Qt would not ask how high wrapped words are.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(column)
        middle.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(3)

    def take_keys(self) -> None:
        """Let the buttons say which keys do the same."""
        for action, button in self._keyed.items():
            button.setToolTip(tip(action))

    def _offer_schemes(self) -> None:
        """List the shipped schemes, with what each is for."""
        title = QLabel(tr("start-schemes-title"))
        title.setObjectName("cardTitle")
        hint = QLabel(tr("start-schemes-hint"))
        hint.setObjectName("muted")
        hint.setWordWrap(True)
        self.schemes.setObjectName("plainList")
        self.schemes.setAccessibleName(tr("start-schemes"))
        self.schemes.setWordWrap(True)
        self.schemes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name in shipped_schemes():
            item = QListWidgetItem(f"{tr(f'scheme-name-{name}')}\n{tr(f'scheme-about-{name}')}")
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.schemes.addItem(item)
        self.schemes.itemActivated.connect(self._scheme_chosen)
        self.schemes.itemClicked.connect(self._scheme_chosen)
        column = QVBoxLayout(self._first)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(8)
        for widget in (title, self.schemes, hint):
            column.addWidget(widget)

    def _scheme_chosen(self, item: QListWidgetItem) -> None:
        self.schemeWanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column as wide as a line of its words is long, where there is room."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted = max(_WIDTH, _LINE * self.fontMetrics().averageCharWidth())
        self._column.setFixedWidth(max(1, min(wanted, self.width() - 2 * _EDGE)))

    def show_recent(self, paths: list[Path]) -> None:
        """List the projects opened last; those that are gone cannot be chosen."""
        self.recent.clear()
        for path in paths:
            there = path.exists()
            folder = str(path.parent) if there else tr("start-missing", folder=path.parent)
            item = QListWidgetItem(f"{path.stem}\n{folder}")
            item.setData(Qt.ItemDataRole.UserRole, path)
            if not there:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        if not paths:
            item = QListWidgetItem(tr("start-none"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        self._first.setVisible(not paths)
        for each in (self.recent, self.schemes):
            rows = max(1, min(5, each.count()))
            each.setFixedHeight(rows * (each.sizeHintForRow(0) + 2) + 8)

    def _chosen(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        if path is not None:
            self.openWanted.emit(path)
