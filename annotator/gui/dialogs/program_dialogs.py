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
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.gui.dialogs.common import fit
from annotator.wording import tr


def show_about(parent: QWidget | None, sqlite_version: str) -> None:
    """Show what is running, without loading anything heavy to find out."""
    try:
        spacy = metadata.version("spacy")
    except metadata.PackageNotFoundError:
        spacy = tr("about-no-spacy")
    QMessageBox.about(
        parent,
        tr("about-title"),
        tr(
            "about-text",
            version=__version__,
            python=platform.python_version(),
            qt=qVersion(),
            sqlite=sqlite_version,
            spacy=spacy,
        ),
    )


class CrashDialog(QDialog):
    """Says that something went wrong, what exactly, and where it was written down."""

    def __init__(self, parent: QWidget | None, report: str, log: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("crash-title"))
        fit(self, 640, 420)
        words = QLabel(tr("crash-words"))
        words.setWordWrap(True)
        text = QPlainTextEdit(report)
        text.setObjectName("plain")
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(tr("crash-report"))
        where = QLabel(tr("crash-written", log=log))
        where.setObjectName("muted")
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        copy = buttons.addButton(tr("crash-copy"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        for widget in (words, text, where, buttons):
            layout.addWidget(widget)
