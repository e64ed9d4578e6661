"""Dialogs in which a password is typed: to open a project, to set, change or take one away.

Own what is typed and whether it can be right; what is done with it is the services'.  A password
stands in a field only as long as its dialog is open.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from annotator.domain.errors import AnnotatorError
from annotator.gui.dialogs.common import FormDialog
from annotator.gui.tasks_bridge import Job
from annotator.services.encrypting import SHORTEST, refuse_if_missing, refuse_weak
from annotator.services.tasks import Task
from annotator.wording import explain, tr


def password_field() -> QLineEdit:
    """Return a line that hides what is typed in it."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field


class NewPassword(QObject):
    """The two lines of a form that makes a project: a password and the same again, or nothing."""

    changed = Signal()

    def __init__(self, dialog: FormDialog) -> None:
        super().__init__(dialog)
        self.first, self.again = password_field(), password_field()
        self.wrong = QLabel()
        self.wrong.setObjectName("error")
        self.wrong.setWordWrap(True)
        self.wrong.setAccessibleName(tr("password-problem"))
        dialog.add(tr("password-new-project"), self.first)
        dialog.add(tr("password-new-project-again"), self.again)
        dialog.form.addRow("", self.wrong)
        self.first.setPlaceholderText(tr("password-new-project-none"))
        for field in (self.first, self.again):
            field.textChanged.connect(self._typed)
        try:
            refuse_if_missing()
        except AnnotatorError as error:
            self.first.setEnabled(False)
            self.first.setToolTip(explain(error))
            self.first.setPlaceholderText(tr("password-needs-extra"))
        self._typed()

    def text(self) -> str:
        """Return the password, "" for none."""
        return self.first.text()

    @property
    def problem(self) -> str:
        """Return what is wrong with what was typed, "" if nothing is."""
        if not self.first.text():
            return ""
        try:
            refuse_weak(self.first.text())
        except AnnotatorError as error:
            return explain(error)
        return "" if self.first.text() == self.again.text() else tr("password-differs")

    @property
    def sound(self) -> bool:
        """Tell whether a project can be made with it."""
        return not self.problem

    def _typed(self) -> None:
        self.again.setEnabled(bool(self.first.text()))
        # Nobody has typed the second one while she types the first.
        problem = self.problem if self.again.text() else ""
        self.wrong.setText(problem)
        self.wrong.setVisible(bool(problem))
        self.changed.emit()


class _PasswordDialog(FormDialog):
    """A form with hidden fields, a box that shows them, and a line for what is wrong."""

    def __init__(self, parent: QWidget | None, title: str, do: str, words: str) -> None:
        super().__init__(parent, title, do)
        about = QLabel(words)
        about.setWordWrap(True)
        self.body.insertWidget(0, about)
        self.shown = QCheckBox(tr("password-show"))
        self.wrong = QLabel()
        self.wrong.setObjectName("error")
        self.wrong.setWordWrap(True)
        self.wrong.setAccessibleName(tr("password-problem"))
        self.wrong.hide()
        self._fields: list[QLineEdit] = []

    def add_password(self, name: str, hint: str = "") -> QLineEdit:
        """Add a hidden field."""
        field = password_field()
        self._fields.append(field)
        self.add(name, field, hint)
        return field

    def add_end(self) -> None:
        """Add what stands below the fields."""
        self.form.addRow("", self.shown)
        self.form.addRow("", self.wrong)
        self.shown.toggled.connect(self._show)
        self._fields[0].setFocus()

    def say(self, words: str) -> None:
        """Say what is wrong, or nothing."""
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))

    def done(self, result: int) -> None:
        """Close, and keep nothing that was typed but what the caller takes at once."""
        super().done(result)
        self.shown.setChecked(False)

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for field in self._fields:
            field.setEchoMode(mode)


class UnlockDialog(_PasswordDialog):
    """Asks for the password of a project until it is the right one."""

    def __init__(
        self, parent: QWidget | None, path: Path, unlock: Callable[[Path, str], None]
    ) -> None:
        """Take what tries a password, on a thread of its own; it raises if that is wrong."""
        words = tr("password-ask", name=path.name)
        super().__init__(parent, tr("password-ask-title"), tr("password-ask-do"), words)
        self._path, self._unlock = path, unlock
        self._job: Job | None = None
        self.password = self.add_password(tr("password-ask-name"), str(path.parent))
        self.password.textChanged.connect(self._typed)
        self.add_end()
        self._typed()

    def _typed(self) -> None:
        self.say("")
        self.do.setEnabled(bool(self.password.text()))

    def accept(self) -> None:
        """Try what was typed; the dialog stays open if it is wrong."""
        password = self.password.text()
        if self._job is not None or not password:
            return
        path, unlock = self._path, self._unlock

        def work(_task: Task) -> None:
            unlock(path, password)

        # Finding the key takes a moment, on purpose.
        job = self._job = Job("unlocking", work, self)
        job.succeeded.connect(self._right)
        job.failed.connect(self._wrong)
        self.password.setEnabled(False)
        self.do.setEnabled(False)
        self.say(tr("password-trying"))
        job.start()

    def reject(self) -> None:
        """Give up; what is being tried is not heard of any more."""
        self._end()
        super().reject()

    def _right(self, _none: object) -> None:
        self._end()
        self.password.clear()
        super().accept()

    def _wrong(self, error: Exception) -> None:
        self._end()
        self.password.setEnabled(True)
        self._typed()
        self.say(explain(error))
        self.password.selectAll()
        self.password.setFocus()

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.abandon()


class ProtectDialog(_PasswordDialog):
    """Asks for a first password, or for the present one and what shall come after it."""

    def __init__(
        self, parent: QWidget | None, path: Path, *, encrypted: bool, open_copies: int
    ) -> None:
        """Take how many copies of the project there are that anybody can open."""
        kind = "change" if encrypted else "set"
        words = tr(f"password-{kind}", name=path.name)
        super().__init__(parent, tr(f"password-{kind}-title"), tr(f"password-{kind}-do"), words)
        self._encrypted = encrypted
        self.wanted = QComboBox()
        self.wanted.addItem(tr("password-change-to"), True)
        self.wanted.addItem(tr("password-change-none"), False)
        self.copies = QCheckBox(tr("password-copies", copies=open_copies))
        self.copies.setChecked(bool(open_copies))
        if encrypted:
            self.current = self.add_password(tr("password-current"))
            self.add(tr("password-wanted"), self.wanted)
        first = self.form.rowCount()
        self.new = self.add_password(tr("password-new"), tr("password-hint", least=SHORTEST))
        self.again = self.add_password(tr("password-again"))
        self._of_new = range(first, self.form.rowCount())
        self.add_end()
        if open_copies:
            self.form.addRow("", self.copies)
        note = QLabel(tr("password-not-there"))
        note.setObjectName("muted")
        note.setWordWrap(True)
        self.form.addRow("", note)
        for field in self._fields:
            field.textChanged.connect(self._check)
        self.wanted.currentIndexChanged.connect(self._check)
        self._check()

    @property
    def keeps(self) -> bool:
        """Tell whether the project shall have a password afterwards."""
        return bool(self.wanted.currentData())

    def accept(self) -> None:
        """Take what was typed, if it can be right."""
        try:
            if self.keeps:
                refuse_weak(self.new.text())
                if self.new.text() != self.again.text():
                    raise AnnotatorError("password-differs")
        except AnnotatorError as error:
            self.say(explain(error))
            return
        super().accept()

    def _check(self) -> None:
        self.say("")
        for row in self._of_new:
            self.form.setRowVisible(row, self.keeps)
        self.do.setText(tr("password-remove-do" if not self.keeps else self._do()))
        needed = [self.current] if self._encrypted else []
        needed += [self.new, self.again] if self.keeps else []
        self.do.setEnabled(all(each.text() for each in needed))

    def _do(self) -> str:
        return "password-change-do" if self._encrypted else "password-set-do"
