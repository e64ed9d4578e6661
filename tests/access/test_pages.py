"""Every page of the window: nothing cut off, everything named, every control reached by Tab.

One walk for each language and size of letters; in each, the pages stand there together while the
themes are changed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import annotator.gui
from annotator.domain.scheme import Attribute, Label, Layer, Role
from annotator.gui.actions import ACTIONS
from annotator.gui.dialogs.scheme_editor import SchemeEditor
from annotator.gui.language import speak
from annotator.gui.settings import Settings
from annotator.gui.theme import LIGHT, apply_theme
from tests.access.looking import (
    cut_off,
    mnemonics_twice,
    too_large,
    unnamed,
)
from tests.access.pages import ELSEWHERE, INSIDE, OUTSIDE, Page
from tests.access.project import make_project
from tests.access.stage import Stage
from tests.access.tabbing import walked

Check = Callable[[QWidget], list[str]]

#: The smallest screen that pages have to fit, by the size of the letters in percent.
SCREENS = {100: QSize(1366, 768), 200: QSize(1920, 1080)}
THEMES = ("light", "dark", "contrast")
#: What other dialogs are made of.
_BASES = {"FormDialog", "_PasswordDialog", "ReportDialog"}


@pytest.fixture
def worded(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """Speak a language, with letters of a size; give the size in percent."""
    language, percent = request.param
    speak(qapp, language)
    apply_theme(qapp, LIGHT)
    if percent != 100:
        Settings().set("interface-size", round(qapp.font().pointSizeF() * percent / 100))
    yield percent
    speak(qapp, "en")
    apply_theme(qapp, LIGHT)


@pytest.fixture(scope="module")
def desk_and_packet(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The project and its packet as they lie on the disk; each walk has copies of its own."""
    folder = tmp_path_factory.mktemp("access")
    packet = make_project(folder / "desk.annotator")
    return (folder / "desk.annotator").read_bytes(), packet.read_bytes()


@pytest.mark.parametrize(
    "worded",
    [("en", 100), ("en", 200), ("de", 100), ("de", 200)],
    indirect=True,
    ids=lambda each: f"{each[0]}-{each[1]}",
)
def test_every_page_is_whole_named_and_walked(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    desk_and_packet: tuple[bytes, bytes],
    worded: int,
) -> None:
    project, packet = tmp_path / "desk.annotator", tmp_path / "packet.annotator"
    for path, content in zip((project, packet), desk_and_packet, strict=True):
        path.write_bytes(content)
    stage = Stage(qtbot, monkeypatch, project, packet, SCREENS[worded])
    found: list[str] = []
    checks: tuple[Check, ...] = (cut_off,)
    outside: tuple[Check, ...] = (cut_off, lambda page: too_large(page, stage.room))
    # What is named, and where Tab goes, is of no colour and no size.
    whole: tuple[Check, ...] = (unnamed, mnemonics_twice, walked) if worded == 100 else ()

    def look(page: Page, widget: QWidget, *checks: Check) -> None:
        for part in _parts(widget):
            stage.settle()
            for check in checks:
                found.extend(
                    f"{page.name} {part} [{stage.window.theme.name}]: {each}"
                    for each in check(widget)
                )

    start, *inside = INSIDE
    with closing(stage):
        # The start page goes when the first project comes.
        for theme in THEMES:
            stage.window.set_theme(theme)
            look(start, start.open(stage), *checks, *(whole if theme == THEMES[0] else ()))
        for theme in THEMES:
            stage.window.set_theme(theme)
            first = theme == THEMES[0]
            for page in inside:
                look(page, page.open(stage), *checks, *(whole if first else ()))
            for page in OUTSIDE:
                widget = stage.open(page.name, page.open) if first else stage.pages[page.name]
                look(page, widget, *outside, *(whole if first else ()))
        _see_that_all_were_there(stage)
    assert not found, "\n".join(found)


def _parts(page: QWidget) -> Iterator[str]:
    """Go through the parts of a page of which one is seen at a time; yield what each is called."""
    if isinstance(page, SchemeEditor):
        yield from _elements(page)
        return
    tabs = [each for each in page.findChildren(QTabWidget)
            if each.isVisible() and each.window() is page.window()]  # fmt: skip
    pages = page.findChild(QListWidget, "pages")
    if pages is not None and pages.window() is page.window():
        for row in range(pages.count()):
            pages.setCurrentRow(row)
            yield pages.item(row).text()
    elif not tabs:
        yield ""
    for each in tabs:
        for place in range(each.count()):
            if each.isTabEnabled(place):
                each.setCurrentIndex(place)
                yield each.tabText(place)


def _elements(editor: SchemeEditor) -> Iterator[str]:
    """Take an element of each kind in hand, one that has all there is to set."""
    for kind in (Layer, Label, Attribute, Role):
        for item in editor._items():
            element = item.data(0, Qt.ItemDataRole.UserRole)
            whole = getattr(element, "choices", True) and not getattr(element, "frame", False)
            if isinstance(element, kind) and whole:
                editor.tree.setCurrentItem(item)
                yield kind.__name__
                break


def _see_that_all_were_there(stage: Stage) -> None:
    """See that no dialog of the program is missing in the catalogue."""
    for module in pkgutil.walk_packages(annotator.gui.__path__, "annotator.gui."):
        importlib.import_module(module.name)
    known = {type(each) for each in stage.pages.values()}
    missing = [
        each.__name__
        for each in _all_below(QDialog)
        if each.__module__.startswith("annotator.gui")
        and each not in known
        and each.__name__ not in _BASES
    ]
    assert not missing, f"not in the catalogue: {missing}"


def _all_below(kind: type) -> set[type]:
    below = set(kind.__subclasses__())
    return below.union(*(_all_below(each) for each in below)) if below else below


def test_every_action_that_opens_a_page_is_in_the_catalogue() -> None:
    opened = {action for page in (*INSIDE, *OUTSIDE) for action in page.actions}
    asking = {each.id for each in ACTIONS if each.text.endswith("…")}
    assert asking - opened - set(ELSEWHERE) == set()
    assert (opened | set(ELSEWHERE)) - {each.id for each in ACTIONS} == set()
    names = [page.name for page in (*INSIDE, *OUTSIDE)]
    assert len(names) == len(set(names))


# The rules themselves ----------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot) -> QDialog:
    """A page with one button and a row of its own, all well."""
    made = QDialog()
    made.setWindowTitle("Harbour")
    QHBoxLayout(made).addWidget(QPushButton("Open the harbour"))
    qtbot.addWidget(made)
    made.show()
    return made


def _add(page: QDialog, widget: QWidget) -> None:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    page.adjustSize()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def test_a_sound_page_is_found_sound(page: QDialog) -> None:
    for check in (cut_off, unnamed, mnemonics_twice, walked):
        assert check(page) == []
    assert too_large(page, QSize(1366, 768)) == []


def test_what_is_cut_is_found(page: QDialog) -> None:
    label = QLabel("A line that has less room than it needs")
    label.setMaximumWidth(60)
    _add(page, label)
    (found,) = cut_off(page)
    assert "A line that has less room" in found
    assert "60 wide" in found


def test_what_lies_outside_is_found(page: QDialog) -> None:
    away = QPushButton("Away", page)
    away.resize(away.sizeHint())
    away.move(page.width() - 8, 4)
    away.show()
    (found,) = cut_off(page)
    assert "outside" in found


def test_what_has_no_name_is_found(page: QDialog) -> None:
    sign = QToolButton()
    sign.setText("×")
    _add(page, sign)
    (found,) = unnamed(page)
    assert "has no name" in found
    sign.setAccessibleName("Take out")
    assert unnamed(page) == []


def test_a_letter_that_two_have_is_found(page: QDialog) -> None:
    for words in ("&Find", "&Forget"):
        _add(page, QPushButton(words))
    assert mnemonics_twice(page) == ["Alt+f: &Find, &Forget"]


def test_what_never_lets_tab_go_is_found(page: QDialog) -> None:
    field = QPlainTextEdit()
    _add(page, field)
    assert any("Tab never leaves it" in each for each in walked(page))
    field.setTabChangesFocus(True)
    assert walked(page) == []


def test_a_page_larger_than_the_screen_is_found(page: QDialog) -> None:
    page.setMinimumWidth(1400)
    assert any("1400" in each for each in too_large(page, QSize(1366, 768)))
