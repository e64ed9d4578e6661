"""Running a command as a person does, and a project to run it on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator import cli


class Said:
    """What a command said and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Any:
    def command(*arguments: object) -> Said:
        try:
            status = cli.main([str(each) for each in arguments])
        except SystemExit as left:  # argparse
            status = int(str(left.code))
        out, err = capfd.readouterr()
        return Said(status, out, err)

    return command


@pytest.fixture
def project(project_path: Path, run: Any) -> Path:
    assert run("new", project_path, "--annotator", "Mina Kell").status == 0
    return project_path
