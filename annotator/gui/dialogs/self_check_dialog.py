"""Beginning, resuming, comparing and forgetting a check of one's own labels.

Owns the fields and what the buttons ask for; the draw and the comparison are the service's.
"""

from __future__ import annotations

import secrets

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.dialogs.common import agreed
from annotator.gui.panels.version_note import day_of
from annotator.gui.tasks_bridge import Job
from annotator.services.self_agreement import DrawOptions, SelfCheck, old_enough
from annotator.services.session import Session
from annotator.services.tasks import Task
from annotator.wording import explain, tr

#: Milliseconds after a key in a field before articles are looked for.
_TYPED = 250
_MOST_ARTICLES = 999
_MOST_DAYS = 9999
_MOST_SEED = 999_999


class SelfCheckDialog(QDialog):
    """With a check that has begun, what can be done about it; else, how to draw one."""

    beginWanted = Signal(object)  # DrawOptions
    goOnWanted = Signal()
    compareWanted = Signal()
    forgetWanted = Signal()

    def __init__(
        self, parent: QWidget | None, session: Session, check: SelfCheck | None, problem: str = ""
    ) -> None:
        """Take the check that was begun, or why its file cannot be read."""
        super().__init__(parent)
        self.setWindowTitle(tr("self-check-title"))
        # With the size of its words: beside wrapped text Qt takes too little room by itself.
        self.setMinimumWidth(max(520, 34 * self.fontMetrics().height()))
        self._session, self._check = session, check
        self._job: Job | None = None
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.timeout.connect(self._look)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(_words(tr("self-check-explained")))
        running = check is not None or bool(problem)
        layout.addWidget(self._running_page(problem) if running else self._draw_page())
        layout.addStretch(1)
        layout.addLayout(self._buttons(running=running))
        if not running:
            self._look()

    def _draw_page(self) -> QWidget:
        self.articles, self.days, self.seed = QSpinBox(), QSpinBox(), QSpinBox()
        self.articles.setRange(1, _MOST_ARTICLES)
        self.articles.setValue(DrawOptions().number)
        self.days.setRange(0, _MOST_DAYS)
        self.days.setValue(DrawOptions().days)
        self.days.setSuffix(tr("self-check-days-unit"))
        self.seed.setRange(1, _MOST_SEED)
        self.seed.setValue(1 + secrets.randbelow(_MOST_SEED))
        self.seed.setToolTip(tr("self-check-seed-hint"))
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(9)
        for code, field in (
            ("self-check-articles", self.articles),
            ("self-check-days", self.days),
            ("self-check-seed", self.seed),
        ):
            name = QLabel(tr(code))
            name.setBuddy(field)
            field.setAccessibleName(tr(code).replace("&", ""))
            form.addRow(name, field)
        self.found = _words(tr("self-check-looking"))
        self.found.setObjectName("muted")
        # Two lines of room, so that the dialog does not jump with what it says.
        self.found.setMinimumHeight(self.found.fontMetrics().lineSpacing() * 3)
        self.articles.valueChanged.connect(lambda _value: self._typed.start(_TYPED))
        self.days.valueChanged.connect(lambda _value: self._typed.start(_TYPED))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self.found)
        return page

    def _running_page(self, problem: str) -> QLabel:
        check = self._check
        if check is None:
            said = tr("self-check-broken", why=problem)
        else:
            said = tr(
                "self-check-running",
                made=day_of(check.made),
                documents=check.documents,
                done=check.done,
            )
        self.said = _words(said)
        return self.said

    def _buttons(self, *, running: bool) -> QHBoxLayout:
        self.begin = QPushButton(tr("self-check-begin"))
        self.go_on = QPushButton(tr("self-check-go-on"))
        self.compare = QPushButton(tr("self-check-compare"))
        self.compare.setToolTip(tr("self-check-compare-hint"))
        self.forget = QPushButton(tr("self-check-forget"))
        close = QPushButton(tr("self-check-close"))
        check = self._check
        self.begin.setVisible(not running)
        self.begin.setEnabled(False)
        self.forget.setVisible(running)
        self.go_on.setVisible(check is not None and running)
        self.compare.setVisible(check is not None and running)
        self.compare.setEnabled(check is not None and check.done > 0)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.forget)
        row.addStretch(1)
        for button in (self.compare, self.go_on, self.begin, close):
            row.addWidget(button)
        for button in (self.forget, self.compare, close):
            button.setAutoDefault(False)
        (self.go_on if running else self.begin).setDefault(True)
        self.begin.clicked.connect(self._begin)
        self.go_on.clicked.connect(lambda: self._ask(self.goOnWanted))
        self.compare.clicked.connect(lambda: self._ask(self.compareWanted))
        self.forget.clicked.connect(self._forget)
        close.clicked.connect(self.reject)
        return row

    # Looking for articles ----------------------------------------------------------------------

    def _look(self) -> None:
        self._stop()
        session, days = self._session, self.days.value()

        def work(task: Task) -> int:
            with session.sibling() as own:
                return len(old_enough(own, days, task))

        job = self._job = Job("self-check", work, self)
        job.succeeded.connect(self._tell)
        job.failed.connect(lambda error: self.found.setText(explain(error)))
        job.start()

    @property
    def looking(self) -> bool:
        """Tell whether articles are looked for, or about to be."""
        return self._job is not None or self._typed.isActive()

    def _tell(self, number: int) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()
        wanted, days = self.articles.value(), self.days.value()
        code = "self-check-found" if number >= wanted else "self-check-few"
        if not number:
            code = "self-check-nothing"
        self.found.setText(tr(code, number=number, days=days))
        self.begin.setEnabled(number >= wanted)

    def _stop(self) -> None:
        self._typed.stop()
        job, self._job = self._job, None
        if job is not None:
            job.abandon()

    # Asking ------------------------------------------------------------------------------------

    def _begin(self) -> None:
        options = DrawOptions(self.articles.value(), self.days.value(), self.seed.value())
        self.accept()
        self.beginWanted.emit(options)

    def _ask(self, signal: object) -> None:
        self.accept()
        signal.emit()  # type: ignore[attr-defined]

    def _forget(self) -> None:
        done = 0 if self._check is None else self._check.done
        if agreed(
            self,
            tr("self-check-title"),
            tr("self-check-forget-do"),
            tr("self-check-forget-question"),
            tr("self-check-forget-more", done=done),
        ):
            self._ask(self.forgetWanted)

    def done(self, result: int) -> None:
        """Stop looking with the dialog."""
        self._stop()
        super().done(result)


def _words(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    return label
