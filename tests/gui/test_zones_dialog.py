"""The list of proposed zones says why, and what it holds back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.documents import ZoneKind
from annotator.gui.dialogs.zones_dialog import ZonesDialog
from annotator.services.zoning import ZoneProposal


def _proposal(line: str, reason: str, **more: object) -> ZoneProposal:
    kind = ZoneKind.FURNITURE
    return ZoneProposal(1, "one", "Karsk", 0, len(line), kind, reason, line, 0, **more)  # type: ignore[arg-type]


LEARNED = _proposal("Printed on the quay", "learned", alike=3)
CREDIT = _proposal("(Seaboard)", "credit", outlet="Post", excluded_before=4, kept_before=1)
HELD_BACK = _proposal("(Mirror)", "credit", kept_before=3, withheld=True)


def test_why_a_zone_is_proposed_is_told_with_what_became_of_its_like(qtbot: QtBot) -> None:
    dialog = ZonesDialog(None, [LEARNED, CREDIT])
    qtbot.addWidget(dialog)
    assert dialog.why.text() == "furniture: like what is excluded in 3 other articles"
    dialog.table.go_to(1)
    assert dialog.why.text() == (
        "furniture: an agency in brackets at the end · "
        "Post: excluded in 4 articles, kept in 1 article"
    )
    assert dialog.more.isHidden()
    assert dialog.withheld.isHidden()


def test_what_is_held_back_is_counted_and_shown_when_asked_for(qtbot: QtBot) -> None:
    dialog = ZonesDialog(None, [LEARNED, HELD_BACK])
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.do.text() == "Exclude 1"
    assert dialog.withheld.text().startswith("1 more place of a kind that you kept")
    assert dialog.left() == []
    dialog.more.click()
    assert dialog.model.rowCount() == 2
    assert dialog.kept() == [LEARNED]
    assert dialog.left() == [HELD_BACK]
    assert dialog.table.currentIndex().row() == 1
    assert "articles without an outlet: excluded in 0 articles" in dialog.why.text()
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.do.text() == "Exclude 2"
    assert dialog.more.isHidden()


def test_what_was_not_shown_is_not_said_to_belong(qtbot: QtBot) -> None:
    dialog = ZonesDialog(None, [HELD_BACK])
    qtbot.addWidget(dialog)
    assert dialog.model.rowCount() == 0
    assert dialog.do.text() == "Keep all"
    assert dialog.left() == []
