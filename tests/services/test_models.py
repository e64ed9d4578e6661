"""The store of own models: whole or not there, counted, and nobody else's is loaded."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.locations import data_directory
from annotator.services import models
from annotator.services.exporting import ExportOptions, export
from annotator.services.models import CurvePoint, Model, Store
from annotator.services.packets import send_packet
from annotator.services.session import Session
from tests import articles

PROJECT = "5a" * 16


@pytest.fixture
def store() -> Store:
    return Store(PROJECT)


def made(store: Store, content: bytes = b"weights", kind: str = "quotes") -> Model:
    """Return a model that was trained and kept."""
    with store.making() as candidate:
        (candidate.folder / "parts").mkdir()
        (candidate.folder / "parts" / "model.bin").write_bytes(content)
    return candidate.keep(
        Model(kind, pipeline="en-1", labels={"quote": 40}, documents=(7, 9), annotator="Mina Kell",
              scores={"e2e": 0.61}, tested=3, curve=(CurvePoint(5, 0.5),), about={"rules": "1"})
    )  # fmt: skip


def left(store: Store) -> list[str]:
    return sorted(each.name for each in store.folder.iterdir() if not each.name.endswith(".lock"))


def test_what_is_kept_can_be_listed_and_loaded(store: Store) -> None:
    first, second = made(store), made(store, b"more weights")
    assert [each.version for each in store.versions("quotes")] == [2, 1]
    assert store.versions("quotes") == [second, first]
    assert first.name == f"quote-model-{first.sha256[:8]}"
    folder = store.path("quotes", second.sha256)
    assert folder == data_directory() / "models" / PROJECT / "quotes" / "2"
    assert (folder / "parts" / "model.bin").read_bytes() == b"more weights"
    assert json.loads((folder / "kept.json").read_bytes())["labels"] == {"quote": 40}
    assert store.versions("entities") == []


def test_the_hash_is_of_names_and_contents(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, names in ((one, ("a", "b")), (other, ("b", "a"))):
        folder.mkdir()
        for name in names:
            (folder / name).write_bytes(name.encode())
    assert models.hash_of(one) == models.hash_of(other)
    (one / "kept.json").write_bytes(b"{}")
    assert models.hash_of(one) == models.hash_of(other)
    (other / "b").rename(other / "c")
    assert models.hash_of(one) != models.hash_of(other)
    (one / "link").symlink_to(other / "a")
    with pytest.raises(ValueError, match="is a link"):
        models.hash_of(one)


def test_a_dropped_one_leaves_nothing_and_a_number_is_never_given_twice(store: Store) -> None:
    with store.making() as candidate:
        (candidate.folder / "model.bin").write_bytes(b"x")
    candidate.drop()
    assert left(store) == []
    with pytest.raises(AnnotatorError) as caught:
        candidate.keep(Model("quotes"))
    assert caught.value.code == "model-dropped"
    made(store)
    store.delete("quotes", 1)
    assert not (store.folder / "quotes" / "1").exists()
    assert made(store).version == 2
    with pytest.raises(AnnotatorError) as caught:
        store.delete("quotes", 1)
    assert caught.value.code == "model-unknown"


def test_a_training_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.making() as candidate:
            (candidate.folder / "half.bin").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert left(store) == []


def test_a_full_disk_while_training_says_so(store: Store) -> None:
    with pytest.raises(AnnotatorError) as caught, store.making():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.code == "model-disk-full"
    assert left(store) == []


def test_a_full_disk_while_keeping_lets_one_keep_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.making() as candidate:
        (candidate.folder / "model.bin").write_bytes(b"x")
    write = models._write

    def full(path: Path, value: object) -> None:
        if path.name == "made-here.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, value)  # type: ignore[arg-type]

    monkeypatch.setattr(models, "_write", full)
    with pytest.raises(AnnotatorError) as caught:
        candidate.keep(Model("quotes"))
    assert caught.value.code == "model-disk-full"
    assert store.versions("quotes") == []
    monkeypatch.setattr(models, "_write", write)
    assert candidate.keep(Model("quotes")).version == 1


KILLED = f"""
import os, signal
from annotator.services.models import Model, Store
store = Store("{PROJECT}")
with store.making() as candidate:
    (candidate.folder / "half.bin").write_bytes(b"x" * 1000)
    print(candidate.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_a_killed_training_left_goes_with_the_next(store: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], check=False, capture_output=True, text=True, timeout=60
    )
    half = Path(done.stdout.strip())
    assert done.returncode < 0
    assert (half / "half.bin").is_file()
    assert store.versions("quotes") == []
    made(store)
    assert not half.exists()


def test_what_somebody_still_looks_at_stays(store: Store) -> None:
    with store.making() as waiting:
        (waiting.folder / "model.bin").write_bytes(b"x")
    made(store, b"another")
    assert waiting.folder.is_dir()
    assert waiting.keep(Model("quotes")).version == 2


def test_a_folder_that_was_never_noted_is_not_listed_and_gives_way(store: Store) -> None:
    stray = store.folder / "quotes" / "1"
    stray.mkdir(parents=True)
    (stray / "kept.json").write_text("{}")
    assert store.versions("quotes") == []
    kept = made(store)
    assert kept.version == 1
    assert store.path("quotes", kept.sha256) == stray


# Whose it is --------------------------------------------------------------------------------------


def refusal(store: Store, sha256: str) -> str:
    with pytest.raises(AnnotatorError) as caught:
        store.path("quotes", sha256)
    return caught.value.code


def test_a_model_that_was_not_made_here_is_not_loaded(store: Store) -> None:
    ours = made(store)
    theirs = store.folder / "quotes" / "2"
    shutil.copytree(store.folder / "quotes" / "1", theirs)
    (theirs / "parts" / "model.bin").write_bytes(b"planted")
    assert refusal(store, models.hash_of(theirs)) == "model-not-ours"
    assert refusal(Store("cc" * 16), ours.sha256) == "model-not-ours"


def test_a_model_whose_files_changed_is_not_loaded(store: Store) -> None:
    ours = made(store)
    weights = store.path("quotes", ours.sha256) / "parts" / "model.bin"
    weights.write_bytes(b"planted")
    assert refusal(store, ours.sha256) == "model-changed"
    weights.write_bytes(b"weights")
    (weights.parent / "one-more.bin").write_bytes(b"")
    assert refusal(store, ours.sha256) == "model-changed"
    shutil.rmtree(weights.parent.parent)
    assert refusal(store, ours.sha256) == "model-changed"


@pytest.mark.parametrize("project", ["", "../../elsewhere", "a/b", "C:", "ABC"])
def test_the_id_of_a_project_is_no_path(project: str) -> None:
    with pytest.raises(AnnotatorError) as caught:
        Store(project)
    assert caught.value.code == "models-project-id"


def test_a_spoilt_registry_means_no_models(store: Store) -> None:
    made(store)
    for spoilt in (b"", b"[1]", b"{", b"\xff"):
        (store.folder / "made-here.json").write_bytes(spoilt)
        assert store.versions("quotes") == []


# In a project ------------------------------------------------------------------------------------


def kept(session: Session, content: bytes = b"weights", kind: str = "quotes") -> Model:
    with models.store_of(session).making() as candidate:
        (candidate.folder / "model.bin").write_bytes(content)
    return models.keep(session, candidate, Model(kind, scores={"e2e": 0.5}))


def test_a_kept_model_is_in_use_and_the_project_knows_its_hash(session: Session) -> None:
    model = kept(session)
    usable = models.usable(session)
    assert usable.paths == {"quotes": models.store_of(session).path("quotes", model.sha256)}
    assert usable.names == {"quotes": model.name}
    assert usable.problems == ()
    said = session.setting("models")["quotes"]
    assert said["use"] == 1
    assert said["versions"]["1"]["sha256"] == model.sha256
    assert said["versions"]["1"]["scores"] == {"e2e": 0.5}


def test_versions_are_changed_and_deleted(session: Session) -> None:
    first, second = kept(session), kept(session, b"better")
    models.use(session, "quotes", 1)
    assert models.usable(session).names == {"quotes": first.name}
    models.use(session, "quotes", None)
    assert models.usable(session).paths == {}
    models.use(session, "quotes", 2)
    assert models.usable(session).names == {"quotes": second.name}
    models.delete(session, "quotes", 2)
    assert models.usable(session).paths == {}
    assert [each.version for each in models.versions_here(session, "quotes")] == [1]
    for version in (2, 7):
        with pytest.raises(AnnotatorError) as caught:
            models.use(session, "quotes", version)
        assert caught.value.code == "model-unknown"


def test_on_another_computer_the_model_in_use_is_told_of_and_not_loaded(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = kept(session)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    usable = models.usable(session)
    assert usable.paths == {}
    assert [(each.code, each.values["name"]) for each in usable.problems] == [
        ("model-not-ours", model.name)
    ]


@pytest.mark.parametrize(
    "planted",
    [
        "x", 7, [], {"quotes": 3}, {"quotes": {"use": 1}}, {"quotes": {"use": 1, "versions": []}},
        {"quotes": {"use": "1", "versions": {"1": "x"}}}, {"elsewhere": {"use": 1}},
        {"quotes": {"use": 1, "versions": {"1": {"sha256": ["x"]}}}},
    ],
)  # fmt: skip
def test_a_setting_that_somebody_planted_loads_nothing(session: Session, planted: object) -> None:
    session.set_setting("models", planted)
    assert models.usable(session).paths == {}
    assert models.known(session).keys() <= {"quotes"}
    assert kept(session).version == 1
    assert list(models.usable(session).paths) == ["quotes"]


def test_a_planted_hash_in_the_setting_loads_nothing(session: Session, tmp_path: Path) -> None:
    folder = models.store_of(session).folder / "quotes" / "1"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"theirs")
    sha256 = models.hash_of(folder)
    session.set_setting("models", {"quotes": {"use": 1, "versions": {"1": {"sha256": sha256}}}})
    usable = models.usable(session)
    assert usable.paths == {}
    assert [each.code for each in usable.problems] == ["model-not-ours"]


def test_no_packet_and_no_export_carries_a_model(session: Session, tmp_path: Path) -> None:
    articles.add_article(session, articles.HARBOUR, language="en")
    secret = b"weights of the harbour model"
    model = kept(session, secret)
    packet = tmp_path / "packet.annotator"
    send_packet(session, packet, "Ada", list(session.document_ids()))
    assert secret not in packet.read_bytes()
    assert model.sha256.encode() not in packet.read_bytes()
    with Session.open(packet) as theirs:
        assert theirs.setting("models") is None
        assert models.usable(theirs).paths == {}
    out = tmp_path / "out.jsonl"
    export(session, out, ExportOptions(suggestions=True))
    assert model.sha256.encode() not in out.read_bytes()
    assert secret not in session.path.read_bytes()
