"""A batch is one step; an article that is there gets what is new about it and nothing else."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotations import Origin, Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.services.exporting import ExportOptions, export
from annotator.services.importing import ImportStopped, import_text
from annotator.services.session import Session
from annotator.services.tasks import Cancelled, Task
from tests.formats.lines import TEXT, line, load, refusal, span, tables, write

STILL = ("history", "history_records", "history_rows", "tombstones", "settings")


def exported(session: Session, **options: Any) -> bytes:
    out = io.BytesIO()
    export(session, out, ExportOptions(**options))
    return out.getvalue()


def told(session: Session) -> dict[str, list[Any]]:
    """Return every table but history and stamps; the search index is compared by `check`."""
    return {
        name: rows
        for name, rows in tables(session).items()
        if name not in STILL and not name.startswith("documents_fts")
    }


def labelled(uid: str = "one", **more: Any) -> dict[str, Any]:
    return line(uid, spans=[span(0, 10, id="00000000000000a1"), span(15, 25)], **more)


def test_one_undo_takes_a_batch_back_and_one_redo_brings_it(
    session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "a.jsonl", labelled("first", text="So it was. " + TEXT)))
    before, text = told(session), exported(session)
    batch = [labelled(f"doc-{n}", text=f"{n:04} {TEXT}") for n in range(20)]
    for place, each in enumerate(batch):
        each["spans"] = [span(5, 15, annotator=f"Annotator {place % 3}")]
        each["zones"] = [{"start": 0, "end": 4}]
    load(session, write(tmp_path / "b.jsonl", *batch))
    after = exported(session)
    session.undo()
    assert (told(session), exported(session)) == (before, text)
    session.redo()
    assert exported(session) == after
    assert session.check() == []


def test_labels_that_come_to_an_article_are_undone_without_it(
    session: Session, tmp_path: Path
) -> None:
    load(session, write(tmp_path / "a.jsonl", line()))
    before = told(session)
    load(session, write(tmp_path / "b.jsonl", labelled(zones=[{"start": 0, "end": 4}])))
    session.undo()
    assert told(session) == before
    assert session.check() == []


def test_the_same_file_again_adds_nothing(session: Session, tmp_path: Path) -> None:
    rich = labelled(
        quotes=[{"content": ["c"], "source": ["s"]}],
        zones=[{"start": 0, "end": 4, "kind": "byline"}],
        document_labels=["relevant"],
        states=[{"state": "done"}],
    )
    rich["spans"] += [span(37, 42, "content", id="c"), span(0, 10, "source", id="s")]
    path = write(tmp_path / "a.jsonl", rich)
    load(session, path)
    before = exported(session)
    report = load(session, path)
    assert (report.documents, report.already_there) == (0, 1)
    assert (report.annotations, report.annotations_already_there) == (0, 6)
    assert report.ignored == {}
    assert exported(session) == before


@pytest.mark.parametrize("batches", [1, 2])
def test_an_article_is_known_by_its_id_and_without_one_by_its_text(
    batches: int, session: Session, tmp_path: Path
) -> None:
    lines = [
        {"text": TEXT, "spans": [span(0, 10)]},
        {"text": TEXT, "spans": [span(0, 10), span(15, 25)]},
        line("own-id", spans=[span(15, 25)]),
    ]
    if batches == 1:
        load(session, write(tmp_path / "a.jsonl", *lines))
    else:
        for place, each in enumerate(lines):
            load(session, write(tmp_path / f"{place}.jsonl", each))
    counts = [len(session.article(number).annotations) for number in session.document_ids()]
    assert counts == [2, 1]


def test_labels_of_two_annotators_on_one_article_come_together(
    session: Session, tmp_path: Path
) -> None:
    mina, jonas = (labelled(states=[{"state": "done"}]) for _ in range(2))
    del jonas["spans"][0]["id"]
    first, second = write(tmp_path / "m.jsonl", mina), write(tmp_path / "j.jsonl", jonas)
    load(session, first, annotator="Mina Kell")
    load(session, second, annotator="Jonas Reed")
    (bundle,) = session.bundles()
    whose = [bundle.annotators[each.annotator].name for each in bundle.annotations]
    assert sorted(whose) == ["Jonas Reed"] * 2 + ["Mina Kell"] * 2
    assert len(bundle.assignments) == 2


def test_labels_under_the_same_ids_become_another_annotators_own(
    session: Session, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", labelled())
    load(session, path)
    report = load(session, path, annotator="Jonas Reed")
    assert (report.annotations, report.annotations_already_there) == (2, 0)
    assert session.check() == []


def test_a_quote_that_is_there_gets_the_parts_that_are_new(
    session: Session, tmp_path: Path
) -> None:
    parts = [span(37, 42, "content", id="c"), span(44, 47, "source", id="s")]
    quote = {"id": "00000000000000c1", "content": ["c"], "source": []}
    load(session, write(tmp_path / "a.jsonl", line(spans=parts, quotes=[quote])))
    more = {**quote, "source": ["s"]}
    load(session, write(tmp_path / "b.jsonl", line(spans=parts, quotes=[more])))
    (number,) = session.document_ids()
    article = session.article(number)
    assert len(article.in_layer("quotes", "quote")) == 1
    assert [each.spans for each in article.fillers(0xC1, "source")] == [(Span(44, 47),)]


def test_what_two_sides_say_differently_is_listed(session: Session, tmp_path: Path) -> None:
    def sides(value: str, kind: str, state: str, name: str, title: str) -> dict[str, Any]:
        place = span(29, 34, "GPE", attributes={"referent": value}, entry="00000000000000e1")
        return line(
            meta={"title": title},
            spans=[place],
            zones=[{"start": 0, "end": 4, "kind": kind}],
            states=[{"state": state}],
            entries=[{"id": "00000000000000e1", "name": name}],
        )

    load(session, write(tmp_path / "a.jsonl", sides("place", "byline", "new", "Karsk", "One")))
    before = exported(session)
    other = sides("government", "caption", "done", "The Citadel", "Two")
    report = load(session, write(tmp_path / "b.jsonl", other))
    assert report.ignored == {
        "attributes and entries of labels that are here": 1,
        "zones that are here as another kind": 1,
        "states of articles that have another one here": 1,
        "entries that are here with other words": 1,
        "“title” of articles that are here": 1,
    }
    assert exported(session) == before


def test_unknown_labels_stop_are_added_or_are_skipped_with_what_hangs_on_them(
    session: Session, tmp_path: Path
) -> None:
    new = line(
        spans=[span(0, 10, id="a"), span(15, 25, "HERO", id="b")],
        links=[{"role": "saves", "from": "b", "to": "a"}],
    )
    path = write(tmp_path / "a.jsonl", new)
    assert "no label “HERO”" in refusal(session, path)
    report = load(session, path, unknown_labels="skip")
    assert (report.annotations, report.ignored) == (1, {"label HERO": 1})
    session.undo()
    report = load(session, path, unknown_labels="add")
    assert (report.annotations, report.new_labels) == (2, ["entities.HERO"])
    assert session.scheme.role("saves") is not None
    session.undo()
    assert session.scheme.label("entities", "HERO") is None
    assert session.scheme.role("saves") is None


def test_ten_thousand_spans_in_one_article(session: Session, tmp_path: Path) -> None:
    text = "Dana " * 10_000
    spans = [span(at, at + 4, text="Dana") for at in range(0, len(text), 5)]
    report = load(session, write(tmp_path / "a.jsonl", line(text=text, spans=spans)))
    assert report.annotations == 10_000
    assert session.check() == []


def test_overlapping_and_equal_spans_all_come_in(session: Session, tmp_path: Path) -> None:
    spans = [span(0, 10), span(0, 4), span(2, 8), span(0, 10, "ORG"), span(0, 10, id="again")]
    load(session, write(tmp_path / "a.jsonl", line(spans=spans)))
    article = session.article(session.document_ids()[0])
    found = [(*each.spans[0], each.label) for each in article.annotations.values()]
    assert sorted(found) == sorted((each["start"], each["end"], each["label"]) for each in spans)
    assert {each.origin for each in article.annotations.values()} == {Origin.IMPORTED}


def test_forbidden_characters_on_a_line_are_replaced_by_choice(
    session: Session, tmp_path: Path
) -> None:
    raw = b'{"text": "Dana\\ud800 Il\\u0000ves", "meta": {"title": "a\\udfff"}, '
    raw += b'"spans": [{"start": 6, "end": 12, "label": "PERSON", "text": "Il\\u0000ves"}]}'
    load(session, write(tmp_path / "a.jsonl", raw), replace_forbidden=True)
    (number,) = session.document_ids()
    assert session.text(number) == "Dana\ufffd Il\ufffdves"
    assert session.document(number).title == "a\ufffd"
    assert session.document(number).replaced == 2


def test_replacing_does_not_hide_that_line_breaks_shift_offsets(
    session: Session, tmp_path: Path
) -> None:
    raw = (
        b'{"text": "Da\\u0000na\\r\\nIlves", "spans": [{"start": 7, "end": 12, "label": "PERSON"}]}'
    )
    path = write(tmp_path / "a.jsonl", raw)
    assert "Write it with \\n" in refusal(session, path, replace_forbidden=True)


def test_windows_breaks_without_offsets_are_no_harm(session: Session, tmp_path: Path) -> None:
    load(session, write(tmp_path / "a.jsonl", line(text="Dana\r\nIlves\rsaid")))
    assert session.text(session.document_ids()[0]) == "Dana\nIlves\nsaid"


def test_suggestions_do_not_become_labels(session: Session, tmp_path: Path) -> None:
    proposed = span(0, 10, id="s", suggested=True, model="m", score=0.5)
    report = load(session, write(tmp_path / "a.jsonl", line(spans=[proposed])))
    assert (report.annotations, report.ignored) == (0, {"suggestions": 1})


def test_facts_of_a_batch_hold_where_the_file_says_nothing(
    session: Session, tmp_path: Path
) -> None:
    lines = [line("a", meta={"outlet": "Amber Post", "desk": 3}), line("b", text="B. " + TEXT)]
    path = write(tmp_path / "a.jsonl", *lines)
    load(session, path, meta={"outlet": "Seaboard Agency", "language": "en"})
    first, second = (session.document(number) for number in session.document_ids())
    assert (first.outlet, first.language, first.meta) == ("Amber Post", "en", {"desk": 3})
    assert second.outlet == "Seaboard Agency"


def test_a_folder_is_read_in_order_and_says_what_it_passed_over(
    session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    (folder / "b").mkdir(parents=True)
    for name in ("z.txt", "a.txt", "b/m.md"):
        (folder / name).write_text(f"The story of {name}.")
    (folder / "page.pages").write_bytes(b"PK")
    (folder / ".hidden.txt").write_text("hidden")
    outside = tmp_path / "outside.txt"
    outside.write_text("not asked for")
    (folder / "link.txt").symlink_to(outside)
    report = load(session, folder)
    texts = [session.text(number) for number in session.document_ids()]
    assert texts == ["The story of a.txt.", "The story of z.txt.", "The story of b/m.md."]
    assert report.ignored == {"files ending in “.pages”": 1, "links in a folder": 1}


@pytest.mark.parametrize(
    ("name", "words"),
    [("none.txt", "there is no such file"), ("a.pages", "no format is known for this ending")],
)
def test_files_that_cannot_be_read(name: str, words: str, session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.pages").write_bytes(b"PK")
    sentence = refusal(session, tmp_path / name)
    assert sentence.startswith(f"{tmp_path / name}: {words}")


def test_cancelling_stores_nothing(session: Session, tmp_path: Path) -> None:
    from annotator.services.importing import ImportOptions, import_paths

    path = write(tmp_path / "a.jsonl", *[line(f"d{n}", text=f"{n} {TEXT}") for n in range(200)])
    before = tables(session)
    task = Task(on_progress=lambda done, total: task.cancel())
    with pytest.raises(Cancelled):
        import_paths(session, [path], ImportOptions(), task)
    assert tables(session) == before


def test_a_read_only_project_takes_nothing(
    project_path: Path, news_scheme: Scheme, tmp_path: Path
) -> None:
    Session.create(project_path, news_scheme, "Mina Kell").close()
    path = write(tmp_path / "a.jsonl", labelled())
    with (
        Session.open(project_path, read_only=True) as opened,
        pytest.raises(AnnotatorError, match="project-read-only"),
    ):
        load(opened, path)


def test_a_pasted_text_longer_than_any_article_is_refused(session: Session) -> None:
    there = session.document_ids()
    with pytest.raises(ImportStopped) as stopped:
        import_text(session, "x" * (25 * 1024**2 + 1), {})
    assert stopped.value.problem.code == "paste-too-large"
    assert session.document_ids() == there


def test_pasted_text_is_an_article(session: Session) -> None:
    import_text(session, "\ufeffDana\r\nIlves", {"title": "Pasted"})
    (number,) = session.document_ids()
    assert (session.text(number), session.document(number).title) == ("Dana\nIlves", "Pasted")
    for bad in ("  \n", "nul \0"):
        with pytest.raises(ImportStopped):
            import_text(session, bad, {})
    assert len(session.document_ids()) == 1
