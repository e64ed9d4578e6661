"""What is drawn on a figure, until it is known where it came to stand.

Owns the way from the units of axes to the pixels of a picture.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from annotator.plots.picture import Spot
from annotator.plots.shapes import Amount

#: How far beside a point one may point at it, in points (1/72 inch).
_NEAR = 6.0


class Marks:
    """What is drawn on a figure; where it came to stand is known once the figure is drawn."""

    def __init__(self) -> None:
        self.left_out = 0  # names without room
        self._boxes: list[tuple[Axes, Amount, tuple[float, float, float, float]]] = []
        self._points: list[tuple[Axes, Amount, tuple[float, float]]] = []

    def add_box(
        self, axes: Axes, amount: Amount, left: float, right: float, low: float, high: float
    ) -> None:
        """Add a bar or a cell, in the units of its axes."""
        self._boxes.append((axes, amount, (left, right, low, high)))

    def add_point(self, axes: Axes, amount: Amount, x: float, y: float) -> None:
        """Add a point, in the units of its axes."""
        self._points.append((axes, amount, (x, y)))

    def spots(self, figure: Figure) -> tuple[Spot, ...]:
        """Return where everything stands on the picture of a figure that was just drawn."""
        height = float(figure.bbox.height)
        near = _NEAR * figure.dpi / 72
        found = []
        for axes, amount, (left, right, low, high) in self._boxes:
            ends = axes.transData.transform([(left, low), (right, high)]).tolist()
            (x1, y1), (x2, y2) = ends
            found.append(
                Spot(amount.mark, amount.words, min(x1, x2), height - max(y1, y2),
                     max(x1, x2, min(x1, x2) + near), height - min(y1, y2))
            )  # fmt: skip
        for axes, amount, place in self._points:
            x, y = axes.transData.transform(place).tolist()
            found.append(
                Spot(amount.mark, amount.words, x - near, height - y - near, x + near,
                     height - y + near)
            )  # fmt: skip
        return tuple(found)
