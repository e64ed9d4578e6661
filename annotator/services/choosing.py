"""Which articles and labels go out of a project, and in what pieces.

Owns what a person may choose for an export, and the check of every offset on the way out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.domain import pieces
from annotator.domain.annotations import Annotation, Relation
from annotator.domain.bundles import Bundle
from annotator.domain.documents import Comment, State
from annotator.domain.errors import AnnotatorError
from annotator.domain.ids import format_id
from annotator.domain.offset_units import Unit
from annotator.domain.redaction import Redactor
from annotator.domain.review import GOLD
from annotator.formats.flat import is_frame
from annotator.formats.registry import Loss, WriteOptions
from annotator.services.adjudicating import GOLD_ID, gold_documents
from annotator.services.redacting import RedactOptions, redactor
from annotator.services.session import Session
from annotator.services.tokenising import tokens_for

if TYPE_CHECKING:
    from annotator.domain.tokens import Tokens


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What the person chose."""

    format: str = "jsonl"
    annotators: tuple[str, ...] = ()  # names; none = everybody, without the gold set
    states: tuple[State, ...] = ()  # of the chosen annotators; none = any
    layers: tuple[str, ...] = ()  # uids; none = all
    zones: bool = True
    tokens: bool = True
    suggestions: bool = False
    unit: Unit | None = None  # what offsets count; None = what the format usually does
    gold: bool = False  # the gold set, of the documents about which something was decided
    cut_zones: bool = False  # the words of zones are taken out of the text
    sentences: bool = False  # every sentence is an article of its own
    redact: RedactOptions | None = None  # people have other names


@dataclass(slots=True)
class Choice:
    """What one export takes out of a project.

    Raises AnnotatorError("annotator-unknown", "layer-unknown"), and what `redacting.redactor` does,
    when it is made.
    """

    session: Session
    options: ExportOptions
    tokens: bool  # whether articles come with their tokens
    documents: int = 0  # that were yielded so far
    redactor: Redactor | None = field(init=False)  # what gives people other names
    _annotators: set[int] | None = field(init=False)

    def __post_init__(self) -> None:
        """Look the names up."""
        self._annotators = _annotator_ids(self.session, self.options)
        redact = self.options.redact
        self.redactor = None if redact is None else redactor(self.session, redact)
        for layer in self.options.layers:
            if self.session.scheme.layer(layer) is None:
                known = ", ".join(each.uid for each in self.session.scheme.layers)
                raise AnnotatorError("layer-unknown", layer=layer, known=known)

    def ids(self) -> Sequence[int]:
        """Return the documents that are looked at; some of them may not be in a chosen state."""
        if self.options.gold:
            return list(gold_documents(self.session))
        return self.session.document_ids()

    def articles(
        self, ids: Collection[int], progress: Callable[[int, int], None] = lambda done, all_: None
    ) -> Iterator[Bundle]:
        """Yield the chosen articles among `ids` whole, with the labels that were chosen.

        Raises AnnotatorError("export-offset") for a label that does not lie in its text.
        """
        options = self.options
        for done, bundle in enumerate(
            self.session.bundles(ids, self._annotators, suggestions=options.suggestions)
        ):
            if done % 50 == 0:
                progress(done, len(ids))
            if options.states and not _in_states(bundle, options.states, self._annotators):
                continue
            _check_offsets(bundle)
            if options.gold:
                bundle.decisions = self.session.decisions(bundle.document.id)
            if options.layers:
                _keep_layers(bundle, set(options.layers))
            yield bundle
        progress(len(ids), len(ids))

    def pieces(self, articles: Iterable[Bundle], writing: WriteOptions) -> Iterator[Bundle]:
        """Yield articles, or what is to be written of them: without zones, by sentences.

        If people are to have other names, they have them from here on.
        Labels that stand in no piece are told to `writing` as losses.
        """
        options = self.options
        tokens = self.tokens or options.sentences
        for bundle in articles:
            if self.redactor is not None:
                bundle = self.redactor.redact(bundle)
            if tokens:
                bundle.tokens = _tokens(bundle)
            told = _teller(bundle, writing)
            whole = pieces.without_zones(bundle, told) if options.cut_zones else bundle
            parts = pieces.sentences(whole, told) if options.sentences else (whole,)
            for part in parts:
                if part is not bundle and not part.text.strip():
                    writing.lose(Loss("text", part.document.uid, detail="piece"))
                    continue
                self.documents += 1
                yield part


def _teller(bundle: Bundle, writing: WriteOptions) -> pieces.Told:
    uid = bundle.document.uid

    def told(each: Annotation | Relation | Comment) -> None:
        record = format_id(each.id)
        if isinstance(each, Relation):
            writing.lose(Loss("relations", uid, record, each.role, detail="piece"))
            return
        if isinstance(each, Comment):
            writing.lose(Loss("comments", uid, record, detail="piece"))
            return
        what = "frames" if is_frame(each, writing.scheme) else "spans"
        start, end = each.hull or (-1, -1)
        label = f"{each.layer}.{each.label}"
        writing.lose(Loss(what, uid, record, label, start, end, "piece"))

    return told


def _tokens(bundle: Bundle) -> Tokens:
    return tokens_for(bundle.text, bundle.zones, bundle.document.language, bundle.tokens)


def _annotator_ids(session: Session, options: ExportOptions) -> set[int] | None:
    if options.gold:
        return {GOLD_ID}
    if options.annotators:
        return {session.known_annotator(name).id for name in options.annotators}
    everybody = session.annotators.values()
    if all(each.kind != GOLD for each in everybody):
        return None
    return {each.id for each in everybody if each.kind != GOLD}


def _in_states(
    bundle: Bundle, states: Collection[State], annotators: Collection[int] | None
) -> bool:
    """Tell whether any of the chosen annotators has the document in one of the states."""
    found = [each.state for each in bundle.assignments
             if annotators is None or each.annotator in annotators]  # fmt: skip
    return any(state in states for state in found) or (not found and State.NEW in states)


def _keep_layers(bundle: Bundle, layers: set[str]) -> None:
    bundle.annotations = [each for each in bundle.annotations if each.layer in layers]
    kept = {each.id for each in bundle.annotations}
    bundle.relations = [
        each for each in bundle.relations if each.source in kept and each.target in kept
    ]
    bundle.suggestions = [each for each in bundle.suggestions if each.layer in layers]
    bundle.comments = [each for each in bundle.comments if each.annotation in (None, *kept)]
    bundle.decisions = [each for each in bundle.decisions if not each.gold or each.gold in kept]
    named = {each.entry for each in bundle.annotations}
    bundle.entries = {number: each for number, each in bundle.entries.items() if number in named}


def _check_offsets(bundle: Bundle) -> None:
    """Raise AnnotatorError("export-offset") unless every span lies in its text."""
    length = len(bundle.text)
    for annotation in bundle.annotations:
        if not _sound(annotation, length):
            raise AnnotatorError(
                "export-offset", document=bundle.document.uid, record=f"{annotation.id:016x}"
            )


def _sound(annotation: Annotation, length: int) -> bool:
    last = -1
    for start, end in annotation.spans:
        if not last < start < end <= length:
            return False
        last = end
    return True
