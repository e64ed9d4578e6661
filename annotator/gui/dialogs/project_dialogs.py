"""Dialogs about a project and its articles: new, paste, properties, copies.

Each returns plain options for a service; none does the work itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from annotator.domain.documents import Document
from annotator.gui.dialogs.common import FormDialog, fit
from annotator.gui.dialogs.password_dialog import NewPassword
from annotator.services.keeping import Copy
from annotator.wording import language, tr

#: Fields of an article that a whole batch may share.
META = ("outlet", "published", "language", "author")

#: Characters of a pasted article that are shown; a longer one cannot be changed before it comes in.
_PASTED_SHOWN = 100_000


class NewProjectDialog(FormDialog):
    """Asks for name, place, scheme and who annotates."""

    def __init__(
        self,
        parent: QWidget | None,
        folder: Path,
        schemes: Iterable[str],
        annotator: str,
        scheme: str = "",
    ) -> None:
        super().__init__(parent, tr("new-project-title"), tr("new-project-do"))
        self.name = QLineEdit(tr("new-project-name"))
        self.folder = QLineEdit(str(folder))
        browse = QPushButton(tr("browse"))
        browse.clicked.connect(self._browse)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.scheme = QComboBox()
        for name in schemes:
            self.scheme.addItem(tr(f"scheme-name-{name}"), name)
        self.scheme.setCurrentIndex(max(0, self.scheme.findData(scheme)))
        self._about = QLabel()
        self._about.setObjectName("muted")
        self._about.setWordWrap(True)
        self.scheme.currentIndexChanged.connect(self._describe)
        self._describe()
        self.annotator = QLineEdit(annotator)
        self.add(tr("name"), self.name)
        self.add(tr("project-folder"), place)
        self.folder.setAccessibleName(tr("project-folder"))
        self.add(tr("project-scheme"), self.scheme)
        self.form.addRow("", self._about)
        self.add(tr("project-annotator"), self.annotator, tr("project-annotator-hint"))
        self.passwords = NewPassword(self)
        self.passwords.changed.connect(self._check)
        self.name.textChanged.connect(self._check)
        self.annotator.textChanged.connect(self._check)
        self.name.selectAll()

    def path(self) -> Path:
        """Return where the project file shall be."""
        name = self.name.text().strip().removesuffix(".annotator")
        safe = "".join("-" if each in '/\\:*?"<>|' else each for each in name)
        return Path(self.folder.text()) / f"{safe}.annotator"

    def password(self) -> str:
        """Return the password of the project, "" for none."""
        return self.passwords.text()

    def _describe(self) -> None:
        about = tr(f"scheme-about-{self.scheme.currentData()}")
        self._about.setText(f"{about}. {tr('project-scheme-hint')}")

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, tr("project-folder"), self.folder.text())
        if found:
            self.folder.setText(found)

    def _check(self) -> None:
        named = bool(self.name.text().strip() and self.annotator.text().strip())
        self.do.setEnabled(named and self.passwords.sound)


class PasteDialog(FormDialog):
    """Takes an article from the clipboard."""

    def __init__(self, parent: QWidget | None, text: str) -> None:
        super().__init__(parent, tr("paste-title"), tr("paste-do"))
        fit(self, 680, 560)
        self._pasted = text
        # The widget would need minutes to lay out a line of some megabytes.
        shown = text[:_PASTED_SHOWN]
        self.text = QPlainTextEdit(shown)
        self.text.setReadOnly(len(text) > len(shown))
        self.text.document().setModified(False)
        self.text.setObjectName("plain")
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("paste-text"))
        self.body.insertWidget(0, self.text, 1)
        self.meta = {}
        for field in ("title", *META, "url"):
            self.meta[field] = QLineEdit()
            self.add(tr(f"field-{field}"), self.meta[field])
        self.meta["title"].setPlaceholderText(tr("paste-title-hint"))
        self.meta["published"].setPlaceholderText(tr("date-form"))
        if self.text.isReadOnly():
            note = QLabel(tr("paste-long", shown=len(shown), all=len(text)))
            note.setWordWrap(True)
            self.body.insertWidget(1, note)
        self.text.textChanged.connect(self._check)
        self._check()

    def article(self) -> str:
        """Return the text: as it was pasted, unless somebody changed it here."""
        document = self.text.document()
        if not document.isModified():
            return self._pasted
        # Qt's plain text has spaces where the article has no-break spaces.
        return document.toRawText().replace("\u2029", "\n")

    def _check(self) -> None:
        self.do.setEnabled(bool(self.article().strip()))

    def values(self) -> dict[str, str]:
        """Return what is known of the article."""
        return {name: field.text().strip() for name, field in self.meta.items()
                if field.text().strip()}  # fmt: skip


class PropertiesDialog(FormDialog):
    """Shows and changes what is known of a document."""

    def __init__(self, parent: QWidget | None, document: Document, shown_title: str) -> None:
        super().__init__(parent, tr("properties-title"), tr("save-button"))
        self.fields: dict[str, QLineEdit] = {}
        for field in ("title", *META, "url"):
            self.fields[field] = QLineEdit(str(getattr(document, field)))
            self.add(tr(f"field-{field}"), self.fields[field])
        self.fields["title"].setPlaceholderText(shown_title)
        self.fields["published"].setPlaceholderText(tr("date-form"))
        for name, value in (
            (tr("field-id"), document.uid),
            (tr("properties-read-as"), document.encoding or tr("properties-unknown")),
            (tr("properties-length"), tr("properties-characters", number=document.length)),
            (tr("properties-sha"), document.raw_sha256[:32] + "…"),
        ):
            label = QLabel(value)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setObjectName("muted")
            self.add(name, label)

    def values(self) -> dict[str, Any]:
        """Return the fields as they were left."""
        return {name: field.text().strip() for name, field in self.fields.items()}


class CopiesDialog(FormDialog):
    """Asks which copy of a project to open; it becomes a project of its own."""

    def __init__(self, parent: QWidget | None, copies: list[Copy]) -> None:
        super().__init__(parent, tr("backups-title"), tr("backups-do"))
        self._copies = copies
        self.list = QListWidget()
        self.list.setObjectName("plainList")
        speech = QLocale(language())
        for each in copies:
            size = each.size / 1024**2
            when = QDateTime.fromSecsSinceEpoch(round(each.made.timestamp()))
            date = speech.toString(when, tr("backups-date"))
            self.list.addItem(tr("backups-row", date=date, size=size))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.accept)
        self.do.setEnabled(bool(copies))
        hint = tr("backups-hint" if copies else "backups-none")
        self.add(tr("backups-list"), self.list, hint)

    def chosen(self) -> Copy | None:
        """Return the copy that was chosen."""
        row = self.list.currentRow()
        return self._copies[row] if row >= 0 else None
