"""Pictures of the real window, for the README and for machines without a screen."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from annotator.domain.insights import Topic
from annotator.domain.scheme import LayerKind
from annotator.gui.app import make_application
from annotator.gui.main_window import MainWindow
from annotator.gui.review.review_page import ReviewPage
from annotator.gui.settings import Settings
from annotator.locations import resource
from annotator.services.demo import make_sample_project
from annotator.services.importing import import_text
from annotator.services.radar import ANYONE, Kind
from annotator.services.reviewing import QueueOptions
from annotator.services.session import Session
from annotator.services.zoning import propose_zones, zones_step

_SIZE = (1440, 900)
_PATIENCE = 60  # seconds to wait for the worker's suggestions


def render_article(session: Session, document: int, out: Path) -> None:
    """Write a picture of the window with an article in it; the session stays open."""
    qInstallMessageHandler(_without_platform_notes)
    application = make_application()
    window = MainWindow(_FreshSettings())
    window.resize(*_SIZE)
    window.show()
    window.set_session(session.sibling())
    window.open_document(document)
    _settle(application)
    window.grab().save(str(out))
    window.close()


def _without_platform_notes(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but for what a platform without a screen cannot do."""
    if not words.startswith("This plugin does not support"):
        print(words, file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Write the pictures of the README into a folder."""
    folder = Path(arguments[0]) if arguments else Path("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    application = make_application()
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch) / "Norvia desk.annotator"
        make_sample_project(project)
        window = MainWindow(_FreshSettings())
        window.resize(*_SIZE)
        window.set_theme("light")
        window.show()
        _shoot(application, window, folder / "start.png")
        window.open_project(project)
        _show_best_article(window)
        _wait_for_suggestions(application, window)
        _shoot(application, window, folder / "light.png")
        window.set_theme("dark")
        _shoot(application, window, folder / "dark.png")
        window.set_theme("light")
        for kind, name in ((LayerKind.QUOTES, "quote"), (LayerKind.OPINIONS, "opinion")):
            _select_first_frame(window, kind)
            _shoot(application, window, folder / f"{name}.png")
        for theme in ("light", "dark"):
            window.set_theme(theme)
            _review(application, window, folder, theme)
            _radar(application, window, folder, theme)
        for theme in ("light", "dark"):
            window.set_theme(theme)
            _insights(application, window, folder, theme)
        fresh = _add_unlabelled(window)
        for theme in ("light", "dark"):
            window.set_theme(theme)
            _assistance(application, window, fresh, folder, theme)
        window.close()
    for picture in sorted(folder.glob("*.png")):
        print(picture)
    return 0


def _show_best_article(window: MainWindow) -> None:
    assert window.session is not None
    rows = window.session.document_rows(window.session.document_ids())
    window.open_document(max(rows, key=lambda row: row.annotations).id)


def _select_first_frame(window: MainWindow, kind: LayerKind) -> None:
    desk = window.desk
    assert desk is not None
    assert desk.article is not None
    layer = desk.session.scheme.layer_of_kind(kind)
    assert layer is not None
    desk.set_layer(layer.uid)
    frame = desk.session.scheme.frame_label(layer.uid)
    assert frame is not None
    frames = desk.article.in_layer(layer.uid, frame.uid)
    if frames:
        desk.select(frames[len(frames) // 2].id)


def _review(application: QApplication, window: MainWindow, folder: Path, theme: str) -> None:
    """Write the pictures of review: the queue, a frame, one colleague, agreement."""
    session = window.session
    assert session is not None
    page = _queue(application, window, QueueOptions(difference="label"))
    _shoot(application, window, folder / f"review-queue-{theme}.png")
    for layer in session.scheme.layers:
        if layer.kind is LayerKind.OPINIONS:
            page = _queue(application, window, QueueOptions(layer=layer.uid))
    rows = page.reviewer.rows
    whole = next((each for each in rows if each.difference != "missing"), rows[0])
    page.reviewer.open(whole)
    _shoot(application, window, folder / f"review-frame-{theme}.png")
    mine = session.annotator.id
    others = (each for _, each in session.readers(list(session.annotators)) if each != mine)
    page = _queue(application, window, QueueOptions(checked=next(others)))
    page.reviewer.go(3)
    _shoot(application, window, folder / f"review-check-{theme}.png")
    window.run("agreement")
    dialog = window.workspace.agreement
    assert dialog is not None
    _until(application, lambda: not dialog.counting)
    dialog.grab().save(str(folder / f"agreement-{theme}.png"))
    window.run("annotate")


def _radar(application: QApplication, window: MainWindow, folder: Path, theme: str) -> None:
    """Write the picture of the consistency radar, at words with two labels."""
    window.run("radar")
    dialog = window.workspace.radar.dialog
    assert dialog is not None
    dialog.scopeWanted.emit(ANYONE)
    model, places = dialog.model, dialog.places
    _until(application, lambda: model.row_of(places.line) >= 0 and places.model.rowCount() > 0)
    lines = (model.line(row) for row in range(model.rowCount()))
    two = next(line for line in lines if line is not None and line.kind is Kind.LABELS)
    dialog.table.selectRow(model.row_of(two))
    _until(application, lambda: len(places.model.places()) == two.places)
    dialog.grab().save(str(folder / f"radar-{theme}.png"))
    dialog.close()


def _insights(application: QApplication, window: MainWindow, folder: Path, theme: str) -> None:
    """Write the pictures of insights: the matrix with the sentences of a cell, a plot."""
    window.run("insights")
    page = window.workspace.insights.page
    assert page is not None

    def still() -> bool:
        working = (page.counting, page.drawing, page.side.opening)
        return page.found is not None and not any(each.running for each in working)

    page.show_topic(Topic.MATRIX)
    _until(application, still)
    model = page.matrix.matrix_model
    cells = {
        model.index(row, column): cell
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if (cell := model.cell(row, column)) is not None
    }
    best = max(cells, key=lambda index: (cells[index].quotes, cells[index].opinions))
    page.matrix.setCurrentIndex(best)
    page.matrix.entered.emit(best)
    _until(application, still)
    _shoot(application, window, folder / f"insights-matrix-{theme}.png")
    page.show_topic(Topic.LABELS)
    _until(application, still)
    page.open_mark(page.figures.model.row(0).mark)
    _until(application, still)
    _shoot(application, window, folder / f"insights-labels-{theme}.png")
    window.run("annotate")


def _add_unlabelled(window: MainWindow) -> int:
    """Add an article that nobody labelled, its zones excluded; return its id."""
    session = window.session
    assert session is not None
    text = resource("samples", "twin.txt").read_text(encoding="utf-8")
    # Not the same text as the sample that has labels.
    meta = {"title": "Ilves in Karsk for three days of talks", "language": "en"}
    import_text(session, text.rstrip() + "\n", meta)
    fresh = session.document_ids()[-1]
    with session.sibling() as own:
        found = propose_zones(own, [fresh])
    session.apply(zones_step(session, found))
    return fresh


def _assistance(
    application: QApplication, window: MainWindow, document: int, folder: Path, theme: str
) -> None:
    """Write the pictures of assistance: suggested quotes, and how good suggestions are."""
    session = window.session
    assert session is not None
    window.open_document(document)
    if not session.open_suggestions(document):
        _wait_for_suggestions(application, window)
    desk = window.desk
    layer = session.scheme.layer_of_kind(LayerKind.QUOTES)
    assert desk is not None
    assert layer is not None
    desk.set_layer(layer.uid)
    desk.next()
    _shoot(application, window, folder / f"suggestions-{theme}.png")
    window.run("evaluate")
    dialog = window.workspace.learning.evaluation
    assert dialog is not None
    dialog.look()
    _until(application, lambda: not dialog.evaluating)
    dialog.grab().save(str(folder / f"evaluation-{theme}.png"))
    dialog.close()


def _queue(application: QApplication, window: MainWindow, options: QueueOptions) -> ReviewPage:
    window.workspace.show_review(options)
    page = window.workspace.review
    assert page is not None
    _until(application, lambda: not page.searching)
    return page


def _until(application: QApplication, done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not done() and time.monotonic() < end:
        application.processEvents()
        time.sleep(0.01)
    _settle(application)


def _wait_for_suggestions(application: QApplication, window: MainWindow) -> None:
    done: list[object] = []
    window.workspace.assistant.finished.connect(done.append)
    window.workspace.assistant.failed.connect(done.append)
    _until(application, lambda: bool(done))


def _shoot(application: QApplication, window: MainWindow, path: Path) -> None:
    _settle(application)
    window.grab().save(str(path))


def _settle(application: QApplication) -> None:
    for _ in range(5):
        application.processEvents()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class _FreshSettings(Settings):
    """Settings that start as on the first day and are forgotten."""

    def __init__(self) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        super().__init__(Path(self._scratch.name) / "settings.ini")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
