"""Dialogs about the program: keys, about, a crash.

Owns their words; what happened and what is installed is read elsewhere.
"""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.gui.actions import ACTIONS, shown_key


class KeysDialog(QDialog):
    """Every action with its keys, to be searched."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(620, 640)
        self.field = QLineEdit()
        self.field.setPlaceholderText("search")
        self.field.setAccessibleName("Search keys")
        extra = [("Labels 1-9 of the active layer", "1 … 9"), ("Layers", "Alt+1, Alt+2, Alt+3")]
        rows = [
            (each.text.rstrip("…"), ", ".join(shown_key(key) for key in each.keys))
            for each in ACTIONS
            if each.keys
        ]
        self.table = QTableWidget(len(rows) + len(extra), 2)
        self.table.setObjectName("plainList")
        self.table.setAccessibleName("Keys")
        self.table.setHorizontalHeaderLabels(["Action", "Keys"])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 200)
        for row, (text, keys) in enumerate([*extra, *rows]):
            self.table.setItem(row, 0, QTableWidgetItem(text))
            self.table.setItem(row, 1, QTableWidgetItem(keys))
        self.field.textChanged.connect(self._narrow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 14)
        layout.setSpacing(10)
        for widget in (self.field, self.table, buttons):
            layout.addWidget(widget)

    def _narrow(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            texts = [self.table.item(row, column) for column in range(2)]
            found = any(each and words.casefold() in each.text().casefold() for each in texts)
            self.table.setRowHidden(row, not found)


def show_about(parent: QWidget | None, sqlite_version: str) -> None:
    """Show what is running, without loading anything heavy to find out."""
    try:
        spacy = metadata.version("spacy")
    except metadata.PackageNotFoundError:
        spacy = "not installed"
    QMessageBox.about(
        parent,
        "About Annotator",
        f"<h3>Annotator {__version__}</h3>"
        "<p>Entities, quotes and sentiment in news articles, offline.</p>"
        f"<p>Python {platform.python_version()}<br>Qt {qVersion()}<br>"
        f"SQLite {sqlite_version}<br>spaCy {spacy}</p><p>MIT licence.</p>",
    )


class CrashDialog(QDialog):
    """Says that something went wrong, what exactly, and where it was written down."""

    def __init__(self, parent: QWidget | None, report: str, log: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.resize(640, 420)
        words = QLabel(
            "The last action failed because of a mistake in the program. Everything you labelled "
            "before it is saved. This report stays on your computer; nothing is sent."
        )
        words.setWordWrap(True)
        text = QPlainTextEdit(report)
        text.setObjectName("plain")
        text.setReadOnly(True)
        text.setAccessibleName("Report")
        where = QLabel(f"Written to {log}")
        where.setObjectName("muted")
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        for widget in (words, text, where, buttons):
            layout.addWidget(widget)
