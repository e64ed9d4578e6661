"""What shall go out, in which format, as one file or as a dataset with parts.

Owns the form and the words about what the chosen format cannot carry; the figures are services'.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from annotator.domain.documents import State
from annotator.domain.errors import AnnotatorError
from annotator.domain.offset_units import Unit
from annotator.domain.review import GOLD_NAME
from annotator.gui.dialogs.common import FormDialog, fit
from annotator.gui.dialogs.redact_panel import RedactPanel
from annotator.services.datasets import DatasetOptions
from annotator.services.exporting import ExportOptions, ExportReport, format_table
from annotator.services.session import Session
from annotator.services.splitting import SplitOptions
from annotator.wording import explain, tr

_SPLITS = ("random", "date", "outlet", "author", "language")


class ExportDialog(FormDialog):
    """Asks what shall go out, and says beforehand what would be lost."""

    def __init__(
        self,
        parent: QWidget | None,
        session: Session,
        look: Callable[[ExportDialog], object] = lambda dialog: None,
        look_up: Callable[[ExportDialog], object] = lambda dialog: None,
    ) -> None:
        """Take what looks things up for this dialog when somebody asks.

        `look` counts losses and calls `show_losses`; `look_up` finds out who would be called what
        and calls `people.show_examples`.
        """
        super().__init__(parent, tr("export-title"), tr("export-do"))
        fit(self, 700, 690)
        self.format = QComboBox()
        for row in format_table():
            if row["write"]:
                self.format.addItem(f"{row['title']}  ({row['name']})", row)
                if row["name"] == ExportOptions().format:
                    self.format.setCurrentIndex(self.format.count() - 1)
        self.told = QLabel()
        self.told.setObjectName("muted")
        self.told.setWordWrap(True)
        self.look = QPushButton(tr("export-look"))
        self.look.clicked.connect(lambda: look(self))
        self.add(tr("export-format"), self.format)
        self.form.addRow("", self.told)
        self.form.addRow("", self.look)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._what(session), tr("export-tab-what"))
        tabs.addTab(self._how(), tr("export-tab-how"))
        tabs.addTab(self._dataset(), tr("export-tab-dataset"))
        self.people = RedactPanel(session)
        self.people.look.clicked.connect(lambda: look_up(self))
        self.people.changed.connect(self._check)
        area = QScrollArea()
        area.setObjectName("cards")
        self.people.setObjectName("cardsBody")
        area.setAccessibleName(tr("redact-tab"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.people)
        tabs.addTab(area, tr("redact-tab"))
        self.body.insertWidget(1, tabs, 1)
        self.format.currentIndexChanged.connect(self._tell)
        self._tell()

    def _what(self, session: Session) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        self.gold = QCheckBox(tr("export-gold"))
        self.annotators = _checks(
            [(each.name, each.name) for each in session.annotators.values()
             if each.name != GOLD_NAME]
        )  # fmt: skip
        self.gold.toggled.connect(self.annotators.setDisabled)
        self.layers = _checks([(each.uid, each.name) for each in session.scheme.layers])
        self.states = _checks([(each.value, tr(f"state-{each.value}")) for each in State])
        for name, box in (
            (tr("export-annotators"), self.annotators),
            ("", self.gold),
            (tr("export-layers"), self.layers),
            (tr("export-states"), self.states),
        ):
            box.setAccessibleName(name)
            form.addRow(name, box)
        return page

    def _how(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        self.sentences = QComboBox()
        self.sentences.addItem(tr("export-whole"), False)
        self.sentences.addItem(tr("export-sentences"), True)
        self.zones = QComboBox()
        self.zones.addItem(tr("export-zones-say"), "say")
        self.zones.addItem(tr("export-zones-cut"), "cut")
        self.zones.addItem(tr("export-zones-plain"), "")
        self.offsets = QComboBox()
        self.tokens = QCheckBox(tr("export-tokens"))
        self.tokens.setChecked(True)
        self.suggestions = QCheckBox(tr("export-suggestions"))
        for name, widget in (
            (tr("export-unit"), self.sentences),
            (tr("export-zones"), self.zones),
            (tr("offsets-count"), self.offsets),
            (tr("export-with"), self.tokens),
            ("", self.suggestions),
        ):
            widget.setAccessibleName(name or widget.property("text"))
            form.addRow(name, widget)
        return page

    def _dataset(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        self.parts = QCheckBox(tr("export-parts"))
        choices = QWidget()
        choices.setEnabled(False)
        inner = QFormLayout(choices)
        inner.setContentsMargins(0, 6, 0, 0)
        self.shares = QLineEdit("80 / 10 / 10")
        self.by = QComboBox()
        self.by.setEditable(True)
        for way in _SPLITS:
            self.by.addItem(tr(f"split-by-{way}"), way)
        self.seed = QLineEdit("0")
        self.seed.setValidator(QIntValidator(0, 2**31 - 1))
        self.licence = QLineEdit()
        self.licence.setPlaceholderText(tr("export-licence-hint"))
        for name, widget in (
            (tr("export-shares"), self.shares),
            (tr("export-split"), self.by),
            (tr("export-seed"), self.seed),
            (tr("export-licence"), self.licence),
        ):
            widget.setAccessibleName(name)
            inner.addRow(name, widget)
        note = QLabel(tr("export-near-duplicates"))
        note.setObjectName("muted")
        note.setWordWrap(True)
        inner.addRow("", note)
        self.wrong = QLabel()
        self.wrong.setObjectName("error")
        self.wrong.setWordWrap(True)
        inner.addRow("", self.wrong)
        self.shares.textChanged.connect(self._check)
        self.parts.toggled.connect(choices.setEnabled)
        self.parts.toggled.connect(self._check)
        form.addRow(self.parts)
        form.addRow(choices)
        return page

    def _tell(self) -> None:
        row = self.format.currentData()
        lost = [what for what, carried in row["carries"].items() if not carried]
        as_relations = row["frames"] == "relations" and "frames" in lost
        if as_relations:
            lost.remove("frames")
        if lost:
            code = "export-cannot-relations" if as_relations else "export-cannot"
        else:
            code = "export-carries-relations" if as_relations else "export-carries-all"
        things = ", ".join(tr(f"carried-{what}") for what in lost)
        self.told.setText(tr(code, things=things))
        self.look.setEnabled(bool(lost))
        self.offsets.clear()
        for unit in row["units"]:
            self.offsets.addItem(tr(f"unit-{unit}"), unit)
        self.offsets.setEnabled(self.offsets.count() > 1)
        self.tokens.setEnabled(row["tokens"])

    def show_losses(self, report: ExportReport) -> None:
        """Say what the chosen format would lose of what is chosen."""
        lost = ", ".join(
            tr(f"lost-{what}", number=number) for what, number in report.losses.items()
        )
        self.told.setText(
            tr("export-would-lose", documents=report.documents, losses=lost)
            if lost
            else tr("export-loses-nothing", documents=report.documents)
        )

    def _check(self) -> None:
        words = ""
        if self.parts.isChecked():
            try:
                self._split()
            except AnnotatorError as error:
                words = explain(error)
        self.wrong.setText(words)
        self.do.setEnabled(not words and not self.people.problem)

    def _split(self) -> SplitOptions:
        text = self.shares.text()
        try:
            shares = tuple(float(each) for each in text.split("/"))
        except ValueError as error:
            raise AnnotatorError("split-shares", given=text) from error
        by = self.by.currentText().strip()
        known = {tr(f"split-by-{way}"): way for way in _SPLITS}
        return SplitOptions(shares, int(self.seed.text() or 0), known.get(by, by) or "random")

    def options(self) -> ExportOptions:
        """Return what was chosen; everything ticked means no limit."""
        annotators, layers, states = (
            _ticked(each) for each in (self.annotators, self.layers, self.states)
        )
        gold = self.gold.isChecked()
        return ExportOptions(
            format=str(self.format.currentData()["name"]),
            annotators=() if gold else tuple(annotators or ()),
            layers=tuple(layers or ()),
            states=tuple(State(each) for each in states or ()),
            zones=self.zones.currentData() == "say",
            tokens=self.tokens.isChecked(),
            suggestions=self.suggestions.isChecked(),
            unit=Unit(self.offsets.currentData()),
            gold=gold,
            cut_zones=self.zones.currentData() == "cut",
            sentences=bool(self.sentences.currentData()),
            redact=self.people.options(),
        )

    def dataset(self) -> DatasetOptions | None:
        """Return how the dataset is split, or None for a file that is not."""
        if not self.parts.isChecked():
            return None
        return DatasetOptions(self._split(), licence=self.licence.text().strip())

    @property
    def ending(self) -> str:
        """Return the ending of the file that is written; "" for a folder."""
        folder = self.parts.isChecked() or self.format.currentData()["folder"]
        return "" if folder else str(self.format.currentData()["ending"])


def _checks(rows: list[tuple[str, str]]) -> QListWidget:
    box = QListWidget()
    box.setObjectName("plainList")
    for data, text in rows:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, data)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        box.addItem(item)
    height = (box.sizeHintForRow(0) if rows else 24) * min(4, max(1, len(rows)))
    box.setFixedHeight(height + 8)
    return box


def _ticked(box: QListWidget) -> list[str] | None:
    """Return what is ticked, or None if everything is."""
    items = [box.item(row) for row in range(box.count())]
    ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
    if len(ticked) == len(items):
        return None
    return [str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]
