"""What is asked before a plot or the figures are written to a file.

Owns the two forms; writing is the service's.
"""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from annotator.gui.dialogs.common import FormDialog
from annotator.wording import tr

_PLOTS = (".png", ".svg")
_FIGURES = (".xlsx", ".csv", ".graphml")


class SavePlotDialog(FormDialog):
    """Asks as what a plot shall be saved, and in which colours."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, tr("plot-save-title"), tr("plot-choose-file"))
        self.kind = _kinds(_PLOTS)
        self.colours = QComboBox()
        self.colours.addItem(tr("plot-colours-print"), False)
        self.colours.addItem(tr("plot-colours-shown"), True)
        self.add(tr("plot-kind"), self.kind, tr("plot-kind-hint"))
        self.add(tr("plot-colours"), self.colours)

    @property
    def ending(self) -> str:
        """Return the ending of the file."""
        return str(self.kind.currentData())

    @property
    def as_shown(self) -> bool:
        """Tell whether the colours of the window are wanted."""
        return bool(self.colours.currentData())


class ExportFiguresDialog(FormDialog):
    """Asks as what the figures shall be written."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, tr("plot-export-title"), tr("plot-choose-file"))
        self.kind = _kinds(_FIGURES)
        self.about = QLabel()
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.add(tr("plot-kind"), self.kind)
        self.form.addRow("", self.about)
        self.kind.currentIndexChanged.connect(lambda _index: self._tell())
        self._tell()

    @property
    def ending(self) -> str:
        """Return the ending of the file."""
        return str(self.kind.currentData())

    def _tell(self) -> None:
        self.about.setText(tr(f"plot-about-{self.ending[1:]}"))


def _kinds(endings: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    for each in endings:
        box.addItem(tr(f"plot-kind-{each[1:]}"), each)
    return box
