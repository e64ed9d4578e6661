"""The preferences: pages of settings that the window shows while they are changed.

Owns the dialog and what becomes of the changes: kept together, or taken back together.  Widgets of
the pages are in their modules; what a setting does is `annotator.gui.looks`'.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import AnnotatorError
from annotator.gui.actions import key_map, use_key_map
from annotator.gui.looks import keep_own_keys, theme_of
from annotator.gui.preferences.keys_page import KeysPage
from annotator.gui.preferences.pages import AssistancePage, LanguagePage, LooksPage, ReadingPage
from annotator.gui.preferences.sample import Sample
from annotator.gui.settings import Settings
from annotator.services.session import Session
from annotator.wording import tr


class PreferencesDialog(QDialog):
    """Changes settings; whoever opens it follows `looksChanged` and `keysChanged`."""

    looksChanged = Signal()
    keysChanged = Signal()

    def __init__(self, parent: QWidget | None, settings: Settings, session: Session | None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._keys = key_map()
        settings.try_out()
        self.setWindowTitle(tr("pref-title"))
        self.looks = LooksPage(settings)
        self.reading = ReadingPage(settings)
        self.keys = KeysPage()
        self.assistance = AssistancePage(settings, session)
        self.language = LanguagePage(settings)
        self.pages = (self.looks, self.reading, self.keys, self.assistance, self.language)
        self.sample = Sample()
        self._build()
        for page in (self.looks, self.reading):
            page.changed.connect(self._looks_changed)
        self.keys.changed.connect(self._keys_changed)
        self.finished.connect(self._finish)
        self._show_sample()
        self.list.setCurrentRow(0)

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName(tr("pref-pages"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        for page in self.pages:
            self.list.addItem(page.title)
            self.stack.addWidget(page)
        self.list.currentRowChanged.connect(self._show_page)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.save = self.buttons.addButton(tr("pref-save"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setDefault(True)
        self.defaults = self.buttons.addButton(
            tr("pref-defaults"), QDialogButtonBox.ButtonRole.ResetRole
        )
        self.defaults.setToolTip(tr("pref-defaults-hint"))
        self.defaults.setAutoDefault(False)
        self.defaults.clicked.connect(self._set_defaults)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.setContentsMargins(16, 16, 16, 14)
        right.setSpacing(12)
        right.addWidget(self.stack, 1)
        right.addWidget(self.sample)
        right.addWidget(self.buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self._fit()

    def _fit(self) -> None:
        """Be as large as the words of the interface need."""
        self._fit_list()
        letter = self.fontMetrics().averageCharWidth()
        line = self.fontMetrics().lineSpacing()
        available = self.screen().availableSize()
        self.resize(min(letter * 120, available.width() - 40),
                    min(line * 42, available.height() - 60))  # fmt: skip

    def _fit_list(self) -> None:
        """Be wide enough for the longest name; the stylesheet must have reached the list."""
        self.list.ensurePolished()
        self.list.doItemsLayout()
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 8)

    def showEvent(self, event: QShowEvent) -> None:
        """Be measured in the fonts of the window."""
        super().showEvent(event)
        self._fit_list()

    def _set_defaults(self) -> None:
        self.pages[self.list.currentRow()].set_defaults()

    def _show_page(self, row: int) -> None:
        self.stack.setCurrentIndex(row)
        self.sample.setVisible(self.pages[row] in (self.looks, self.reading))

    def _show_sample(self) -> None:
        try:
            self.sample.show_settings(self._settings, theme_of(self._settings))
        except AnnotatorError:
            return  # the theme file is gone; whoever follows says so, and the sample stays

    def _looks_changed(self) -> None:
        self.looksChanged.emit()
        self._show_sample()
        self._fit_list()

    def _keys_changed(self) -> None:
        keep_own_keys(self._settings)
        self.keysChanged.emit()

    def keep(self) -> None:
        """Write what was set."""
        self.assistance.keep()
        self._settings.keep()

    def take_back(self) -> None:
        """Have everything as it was before."""
        self._settings.take_back()
        use_key_map(self._keys)
        self.keysChanged.emit()
        self.looksChanged.emit()

    def _finish(self, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self.keep()
        else:
            self.take_back()
