"""A zip file is read as the folder it holds, and nothing of it lands anywhere else."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import orjson
import pytest

from annotator.services.importing import ImportOptions, ImportStopped, import_paths
from annotator.services.session import Session
from annotator.services.surveying import survey
from tests.formats.lines import line


def zipped(path: Path, **members: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def test_files_in_a_zip_file_come_in_and_are_named_below_it(
    session: Session, tmp_path: Path
) -> None:
    made = zipped(
        tmp_path / "batch.zip",
        **{"a.txt": "One.", "deep__b.jsonl": orjson.dumps(line("b")), "deep__note.xyz": "?"},
    )
    found = survey(session, [made], ImportOptions())
    assert [each.file for each in found.samples] == [f"{made}/a.txt", f"{made}/deep/b.jsonl"]
    report = import_paths(session, [made], ImportOptions())
    assert report.documents == 2
    assert report.encodings[f"{made}/a.txt"] == "utf-8"
    assert report.ignored == {"files ending in “.xyz”": 1}
    session.undo()
    assert not session.document_ids()


def test_a_problem_names_the_file_in_the_zip_file(session: Session, tmp_path: Path) -> None:
    made = zipped(tmp_path / "batch.zip", **{"a.txt": "One.", "b.jsonl": "{"})
    with pytest.raises(ImportStopped) as stopped:
        import_paths(session, [made], ImportOptions())
    assert stopped.value.problem.file == f"{made}/b.jsonl"
    report = import_paths(session, [made], ImportOptions(on_error="skip"))
    assert (report.documents, [each.file for each in report.problems]) == (1, [f"{made}/b.jsonl"])


@pytest.mark.parametrize(
    "name", ["../out.txt", "/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt"]
)
def test_a_name_that_leads_outside_stops_the_zip_file(
    name: str, session: Session, tmp_path: Path
) -> None:
    made = tmp_path / "bad.zip"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "One.")
        archive.writestr(name, "Two.")
    report = import_paths(session, [made], ImportOptions(on_error="skip"))
    assert [(each.code, each.file) for each in report.problems] == [("zip-name", str(made))]
    assert report.documents == 0
    assert not list(tmp_path.parent.rglob("out.txt"))


def test_a_link_in_a_zip_file_leads_nowhere(session: Session, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret.")
    made = tmp_path / "link.zip"
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, str(secret))
    import_paths(session, [made], ImportOptions())
    assert session.text(session.document_ids()[0]) == str(secret)


def test_a_bomb_and_a_broken_zip_file_are_refused_and_the_rest_comes_in(
    session: Session, tmp_path: Path
) -> None:
    bomb = zipped(tmp_path / "bomb.zip", **{"a.txt": b"\0" * 200_000_000})
    broken = tmp_path / "broken.zip"
    broken.write_bytes(bomb.read_bytes()[:500])
    locked = tmp_path / "empty.zip"
    locked.write_bytes(b"")
    fine = tmp_path / "fine.txt"
    fine.write_text("Fine.")
    report = import_paths(session, [bomb, broken, locked, fine], ImportOptions(on_error="skip"))
    assert [each.code for each in report.problems] == ["zip-ratio", "zip-broken", "file-empty"]
    assert report.documents == 1
    assert session.check() == []


@pytest.mark.parametrize("made", ["zip", "folder", "empty"])
def test_where_there_is_nothing_to_read_it_is_said(
    made: str, session: Session, tmp_path: Path
) -> None:
    place = tmp_path / "batch"
    if made == "zip":
        place = zipped(tmp_path / "batch.zip", **{"a.ser": b"\xac\xed"})
    else:
        place.mkdir()
    if made == "folder":
        (place / "a.ser").write_bytes(b"\xac\xed")
    report = import_paths(session, [place], ImportOptions(on_error="skip"))
    assert [(each.code, each.file) for each in report.problems] == [("folder-nothing", str(place))]
    assert (report.documents, report.refused) == (0, 1)


def test_a_text_named_together_with_its_annotations_is_one_article(
    session: Session, tmp_path: Path
) -> None:
    text, labels = tmp_path / "a.txt", tmp_path / "a.ann"
    text.write_text("Dana Ilves said no.")
    labels.write_text("T1\tPERSON 0 10\tDana Ilves\n")
    report = import_paths(session, [labels, text], ImportOptions())
    assert (report.documents, report.annotations) == (1, 1)
