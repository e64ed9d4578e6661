"""Redacted exports: in every format, stable, and with a secret that stays at home."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from annotator.domain.annotations import Span
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import Entry
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Label, Layer, LayerKind, Scheme
from annotator.domain.steps import Edit, Step, added
from annotator.services.annotating import Scribe
from annotator.services.commenting import remark
from annotator.services.datasets import DatasetOptions, export_dataset
from annotator.services.exporting import ExportOptions, export, format_table, preview
from annotator.services.packets import send_packet
from annotator.services.redacting import (
    RedactOptions,
    has_secret,
    labels_of_people,
    pseudonyms,
    refuse_key_path,
    replacements,
    write_key,
)
from annotator.services.session import Session
from tests import articles

PEOPLE = ("Oren Maret", "Dana Ilves", "Lena van der Brandt", "Tom Reske", "Mina Kell", "Una Falk")
#: What must not be left, in any case: everybody's family name.
LEFT = re.compile(r"maret|ilves|brandt|reske|mina\W*kell|una\W*falk", re.IGNORECASE)
REDACT = RedactOptions()


def label(session: Session, document: int, words: str, uid: str, entry: int | None = None) -> None:
    article = session.article(document)
    scribe = Scribe(article, session.scheme, session.ids, session.annotator.id, session.comments_on)
    made, step = scribe.make([articles.where(article.text, words)], "entities", uid)
    session.apply(step)
    if entry is not None:
        session.apply(Step("linked", (Edit(made, made._replace(entry=entry)),), {}, document))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, news_scheme: Scheme) -> Iterator[Path]:
    """A project of two articles that name people, with entries, a comment and metadata."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        with Session.create(folder / "home.annotator", news_scheme, "Mina Kell") as session:
            fill(session)
        yield session.path


@pytest.fixture
def home(made: Path, project_path: Path) -> Iterator[Session]:
    """A copy of that project, open."""
    shutil.copyfile(made, project_path)
    with Session.open(project_path) as session:
        yield session


def fill(session: Session) -> None:
    ilves = Entry(session.ids.next(), "Dana Ilves", "person", "of Lund", "Q17", ("Ilves",))
    session.apply(Step("entry-made", added(ilves)))
    first = articles.add_article(
        session, articles.HARBOUR, title="Maret denies it", author="Una Falk", language="en",
        url="https://seaboard.example/oren-maret", outlet="Seaboard",
    )  # fmt: skip
    second = articles.add_article(session, "Nobody saw ILVES or Reske in Karsk on Monday.")
    label(session, first, "Dana Ilves", "PERSON", ilves.id)
    for words in ("Oren Maret", "Lena van der Brandt", "Tom Reske"):
        label(session, first, words, "PERSON")
    label(session, first, "Amber Bridge", "FAC")
    label(session, second, "Karsk", "GPE")
    session.apply(remark(session.ids, first, session.annotator.id, "Is it Ilves who says so?"))


def lines(session: Session, out: Path, **chosen: Any) -> list[dict[str, Any]]:
    export(session, out, ExportOptions(redact=RedactOptions(**chosen)))
    return [json.loads(each) for each in out.read_bytes().splitlines()]


def test_people_have_one_name_in_every_article_and_export(home: Session, tmp_path: Path) -> None:
    before = {each.entry for each in home.article(home.document_ids()[0]).annotations.values()}
    assert len(before) == 2
    first, second = lines(home, tmp_path / "one")
    names = pseudonyms(home, REDACT)
    ilves = names.of("Dana Ilves")
    assert f"Minister {ilves} called Velmar" in first["text"]
    assert f"{ilves} had warned" in first["text"]
    assert second["text"] == f"Nobody saw {ilves} or {names.of('Tom Reske')} in Karsk on Monday."
    assert first["meta"]["title"] == f"{names.of('Oren Maret')} denies it"
    assert "url" not in first["meta"]
    assert lines(home, tmp_path / "two") == [first, second]
    # Every label stands on the words it says.
    for line in (first, second):
        for span in line["spans"]:
            assert line["text"][span["start"] : span["end"]] == span["text"]
    assert {each["text"] for each in first["spans"]} >= {"Amber Bridge", ilves}


def test_the_project_itself_stays_as_it_is(home: Session, tmp_path: Path) -> None:
    undo = home.undo_label
    lines(home, tmp_path / "out")
    assert home.text(home.document_ids()[0]) == articles.HARBOUR
    assert home.undo_label == undo
    assert home.check() == []


def everything(path: Path) -> str:
    """Return all that is in a file or folder, names too, unpacked."""
    if path.is_dir():
        return "\n".join(f"{each.name}\n{everything(each)}" for each in sorted(path.rglob("*"))
                         if each.is_file())  # fmt: skip
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        return str(pyarrow.parquet.read_table(path).to_pylist()) + str(
            pyarrow.parquet.read_schema(path).metadata
        )
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(archive.read(name) for name in archive.namelist())
    elif path.suffix == ".spacy":
        raw = zlib.decompress(raw)
    return raw.decode("utf-8", "replace")


WRITTEN = [row["name"] for row in format_table() if row["write"]]


@pytest.mark.parametrize("name", WRITTEN)
def test_no_name_is_left_in_any_format(name: str, home: Session, tmp_path: Path) -> None:
    row = next(each for each in format_table() if each["name"] == name)
    plain, out = tmp_path / "plain", tmp_path / "out"
    for path, redact in ((plain, None), (out, REDACT)):
        target = path if row["folder"] else path.with_suffix(row["ending"])
        export(home, target, ExportOptions(name, redact=redact))
    ending = "" if row["folder"] else row["ending"]
    assert LEFT.search(everything(plain.with_suffix(ending))), "the search finds what is there"
    found = LEFT.search(everything(out.with_suffix(ending)))
    assert found is None, found


def test_a_dataset_names_nobody_either(home: Session, tmp_path: Path) -> None:
    home.use_annotator("Tom Reske")
    label(home, home.document_ids()[0], "Tom Reske", "PERSON")
    home.use_annotator("Mina Kell")
    options = ExportOptions(annotators=("Mina Kell", "Tom Reske"), redact=REDACT)
    report = export_dataset(home, tmp_path / "set", options, DatasetOptions())
    assert report.redacted is not None
    assert len(report.redacted.people) == 4
    found = LEFT.search(everything(tmp_path / "set"))
    assert found is None, found
    card = (tmp_path / "set" / "README.md").read_text(encoding="utf-8")
    assert "people with pseudonyms: 4" in card


def test_figures_tell_how_much_was_replaced(home: Session) -> None:
    report = preview(home, ExportOptions(redact=REDACT))
    assert report.redacted is not None
    assert report.redacted.names == 8
    assert len(report.redacted.people) == 4
    assert preview(home, ExportOptions()).redacted is None


def test_only_labelled_names_full_names_annotators(home: Session, tmp_path: Path) -> None:
    first, second = lines(home, tmp_path / "a", everywhere=False, annotators=False)
    assert "ILVES" in second["text"]
    assert "Dana Ilves" not in first["text"]
    assert {each["annotator"] for each in first["spans"]} == {"Mina Kell"}
    _, second = lines(home, tmp_path / "b", short_forms=False)
    assert "Reske" in second["text"]  # his full name is elsewhere
    assert "ILVES" not in second["text"]  # an alias


# Who is a person ---------------------------------------------------------------------------------


def test_labels_of_people_are_known_by_name(home: Session, news_scheme: Scheme) -> None:
    assert [each.path for each in labels_of_people(news_scheme)] == ["entities.PERSON"]
    conll = Scheme("c", "C", layers=(Layer("ner", "Names", LayerKind.SPANS),),
                   labels=(Label("ner", "PER", "Person"), Label("ner", "LOC", "Loc")))  # fmt: skip
    assert [each.uid for each in labels_of_people(conll)] == ["PER"]


def test_other_labels_may_be_chosen(home: Session, tmp_path: Path) -> None:
    first, second = lines(home, tmp_path / "out", labels=("entities.FAC", "GPE"))
    assert "Dana Ilves" in first["text"]
    assert "Amber Bridge" not in first["text"]
    assert "Karsk" not in first["text"] + second["text"]
    with pytest.raises(AnnotatorError, match="redact-label-unknown"):
        lines(home, tmp_path / "wrong", labels=("PEOPLE",))
    assert not (tmp_path / "wrong").exists()


def test_a_scheme_without_people_says_so(tmp_path: Path) -> None:
    scheme = Scheme("c", "C", layers=(Layer("ner", "Names", LayerKind.SPANS),),
                    labels=(Label("ner", "LOC", "Place"),))  # fmt: skip
    with (
        Session.create(tmp_path / "c.annotator", scheme, "Mina") as session,
        pytest.raises(AnnotatorError, match="redact-no-label"),
    ):
        preview(session, ExportOptions(redact=REDACT))


def test_what_would_be_called_what(home: Session) -> None:
    found = replacements(home, REDACT)
    assert [(each.names[0], each.mentions) for each in found if each.names[0] == "Dana Ilves"] == [
        ("Dana Ilves", 1)
    ]
    assert {each.names[0] for each in found} == set(PEOPLE[:4])
    assert {each.pseudonym for each in found} == {
        pseudonyms(home, REDACT).of(each) for each in PEOPLE[:4]
    }


# The secret --------------------------------------------------------------------------------------


def test_the_secret_stays_in_the_project(home: Session, tmp_path: Path) -> None:
    assert not has_secret(home)
    ilves = pseudonyms(home, REDACT).of("Dana Ilves")
    assert has_secret(home)
    packet = tmp_path / "packet.annotator"
    send_packet(home, packet, "Bo", list(home.document_ids()))
    with Session.open(packet) as other:
        assert not has_secret(other)
        assert pseudonyms(other, REDACT).of("Dana Ilves") != ilves
    home.close()
    with Session.open(home.path, read_only=True) as again:
        assert pseudonyms(again, REDACT).of("Dana Ilves") == ilves


def test_a_given_secret_makes_the_same_names_anywhere(home: Session, tmp_path: Path) -> None:
    given = RedactOptions(secret=b"known to three newsrooms")
    reske = pseudonyms(home, given).of("Tom Reske")
    assert not has_secret(home)
    with Session.create(tmp_path / "b.annotator", home.scheme, "Bo") as other:
        assert pseudonyms(other, given).of("Tom Reske") == reske


def test_a_project_that_cannot_keep_a_secret_makes_none(home: Session) -> None:
    home.close()
    before = home.path.read_bytes()
    with (
        Session.open(home.path, read_only=True) as reader,
        pytest.raises(AnnotatorError, match="redact-read-only"),
    ):
        preview(reader, ExportOptions(redact=REDACT))
    assert home.path.read_bytes() == before


def test_the_key_says_who_is_who_and_lies_elsewhere(home: Session, tmp_path: Path) -> None:
    key = tmp_path / "key.csv"
    names = pseudonyms(home, REDACT)
    write_key(key, names.people())
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    rows = list(csv.reader(key.read_text(encoding="utf-8").splitlines()))
    assert [names.of("Dana Ilves"), "Dana Ilves", "Ilves"] in rows
    assert len(rows) == 5
    for out in (key, tmp_path):
        with pytest.raises(AnnotatorError, match="redact-key-path"):
            refuse_key_path(key, out, home.path)
    with pytest.raises(AnnotatorError, match="export-onto-project"):
        refuse_key_path(home.path, None, home.path)
    refuse_key_path(key, tmp_path / "out.jsonl", home.path)


def test_spans_of_frames_move_along(home: Session, tmp_path: Path) -> None:
    document = home.document_ids()[0]
    article = home.article(document)
    scribe = Scribe(article, home.scheme, home.ids, home.annotator.id, home.comments_on)
    content = articles.where(article.text, "We did not fire,")
    source = articles.where(article.text, "Citadel spokesman Oren Maret")
    made, step = scribe.quote(QuoteDraft((content,)))
    home.apply(step)
    scribe = Scribe(home.article(document), home.scheme, home.ids, home.annotator.id,
                    home.comments_on)  # fmt: skip
    home.apply(scribe.fill(scribe.article.annotations[made.id], "source", Span(*source)))
    first, _ = lines(home, tmp_path / "out")
    spans = {each["id"]: each["text"] for each in first["spans"]}
    (quote,) = first["quotes"]
    assert [spans[each] for each in quote["content"]] == ["We did not fire,"]
    assert [spans[each] for each in quote["source"]] == [
        f"Citadel spokesman {pseudonyms(home, REDACT).of('Oren Maret')}"
    ]
