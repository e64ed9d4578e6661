"""Colours and shapes of the window around the article.

Owns three sets of colours and the one stylesheet made from any such set.  Colours of labels are the
article view's business (`annotator.gui.article.theme`), sets of a person's own are
`annotator.gui.theme_file`'s, and which one is worn is `annotator.gui.looks`'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.gui import palettes
from annotator.gui.article.theme import HIGH_TEXT_CONTRAST, ArticleTheme, contrast
from annotator.locations import resource

#: Families of the window, the first that is installed, unless a person chose one.
FAMILIES = ("Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans")


@dataclass(frozen=True)
class WindowTheme:
    """The colours of the window."""

    name: str
    window: str
    panel: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    accent_text: str
    chosen: str  # behind the chosen row
    hover: str
    good: str
    warning: str
    danger: str
    article: ArticleTheme  # the colours of the page that go with these

    @property
    def is_dark(self) -> bool:
        """Return whether panels are darker than what stands on them."""
        return QColor(self.panel).lightness() < 128

    @property
    def high_contrast(self) -> bool:
        """Return whether this is for people who need strong contrast: thick frames, no greys."""
        return self.article.text_contrast >= HIGH_TEXT_CONTRAST

    @property
    def series(self) -> tuple[str, ...]:
        """Return nine colours for plots, safe for colour-blind readers and readable on a panel."""
        return palettes.series(dark=self.is_dark)

    def in_palette(self, palette: str) -> WindowTheme:
        """Return these colours with those of labels from another palette."""
        return replace(self, article=self.article.in_palette(palette))


LIGHT = WindowTheme(
    "light",
    window="#f7f8fa",
    panel="#fbfbfc",
    raised="#ffffff",
    text="#1f2430",
    muted="#5f6b7c",
    border="#dfe3e8",
    accent="#1f4f99",
    accent_text="#ffffff",
    chosen="#e3ecfb",
    hover="#eef2f8",
    good="#00796b",
    warning="#7a5c00",
    danger="#b0124a",
    article=ArticleTheme.light(),
)
DARK = WindowTheme(
    "dark",
    window="#12151c",
    panel="#191d26",
    raised="#20252f",
    text="#e6e9ef",
    muted="#a0a9b8",
    border="#313846",
    accent="#6f9df5",
    accent_text="#0d1017",
    chosen="#24324d",
    hover="#232936",
    good="#4fd0b0",
    warning="#f0c860",
    danger="#f08a80",
    article=ArticleTheme.dark(),
)
CONTRAST = WindowTheme(
    "contrast",
    window="#000000",
    panel="#000000",
    raised="#0a0a0a",
    text="#ffffff",
    muted="#e0e0e0",
    border="#c8c8c8",
    accent="#ffd800",
    accent_text="#000000",
    chosen="#00366b",
    hover="#262626",
    good="#4de8d0",
    warning="#ffe27a",
    danger="#ff9a9a",
    article=ArticleTheme.high_contrast(),
)
SHIPPED = {each.name: each for each in (LIGHT, DARK, CONTRAST)}


def theme_named(name: str) -> WindowTheme:
    """Return a shipped theme by its name; "system" (and any other) follows the desktop."""
    if name in SHIPPED:
        return SHIPPED[name]
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        return CONTRAST
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def apply_theme(
    application: QApplication, theme: WindowTheme, family: str = "", points: int = 0
) -> None:
    """Dress the whole application; no family and 0 points are those of the desktop."""
    usual = application.property(_USUAL)
    if usual is None:
        usual = application.font().pointSizeF()
        application.setProperty(_USUAL, usual)
    font = application.font()
    # Not in the stylesheet: there it would override the reading font of the article.
    font.setFamilies([*([family] if family else []), *FAMILIES])
    font.setPointSizeF(float(points or usual))
    if font != application.font():
        application.setFont(font)
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.raised,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Link: theme.accent,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText,
                 QPalette.ColorRole.WindowText):  # fmt: skip
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    if palette != application.palette():
        application.setPalette(palette)
    from_right = application.layoutDirection() is Qt.LayoutDirection.RightToLeft
    wanted = sheet(theme, font.pointSizeF(), from_right=from_right)
    if wanted != application.styleSheet():  # every widget there is would be dressed anew
        application.setStyleSheet(wanted)


#: Where the application keeps the size that the desktop gave it, before anybody changed it.
_USUAL = "usualPoints"
#: What the shipped pictures are drawn in, by the theme they were made for.
_INK = {
    "check": {"light": "#ffffff", "dark": "#0d1017", "contrast": "#000000"},
    "down": {"light": "#5f6b7c", "dark": "#a0a9b8", "contrast": "#ffffff"},
    "up": {"light": "#5f6b7c", "dark": "#a0a9b8", "contrast": "#ffffff"},
}


def icon(name: str, ground: str) -> str:
    """Return the picture of a sign that is seen best on a ground, of whatever theme."""
    inks = _INK[name]
    best = max(inks, key=lambda each: contrast(QColor(inks[each]), QColor(ground)))
    return resource("icons", f"{name}-{best}.svg").as_posix()


def sheet(theme: WindowTheme, points: float = 10.0, *, from_right: bool = False) -> str:
    """Return the stylesheet of a theme; headings follow the size of the interface's words."""
    return _common(theme, points, from_right=from_right) + (
        _thick_frames(theme) if theme.high_contrast else ""
    )


def _thick_frames(theme: WindowTheme) -> str:
    """Return what shows the focus from afar; room for it is kept, so that nothing moves."""
    ring = f"2px solid {theme.accent}"
    return f"""
    QLineEdit:focus, QPlainTextEdit#plain:focus {{ border: {ring}; padding: 3px 7px; }}
    QSpinBox:focus {{ border: {ring}; padding: 2px 5px; }}
    QSpinBox QLineEdit:focus {{ border: none; padding: 0 4px; }}
    QComboBox:focus {{ border: {ring}; padding: 2px 7px; }}
    QPushButton:focus {{ border: {ring}; padding: 4px 13px; }}
    QPushButton:default:focus, #primary:focus, QPushButton#viewButton:checked:focus {{
        border: 2px solid {theme.text}; padding: 4px 13px; }}
    QToolButton#chip:focus {{ border: {ring}; padding: 1px 6px; }}
    QToolButton#layer:focus {{ border: {ring}; padding: 3px 9px; }}
    QToolButton#layer:checked:focus {{ border: 2px solid {theme.text}; }}
    QToolButton#slot:focus {{ border: {ring}; padding: 1px 5px; }}
    QCheckBox, QRadioButton {{ border: 2px solid transparent; border-radius: 4px; padding: 1px; }}
    QCheckBox:focus, QRadioButton:focus {{ border-color: {theme.accent}; color: {theme.text}; }}
    QListView, QTableView, QTreeView, QListWidget {{ border: 2px solid {theme.panel}; }}
    QListWidget#chooserList, QListWidget#plainList, QTableView#plainList,
    QTreeView#plainList {{ border: 2px solid {theme.border}; }}
    QListView:focus, QTableView:focus, QTreeView:focus, QListWidget:focus,
    QListWidget#chooserList:focus, QListWidget#plainList:focus, QTableView#plainList:focus,
    QTreeView#plainList:focus {{ border: {ring}; }}
    QListWidget::item:selected, QTableView::item:selected, QTreeView::item:selected {{
        border: 1px solid {theme.accent}; }}
    QMenuBar::item:selected, QMenu::item:selected {{ border: 1px solid {theme.accent}; }}
    QTabBar::tab:focus {{ border: {ring}; padding: 4px 10px; color: {theme.text}; }}
    QSlider::groove:horizontal {{ height: 4px; background: {theme.border}; }}
    QSlider::handle:horizontal {{ width: 10px; margin: -5px 0; border-radius: 2px;
        background: {theme.text}; }}
    QSlider:focus {{ border: {ring}; }}
    QScrollBar::handle {{ background: {theme.muted}; }}
    """


def _common(theme: WindowTheme, points: float, *, from_right: bool) -> str:
    inner, outer = ("left", "right") if from_right else ("right", "left")
    # Signs grow with the words beside them: who needs large letters needs large boxes, too.
    box, arrow = max(14, round(points * 1.4)), max(9, round(points))
    return f"""
    QToolTip {{ background: {theme.raised}; color: {theme.text};
               border: 1px solid {theme.border}; padding: 4px; }}
    #topBar {{ background: {theme.raised}; border-bottom: 1px solid {theme.border}; }}
    #tour {{ background: {theme.chosen}; border-bottom: 1px solid {theme.border}; }}
    #tourTitle {{ font-weight: 600; }}
    #projectName {{ font-weight: 600; }}
    #sidePanel {{ background: {theme.panel}; }}
    #leftPanel {{ background: {theme.panel}; border-{inner}: 1px solid {theme.border}; }}
    #rightPanel, #rightPanel > QWidget > QWidget {{ background: {theme.panel}; }}
    #rightPanel {{ border: none; border-{outer}: 1px solid {theme.border}; }}
    #page {{ background: {theme.article.page.name()}; }}
    #thread {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 6px; }}
    #card, #pairCard {{ background: {theme.raised}; border: 1px solid {theme.border};
        border-radius: 8px; }}
    #chosenCard {{ background: {theme.raised}; border: 2px solid {theme.accent};
        border-radius: 8px; }}
    #cards, #cardsBody {{ background: transparent; border: none; }}
    #reviewHeading {{ font-size: {points * 1.5:.1f}pt; font-weight: 600; color: {theme.text}; }}
    QPushButton#viewButton:checked {{ background: {theme.accent}; color: {theme.accent_text};
        border-color: {theme.accent}; }}
    #cardTitle {{ color: {theme.muted}; font-weight: 600; letter-spacing: 1px; }}
    #muted {{ color: {theme.muted}; }}
    #problem {{ color: {theme.danger}; }}
    #guideline {{ color: {theme.muted}; }}
    #keycap {{ border: 1px solid {theme.border}; border-radius: 3px; padding: 0 5px;
              color: {theme.text}; background: {theme.raised}; }}
    #heading {{ color: {theme.text}; }}
    #startTitle {{ font-size: {points * 2.2:.1f}pt; font-weight: 600; }}
    QMenuBar, QMenu, QStatusBar, QStatusBar QLabel, QToolTip {{ font-size: {points:g}pt; }}
    QMenuBar {{ background: {theme.raised}; border-bottom: 1px solid {theme.border}; }}
    QMenuBar::item {{ padding: 4px 9px; background: transparent; }}
    QMenuBar::item:selected, QMenu::item:selected {{ background: {theme.chosen};
        color: {theme.text}; }}
    QMenu {{ background: {theme.raised}; border: 1px solid {theme.border}; padding: 4px 0; }}
    QMenu::item {{ padding: 5px 24px 5px 20px; }}
    QMenu::item:disabled {{ color: {theme.muted}; }}
    QMenu::separator {{ height: 1px; background: {theme.border}; margin: 4px 0; }}
    QStatusBar {{ background: {theme.raised}; border-top: 1px solid {theme.border};
                 color: {theme.muted}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ padding: 2px 8px; color: {theme.muted}; }}
    #saved {{ color: {theme.good}; }}
    #message {{ color: {theme.text}; }}
    QLineEdit, QSpinBox, QPlainTextEdit#plain {{
        background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 5px;
        padding: 4px 8px; selection-background-color: {theme.accent};
        selection-color: {theme.accent_text}; }}
    QLineEdit:focus, QSpinBox:focus, QPlainTextEdit#plain:focus {{
        border: 1px solid {theme.accent}; }}
    QSpinBox QLineEdit {{ border: none; padding: 0 4px; background: transparent; }}
    QSpinBox {{ padding: 3px 6px; }}
    QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent;
        width: {2 * arrow}px; subcontrol-origin: border; }}
    QSpinBox::up-button {{ subcontrol-position: top right; margin-top: 2px; }}
    QSpinBox::down-button {{ subcontrol-position: bottom right; margin-bottom: 2px; }}
    QSpinBox::up-button:hover, QSpinBox::down-button:hover {{ background: {theme.hover}; }}
    QSpinBox::up-arrow {{ image: url({icon("up", theme.raised)});
        width: {arrow}px; height: {arrow}px; }}
    QSpinBox::down-arrow {{ image: url({icon("down", theme.raised)});
        width: {arrow}px; height: {arrow}px; }}
    QPushButton {{ background: {theme.raised}; border: 1px solid {theme.border};
        border-radius: 5px; padding: 5px 14px; }}
    QPushButton:hover {{ background: {theme.hover}; }}
    QPushButton:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:default, #primary {{ background: {theme.accent}; color: {theme.accent_text};
        border: 1px solid {theme.accent}; }}
    QPushButton:disabled {{ color: {theme.muted}; background: {theme.panel}; }}
    QToolButton#chip {{ background: transparent; border: 1px solid {theme.border};
        border-radius: 10px; padding: 2px 7px; color: {theme.muted}; }}
    QToolButton#chip:checked {{ background: {theme.chosen}; color: {theme.text};
        border-color: {theme.accent}; }}
    QToolButton#chip:focus, QToolButton#layer:focus, QToolButton#slot:focus {{
        border-color: {theme.accent}; }}
    QToolButton#layer {{ background: transparent; border: 1px solid {theme.border};
        padding: 4px 10px; color: {theme.text}; }}
    QToolButton#layer:checked {{ background: {theme.accent}; color: {theme.accent_text};
        border-color: {theme.accent}; }}
    QToolButton#slot {{ background: {theme.hover}; border: 1px solid {theme.border};
        border-radius: 4px; padding: 2px 6px; text-align: left; }}
    QToolButton#slot:hover {{ background: {theme.chosen}; }}
    QComboBox {{ background: {theme.raised}; border: 1px solid {theme.border};
        border-radius: 5px; padding: 3px 8px; }}
    QComboBox:focus {{ border: 1px solid {theme.accent}; }}
    QComboBox::drop-down {{ border: none; width: {2 * arrow + 2}px; }}
    QComboBox::down-arrow {{ image: url({icon("down", theme.raised)});
        width: {arrow + 1}px; height: {arrow + 1}px; }}
    QComboBox QAbstractItemView {{ background: {theme.raised}; border: 1px solid {theme.border};
        selection-background-color: {theme.chosen}; selection-color: {theme.text}; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: {box}px; height: {box}px;
        border-radius: 3px; border: 1px solid {theme.muted}; background: {theme.raised}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
        background: {theme.accent}; border-color: {theme.accent};
        image: url({icon("check", theme.accent)}); }}
    QCheckBox::indicator:disabled {{ border-color: {theme.border}; }}
    QCheckBox:focus {{ color: {theme.accent}; }}
    QListView, QTableView, QTreeView, QListWidget {{ background: {theme.panel}; border: none;
        outline: none; }}
    QListWidget#chooserList, QListWidget#plainList, QTableView#plainList,
    QTreeView#plainList {{
        background: {theme.raised}; border: 1px solid {theme.border}; border-radius: 5px; }}
    QTableView QHeaderView::section, QTreeView QHeaderView::section {{ padding: 4px 6px;
        background: {theme.panel}; color: {theme.muted}; border: none;
        border-bottom: 1px solid {theme.border}; }}
    QListWidget::item {{ padding: 5px 8px; }}
    QTreeView#plainList::item {{ padding: 3px 4px; }}
    QTableView::item {{ padding: 0 3px; }}
    QListWidget::item:selected, QTableView::item:selected, QTreeView::item:selected,
    QTreeView::branch:selected {{ background: {theme.chosen};
        color: {theme.text}; }}
    #chooser {{ background: {theme.raised}; border: 1px solid {theme.border};
        border-radius: 8px; }}
    QListWidget#pages {{ background: {theme.panel}; border-{inner}: 1px solid {theme.border}; }}
    QListWidget#pages::item {{ padding: 8px 14px; }}
    #sample {{ background: {theme.article.page.name()}; border: 1px solid {theme.border};
        border-radius: 6px; }}
    #warning {{ color: {theme.warning}; }}
    QTabBar {{ qproperty-drawBase: 0; }}
    QTabBar::tab {{ padding: 6px 12px; color: {theme.muted}; border: none;
        border-bottom: 2px solid {theme.border}; }}
    QTabBar::tab:selected {{ color: {theme.text}; border-bottom-color: {theme.accent}; }}
    QTabBar::tab:hover {{ color: {theme.text}; }}
    QTabBar::tab:focus {{ color: {theme.accent}; }}
    QSplitter::handle {{ background: {theme.border}; }}
    QDialog QSplitter::handle {{ background: transparent; }}
    QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {theme.border}; border-radius: 4px;
        min-height: 28px; margin: 1px 2px; }}
    QScrollBar::handle:vertical:hover {{ background: {theme.muted}; }}
    QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {theme.border}; border-radius: 4px;
        min-width: 28px; margin: 2px 1px; }}
    QScrollBar::handle:horizontal:hover {{ background: {theme.muted}; }}
    QTableCornerButton::section {{ background: {theme.panel}; border: none; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QProgressBar {{ border: 1px solid {theme.border}; border-radius: 4px; text-align: center;
        background: {theme.panel}; max-height: {round(points * 1.8)}px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
    """
