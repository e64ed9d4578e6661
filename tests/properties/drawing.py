"""Somebody who does whatever is drawn to a project of two articles."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from annotator.domain.annotations import Annotation, Span
from annotator.domain.article import Article
from annotator.domain.cues import QuoteDraft
from annotator.domain.documents import Annotator, Comment, Entry, State, Suggestion
from annotator.domain.ids import IdSource
from annotator.domain.opinions import POLARITIES
from annotator.domain.scheme import Attribute, AttributeType, LayerKind
from annotator.domain.steps import Edit, Step, added
from annotator.services import parts
from annotator.services.annotating import NotPossible, Scribe, rename_label, retire_label
from annotator.services.commenting import delete, remark, reply, resolve, rewrite
from annotator.services.exporting import ExportOptions, export
from annotator.services.same_documents import join_documents, same_texts
from annotator.services.schemes import load_scheme
from annotator.services.session import Change, Session
from annotator.storage.project import ProjectFile
from tests.articles import HARBOUR, SCRIPTS
from tests.storage import making

TEXTS = {"harbour": HARBOUR, "scripts": SCRIPTS}


class Desk:
    """A project with two articles, somebody who does whatever is drawn, and what a view follows."""

    def __init__(self, path: Path, data: st.DataObject, copy: int = 0) -> None:
        self._path = path
        self._draw = data.draw
        self._openings = 100 * copy
        self._open()

    def _open(self) -> None:
        self.session = Session.open(self._path)
        # The same ids in every run, or what is drawn would depend on chance.
        self._openings += 1
        self.session._project.ids = IdSource(self._openings)
        self._read()
        self.session.subscribe(self._changed)

    def _read(self) -> None:
        self.articles = {n: self.session.article(n) for n in self.session.document_ids()}

    def _changed(self, change: Change) -> None:
        if change.bulk:
            self._read()
        for article in self.articles.values():
            article.apply(change.edits)

    def reopen(self) -> None:
        self.session.close()
        self._open()

    def act(self) -> None:
        """Do something that is possible, or nothing."""
        _, how = self._draw(st.sampled_from(ACTIONS))
        self.article = self._one(list(self.articles.values()))
        self.scribe = Scribe(
            self.article,
            self.session.scheme,
            self.session.ids,
            self.session.annotator.id,
            self.session.comments_on,
        )
        try:
            made = how(self)
        except NotPossible:
            return
        if isinstance(made, tuple):
            made = made[1]
        if isinstance(made, Step) and made.edits:
            self.session.apply(made)

    # What is drawn -----------------------------------------------------------------------------

    def _one(self, choices: list[Any]) -> Any:
        if not choices:
            raise NotPossible("nothing-here")
        return self._draw(st.sampled_from(choices))

    def span(self) -> Span:
        length = len(self.article.text)
        start = self._draw(st.integers(0, length - 1))
        return Span(start, self._draw(st.integers(start + 1, min(length, start + 25))))

    def spans(self) -> list[Span]:
        return [self.span() for _ in range(self._draw(st.integers(1, 3)))]

    def annotation(self, layer: str = "", *, frame: bool | None = None) -> Annotation:
        return self._one(
            [
                each
                for each in self.article.annotations.values()
                if layer in ("", each.layer) and frame in (None, not each.spans)
            ]
        )

    def label(self, layer: str) -> Any:
        return self._one([each for each in self.session.scheme.labels_of(layer) if not each.frame])

    def value(self, attribute: Attribute) -> Any:
        values = {
            AttributeType.CHOICE: st.sampled_from([each for each, _ in attribute.choices] or [""]),
            AttributeType.YES_NO: st.booleans(),
            AttributeType.NUMBER: st.integers() | st.floats(allow_nan=False, allow_infinity=False),
        }
        return self._draw(st.none() | values.get(attribute.type, st.text(max_size=5)))

    def words(self) -> str:
        return self._draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
                                  max_size=8))  # fmt: skip

    def frame_role(self, frame: Annotation) -> str:
        roles = ["holder", "target", "expression"] if frame.layer == "opinions" else [
            "content", "cue", "source", "insertion",
        ]  # fmt: skip
        return self._one(roles)

    # What is done -------------------------------------------------------------------------------

    def make(self) -> Any:
        return self.scribe.make(self.spans(), "entities", self.label("entities").uid)

    def relabel(self) -> Step:
        one = self.annotation(frame=False)
        return self.scribe.relabel(one, self.label(one.layer).uid)

    def delete(self) -> Step:
        return self.scribe.delete(self.annotation())

    def move_edges(self) -> Step:
        return self.scribe.set_spans(self.annotation(frame=False), self.spans(), "edge-moved")

    def add_part(self) -> Step:
        return parts.add_part(self.scribe, self.annotation(frame=False), self.span())

    def take_part(self) -> Step:
        return parts.take_part(self.scribe, self.annotation(frame=False), self.span())

    def move(self) -> Step:
        return parts.move(self.scribe, self.annotation(frame=False), self.span())

    def split(self) -> Step:
        one = self.annotation(frame=False)
        return parts.split(self.scribe, one, self._draw(st.integers(one.start, one.end)))

    def join(self) -> Step:
        one = self.annotation(frame=False)
        return parts.join(self.scribe, one, self.annotation(one.layer, frame=False))

    def attribute(self) -> Step:
        one, known = self._one(
            [
                (each, attribute)
                for each in self.article.annotations.values()
                for attribute in self.session.scheme.attributes_of(each.layer, each.label)
            ]
        )
        return self.scribe.set_attribute(one, known.uid, self.value(known))

    def accept(self) -> Step:
        chosen = [self._one(list(self.article.suggestions.values()))]
        return self.scribe.accept(chosen, self._draw(st.sampled_from(["", "DATE"])))

    def accept_moved(self) -> Step:
        one = self._one(list(self.article.suggestions.values()))
        return self.scribe.accept_with_span(one, self.span())

    def reject(self) -> Step:
        return self.scribe.reject([self._one(list(self.article.suggestions.values()))])

    def quote(self) -> Any:
        cue, source = (self._draw(st.none() | st.just(self.span())) for _ in range(2))
        return self.scribe.quote(
            QuoteDraft(tuple(self.spans()), cue, () if source is None else (source,))
        )

    def fill(self) -> Step:
        frame = self.annotation(frame=True)
        return self.scribe.fill(frame, self.frame_role(frame), self.span())

    def link(self) -> Step:
        known = self.article.annotations.values()
        paths = {each.id: f"{each.layer}.{each.label}" for each in known}
        one, role, other = self._one(
            [
                (one, role.uid, other)
                for role in self.session.scheme.roles
                for one in known
                for other in known
                if one is not other and role.allows(paths[one.id], paths[other.id])
            ]
        )
        return self.scribe.link(one, role, other)

    def unlink(self) -> Step:
        return self.scribe.unlink(self._one(list(self.article.relations.values())))

    def shorten(self) -> Step:
        frame = self.annotation("quotes", frame=True)
        start, end = self._one([s for part in self.article.fillers(frame.id, "content")
                                for s in part.spans])  # fmt: skip
        first = self._draw(st.integers(0, end - 1))
        last = self._draw(st.integers(max(first, start) + 1, end + 9))
        return self.scribe.take_from_content(frame, Span(first, last))

    def opinion(self) -> Any:
        quotes = [e for e in self.article.annotations.values() if e.label == "quote"]
        return self.scribe.opinion(
            self._one(list(POLARITIES)),
            expression=self._draw(st.none() | st.just(self.span())),
            target=self._draw(st.none() | st.just(self.span())),
            quote=self._draw(st.sampled_from([None, *quotes])),
        )

    def polarity(self) -> Step:
        frame = self.annotation("opinions", frame=True)
        return self.scribe.press_polarity(frame, self._one(list(POLARITIES)))

    def writer(self) -> Step:
        return self.scribe.held_by_writer(self.annotation("opinions", frame=True))

    def zone(self) -> Step:
        return self.scribe.zone(self.span())

    def zone_kind(self) -> Step:
        return self.scribe.next_kind(self._one(list(self.article.zones.values())))

    def zone_away(self) -> Step:
        return self.scribe.zone_away(self._one(list(self.article.zones.values())))

    def document_label(self) -> Step:
        layer = self.session.scheme.layer_of_kind(LayerKind.DOCUMENT)
        assert layer is not None
        return self.scribe.document_label(self.label(layer.uid))

    def state(self) -> Step:
        before = self.session.assignment(self.article.document.id)
        return self.scribe.state(before, self._one(list(State)))

    def comment(self) -> Step:
        on = self._draw(st.sampled_from([None, *self.article.annotations]))
        here = self.article.document.id
        return remark(self.session.ids, here, self.session.annotator.id, self.words(), on)

    def answer(self) -> Step:
        return reply(self.session.ids, self.remark(), self.session.annotator.id, self.words())

    def resolve(self) -> Step:
        one = self.remark()
        return resolve(one, resolved=not one.resolved)

    def rewrite(self) -> Step:
        one = self.remark()
        return rewrite(one, one.annotator, self.words())

    def delete_comment(self) -> Step:
        there = self.session.comments(self.article.document.id)
        one = self._one(there)
        return delete(one, one.annotator, [each for each in there if each.reply_to == one.id])

    def remark(self) -> Comment:
        found: Comment = self._one(self.session.comments(self.article.document.id))
        return found

    def properties(self) -> Step:
        return self.scribe.properties(title=self.words(), meta={"key": self.words()})

    def entry(self) -> Step:
        one = self.annotation(frame=False)
        entry = Entry(self.session.ids.next(), self.words(), aliases=(self.words(), self.words()))
        linked = one._replace(entry=entry.id)
        return Step("entry-linked", (*added(entry), Edit(one, linked)), {}, one.document)

    def rename(self) -> Step:
        return rename_label(self._one(list(self.session.scheme.labels)), self.words())

    def retire(self) -> Step:
        one = self._one([each for each in self.session.scheme.labels if not each.frame])
        return retire_label(one, retired=not one.retired)

    def somebody(self) -> Step:
        one = Annotator(self.session.ids.next(), f"Annotator {len(self.session.annotators)}")
        return Step("annotator-added", added(one), {"name": one.name})

    def take_turns(self) -> None:
        self.session.annotator = self._one(list(self.session.annotators.values()))
        self._read()

    def load(self) -> None:
        uid = f"more {len(self.articles)}"
        with self.session.loading(Step("imported", ())) as loader:
            loader.add(making.bundle(uid, self.session.annotator.id), new_document=True)

    def load_onto(self) -> None:
        one = Annotation(
            self.session.ids.next(), self.article.document.id, self.session.annotator.id,
            "entities", self.label("entities").uid, (self.span(),),
        )  # fmt: skip
        bundle = making.bundle(text=self.article.text)
        bundle.document, bundle.annotations = self.article.document, [one]
        with self.session.loading(Step("imported", ())) as loader:
            loader.add(bundle, new_document=False)

    def join_texts(self) -> Step:
        return join_documents(self.session, [self._one(same_texts(self.session))])

    def undo(self) -> None:
        self.session.undo()

    def redo(self) -> None:
        self.session.redo()


ACTIONS: list[tuple[str, Callable[[Desk], Any]]] = [
    (action.__name__, action)
    for action in (
        Desk.make, Desk.relabel, Desk.delete, Desk.move_edges, Desk.add_part, Desk.take_part,
        Desk.move, Desk.split, Desk.join, Desk.attribute, Desk.accept,
        Desk.accept_moved, Desk.reject, Desk.quote, Desk.fill, Desk.link, Desk.unlink,
        Desk.shorten, Desk.opinion, Desk.polarity, Desk.writer, Desk.zone, Desk.zone_kind,
        Desk.zone_away, Desk.document_label, Desk.state, Desk.comment, Desk.answer, Desk.resolve,
        Desk.rewrite, Desk.delete_comment, Desk.properties, Desk.entry,
        Desk.rename, Desk.retire, Desk.somebody, Desk.take_turns, Desk.load, Desk.load_onto,
        Desk.join_texts,
        Desk.undo, Desk.redo, Desk.reopen,
    )
]  # fmt: skip


def exported(session: Session) -> bytes:
    out = io.BytesIO()
    export(session, out, ExportOptions(suggestions=True, tokens=False))
    return out.getvalue()


def contents(session: Session) -> dict[str, list[Any]]:
    # Who opened the project last, and where, is no step.
    return making.contents(session._project.connection, aside=["settings"])


def shown(article: Article) -> tuple[Any, ...]:
    return (
        article.document, article.annotations, article.relations, article.zones,
        article.suggestions,
    )  # fmt: skip


def make_project(path: Path) -> None:
    """Make a project of two labelled articles with suggestions; none of it can be undone."""
    mina = Annotator(1, "Mina Kell")
    with ProjectFile.create(path, load_scheme("news")) as project:
        project.ids = IdSource(1000)
        project.add_unrecorded(mina)
        bundles = [making.bundle(uid, mina.id, text.ljust(80, ".")) for uid, text in TEXTS.items()]
        making.load(project, *bundles)
        for each in bundles:
            here = each.document.id
            proposed = [
                Suggestion(project.ids.next(), here, "entities", label, at, at + 4, "m 1")
                for at, label in ((0, "PERSON"), (6, "ORG"), (13, "GPE"), (60, "DATE"))
            ]
            project.replace_suggestions(here, proposed, "m 1", mina.id)
            article = project.article(here, {mina.id})
            scribe = Scribe(article, project.scheme, project.ids, mina.id)
            content = (Span(20, 40), Span(50, 55))
            quote, step = scribe.quote(QuoteDraft(content, Span(41, 45), (Span(46, 49),)))
            project.apply(step, mina.id)
            article.apply(step.edits)
            _, step = scribe.opinion("negative", expression=Span(3, 9), quote=quote)
            project.apply(step, mina.id)
        project.connection.execute("UPDATE history SET state = 'dropped'")
