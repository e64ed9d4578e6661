"""Packets: what goes out, what stays at home, and taking them back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.documents import Annotator, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.domain.steps import Step, added
from annotator.services.agreeing import AgreementOptions, agreement
from annotator.services.annotating import Scribe, rename_label
from annotator.services.commenting import remark
from annotator.services.desk import Desk
from annotator.services.importing import ImportOptions, import_paths
from annotator.services.merging import keep, merge_files, open_conflicts, take
from annotator.services.packets import chosen_documents, is_blind, packet_of, send_packet
from annotator.services.same_documents import join_documents, same_texts
from annotator.services.session import Session
from tests import articles


def label(session: Session, document: int, words: str, uid: str) -> Any:
    article = session.article(document)
    scribe = Scribe(article, session.scheme, session.ids, session.annotator.id, session.comments_on)
    made, step = scribe.make([articles.where(article.text, words)], "entities", uid)
    session.apply(step)
    return made


@pytest.fixture
def home(session: Session) -> Session:
    """A project of three articles; Mina Kell labelled the first two."""
    for text in (articles.HARBOUR, articles.GLUED, articles.PLAIN):
        articles.add_article(session, text)
    first, second, _ = session.document_ids()
    label(session, first, "Dana Ilves", "PERSON")
    label(session, second, "Karsk", "GPE")
    return session


def send(home: Session, tmp_path: Path, name: str = "Bo", **options: Any) -> Path:
    out = tmp_path / f"{name}.annotator"
    send_packet(home, out, name, chosen_documents(home, name, **options))
    return out


def test_a_packet_holds_articles_and_scheme_and_nobody_elses_labels(
    home: Session, tmp_path: Path
) -> None:
    label_of = home.scheme.label("entities", "GPE")
    assert label_of is not None
    home.apply(rename_label(label_of, "Country"))
    first = home.document_ids()[0]
    person = home.annotator.id
    home.apply(remark(home.ids, first, person, "Mind the second paragraph."))
    out = send(home, tmp_path)
    with Session.open(out) as packet:
        assert packet.check() == []
        assert packet.annotator.name == "Bo"
        assert is_blind(packet)
        assert packet.counts().annotations == 0
        assert len(packet.document_ids()) == 3
        renamed = packet.scheme.label("entities", "GPE")
        assert renamed is not None
        assert renamed.name == "Country"
        assert [each.text for each in packet.comments(first)] == ["Mind the second paragraph."]
        said = packet_of(packet)
        assert said is not None
        assert (said.sender, said.receiver, said.documents) == ("Mina Kell", "Bo", 3)
        assert packet.undo_label is None
        found = packet.document_ids()
        assert {each.words for each in packet.document_rows(found)} != {0}
    assert {each.state for each in home.assignments(first)} == {State.NEW}
    assert packet_of(home) is None


def test_work_comes_back_without_loss(home: Session, tmp_path: Path) -> None:
    out = send(home, tmp_path)
    first = home.document_ids()[0]
    with Session.open(out) as packet:
        label(packet, first, "Velmar", "GPE")
        state = packet.assignment(first)
        scribe = Scribe(
            packet.article(first), packet.scheme, packet.ids, packet.annotator.id,
            packet.comments_on,
        )  # fmt: skip
        packet.apply(scribe.state(state, State.DONE))
    merged = merge_files(home, [out])
    assert (merged.added, merged.changed) == ({"annotation": 1}, {"assignment": 1})
    assert merged.conflicts == []
    bo = home.known_annotator("Bo")
    assert [each.label for each in home.article(first, {bo.id}).annotations.values()] == ["GPE"]
    assert home.check() == []
    assert merge_files(home, [out]).nothing


def test_a_packet_that_is_sent_again_brings_what_was_done(home: Session, tmp_path: Path) -> None:
    out = send(home, tmp_path)
    first = home.document_ids()[0]
    with Session.open(out) as packet:
        made = label(packet, first, "Velmar", "GPE")
    merge_files(home, [out])
    bo = home.known_annotator("Bo").id
    home.apply(remark(home.ids, first, home.annotator.id, "Not a state?", made.id))
    again = tmp_path / "again.annotator"
    send_packet(home, again, "Bo", list(home.document_ids()))
    with Session.open(again) as packet:
        (mine,) = packet.article(first, {bo}).annotations.values()
        assert mine == made
        assert [each.text for each in packet.comments_on(mine.id)] == ["Not a state?"]
        packet.apply(Step("relabelled", (_relabelled(mine, "ORG"),), {}, first))
    merged = merge_files(home, [again])
    assert merged.changed == {"annotation": 1}
    assert merged.conflicts == []
    assert home.check() == []


def _relabelled(annotation: Any, label: str) -> Any:
    from annotator.domain.steps import Edit

    return Edit(annotation, annotation._replace(label=label))


def test_several_packets_come_back_as_one_step(home: Session, tmp_path: Path) -> None:
    paths = []
    for name in (f"Annotator {number}" for number in range(6)):
        paths.append(send(home, tmp_path, name))
        with Session.open(paths[-1]) as packet:
            label(packet, packet.document_ids()[0], "Velmar", "GPE")
    merged = merge_files(home, paths)
    assert merged.added == {"annotation": 6}
    home.undo()
    assert home.counts().annotations == 2
    merge_files(home, paths[::-1])
    assert home.counts().annotations == 8


def test_a_packet_goes_back_only_to_the_project_that_sent_it(
    home: Session, tmp_path: Path, news_scheme: Scheme
) -> None:
    out = send(home, tmp_path)
    with (
        Session.create(tmp_path / "strange.annotator", news_scheme, "Cy") as strange,
        pytest.raises(AnnotatorError, match="packet-other-project"),
    ):
        merge_files(strange, [out])


def test_a_packet_that_a_copy_sent_is_taken_back_by_any_copy(home: Session, tmp_path: Path) -> None:
    with Session.open(home.back_up()) as copy:
        assert copy.project_id == home.project_id
        out = send(copy, tmp_path)
    assert merge_files(home, [out]).added == {"annotator": 1, "assignment": 3}


def test_search_and_overlap_choose_articles(home: Session) -> None:
    first, second, third = home.document_ids()
    assert chosen_documents(home, "Bo", words="ferry") == [third]
    assert chosen_documents(home, "Bo", overlap=0) == [third]
    assert chosen_documents(home, "Bo", overlap=100) == [first, second, third]
    half = chosen_documents(home, "Bo", overlap=50)
    assert len(half) == 2
    assert chosen_documents(home, "Cy", overlap=50) == half
    # What I labelled myself is nobody else's.
    assert len(chosen_documents(home, "Mina Kell", overlap=0)) == 3
    for wrong in (-1, 101):
        with pytest.raises(AnnotatorError, match="overlap-wrong"):
            chosen_documents(home, "Bo", overlap=wrong)


def test_nothing_is_sent_over_another_file_or_without_articles(
    home: Session, tmp_path: Path
) -> None:
    out = tmp_path / "there.annotator"
    out.write_text("mine")
    before = home.undo_label
    with pytest.raises(AnnotatorError, match="project-exists"):
        send_packet(home, out, "Bo", list(home.document_ids()))
    assert out.read_text() == "mine"
    assert home.undo_label == before
    assert home.annotator_named("Bo") is None
    with pytest.raises(AnnotatorError, match="packet-empty"):
        send_packet(home, tmp_path / "new.annotator", "Bo", [])


# What a merge left open ---------------------------------------------------------------------------


@pytest.fixture
def parted(home: Session) -> tuple[Session, Path]:
    """The project and a copy of it in which the same label was changed otherwise."""
    copy = home.back_up()
    first = home.document_ids()[0]
    for session, uid in ((home, "ORG"), (Session.open(copy), "NORP")):
        (one,) = session.article(first).annotations.values()
        session.apply(Step("relabelled", (_relabelled(one, uid),), {}, first))
        if session is not home:
            session.close()
    return home, copy


def stands(session: Session) -> str:
    (one,) = session.article(session.document_ids()[0]).annotations.values()
    return str(one.label)


def test_a_conflict_tells_both_versions_and_who_made_them(parted: tuple[Session, Path]) -> None:
    home, copy = parted
    told = merge_files(home, [copy], dry_run=True).conflicts
    assert home.conflicts() == []
    (conflict,) = merge_files(home, [copy]).conflicts
    assert [conflict] == open_conflicts(home) == told
    labels = {each.record.label for each in (conflict.stands, conflict.overruled)}
    assert labels == {"ORG", "NORP"}
    assert conflict.stands.annotator == conflict.overruled.annotator == "Mina Kell"
    assert conflict.document == home.document(home.document_ids()[0]).uid


def test_the_overruled_version_can_be_taken_and_that_undone(parted: tuple[Session, Path]) -> None:
    home, copy = parted
    merge_files(home, [copy])
    before, (conflict,) = stands(home), open_conflicts(home)
    home.apply(take(home, [conflict]))
    assert {before, stands(home)} == {"ORG", "NORP"}
    assert open_conflicts(home) == []
    home.undo()
    (again,) = open_conflicts(home)
    # The undo is a step of its own with a time of its own.
    assert (stands(home), again.conflict, again.overruled) == (
        before, conflict.conflict, conflict.overruled,
    )  # fmt: skip


def test_what_stands_can_be_kept(parted: tuple[Session, Path]) -> None:
    home, copy = parted
    merge_files(home, [copy])
    before = stands(home)
    home.apply(keep(open_conflicts(home)))
    assert (stands(home), open_conflicts(home)) == (before, [])
    assert merge_files(home, [copy]).conflicts == []


def test_an_overruled_deletion_can_be_taken(home: Session) -> None:
    copy = home.back_up()
    first = home.document_ids()[0]
    (one,) = home.article(first).annotations.values()
    home.apply(Step("relabelled", (_relabelled(one, "ORG"),), {}, first))
    with Session.open(copy) as other:
        scribe = Scribe(
            other.article(first), other.scheme, other.ids, other.annotator.id, other.comments_on
        )
        other.apply(scribe.delete(one))
    (conflict,) = merge_files(home, [copy]).conflicts
    assert conflict.overruled.record is None
    home.apply(take(home, [conflict]))
    assert home.article(first).annotations == {}
    assert home.check() == []


def test_rules_that_two_copies_break_together_are_told(home: Session) -> None:
    copy = home.back_up()
    twin = Annotator(77, "Bo")
    home.apply(Step("annotator-added", added(twin), {"name": "Bo"}))
    with Session.open(copy) as other:
        other.apply(Step("annotator-added", added(Annotator(78, "Bo")), {"name": "Bo"}))
    assert ("rule-same-name", {"name": "Bo"}) in merge_files(home, [copy]).broken


def test_fifty_packets_at_once(home: Session, tmp_path: Path) -> None:
    paths = [send(home, tmp_path, f"Annotator {number}") for number in range(50)]
    for path in paths[::7]:
        with Session.open(path) as packet:
            label(packet, packet.document_ids()[0], "Velmar", "GPE")
    assert merge_files(home, paths).added == {"annotation": len(paths[::7])}


def test_a_copy_of_an_older_version_is_brought_up_to_date_first(
    tmp_path: Path, news_scheme: Scheme
) -> None:
    old = Path(__file__).parents[1] / "data" / "projects" / "version-1.annotator"
    before = old.read_bytes()
    with Session.create(tmp_path / "p.annotator", news_scheme, "Mina Kell") as session:
        merged = merge_files(session, [old])
        assert merged.added["document"] == 1
        assert session.check() == []
    assert old.read_bytes() == before


# One text under two ids ---------------------------------------------------------------------------


def test_articles_of_one_text_become_one_and_stay_so_in_merges(
    tmp_path: Path, news_scheme: Scheme
) -> None:
    paths = [tmp_path / f"{name}.annotator" for name in ("one", "two")]
    for path, name in zip(paths, ("Ada", "Bo"), strict=True):
        source = tmp_path / f"{name}.jsonl"
        source.write_text(json.dumps({"id": f"from-{name}", "text": articles.HARBOUR}))
        with Session.create(path, news_scheme, name) as session:
            import_paths(session, [source], ImportOptions())
            label(session, session.document_ids()[0], "Velmar", "GPE")
    with Session.open(paths[0]) as home:
        merged = merge_files(home, [paths[1]])
        assert merged.same_texts == [("from-Ada", "from-Bo")]
        (pair,) = same_texts(home)
        assert ({pair.kept.uid, pair.gone.uid}, pair.labels) == ({"from-Ada", "from-Bo"}, 1)
        desk = Desk(home)
        desk.open(pair.gone.id)
        home.apply(join_documents(home, [pair]))
        # Whoever looked at the second one looks at the first, with the labels of both.
        assert desk.document == pair.kept.id
        assert desk.article is not None
        assert desk.article.annotations == home.article(pair.kept.id).annotations
        desk.close()
        assert len(home.document_ids()) == 1
        assert same_texts(home) == []
        assert home.check() == []
        assert home.find_document(pair.gone.uid) == pair.kept.id
        assert agreed(home) == 1.0
        # Bo goes on in her copy, where it is still another article.
        with Session.open(paths[1]) as hers:
            label(hers, hers.document_ids()[0], "Citadel", "ORG")
        merge_files(home, [paths[1]])
        assert len(home.document_ids()) == 1
        bo = home.known_annotator("Bo").id
        assert len(home.article(pair.kept.id, {bo}).annotations) == 2
        assert home.check() == []
        assert merge_files(home, [paths[1]]).nothing
        home.undo()
        home.undo()
        assert len(home.document_ids()) == 2
        assert home.check() == []
    # Her copy learns it, too.
    with Session.open(paths[0]) as home:
        home.apply(join_documents(home, same_texts(home)))
    with Session.open(paths[1]) as hers:
        merge_files(hers, [paths[0]])
        assert len(hers.document_ids()) == 1
        assert hers.check() == []


def agreed(session: Session) -> float | None:
    options = AgreementOptions(("entities",), ("span_f1_exact",))
    return next(each.value for each in agreement(session, options) if each.label is None)
