"""What is asked once before files are imported, with a look at what is in them.

Owns the form; what was found comes from the survey, what was chosen goes to the import.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.gui.dialogs.common import FormDialog
from annotator.gui.dialogs.project_dialogs import META
from annotator.gui.dialogs.ticked_table import make_plain
from annotator.services.exporting import format_table
from annotator.services.importing import ImportOptions
from annotator.services.session import Session
from annotator.services.surveying import Columns, Survey
from annotator.wording import explain, tr

_AGAIN = "Look again"
_OFFSETS = (
    ("as the file says, or found out", ""),
    ("code points", "code-point"),
    ("UTF-16 units", "utf-16"),
    ("UTF-8 bytes", "utf-8"),
)


class ImportDialog(FormDialog):
    """Asks how a batch of files shall come in, and shows how it would."""

    def __init__(
        self, parent: QWidget | None, paths: list[Path], session: Session, survey: Survey,
        options: ImportOptions | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, "Import articles", "Import")
        self.resize(760, 640)
        self.paths = paths
        #: Whether the files shall be looked at again, with what is chosen now.
        self.again = False
        self._before = options or ImportOptions()
        self._session = session
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.body.insertWidget(0, _told(paths, survey))
        self.body.insertWidget(1, self.tabs, 1)
        self.tabs.addTab(self._articles(survey), "Articles")
        self.labels: dict[str, QComboBox] = {}
        if survey.unknown:
            self.tabs.addTab(self._unknown(survey), f"Unknown labels ({len(survey.unknown)})")
        self.columns: dict[str, QComboBox] = {}
        if survey.columns is not None:
            self.tabs.addTab(self._columns(survey.columns), "Columns")
        if survey.problems:
            self.tabs.addTab(_problems(survey), f"Problems ({len(survey.problems)})")
        if survey.columns is not None and not survey.articles:
            self.tabs.setCurrentIndex(self.tabs.count() - (2 if survey.problems else 1))
        self.tabs.addTab(self._batch(), "Facts for all")
        self._form()

    def _form(self) -> None:
        before = self._before
        self.format = QComboBox()
        self.format.addItem("by the file", "")
        for row in format_table():
            if row["read"]:
                self.format.addItem(str(row["name"]), row["name"])
        self.format.setCurrentIndex(max(0, self.format.findData(before.format)))
        self.format.currentIndexChanged.connect(self._look_again)
        self.offsets = QComboBox()
        for text, data in _OFFSETS:
            self.offsets.addItem(text, data)
        self.offsets.setCurrentIndex(max(0, self.offsets.findData(before.unit or "")))
        self.annotator = QComboBox()
        self.annotator.setEditable(True)
        self.annotator.addItem("")
        for each in self._session.annotators.values():
            self.annotator.addItem(each.name)
        self.annotator.setEditText(before.annotator)
        self.on_error = QComboBox()
        self.on_error.addItem("stop: store nothing of this batch", "stop")
        self.on_error.addItem("skip what is wrong, list it afterwards", "skip")
        self.unknown = QComboBox()
        for text, data in (("stop", "stop"), ("add it to the scheme", "add"), ("skip it", "skip")):
            self.unknown.addItem(text, data)
        self.replace = QCheckBox("replace characters that no text can hold by �")
        self.large = QCheckBox("take files that are larger than usual (up to 2 GB)")
        self.zones = QCheckBox("then look for captions, credits and glued headlines")
        self.zones.setChecked(True)
        self.add("Format", self.format)
        self.add("Offsets count", self.offsets)
        self.add("Labels belong to", self.annotator, "Empty: as the files say, else you.")
        self.add("On a problem", self.on_error)
        self.add("Other unknown labels" if self.labels else "Unknown labels", self.unknown)
        for box in (self.replace, self.large, self.zones):
            self.form.addRow("", box)

    def _articles(self, survey: Survey) -> QWidget:
        table = _table(("Article", "Labels", "File"), len(survey.samples), "First articles")
        for row, each in enumerate(survey.samples):
            title = QTableWidgetItem(f"{each.title} — {each.words}" if each.title else each.words)
            title.setToolTip(each.words)
            number = QTableWidgetItem(str(each.annotations))
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((title, number, QTableWidgetItem(Path(each.file).name))):
                table.setItem(row, column, item)
        if survey.samples:
            return table
        empty = QLabel("No article can be read from these files as things are chosen now.")
        empty.setObjectName("muted")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        return empty

    def _unknown(self, survey: Survey) -> QWidget:
        scheme = self._session.scheme
        table = _table(("Label in the files", "Times", "Becomes"), len(survey.unknown), "Labels")
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 22)
        table.horizontalHeader().resizeSection(2, 280)
        for row, (label, number) in enumerate(survey.unknown.most_common()):
            choice = self.labels[label] = QComboBox()
            choice.setAccessibleName(f"What becomes of {label}")
            choice.addItem("as other unknown labels", None)
            choice.addItem("skip it", "")
            for each in scheme.labels:
                if not each.frame and not each.retired:
                    choice.addItem(f"{each.name} ({each.path})", each.path)
            table.setItem(row, 0, QTableWidgetItem(label))
            table.setItem(row, 1, QTableWidgetItem(str(number)))
            table.setCellWidget(row, 2, choice)
        return table

    def _columns(self, columns: Columns) -> QWidget:
        page = QWidget()
        rows = QFormLayout()
        for field in columns.fields:
            choice = self.columns[field] = QComboBox()
            choice.addItem("none", "")
            for name in columns.names:
                choice.addItem(name, name)
            wanted = self._before.columns.get(field, columns.guessed.get(field, ""))
            choice.setCurrentIndex(max(0, choice.findData(wanted)))
            choice.setAccessibleName(f"Column of {field}")
            choice.currentIndexChanged.connect(self._look_again)
            rows.addRow("Address" if field == "url" else field.capitalize(), choice)
        table = _table(columns.names, len(columns.rows), "First rows")
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setDefaultSectionSize(140)
        for row, cells in enumerate(columns.rows):
            for column, cell in enumerate(cells):
                table.setItem(row, column, QTableWidgetItem(cell))
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(rows)
        layout.addWidget(table, 1)
        return page

    def _batch(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        self.meta = {}
        for field, name in META:
            box = self.meta[field] = QLineEdit(self._before.meta.get(field, ""))
            box.setAccessibleName(name)
            box.setPlaceholderText(
                "YYYY-MM-DD" if field == "published" else "for every article of this batch"
            )
            form.addRow(name, box)
        return page

    def _look_again(self) -> None:
        """Offer to look at the files again before anything is stored."""
        self.again = True
        self.do.setText(_AGAIN)

    def options(self) -> ImportOptions:
        """Return what was chosen."""
        from annotator.domain.offset_units import Unit

        columns = {name: each.currentData() for name, each in self.columns.items()}
        labels = {name: each.currentData() for name, each in self.labels.items()}
        unit = self.offsets.currentData()
        return replace(
            self._before,
            format=self.format.currentData(),
            annotator=self.annotator.currentText().strip(),
            on_error=self.on_error.currentData(),
            replace_forbidden=self.replace.isChecked(),
            unknown_labels=self.unknown.currentData(),
            labels={name: chosen for name, chosen in labels.items() if chosen is not None},
            columns={name: column for name, column in columns.items() if column},
            unit=Unit(unit) if unit else None,
            max_bytes=2 * 1024**3 if self.large.isChecked() else 0,
            meta={name: field.text().strip() for name, field in self.meta.items()
                  if field.text().strip()},
        )  # fmt: skip


def _told(paths: list[Path], survey: Survey) -> QLabel:
    """Return one sentence on what was found."""
    shown = ", ".join(path.name for path in paths[:3])
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    kinds = ", ".join(
        f"{title} ({number})" if number > 1 else title for title, number in survey.formats.items()
    )
    words = [tr("survey-found", files=survey.files, articles=survey.articles, names=shown + more)]
    if kinds:
        words.append(tr("survey-formats", formats=kinds))
    if not survey.whole:
        words.append(tr("survey-part", articles=survey.articles))
    words += [tr("cli-note", what=what, number=number) for what, number in survey.notes.items()]
    label = QLabel("\n".join(words))
    label.setWordWrap(True)
    return label


def _problems(survey: Survey) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    for each in survey.problems:
        values = {**each.values, "file": Path(each.file).name, "line": each.line}
        words = QLabel(explain(AnnotatorError(each.code, **values)))
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(words)
    layout.addStretch(1)
    return page


def _table(names: list[str] | tuple[str, ...], rows: int, name: str) -> QTableWidget:
    table = QTableWidget(rows, len(names))
    table.setHorizontalHeaderLabels(list(names))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    make_plain(table, name)
    return table
