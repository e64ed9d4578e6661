"""What the pages of the preferences share: fields that are bound to settings.

Owns the way from a widget to its setting and back.  A change is written at once, into what is being
tried out (`Settings.try_out`), and told, so that the window shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.looks import DEFAULTS, number_of, text_of
from annotator.gui.settings import Settings
from annotator.wording import tr

_MANY = 9  # choices


class Page(QScrollArea):
    """A form whose fields are settings; scrolls where large words need more room."""

    changed = Signal()

    def __init__(self, settings: Settings, title: str) -> None:
        super().__init__()
        self.settings = settings
        self.title = title
        self._names: list[str] = []
        self._shows: list[Callable[[], None]] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(title)
        body = QWidget()
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(9)
        self.body = QVBoxLayout(body)
        self.body.setContentsMargins(8, 2, 8, 4)
        self.body.addLayout(self.form)
        self.body.addStretch(1)
        self.setWidget(body)

    def set_defaults(self) -> None:
        """Set everything on this page as it is unless somebody changes it."""
        for name in self._names:
            self.settings.set(name, DEFAULTS[name])
        self.show_settings()
        self.changed.emit()

    def show_settings(self) -> None:
        """Show the settings as they are."""
        for show in self._shows:
            show()

    # Fields --------------------------------------------------------------------------------------

    def choice(
        self, setting: str, name: str, rows: Sequence[tuple[str, str]], hint: str = ""
    ) -> QComboBox:
        """Add a list of which one is chosen; a row is what is shown and what is set."""
        box = QComboBox()
        if len(rows) > _MANY:  # names of fonts: the field need not be as wide as the longest
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(10)
        for text, data in rows:
            box.addItem(text, data)

        def show() -> None:
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(text_of(self.settings, setting))))

        box.currentIndexChanged.connect(lambda _row: self.put(setting, str(box.currentData())))
        self._bind(setting, name, box, show, hint)
        return box

    def number(
        self, setting: str, name: str, least: int, most: int, unit: str, step: int = 1
    ) -> QSpinBox:
        """Add a whole number; `unit` has a place {n} for it."""
        box = QSpinBox()
        box.setRange(least, most)
        box.setSingleStep(step)
        before, _, after = tr(unit).partition("{n}")
        box.setPrefix(before)
        box.setSuffix(after)

        def show() -> None:
            with QSignalBlocker(box):
                box.setValue(number_of(self.settings, setting))

        box.valueChanged.connect(lambda value: self.put(setting, value))
        self._bind(setting, name, box, show)
        return box

    def tick(self, setting: str, text: str, hint: str = "") -> QCheckBox:
        """Add something that is on or off."""
        box = QCheckBox(text)

        def show() -> None:
            with QSignalBlocker(box):
                box.setChecked(number_of(self.settings, setting) == 1)

        box.toggled.connect(lambda on: self.put(setting, int(on)))
        self._bind(setting, "", box, show, hint)
        return box

    def note(self, words: str = "", kind: str = "muted") -> QLabel:
        """Add a line of words below the last field."""
        label = QLabel(words)
        label.setObjectName(kind)
        label.setWordWrap(True)
        self.form.addRow("", label)
        return label

    def put(self, setting: str, value: str | int) -> None:
        """Set something and tell of it."""
        self.settings.set(setting, value)
        self.changed.emit()

    def _bind(
        self, setting: str, name: str, widget: QWidget, show: Callable[[], None], hint: str = ""
    ) -> None:
        self._names.append(setting)
        self._shows.append(show)
        show()
        if name:
            widget.setAccessibleName(name)
        self.form.addRow(name, widget)
        if hint:
            self.note(hint)
