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
from annotator.gui.dialogs.common import fit
from annotator.services.datasets import DatasetReport
from annotator.services.exporting import ExportReport
from annotator.services.importing import ImportReport
from annotator.wording import explain, tr


class ReportDialog(QDialog):
    """Says in a sentence what became of something, and every detail below it."""

    def __init__(self, parent: QWidget | None, what: str, words: str, lines: list[str]) -> None:
        """Take what it reports on, "import" or "export", and what there is to say."""
        super().__init__(parent)
        self.setWindowTitle(tr(f"report-{what}"))
        fit(self, 640, 380)
        told = QLabel(words)
        told.setWordWrap(True)
        self.text = QPlainTextEdit("\n".join(lines))
        self.text.setObjectName("plain")
        self.text.setTabChangesFocus(True)
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr(f"report-details-{what}"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        copy = buttons.addButton(tr("copy-button"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        for widget in (told, self.text, buttons):
            layout.addWidget(widget)


class ImportReportDialog(ReportDialog):
    """Shows everything about an import that a person may want to check."""

    def __init__(self, parent: QWidget | None, report: ImportReport) -> None:
        words = tr(
            "window-imported",
            documents=report.documents,
            annotations=report.annotations,
            already=report.already_there,
        )
        super().__init__(parent, "import", words, list(_lines(report)))

    @staticmethod
    def worth_showing(report: ImportReport) -> bool:
        """Tell whether there is anything beyond the figures in the status bar."""
        return any(True for _ in _lines(report))


class ExportReportDialog(ReportDialog):
    """Shows what went out, what the format could not carry, and what a dataset holds."""

    def __init__(self, parent: QWidget | None, format_: str, report: ExportReport) -> None:
        words = tr(
            "window-exported",
            documents=report.documents,
            annotations=report.annotations,
            path=report.path,
        )
        super().__init__(parent, "export", words, list(_export_lines(format_, report)))


def _export_lines(format_: str, report: ExportReport) -> Iterator[str]:
    if isinstance(report, DatasetReport):
        for name, part in report.parts.items():
            yield tr("cli-part", name=name, documents=part.documents, annotations=part.annotations)
        yield tr("cli-near-duplicates", number=report.near_duplicates)
    if report.losses:
        yield tr("export-lost", format=format_)
        for what, number in report.losses.items():
            yield "  " + tr(f"lost-{what}", number=number)
    else:
        yield tr("export-nothing-lost", format=format_)
    for told, number in report.adapted.items():
        yield tr("cli-note", what=told, number=number)
    if report.redacted is not None:
        yield tr("redact-told", names=report.redacted.names, people=len(report.redacted.people),
                 widened=report.redacted.widened)  # fmt: skip
    yield tr("report-sha", sum=report.sha256)


def _lines(report: ImportReport) -> Iterator[str]:
    if report.revised:
        yield tr("revisions-carried", articles=report.revised, carried=report.carried,
                 doubtful=report.doubtful, left=report.left)  # fmt: skip
    if report.problems:
        yield tr("cli-problems", number=report.refused)
        for problem in report.problems:
            values = {**problem.values, "file": problem.file, "line": problem.line}
            yield "  " + explain(AnnotatorError(problem.code, **values))
    for file, encoding in report.encodings.items():
        if encoding != "utf-8":
            yield tr("cli-encodings", encoding=encoding, files=file)
    for what, number in report.found_out.items():
        yield tr("cli-note", what=what, number=number)
    for what, number in report.passed_over.items():
        yield tr("cli-ignored", what=what, number=number)
    if report.new_labels:
        yield tr("cli-new-labels", labels=", ".join(report.new_labels))
