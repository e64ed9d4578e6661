"""The strip above an article that leads through the tour.

Owns widgets; which step it is and when it is done is `services.tour`.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.gui.actions import first_key
from annotator.services.session import Session
from annotator.services.tour import STEPS, Tour
from annotator.wording import tr


class TourPanel(QWidget):
    """Says what to try now, goes on by itself when it was done, and can be left at any time."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tour = Tour(self._show)
        self._session: Session | None = None
        self.title = QLabel()
        self.title.setObjectName("tourTitle")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.back = QPushButton(tr("tour-back"))
        self.on = QPushButton(tr("tour-on"))
        self.leave = QPushButton(tr("tour-leave"))
        self.back.clicked.connect(lambda: self.tour.go(-1))
        self.on.clicked.connect(self._on)
        self.leave.clicked.connect(self.end)
        said = QVBoxLayout()
        said.setSpacing(3)
        said.addWidget(self.title)
        said.addWidget(self.words)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 9, 16, 9)
        layout.setSpacing(8)
        layout.addLayout(said, 1)
        layout.addSpacing(16)
        for button in (self.back, self.on, self.leave):
            # The article keeps the focus: its keys are what is tried.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            layout.addWidget(button)
        self.hide()

    def begin(self, session: Session) -> None:
        """Start from the first step, on this project."""
        self.end()
        self._session = session
        session.subscribe(self.tour.follow)
        self.tour.place = 0
        self.show()
        self._show()

    def end(self) -> None:
        """Leave the tour."""
        if self._session is not None:
            self._session = None
            self.tour = Tour(self._show)
            self.hide()
            self.ended.emit()

    def acted(self, action: str) -> None:
        """Hear of a command that was done."""
        if self._session is not None:
            self.tour.acted(action)

    def _on(self) -> None:
        if self.tour.step is None:
            self.end()
        else:
            self.tour.go(1)

    def _show(self) -> None:
        if self._session is None:
            return
        step = self.tour.step
        if step is None:
            self.title.setText(tr("tour-end-title"))
            self.words.setText(tr("tour-end", help=first_key("help"), palette=first_key("palette")))
        else:
            place = self.tour.place + 1
            title = tr(f"tour-{step.id}-title")
            self.title.setText(tr("tour-title", place=place, number=len(STEPS), title=title))
            keys = {f"key{n}": first_key(each) for n, each in enumerate(step.keys, 1)}
            self.words.setText(tr(f"tour-{step.id}", **keys))
        self.back.setEnabled(self.tour.place > 0)
        self.on.setText(tr("tour-on" if step is not None else "tour-done"))
        self.leave.setVisible(step is not None)
        if QAccessible.isActive():
            words = f"{self.title.text()} {self.words.text()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
