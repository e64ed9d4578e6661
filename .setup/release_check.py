"""Is this a release?  The wheel in an empty place, then both commands on a bare Debian 12.

`make release-check` runs both parts; `--only-wheel` and `--only-bare` run one.  The second needs
root and debootstrap, and says so where it lacks them.  Nothing is left behind, mounts above all.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlparse

ROOT = Path(__file__).resolve().parent.parent
#: What a person has before the two commands: git to clone, make, and Python without its extras.
BARE_PACKAGES = "make,python3,git,ca-certificates"
SUITE = "bookworm"
ARTICLE = "The Citadel said on Monday that the harbour of Karsk would stay open.\n"


class CheckError(Exception):
    """Something that must not go out."""


def main() -> int:
    """Run the parts that were asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-wheel", action="store_true", help="leave the bare system out")
    parser.add_argument("--only-bare", action="store_true", help="leave the wheel out")
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="annotator-release-") as folder:
            if not chosen.only_bare:
                check_wheel(Path(folder))
            if not chosen.only_wheel:
                check_bare_system(Path(folder))
    except CheckError as error:
        print(f"release-check: {error}", file=sys.stderr)
        return 1
    say("all of it passed")
    return 0


# The wheel -----------------------------------------------------------------------------------


def check_wheel(folder: Path) -> None:
    """Build the wheel, look inside, install it elsewhere and do the main job there."""
    say("building the wheel")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder),
         str(ROOT)])  # fmt: skip
    wheel = next(folder.glob("*.whl"))
    look_inside(wheel)
    place = folder / "installed"
    run([sys.executable, "-m", "venv", str(place)])
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--no-deps"]
    say("installing the lock and the wheel into a fresh environment outside the checkout")
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")])
    run([*pip, str(wheel)])
    do_main_job(programs, folder / "work")


def look_inside(wheel: Path) -> None:
    """See that the resources are in the wheel and that nothing else is."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    shipped = {name.removeprefix("annotator/") for name in names if "annotator/resources/" in name}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    if shipped != wanted:
        raise CheckError(f"resources in the wheel differ: {sorted(shipped ^ wanted)[:5]}")
    strange = [name for name in names if not re.match(r"annotator(-[^/]+\.dist-info)?/", name)]
    if strange:
        raise CheckError(f"the wheel holds more than the program: {strange[:5]}")
    say(f"{wheel.name}: {len(names)} files, {wheel.stat().st_size / 1024**2:.1f} MB")


def do_main_job(programs: Path, work: Path) -> None:
    """Make, import, label by file, export, check, and draw, with the installed commands."""
    work.mkdir()
    home = work / "home"
    home.mkdir()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen"}

    def annotator(*words: str) -> str:
        done = subprocess.run(
            [str(programs / "annotator"), *words],
            check=False, cwd=work, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            raise CheckError(f"annotator {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    (work / "article.txt").write_text(ARTICLE, encoding="utf-8")
    say(annotator("--version").strip())
    annotator("new", "desk.annotator", "--annotator", "Mina Kell")
    annotator("import", "desk.annotator", "article.txt")
    annotator("export", "desk.annotator", "out.jsonl")
    if "Citadel" not in (work / "out.jsonl").read_text(encoding="utf-8"):
        raise CheckError("the export lacks the article")
    annotator("check", "desk.annotator")
    annotator("stats", "desk.annotator", "--json")
    told = annotator("demo", "--directory", str(work / "demo"))
    if not list((work / "demo").glob("*.png")):
        raise CheckError("the demo drew no picture")
    print(told, end="")


# The bare system -----------------------------------------------------------------------------


def check_bare_system(folder: Path) -> None:
    """Run `make run` and `make test` on a clean clone in a Debian that has next to nothing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise CheckError(
            "the bare system needs root and debootstrap (sudo apt-get install debootstrap); "
            "`--only-wheel` leaves it out"
        )
    system = folder / "debian"
    say(f"making a bare Debian ({SUITE})")
    run(["debootstrap", "--variant=minbase", f"--include={BARE_PACKAGES}", SUITE, str(system),
         mirror()], quiet=True)  # fmt: skip
    for path in machine_configuration():
        copy_into(system, path)
    clone = system / "home" / "annotator"
    run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)])
    with mounted(system):
        for target in ("run", "test"):
            say(f"make {target} in it, without a display")
            inside(system, f"cd /home/annotator && make {target}")


def mirror() -> str:
    """Return where this machine gets its packages from."""
    files = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources"),
             *Path("/etc/apt/sources.list.d").glob("*.list")]  # fmt: skip
    for file in files:
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        found = re.search(
            r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S+/debian/?)(?:\s|$)", text, re.MULTILINE
        )
        if found:
            return found.group(1)
    raise CheckError("no Debian mirror is named in this machine's package sources")


def machine_configuration() -> Iterator[Path]:
    """Yield the files that tell package clients on this machine how to reach anything."""
    for path in ("/etc/resolv.conf", "/etc/hosts", "/etc/pip.conf", "/etc/xdg/pip",
                 "/etc/ssl/certs/ca-certificates.crt"):  # fmt: skip
        if Path(path).exists():
            yield Path(path)
    for path in Path("/etc/apt/apt.conf.d").glob("*"):
        if "Acquire::" in path.read_text(encoding="utf-8", errors="replace"):
            yield path


def copy_into(system: Path, path: Path) -> None:
    """Put a copy of a file or folder of this machine at the same place of another root."""
    target = system / path.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    else:
        target.unlink(missing_ok=True)
        shutil.copyfile(path, target)


def local_package_folders() -> set[Path]:
    """Return the folders of this machine that pip takes packages from."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    listed += " ".join(value for name, value in os.environ.items() if name.startswith("PIP_"))
    found = set()
    for word in re.findall(r"(?:file://)?/[^\s'\"]+", listed):
        path = Path(unquote(urlparse(word).path))
        if path.is_dir():
            found.add(path)
    return found


@contextmanager
def mounted(system: Path) -> Iterator[None]:
    """Give another root its system folders for a while."""
    places: list[Path] = []
    try:
        for source in (Path("/proc"), Path("/sys"), Path("/dev"), *local_package_folders()):
            target = system / source.relative_to("/")
            target.mkdir(parents=True, exist_ok=True)
            run(["mount", "--bind", str(source), str(target)])
            places.append(target)
        yield
    finally:
        for place in reversed(places):
            subprocess.run(["umount", "--lazy", str(place)], check=False)


def inside(system: Path, command: str) -> None:
    """Run a command in another root with nothing of this one's environment but pip's settings."""
    kept = {name: value for name, value in os.environ.items()
            if name.startswith("PIP_") or name.lower().endswith("_proxy")}  # fmt: skip
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    done = subprocess.run(
        ["chroot", str(system), "/bin/bash", "-c", command], check=False, env=environment | kept
    )
    if done.returncode != 0:
        raise CheckError(f"on the bare system this failed: {command}")


def run(command: list[str], *, quiet: bool = False) -> None:
    """Run a command; raises CheckError with the command when it fails."""
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL if quiet else None)
    if done.returncode != 0:
        raise CheckError("this failed: " + " ".join(command))


def say(words: str) -> None:
    """Tell the person what is going on."""
    print(f"release-check: {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
