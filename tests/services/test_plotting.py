"""Plots as files, without a window."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.domain.errors import AnnotatorError
from annotator.domain.insights import Insights, InsightsFilter, Topic
from annotator.services.desk import Desk
from annotator.services.plotting import THEMES, save_plot, shape_of, write_plots
from annotator.services.tasks import guard_this_thread
from tests.plots.test_answers import asked
from tests.services.desks import labelled

FOUND = asked(Topic.LABELS, ("Entities", "Person", 3, 2), ("Quotes", "Quote", 5, 1))


def test_every_plot_with_something_to_show_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "plots"
    written = write_plots(FOUND, folder, "dark")
    assert [each.name for each in written] == ["labels.png", "labels.svg"]
    assert sorted(folder.iterdir()) == sorted(written)
    words = [each.text for each in ET.parse(written[1]).getroot().iter()]
    assert {"Person", "Quote", "Entities", "Quotes"} <= set(words)
    assert f"fill: {THEMES['dark'].background}" in written[1].read_text(encoding="utf-8")


def test_nothing_to_show_writes_nothing(tmp_path: Path) -> None:
    assert not write_plots(Insights(InsightsFilter(), 0, {}, None), tmp_path / "plots")
    assert not list((tmp_path / "plots").iterdir())


def test_what_cannot_be_written_is_told_with_its_name(tmp_path: Path) -> None:
    shape = shape_of(FOUND, Topic.LABELS)
    assert shape is not None
    for path, code in (
        (tmp_path / "plot.gif", "plot-ending"),
        (tmp_path / "none" / "plot.png", "plot-not-written"),
    ):  # fmt: skip
        with pytest.raises(AnnotatorError) as error:
            save_plot(shape, path, "Labels")
        assert error.value.code == code
        assert path.name in str(error.value.values["file"])
    file = tmp_path / "file"
    file.write_text("no folder", encoding="utf-8")
    with pytest.raises(AnnotatorError, match="plot-not-written"):
        write_plots(FOUND, file / "plots")
    with pytest.raises(AnnotatorError, match="plot-theme"):
        write_plots(FOUND, tmp_path, "sepia")


def test_drawing_is_refused_on_the_thread_that_draws_the_window(tmp_path: Path) -> None:
    shape = shape_of(FOUND, Topic.LABELS)
    assert shape is not None
    release = guard_this_thread()
    try:
        with pytest.raises(RuntimeError, match="must not run on this thread"):
            save_plot(shape, tmp_path / "plot.png", "Labels")
    finally:
        release()


def test_the_command_line_writes_plots(
    desk: Desk, project_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labelled(desk, "Citadel", "ORG")
    desk.session.close()
    arguments = [
        "insights",
        str(project_path),
        "--topic",
        "labels",
        "--plots",
        str(tmp_path / "out"),
    ]
    assert main(arguments) == 0
    assert "2 files" in capsys.readouterr().out
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "labels.png",
        "labels.svg",
    ]
