"""The labels whose definition changed, what changed, and how many annotations are older.

Owns the table and what its buttons ask for; counting runs beside the thread that draws.  It stays
open beside the window and follows what becomes of the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.gui.dialogs.common import fit
from annotator.gui.dialogs.scheme_forms import swatch_icon
from annotator.gui.panels.version_note import changed_html, changed_words, day_of
from annotator.gui.tasks_bridge import Job
from annotator.gui.theme import WindowTheme
from annotator.services.guideline_versions import (
    LabelVersions,
    changes,
    same_after_all,
    versions_of,
)
from annotator.services.session import Change, Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

_HEADS = (
    *("versions-head-label", "versions-head-version", "versions-head-mine"),
    *("versions-head-all", "versions-head-changed"),
)
#: Milliseconds after a change before everything is counted anew.
_SETTLED = 300


class SecondLookDialog(QDialog):
    """Shows labels with more than one version; Enter walks the older annotations."""

    walkWanted = Signal(object)  # rows of labels
    stepWanted = Signal(object)  # Callable[[Session], Step]

    def __init__(self, parent: QWidget | None, session: Session, theme: WindowTheme) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("versions-title"))
        fit(self, 860, 620)
        self._session, self._theme = session, theme
        self._job: Job | None = None
        self._found: list[LabelVersions] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.look)
        self._build()
        self._leave = session.subscribe(self._changed)
        self.look()

    def _build(self) -> None:
        explained = _words(tr("versions-explained"))
        self.empty = _words(tr("versions-looking"))
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.table = QTreeWidget()
        self.table.setObjectName("plainList")
        self.table.setAccessibleName(tr("versions-table"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setHeaderLabels([tr(code) for code in _HEADS])
        head = self.table.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._show_change)
        self.table.itemActivated.connect(lambda *_: self._walk())
        title = QLabel(tr("versions-change"))
        title.setObjectName("cardTitle")
        self.change = QTextBrowser()
        self.change.setObjectName("plainList")
        self.change.setOpenLinks(False)  # nothing is fetched, nothing opened
        self.change.setTabChangesFocus(True)
        self.change.setAccessibleName(tr("versions-change"))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(explained)
        column.addWidget(self.table, 2)
        column.addWidget(title)
        column.addWidget(self.change, 3)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(page)
        self.walk = QPushButton(tr("versions-walk-none"))
        self.walk.setDefault(True)
        self.walk.clicked.connect(self._walk)
        self.same = QPushButton(tr("versions-same"))
        self.same.setToolTip(tr("versions-same-hint"))
        self.same.clicked.connect(self._same)
        close = QPushButton(tr("self-check-close"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.same)
        row.addStretch(1)
        row.addWidget(self.walk)
        row.addWidget(close)
        for button in (self.same, close):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.pages, 1)
        layout.addLayout(row)
        self._show_change()

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show_change()

    # Counting ----------------------------------------------------------------------------------

    def look(self) -> None:
        """Count anew, beside the window."""
        self._stop()
        session = self._session

        def work(task: Task) -> list[LabelVersions]:
            with session.sibling() as own:
                return versions_of(own, task)

        job = self._job = Job("versions", work, self)
        job.succeeded.connect(self._take)
        job.failed.connect(lambda error: self._say(explain(error)))
        job.start()

    @property
    def counting(self) -> bool:
        """Tell whether it is still counted, or about to be."""
        return self._job is not None or self._again.isActive()

    def _changed(self, change: Change) -> None:
        mine = DefinitionVersion | Look
        if change.bulk or any(isinstance(each.record, mine) for each in change.edits):
            self._again.start(_SETTLED)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    def _take(self, found: list[LabelVersions]) -> None:
        self._end()
        chosen = {each.label.id for each in self._chosen()}
        self._found = found
        if not found:
            self._say(tr("versions-none"))
            return
        me = self._session.annotator.id
        self.table.blockSignals(True)
        self.table.clear()
        for each in found:
            layer = self._session.scheme.layer(each.label.layer)
            name = f"{each.label.name}  ·  {each.label.layer if layer is None else layer.name}"
            cells = [name, str(each.number), _number(each.older_of(me)), _number(each.older_of(0))]
            item = QTreeWidgetItem([*cells, day_of(each.times[-1])])
            item.setIcon(0, swatch_icon(each.label.colour))
            for column in (1, 2, 3):
                item.setTextAlignment(
                    column, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
                )
            self.table.addTopLevelItem(item)
            item.setSelected(each.label.id in chosen)
        first = self.table.topLevelItem(0)
        if not chosen and first is not None:
            self.table.setCurrentItem(first)
        self.table.blockSignals(False)
        self.pages.setCurrentIndex(1)
        self._show_change()

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()

    def _say(self, words: str) -> None:
        self._end()
        self.empty.setText(words)
        self.pages.setCurrentIndex(0)
        self._show_change()

    # Showing -----------------------------------------------------------------------------------

    def _chosen(self) -> Sequence[LabelVersions]:
        rows = sorted(self.table.indexOfTopLevelItem(item) for item in self.table.selectedItems())
        return [self._found[row] for row in rows if row < len(self._found)]

    def _show_change(self) -> None:
        there = self.pages.currentIndex() == 1
        chosen = self._chosen() if there else ()
        number = sum(each.older_of(self._session.annotator.id) for each in chosen)
        self.walk.setText(
            tr("versions-walk", number=number) if number else tr("versions-walk-none")
        )
        can_change = not self._session.read_only
        self.walk.setEnabled(number > 0 and can_change)
        self.same.setEnabled(len(chosen) == 1 and can_change)
        self.same.setVisible(there)
        self.change.setHtml("<br><br>".join(self._told(each) for each in chosen))

    def _told(self, each: LabelVersions) -> str:
        """Return the versions of a label, the newest first, as rich text."""
        afters = [*each.befores[1:], each.now]
        parts = [f"<b>{escape(each.label.name)}</b>"]
        rows = list(zip(each.befores, afters, each.who, each.times, strict=True))
        for number, (before, after, who, time) in reversed(list(enumerate(rows, 2))):
            by = tr("versions-changed-who", who=who) if who else ""
            heading = tr("versions-by", number=number, who=by, time=day_of(time, with_time=True))
            runs = changes(before, after)
            text = changed_html(runs, self._theme.danger, self._theme.good)
            said = text or escape(tr("versions-nothing-said"))
            parts.append(
                f'<p style="color: {self._theme.muted}">{escape(heading)}</p><p>{said}</p>'
            )
            if number == len(rows) + 1:
                self.change.setAccessibleDescription(changed_words(runs))
        return "".join(parts)

    # Asking ------------------------------------------------------------------------------------

    def _walk(self) -> None:
        if self.walk.isEnabled():
            self.walkWanted.emit([each.label.id for each in self._chosen()])

    def _same(self) -> None:
        for each in self._chosen()[:1]:
            label = each.label
            self.stepWanted.emit(lambda session, label=label: same_after_all(session, label))

    def done(self, result: int) -> None:
        """Stop counting and following with the dialog."""
        self._again.stop()
        self._stop()
        self._leave()
        super().done(result)


def _words(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    return label


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")
