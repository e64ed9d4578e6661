"""Suggestions in the real window: drawn, walked, answered by keys and buttons, sifted by band."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import Origin
from annotator.domain.documents import Entry, Suggestion
from annotator.domain.ids import derived_id, format_id
from annotator.gui.article.marks import Line, Mark
from annotator.gui.article.theme import ArticleTheme, contrast
from annotator.gui.article_marks import MarkMaker, keys_of, number_of
from annotator.gui.main_window import MainWindow
from annotator.services.desk import Desk
from annotator.services.suggestion_bands import Band
from tests import articles
from tests.articles import where
from tests.journeys.keyboard import Keyboard
from tests.services.desks import elsewhere, marks, pick, slots

BRIDGE = "no Norvian gun had fired on the Amber Bridge"


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def spans(*words: str) -> list[list[int]]:
    return [list(where(articles.HARBOUR, each)) for each in words]


def propose(
    desk: Desk, layer: str, payload: dict[str, Any], score: float | None = None, label: str = ""
) -> int:
    """Have a model propose something more for the open article; return the suggestion's id."""
    main = payload.get("content") or payload.get("expression") or payload.get("target")
    start, end = (main[0][0], main[-1][1]) if main else payload.pop("words")
    label = label or {"quotes": "quote", "opinions": "opinion"}[layer]
    session, document = desk.session, desk.document
    assert document is not None
    number = derived_id("test", layer, label, repr(payload), f"{start}-{end}")
    made = Suggestion(number, document, layer, label, start, end, "m", score, payload=payload)
    others = session.open_suggestions(document)
    session.save_suggestions(document, [*others, made], "m")
    return number


def bridge(desk: Desk, score: float | None = 0.95) -> int:
    return propose(
        desk,
        "quotes",
        {
            "content": spans(BRIDGE),
            "cue": spans("said"),
            "source": spans("The Citadel"),
            "act": "denies",
        },
        score,
    )


def drawn(window: MainWindow) -> dict[int, Mark]:
    index = window.workspace.pane.view._index
    assert index is not None
    return index.marks


def inspector_words(window: MainWindow) -> list[str]:
    window.workspace.inspector.refresh()
    body = window.workspace.inspector._body
    assert body is not None
    return [each.text() for each in body.findChildren(QLabel)]


# Drawing ------------------------------------------------------------------------------------------


def test_a_suggested_quote_is_drawn_dashed_and_goes_as_a_whole(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    number = bridge(desk)
    assert not set(keys_of(number)) & set(drawn(window)), "of another layer"
    keyboard.press("Alt+2")
    shown = {key: drawn(window)[key] for key in keys_of(number) if key in drawn(window)}
    content = shown.pop(number)
    assert (content.line, content.bracket, content.suggested) == (Line.DASHED, "indirect", True)
    assert {each.tag for each in shown.values()} == {"Cue", "Source"}
    assert all(number_of(key) == number for key in shown)
    assert {each.sure for each in (content, *shown.values())} == {2}
    keyboard.press("J")
    view = window.workspace.pane.view
    assert view._selected == {number}
    assert {each.target for each in view._selected_links} == set(shown)
    keyboard.press("Backspace")
    assert not set(keys_of(number)) & set(drawn(window))
    assert view._selected_links == ()
    keyboard.press("Ctrl+Z")
    assert {number, *shown} <= set(drawn(window))


def test_an_opinion_shows_its_sign_and_a_mention_its_entry(window: MainWindow, desk: Desk) -> None:
    entry = Entry(desk.session.ids.next(), "Minister Ilves", "PERSON")
    elsewhere(desk, entry)
    mention = propose(
        desk,
        "entities",
        {"words": where(articles.HARBOUR, "Dana Ilves"), "entry": format_id(entry.id)},
        label="PERSON",
    )
    assert drawn(window)[mention].tag == "Person → Minister Ilves"
    opinion = propose(
        desk,
        "opinions",
        {"polarity": "negative", "intensity": "strong", "target": spans("Amber Bridge")},
    )
    desk.set_layer("opinions")
    mark = drawn(window)[opinion]
    assert (mark.sign, mark.tag, mark.line) == ("−−", "Target", Line.NONE)


def test_dashes_are_as_readable_as_lines(window: MainWindow, desk: Desk) -> None:
    for theme in (ArticleTheme.light(), ArticleTheme.dark()):
        for label in desk.session.scheme.labels:
            hue = theme.hue(label.colour)
            assert contrast(hue.outline, theme.page) >= 3.0
            assert contrast(hue.tag, theme.page) >= 4.5


def test_a_page_full_of_suggestions_is_painted_in_every_theme(
    window: MainWindow, desk: Desk
) -> None:
    bridge(desk, 0.2)
    propose(desk, "quotes", {"content": spans("every ship"), "source": spans("Ilves had")}, 0.8)
    desk.set_floor(Band.LOW)
    desk.set_layer("quotes")
    view = window.workspace.pane.view
    pictures = []
    for theme in ("light", "dark"):
        window.set_theme(theme)
        for selected in (None, *desk.article.suggestions):  # type: ignore[union-attr]
            desk.select(selected)
            pictures.append(view.grab().toImage())
    assert len({bytes(each.constBits()) for each in pictures}) == len(pictures)


# Keys and buttons ---------------------------------------------------------------------------------


def test_enter_and_shift_enter_accept_in_the_window(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    bridge(desk)
    maret = "Citadel spokesman Oren Maret"
    for words in ("We did not fire", "we never will"):
        propose(
            desk, "quotes",
            {"content": spans(words), "cue": spans("told"), "source": spans(maret)}, 0.97,
        )  # fmt: skip
    keyboard.press("Alt+2", "J", "Return")
    assert marks(desk, "quotes").count(("content", BRIDGE)) == 1
    assert desk.selected_suggestion() is not None, "the next one is in hand"
    keyboard.press("Shift+Return")
    assert desk.article is not None
    assert desk.article.suggestions == {}
    assert len(desk.article.in_layer("quotes", "quote")) == 3
    keyboard.press("Ctrl+Z", "Ctrl+Z")
    assert desk.article.in_layer("quotes") == []
    assert len(desk.article.suggestions) == 3


def test_s_corrects_a_suggested_quote_by_selected_words(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    number = bridge(desk)
    keyboard.press("Alt+2", "J")
    assert desk.selected == number
    pick(desk, "Seaboard Agency")
    keyboard.press("S")
    assert desk.article is not None
    (frame,) = desk.article.in_layer("quotes", "quote")
    assert slots(desk, frame)["source"] == ["The Citadel", "Seaboard Agency"]
    assert frame.origin is Origin.SUGGESTION_EDITED
    pick(desk, "Monday")
    keyboard.press("C")
    assert slots(desk, frame)["cue"] == ["said", "Monday"], "it stays in hand"


def test_an_edge_that_is_dragged_accepts_the_suggestion(window: MainWindow, desk: Desk) -> None:
    number = bridge(desk)
    desk.set_layer("quotes")
    end = where(articles.HARBOUR, "had fired").end
    window.workspace.pane.view.edgeDropped.emit(number, "end", end, False)
    assert ("content", "no Norvian gun had fired") in marks(desk, "quotes")


def test_the_inspector_says_what_is_suggested_and_its_buttons_answer(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    number = bridge(desk)
    desk.set_layer("quotes")
    desk.select(number)
    words = inspector_words(window)
    assert "SUGGESTION · QUOTE" in words
    assert {"95 %, sure", BRIDGE, "said", "The Citadel", "denies", "by m"} <= set(words)
    body = window.workspace.inspector._body
    assert body is not None
    buttons = {each.text(): each for each in body.findChildren(QPushButton)}
    assert list(buttons) == ["Accept", "Reject"], "nothing else is like it"
    assert buttons["Accept"].accessibleName() == "Accept (Enter)"
    buttons["Accept"].click()
    assert ("content", BRIDGE) in marks(desk, "quotes")
    qtbot.waitUntil(window.workspace.pane.view.hasFocus)


def test_the_mouse_over_a_suggestion_tells_how_sure_it_is(window: MainWindow, desk: Desk) -> None:
    number = bridge(desk)
    desk.set_layer("quotes")
    for key in keys_of(number)[:2]:
        window.workspace.pane.view.markHovered.emit(key)
        assert window.status.message.text() == f"Quote?: {BRIDGE[:39]}… · 95 %, sure"


# How many are shown -------------------------------------------------------------------------------


def test_f4_and_the_slider_show_more_and_fewer_and_the_person_keeps_it(
    window: MainWindow, desk: Desk, keyboard: Keyboard
) -> None:
    bridge(desk)
    low = propose(desk, "quotes", {"content": spans("every ship")}, 0.3)
    middle = propose(desk, "quotes", {"content": spans("partner")})
    keyboard.press("Alt+2")
    status, listed = window.status, window.workspace.documents
    assert "2 suggestions, 1 more below" in status.counts.text()
    assert low not in drawn(window)
    row = listed.model.row(0) if listed.model is not None else None
    assert row is not None
    assert row.suggestions == 2
    keyboard.press("F4")
    assert low in drawn(window)
    assert status.floor.slider.value() == 2
    assert "3 suggestions (J" in status.counts.text()
    keyboard.press("F4")
    assert status.message.text() == "Every suggestion is shown already."
    status.floor.slider.setFocus()
    keyboard.press("Left", "Left")
    assert desk.floor is Band.HIGH
    assert middle not in drawn(window)
    assert window.settings.text("suggestion-floor") == "high"
    path = desk.session.path
    window.run("close-project")
    assert status.floor.isHidden()
    window.open_project(path)
    assert window.desk is not None
    assert window.desk.floor is Band.HIGH
    assert status.floor.slider.value() == 0
    assert not status.floor.isHidden()


def test_a_floor_that_nobody_knows_is_the_normal_one(window: MainWindow, desk: Desk) -> None:
    path = desk.session.path
    window.settings.set("suggestion-floor", "deepest")
    window.run("close-project")
    window.open_project(path)
    assert window.desk is not None
    assert window.desk.floor is Band.NORMAL


def test_what_is_drawn_follows_the_floor_both_ways(window: MainWindow, desk: Desk) -> None:
    numbers = [
        propose(desk, "quotes", {"content": spans(words)}, score)
        for words, score in (("every ship", 0.2), ("partner", 0.8), ("We did not fire", 0.95))
    ]
    desk.set_layer("quotes")
    for floor, wanted in ((Band.LOW, 0), (Band.HIGH, 2), (Band.NORMAL, 1), (Band.LOW, 0)):
        desk.set_floor(floor)
        assert [each for each in numbers if each in drawn(window)] == numbers[wanted:]


def test_the_list_of_articles_is_ordered_and_sifted_by_suggestions(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    first, second = desk.session.document_ids()
    third = articles.add_article(desk.session, "The ferry is late.\n", title="Ferry")
    for document, scores in ((second, (0.8, 0.8)), (third, (0.99,))):
        found = [
            Suggestion(desk.session.ids.next(), document, "entities", "ORG", at, at + 3, "m", score)
            for at, score in enumerate(scores)
        ]
        desk.session.save_suggestions(document, found, "m")
    listed = window.workspace.documents

    def shown(order: str, *, waiting: bool = False) -> list[int]:
        listed.set_order(order, waiting=waiting)
        qtbot.waitUntil(lambda: not listed.sorting)
        return list(listed.ids())

    assert shown("suggestions") == [second, third, first]
    assert shown("confidence") == [third, second, first]
    assert shown("added", waiting=True) == [second, third]
    assert shown("title") == sorted([first, second, third], key=lambda each: _title(desk, each))
    assert shown("confidence", waiting=True) == [third, second]
    window.status.floor.slider.setValue(0)
    qtbot.waitUntil(lambda: not listed.sorting)
    assert list(listed.ids()) == [third]
    listed.set_order("suggestions")
    window.close_project()
    assert not listed.sorting, "closing lets go of what was looked for"


def _title(desk: Desk, document: int) -> str:
    return desk.session.document_rows([document])[0].title


# Speed, by structure ------------------------------------------------------------------------------


def test_selecting_looks_at_no_suggestion_but_its_own(
    window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, document = desk.session, desk.document
    assert document is not None
    session.save_suggestions(
        document,
        [
            Suggestion(session.ids.next(), document, "entities", "ORG", at, at + 2, "m")
            for at in range(0, 600, 3)
        ],
        "m",
    )
    desk.next()
    window.workspace.inspector.refresh()
    made: list[int] = []
    of = MarkMaker.marks_of

    def counted(maker: MarkMaker, number: int) -> Any:
        made.append(number)
        return of(maker, number)

    monkeypatch.setattr(MarkMaker, "marks_of", counted)
    shows: list[int] = []
    shown = desk.shows

    def asked(suggestion: Suggestion) -> bool:
        shows.append(suggestion.id)
        return shown(suggestion)

    monkeypatch.setattr(desk, "shows", asked)
    for _ in range(5):
        desk.next()
        window.workspace.inspector.refresh()
        window.workspace.pane.view.grab()
    assert len(made) <= 5
    assert len(shows) <= 100


def test_a_long_message_does_not_make_the_window_wider(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.width() > 0)
    before = window.width()
    words = "Something went on for longer than anybody would have thought. " * 10
    window.status.say(words)
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= before
    assert window.width() == before
    assert window.status.message.toolTip() == words
    window.status.say("Short.")
    assert window.status.message.toolTip() == ""
