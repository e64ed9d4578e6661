"""How many suggestions are shown: a slider of three places in the status bar.

Owns the widget and its words; what the places mean is `services.suggestion_bands`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from annotator.services.suggestion_bands import FLOORS, Band, least_score, percent
from annotator.wording import tr

_WIDTH = 58  # logical pixels


class FloorControl(QWidget):
    """Lets a person choose which bands of suggestions she sees."""

    floorWanted = Signal(str)  # the lowest Band that is shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(FLOORS) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(_WIDTH)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setAccessibleName(tr("floor-name"))
        self.words = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(6)
        row.addWidget(QLabel(tr("floor-name")))
        row.addWidget(self.slider)
        row.addWidget(self.words)
        self.slider.valueChanged.connect(self._moved)
        self.show_floor(Band.NORMAL)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the words."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()

    def _make_room(self) -> None:
        """Be as wide as the longest of its words, or its neighbours would move."""
        shown, widths = self.words.text(), []
        self.words.setMinimumWidth(0)
        for floor in FLOORS:
            self.words.setText(tr(f"floor-{floor}"))
            widths.append(self.words.sizeHint().width())
        self.words.setText(shown)
        self.words.setMinimumWidth(max(widths))

    def show_floor(self, floor: Band) -> None:
        """Show which bands are shown; says nothing to anybody."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(FLOORS.index(floor))
        self._name(floor)

    def take_keys(self) -> None:
        """Name the keys that the actions have now."""
        self._name(FLOORS[self.slider.value()])

    def _moved(self, place: int) -> None:
        self._name(FLOORS[place])
        self.floorWanted.emit(FLOORS[place].value)

    def _name(self, floor: Band) -> None:
        self.words.setText(tr(f"floor-{floor}"))
        hint = tr(f"floor-{floor}-hint", percent=percent(least_score(floor)))
        self.setToolTip(hint)
        self.slider.setAccessibleDescription(hint)
