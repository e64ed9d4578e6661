"""A plot in the window: a picture that was drawn beside it, and what one points at in it.

Owns showing, pointing and the size that is asked for.  Drawing takes tenths of a second, so it
happens on another thread (`annotator.services.plotting`); until a new picture comes the last one
stays, scaled.  The same numbers stand in the table below, which is the way by keyboard and for
screen readers, so that the picture takes no focus.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.gui.theme import LIGHT, WindowTheme
from annotator.services.plotting import Picture, Spot, spot_at

_PAUSE = 120  # milliseconds that a size must last before a plot is drawn in it


class PlotView(QWidget):
    """Shows one plot at a time."""

    sizeWanted = Signal()  # the plot shall be drawn anew, in the size that there is now
    opened = Signal(object)  # mark of what was clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self._theme: WindowTheme = LIGHT
        self._over: Spot | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_PAUSE)
        self._settled.timeout.connect(self.sizeWanted)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme for what is painted here; plots come in theirs."""
        self._theme = theme
        self.update()

    def show_picture(self, picture: Picture | None, name: str = "", more: str = "") -> None:
        """Show a plot, or none; `name` and `more` are what a screen reader says of it."""
        self._picture, self._over = picture, None
        self._image = None
        if picture is not None:
            image = QImage(
                picture.rgba, picture.width, picture.height, QImage.Format.Format_RGBA8888
            )
            self._image = image.copy()  # Qt does not keep the bytes
        self.setAccessibleName(name)
        self.setAccessibleDescription(more)
        self.unsetCursor()
        self.update()

    @property
    def picture(self) -> Picture | None:
        """Return the plot that is shown."""
        return self._picture

    def sizeHint(self) -> QSize:
        """Return a size at which a plot can be read."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 80, metrics.lineSpacing() * 18)

    def minimumSizeHint(self) -> QSize:
        """Return the size below which words would cover one another."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 40, metrics.lineSpacing() * 8)

    # What Qt asks --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a plot of the new size once it lasts."""
        super().resizeEvent(event)
        self._settled.start()

    def changeEvent(self, event: QEvent) -> None:
        """Ask for a plot with words of the new size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._settled.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the plot, and a frame around what the mouse is over."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.article.page)
        if self._image is None or self._picture is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self._image)
        if self._over is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.text), 1.5))
            painter.drawRoundedRect(self._box(self._over), 2, 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame what can be opened where the mouse is."""
        spot = self._spot(event.position())
        if spot is not self._over:
            self._over = spot
            opens = spot is not None and spot.mark is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Frame nothing any more."""
        super().leaveEvent(event)
        self._over = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was clicked."""
        spot = self._spot(event.position())
        left = event.button() is Qt.MouseButton.LeftButton
        if left and spot is not None and spot.mark is not None:
            self.opened.emit(spot.mark)

    def event(self, event: QEvent) -> bool:
        """Say what the mouse is over."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            spot = self._spot(QPointF(event.pos()))
            if spot is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), spot.words, self)
            return True
        return super().event(event)

    def _scale(self) -> tuple[float, float]:
        """Return how many pixels of the picture go to one of this widget, across and down."""
        assert self._picture is not None
        return (
            self._picture.width / max(1, self.width()),
            self._picture.height / max(1, self.height()),
        )

    def _spot(self, place: QPointF) -> Spot | None:
        if self._picture is None:
            return None
        across, down = self._scale()
        return spot_at(self._picture.spots, place.x() * across, place.y() * down)

    def _box(self, spot: Spot) -> QRectF:
        across, down = self._scale()
        left, top = spot.left / across, spot.top / down
        return QRectF(left, top, spot.right / across - left, spot.bottom / down - top)
