"""Words give way a little, then buttons go below them, and nothing is cut or mirrored wrongly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.flow_layout import FlowLayout


class _Part(QWidget):
    """Something that wants to be so wide."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self._wanted = width

    def sizeHint(self) -> QSize:
        return QSize(self._wanted, 20)


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """Words of 200 pixels and two buttons of 60, 10 apart."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = FlowLayout(QMargins(0, 4, 0, 0), 10)
    for width in (200, 60, 60):
        layout.addWidget(_Part(width))
    widget.setLayout(layout)
    return widget


def _places(row: QWidget, width: int) -> list[tuple[int, int, int]]:
    """Return (x, y, width) of every part in a width."""
    layout = row.layout()
    assert layout is not None
    row.resize(width, layout.heightForWidth(width))
    layout.activate()
    parts = [layout.itemAt(place) for place in range(layout.count())]
    return [(g.x(), g.y(), g.width()) for each in parts if each is not None
            for g in (each.geometry(),)]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "places", "height"),
    [
        (400, [(0, 4, 200), (210, 4, 60), (280, 4, 60)], 24),
        (300, [(0, 4, 160), (170, 4, 60), (240, 4, 60)], 24),
        (210, [(0, 4, 200), (0, 34, 60), (70, 34, 60)], 54),
        (100, [(0, 4, 100), (0, 34, 60), (0, 64, 60)], 84),
    ],
)
def test_everything_has_its_place(
    row: QWidget, width: int, places: list[tuple[int, int, int]], height: int
) -> None:
    assert _places(row, width) == places
    layout = row.layout()
    assert layout is not None
    assert layout.heightForWidth(width) == height


def test_reading_from_the_right_begins_there(row: QWidget) -> None:
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert _places(row, 400) == [(200, 4, 200), (130, 4, 60), (60, 4, 60)]


def test_what_is_hidden_takes_no_room(row: QWidget) -> None:
    layout = row.layout()
    assert layout is not None
    hidden = layout.itemAt(1)
    assert hidden is not None
    hidden.widget().hide()  # type: ignore[union-attr]
    assert _places(row, 400)[2][0] == 210
