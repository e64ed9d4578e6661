"""The scheme of a project, to be looked at and changed.

Owns the tree of elements, the form of the one in hand, and what is asked before an edit that
touches labels.  Steps are the services'; the window makes and writes them beside the thread that
draws, because a merge may touch every annotation there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import Attribute, Label, Layer, LayerKind, Role
from annotator.domain.steps import Step
from annotator.gui.chooser import Choice, Chooser
from annotator.gui.dialogs.common import agreed, fit, make_clearable
from annotator.gui.dialogs.scheme_forms import (
    AttributeForm,
    ElementForm,
    LabelForm,
    LayerForm,
    RoleForm,
    swatch_icon,
)
from annotator.gui.dialogs.split_label_dialog import SplitLabelDialog
from annotator.services.guideline_versions import newly_defined, with_versions
from annotator.services.scheme_editing import (
    Element,
    change_elements,
    has_words,
    merge_labels,
    move_label,
    new_uid,
    problem_with,
    rename_choice,
    retire,
    split_label,
    touched,
    with_frame,
    words_of_label,
)
from annotator.services.schemes import shipped_schemes
from annotator.services.session import Change, Session
from annotator.wording import explain, tr

_ELEMENT = Qt.ItemDataRole.UserRole
_PALETTE = ("#2b6cb0", "#2f855a", "#b7791f", "#6b46c1", "#b83280", "#2c7a7b", "#c05621")


class SchemeEditor(QDialog):
    """Stays open beside the window and follows what changes in it."""

    stepWanted = Signal(object)  # Callable[[Session], Step]
    turnWanted = Signal(str)  # undo, redo
    templateWanted = Signal(str)  # a shipped scheme, to be taken into the project

    def __init__(self, parent: QWidget | None, session: Session) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("scheme-title"))
        fit(self, 1000, 700)
        self._session = session
        self._shown: Element | None = None
        self._goal: tuple[type, int] | None = None  # what to show once it is there
        self._forms: dict[type, ElementForm] = {
            Layer: LayerForm(),
            Label: LabelForm(),
            Attribute: AttributeForm(),
            Role: RoleForm(),
        }
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.refresh)
        self._build()
        self._connect()
        self._leave = session.subscribe(self._changed)
        self.refresh()
        self.words.setFocus()

    # Building ----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("scheme-filter"))
        self.words.setAccessibleName(tr("scheme-filter-name"))
        make_clearable(self.words)
        self.tree = QTreeWidget()
        self.tree.setObjectName("plainList")
        self.tree.setAccessibleName(tr("scheme-tree"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([tr("scheme-head-element"), tr("scheme-head-key")])
        self.tree.setUniformRowHeights(True)
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.new = QPushButton(tr("scheme-add"))
        self.up, self.down = QPushButton(tr("scheme-up")), QPushButton(tr("scheme-down"))
        self.forms = QStackedWidget()
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.forms.addWidget(self.empty)
        for form in self._forms.values():
            self.forms.addWidget(form)
        scroll = QScrollArea()
        scroll.setObjectName("formArea")
        scroll.setAccessibleName(tr("scheme-form-name"))
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.forms)
        self.count = QLabel()
        self.count.setObjectName("muted")
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.look_again = QCheckBox(tr("versions-look-again"))
        self.look_again.setToolTip(tr("versions-look-again-hint"))
        self.look_again.hide()
        self.save = QPushButton(tr("save-key"))
        self.merge = QPushButton(tr("merge-into-key"))
        self.split = QPushButton(tr("scheme-split-key"))
        self.value = QPushButton(tr("scheme-choice-key"))
        self.retire = QPushButton()
        close = QPushButton(tr("close"))
        close.clicked.connect(self.close)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self.words)
        column.addWidget(self.tree, 1)
        row = QHBoxLayout()
        row.addWidget(self.new)
        row.addStretch(1)
        row.addWidget(self.up)
        row.addWidget(self.down)
        column.addLayout(row)
        other = QVBoxLayout(right)
        other.addWidget(scroll, 1)
        other.addWidget(self.problem)
        other.addWidget(self.look_again)
        other.addWidget(self.count)
        row = QHBoxLayout()
        for each in (self.save, self.merge, self.split, self.value, self.retire):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(close)
        other.addLayout(row)
        for layout in (column, other):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(10)
        splitter = QSplitter()
        splitter.setHandleWidth(16)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([360, 620])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.addWidget(splitter)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _words: self.refresh())
        self.tree.currentItemChanged.connect(lambda now, _before: self._show(now))
        for form in self._forms.values():
            form.changed.connect(self._typed)
        self.save.clicked.connect(self._save)
        self.merge.clicked.connect(self._merge)
        self.split.clicked.connect(self._split)
        self.value.clicked.connect(self._store_otherwise)
        self.retire.clicked.connect(self._retire)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.new.setMenu(self._menu())
        for keys, kind in (("Ctrl+Z", "undo"), ("Ctrl+Shift+Z", "redo"), ("Ctrl+Y", "redo")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(partial(self.turnWanted.emit, kind))
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(tr("scheme-add-label")).triggered.connect(self.add_label)
        menu.addAction(tr("scheme-add-attribute")).triggered.connect(self.add_attribute)
        menu.addAction(tr("scheme-add-role")).triggered.connect(self.add_role)
        layers = menu.addMenu(tr("scheme-add-layer"))
        for kind in LayerKind:
            action = layers.addAction(tr(f"scheme-add-layer-{kind.value}"))
            action.triggered.connect(lambda _=False, kind=kind: self.add_layer(kind))
        templates = menu.addMenu(tr("scheme-add-template"))
        for name in shipped_schemes():
            action = templates.addAction(name)
            action.triggered.connect(lambda _=False, name=name: self.templateWanted.emit(name))
        return menu

    # Following ---------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        kinds = Layer | Label | Attribute | Role
        if change.bulk or any(isinstance(edit.record, kinds) for edit in change.edits):
            self._due.start(0)

    def refresh(self) -> None:
        """Show the scheme as it stands, what fits the filter; what is in hand stays so."""
        scheme, words = self._session.scheme, self.words.text().casefold().split()
        shown = self._shown
        goal = self._goal or (None if shown is None else (type(shown), shown.id))

        def fits(each: Element) -> bool:
            said = f"{each.name} {each.uid}".casefold()
            return all(word in said for word in words)

        self.tree.blockSignals(True)
        self.tree.clear()
        current: QTreeWidgetItem | None = None
        for layer in scheme.layers:
            own: list[Element] = [*scheme.labels_of(layer.uid, retired=True)]
            own += [each for each in scheme.attributes if each.layer == layer.uid]
            inside = [each for each in own if fits(each)]
            if not inside and not fits(layer):
                continue
            top = self._row(layer)
            self.tree.addTopLevelItem(top)
            top.addChildren([self._row(each) for each in inside])
            top.setExpanded(True)
        roles = [each for each in scheme.roles if fits(each)]
        if roles:
            top = QTreeWidgetItem([tr("scheme-roles"), ""])
            self.tree.addTopLevelItem(top)
            top.addChildren([self._row(each) for each in roles])
            top.setExpanded(True)
        for item in self._items():
            element = item.data(0, _ELEMENT)
            if element is not None and (type(element), element.id) == goal:
                current = item
        if current is None and self._goal is not None and words:
            self.tree.blockSignals(False)
            self.words.clear()  # the filter hid what was asked for; this comes here again
            return
        self._goal = None
        self.tree.blockSignals(False)
        current = current or self.tree.topLevelItem(0)
        if current is not None:
            self.tree.setCurrentItem(current)
        self._show(current)

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        for row in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(row)
            assert top is not None
            found.append(top)
            found += [each for each in map(top.child, range(top.childCount())) if each is not None]
        return found

    def _row(self, element: Element) -> QTreeWidgetItem:
        key = element.key if isinstance(element, Label) else ""
        item = QTreeWidgetItem([element.name, key])
        item.setData(0, _ELEMENT, element)
        if isinstance(element, Label):
            item.setIcon(0, swatch_icon(element.colour))
        if isinstance(element, Attribute):
            item.setText(1, tr("scheme-is-attribute"))
        if getattr(element, "retired", False):
            item.setText(1, tr("scheme-is-retired"))
            muted = self.palette().placeholderText()
            item.setForeground(0, muted)
            item.setForeground(1, muted)
        return item

    def _show(self, item: QTreeWidgetItem | None) -> None:
        element: Element | None = None if item is None else item.data(0, _ELEMENT)
        if element == self._shown and element is not None:
            self._show_buttons()
            return
        self._keep_typed()
        self._shown = element
        self.problem.clear()
        if element is None:
            words = self.words.text()
            self.empty.setText(tr("scheme-nothing", words=words) if item is None else "")
            self.forms.setCurrentWidget(self.empty)
        else:
            form = self._forms[type(element)]
            form.fill(element, self._session.scheme)
            self.forms.setCurrentWidget(form)
        self._show_buttons()

    def _show_buttons(self) -> None:
        shown = self._shown
        retired, frame = getattr(shown, "retired", False), getattr(shown, "frame", False)
        label = isinstance(shown, Label) and not frame
        self.save.setEnabled(False)
        self.look_again.hide()
        self.merge.setVisible(label)
        self.split.setVisible(label)
        for button in (self.up, self.down):
            button.setEnabled(label and not retired)
        self.value.setVisible(isinstance(shown, Attribute) and bool(shown.choices))
        self.retire.setVisible(shown is not None and not isinstance(shown, Layer) and not frame)
        self.retire.setText(tr("scheme-restore-key" if retired else "scheme-retire-key"))
        self.count.setText("" if shown is None else self._touched(shown))

    def _touched(self, element: Element) -> str:
        code = {Attribute: "scheme-touched-values", Role: "scheme-touched-relations"}
        return tr(code.get(type(element), "scheme-touched"), **self._numbers(element))

    def _numbers(self, element: Element) -> dict[str, int]:
        found = touched(self._session, element)
        return {
            "annotations": found.annotations,
            "annotators": found.annotators,
            "documents": found.documents,
        }

    # Saving ------------------------------------------------------------------------------------

    def _typed(self) -> None:
        after = self._element()
        if after is None:
            return
        changed = after != self._shown
        clash = problem_with(self._session.scheme, after) if changed else None
        problem = "" if clash is None else explain(clash)
        if changed and not after.name:
            problem = tr("scheme-without-name")
        self.problem.setText(problem)
        self.save.setEnabled(changed and not problem)
        self._ask_for_look(after)

    def _ask_for_look(self, after: Element) -> None:
        """Ask what a new definition means for the labels made so far, where there is one."""
        new = isinstance(after, Label | Attribute) and newly_defined(self._session.scheme, after)
        if new and self.look_again.isHidden():
            self.look_again.setChecked(True)
        self.look_again.setVisible(bool(new))

    def _changing(self, after: Element) -> Callable[[Session], Step]:
        """Return what makes the step of a changed element: a new version of it, or the same."""
        look_again = not self.look_again.isHidden() and self.look_again.isChecked()

        def make(session: Session) -> Step:
            step = change_elements(session, after)
            return with_versions(session, step) if look_again else step

        return make

    def _element(self) -> Element | None:
        return None if self._shown is None else self._forms[type(self._shown)].element()

    def _save(self) -> None:
        after = self._element()
        if after is not None and self.save.isEnabled():
            self._want(after, self._changing(after))

    def _keep_typed(self) -> None:
        """Ask about what was typed before something else is shown."""
        after = self._element()
        if after is None or self._shown is None or not self.save.isEnabled():
            return
        answer = QMessageBox.question(
            self, tr("scheme-title"), tr("scheme-unsaved", name=self._shown.name),
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard,
        )  # fmt: skip
        make = self._changing(after)
        self.save.setEnabled(False)
        if answer is QMessageBox.StandardButton.Save:
            self.stepWanted.emit(make)

    def _want(self, goal: Element, make: Callable[[Session], Step]) -> None:
        """Ask for a step after which an element shall be in hand."""
        self._goal = type(goal), goal.id
        self.save.setEnabled(False)
        self.stepWanted.emit(make)

    # Adding ------------------------------------------------------------------------------------

    def add_label(self) -> None:
        """Ask for the name of a new label in the layer in hand."""
        layer = self._layer()
        labels = self._session.scheme.labels_of(layer, retired=True)
        uid = self._asked("label", [each.uid for each in labels])
        if uid is not None:
            colour = _PALETTE[len(labels) % len(_PALETTE)]
            position = 1 + max((each.position for each in labels), default=0)
            made = Label(layer, uid[0], uid[1], colour, position=position)
            self._want(made, lambda session: change_elements(session, made))

    def add_attribute(self) -> None:
        """Ask for the name of a new attribute in the layer in hand; it takes texts at first."""
        layer = self._layer()
        known = [each for each in self._session.scheme.attributes if each.layer == layer]
        uid = self._asked("attribute", [each.uid for each in known])
        if uid is not None:
            made = Attribute(layer, uid[0], uid[1], position=len(known) + 1)
            self._want(made, lambda session: change_elements(session, made))

    def add_role(self) -> None:
        """Ask for the name of a new role; it joins the labels of the layer in hand at first."""
        end = (f"{self._layer()}.*",)
        roles = self._session.scheme.roles
        uid = self._asked("role", [each.uid for each in roles])
        if uid is not None:
            made = Role(uid[0], uid[1], end, end, position=len(roles) + 1)
            self._want(made, lambda session: change_elements(session, made))

    def add_layer(self, kind: LayerKind) -> None:
        """Ask for the name of a new layer of a kind."""
        layers = self._session.scheme.layers
        uid = self._asked("layer", [each.uid for each in layers])
        if uid is not None:
            made = Layer(uid[0], uid[1], kind, len(layers) + 1)
            self._want(made, lambda session: change_elements(session, *with_frame(made)))

    def _layer(self) -> str:
        shown = self._shown
        if isinstance(shown, Layer):
            return shown.uid
        if isinstance(shown, Label | Attribute):
            return shown.layer
        return self._session.scheme.layers[0].uid

    def _asked(self, what: str, taken: list[str]) -> tuple[str, str] | None:
        name, ok = QInputDialog.getText(
            self, tr(f"scheme-new-{what}"), tr("name"), text=self.words.text()
        )
        if not ok or not name.strip():
            return None
        return new_uid(name, taken), name.strip()

    # What touches labels -----------------------------------------------------------------------

    def _merge(self) -> None:
        gone = self._shown
        if not isinstance(gone, Label):
            return
        others = [
            each
            for each in self._session.scheme.labels_of(gone.layer)
            if not each.frame and each.uid != gone.uid
        ]

        def choices(typed: str) -> list[Choice]:
            words = typed.casefold()
            return [Choice(each, each.name, each.uid) for each in others
                    if words in f"{each.name} {each.uid}".casefold()]  # fmt: skip

        chooser = Chooser(
            self, tr("scheme-merge-into", name=gone.name), choices, empty=tr("scheme-no-other")
        )
        # Once the popup is gone: the question that follows takes its place.
        chooser.chosen.connect(
            lambda kept: QTimer.singleShot(0, lambda: self.ask_to_merge(gone, kept))
        )
        chooser.open_at(self.merge.mapToGlobal(self.merge.rect().bottomLeft()))

    def ask_to_merge(self, gone: Label, kept: Label) -> None:
        """Say what a merge touches, and want it if the person agrees."""
        values = {"name": gone.name, "kept": kept.name, **self._numbers(gone)}
        question, more = tr("scheme-merge", **values), tr("scheme-merge-more", **values)
        if agreed(self, tr("scheme-title"), tr("merge-button"), question, more):
            self._want(kept, lambda session: merge_labels(session, gone, kept))

    def _split(self) -> None:
        label = self._shown
        if not isinstance(label, Label):
            return
        dialog = SplitLabelDialog(self, label, words_of_label(self._session, label))
        if not dialog.exec():
            return
        name, chosen = dialog.name.text().strip(), dialog.chosen()
        taken = [e.uid for e in self._session.scheme.labels_of(label.layer, retired=True)]
        new = replace(label, uid=new_uid(name, taken), name=name, key="", retired=False)
        self._want(
            new, lambda session: split_label(session, label, new, has_words(session, chosen))
        )

    def _store_otherwise(self) -> None:
        attribute = self._shown
        if not isinstance(attribute, Attribute):
            return
        values = [value for value, _ in attribute.choices]
        before, ok = QInputDialog.getItem(
            self, tr("choice-title"), tr("scheme-choice-now"), values, 0, False
        )
        if not ok:
            return
        after, ok = QInputDialog.getText(
            self, tr("choice-title"), tr("scheme-choice-then"), text=before
        )
        if ok:
            self._want(attribute, lambda session: rename_choice(session, attribute, before, after))

    def _retire(self) -> None:
        shown = self._shown
        if shown is None or isinstance(shown, Layer):
            return
        if not shown.retired and isinstance(shown, Label):
            values = {"name": shown.name, **self._numbers(shown)}
            question, more = tr("scheme-retire", **values), tr("scheme-retire-more", **values)
            if not agreed(self, tr("scheme-title"), tr("scheme-retire-do"), question, more):
                return
        retired = not shown.retired
        self._want(shown, lambda session: retire(session, shown, retired=retired))

    def _move(self, by: int) -> None:
        label = self._shown
        if isinstance(label, Label):
            self._want(label, lambda session: move_label(session, label, by))

    def done(self, result: int) -> None:
        """Stop following the project with the dialog."""
        self._keep_typed()
        self._leave()
        super().done(result)
