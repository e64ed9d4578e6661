"""What one sees without a project: the last ones, and how to begin.

Owns widgets only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


class StartPage(QWidget):
    """Recent projects, new, open, samples."""

    openWanted = Signal(object)  # path
    newWanted = Signal()
    browseWanted = Signal()
    sampleWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel("Annotator")
        title.setObjectName("startTitle")
        words = QLabel(
            "Read news articles and mark up entities, quotes and sentiment. "
            "Everything stays on this computer, in one project file."
        )
        words.setObjectName("muted")
        words.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for text, signal, name in (
            ("New project…", self.newWanted, "primary"),
            ("Open…", self.browseWanted, ""),
            ("Try the sample articles", self.sampleWanted, ""),
        ):
            button = QPushButton(text)
            if name:
                button.setObjectName(name)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit())
            buttons.addWidget(button)
        buttons.addStretch(1)
        heading = QLabel("RECENT PROJECTS")
        heading.setObjectName("cardTitle")
        self.recent = QListWidget()
        self.recent.setObjectName("plainList")
        self.recent.setAccessibleName("Recent projects")
        self.recent.itemActivated.connect(self._chosen)
        self.recent.itemClicked.connect(self._chosen)
        hint = QLabel("You can also drop a project file, or a folder of articles, on this window.")
        hint.setObjectName("muted")
        column = QWidget()
        column.setFixedWidth(560)
        inner = QVBoxLayout(column)
        inner.setSpacing(12)
        for widget in (title, words):
            inner.addWidget(widget)
        inner.addSpacing(6)
        inner.addLayout(buttons)
        inner.addSpacing(12)
        inner.addWidget(heading)
        inner.addWidget(self.recent)
        inner.addWidget(hint)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def show_recent(self, paths: list[Path]) -> None:
        """List the projects opened last; those that are gone cannot be chosen."""
        self.recent.clear()
        for path in paths:
            there = path.exists()
            item = QListWidgetItem(f"{path.stem}\n{path.parent}" + ("" if there else "  (missing)"))
            item.setData(Qt.ItemDataRole.UserRole, path)
            if not there:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        if not paths:
            item = QListWidgetItem("None yet. Make one, or try the sample articles.")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.recent.addItem(item)
        rows = max(1, min(5, self.recent.count()))
        self.recent.setFixedHeight(rows * (self.recent.sizeHintForRow(0) + 2) + 8)

    def _chosen(self, item: QListWidgetItem) -> None:
        path = item.data(Qt.ItemDataRole.UserRole)
        if path is not None:
            self.openWanted.emit(path)
