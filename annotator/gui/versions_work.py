"""What the window does about versions of definitions: the list of labels, the walk, the line.

Owns the line over the article that walks annotations made under an older version, and the way to
the list of all of them.  What a version is and what is older, is the services'.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMargins, QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.domain.guideline_versions import DefinitionVersion, Look
from annotator.gui.actions import first_key, tip
from annotator.gui.elided_label import ElidedLabel
from annotator.gui.flow_layout import FlowLayout
from annotator.gui.status import StatusLine
from annotator.gui.tasks_bridge import Job
from annotator.services.guideline_versions import (
    SecondLook,
    older_rows,
    standing_of,
    still_right,
)
from annotator.wording import explain, tr

if TYPE_CHECKING:
    from annotator.domain.annotations import Annotation
    from annotator.gui.dialogs.second_look_dialog import SecondLookDialog
    from annotator.gui.theme import WindowTheme
    from annotator.services.guideline_versions import OlderRow
    from annotator.services.session import Change, Session
    from annotator.services.tasks import Task

_SHOWN = 40  # code points of an annotation in the line


class SecondLookLine(QWidget):
    """“Second look, 3 labels to go: Person “Ilves”, made under version 1”, with what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("versions-line-name"))
        self.words = ElidedLabel()
        self.words.setObjectName("muted")
        self.right = _button("versions-still-right")
        self.next = _button("versions-next")
        self.stop = _button("versions-stop")
        self.take_keys()
        row = FlowLayout(QMargins(0, 4, 0, 0), 10)
        for widget in (self.words, self.right, self.next, self.stop):
            row.addWidget(widget)
        self.setLayout(row)
        self.hide()

    def take_keys(self) -> None:
        """Show the keys that the actions have now."""
        self.right.setToolTip(tip("still-right", tr("versions-still-right-hint")))
        self.next.setToolTip(tip("second-look-next"))
        self.stop.setToolTip(tr("versions-stop-hint"))


def _button(code: str) -> QPushButton:
    button = QPushButton(tr(code))
    button.setAccessibleName(tr(code))
    button.setAutoDefault(False)
    return button


class VersionsWork(QObject):
    """Walks what was made under an older version of the open project, and lists all of it."""

    placeWanted = Signal(object, object)  # a document to open, an annotation to select there
    stepWanted = Signal(object)  # what makes a step of a Session
    standingChanged = Signal()  # what is in hand may have got up to date, or old

    def __init__(self, parent: QWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._window = parent
        self._status = status
        self._session: Session | None = None
        self._theme: WindowTheme | None = None
        self._job: Job | None = None
        self._dialog: SecondLookDialog | None = None
        self.walk: SecondLook | None = None
        self.line = SecondLookLine()
        self.line.right.clicked.connect(self._confirm)
        self.line.next.clicked.connect(lambda: self.go(1))
        self.line.stop.clicked.connect(self.stop)

    def set_session(self, session: Session | None) -> None:
        """Work on another project, or on none."""
        self.stop()
        self._close_dialog()
        self._session = session
        if session is not None:
            # It ends with the session.
            session.subscribe(self._changed)

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._dialog is not None:
            self._dialog.dress(theme)

    def _changed(self, change: Change) -> None:
        mine = DefinitionVersion | Look
        if change.bulk or any(isinstance(each.record, mine) for each in change.edits):
            self.standingChanged.emit()

    # The list ----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the labels with more than one version."""
        from annotator.gui.dialogs.second_look_dialog import SecondLookDialog

        if self._session is None or self._theme is None:
            self._status.say("no-project")
            return
        self._close_dialog()
        self._dialog = SecondLookDialog(self._window, self._session, self._theme)
        self._dialog.walkWanted.connect(self.begin)
        self._dialog.stepWanted.connect(self.stepWanted)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @property
    def dialog(self) -> SecondLookDialog | None:
        """Return the list, if it is open."""
        return self._dialog

    def _close_dialog(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    # The walk ----------------------------------------------------------------------------------

    def begin(self, labels: Sequence[int]) -> None:
        """Walk the annotator's older annotations of some labels (their rows; none: of all)."""
        session = self._session
        if session is None:
            self._status.say("no-project")
            return
        self.stop()
        wanted = frozenset(labels)
        self._status.say("versions-looking")

        def work(task: Task) -> list[OlderRow]:
            with session.sibling() as own:
                return older_rows(own, wanted, session.annotator.id, task)

        job = self._job = Job("versions", work, self)
        job.succeeded.connect(self._walk_over)
        job.failed.connect(self._failed)
        job.start()

    def _failed(self, error: Exception) -> None:
        self._end_job()
        self._status.say("versions-look-failed", why=explain(error))

    def _walk_over(self, rows: Sequence[OlderRow]) -> None:
        self._end_job()
        session = self._session
        if session is None:
            return
        if not rows:
            self._status.say("versions-no-other")
            return
        self.walk = SecondLook(session, rows)
        self.walk.subscribe(self._show)
        self.line.take_keys()
        self._status.say("versions-began", number=len(rows), key=first_key("still-right"))
        self._close_dialog()
        self._show()

    def _end_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.let_go()

    def stop(self) -> None:
        """End the walk; what is left stays marked."""
        job, self._job = self._job, None
        if job is not None:
            job.abandon()
        walk, self.walk = self.walk, None
        if walk is not None:
            walk.close()
        self.line.hide()

    def go(self, by: int) -> None:
        """Take the next annotation of the walk (1) or the one before (-1) in hand."""
        if self.walk is None:
            self._status.say("versions-nothing-open")
        elif not self.walk.go(by):
            self._status.say("versions-no-other")

    def _confirm(self) -> None:
        self.still_right()

    def still_right(self, *chosen: Annotation | None) -> None:
        """Say that an annotation is right under the newest version.

        The first of `chosen` that is older, else the one that the walk has come to.
        """
        session, walk = self._session, self.walk
        if session is None:
            self._status.say("no-project")
            return
        if self._status.refuses(session):
            return
        among = [each for each in chosen if each is not None]
        older = (each for each in among if standing_of(session, each) is not None)
        annotation = next(older, None if walk is None else walk.annotation)
        if annotation is None and among:
            annotation = among[0]
        if annotation is None:
            self._status.say("versions-nothing-open")
            return
        try:
            session.apply(still_right(session, [annotation]))
        except AnnotatorError as error:
            self._status.say(error.code, **error.values)

    def _show(self) -> None:
        walk, session = self.walk, self._session
        if walk is None or session is None:
            return
        annotation, standing = walk.annotation, walk.standing
        there = annotation is not None and standing is not None
        for button in (self.line.right, self.line.next):
            button.setVisible(there)
        if annotation is None or standing is None:
            self.line.words.setText(tr("versions-line-end", total=walk.total))
            self.line.show()
            return
        label = session.scheme.label(annotation.layer, annotation.label)
        text = session.text(annotation.document)
        words = " ".join(" … ".join(span.of(text) for span in annotation.spans).split())[:_SHOWN]
        values: dict[str, Any] = {
            "left": walk.left,
            "label": annotation.label if label is None else label.name,
            "words": words or "…",
            "number": standing.number,
            "newest": standing.newest,
        }
        self.line.words.setText(tr("versions-line", **values))
        self.line.show()
        self.placeWanted.emit(annotation.document, annotation.id)
