"""A screen reader of a few lines: it asks a window what there is, over AT-SPI.

Owns the buses, the screen and the processes behind them, and what it takes to end them all.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sized
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from annotator.locations import checkout_root

_PATIENCE = 90.0  # seconds until something that does not answer is given up
_SILENCE = 2.0  # seconds after which one asks again
_LAUNCHERS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher",
              "/usr/lib/at-spi-bus-launcher")  # fmt: skip
_ACCESSIBLE = "org.a11y.atspi.Accessible"
_TEXT = "org.a11y.atspi.Text"
_TABLE = "org.a11y.atspi.Table"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = "/org/a11y/atspi/accessible/root"
#: Events that the reader asks for.
_EVENTS = ("object:announcement", "object:text-caret-moved")


def lacking() -> str:
    """Return what this machine lacks for a screen reader, "" for nothing."""
    if not sys.platform.startswith("linux"):
        return "a Linux"
    missing = [each for each in ("Xvfb", "dbus-daemon") if shutil.which(each) is None]
    if _launcher() is None:
        missing.append("at-spi2-core")
    return ", ".join(missing)


def _launcher() -> str | None:
    return next((each for each in _LAUNCHERS if Path(each).exists()), None)


_Found = TypeVar("_Found", bound=Sized)


@dataclass(frozen=True, slots=True)
class Node:
    """Something a screen reader can go to."""

    bus: str
    path: str
    name: str
    role: str
    parents: tuple[str, ...]  # roles, the outermost first

    def __str__(self) -> str:
        return f"{self.role} {self.name!r} in {' > '.join(self.parents)}"


class Reader:
    """Asks and listens."""

    def __init__(self, address: str) -> None:
        self._asks = open_dbus_connection(address)
        self._hears = open_dbus_connection(address)
        registry = DBusAddress(
            "/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry"
        )
        for event in _EVENTS:
            self._asks.send_and_get_reply(
                new_method_call(registry, "RegisterEvent", "sass", (event, [], "")),
                timeout=_PATIENCE,
            )
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object")
        self._hears.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE)

    def close(self) -> None:
        """Leave the bus."""
        self._asks.close()
        self._hears.close()

    def _ask(self, node: tuple[str, str], face: str, what: str, *more: Any) -> Any:
        address = DBusAddress(node[1], node[0], face)
        answer = self._asks.send_and_get_reply(
            new_method_call(address, what, *more), timeout=_PATIENCE
        )
        if answer.header.message_type is MessageType.error:
            raise LookupError(f"{what}: {answer.body}")
        return answer.body

    def program(self) -> tuple[str, str]:
        """Return the one program that can be read, as soon as it is there."""
        found = _until(self._programs)
        assert len(found) == 1
        return found[0]

    def _programs(self) -> list[tuple[str, str]]:
        (found,) = self._ask(("org.a11y.atspi.Registry", _ROOT), _ACCESSIBLE, "GetChildren")
        return [(bus, path) for bus, path in found]

    def walk(
        self, top: tuple[str, str], into: Callable[[Node], bool], parents: tuple[str, ...] = ()
    ) -> Iterator[Node]:
        """Yield what is below, each before its children; `into` tells where to go on."""
        node = self.node(top, parents)
        yield node
        if into(node):
            (children,) = self._ask(top, _ACCESSIBLE, "GetChildren")
            for bus, path in children:
                with suppress(LookupError):  # what went away meanwhile
                    yield from self.walk((bus, path), into, (*parents, node.role))

    def everything(self, name: str, skip: Collection[str]) -> list[Node]:
        """Return all of the program, once something of a name is there.

        Nothing below the roles to `skip` is looked at.
        """

        def found() -> list[Node]:
            nodes = list(self.walk(self.program(), lambda node: node.role not in skip))
            return nodes if any(each.name == name for each in nodes) else []

        return _until(found)

    def node(self, where: tuple[str, str], parents: tuple[str, ...] = ()) -> Node:
        """Return what is somewhere."""
        ((_, name),) = self._ask(where, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Name"))
        (role,) = self._ask(where, _ACCESSIBLE, "GetRoleName")
        return Node(*where, name, role, parents)

    def text(self, node: Node) -> str:
        """Return all of a text, as a reader gets it."""
        where = node.bus, node.path
        ((_, count),) = self._ask(where, _PROPERTIES, "Get", "ss", (_TEXT, "CharacterCount"))
        (words,) = self._ask(where, _TEXT, "GetText", "ii", (0, count))
        return str(words)

    def rows(self, table: Node) -> int:
        """Return how many rows a table has."""
        where = table.bus, table.path
        ((_, rows),) = self._ask(where, _PROPERTIES, "Get", "ss", (_TABLE, "NRows"))
        return int(rows)

    def cell(self, table: Node, row: int, column: int) -> Node:
        """Return a cell of a table."""
        where = table.bus, table.path
        (found,) = self._ask(where, _TABLE, "GetAccessibleAt", "ii", (row, column))
        return self.node(found)

    def heard(self, of: Callable[[str, str], bool], again: Callable[[], object]) -> None:
        """Wait for an event; `of` tells by its name and words whether it is the one.

        What causes it is done, and done `again` while nothing is heard: a window asks which events
        are wanted when it starts, and what happens before it is answered is told to nobody.
        """
        end = time.monotonic() + _PATIENCE
        again()
        while time.monotonic() < end:
            try:
                message = self._hears.receive(timeout=_SILENCE)
            except TimeoutError:
                again()
                continue
            name = message.header.fields.get(HeaderFields.member, "")
            body = message.body
            words = body[3][1] if len(body) > 3 and isinstance(body[3][1], str) else ""
            if of(name, words):
                return
        raise TimeoutError("nothing of that kind was heard")


class Window:
    """The window's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.answer()

    def tell(self, line: str) -> str:
        """Have the window do something; return what it answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> str:
        """Return the next line that the window says."""
        assert self._process.stdout is not None
        return _line(self._process.stdout)


def _line(stream: IO[str]) -> str:
    ready, _, _ = select.select([stream], [], [], _PATIENCE)
    line = stream.readline().strip() if ready else ""
    if not line:
        raise TimeoutError("a process did not answer")
    return line


@contextmanager
def desktop(folder: Path) -> Iterator[dict[str, str]]:
    """Give a screen, a session and its bus for accessibility; yield the environment of programs."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    environment = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
    environment.pop("WAYLAND_DISPLAY", None)
    with ExitStack() as stack:
        read, write = os.pipe()
        stack.enter_context(
            _running(["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24",
                      "-nolisten", "tcp"], environment, fds=(write,))
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as told:
            environment["DISPLAY"] = f":{_line(told)}"
        daemon = stack.enter_context(
            _running(["dbus-daemon", "--session", "--nofork", "--print-address=1"], environment)
        )
        assert daemon.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = _line(daemon.stdout)
        launcher = _launcher()
        assert launcher is not None
        stack.enter_context(_running([launcher, "--launch-immediately"], environment))
        yield environment


def address_of(environment: dict[str, str]) -> str:
    """Return where the bus for accessibility is, once it is there."""
    session = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    try:
        return _until(lambda: _asked(session, bus))
    finally:
        session.close()


def _asked(session: DBusConnection, bus: DBusAddress) -> str:
    answer = session.send_and_get_reply(new_method_call(bus, "GetAddress"), timeout=_PATIENCE)
    return "" if answer.header.message_type is MessageType.error else str(answer.body[0])


def _until(found: Callable[[], _Found]) -> _Found:
    """Ask again and again until something is found."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if said := found():
            return said
        select.select([], [], [], 0.05)
    raise TimeoutError("what was waited for did not come")


@contextmanager
def window_of(project: Path, language: str, environment: dict[str, str]) -> Iterator[Window]:
    """Open a project in the real window, in a language."""
    root = checkout_root()
    assert root is not None
    own = {
        **environment,
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    command = [sys.executable, "-m", "tests.access.reader_window", str(project), language]
    with _running(command, own, cwd=root) as process:
        yield Window(process)


@contextmanager
def _running(
    command: list[str],
    environment: dict[str, str],
    fds: tuple[int, ...] = (),
    cwd: Path | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a program; it and whatever it started are gone behind the block."""
    process = subprocess.Popen(
        command, env=environment, pass_fds=fds, cwd=cwd, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
