"""Asks what goes to a colleague."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QWidget

from annotator.domain.review import GOLD
from annotator.gui.dialogs.common import FormDialog
from annotator.services.packets import chosen_documents
from annotator.services.session import Session
from annotator.wording import tr

_ALL, _NEW_AND_SHARED = 0, 1


class PacketDialog(FormDialog):
    """Returns who gets which articles; the count follows what is chosen."""

    def __init__(self, parent: QWidget | None, session: Session, *, here: bool = False) -> None:
        """Ask for a packet, or (`here`) who of those who work in this very file gets what."""
        super().__init__(
            parent,
            tr("assign-title" if here else "packet-title"),
            tr("assign-do" if here else "packet-do"),
        )
        self._counted = "assign-count" if here else "packet-count"
        self._session = session
        self.name = QComboBox()
        self.name.setEditable(True)
        self.name.addItems(
            sorted(
                each.name
                for each in session.annotators.values()
                if each.kind != GOLD and each.id != session.annotator.id
            )
        )
        self.name.setCurrentText("")
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("packet-words-hint"))
        self.share = QComboBox()
        self.share.addItem(tr("packet-all"), _ALL)
        self.share.addItem(tr("packet-share"), _NEW_AND_SHARED)
        self.overlap = QSpinBox()
        self.overlap.setRange(0, 100)
        self.overlap.setValue(20)
        self.overlap.setSuffix(tr("packet-overlap"))
        self.blind = QCheckBox(tr("packet-blind"))
        self.blind.setChecked(True)
        self.count = QLabel()
        self.count.setObjectName("muted")
        self.count.setWordWrap(True)
        self.add(tr("packet-to"), self.name, tr("packet-to-hint"))
        self.add(tr("head-articles"), self.words)
        self.add(tr("packet-of-these"), self.share)
        self.add(tr("packet-twice"), self.overlap)
        if not here:
            self.form.addRow("", self.blind)
        self.form.addRow("", self.count)
        for signal in (self.name.currentTextChanged, self.words.textChanged,
                       self.share.currentIndexChanged, self.overlap.valueChanged):  # fmt: skip
            signal.connect(lambda *_: self._check())
        self._check()

    @property
    def person(self) -> str:
        """Return who gets the packet."""
        return self.name.currentText().strip()

    def documents(self) -> list[int]:
        """Return the articles that were chosen."""
        shared = self.share.currentData() == _NEW_AND_SHARED
        return chosen_documents(
            self._session,
            self.person,
            words=self.words.text(),
            overlap=self.overlap.value() if shared else None,
        )

    def _check(self) -> None:
        self.overlap.setEnabled(self.share.currentData() == _NEW_AND_SHARED)
        number = len(self.documents())
        self.count.setText(tr(self._counted, number=number))
        self.do.setEnabled(bool(self.person) and number > 0)
