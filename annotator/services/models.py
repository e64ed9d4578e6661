"""The models that learned from a project, as they lie on this computer.

Owns the folder of models in the person's data folder (`models/<project>/<kind>/<version>/`): how a
model comes to be there whole or not at all, which of them the project uses, and the rule that only
what was made here is ever loaded.  A project file stores names, hashes and scores; the models stay
where they were made, so that no packet, export or copy carries one.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from annotator.domain.errors import AnnotatorError
from annotator.locations import data_directory

if TYPE_CHECKING:
    from annotator.services.session import Session

KINDS = ("quotes", "opinions", "entities")
#: Beginning of the name under which suggestions of a model are kept.
_NAMES = {"quotes": "quote-model", "opinions": "opinion-model", "entities": "entity-model"}
#: Setting of the project: by kind, which version is in use and what is known of each.
SETTING = "models"
#: What is known of a model; `model.json` and others in its folder are its trainer's.
_ABOUT = "kept.json"
#: Of one project: by kind, the hash of each version made on this computer and the last number.
_MADE_HERE = "made-here.json"
_HALF = ".making-"


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a model reached that learned from some of the articles."""

    articles: int
    score: float  # of the measure that training goes by, 0 to 1


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of one model."""

    kind: str
    version: int = 0  # 0 = not kept yet
    made: str = ""  # ISO 8601, UTC
    pipeline: str = ""  # that parsed the articles; the model fits no other
    labels: Mapping[str, int] = field(default_factory=dict)  # learned from, how often each
    documents: tuple[int, ...] = ()  # learned from
    annotator: str = ""  # whose labels; "gold" for the gold set
    sha256: str = ""  # of its files
    scores: Mapping[str, float] = field(default_factory=dict)  # on articles it did not learn from
    tested: int = 0  # articles these scores come from
    curve: tuple[CurvePoint, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)  # what the trainer says of it

    @property
    def name(self) -> str:
        """Return the name under which its suggestions are kept."""
        return model_name(self.kind, self.sha256)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        found = asdict(self)
        found["documents"] = [f"{each:016x}" for each in self.documents]
        return found


def model_name(kind: str, sha256: str) -> str:
    """Return the name of a model of a kind with a hash."""
    return f"{_NAMES[kind]}-{sha256[:8]}"


def _from_plain(value: Mapping[str, Any]) -> Model:
    """Return the model that JSON values tell of; raises ValueError for anything else."""
    try:
        kind = str(value["kind"])
        if kind not in KINDS:
            raise ValueError(kind)
        return Model(
            kind,
            int(value["version"]),
            str(value["made"]),
            str(value["pipeline"]),
            {str(name): int(number) for name, number in value["labels"].items()},
            tuple(int(each, 16) for each in value["documents"]),
            str(value["annotator"]),
            str(value["sha256"]),
            {str(name): float(score) for name, score in value["scores"].items()},
            int(value["tested"]),
            tuple(CurvePoint(int(e["articles"]), float(e["score"])) for e in value["curve"]),
            dict(value["about"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def hash_of(folder: Path) -> str:
    """Return the SHA-256 over a model's files, in the order of their names, without `kept.json`.

    Raises ValueError for a link: it may lead to a file that is not the model's.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if path.is_symlink():
            raise ValueError(f"{path} is a link")
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name == _ABOUT:
            continue
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


class Candidate:
    """A model that was trained and waits for a person to keep or drop it."""

    def __init__(self, store: Store, folder: Path, lock: FileLock) -> None:
        """Take the folder to train into and the lock that shows that somebody waits for it."""
        self._store = store
        self._lock = lock
        self.folder = folder

    def keep(self, model: Model) -> Model:
        """Give it a version and its place; return what is known of it then.

        Raises AnnotatorError("model-dropped") if it is gone, and AnnotatorError("model-disk-full",
        "model-unwritable"); it still waits then.
        """
        if not self.folder.is_dir():
            raise AnnotatorError("model-dropped")
        kept = self._store.take(self.folder, model)
        self._release()
        return kept

    def drop(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._release()

    def _release(self) -> None:
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


class Store:
    """The models of one project on this computer."""

    def __init__(self, project: str) -> None:
        """Take the id of the project, as the project says it."""
        if not project or not all(each in "0123456789abcdef" for each in project):
            # The id comes from a file that may be somebody else's: it must not be a path.
            raise AnnotatorError("models-project-id", id=project[:40])
        self.folder = data_directory() / "models" / project

    def versions(self, kind: str) -> list[Model]:
        """Return the models of a kind that were made here, the newest first."""
        found = []
        for version in self._registry().get(kind, {}).get("made", {}):
            with suppress(OSError, ValueError):
                about = json.loads((self._place(kind, int(version)) / _ABOUT).read_bytes())
                model = _from_plain(about)
                if (model.kind, model.version) == (kind, int(version)):
                    found.append(model)
        return sorted(found, key=lambda each: -each.version)

    def path(self, kind: str, sha256: str) -> Path:
        """Return the folder of the model with a hash, for loading.

        Raises AnnotatorError("model-not-ours") if it was not made here for this project, and
        AnnotatorError("model-changed") if its files are no longer those that were made.
        """
        made = self._registry().get(kind, {}).get("made", {})
        version = next((number for number, known in made.items() if known == sha256), None)
        if version is None:
            raise AnnotatorError("model-not-ours", name=model_name(kind, sha256))
        folder = self._place(kind, int(version))
        try:
            unchanged = hash_of(folder) == sha256
        except (OSError, ValueError):
            unchanged = False
        if not unchanged or not folder.is_dir():
            raise AnnotatorError("model-changed", name=model_name(kind, sha256))
        return folder

    @contextmanager
    def making(self) -> Iterator[Candidate]:
        """Give the folder of a new model; it stays if the block ends well, until kept or dropped.

        Raises AnnotatorError("model-disk-full", "model-unwritable") for what the disk refuses, also
        inside the block.
        """
        with _disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._clear_halves()
            half = self.folder / f"{_HALF}{secrets.token_hex(6)}"
            # Held until it is kept or dropped, and gone with its owner: how a crash is told.
            lock = FileLock(half.with_suffix(".lock"), thread_local=False)
            lock.acquire(timeout=0)
            candidate = Candidate(self, half, lock)
            try:
                half.mkdir()
                yield candidate
            except BaseException:
                candidate.drop()
                raise

    def take(self, half: Path, model: Model) -> Model:
        """Move a finished model to its place and note that it was made here."""
        with _disk(self.folder), self._registry_alone():
            registry = self._registry()
            of_kind = registry.setdefault(model.kind, {"last": 0, "made": {}})
            version = int(of_kind["last"]) + 1
            place = self._place(model.kind, version)
            # Moved there before a crash, and never noted: nobody knows of it.
            shutil.rmtree(place, ignore_errors=True)
            made = model.made or datetime.now(UTC).isoformat(timespec="seconds")
            kept = replace(model, version=version, made=made, sha256=hash_of(half))
            _write(half / _ABOUT, kept.plain())
            place.parent.mkdir(parents=True, exist_ok=True)
            half.rename(place)
            of_kind["last"] = version
            of_kind["made"][str(version)] = kept.sha256
            try:
                _write(self.folder / _MADE_HERE, registry)
            except OSError:
                place.rename(half)
                raise
        return kept

    def delete(self, kind: str, version: int) -> None:
        """Delete a version with its files; raises AnnotatorError("model-unknown")."""
        if not self.folder.is_dir():
            raise AnnotatorError("model-unknown", kind=kind, version=version)
        with _disk(self.folder), self._registry_alone():
            registry = self._registry()
            made = registry.get(kind, {}).get("made", {})
            if made.pop(str(version), None) is None:
                raise AnnotatorError("model-unknown", kind=kind, version=version)
            _write(self.folder / _MADE_HERE, registry)
        # What is left of it after a crash is loaded by nobody.
        shutil.rmtree(self._place(kind, version), ignore_errors=True)

    def _place(self, kind: str, version: int) -> Path:
        return self.folder / kind / str(version)

    def _registry(self) -> dict[str, Any]:
        try:
            found = json.loads((self.folder / _MADE_HERE).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _registry_alone(self) -> FileLock:
        """Return the lock under which the list of what was made here is changed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self.folder / ".made-here.lock")

    def _clear_halves(self) -> None:
        """Throw away what a crash left of models that nobody waits for."""
        for path in self.folder.glob(f"{_HALF}*.lock"):
            lock = FileLock(path, thread_local=False)
            with suppress(Timeout):
                lock.acquire(timeout=0)
                Candidate(self, path.with_suffix(""), lock).drop()


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Raise what the disk refuses as an error that says what to do."""
    try:
        yield
    except OSError as error:
        code = "model-disk-full" if error.errno == errno.ENOSPC else "model-unwritable"
        raise AnnotatorError(code, path=str(folder), why=error.strerror or str(error)) from error


def _write(path: Path, value: Mapping[str, Any]) -> None:
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with half.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


# What a project knows of its models -------------------------------------------------------------


def store_of(session: Session) -> Store:
    """Return where the models of a project lie."""
    return Store(session.project_id)


def versions_here(session: Session, kind: str) -> list[Model]:
    """Return the models of a kind that were made here, the newest first; none without an id."""
    return store_of(session).versions(kind) if session.setting("project") else []


def known(session: Session) -> dict[str, dict[str, Any]]:
    """Return what the project says of its models: by kind `{"use": version, "versions": {…}}`.

    It may come from somebody else; nothing of it is loaded because it stands there.
    """
    found = session.setting(SETTING)
    kinds = found if isinstance(found, dict) else {}
    return {kind: each for kind, each in kinds.items() if kind in KINDS and isinstance(each, dict)}


def in_use(session: Session) -> dict[str, str]:
    """Return the hash of the model in use, by kind, as the project says."""
    found = {}
    for kind, each in known(session).items():
        versions = each.get("versions")
        chosen = versions.get(str(each.get("use"))) if isinstance(versions, dict) else None
        if isinstance(chosen, dict) and isinstance(chosen.get("sha256"), str):
            found[kind] = chosen["sha256"]
    return found


@dataclass(frozen=True, slots=True)
class Usable:
    """The models that may be loaded, and why others may not."""

    paths: Mapping[str, Path] = field(default_factory=dict)  # by kind
    names: Mapping[str, str] = field(default_factory=dict)  # by kind, as suggestions name them
    problems: tuple[AnnotatorError, ...] = ()


def usable(session: Session) -> Usable:
    """Return the models in use whose files are those that this computer made for the project."""
    paths: dict[str, Path] = {}
    names: dict[str, str] = {}
    problems = []
    chosen = in_use(session)
    if not chosen:
        return Usable()
    for kind, sha256 in chosen.items():
        try:
            paths[kind] = store_of(session).path(kind, sha256)
            names[kind] = model_name(kind, sha256)
        except AnnotatorError as error:
            problems.append(error)
    return Usable(paths, names, tuple(problems))


def keep(session: Session, candidate: Candidate, model: Model) -> Model:
    """Keep a trained model and use it from now on."""
    kept = candidate.keep(model)
    _say(session, kept.kind, kept, use=kept.version)
    return kept


def use(session: Session, kind: str, version: int | None) -> None:
    """Use a version from now on, or none of a kind.

    Raises AnnotatorError("model-unknown") for a version that is not here, and what `Store.path`
    raises for one that may not be loaded.
    """
    model = None
    if version is not None:
        store = store_of(session)
        model = next((each for each in store.versions(kind) if each.version == version), None)
        if model is None:
            raise AnnotatorError("model-unknown", kind=kind, version=version)
        store.path(kind, model.sha256)
    _say(session, kind, model, use=version)


def delete(session: Session, kind: str, version: int) -> None:
    """Delete a version with its files; if it was in use, none of its kind is.

    Raises AnnotatorError("model-unknown").
    """
    store_of(session).delete(kind, version)
    models = known(session)
    of_kind = models.get(kind, {})
    versions = of_kind.get("versions")
    if isinstance(versions, dict):
        versions.pop(str(version), None)
    if of_kind.get("use") == version:
        of_kind["use"] = None
    session.set_setting(SETTING, models)


def _say(session: Session, kind: str, model: Model | None, *, use: int | None) -> None:
    """Write into the project which models there are and which is in use."""
    models = known(session)
    of_kind = models.setdefault(kind, {})
    versions = of_kind.get("versions")
    of_kind["versions"] = versions = versions if isinstance(versions, dict) else {}
    if model is not None:
        versions[str(model.version)] = {
            "name": model.name,
            "sha256": model.sha256,
            "made": model.made,
            "scores": dict(model.scores),
        }
    of_kind["use"] = use
    session.set_setting(SETTING, models)
