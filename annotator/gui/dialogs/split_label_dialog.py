"""Which words of a label get a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from annotator.domain.scheme import Label
from annotator.gui.dialogs.common import FormDialog
from annotator.gui.dialogs.scheme_forms import CheckList
from annotator.wording import tr


class SplitLabelDialog(FormDialog):
    """Asks for the name of the new label and for the words that go to it."""

    def __init__(
        self, parent: QWidget | None, label: Label, words: Sequence[tuple[str, int]]
    ) -> None:
        super().__init__(parent, tr("split-label-title"), tr("split-label-do"))
        self._counts = dict(words)
        head = QLabel(tr("scheme-split-head", name=label.name))
        head.setWordWrap(True)
        self.form.addRow(head)
        self.name = QLineEdit()
        self.words = CheckList()
        self.words.setMinimumHeight(260)
        self.words.fill([(each, f"{each}   {number}") for each, number in words], ())
        self.add(tr("split-label-new"), self.name)
        self.add(tr("split-label-words"), self.words)
        self.name.textChanged.connect(self._count)
        self.words.changed.connect(self._count)
        self._count()

    def chosen(self) -> tuple[str, ...]:
        """Return the words that are ticked."""
        return self.words.checked(())

    def _count(self) -> None:
        number = sum(self._counts[each] for each in self.chosen())
        self.do.setText(tr("split-label-number", number=number))
        self.do.setEnabled(number > 0 and bool(self.name.text().strip()))
