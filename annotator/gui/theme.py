"""Colours and shapes of the window around the article.

Owns two sets of colours and the one stylesheet made from them.  Colours of labels are the article
view's business (`annotator.gui.article.theme`).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from annotator.gui.article.theme import ArticleTheme
from annotator.locations import resource


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

    @property
    def article(self) -> ArticleTheme:
        """Return the colours of the page that go with these."""
        return ArticleTheme.dark() if self.name == "dark" else ArticleTheme.light()


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
    good="#1d7f46",
    warning="#9a6700",
    danger="#b42318",
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
    good="#57c785",
    warning="#e5b454",
    danger="#f08a80",
)


def theme_named(name: str) -> WindowTheme:
    """Return a theme by its name; "system" follows the desktop."""
    if name == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    return DARK if name == "dark" else LIGHT


def apply_theme(application: QApplication, theme: WindowTheme) -> None:
    """Dress the whole application."""
    font = application.font()
    # Not in the stylesheet: there it would override the reading font of the article.
    font.setFamilies(["Inter", "Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans"])
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
    application.setPalette(palette)
    application.setStyleSheet(_sheet(theme))


def _icon(name: str, theme: WindowTheme) -> str:
    return resource("icons", f"{name}-{theme.name}.svg").as_posix()


def _sheet(theme: WindowTheme) -> str:
    return f"""
    QToolTip {{ background: {theme.raised}; color: {theme.text};
               border: 1px solid {theme.border}; padding: 4px; }}
    #topBar {{ background: {theme.raised}; border-bottom: 1px solid {theme.border}; }}
    #projectName {{ font-weight: 600; }}
    #sidePanel {{ background: {theme.panel}; }}
    #leftPanel {{ background: {theme.panel}; border-right: 1px solid {theme.border}; }}
    #rightPanel, #rightPanel > QWidget > QWidget {{ background: {theme.panel}; }}
    #rightPanel {{ border: none; border-left: 1px solid {theme.border}; }}
    #page {{ background: {theme.article.page.name()}; }}
    #thread {{ background: {theme.panel}; border: 1px solid {theme.border}; border-radius: 6px; }}
    #card, #pairCard {{ background: {theme.raised}; border: 1px solid {theme.border};
        border-radius: 8px; }}
    #chosenCard {{ background: {theme.raised}; border: 2px solid {theme.accent};
        border-radius: 8px; }}
    #cards, #cardsBody {{ background: transparent; border: none; }}
    #reviewHeading {{ font-size: 15pt; font-weight: 600; color: {theme.text}; }}
    QPushButton#viewButton:checked {{ background: {theme.accent}; color: {theme.accent_text};
        border-color: {theme.accent}; }}
    #cardTitle {{ color: {theme.muted}; font-weight: 600; letter-spacing: 1px; }}
    #muted {{ color: {theme.muted}; }}
    #problem {{ color: {theme.danger}; }}
    #guideline {{ color: {theme.muted}; }}
    #keycap {{ border: 1px solid {theme.border}; border-radius: 3px; padding: 0 5px;
              color: {theme.text}; background: {theme.raised}; }}
    #heading {{ color: {theme.text}; }}
    #startTitle {{ font-size: 22pt; font-weight: 600; }}
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
    QLineEdit:focus, QPlainTextEdit#plain:focus {{
        border: 1px solid {theme.accent}; }}
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
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: url({_icon("down", theme)}); width: 10px; height: 10px; }}
    QComboBox QAbstractItemView {{ background: {theme.raised}; border: 1px solid {theme.border};
        selection-background-color: {theme.chosen}; selection-color: {theme.text}; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px;
        border-radius: 3px; border: 1px solid {theme.muted}; background: {theme.raised}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
        background: {theme.accent}; border-color: {theme.accent};
        image: url({_icon("check", theme)}); }}
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
        background: {theme.panel}; max-height: 14px; }}
    QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}
    """
