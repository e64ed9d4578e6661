"""The page on which keys are changed: every action with its keys, searchable.

Owns widgets; what may be a key of what, and the file of a key map, are
`annotator.services.key_map`'s.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.gui.actions import ACTIONS, BY_ID, Action, key_map, shown_key, use_key_map
from annotator.gui.dialogs.common import make_clearable
from annotator.gui.preferences.key_field import KeyField
from annotator.services.key_map import KeyMap, Problem, key_map_text, read_key_map
from annotator.wording import explain, tr

_LARGEST = 1_000_000  # bytes of a key map
_ACTION = Qt.ItemDataRole.UserRole


class KeysPage(QWidget):
    """Shows the key map in use and changes it, at once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = tr("pref-keys")
        self.setAccessibleName(self.title)
        self._pending: tuple[str, Problem] | None = None  # a key that another action has
        self._build()
        self._cells = [(QTableWidgetItem(), QTableWidgetItem()) for _ in ACTIONS]
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                cell.setData(_ACTION, ACTIONS[row].id)
                self.table.setItem(row, column, cell)
        self._connect()
        self._fill()
        self._select(0)

    def _build(self) -> None:
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("keys-search"))
        self.field.setAccessibleName(tr("keys-search"))
        make_clearable(self.field)
        self.table = QTableWidget(len(ACTIONS), 2)
        self.table.setObjectName("plainList")
        self.table.setAccessibleName(tr("keys-table"))
        self.table.setHorizontalHeaderLabels([tr("keys-action"), tr("keys-keys")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.none = QLabel(tr("keys-none-found"))
        self.none.setObjectName("muted")
        self.none.hide()
        self.name = QLabel()
        self.name.setObjectName("cardTitle")
        self.name.setWordWrap(True)
        self.where = QLabel()
        self.where.setObjectName("muted")
        self.list = QListWidget()
        self.list.setObjectName("plainList")
        self.list.setAccessibleName(tr("keys-of-action"))
        self.record = KeyField()
        self.remove = _button(tr("keys-remove"))
        self.reset = _button(tr("keys-reset"))
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.take = _button("")
        self.take.hide()
        self.load = _button(tr("keys-load"))
        self.save = _button(tr("keys-save"))
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self.list, 0, 0, 3, 1)
        for row, button in enumerate((self.record, self.remove, self.reset)):
            grid.addWidget(button, row, 1)
        grid.setColumnStretch(0, 1)
        self.list.setFixedHeight(3 * self.record.sizeHint().height() + 12)
        told = QHBoxLayout()
        told.addWidget(self.problem, 1)
        told.addWidget(self.take)
        files = QHBoxLayout()
        files.addStretch(1)
        files.addWidget(self.load)
        files.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 4)
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        column.addWidget(self.none)
        column.addWidget(self.name)
        column.addWidget(self.where)
        column.addLayout(grid)
        column.addLayout(told)
        column.addLayout(files)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._narrow)
        self.table.itemSelectionChanged.connect(self._show_action)
        self.table.cellActivated.connect(lambda _row, _column: self.record.setFocus())
        self.list.itemSelectionChanged.connect(self._show_buttons)
        self.record.recorded.connect(self.offer)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._take)
        self.load.clicked.connect(self._load)
        self.save.clicked.connect(self._save)

    # What is shown -------------------------------------------------------------------------------

    @property
    def action(self) -> Action | None:
        """Return the action whose keys are shown below the table."""
        rows = self.table.selectionModel().selectedRows()
        if not rows:
            return None
        return ACTIONS[rows[0].row()]

    def choose(self, action: str) -> None:
        """Show the keys of an action below the table."""
        row = ACTIONS.index(BY_ID[action])
        self.table.setRowHidden(row, False)
        self._select(row)

    def _fill(self) -> None:
        keys = key_map()
        for action, (name, theirs) in zip(ACTIONS, self._cells, strict=True):
            changed = keys.is_changed(action.id)
            name.setText(_name(action))
            name.setToolTip(_name(action))
            theirs.setText(",  ".join(map(shown_key, keys.keys_of(action.id))))
            theirs.setToolTip(tr("keys-changed") if changed else "")
            for cell in (name, theirs):
                font = cell.font()
                font.setBold(changed)
                cell.setFont(font)

    def _narrow(self, typed: str) -> None:
        """Show the actions that have each word in their name or are had by this very key."""
        words = typed.casefold().split()
        key = "".join(typed.casefold().split())
        shown = 0
        for row, action in enumerate(ACTIONS):
            name = self._cells[row][0].text().casefold()
            keys = {shown_key(each).casefold().replace(" ", "")
                    for each in key_map().keys_of(action.id)}  # fmt: skip
            found = all(word in name for word in words) or key in keys
            self.table.setRowHidden(row, not found)
            shown += found
        self.none.setVisible(not shown)
        now = self.action
        if now is None or self.table.isRowHidden(ACTIONS.index(now)):
            first = (row for row in range(len(ACTIONS)) if not self.table.isRowHidden(row))
            self._select(next(first, -1))

    def _select(self, row: int) -> None:
        # `selectRow` does nothing in a layout from the right before it is shown.
        if row < 0:
            self.table.clearSelection()
        else:
            self.table.setCurrentCell(row, 0)

    def _show_action(self) -> None:
        action = self.action
        self._tell(None)
        self.list.clear()
        for widget in (self.record, self.remove, self.reset):
            widget.setEnabled(action is not None)
        if action is None:
            self.name.clear()
            self.where.clear()
            return
        self.name.setText(action.text.rstrip("…"))
        self.where.setText(tr("keys-in-article" if action.article else "keys-everywhere"))
        self.record.article = action.article
        for key in key_map().keys_of(action.id):
            item = QListWidgetItem(shown_key(key))
            item.setData(_ACTION, key)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._show_buttons()

    def _show_buttons(self) -> None:
        action = self.action
        self.remove.setEnabled(self.list.currentItem() is not None)
        self.reset.setEnabled(action is not None and key_map().is_changed(action.id))

    def _tell(self, problem: Problem | None, words: str = "") -> None:
        """Say what is in the way of a key; where another action has it, offer to take it."""
        self._pending = None
        self.take.hide()
        if problem is not None:
            other = BY_ID[problem.other].text.rstrip("…") if problem.other else ""
            words = tr(problem.code, key=shown_key(problem.values["key"]), other=other)
            if problem.other:
                self.take.setText(tr("keys-take", other=other))
                self.take.show()
                self._pending = (problem.values["key"], problem)
        self.problem.setText(words)
        warns = problem is not None and not problem.refused
        self.problem.setObjectName("warning" if warns else "problem" if problem else "muted")
        self.problem.style().polish(self.problem)

    # What is changed -----------------------------------------------------------------------------

    def offer(self, key: str) -> None:
        """Give the action a key, unless something is in the way: then say what."""
        action = self.action
        if action is None:
            return
        if key in key_map().keys_of(action.id):
            self._tell(None, tr("keys-there", key=shown_key(key)))
            return
        problem = key_map().problem_with(action.id, key)
        if problem is None or not (problem.refused or problem.other):
            self._add(key)
        self._tell(problem)
        if self._pending is not None:
            self.take.setFocus()

    def _add(self, key: str) -> None:
        action = self.action
        assert action is not None
        self._use(key_map().with_keys(action.id, (*key_map().keys_of(action.id), key)))

    def _take(self) -> None:
        if self._pending is not None:
            key, problem = self._pending
            self._add(key)
            name = BY_ID[problem.other].text.rstrip("…")
            self._tell(None, tr("keys-taken", key=shown_key(key), other=name))
            self.record.setFocus()

    def _remove(self) -> None:
        action, item = self.action, self.list.currentItem()
        if action is not None and item is not None:
            key = item.data(_ACTION)
            left = (each for each in key_map().keys_of(action.id) if each != key)
            self._use(key_map().with_keys(action.id, left))

    def _reset(self) -> None:
        if self.action is not None:
            self._use(key_map().reset(self.action.id))

    def set_defaults(self) -> None:
        """Give every action the keys of the program."""
        self._use(key_map().reset_all())

    def _use(self, keys: KeyMap) -> None:
        use_key_map(keys)
        self._fill()
        self._show_action()
        self.changed.emit()

    # Files ---------------------------------------------------------------------------------------

    def _load(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("keys-load"), "", tr("keys-files"))
        if name:
            self.load_file(Path(name))

    def load_file(self, path: Path) -> None:
        """Take the key map of a file; if it is broken, say where and change nothing."""
        try:
            keys = read_key_map(_text_of(path), path.name, key_map().usual())
        except AnnotatorError as error:
            self._say_error(explain(error))
            return
        self._use(keys)
        unknown = ", ".join(keys.unknown)
        self._tell(None, tr("keys-unknown", names=unknown) if unknown else tr("keys-loaded"))

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("keys-save"), "keys.toml", tr("keys-files"))
        if name:
            try:
                Path(name).write_text(key_map_text(key_map()), encoding="utf-8")
            except OSError as error:
                self._say_error(tr("pref-not-written", file=name, why=error.strerror))
            else:
                self._tell(None, tr("keys-saved", file=Path(name).name))

    def _say_error(self, words: str) -> None:
        self._tell(None, words)
        self.problem.setObjectName("problem")
        self.problem.style().polish(self.problem)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise AnnotatorError("key-file-large", file=path.name)
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise AnnotatorError("key-file-gone", file=path.name, why=error.strerror) from error
    except UnicodeDecodeError as error:
        raise AnnotatorError("key-file-encoding", file=path.name) from error


def _name(action: Action) -> str:
    menu = tr(f"menu-{action.menu}") if action.menu else tr("keys-reading")
    return f"{menu} › {action.text.rstrip('…')}"


def _button(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    return button
