"""Every page and dialog of the program, and how each is opened in the real window.

Owns the catalogue; `test_pages.py` sees that nothing that opens a page is missing in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from annotator.domain.scheme import LayerKind
from annotator.gui.dialogs.program_dialogs import CrashDialog
from annotator.gui.dialogs.report_dialogs import ExportReportDialog, ImportReportDialog
from annotator.gui.dialogs.same_entries_dialog import SameEntriesDialog
from annotator.gui.dialogs.split_label_dialog import SplitLabelDialog
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.reviewing import QueueOptions
from annotator.services.same_documents import SameText
from annotator.services.schemes import load_scheme, shipped_schemes
from annotator.services.session import Session
from tests.access.project import suggest
from tests.access.stage import Stage

Opener = Callable[[Stage], object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, what opens it, and the actions that lead to it."""

    name: str
    open: Opener
    actions: tuple[str, ...] = ()


def _by(action: str, *, name: str = "", also: tuple[str, ...] = ()) -> Page:
    """Return a page that an action opens by itself."""
    return Page(name or action, lambda stage: stage.window.run(action), (action, *also))


def _session(stage: Stage) -> Session:
    session = stage.window.session
    assert session is not None
    return session


# Pages that stand in the window itself, one at a time ---------------------------------------------


def _start(stage: Stage) -> QWidget:
    stage.window.run("close-project")
    return stage.window


def _annotate(stage: Stage, layer: LayerKind | None = None, *, suggestion: bool = False) -> QWidget:
    """Show the first article with something in hand."""
    window = stage.window
    if window.session is None:
        assert window.open_project(stage.project)
    window.run("annotate")
    window.open_document(_session(stage).document_ids()[0])
    desk = window.desk
    assert desk is not None
    assert desk.article is not None
    desk.select(None)
    if suggestion:
        desk.set_layer("entities")
        if not desk.article.suggestions:  # answered, or made anew without a worker
            suggest(_session(stage), desk.article.document.id)
            desk.open(desk.document)
        desk.select(next(iter(desk.article.suggestions)))
    elif layer is not None:
        found = _session(stage).scheme.layer_of_kind(layer)
        assert found is not None
        desk.set_layer(found.uid)
        frame = _session(stage).scheme.frame_label(found.uid)
        frames = desk.article.in_layer(found.uid, None if frame is None else frame.uid)
        desk.select(frames[len(frames) // 2].id)
    return window


def _label_in_hand(stage: Stage) -> QWidget:
    window = _annotate(stage)
    desk = stage.window.desk
    assert desk is not None
    assert desk.article is not None
    desk.set_layer("entities")
    people = desk.article.in_layer("entities", "PERSON")
    desk.select(next(each.id for each in people if each.entry is not None))
    return window


def _find_bar(stage: Stage) -> QWidget:
    window = _annotate(stage)
    stage.window.run("find")
    return window


def _comment(stage: Stage) -> QWidget:
    window = _label_in_hand(stage)
    stage.window.run("comment")
    return window


def _second_look(stage: Stage) -> QWidget:
    """Walk the labels that are older than their definition."""
    window = _annotate(stage)
    versions = stage.window.workspace.versions
    if versions.walk is None:
        versions.begin(())  # of all labels
    stage.until(versions.line.isVisible)
    return window


def _no_article(stage: Stage) -> QWidget:
    window = _annotate(stage)
    desk = stage.window.desk
    assert desk is not None
    desk.open(None)
    return window


def _tour(stage: Stage) -> QWidget:
    window = _annotate(stage)
    stage.window.workspace.tour.begin(_session(stage))
    return window


def _review(stage: Stage, *, check: bool = False) -> QWidget:
    session = _session(stage)
    stage.window.workspace.tour.end()
    options = QueueOptions()
    if check:
        mine = session.annotator.id
        others = (each for _, each in session.readers(list(session.annotators)) if each != mine)
        options = QueueOptions(checked=next(others))
    stage.window.workspace.show_review(options)
    page = stage.window.workspace.review
    assert page is not None
    stage.until(lambda: not page.searching)
    return stage.window


def _insights(stage: Stage) -> QWidget:
    stage.window.workspace.tour.end()
    if not stage.window.workspace.insights.shown:
        stage.window.run("insights")
    page = stage.window.workspace.insights.page
    assert page is not None
    stage.until(lambda: page.shape is not None)
    return stage.window


#: The first is shown without a project.
INSIDE = (
    Page("start", _start, ("close-project",)),
    Page("annotate", _annotate, ("annotate", "search-articles")),
    Page("label in hand", _label_in_hand),
    Page("quote in hand", lambda stage: _annotate(stage, LayerKind.QUOTES)),
    Page("opinion in hand", lambda stage: _annotate(stage, LayerKind.OPINIONS)),
    Page("suggestion in hand", lambda stage: _annotate(stage, suggestion=True)),
    Page("find bar", _find_bar, ("find", "find-slash")),
    Page("comment", _comment, ("comment",)),
    Page("walk of second looks", _second_look),
    Page("tour", _tour, ("tour",)),
    Page("no article", _no_article),
    Page("review", _review, ("review",)),
    Page("review of a colleague", lambda stage: _review(stage, check=True)),
    Page("insights", _insights, ("insights",)),
)


# Pages of their own ------------------------------------------------------------------------------


def _import(stage: Stage) -> None:
    table, lines = stage.scratch / "articles.csv", stage.scratch / "lines.jsonl"
    table.write_text("title,text,date\nOne,An article.,2026-01-01\nTwo,Another.,yesterday\n")
    span = '{"start":0,"end":3,"label":"FOO","layer":"entities"}'
    lines.write_text(f'{{"id":"x","text":"Ada is here","spans":[{span}]}}\n{{"id":\n')
    stage.files = [table, lines]
    stage.window.run("import")


def _scheme_take(stage: Stage) -> None:
    """Take a shipped scheme, of those that are not the project's."""
    mine = _session(stage).scheme.name
    stage.window.work.take_scheme(
        next(each for each in shipped_schemes() if load_scheme(each).name != mine)
    )


def _take_back(stage: Stage) -> None:
    stage.files = [stage.packet]
    stage.window.run("take-back")


def _paste(stage: Stage) -> None:
    QApplication.clipboard().setText("A headline\n\nThe article below it.\n" * 8)
    stage.window.run("paste-article")


def _split(stage: Stage) -> QWidget:
    label = _session(stage).scheme.labels[0]
    return SplitLabelDialog(stage.window.workspace, label, [("Karsk", 3), ("Velmar", 1)])


def _export_report(stage: Stage) -> QWidget:
    with _session(stage).sibling() as own:
        report = export(own, stage.scratch / "out.conll", ExportOptions(format="conll"))
    return ExportReportDialog(stage.window, "conll", report)


def _import_report(stage: Stage) -> QWidget:
    source = stage.scratch / "bad.jsonl"
    source.write_text('{"id": "x", "text": "Ada is here"}\n{"id":\n', encoding="utf-8")
    with _session(stage).sibling() as own:
        report = import_paths(own, [source], ImportOptions(on_error="skip"))
    return ImportReportDialog(stage.window, report)


def _same_texts(stage: Stage) -> QWidget:
    from annotator.gui.dialogs.same_texts_dialog import SameTextsDialog

    session = _session(stage)
    rows = [session.document(each) for each in session.document_ids()[:4]]
    return SameTextsDialog(stage.window, [SameText(*rows[:2], 3), SameText(*rows[2:], 1)])


def _unlock(stage: Stage) -> QWidget:
    from annotator.gui.dialogs.password_dialog import UnlockDialog

    return UnlockDialog(stage.window, stage.project, lambda *_: None)


def _self_agreement(stage: Stage) -> QWidget:
    from annotator.gui.dialogs.self_agreement_dialog import SelfAgreementDialog

    return SelfAgreementDialog(
        stage.window.workspace, _session(stage).sibling(), stage.window.theme, lambda: None
    )


def _items(stage: Stage) -> QWidget:
    """Show what one person labelled twice, in otherwise ways; here: what two people did."""
    from annotator.gui.dialogs.self_agreement_dialog import ItemsDialog

    session = _session(stage)
    return ItemsDialog(
        stage.window.workspace, session.sibling(), QueueOptions(layer="entities", label="PERSON")
    )


def _alike(stage: Stage) -> None:
    from annotator.gui.review.alike_dialog import AlikeDialog

    _review(stage)
    page = stage.window.workspace.review
    assert page is not None
    stage.window.run("annotate")
    AlikeDialog(
        stage.window.workspace, page.model, page.reviewer.rows[:4], page.reviewer.cards()
    ).exec()


def _crash(stage: Stage) -> QWidget:
    return CrashDialog(stage.window, "Traceback…\n" * 30, Path("/tmp/log/crash-20261103-1.log"))


def _agreed(stage: Stage) -> None:
    from annotator.gui.dialogs.common import agreed

    agreed(stage.window, "Annotator", "&OK", "Twelve labels go?", "They can be brought back.")


def _with_article(action: str) -> Opener:
    """Return what does an action on the words at the cursor of the first article."""

    def does(stage: Stage) -> None:
        _annotate(stage)
        desk = stage.window.desk
        assert desk is not None
        desk.set_layer("entities")
        text = desk.reading.text
        desk.place(text.index("Karsk"))
        stage.window.run(action)

    return does


def _on_a_label(action: str) -> Opener:
    def does(stage: Stage) -> None:
        _label_in_hand(stage)
        stage.window.run(action)

    return does


def _insights_dialog(action: str) -> Opener:
    def does(stage: Stage) -> None:
        _insights(stage)
        stage.window.run(action)
        stage.window.run("annotate")

    return does


OUTSIDE = (
    _by("new"),
    Page("import", _import, ("import", "import-folder")),
    Page("paste", _paste, ("paste-article",)),
    _by("export"),
    Page("export report", _export_report),
    Page("import report", _import_report),
    Page("properties", _on_a_label("properties"), ("properties",)),
    _by("scheme-edit"),
    Page("split label", _split),
    Page("scheme taken", _scheme_take, ("scheme-take",)),
    _by("annotator"),
    _by("copies"),
    _by("password"),
    Page("unlock", _unlock),
    _by("preferences"),
    _by("find-in-project"),
    Page("annotation list", _with_article("annotation-list"), ("annotation-list",)),
    Page("label finder", _with_article("label-finder"), ("label-finder",)),
    Page("entry of a label", _on_a_label("entry"), ("entry",)),
    Page("entry links", _with_article("entry-links"), ("entry-links",)),
    _by("entries"),
    Page("same entries", lambda stage: SameEntriesDialog(stage.window, _session(stage))),
    _by("order-articles"),
    Page("history", _with_article("history"), ("history",)),
    _by("bookmarks"),
    Page("document labels", _with_article("document-label"), ("document-label",)),
    _by("loose-ends"),
    _by("find-zones-all", also=("find-zones",)),
    _by("near-copies"),
    _by("revisions"),
    _by("check"),
    Page("save plot", _insights_dialog("insights-save-plot"), ("insights-save-plot",)),
    Page("export insights", _insights_dialog("insights-export"), ("insights-export",)),
    _by("agreement"),
    _by("radar"),
    _by("second-look"),
    _by("self-check"),
    Page("self-agreement", _self_agreement),
    Page("items of self-agreement", _items),
    _by("assign"),
    _by("send-packet"),
    Page("merge", _take_back, ("take-back",)),
    Page("same texts", _same_texts, ("same-texts",)),
    _by("conflicts"),
    Page("alike", _alike),
    _by("pipeline"),
    _by("patterns"),
    _by("models", also=("train",)),
    _by("evaluate"),
    _by("palette"),
    _by("help"),
    _by("about"),
    Page("crash", _crash),
    Page("agreed", _agreed),
)

#: What the desktop shows, or what acts where one is although its name ends in an ellipsis.
ELSEWHERE = {
    "open": "the desktop's dialog for files",
    "scheme-save": "the desktop's dialog for files",
    "original": "the desktop's dialog for files",
    "same": "the page of find-in-project, started otherwise",
}


def is_inside(page: QWidget) -> bool:
    """Tell whether a page stands in the main window."""
    return isinstance(page, QMainWindow)
