"""Passwords on the command line.

Owns `encrypt` and `decrypt`, where every command gets the password of an encrypted project from,
and that a command begins anew once it is known.  A password is never an argument: those can be read
by everybody on the computer, and stay in the history of the shell.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annotator.cli.common import print_result, progress
from annotator.domain.errors import AnnotatorError
from annotator.wording import explain, tr

_TRIES = 3
_VARIABLE = "ANNOTATOR_PASSWORD_FILE"
_NEW_VARIABLE = "ANNOTATOR_NEW_PASSWORD_FILE"


def add_option(command: argparse.ArgumentParser) -> None:
    """Add the option by which a command gets the password of its project."""
    command.add_argument(
        "--password-file", type=Path, metavar="FILE",
        help=f"password of an encrypted project, on the first line; default: the file that "
        f"{_VARIABLE} names, else it is asked for",
    )  # fmt: skip


def add_new_option(command: argparse.ArgumentParser) -> None:
    """Add the option by which a command gets a password that is new."""
    command.add_argument(
        "--new-password-file", type=Path, metavar="FILE",
        help=f"the new password, on the first line; default: the file that {_NEW_VARIABLE} names, "
        "else it is asked for",
    )  # fmt: skip


def add_commands(command: Callable[..., Any]) -> None:
    """Add the commands of this module by a function `(name, run, words)` that makes one."""
    encrypted = command("encrypt", _encrypt, "put a project under a password, or under another")
    encrypted.add_argument("project", type=Path)
    add_new_option(encrypted)
    encrypted.add_argument(
        "--keep-copies", action="store_true",
        help="do not delete the copies of the project that were made without a password",
    )  # fmt: skip
    decrypted = command("decrypt", _decrypt, "take the password of a project away")
    decrypted.add_argument("project", type=Path)


def run(command: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command; begin anew with the password of each encrypted project that it meets.

    A project is opened before anything of it is changed or printed, so that beginning anew repeats
    nothing.
    """
    asked: set[str] = set()
    try:
        while True:
            try:
                return command(arguments)
            except AnnotatorError as error:
                path = str(error.values.get("path", ""))
                if error.code != "project-password-needed" or path in asked:
                    raise
                asked.add(path)
                _unlock(Path(path), arguments, error)
    finally:
        # Whoever calls this in a process of her own is asked again; nothing else is loaded for it.
        if "annotator.services.encrypting" in sys.modules:
            from annotator.services.encrypting import forget_passwords

            forget_passwords()


def _unlock(path: Path, arguments: argparse.Namespace, needed: AnnotatorError) -> None:
    """Unlock a project by the password in a file, or by one that is typed."""
    from annotator.services.encrypting import refuse_if_missing, unlock

    refuse_if_missing()
    named = _file(getattr(arguments, "password_file", None), _VARIABLE)
    if named is not None:
        unlock(path, _read(named))
        return
    if not sys.stdin.isatty():
        raise needed
    for left in reversed(range(_TRIES)):
        try:
            unlock(path, _ask(tr("cli-password-ask", path=path)))
        except AnnotatorError as error:
            if error.code != "password-wrong" or not left:
                raise
            print(explain(error), file=sys.stderr)
        else:
            return


def new_password(arguments: argparse.Namespace) -> str:
    """Return a new password from a file, or typed twice.

    Raises AnnotatorError("password-short", "password-differs", "password-file").
    """
    from annotator.services.encrypting import refuse_weak

    named = _file(arguments.new_password_file, _NEW_VARIABLE)
    if named is not None:
        password = _read(named)
    elif sys.stdin.isatty():
        password = _ask(tr("cli-password-new"))
        if _ask(tr("cli-password-again")) != password:
            raise AnnotatorError("password-differs")
    else:
        raise AnnotatorError("password-not-given")
    refuse_weak(password)
    return password


def _ask(prompt: str) -> str:
    """Return what a person types, unseen."""
    from getpass import getpass

    return getpass(prompt)


def _file(given: Path | None, variable: str) -> Path | None:
    if given is not None:
        return given
    named = os.environ.get(variable)
    return Path(named) if named else None


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            password = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotatorError("password-file", path=str(path), why=str(error)) from error
    if not password:
        raise AnnotatorError("password-file", path=str(path), why="-")
    return password


def _encrypt(arguments: argparse.Namespace) -> int:
    from annotator.services.encrypting import protect, refuse_if_missing
    from annotator.services.session import Session

    refuse_if_missing()
    # Whoever may not open it is told so before a new password is asked for.
    with Session.open(arguments.project, read_only=True):
        pass
    password = new_password(arguments)
    with progress("protecting") as task:
        done = protect(arguments.project, password, task, delete_copies=not arguments.keep_copies)
    return _tell(arguments, "cli-encrypted", done)


def _decrypt(arguments: argparse.Namespace) -> int:
    from annotator.services.encrypting import unprotect
    from annotator.services.session import Session

    with Session.open(arguments.project, read_only=True):
        pass
    with progress("protecting") as task:
        done = unprotect(arguments.project, task)
    return _tell(arguments, "cli-decrypted", done)


def _tell(arguments: argparse.Namespace, code: str, done: Any) -> int:
    values = {"path": str(done.path), "deleted": done.copies_deleted, "left": done.copies_left}
    result = {
        "path": values["path"],
        "encrypted": done.encrypted,
        "copies_deleted": done.copies_deleted,
        "copies_left": done.copies_left,
    }
    print_result(arguments, result, tr(code, **values))
    return 0
