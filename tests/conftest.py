"""What every test starts from: a computer of its own, a project of its own, a fresh article.

Nothing a test does may touch the person's folders, the projects folder of the checkout or the
network, and nothing may wait for somebody to press a button.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

# Before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_ACCESSIBILITY", "0")

import pytest
from hypothesis import HealthCheck, settings

from annotator.domain.scheme import Scheme
from annotator.services import tasks
from annotator.services.desk import Desk
from annotator.services.desk_state import DeskChange
from annotator.services.schemes import load_scheme
from annotator.services.session import Session
from tests import articles

settings.register_profile(
    "here", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def _live_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every folder of a person below `home`."""
    for name, folder in {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": home / "run",
        "XDG_DOCUMENTS_DIR": home / "Documents",
        "ANNOTATOR_PROJECTS": home / "projects",
    }.items():
        monkeypatch.setenv(name, str(folder))


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test a home of its own; return where new projects lie."""
    home = tmp_path / "home"
    _live_in(home, monkeypatch)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    (home / "run").mkdir(parents=True, mode=0o700)
    hook = sys.excepthook
    yield home / "projects"
    sys.excepthook = hook
    tasks._gui_thread = None


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at once where a dialog or menu would wait for a person; a test answers it itself."""
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox

    def refuse(name: str) -> Callable[..., NoReturn]:
        def waits(*args: Any, **_: Any) -> NoReturn:
            said = [each for each in args if isinstance(each, str)]
            raise AssertionError(f"{name} would wait for a person: {said}")

        return waits

    for kind, names in {
        QMessageBox: ("exec", "about", "critical", "information", "question", "warning"),
        QDialog: ("exec",),
        QMenu: ("exec",),
        QFileDialog: ("getOpenFileName", "getOpenFileNames", "getSaveFileName",
                      "getExistingDirectory"),
        QInputDialog: ("getText", "getItem", "getInt", "getMultiLineText"),
    }.items():  # fmt: skip
        for name in names:
            monkeypatch.setattr(kind, name, refuse(f"{kind.__name__}.{name}"))


@pytest.fixture(autouse=True)
def no_process_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """See that a test leaves no process of its own running."""
    before = _children()
    yield
    left = _children() - before
    for number in left:
        os.kill(number, signal.SIGKILL)
    assert not left, f"{request.node.name} left processes running: {sorted(left)}"


def _children() -> set[int]:
    """Return the ids of the running processes this one started (none where nobody tells)."""
    found: set[int] = set()
    for file in Path("/proc/self/task").glob("*/children"):
        found |= {int(number) for number in file.read_text().split() if _runs(number)}
    return found


def _runs(number: str) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


# A project ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def news_scheme() -> Scheme:
    """The scheme a new project starts with."""
    return load_scheme("news")


@pytest.fixture
def project_path(tmp_path: Path) -> Path:
    """A place for a project file; nothing is there yet."""
    return tmp_path / "harbour.annotator"


@pytest.fixture(scope="session")
def away(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Any]:
    """`with away() as folder`: what is made for many tests has a home of its own, too."""

    @contextmanager
    def go() -> Iterator[Path]:
        folder = tmp_path_factory.mktemp("made")
        with pytest.MonkeyPatch.context() as patch:
            _live_in(folder / "home", patch)
            yield folder

    return go


@pytest.fixture(scope="session")
def fresh_project(away: Callable[[], Any], news_scheme: Scheme) -> bytes:
    """A closed project without articles; made once, because making one takes three openings."""
    with away() as folder:
        path: Path = folder / "harbour.annotator"
        Session.create(path, news_scheme, "Mina Kell").close()
        return path.read_bytes()


@pytest.fixture
def session(project_path: Path, fresh_project: bytes) -> Iterator[Session]:
    """A fresh project in which Mina Kell annotates."""
    project_path.write_bytes(fresh_project)
    with Session.open(project_path, annotator="Mina Kell") as opened:
        yield opened


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application object of the tests is made as the program makes its own."""
    from annotator.gui.app import ARGUMENTS

    return list(ARGUMENTS)


@pytest.fixture
def add_article() -> Callable[..., int]:
    """`add_article(session, text, title=…)` imports an article and returns its document's id."""
    return articles.add_article


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    """A desk with the harbour story open, the cursor on its first word."""
    opened = Desk(session)
    opened.open(articles.add_article(session, articles.HARBOUR, language="en"))
    yield opened
    opened.close()


@pytest.fixture
def said(desk: Desk) -> list[str]:
    """The codes of what the desk told its person, as they come."""
    codes: list[str] = []

    def listen(change: DeskChange) -> None:
        if change.message is not None:
            codes.append(change.message[0])

    desk.subscribe(listen)
    return codes
