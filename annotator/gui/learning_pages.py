"""The pages about models of one's own and about evaluation, as the workspace has them.

Owns which of them is open, the training behind them, and the quiet word that there is something
new to learn from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from annotator.gui.status import StatusLine
from annotator.gui.theme import WindowTheme
from annotator.wording import explain

if TYPE_CHECKING:
    from annotator.gui.dialogs.evaluation_dialog import EvaluationDialog
    from annotator.gui.dialogs.models_dialog import ModelsDialog
    from annotator.gui.training_work import TrainingWork
    from annotator.services.session import Session


class LearningPages(QObject):
    """Shows the pages of one project at a time."""

    placeWanted = Signal(object, object)  # document, span
    modelsChanged = Signal()

    def __init__(self, parent: QWidget, status: StatusLine) -> None:
        super().__init__(parent)
        self._parent = parent
        self._status = status
        self._session: Session | None = None
        self._theme: WindowTheme | None = None
        self.work: TrainingWork | None = None
        self.models: ModelsDialog | None = None
        self.evaluation: EvaluationDialog | None = None
        self._reminded = 0  # articles of which the person was told

    def set_session(self, session: Session | None) -> None:
        """Follow a project that was opened, or closed."""
        for dialog in (self.models, self.evaluation):
            if dialog is not None:
                # Whether it is visible or not: nothing may read a project that closes.
                dialog.stop()
                dialog.close()
                dialog.deleteLater()
        self.models = self.evaluation = None
        if self.work is not None:
            self.work.stop()
        self._session = session
        self._reminded = 0

    def dress(self, theme: WindowTheme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.models is not None:
            self.models.dress(theme)

    def train(self, layer: str) -> None:
        """Show the own models, at the button that trains one for a layer."""
        from annotator.services.labelled import LAYER_KINDS

        known = None if self._session is None else self._session.scheme.layer(layer)
        kinds = (kind for kind, of in LAYER_KINDS.items() if known and of is known.kind)
        self.show_models(next(kinds, ""))

    def show_models(self, kind: str = "") -> None:
        """Show the own models; `kind` is the one about to be trained."""
        from annotator.gui.dialogs.models_dialog import ModelsDialog

        if self._session is None or self._theme is None:
            self._status.say("no-project")
            return
        if self.models is not None:
            self.models.close()
            self.models.deleteLater()
        self.models = ModelsDialog(self._parent, self._session, self._training(), self._theme, kind)
        self.models.said.connect(lambda code, values: self._status.say(code, **values))
        self.models.modelsChanged.connect(self.modelsChanged)
        _bring_up(self.models)

    def show_evaluation(self) -> None:
        """Show how good the suggestions are."""
        from annotator.gui.dialogs.evaluation_dialog import EvaluationDialog

        if self._session is None:
            self._status.say("no-project")
            return
        if self.evaluation is None:
            self.evaluation = EvaluationDialog(self._parent, self._session)
            self.evaluation.placeWanted.connect(self.placeWanted)
        _bring_up(self.evaluation)

    def remind(self) -> None:
        """Say so, once for each dozen, when many articles were finished since the last training."""
        from annotator.services.training import REMIND_AFTER, fresh_articles

        session = self._session
        if session is None or session.read_only or (self.work and self.work.running):
            return
        fresh = fresh_articles(session)
        if fresh < REMIND_AFTER:
            self._reminded = 0
        elif fresh >= self._reminded + REMIND_AFTER:
            self._reminded = fresh
            self._status.say("training-news", number=fresh)

    def _training(self) -> TrainingWork:
        from annotator.gui.training_work import TrainingWork

        if self.work is None:
            self.work = TrainingWork(self._status, self, self._locked)
            self.work.failed.connect(self._failed)
            self.work.changed.connect(self._changed)
        return self.work

    def _locked(self) -> bool:
        """Tell whether something else shows its progress in the status bar."""
        return self._session is not None and self._session.locked_for is not None

    def _failed(self, error: Exception) -> None:
        if self.models is None or not self.models.isVisible():
            self._status.say(explain(error))

    def _changed(self) -> None:
        """Come back with the comparison when a training is through."""
        waiting = self.work is not None and self.work.waiting is not None
        if waiting and (self.models is None or not self.models.isVisible()):
            self._status.say("training-done")


def _bring_up(dialog: QDialog) -> None:
    """Show a dialog that stays open beside the window, in front."""
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
