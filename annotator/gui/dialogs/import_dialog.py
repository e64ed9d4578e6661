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
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.gui.dialogs.common import FormDialog, fit, letters
from annotator.gui.dialogs.project_dialogs import META
from annotator.gui.dialogs.ticked_table import make_plain
from annotator.services.exporting import format_table
from annotator.services.importing import ImportOptions
from annotator.services.session import Session
from annotator.services.surveying import Columns, Survey
from annotator.wording import explain, tr

#: What offsets may count; "" is found out.
_OFFSETS = ("", "code-point", "utf-16", "utf-8")


class ImportDialog(FormDialog):
    """Asks how a batch of files shall come in, and shows how it would."""

    def __init__(
        self, parent: QWidget | None, paths: list[Path], session: Session, survey: Survey,
        options: ImportOptions | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("import-title"), tr("import-do"))
        fit(self, 900, 780)
        self.paths = paths
        #: Whether the files shall be looked at again, with what is chosen now.
        self.again = False
        self._before = options or ImportOptions()
        self._session = session
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.body.insertWidget(0, _told(paths, survey))
        self.body.insertWidget(1, self.tabs, 1)
        self.tabs.addTab(self._articles(survey), tr("import-tab-articles"))
        self.labels: dict[str, QComboBox] = {}
        if survey.unknown:
            name = tr("import-tab-unknown", number=len(survey.unknown))
            self.tabs.addTab(self._unknown(survey), name)
        self.columns: dict[str, QComboBox] = {}
        if survey.columns is not None:
            self.tabs.addTab(self._columns(survey.columns), tr("import-tab-columns"))
        if survey.problems:
            name = tr("import-tab-problems", number=len(survey.problems))
            self.tabs.addTab(_problems(survey), name)
        if survey.columns is not None and not survey.articles:
            self.tabs.setCurrentIndex(self.tabs.count() - (2 if survey.problems else 1))
        self.tabs.addTab(self._batch(), tr("import-tab-facts"))
        self._form()

    def _form(self) -> None:
        before = self._before
        self.format = QComboBox()
        self.format.addItem(tr("import-by-file"), "")
        for row in format_table():
            if row["read"]:
                self.format.addItem(str(row["name"]), row["name"])
        self.format.setCurrentIndex(max(0, self.format.findData(before.format)))
        self.format.currentIndexChanged.connect(self._look_again)
        self.offsets = QComboBox()
        for unit in _OFFSETS:
            self.offsets.addItem(tr(f"unit-{unit or 'found-out'}"), unit)
        self.offsets.setCurrentIndex(max(0, self.offsets.findData(before.unit or "")))
        self.annotator = QComboBox()
        self.annotator.setEditable(True)
        self.annotator.addItem("")
        for each in self._session.annotators.values():
            self.annotator.addItem(each.name)
        self.annotator.setEditText(before.annotator)
        self.on_error = QComboBox()
        for what in ("stop", "skip"):
            self.on_error.addItem(tr(f"import-on-error-{what}"), what)
        self.unknown = QComboBox()
        for what in ("stop", "add", "skip"):
            self.unknown.addItem(tr(f"import-unknown-{what}"), what)
        self.revisions = QComboBox()
        for what in ("stop", "take"):
            self.revisions.addItem(tr(f"import-revisions-{what}"), what)
        self.replace = QCheckBox(tr("import-replace"))
        self.large = QCheckBox(tr("import-large"))
        self.zones = QCheckBox(tr("import-zones"))
        self.zones.setChecked(True)
        self.add(tr("export-format"), self.format)
        self.add(tr("offsets-count"), self.offsets)
        self.add(tr("import-labels-belong"), self.annotator, tr("import-labels-belong-hint"))
        self.add(tr("import-on-error"), self.on_error)
        self.add(tr("import-unknown-other" if self.labels else "import-unknown"), self.unknown)
        self.add(tr("import-revisions"), self.revisions, tr("import-revisions-hint"))
        for box in (self.replace, self.large, self.zones):
            self.form.addRow("", box)

    def _articles(self, survey: Survey) -> QWidget:
        heads = [tr(code) for code in ("head-article", "head-labels", "import-head-file")]
        table = _table(heads, len(survey.samples), tr("import-samples"))
        for row, each in enumerate(survey.samples):
            words = each.words
            if each.title:
                words = tr("import-sample", title=each.title, words=words)
            title = QTableWidgetItem(words)
            title.setToolTip(each.words)
            number = QTableWidgetItem(str(each.annotations))
            number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((title, number, QTableWidgetItem(Path(each.file).name))):
                table.setItem(row, column, item)
        if survey.samples:
            return table
        empty = QLabel(tr("import-none"))
        empty.setObjectName("muted")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        return empty

    def _unknown(self, survey: Survey) -> QWidget:
        scheme = self._session.scheme
        codes = ("import-head-label", "import-head-times", "import-head-becomes")
        table = _table([tr(code) for code in codes], len(survey.unknown), tr("head-labels"))
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 22)
        table.horizontalHeader().resizeSection(2, round(280 * letters(self)))
        for row, (label, number) in enumerate(survey.unknown.most_common()):
            choice = self.labels[label] = QComboBox()
            choice.setAccessibleName(tr("import-becomes-name", label=label))
            choice.addItem(tr("import-as-others"), None)
            choice.addItem(tr("import-unknown-skip"), "")
            for each in scheme.labels:
                if not each.frame and not each.retired:
                    words = tr("import-label", name=each.name, path=each.path)
                    choice.addItem(words, each.path)
            table.setItem(row, 0, QTableWidgetItem(label))
            table.setItem(row, 1, QTableWidgetItem(str(number)))
            table.setCellWidget(row, 2, choice)
        return table

    def _columns(self, columns: Columns) -> QWidget:
        page = QWidget()
        rows = QFormLayout()
        for field in columns.fields:
            choice = self.columns[field] = QComboBox()
            choice.addItem(tr("import-no-column"), "")
            for name in columns.names:
                choice.addItem(name, name)
            wanted = self._before.columns.get(field, columns.guessed.get(field, ""))
            choice.setCurrentIndex(max(0, choice.findData(wanted)))
            choice.setAccessibleName(tr("import-column-of", field=tr(f"field-{field}")))
            choice.currentIndexChanged.connect(self._look_again)
            rows.addRow(tr(f"field-{field}"), choice)
        table = _table(columns.names, len(columns.rows), tr("import-rows"))
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setDefaultSectionSize(round(140 * letters(self)))
        for row, cells in enumerate(columns.rows):
            for column, cell in enumerate(cells):
                table.setItem(row, column, QTableWidgetItem(cell))
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 8, 0, 0)
        area = _scrolled(rows)
        area.setAccessibleName(tr("import-columns-name"))
        layout.addWidget(area)
        layout.addWidget(table, 1)
        return page

    def _batch(self) -> QWidget:
        form = QFormLayout()
        self.meta = {}
        for field in META:
            box = self.meta[field] = QLineEdit(self._before.meta.get(field, ""))
            box.setAccessibleName(tr(f"field-{field}"))
            box.setPlaceholderText(tr("date-form" if field == "published" else "import-for-all"))
            form.addRow(tr(f"field-{field}"), box)
        area = _scrolled(form)
        area.setAccessibleName(tr("import-tab-facts"))
        return area

    def _look_again(self) -> None:
        """Offer to look at the files again before anything is stored."""
        self.again = True
        self.do.setText(tr("import-again"))

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
            revisions=self.revisions.currentData(),
            labels={name: chosen for name, chosen in labels.items() if chosen is not None},
            columns={name: column for name, column in columns.items() if column},
            unit=Unit(unit) if unit else None,
            max_bytes=2 * 1024**3 if self.large.isChecked() else 0,
            meta={name: field.text().strip() for name, field in self.meta.items()
                  if field.text().strip()},
        )  # fmt: skip


def _told(paths: list[Path], survey: Survey) -> QLabel:
    """Return one sentence on what was found."""
    names = ", ".join(path.name for path in paths[:3])
    if len(paths) > 3:
        names = tr("import-more", names=names, number=len(paths) - 3)
    kinds = ", ".join(
        tr("import-kinds", title=title, number=number) if number > 1 else title
        for title, number in survey.formats.items()
    )
    words = [tr("survey-found", files=survey.files, articles=survey.articles, names=names)]
    if kinds:
        words.append(tr("survey-formats", formats=kinds))
    if not survey.whole:
        words.append(tr("survey-part", articles=survey.articles))
    words += [tr("cli-note", what=what, number=number) for what, number in survey.found_out.items()]
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


def _scrolled(rows: QFormLayout) -> QScrollArea:
    """Return rows that may be more than there is room for, with large letters."""
    inside = QWidget()
    inside.setLayout(rows)
    inside.setObjectName("cardsBody")
    area = QScrollArea()
    area.setObjectName("cards")
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.setMinimumWidth(inside.sizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area


def _table(names: list[str] | tuple[str, ...], rows: int, name: str) -> QTableWidget:
    table = QTableWidget(rows, len(names))
    table.setHorizontalHeaderLabels(list(names))
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    make_plain(table, name)
    return table
