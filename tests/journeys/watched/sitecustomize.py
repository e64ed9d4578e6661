"""Sees every attempt of a process to reach a network, writes it down and refuses it.

Python imports a module of this name when it starts, if its folder is on the path: so the watch is
on in every process of a test before any code of the program runs.  It stands alone on purpose.

Python tells an audit hook of what its own `socket` is about to do, and of programs that are about
to be started; what a C library does by itself is looked for among the open sockets instead
(`open_sockets`).
"""

# ruff: noqa: PLW0603 - one process, one watch
from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

#: Names the file in which attempts are written down; not set, nothing is watched.
VARIABLE = "ANNOTATOR_WATCHED_NETWORK"
_ADDRESSED = frozenset(("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"))
_NAMED = frozenset(
    ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
)
_STARTING = frozenset(("subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn"))
_OUTSIDE = frozenset(("os.system", "webbrowser.open", "pty.spawn"))

_log: int | None = None


def start(path: str) -> None:
    """Watch this process from now on; the file may be that of other processes, too."""
    global _log
    stop()
    _log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    _write("watched", " ".join(sys.orig_argv))


def stop() -> None:
    """Watch no longer: a hook itself cannot be taken away."""
    global _log
    if _log is not None:
        os.close(_log)
    _log = None


def _write(what: str, detail: object) -> None:
    if _log is not None:
        line = json.dumps({"process": os.getpid(), "what": what, "detail": str(detail)})
        os.write(_log, f"{line}\n".encode())


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _log is None:
        return
    if event in _ADDRESSED:
        # A socket between two processes of one computer is addressed by a path.
        address = arguments[-1]
        if not isinstance(address, (str, bytes)) and address is not None:
            _refuse(event, address)
    elif event in _NAMED or event in _OUTSIDE:
        _refuse(event, arguments)
    elif event in _STARTING:
        program = os.fsdecode(arguments[0]) if isinstance(arguments[0], (str, bytes)) else ""
        if Path(program).resolve() != Path(sys.executable).resolve():
            _refuse(event, arguments[0])


def _refuse(event: str, detail: object) -> None:
    _write(event, detail)
    raise PermissionError(f"{event}: no program of ours uses a network ({detail})")


def open_sockets() -> list[str]:
    """Return the network sockets that this process holds, whoever opened them (Linux only)."""
    held = set()
    for each in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):
            target = str(each.readlink())
            if target.startswith("socket:["):
                held.add(target[8:-1])
    found = []
    for kind in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        with suppress(OSError):
            for line in Path(f"/proc/self/net/{kind}").read_text().splitlines()[1:]:
                fields = line.split()
                if len(fields) > 9 and fields[9] in held:
                    found.append(f"{kind} {fields[1]} {fields[2]}")
    return found


sys.addaudithook(_hook)
if os.environ.get(VARIABLE):
    start(os.environ[VARIABLE])
