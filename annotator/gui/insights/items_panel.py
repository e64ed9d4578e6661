"""The pane of the sentences behind a number.

Owns looking for them beside the drawing thread, and what the pane says until they come.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from annotator.domain.insights import InsightsFilter, Item, Topic
from annotator.gui.insights.items_view import ItemsView
from annotator.gui.insights.newest import Newest
from annotator.services.insights import items
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

_ASKED = 200  # sentences shown at once
_MARGIN = 12  # logical pixels beside words

Mark = tuple[str | int, ...]


class ItemsPanel(QWidget):
    """Shows what is behind one number at a time."""

    opened = Signal(object)  # Item

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.opening = Newest("plot-opening", self)
        self._asked: tuple[Topic, Mark] | None = None
        heading = QLabel(tr("plot-sentences"))
        heading.setObjectName("cardTitle")
        self.title, self.empty = QLabel(), QLabel()
        self.empty.setObjectName("muted")
        self.view = ItemsView()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        for label in (heading, self.title, self.empty):
            label.setWordWrap(True)
            label.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
            column.addWidget(label)
        column.addWidget(self.view, 1)
        column.addStretch(0)
        self.view.opened.connect(self.opened)
        self.opening.came.connect(self._take)
        self.opening.failed.connect(lambda error: self.title.setText(explain(error)))
        self.clear()

    @property
    def asked(self) -> tuple[Topic, Mark] | None:
        """Return what the sentences are of, None if none are shown."""
        return self._asked

    def ask(
        self, session: Session, choice: InsightsFilter, topic: Topic, mark: Mark, words: str
    ) -> None:
        """Look for the sentences behind a number, which is said by `words`."""
        self._asked = topic, mark
        self.title.setText(words)
        self.title.show()

        def work(task: Task) -> list[Item]:
            with session.sibling() as own:
                return items(own, choice, topic, mark, _ASKED, task)

        self.opening.start(work)

    def clear(self) -> None:
        """Show no sentences, but how one gets some."""
        self._asked = None
        self.opening.drop()
        self.view.show_items([])
        self.view.hide()
        self.title.clear()
        self.title.hide()
        self.empty.setText(tr("plot-items-hint"))
        self.empty.show()

    def _take(self, found: list[Item]) -> None:
        self.view.show_items(found)
        self.view.setVisible(bool(found))
        self.empty.setVisible(not found or len(found) >= _ASKED)
        self.empty.setText(tr("plot-items-first", n=len(found)) if found else tr("plot-items-none"))
        if found:
            self.view.setFocus()
