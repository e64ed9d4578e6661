"""The palette: which layer is active, its labels with their keys, the guideline of the one in hand.

Owns widgets only; what a label means is the desk's business.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import shown_key
from annotator.gui.article.theme import ArticleTheme
from annotator.services.desk import Desk
from annotator.wording import tr

_ROWS = 9  # labels shown without scrolling: those that have a digit as their key


class LabelsPanel(QFrame):
    """Right pane, upper card."""

    labelWanted = Signal(str)
    layerWanted = Signal(str)
    renameWanted = Signal(object)  # a Label
    retireWanted = Signal(object)  # a Label, to be retired or brought back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._theme = ArticleTheme.light()
        self._shown: tuple[object, ...] | None = None  # what the widgets were made of
        self._desk: Desk | None = None
        self._layers = QHBoxLayout()
        self._layers.setSpacing(0)
        self.list = QListWidget()
        self.list.setObjectName("plainList")
        self.list.setAccessibleName(tr("labels-name"))
        self.list.setStyleSheet("QListWidget { border: none; }")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.guideline = QLabel()
        self.guideline.setObjectName("guideline")
        self.guideline.setWordWrap(True)
        self.guideline.setTextFormat(Qt.TextFormat.MarkdownText)
        self.guideline.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(self._layers)
        layout.addWidget(self.list)
        layout.addWidget(self.guideline)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.itemActivated.connect(self._wanted)
        self.list.itemClicked.connect(self._wanted)
        self.list.currentItemChanged.connect(lambda now, _before: self._show_guideline(now))

    def set_desk(self, desk: Desk | None) -> None:
        """Show the labels of a desk's scheme."""
        self._desk = desk
        self.refresh()

    def set_theme(self, theme: ArticleTheme) -> None:
        """Colour the labels for another page."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show layers, labels and keys as they stand; cheap if they are those that are shown."""
        desk = self._desk
        shown: tuple[object, ...] | None = None
        if desk is not None:
            labels = [each for each in desk.session.scheme.labels_of(desk.layer) if not each.frame]
            shown = (desk.layers(), desk.layer, labels, self._theme)
            if shown == self._shown:
                return
        self._shown = shown
        while (old := self._layers.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.list.clear()
        if desk is None:
            return
        for number, layer in enumerate(desk.layers(), start=1):
            button = QToolButton()
            button.setObjectName("layer")
            button.setText(layer.name)
            button.setToolTip(f"{layer.description}\n{shown_key(f'Alt+{number}')}")
            button.setAccessibleName(tr("layer-name", name=layer.name))
            button.setCheckable(True)
            button.setChecked(layer.uid == desk.layer)
            button.clicked.connect(lambda _=False, uid=layer.uid: self.layerWanted.emit(uid))
            self._layers.addWidget(button)
        self._layers.addStretch(1)
        for label in labels:
            item = QListWidgetItem(self._swatch(label.colour), label.name)
            item.setData(Qt.ItemDataRole.UserRole, label.uid)
            item.setToolTip(label.description)
            self.list.addItem(item)
            if label.key:
                self._add_keycap(item, label.key)
        rows = min(_ROWS, max(1, self.list.count()))
        # Half a row more than fits tells that the list goes on.
        more = 0.5 if self.list.count() > _ROWS else 0
        self.list.setFixedHeight(round((rows + more) * self.list.sizeHintForRow(0)) + 2)
        self.list.setCurrentRow(0)

    def show_label(self, uid: str) -> None:
        """Show the guideline of a label that was just used or selected."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == uid:
                self.list.setCurrentRow(row)
                return
        if self._desk is not None:
            label = self._desk.session.scheme.label(self._desk.layer, uid)
            if label is not None:
                self.guideline.setText(label.guideline or label.description)

    def _add_keycap(self, item: QListWidgetItem, key: str) -> None:
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 8, 0)
        box.addStretch(1)
        cap = QLabel(key)
        cap.setObjectName("keycap")
        box.addWidget(cap)
        row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.list.setItemWidget(item, row)

    def _swatch(self, colour: str) -> QIcon:
        hue = self._theme.hue(colour)
        picture = QPixmap(14, 14)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(hue.line))
        painter.setBrush(hue.fill)
        painter.drawRoundedRect(1, 1, 11, 11, 2, 2)
        painter.end()
        icon = QIcon(picture)
        # Qt would grey the picture of a chosen row.
        icon.addPixmap(picture, QIcon.Mode.Selected)
        return icon

    def _menu(self, point: QPoint) -> None:
        item = self.list.itemAt(point)
        desk = self._desk
        if desk is None or desk.session.read_only:
            return
        menu = QMenu(self)
        scheme = desk.session.scheme
        if item is not None:
            label = scheme.label(desk.layer, item.data(Qt.ItemDataRole.UserRole))
            if label is not None:
                rename = menu.addAction(tr("label-rename-do", name=label.name))
                rename.triggered.connect(lambda: self.renameWanted.emit(label))
                retire = menu.addAction(tr("label-retire-do", name=label.name))
                retire.setToolTip(tr("label-retire-hint"))
                retire.triggered.connect(lambda: self.retireWanted.emit(label))
        gone = [each for each in scheme.labels_of(desk.layer, retired=True) if each.retired]
        if gone:
            menu.addSeparator()
        for each in gone:
            back = menu.addAction(tr("label-restore-do", name=each.name))
            back.triggered.connect(lambda _=False, each=each: self.retireWanted.emit(each))
        menu.setToolTipsVisible(True)
        menu.exec(self.list.viewport().mapToGlobal(point))

    def _wanted(self, item: QListWidgetItem) -> None:
        self.labelWanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def _show_guideline(self, item: QListWidgetItem | None) -> None:
        if item is None or self._desk is None:
            self.guideline.clear()
            return
        uid = item.data(Qt.ItemDataRole.UserRole)
        label = self._desk.session.scheme.label(self._desk.layer, uid)
        if label is not None:
            self.guideline.setText(label.guideline or label.description)
