"""Putting a project under a password, under another, under none, and what becomes of its copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.services import encrypting
from annotator.services.exporting import ExportOptions, export
from annotator.services.keeping import bring_back, copies_of
from annotator.services.merging import merge_files
from annotator.services.packets import send_packet
from annotator.services.session import Session, salvage
from annotator.services.tasks import Cancelled, Task
from annotator.storage import keys
from tests import articles

pytest.importorskip("sqlcipher3", reason="the extra “encryption” is not installed")

PASSWORD, OTHER = "amber bridge at dawn", "ferries leave at seven"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Derive keys in no time, and leave none behind."""
    monkeypatch.setattr(keys, "_ROUNDS", 10)
    encrypting.forget_passwords()
    yield
    encrypting.forget_passwords()


@pytest.fixture
def session(project_path: Path, news_scheme: Scheme) -> Iterator[Session]:
    """A project that is made here; of one that is opened there is a copy already."""
    with Session.create(project_path, news_scheme, "Mina Kell") as made:
        yield made


@pytest.fixture
def plain(session: Session) -> Path:
    """A project in the clear, closed, with a copy of itself."""
    articles.add_article(session, articles.HARBOUR, title="Amber")
    session.back_up()
    session.close()
    return session.path


def text_of(path: Path) -> str:
    with Session.open(path, read_only=True) as session:
        return session.text(session.document_ids()[0])


def copies_in_the_clear(path: Path) -> int:
    return sum(b"shelling the Amber" in each.path.read_bytes() for each in copies_of(path))


def test_a_project_is_protected_and_its_open_copies_go(plain: Path) -> None:
    assert copies_in_the_clear(plain) == 1
    assert len(encrypting.open_copies(plain)) == 1
    done = encrypting.protect(plain, PASSWORD, delete_copies=True)
    assert done == encrypting.Protection(plain, True, copies_deleted=1, copies_left=0)
    assert encrypting.is_encrypted(plain)
    assert b"shelling" not in plain.read_bytes()
    assert copies_of(plain) == []
    assert text_of(plain) == articles.HARBOUR


def test_copies_stay_if_the_person_wants_them(plain: Path) -> None:
    assert encrypting.protect(plain, PASSWORD).copies_left == 1
    assert copies_in_the_clear(plain) == 1


def test_another_password_takes_the_place_of_the_first(plain: Path) -> None:
    encrypting.protect(plain, PASSWORD, delete_copies=True)
    with Session.open(plain) as session:
        session.back_up()
    assert encrypting.protect(plain, OTHER).copies_left == len(copies_of(plain)) > 0
    encrypting.forget_passwords()
    with pytest.raises(AnnotatorError, match="password-wrong"):
        encrypting.unlock(plain, PASSWORD)
    encrypting.unlock(plain, OTHER)
    assert text_of(plain) == articles.HARBOUR
    # The copy opens with the password it was made under.
    kept = bring_back(copies_of(plain)[0], plain)
    with pytest.raises(AnnotatorError, match="project-password-needed"):
        Session.open(kept)
    encrypting.unlock(kept, PASSWORD)
    assert text_of(kept) == articles.HARBOUR


def test_a_password_is_taken_away(plain: Path) -> None:
    with pytest.raises(AnnotatorError, match="project-not-encrypted"):
        encrypting.unprotect(plain)
    encrypting.protect(plain, PASSWORD)
    encrypting.unprotect(plain)
    encrypting.forget_passwords()
    assert not encrypting.is_encrypted(plain)
    assert text_of(plain) == articles.HARBOUR


@pytest.mark.parametrize("password", ["", "1234567", "ééééééé"])
def test_a_password_that_protects_nothing_is_refused(plain: Path, password: str) -> None:
    before = plain.read_bytes()
    with pytest.raises(AnnotatorError, match="password-short"):
        encrypting.protect(plain, password)
    assert plain.read_bytes() == before


def test_cancelling_leaves_the_project_as_it_was(plain: Path) -> None:
    class Given(Task):
        def progress(self, done: int, total: int) -> None:
            if done == 5:
                self.cancel()
            super().progress(done, total)

    with pytest.raises(Cancelled):
        encrypting.protect(plain, PASSWORD, Given(), delete_copies=True)
    assert not encrypting.is_encrypted(plain)
    assert text_of(plain) == articles.HARBOUR
    assert len(copies_of(plain)) >= 1
    assert not plain.with_name(f"{plain.name}.half").exists()


def test_both_kinds_of_project_export_alike(plain: Path, tmp_path: Path) -> None:
    outs = []
    for name in ("plain", "encrypted"):
        with Session.open(plain) as session:
            assert session.encrypted is (name == "encrypted")
            assert session.check() == []
            outs.append(export(session, tmp_path / name, ExportOptions()).sha256)
        encrypting.protect(plain, PASSWORD)
    assert outs[0] == outs[1]


def test_what_is_salvaged_of_it_has_its_key(plain: Path, tmp_path: Path) -> None:
    encrypting.protect(plain, PASSWORD)
    saved = tmp_path / "saved.annotator"
    assert salvage(plain, saved) > 0
    assert encrypting.is_encrypted(saved)
    assert text_of(saved) == articles.HARBOUR


def test_several_copies_are_put_together_under_a_key(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypting.protect(plain, PASSWORD, delete_copies=True)
    others = []
    for number in range(2):
        other = tmp_path / f"other-{number}.annotator"
        other.write_bytes(plain.read_bytes())
        with Session.open(other) as session:
            articles.add_article(session, f"Ferry {number} sank at the Citadel quay.")
        others.append(other)
    encrypting.unprotect(others[0])
    staged = []
    take_in = Session.take_in

    def look(self: Session, theirs: Any, *rest: Any, **more: Any) -> Any:
        staged.append(theirs.path.read_bytes())
        return take_in(self, theirs, *rest, **more)

    monkeypatch.setattr(Session, "take_in", look)
    with Session.open(plain) as session:
        assert merge_files(session, others).added == {"document": 2}
        assert len(session.document_ids()) == 3
    assert len(staged) == 1
    assert b"Citadel" not in staged[0]


def test_a_merge_asks_before_it_touches_anything(plain: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.annotator"
    other.write_bytes(plain.read_bytes())
    encrypting.protect(other, OTHER)
    with Session.open(plain) as session, pytest.raises(AnnotatorError, match="encrypted-into"):
        merge_files(session, [other])
    encrypting.protect(plain, PASSWORD)
    with Session.open(plain) as session:
        session.forget_other_passwords()
        with pytest.raises(AnnotatorError, match="project-password-needed") as found:
            merge_files(session, [other])
        assert found.value.values["path"] == str(other)
        encrypting.unlock(other, OTHER)
        assert merge_files(session, [other]).nothing


def test_a_packet_goes_out_and_comes_back_under_the_password(plain: Path, tmp_path: Path) -> None:
    encrypting.protect(plain, PASSWORD)
    out = tmp_path / "packet.annotator"
    with Session.open(plain) as session:
        send_packet(session, out, "Bo", list(session.document_ids()))
        assert b"Amber" not in out.read_bytes()
        with Session.open(out) as packet:
            articles.add_article(packet, "Nobody fired at Karsk.")
        assert merge_files(session, [out]).added == {"document": 1}


def test_no_password_and_no_key_lies_anywhere(
    plain: Path, tmp_path: Path, news_scheme: Scheme, isolated: Path
) -> None:
    made = tmp_path / "made.annotator"
    with Session.create(made, news_scheme, "Mina", password=OTHER) as session:
        articles.add_article(session, articles.HARBOUR)
        encrypting.protect(plain, PASSWORD)
        secrets = {each.secret for each in keys._known.values()}
        assert len(secrets) == 2
        wanted = [PASSWORD.encode(), OTHER.encode(), *secrets]
        wanted += [each.hex().encode() for each in secrets]
        files = [each for each in tmp_path.rglob("*") if each.is_file()]
        assert len(files) > 4
        for file in files:
            content = file.read_bytes()
            assert [each for each in wanted if each in content] == [], file


def test_without_the_package_the_person_is_told(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.storage import engine

    def not_installed() -> Any:
        raise ModuleNotFoundError("No module named 'sqlcipher3'")

    monkeypatch.setattr(engine, "_module", not_installed)
    before = plain.read_bytes()
    for work in (encrypting.refuse_if_missing, lambda: encrypting.protect(plain, PASSWORD)):
        with pytest.raises(AnnotatorError, match="encryption-missing"):
            work()
    assert plain.read_bytes() == before
