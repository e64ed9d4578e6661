"""How far somebody agrees with herself, and what she labelled otherwise the second time.

Owns the two pages; the figures are those of the agreement dialog, on the file of a comparison,
which goes with the page.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import fit, letters
from annotator.gui.review.agreement_dialog import AgreementDialog
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.services.reviewing import QueueOptions
from annotator.services.self_agreement import Twice, differences
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

_HEADS = (
    *("self-check-head-article", "self-check-head-words", "self-check-head-first"),
    *("self-check-head-second", "self-check-head-difference"),
)


class SelfAgreementDialog(AgreementDialog):
    """The figures of agreement over the first and the second labels; a cell opens what differs."""

    placeWanted = Signal(object, object)  # a document, a Span or None

    def __init__(
        self,
        parent: QWidget | None,
        comparison: Session,
        theme: WindowTheme,
        let_go: Callable[[], None],
    ) -> None:
        """Take an open comparison; `let_go` takes its file away once it is closed."""
        super().__init__(parent, comparison, theme)
        self.setWindowTitle(tr("self-check-figures", name=comparison.annotator.name))
        self._comparison, self._let_go = comparison, let_go
        self.items: ItemsDialog | None = None
        self.gold.hide()
        self.queueWanted.connect(self._show_items)
        self.finished.connect(lambda _result: self.let_go())

    def _show_items(self, options: QueueOptions) -> None:
        self._close_items()
        self.items = ItemsDialog(self, self._comparison, options)
        self.items.placeWanted.connect(self.placeWanted)
        self.items.show()

    def _close_items(self) -> None:
        items, self.items = self.items, None
        if items is not None:
            items.close()
            items.deleteLater()

    def let_go(self) -> None:
        """Close the comparison and take its file away; safe to call twice."""
        self.stop()
        self._close_items()
        self._comparison.close()
        self._let_go()


class ItemsDialog(QDialog):
    """What was labelled otherwise the second time, in reading order; Enter shows the place."""

    placeWanted = Signal(object, object)

    def __init__(self, parent: QWidget | None, comparison: Session, options: QueueOptions) -> None:
        super().__init__(parent)
        self._found: list[Twice] = []
        self._job: Job | None = None
        layer = comparison.scheme.layer(options.layer)
        label = comparison.scheme.label(options.layer, options.label)
        what = options.layer if layer is None else layer.name
        self.setWindowTitle(
            tr("self-check-items-title", what=what if label is None else f"{what} · {label.name}")
        )
        fit(self, 980, 460)
        self.said = QLabel(tr("self-check-looking-items"))
        self.said.setObjectName("muted")
        self.said.setWordWrap(True)
        self.table = QTreeWidget()
        self.table.setObjectName("plainList")
        self.table.setAccessibleName(tr("self-check-items"))
        self.table.setRootIsDecorated(False)
        self.table.setAlternatingRowColors(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHeaderLabels([tr(code) for code in _HEADS])
        head = self.table.header()
        head.setStretchLastSection(False)
        for column in (0, 1):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            head.resizeSection(column, round(190 * letters(self)))
        for column in (2, 3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(4, QHeaderView.ResizeMode.ResizeToContents)
        self.table.itemActivated.connect(self._open)
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("self-check-close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)

        def work(task: Task) -> list[Twice]:
            with comparison.sibling() as own:
                return differences(own, options.layer, options.label, task)

        job = self._job = Job("self-check", work, self)
        job.succeeded.connect(self._take)
        job.failed.connect(lambda error: self.said.setText(explain(error)))
        job.start()

    @property
    def looking(self) -> bool:
        """Tell whether differences are still looked for."""
        return self._job is not None

    def _take(self, found: list[Twice]) -> None:
        self._end()
        self._found = found
        self.said.setText(tr("self-check-items-hint" if found else "self-check-items-none"))
        none = tr("self-check-not-there")
        for each in found:
            cells = [each.title, each.words, each.first or none, each.second or none]
            item = QTreeWidgetItem([*cells, tr(f"difference-{each.difference}")])
            for column, words in enumerate(cells):
                item.setToolTip(column, words)
            self.table.addTopLevelItem(item)
        first = self.table.topLevelItem(0)
        if first is not None:
            self.table.setCurrentItem(first)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()

    def _open(self, item: QTreeWidgetItem) -> None:
        each = self._found[self.table.indexOfTopLevelItem(item)]
        self.placeWanted.emit(each.document, each.span)

    def done(self, result: int) -> None:
        """Stop looking with the page."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()
        super().done(result)
