"""What one can set: theme, size of the words, tags, suggestions."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox, QWidget

from annotator.gui.dialogs.common import FormDialog
from annotator.gui.settings import Settings
from annotator.services.session import Session
from annotator.services.timekeeping import times
from annotator.wording import tr


class PreferencesDialog(FormDialog):
    """Shows the settings; `keep` writes them."""

    def __init__(self, parent: QWidget | None, settings: Settings, session: Session | None) -> None:
        super().__init__(parent, "Preferences", "Save")
        self._settings = settings
        self._session = session
        self.theme = self._choice(
            (("as the desktop", "system"), ("light", "light"), ("dark", "dark")),
            settings.text("theme", "system"),
        )
        self.tags = self._choice(
            (("on every label", "always"), ("on first mentions", "first"),
             ("when hovered or selected", "hover")),
            settings.text("tags", "always"),
        )  # fmt: skip
        self.zoom = QSpinBox()
        self.zoom.setRange(50, 300)
        self.zoom.setSingleStep(10)
        self.zoom.setSuffix(" %")
        self.zoom.setValue(settings.number("zoom", 100))
        self.suggest = QCheckBox("suggest entities in this project")
        self.suggest.setEnabled(session is not None)
        self.suggest.setChecked(session is None or bool(session.setting("suggest", True)))
        self.add("Theme", self.theme)
        self.add("Tags", self.tags)
        self.add("Size of words", self.zoom)
        self.form.addRow("", self.suggest)
        self.measure = QCheckBox("measure my time on each article")
        self.measure.setToolTip(tr("time-hint"))
        self.measure.setChecked(settings.number("measure-time", 1) == 1)
        self.forget = QPushButton("Forget the times of this project")
        self.forget.setEnabled(session is not None)
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        self.form.addRow("", self.measure)
        self.form.addRow("", self.forget)

    @staticmethod
    def _choice(rows: tuple[tuple[str, str], ...], value: str) -> QComboBox:
        box = QComboBox()
        for text, data in rows:
            box.addItem(text, data)
        box.setCurrentIndex(max(0, box.findData(value)))
        return box

    def _forget(self) -> None:
        if self._session is not None:
            times().forget(self._session.path)
            self.forget.setEnabled(False)

    def keep(self) -> None:
        """Write what was set."""
        self._settings.set("theme", self.theme.currentData())
        self._settings.set("tags", self.tags.currentData())
        self._settings.set("zoom", self.zoom.value())
        self._settings.set("measure-time", int(self.measure.isChecked()))
        if self._session is not None:
            self._session.set_setting("suggest", self.suggest.isChecked())
