"""What a Linux system must have for Python's venv, Qt and the reading view, and how to get it.

Owns the map from a missing shared library to its package, the check for fonts, and the one place
that calls a package manager.  On macOS and Windows there is nothing to do: Qt brings it all.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

#: Shared libraries that Qt's wheels expect of the system, and the package of each in Debian and
#: Ubuntu (where a newer release has a `t64` name, the older one still leads there).
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

#: Parts of Qt that the window loads; what these lack is what the system lacks.
QT_PARTS = (
    "Qt/lib/libQt6Gui.so.6",
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/lib/libQt6XcbQpa.so.6",
    "Qt/lib/libQt6Svg.so.6",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqwayland.so",
    "Qt/plugins/platforms/libqoffscreen.so",
)

#: The C library that the locked Qt wheels were built for, by machine.
OLDEST_GLIBC = {"x86_64": (2, 34), "aarch64": (2, 39)}

#: A sample of each script that articles come in: how fontconfig asks for it, a package with it.
FONTS = {
    "Latin": (":lang=en", "fonts-noto-core"),
    "Hebrew": (":lang=he", "fonts-noto-core"),
    "Arabic": (":lang=ar", "fonts-noto-core"),
    "Chinese": (":lang=zh-cn", "fonts-noto-cjk"),
    "Japanese": (":lang=ja", "fonts-noto-cjk"),
    "Korean": (":lang=ko", "fonts-noto-cjk"),
    "emoji": (":lang=und-zsye", "fonts-noto-color-emoji"),
}


#: What the test with a screen reader runs, and the package of each; windows do without.
READER_TOOLS = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus-daemon",
    "at-spi-bus-launcher": "at-spi2-core",
}
#: Where programs lie that nobody calls by hand.
HELPERS = ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib")


class SetupError(Exception):
    """Something the person has to do; the message holds the exact command."""


@dataclass(frozen=True)
class Need:
    """Something the system lacks."""

    what: str  # in the person's words
    packages: tuple[str, ...]  # of Debian and Ubuntu
    required: bool = True  # False: the program works without it, only less well


# What is there ---------------------------------------------------------------------------------


def check_machine(machine: str | None = None, glibc: str | None = None) -> None:
    """Raise SetupError on a Linux for which Qt offers no wheel, before pip says it at length."""
    if not sys.platform.startswith("linux"):
        return
    machine = machine or platform.machine()
    found = glibc if glibc is not None else platform.libc_ver()[1]
    oldest = OLDEST_GLIBC.get(machine)
    if oldest is None:
        raise SetupError(f"there is no Qt for this machine ({machine}); it needs x86_64 or aarch64")
    if not found or tuple(int(part) for part in found.split(".")[:2]) < oldest:
        systems = "Debian 12, Ubuntu 22.04" if machine == "x86_64" else "Debian 13, Ubuntu 24.04"
        raise SetupError(
            f"Qt needs glibc {oldest[0]}.{oldest[1]} or newer ({systems} and newer have it); "
            f"this system has {'glibc ' + found if found else 'another C library'}"
        )


def system_needs() -> list[Need]:
    """Return what Qt and the reading view lack here; nothing on macOS and Windows."""
    if not sys.platform.startswith("linux"):
        return []
    return [
        *library_needs(missing_libraries()),
        *font_needs(missing_scripts()),
        *reader_needs(missing_reader_tools()),
    ]


def missing_libraries() -> list[str]:
    """Return the libraries on our list that the dynamic linker cannot load."""
    return [name for name in DEBIAN_PACKAGES if not _loads(name)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def unresolved_libraries(python: Path) -> list[str]:
    """Return what Qt's installed parts lack: the last word, after the list above."""
    if not sys.platform.startswith("linux"):
        return []
    where = subprocess.run(
        [str(python), "-c", "import PySide6; print(PySide6.__path__[0])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    missing: set[str] = set()
    for part in QT_PARTS:
        listed = subprocess.run(
            ["ldd", str(Path(where) / part)], check=False, capture_output=True, text=True
        )
        missing |= not_found(listed.stdout)
    return sorted(missing)


def not_found(listing: str) -> set[str]:
    """Return the libraries that a listing by `ldd` names as missing."""
    return set(re.findall(r"^\s*(\S+) => not found", listing, flags=re.MULTILINE))


def missing_scripts() -> list[str]:
    """Return the scripts for which fontconfig knows no font (all of them without fontconfig)."""
    lister = shutil.which("fc-list")
    if lister is None:
        return list(FONTS)
    lacking = []
    for script, (pattern, _) in FONTS.items():
        listed = subprocess.run([lister, pattern], check=False, capture_output=True, text=True)
        if not listed.stdout.strip():
            lacking.append(script)
    return lacking


def missing_reader_tools() -> list[str]:
    """Return what the test with a screen reader would not find here."""
    places = os.pathsep.join((os.environ.get("PATH", ""), *HELPERS))
    return [each for each in READER_TOOLS if shutil.which(each, path=places) is None]


# What to do about it ---------------------------------------------------------------------------


def venv_need(version: tuple[int, int]) -> Need:
    """Return the need for Python's venv module, which Debian keeps in a package of its own."""
    name = f"python{version[0]}.{version[1]}-venv"
    return Need("Python's venv module", (name,))


def library_needs(missing: list[str]) -> list[Need]:
    """Return the need for some shared libraries; raises SetupError for one of unknown package."""
    unknown = [name for name in missing if name not in DEBIAN_PACKAGES]
    if unknown:
        raise SetupError("Qt needs these libraries of the system: " + ", ".join(sorted(missing)))
    if not missing:
        return []
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing})
    return [Need("libraries for Qt's window (" + ", ".join(missing) + ")", tuple(packages))]


def font_needs(scripts: list[str]) -> list[Need]:
    """Return the need for fonts: without one for a script its articles show as boxes."""
    if not scripts:
        return []
    packages = sorted({FONTS[script][1] for script in scripts} | {"fontconfig"})
    return [Need("fonts for " + ", ".join(scripts), tuple(packages), required=False)]


def reader_needs(tools: list[str]) -> list[Need]:
    """Return the need for what only the test with a screen reader uses; it is skipped without."""
    if not tools:
        return []
    packages = sorted({READER_TOOLS[each] for each in tools})
    return [Need("programs for the test with a screen reader", tuple(packages), required=False)]


def provide(needs: list[Need]) -> None:
    """Install what is needed where that is allowed.

    Raises SetupError with the one command that gets everything, if something required is missing
    and may not be installed from here.
    Where only something optional is missing, the command is printed.
    """
    if not needs:
        return
    required = [need for need in needs if need.required]
    prefix = administrator()
    if shutil.which("apt-get") is None or prefix is None:
        if required:
            raise SetupError(by_hand(needs))
        say(by_hand(needs))
        return
    apt_get(prefix, "update", "--quiet")  # one dead source among many may still leave usable lists
    for need in [*required, *(need for need in needs if not need.required)]:
        say(f"installing {need.what}")
        if not apt_get(prefix, *INSTALL, *need.packages):
            if need.required:
                raise SetupError(by_hand([need]))
            say(by_hand([need]))


INSTALL = ("install", "--yes", "--no-install-recommends")


def by_hand(needs: list[Need]) -> str:
    """Return what is missing and the exact command that gets it."""
    packages = sorted({package for need in needs for package in need.packages})
    missing = "missing: " + "; ".join(need.what for need in needs) + ".\n"
    if shutil.which("apt-get") is None:
        return (
            missing + "Install them with this system's package manager and try again; "
            "on Debian and Ubuntu they are in: " + " ".join(packages)
        )
    command = " ".join(("sudo apt-get", *INSTALL, *packages))
    return (
        f"{missing}Install them with this command and try again:\n\n"
        f"    sudo apt-get update && {command}\n"
    )


def apt_get(prefix: list[str], *arguments: str) -> bool:
    """Run apt-get as administrator; tell whether it did its work."""
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    # A fresh machine may be busy with its own updates: wait for these rather than fail.
    command += ["-o", "DPkg::Lock::Timeout=120", *arguments]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return done.returncode == 0


def administrator() -> list[str] | None:
    """Return what to put before a command that only an administrator may run, or None.

    On a terminal sudo may ask for the password; elsewhere nobody could answer it.
    """
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    if subprocess.run([sudo, "-n", "true"], check=False, stderr=subprocess.DEVNULL).returncode == 0:
        return [sudo, "-n"]
    return [sudo] if sys.stdin.isatty() else None


def say(words: str) -> None:
    """Tell the person what is going on."""
    print(f"set-up: {words}", flush=True)
