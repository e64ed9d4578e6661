"""Asks which pipeline suggests, what its labels are called here, and what is suggested at all.

Owns the choice of a folder: one that somebody picks here she vouches for, and only on this
computer.  What a pipeline can give is read from its description; nothing is loaded for that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import LayerKind
from annotator.gui.dialogs.common import FormDialog, fit
from annotator.services.models import usable
from annotator.services.pipeline_choice import (
    Pipeline,
    agree_to,
    choice_of,
    default_labels,
    keep_choice,
    pipeline_in,
    pipelines_here,
    quote_switches,
    spacy_version,
    usable_here,
    with_default_labels,
)
from annotator.services.session import Session
from annotator.wording import tr

_KINDS = ("entities", "quotes", "opinions")


class PipelineDialog(FormDialog):
    """Shows what a project says about suggestions; `keep` writes it."""

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent, tr("pipeline-title"), tr("save-button"))
        fit(self, 680, 640)
        self._session = session
        self._choice = choice_of(session)
        self._picked: set[str] = set()  # folders that were chosen in this dialog
        self._boxes: dict[str, QComboBox] = {}  # by label of the pipeline
        self._build_pipeline()
        self._build_kinds()
        self.tabs = QTabWidget()
        self.tabs.addTab(self._build_labels(), tr("pipeline-tab-names"))
        self.tabs.addTab(self._build_guideline(), tr("pipeline-tab-quotes"))
        self.body.insertWidget(1, self.tabs, 1)
        self.models = QLabel(self._models_in_use())
        self.models.setObjectName("muted")
        self.models.setWordWrap(True)
        self.models.setAccessibleName(tr("pipeline-models"))
        self.body.insertWidget(2, self.models)
        self.pipeline.currentIndexChanged.connect(self._show)
        self._show()

    # Building ----------------------------------------------------------------------------------

    def _build_pipeline(self) -> None:
        self.pipeline = QComboBox()
        default = usable_here("")
        code = "pipeline-default" if not default.problem else "pipeline-default-none"
        name = tr(code, title=default.title)
        self.pipeline.addItem(name, default)
        for each in pipelines_here():
            name = tr("pipeline-named", name=each.name, version=each.version)
            self.pipeline.addItem(name, each)
        self.browse = QPushButton(tr("pipeline-folder-key"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._pick_folder)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.pipeline, 1)
        line.addWidget(self.browse)
        self.pipeline.setAccessibleName(tr("pipeline-name"))
        self.form.addRow(tr("pipeline-name"), row)
        self.gives = QLabel()
        self.gives.setObjectName("muted")
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        for words in (self.gives, self.problem):
            words.setWordWrap(True)
            self.form.addRow("", words)
        if self._choice.pipeline:
            place = self._place_of(self._choice.pipeline)
            if place < 0:
                place = self._add(usable_here(self._choice.pipeline))
            self.pipeline.setCurrentIndex(place)

    def _build_kinds(self) -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        self.kinds: dict[str, QCheckBox] = {}
        for kind in _KINDS:
            box = self.kinds[kind] = QCheckBox(tr(f"pipeline-kind-{kind}"))
            box.setAccessibleName(tr(f"pipeline-suggest-{kind}"))
            box.setChecked(kind in self._choice.layers)
            line.addWidget(box)
        line.addStretch(1)
        self.form.addRow(tr("pipeline-suggest"), row)

    def _build_labels(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        self.table = QTableWidget(0, 2)
        self.table.setHorizontalHeaderLabels([tr("pipeline-head-of"), tr("pipeline-head-becomes")])
        self.table.verticalHeader().hide()
        self.table.setAccessibleName(tr("pipeline-labels"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        # Tab walks through the boxes and then out, as in any form.
        self.table.setTabKeyNavigation(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.defaults = QPushButton(tr("pipeline-defaults"))
        self.defaults.setAutoDefault(False)
        self.defaults.clicked.connect(self._take_defaults)
        self.categories = QLabel()
        self.categories.setObjectName("muted")
        self.categories.setWordWrap(True)
        below = QHBoxLayout()
        below.addWidget(self.categories, 1)
        below.addStretch()
        below.addWidget(self.defaults)
        inside.addWidget(self.table, 1)
        inside.addLayout(below)
        return page

    def _build_guideline(self) -> QWidget:
        page = QWidget()
        inside = QVBoxLayout(page)
        self._usual = quote_switches(self._session.scheme, {})
        chosen = quote_switches(self._session.scheme, self._choice.switches)
        self.switches: dict[str, QCheckBox] = {}
        for name, on in chosen.items():
            box = self.switches[name] = QCheckBox(tr(f"quote-switch-{name}"))
            box.setChecked(on)
            inside.addWidget(box)
        inside.addStretch(1)
        return page

    def _models_in_use(self) -> str:
        names = sorted(usable(self._session).names.values())
        if not names:
            return tr("pipeline-no-own-models")
        return tr("pipeline-own-models", names=", ".join(names))

    # Showing -----------------------------------------------------------------------------------

    @property
    def shown(self) -> Pipeline:
        """Return the pipeline that is chosen."""
        found = self.pipeline.currentData()
        assert isinstance(found, Pipeline)
        return found

    def _place_of(self, name: str) -> int:
        """Return where a pipeline stands in the list, -1 if it does not; the default is apart."""
        places = range(1, self.pipeline.count())
        return next((each for each in places if self.pipeline.itemData(each).name == name), -1)

    def _add(self, pipeline: Pipeline) -> int:
        self.pipeline.addItem(pipeline.name, pipeline)
        return self.pipeline.count() - 1

    def _pick_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("pipeline-folder-title"))
        if not chosen:
            return
        found = pipeline_in(Path(chosen))
        self._picked.add(found.name)
        place = self._place_of(found.name)
        if place < 0:
            place = self._add(found)
        else:
            self.pipeline.setItemData(place, found)
        self.pipeline.setCurrentIndex(place)
        self._show()

    def _show(self) -> None:
        """Show what the chosen pipeline can give, and what is in its way."""
        found = self.shown
        words = []
        if not found.problem:
            words.append(
                tr("pipeline-of-spacy", version=found.version, language=found.language,
                   made_for=found.made_for or "?")
            )  # fmt: skip
            words.append(tr("pipeline-gives", gives=_gives(found)))
        if found.folder is not None:
            words.append(tr("pipeline-folder-hint"))
        self.gives.setText(" ".join(words))
        self.gives.setVisible(bool(words))
        code = found.problem or found.warning
        about = {"name": found.title or found.name, "path": found.name,
                 "made_for": found.made_for, "spacy": spacy_version()}  # fmt: skip
        self.problem.setText(tr(code, **about) if code else "")
        self.problem.setVisible(bool(code))
        words_below = self._about_labels(found)
        self.categories.setText(words_below)
        self.categories.setVisible(bool(words_below))
        self._fill_table(found)

    @staticmethod
    def _about_labels(found: Pipeline) -> str:
        if found.categories:
            return tr("pipeline-categories", categories=", ".join(found.categories[:8]))
        return "" if found.labels or found.problem else tr("pipeline-no-labels")

    def _fill_table(self, found: Pipeline) -> None:
        scheme = self._session.scheme
        layer = scheme.layer_of_kind(LayerKind.SPANS)
        labels = [] if layer is None else scheme.labels_of(layer.uid)
        wanted = {**default_labels(scheme, found.labels), **self._choice.labels}
        self._boxes = {}
        self.table.setRowCount(len(found.labels))
        for row, name in enumerate(found.labels):
            item = QTableWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            if name in found.groups and name not in found.entities:
                item.setText(tr("pipeline-group", name=name))
            self.table.setItem(row, 0, item)
            box = self._boxes[name] = QComboBox()
            box.setAccessibleName(tr("pipeline-becomes-name", name=name))
            box.addItem(tr("pipeline-not-suggested"), "")
            for label in labels:
                box.addItem(label.name, label.uid)
            box.setCurrentIndex(max(0, box.findData(wanted.get(name, ""))))
            self.table.setCellWidget(row, 1, box)
            self.table.setRowHeight(row, box.sizeHint().height() + 4)

    def _take_defaults(self) -> None:
        for name, uid in default_labels(self._session.scheme, self._boxes).items():
            box = self._boxes[name]
            box.setCurrentIndex(max(0, box.findData(uid)))

    # Answering ---------------------------------------------------------------------------------

    def keep(self) -> None:
        """Write what was chosen into the project, and the consent to a folder on this computer."""
        found = self.shown
        name = "" if self.pipeline.currentIndex() == 0 else found.name
        if name in self._picked:
            agree_to(Path(name))
        labels = {each: str(box.currentData()) for each, box in self._boxes.items()}
        # Labels of a pipeline that is not in hand stay as they were set for it.
        choice = replace(
            self._choice,
            pipeline=name,
            labels={**self._choice.labels, **labels},
            layers=tuple(kind for kind, box in self.kinds.items() if box.isChecked()),
            switches={
                each: box.isChecked()
                for each, box in self.switches.items()
                if box.isChecked() != self._usual[each]
            },
        )
        keep_choice(self._session, with_default_labels(choice, self._session.scheme, found))


def _gives(found: Pipeline) -> str:
    """Return what a pipeline can give, in words."""
    given = [tr("gives-tokens")]
    for what, there in (
        ("sentences", found.sentences),
        ("tags", found.tags),
        ("parses", found.parses),
    ):
        given += [tr(f"gives-{what}")] if there else []
    for what, names in (
        ("entities", found.entities),
        ("groups", found.groups),
        ("categories", found.categories),
    ):
        given += [tr(f"gives-{what}", number=len(names))] if names else []
    if len(given) == 1:
        return given[0]
    return tr("list-and", most=", ".join(given[:-1]), last=given[-1])
