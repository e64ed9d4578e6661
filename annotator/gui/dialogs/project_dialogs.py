"""Dialogs about a project and its articles: new, paste, properties, copies.

Each returns plain options for a service; none does the work itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
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
from annotator.gui.dialogs.common import FormDialog
from annotator.services.keeping import Copy
from annotator.wording import tr

#: Fields of an article that a whole batch may share.
META = (
    ("outlet", "Outlet"),
    ("published", "Date"),
    ("language", "Language"),
    ("author", "Author"),
)

#: Characters of a pasted article that are shown; a longer one cannot be changed before it comes in.
_PASTED_SHOWN = 100_000


class NewProjectDialog(FormDialog):
    """Asks for name, place, scheme and who annotates."""

    def __init__(
        self, parent: QWidget | None, folder: Path, schemes: dict[str, str], annotator: str
    ) -> None:
        super().__init__(parent, "New project", "Make project")
        self.name = QLineEdit("My project")
        self.folder = QLineEdit(str(folder))
        browse = QPushButton("Browse…")
        browse.clicked.connect(self._browse)
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        self.scheme = QComboBox()
        for name, title in schemes.items():
            self.scheme.addItem(title, name)
        self.annotator = QLineEdit(annotator)
        self.add("Name", self.name)
        self.add("Folder", place)
        self.add(
            "Scheme", self.scheme, "Layers and labels to begin with; a project may change them."
        )
        self.add("Annotator", self.annotator, "Whose labels these will be.")
        self.name.textChanged.connect(self._check)
        self.annotator.textChanged.connect(self._check)
        self.name.selectAll()

    def path(self) -> Path:
        """Return where the project file shall be."""
        name = self.name.text().strip().removesuffix(".annotator")
        safe = "".join("-" if each in '/\\:*?"<>|' else each for each in name)
        return Path(self.folder.text()) / f"{safe}.annotator"

    def _browse(self) -> None:
        found = QFileDialog.getExistingDirectory(self, "Folder", self.folder.text())
        if found:
            self.folder.setText(found)

    def _check(self) -> None:
        self.do.setEnabled(bool(self.name.text().strip() and self.annotator.text().strip()))


class PasteDialog(FormDialog):
    """Takes an article from the clipboard."""

    def __init__(self, parent: QWidget | None, text: str) -> None:
        super().__init__(parent, "Paste as article", "Add article")
        self.resize(680, 560)
        self._pasted = text
        # The widget would need minutes to lay out a line of some megabytes.
        shown = text[:_PASTED_SHOWN]
        self.text = QPlainTextEdit(shown)
        self.text.setReadOnly(len(text) > len(shown))
        self.text.document().setModified(False)
        self.text.setObjectName("plain")
        self.text.setAccessibleName("Text of the article")
        self.body.insertWidget(0, self.text, 1)
        self.meta = {}
        for field, name in (("title", "Title"), *META, ("url", "Address")):
            self.meta[field] = QLineEdit()
            self.add(name, self.meta[field])
        self.meta["title"].setPlaceholderText("empty: the first line")
        self.meta["published"].setPlaceholderText("YYYY-MM-DD")
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
        super().__init__(parent, "Article properties", "Save")
        self.fields: dict[str, QLineEdit] = {}
        for field, name in (("title", "Title"), *META, ("url", "Address")):
            self.fields[field] = QLineEdit(str(getattr(document, field)))
            self.add(name, self.fields[field])
        self.fields["title"].setPlaceholderText(shown_title)
        self.fields["published"].setPlaceholderText("YYYY-MM-DD")
        for name, value in (
            ("Id", document.uid),
            ("Read as", document.encoding or "unknown"),
            ("Length", f"{document.length} characters"),
            ("SHA-256", document.raw_sha256[:32] + "…"),
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
        super().__init__(parent, "Copies of this project", "Open copy")
        self._copies = copies
        self.list = QListWidget()
        self.list.setObjectName("plainList")
        for each in copies:
            size = each.size / 1024**2
            self.list.addItem(f"{each.made:%A, %d %B %Y, %H:%M}      {size:.1f} MB")
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.accept)
        self.do.setEnabled(bool(copies))
        self.add(
            "Copies",
            self.list,
            "A copy opens as a project of its own beside this one, which stays as it is. Copies "
            "are made once a day and before every import."
            if copies
            else "There is no copy yet. One is made once a day and before every import.",
        )

    def chosen(self) -> Copy | None:
        """Return the copy that was chosen."""
        row = self.list.currentRow()
        return self._copies[row] if row >= 0 else None
