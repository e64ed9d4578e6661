"""What Qt and the reading view need from a Linux system, and how to get it.

Owns the map from a missing shared library to its package, the check for fonts, and the one place
that calls a package manager.  On macOS and Windows there is nothing to do: Qt brings it all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: Shared libraries that Qt's wheels expect the system to have, and the Debian package of each.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
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
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
}

#: Parts of Qt that the window loads; what these lack is what the system lacks.
QT_PARTS = (
    "Qt/lib/libQt6Gui.so.6",
    "Qt/lib/libQt6Widgets.so.6",
    "Qt/lib/libQt6XcbQpa.so.6",
    "Qt/lib/libQt6Svg.so.6",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqoffscreen.so",
)

#: A sample of each script that articles come in, as fontconfig asks for it, and a package with it.
FONTS = {
    "Latin": (":lang=en", "fonts-dejavu-core"),
    "Hebrew": (":lang=he", "fonts-dejavu-core"),
    "Arabic": (":lang=ar", "fonts-dejavu-core"),
    "Chinese, Japanese and Korean": (":lang=ko", "fonts-unfonts-core"),
    "Chinese": (":lang=zh-cn", "fonts-wqy-microhei"),
}
FONT_PACKAGES = ("fonts-noto-core", "fonts-noto-cjk")


class SetupError(Exception):
    """Something the person has to do; the message holds the exact command."""


def ensure_libraries(python: Path) -> None:
    """Install the system libraries that Qt lacks; raises SetupError if that is not possible."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_libraries(python)
    if not missing:
        return
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
    unknown = sorted(name for name in missing if name not in DEBIAN_PACKAGES)
    if unknown or not packages:
        raise SetupError("Qt needs these libraries of the system: " + ", ".join(sorted(missing)))
    install_packages(packages, "libraries that Qt's window needs")
    still = missing_libraries(python)
    if still:
        raise SetupError("Qt still lacks these libraries: " + ", ".join(sorted(still)))


def missing_libraries(python: Path) -> set[str]:
    """Return the shared libraries that the dynamic linker does not find for Qt's parts."""
    where = subprocess.run(
        [
            str(python),
            "-c",
            "import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent)",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    missing: set[str] = set()
    for part in QT_PARTS:
        library = Path(where) / part
        if not library.exists():
            continue
        # The loader itself lists what it resolves; unlike ldd it is on every system.
        listed = subprocess.run(
            ["ldd", str(library)], check=False, capture_output=True, text=True
        ).stdout
        missing.update(re.findall(r"^\s*(\S+) => not found", listed, flags=re.MULTILINE))
    return missing


def ensure_fonts() -> None:
    """Install fonts for the scripts that no installed font covers, or say which are missing.

    Without any font Qt draws boxes; without a font for a script only its articles suffer, so
    this never stops the set-up.
    """
    if not sys.platform.startswith("linux"):
        return
    lacking = missing_scripts()
    if not lacking:
        return
    try:
        install_packages([*FONT_PACKAGES, "fontconfig"], "fonts for " + ", ".join(lacking))
    except SetupError as error:
        print(f"set-up: {error}", file=sys.stderr)


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


def install_packages(packages: list[str], what: str) -> None:
    """Install Debian packages; raises SetupError with the command if that is not allowed here."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    by_hand = "sudo apt-get update && sudo " + " ".join(command)
    if shutil.which("apt-get") is None:
        raise SetupError(
            f"missing: {what}. On Debian and Ubuntu they are in: {' '.join(packages)}; "
            "install their equals with this system's package manager and try again"
        )
    prefix = administrator()
    if prefix is None:
        raise SetupError(f"missing: {what}. Install them with: {by_hand}")
    print(f"set-up: installing {what}: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "--quiet"], command):
        done = subprocess.run(
            [*prefix, *step],
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        # A failing update (one dead source among many) may still leave usable lists.
        if done.returncode != 0 and step is command:
            raise SetupError(f"could not install {what}. Try: {by_hand}")


def administrator() -> list[str] | None:
    """Return how to run a command as administrator without a question, or None."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    allowed = subprocess.run([sudo, "-n", "true"], check=False, stderr=subprocess.DEVNULL)
    return [sudo, "-n"] if allowed.returncode == 0 else None
