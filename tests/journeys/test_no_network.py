"""Nothing leaves the computer: the whole way of an article, with every network refused.

All journeys run under this watch (`conftest`), those with the real worker, training, review and
export too.  Here the watch itself is seen to work, and ways are gone that no other journey goes.
"""

from __future__ import annotations

import ast
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from annotator import cli
from annotator.gui.main_window import MainWindow
from annotator.gui.settings import Settings
from annotator.locations import checkout_root
from annotator.services.session import Session
from tests import articles
from tests.journeys.network import WATCHED, Network, watch

ROOT = checkout_root()
assert ROOT is not None


# The watch is seen to refuse ---------------------------------------------------------------------


def connect() -> None:
    with socket.socket() as plug:
        plug.connect(("127.0.0.1", 9))


def look_up() -> None:
    socket.getaddrinfo("localhost", 80)


def listen() -> None:
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))


def send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
        plug.sendto(b"x", ("127.0.0.1", 9))


def fetch() -> None:
    import urllib.request

    urllib.request.urlopen("http://127.0.0.1:9/").close()


def another_program() -> None:
    subprocess.run(["curl", "--version"], check=False)


@pytest.fixture
def planted(tmp_path: Path) -> Any:
    """A watch of its own, so that what is planted here fails no journey."""
    log = tmp_path / "planted.log"
    watch.start(str(log))
    return Network(log)


@pytest.mark.parametrize("attempt", [connect, look_up, listen, send, fetch, another_program])
def test_an_attempt_is_refused_and_written_down(
    attempt: Callable[[], None], planted: Network
) -> None:
    assert planted.attempts == []
    # urllib gives the refusal its own name, which is an OSError as well.
    with pytest.raises(OSError, match="no program of ours"):
        attempt()
    assert planted.attempts


def test_a_socket_between_processes_is_no_network(planted: Network, tmp_path: Path) -> None:
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("no such sockets here")
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(tmp_path / "s"))
    assert planted.attempts == []


def test_an_attempt_in_a_process_that_was_started_is_seen(
    planted: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(watch.VARIABLE, str(planted.log))
    code = (
        "import socket\ntry:\n socket.create_connection(('127.0.0.1', 9))\n"
        "except PermissionError:\n pass\nplug = socket.socket()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert len(planted.children) == 1
    assert [what for what, _ in planted.attempts] == ["socket.getaddrinfo"]


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="only Linux tells")
def test_a_socket_that_a_library_opened_is_found(planted: Network) -> None:
    before = watch.open_sockets()
    watch.stop()  # as below Python, where no hook hears of it
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        plug.listen()
        assert len(watch.open_sockets()) == len(before) + 1
    assert watch.open_sockets() == before


# The journey -------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en"><head><title>Amber Bridge</title>
<link rel="stylesheet" href="https://seaboard.example/style.css">
<script src="https://seaboard.example/count.js"></script></head>
<body><article><h1>Karsk denies shelling the Amber Bridge</h1>
<img src="https://seaboard.example/bridge.jpg" alt="The bridge">
<p>The Citadel said on Monday that no Norvian gun had fired on the Amber Bridge, and that its
engineers would look at the <a href="https://seaboard.example/pier">second pier</a> again.</p>
<p>“We did not fire,” Citadel spokesman Oren Maret told the Seaboard Agency on the same day.</p>
</article></body></html>"""


def test_from_a_saved_page_to_every_kind_of_export(
    project_path: Path,
    tmp_path: Path,
    network: Network,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")

    def run(*arguments: object) -> None:
        assert cli.main([str(each) for each in arguments]) == 0, capsys.readouterr().err

    run("new", project_path, "--annotator", "Mina Kell")
    run("import", project_path, page)
    with Session.open(project_path) as session:
        session.set_setting("suggest", False)
        articles.add_article(session, articles.HARBOUR, url="https://seaboard.example/harbour")
    # Looked at in the window, whose text views could fetch pictures.
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    assert window.open_project(project_path)
    assert window.desk is not None
    for document in window.session.document_ids() if window.session else ():
        window.desk.open(document)
        qtbot.wait(1)
    start = window.desk.article.text.index("Dana Ilves") if window.desk.article else 0
    from annotator.domain.annotations import Span

    window.desk.take(Span(start, start + 10))
    window.desk.label("PERSON", "entities")
    window.close()
    # And what the command line does with it.
    for command in (
        ("insights", "--json"),
        ("radar", "--json"),
        ("zones", "--propose"),
        ("find", "Citadel"),
    ):
        name, *options = command
        run(name, project_path, *options)
    for name in ("jsonl", "html-report", "w3c"):
        run("export", project_path, tmp_path / f"out-{name}", "--format", name, "--redact")
    run("packet", project_path, tmp_path / "packet.annotator", "--to", "Bo")
    run("merge", project_path, tmp_path / "packet.annotator")
    line = json.loads((tmp_path / "out-jsonl").read_bytes().splitlines()[1])
    assert line["spans"][0]["text"].startswith("Person ")
    assert list(network.processes) == [os.getpid()]
    assert network.attempts == []


# The code ----------------------------------------------------------------------------------------

#: What reaches a network, or starts what does; by the whole name or any beginning of it.
_REACHING = (
    "socket", "socketserver", "ssl", "http", "urllib.request", "urllib.robotparser", "ftplib",
    "smtplib", "poplib", "imaplib", "telnetlib", "nntplib", "xmlrpc", "webbrowser", "asyncio",
    "urllib3", "requests", "httpx", "aiohttp", "pycurl", "websockets", "paramiko",
    "huggingface_hub",
    "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets",
    "PySide6.QtWebSockets", "PySide6.QtHttpServer", "multiprocessing.connection",
    "multiprocessing.managers", "spacy.cli.download", "trafilatura.downloads",
    "trafilatura.sitemaps", "trafilatura.feeds", "trafilatura.spider",
)  # fmt: skip
#: Functions of libraries that fetch something, by what they are called.
_FETCHING = ("fetch_url", "fetch_response", "urlopen", "urlretrieve", "openUrl", "from_pretrained",
             "snapshot_download", "hf_hub_download", "QDesktopServices")  # fmt: skip


#: Most modules hold none of these words, and need no closer look.
_LAST = {each.rpartition(".")[2] for each in _REACHING} | {"urllib", "multiprocessing"}
_WORDS = re.compile(rf"\b({'|'.join(sorted({*_LAST, *_FETCHING}))})\b")


def reaching(source: str) -> list[str]:
    """Return what a module imports or calls that could reach a network."""
    found: list[str] = []
    if not _WORDS.search(source):
        return found
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            names = [each.value for each in node.args if isinstance(each, ast.Constant)
                     and isinstance(each.value, str)]  # fmt: skip
        found += [
            name
            for name in names
            if any(name == each or name.startswith(f"{each}.") for each in _REACHING)
        ]
        if isinstance(node, (ast.Attribute, ast.Name)):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            found += [name] if name in _FETCHING else []
    return found


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize(
    "line",
    [
        "import socket", "import urllib.request as r", "from http import client",
        "from urllib import request", "from PySide6 import QtNetwork", "import requests.sessions",
        "from PySide6.QtNetwork import QNetworkAccessManager", "import_module('ftplib')",
        "trafilatura.fetch_url(page)", "QDesktopServices.openUrl(address)",
    ],
)  # fmt: skip
def test_what_could_reach_a_network_is_recognised(line: str) -> None:
    assert reaching(f"def planted():\n    {line}\n")
    assert reaching("from urllib.parse import quote\nimport socks_of_wool\n") == []


def test_no_module_could_reach_a_network() -> None:
    modules = sorted((ROOT / "annotator").rglob("*.py"))
    assert len(modules) > 200
    found = {
        module.relative_to(ROOT).as_posix(): names
        for module in modules
        if (names := reaching(module.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_the_watch_is_the_one_that_children_load() -> None:
    assert Path(watch.__file__) == WATCHED / "sitecustomize.py"
