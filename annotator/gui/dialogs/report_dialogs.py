"""What became of a batch, in full: what was read how, what was passed over, what is wrong.

Owns words and a table; the report itself is the import service's.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.services.importing import ImportReport
from annotator.wording import explain, tr


class ImportReportDialog(QDialog):
    """Shows everything about an import that a person may want to check."""

    def __init__(self, parent: QWidget | None, report: ImportReport) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.resize(640, 380)
        words = QLabel(
            tr(
                "window-imported",
                documents=report.documents,
                annotations=report.annotations,
                already=report.already_there,
            )
        )
        words.setWordWrap(True)
        self.text = QPlainTextEdit("\n".join(_lines(report)))
        self.text.setObjectName("plain")
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Details of the import")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        for widget in (words, self.text, buttons):
            layout.addWidget(widget)

    @staticmethod
    def worth_showing(report: ImportReport) -> bool:
        """Tell whether there is anything beyond the figures in the status bar."""
        return any(True for _ in _lines(report))


def _lines(report: ImportReport) -> Iterator[str]:
    if report.problems:
        yield tr("cli-problems", number=report.refused)
        for problem in report.problems:
            values = {**problem.values, "file": problem.file, "line": problem.line}
            yield "  " + explain(AnnotatorError(problem.code, **values))
    for file, encoding in report.encodings.items():
        if encoding != "utf-8":
            yield tr("cli-encodings", encoding=encoding, files=file)
    for what, number in report.ignored.items():
        yield tr("cli-ignored", what=what, number=number)
    if report.new_labels:
        yield tr("cli-new-labels", labels=", ".join(report.new_labels))
