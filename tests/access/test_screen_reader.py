"""What a screen reader gets of the real window, asked over AT-SPI under Xvfb."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.annotations import Annotation
from annotator.gui.actions import ACTIONS, MENUS
from annotator.gui.models.annotations_model import BY, WORDS
from annotator.services.demo import make_sample_project
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from annotator.wording import tr, use_language
from tests.access.reader import Node, Reader, address_of, desktop, lacking, window_of

pytestmark = pytest.mark.skipif(bool(lacking()), reason=f"this machine lacks {lacking()}")

#: What somebody acts on, as AT-SPI calls it.
_CONTROLS = {
    *("push button", "button", "toggle button", "check box", "radio button", "menu", "menu item"),
    *("check menu item", "text", "entry", "combo box", "list", "table", "tree", "tree table"),
    *("page tab", "page tab list", "slider", "spin button", "progress bar", "list item"),
}
#: Of these only the whole is walked; their rows are asked for one by one.
_LARGE = {"table", "tree table", "tree"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, without a worker."""
    path = tmp_path_factory.mktemp("reader") / "desk.annotator"
    make_sample_project(path)
    with Session.open(path) as session:
        session.set_setting("suggest", False)
    return path


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A desktop with a bus for accessibility, for all tests of this file."""
    with desktop(tmp_path_factory.mktemp("desktop")) as environment:
        yield environment


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """The language of the window, and of what is looked for."""
    use_language(request.param)
    yield request.param
    use_language("en")


def test_a_screen_reader_gets_all_of_the_window(
    screen: dict[str, str], project: Path, tmp_path: Path, language: str
) -> None:
    path = Path(shutil.copy(project, tmp_path / "desk.annotator"))
    with Session.open(path) as session:
        article = session.article(session.document_ids()[0], {session.annotator.id})
    with (
        closing(Reader(address_of(screen))) as reader,
        window_of(path, language, screen) as window,
    ):
        nodes = reader.everything(tr("article-name"), _LARGE)
        assert [str(each) for each in nodes if each.role in _CONTROLS and not each.name] == []
        _see_that_every_action_is_named(nodes)
        _see_that_the_article_is_read(reader, nodes, article.text)

        # What is under the cursor is said as it moves: from the first label to the one behind it.
        reader.heard(
            lambda name, _: name == "TextCaretMoved",
            lambda: (window.tell("key Left"), window.tell("key Right")),
        )
        labels = article.in_layer("entities")
        label = next(each for each in labels if each.start > labels[0].start)
        expected = _said_of(label, article.text)
        reader.heard(
            lambda name, said: name == "Announcement" and expected in said,
            lambda: (window.tell("key K"), window.tell("key J")),
        )

        # The list of annotations has a line for each, with all that is said of it.
        window.tell("run annotation-list")
        nodes = reader.everything(tr("annotations-table"), _LARGE)
        table = next(each for each in nodes if each.name == tr("annotations-table"))
        assert reader.rows(table) == len(article.annotations)
        lines = [reader.cell(table, row, WORDS).name for row in range(12)]
        for each in labels[:4]:
            assert any(line.startswith(_said_of(each, article.text)) for line in lines)
        assert reader.cell(table, 0, BY).name == "Mina Kell"


def _said_of(annotation: Annotation, text: str) -> str:
    """Return how what is said of a label begins."""
    words = " ".join(span.of(text) for span in annotation.spans)
    label = load_scheme("news").label(annotation.layer, annotation.label)
    assert label is not None
    return tr("spoken-annotation", label=label.name, layer="Entities", words=words)


def _see_that_every_action_is_named(nodes: list[Node]) -> None:
    """See that each action of the menus is there, in the menu where it belongs."""
    names = {each.name for each in nodes if "menu" in each.role}
    texts = {each.name.partition("\t")[0].replace("&", "") for each in nodes}
    assert {tr(f"menu-{each}").replace("&", "") for each in MENUS} <= texts, sorted(names)
    wanted = {each.text.replace("&", "") for each in ACTIONS if each.menu}
    # Undo and redo say what they would turn back.
    wanted -= {tr("action-undo"), tr("action-redo")}
    assert wanted - texts == set()
    assert any(each.startswith(tr("action-undo")) for each in texts)
    assert any(each.startswith(tr("action-redo")) for each in texts)


def _see_that_the_article_is_read(reader: Reader, nodes: list[Node], text: str) -> None:
    """See that a reader gets every character of the article."""
    shown = [each for each in nodes if each.name == tr("article-name")]
    assert len(shown) == 1
    assert reader.text(shown[0]) == text
