"""What the worker is asked, and what becomes of its answers.

Owns the way from a project to a plan (how its articles are looked at), and from plain results to
tokens and suggestions.  Results belong to the text and zones they were made for; anything later is
dropped by whoever asked.  What a person settled is not proposed again, however the proposal changed
its borders or the suggester its name.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

from annotator.assist import protocol
from annotator.assist.protocol import WANTS, ProtocolError, decode, encode
from annotator.domain.annotations import Span, tidy_spans, without
from annotator.domain.article import Article
from annotator.domain.documents import Suggestion
from annotator.domain.ids import derived_id, format_id
from annotator.domain.opinions import WRITER
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal
from annotator.domain.scheme import Layer, LayerKind, Scheme
from annotator.domain.suggested_frames import frame_of
from annotator.domain.tokens import Tokens
from annotator.services import models
from annotator.services.pipeline_choice import (
    Pipeline,
    choice_of,
    label_map,
    said_of_quotes,
    spacy_version,
    usable_here,
)
from annotator.services.session import Session
from annotator.services.tokenising import borders_of

__all__ = [
    "WANTS",
    "Analysis",
    "Plan",
    "ProtocolError",
    "command",
    "decode",
    "encode",
    "plan_of",
    "requests_for",
    "suggestions_of",
    "take",
    "take_section",
    "take_tokens",
]

#: Setting: whether this project suggests anything at all.
SUGGEST = "suggest"
#: Setting: rules of the project, as `domain` has them.
PATTERNS = "patterns"
#: Suggestions that no worker makes, and none takes away: labels carried over from copies.
KEPT = frozenset(("copies",))
#: Labels of what opinions are about: whoever can be liked or blamed.
_TARGETS = frozenset(("PERSON", "PER", "ORG", "GPE", "NORP"))
#: Suggestions that are kept at once where somebody may be scrolling meanwhile.
_BIT = 60
#: Share of characters in common from which two ranges are one that was moved a little.
_SAME_RANGE = 0.5
#: Share of words in common from which two contents are the same quote.
_SAME_CONTENT = 0.8
#: Share of the shorter content from which a quote stands there already.
_TAKEN = 0.5
_WORD = re.compile(r"\w+")
_KINDS = {
    "entities": LayerKind.SPANS, "quotes": LayerKind.QUOTES, "opinions": LayerKind.OPINIONS,
}  # fmt: skip


def command() -> list[str]:
    """Return the command that starts the worker."""
    return [sys.executable, "-m", "annotator.assist.worker"]


def environment() -> dict[str, str]:
    """Return what the worker's environment needs beside ours."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **dict.fromkeys(threads, "1"),
        "PYTHONUTF8": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


# What is asked -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """How the articles of a project are looked at."""

    key: str  # names the setup
    setup: Mapping[str, Any]  # request to set up, as the worker gets it
    wants: tuple[str, ...]  # of `WANTS`
    partial: bool = False  # suggestions of what is not wanted stay as they are
    mentions: str = ""  # layer whose labels may be what opinions are about
    #: (code, values) of what a person should know, such as a pipeline that is not installed.
    notices: tuple[tuple[str, Mapping[str, Any]], ...] = ()

    def only(self, wants: Iterable[str]) -> Plan:
        """Return the plan with no more than some kinds wanted, the others left as they are."""
        chosen = set(wants)
        kept = tuple(each for each in self.wants if each in chosen)
        return replace(self, wants=kept, partial=True)


def plan_of(session: Session, pipeline: str = "", *, every: bool = False) -> Plan:
    """Return how the articles of the project are looked at, by its settings, entries and models.

    `pipeline` takes the place of the project's; with `every`, all layers are looked at whatever the
    project wants to be shown.  It reads every entry: make it once, and again when
    one of these changes.
    """
    choice = choice_of(session)
    used = usable_here(pipeline or choice.pipeline)
    notices: list[tuple[str, Mapping[str, Any]]] = []
    shown = choice.layers if session.setting(SUGGEST, True) else ()
    wanted = WANTS if every else shown
    wants = tuple(each for each in wanted if session.scheme.layer_of_kind(_KINDS[each]))
    setup: dict[str, Any] = {"do": "setup", "version": protocol.VERSION, "pipeline": ""}
    if used.problem:
        notices.append((used.problem, _about(used)))
    else:
        setup["pipeline"] = str(used.folder or used.name)
        if used.warning:
            notices.append((used.warning, _about(used)))
    if wants:
        labels = label_map(session.scheme, used.labels, choice.labels)
        usable = models.usable(session)
        notices += [(each.code, each.values) for each in usable.problems]
        patterns = session.setting(PATTERNS, [])
        setup |= {
            "labels": labels,
            "gazetteer": list(_names(session)),
            "patterns": patterns if isinstance(patterns, list) else [],
            "models": {kind: str(path) for kind, path in sorted(usable.paths.items())},
            "names": dict(sorted(usable.names.items())),
            "targets": sorted(_targets(labels)),
            "switches": said_of_quotes(session.scheme, choice.switches),
        }
    written = json.dumps(setup, sort_keys=True).encode()
    key = hashlib.blake2b(written, digest_size=12).hexdigest()
    layer = session.scheme.layer_of_kind(LayerKind.SPANS)
    return Plan(
        key,
        {**setup, "key": key},
        wants,
        mentions="" if layer is None else layer.uid,
        notices=tuple(notices),
    )


def requests_for(
    number: int, plan: Plan, article: Article, known: set[str]
) -> list[dict[str, Any]]:
    """Return what to send so that an article is looked at; `known` setups need not be said again.

    The setup's key is added to `known`.
    """
    targets = plan.setup.get("targets", ())
    mentions = [
        span
        for each in article.in_layer(plan.mentions)
        if each.label in targets and len(each.spans) == 1
        for span in each.spans
    ]
    asked = protocol.request(
        number,
        plan.key,
        article.text,
        [(zone.start, zone.end) for zone in article.sorted_zones()],
        article.document.language,
        mentions=mentions,
        wants=plan.wants,
    )
    if plan.key in known:
        return [asked]
    known.add(plan.key)
    return [dict(plan.setup), asked]


def _about(pipeline: Pipeline) -> dict[str, Any]:
    return {
        "name": pipeline.title or pipeline.name,
        "path": pipeline.name,
        "made_for": pipeline.made_for,
        "spacy": spacy_version(),
    }


def _targets(labels: Mapping[str, str]) -> set[str]:
    """Return the scheme's labels of what opinions are about."""
    return {uid for name, uid in labels.items() if name in _TARGETS} | _TARGETS


def _names(session: Session) -> Iterator[list[str]]:
    """Yield (name, label, entry) for each name of an entry that has a label in the scheme.

    An entry's kind is its label if the scheme has one of that name; else it is the label that most
    of its mentions have.
    """
    layer = session.scheme.layer_of_kind(LayerKind.SPANS)
    if layer is None:
        return
    known = {f"{layer.uid}.{each.uid}": each.uid for each in session.scheme.labels_of(layer.uid)}
    used = session.entry_labels()
    for entry in session.entries().values():
        label = known.get(f"{layer.uid}.{entry.kind}") or known.get(used.get(entry.id, ""))
        if label is None:
            continue
        for name in dict.fromkeys((entry.name, *entry.aliases)):
            yield [name, label, format_id(entry.id)]


# What comes back ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Analysis:
    """Results of one request as they come in."""

    document: int
    starts: array[int] = field(default_factory=lambda: array("I"))
    ends: array[int] = field(default_factory=lambda: array("I"))
    sentences: array[int] = field(default_factory=lambda: array("I"))
    entities: list[EntityProposal] = field(default_factory=list)
    quotes: list[QuoteProposal] = field(default_factory=list)
    opinions: list[OpinionProposal] = field(default_factory=list)
    model: str = ""  # what made the tokens
    has_pipeline: bool = True
    notices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    words: int = 0
    cpu_seconds: float = 0.0  # of the worker

    def add(self, part: Mapping[str, Any]) -> None:
        """Take the results of some paragraphs; raises ProtocolError for nonsense."""
        try:
            base, quotes = len(self.starts), len(self.quotes)
            self.starts.extend(part.get("starts", ()))
            self.ends.extend(part.get("ends", ()))
            self.sentences.extend(base + index for index in part.get("sentences", ()))
            self.entities += [protocol.read_entity(each) for each in part.get("entities", ())]
            self.quotes += [protocol.read_quote(each, quotes) for each in part.get("quotes", ())]
            self.opinions += [
                protocol.read_opinion(each, quotes) for each in part.get("opinions", ())
            ]
        except (AttributeError, TypeError, ValueError, OverflowError) as error:
            raise ProtocolError(str(error)) from error

    def finish(self, done: Mapping[str, Any]) -> None:
        """Take the last answer; raises ProtocolError for nonsense."""
        try:
            self.model = str(done["model"])
            self.has_pipeline = bool(done["pipeline"])
            self.notices = [(str(code), dict(values)) for code, values in done.get("notices", ())]
            self.words = int(done.get("words", 0))
            self.cpu_seconds = float(done.get("cpu_seconds", 0.0))
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError(str(error)) from error


def take(session: Session, article: Article, analysis: Analysis, plan: Plan) -> dict[str, int]:
    """Keep the tokens and suggestions of a finished analysis; return how many of each kind.

    Open suggestions of the layers that the plan is about are replaced, whichever model they came
    from, but for those of `KEPT`.  It is one transaction.
    """
    found = suggestions_of(session, article, analysis)
    layers = _layers(session.scheme, plan)
    session.save_analysis(article.document.id, _tokens(article, analysis), found, _replaced(layers))
    return dict(Counter(layers[each.layer] for each in found))


def take_tokens(session: Session, article: Article, analysis: Analysis) -> None:
    """Keep the tokens of an analysis of which the sections were taken one by one."""
    session.save_tokens(article.document.id, _tokens(article, analysis))


def take_section(
    session: Session, article: Article, part: Mapping[str, Any], plan: Plan
) -> Iterator[None]:
    """Keep what the worker proposes for a section, in the place of what was there, bit by bit.

    Each step of the iterator is short, so that the window can draw in between.  Raises
    ProtocolError for nonsense.
    """
    section = Analysis(article.document.id)
    section.add(part)
    try:
        start, end = (int(each) for each in part["range"])
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError(str(error)) from error
    # Nobody proposes anything behind the end; what stands there is of another time.
    last = end if end < len(article.text) else sys.maxsize
    yield
    found: list[Suggestion] = []
    for each in _suggested(session, article, section, (start, last)):
        found.append(each)
        if len(found) % _BIT == 0:
            yield
    found.sort(key=lambda each: each.start)
    goes = _replaced(_layers(session.scheme, plan))
    # What begins at one place stays together: each bit is about a stretch of its own.
    borders = [each.start for each in found[_BIT::_BIT]]
    stretches = sorted({start, *(each for each in borders if start < each), last})
    for first, behind in pairwise(stretches):
        yield
        # Somebody may have labelled something in between.
        bit = [
            each
            for each in found
            if first <= each.start < behind and not _is_overtaken(article, each)
        ]
        session.renew_suggestions(article.document.id, bit, goes, (first, behind))


def _is_overtaken(article: Article, suggestion: Suggestion) -> bool:
    """Tell whether a mention is proposed where the annotator has labelled something."""
    if suggestion.payload.keys() & {"content", "target"}:
        return False
    touching = article.touching(Span(suggestion.start, suggestion.end))
    return any(each.layer == suggestion.layer for each in touching)


def _tokens(article: Article, analysis: Analysis) -> Tokens:
    tokens = Tokens(analysis.starts, analysis.ends, analysis.sentences, analysis.model)
    return tokens.split_at(borders_of(article.zones.values()))


def _layers(scheme: Scheme, plan: Plan) -> dict[str, str]:
    """Return the layers that a plan is about, each with its kind."""
    return {
        layer.uid: each
        for each in (plan.wants if plan.partial else WANTS)
        if (layer := scheme.layer_of_kind(_KINDS[each])) is not None
    }


def _replaced(layers: Collection[str]) -> Callable[[Suggestion], bool]:
    return lambda each: each.layer in layers and each.model not in KEPT


def suggestions_of(session: Session, article: Article, analysis: Analysis) -> list[Suggestion]:
    """Return what is worth showing of an analysis.

    Left out is what the scheme has no layer, label or role for, what lies in a zone, what a person
    settled and what stands where the annotator has said something already.
    """
    return list(_suggested(session, article, analysis, (0, sys.maxsize)))


def _suggested(
    session: Session, article: Article, analysis: Analysis, within: tuple[int, int]
) -> Iterator[Suggestion]:
    """Yield the suggestions of an analysis of what lies between two positions."""
    settled = session.settled_suggestions(article.document.id, within)
    sieve = _Sieve(session.scheme, article, settled)
    yield from sieve.entities(analysis.entities)
    quotes = sieve.quotes(analysis.quotes)
    yield from (each for each in quotes if each is not None)
    yield from sieve.opinions(analysis.opinions, quotes)


class _Near:
    """Ranges with something that belongs to each, found by what they overlap."""

    _BUCKET = 512  # characters

    def __init__(self) -> None:
        self._held: defaultdict[int, list[tuple[Span, Any]]] = defaultdict(list)

    def put(self, span: Span, value: Any) -> None:
        for bucket in self._buckets(span):
            self._held[bucket].append((span, value))

    def over(self, span: Span) -> Iterator[tuple[Span, Any]]:
        """Yield what overlaps a range, perhaps more than once."""
        for bucket in self._buckets(span):
            for each in self._held.get(bucket, ()):
                if each[0].overlaps(span):
                    yield each

    def _buckets(self, span: Span) -> range:
        return range(span.start // self._BUCKET, (span.end - 1) // self._BUCKET + 1)


class _Content(NamedTuple):
    """The words of a quote."""

    words: frozenset[int]  # where each starts
    settled: bool  # a suggestion that was answered; else a quote of the annotator


class _Sieve:
    """Turns the proposals for one article into suggestions, but for what nobody wants to see."""

    def __init__(self, scheme: Scheme, article: Article, settled: Sequence[Suggestion]) -> None:
        self._scheme = scheme
        self._article = article
        self._text = article.text
        self._zones = _Near()
        for zone in article.zones.values():
            self._zones.put(Span(zone.start, zone.end), None)
        self._settled = settled

    # Entities ----------------------------------------------------------------------------------

    def entities(self, proposals: Iterable[EntityProposal]) -> Iterator[Suggestion]:
        """Yield the mentions that are worth showing."""
        layer = self._scheme.layer_of_kind(LayerKind.SPANS)
        if layer is None:
            return
        known = {each.uid for each in self._scheme.labels_of(layer.uid)}
        answered = _Near()
        for old in self._settled:
            if old.layer == layer.uid:
                answered.put(Span(old.start, old.end), old.label)
        seen: set[tuple[Span, str]] = set()
        for each in proposals:
            span = each.span
            if each.label not in known or (span, each.label) in seen or not self._lies_free(span):
                continue
            seen.add((span, each.label))
            if any(part.layer == layer.uid for part in self._article.touching(span)):
                continue
            if any(
                label == each.label and _common_range(span, old) >= _SAME_RANGE
                for old, label in answered.over(span)
            ):
                continue
            payload = {} if each.entry is None else {"entry": format_id(each.entry)}
            yield self._suggestion(
                layer, each.label, span, each, payload, f"{span.start}-{span.end}"
            )

    # Quotes ------------------------------------------------------------------------------------

    def quotes(self, proposals: Sequence[QuoteProposal]) -> list[Suggestion | None]:
        """Return the quotes that are worth showing, None in the place of each that is not."""
        layer, label = self._frame(LayerKind.QUOTES, "content")
        if layer is None:
            return [None for _ in proposals]
        there = self._contents(layer, proposals)
        slots = [each for each in ("cue", "source", "insertion") if self._has(layer, each)]
        acts = self._choices(layer, "act")
        seen: set[int] = set()
        made: list[Suggestion | None] = []
        for each in proposals:
            content = self._outside(each.content)
            suggestion = None
            if content and not self._is_known(content, there):
                payload: dict[str, Any] = {"content": _plain(content)}
                for slot in slots:
                    spans = self._outside(getattr(each, slot))
                    if spans:
                        payload[slot] = _plain(spans)
                if "source" in payload and each.speaker is not None and self._fits(each.speaker):
                    payload["speaker"] = list(each.speaker)
                if each.act in acts:
                    payload["act"] = each.act
                name = ",".join(f"{start}-{end}" for start, end in content)
                hull = Span(content[0].start, content[-1].end)
                suggestion = self._suggestion(layer, label, hull, each, payload, name)
                if suggestion.id in seen:
                    suggestion = None
                else:
                    seen.add(suggestion.id)
            made.append(suggestion)
        if self._role("parent"):
            for place, each in enumerate(proposals):
                child, parent = made[place], self._of(made, each.parent)
                if child is not None and parent is not None and parent.id != child.id:
                    payload = {**child.payload, "parent": format_id(parent.id)}
                    made[place] = replace(child, payload=payload)
        return made

    def _contents(self, layer: Layer, proposals: Iterable[QuoteProposal]) -> _Near:
        """Return the contents, near some proposals, of quotes that are there or were answered."""
        there = _Near()
        parts = [part for each in proposals for part in each.content]
        hull = Span(min(parts).start, max(part.end for part in parts)) if parts else Span(0, 0)
        seen: set[int] = set()
        for part in self._article.touching(hull) if parts else ():
            if (part.layer, part.label) != (layer.uid, "content"):
                continue
            for frame in self._article.frames_of(part.id):
                if frame.id not in seen:
                    seen.add(frame.id)
                    contents = self._article.fillers(frame.id, "content")
                    spans = [span for each in contents for span in each.spans]
                    self._put(there, spans, settled=False)
        for old in self._settled:
            if old.layer == layer.uid:
                read = frame_of(old, self._scheme, len(self._text))
                if read is not None:
                    self._put(there, read.spans("content"), settled=True)
        return there

    def _put(self, there: _Near, spans: Iterable[Span], *, settled: bool) -> None:
        parts = tidy_spans(spans)
        content = _Content(self._words(parts), settled)
        for part in parts:
            there.put(part, content)

    def _is_known(self, content: Sequence[Span], there: _Near) -> bool:
        words = self._words(content)
        for part in content:
            for _, (others, settled) in there.over(part):
                common = len(words & others)
                if settled and common >= _SAME_CONTENT * len(words | others):
                    return True
                if not settled and common >= _TAKEN * min(len(words), len(others)):
                    return True
        return False

    def _words(self, spans: Iterable[Span]) -> frozenset[int]:
        return frozenset(
            match.start()
            for start, end in spans
            for match in _WORD.finditer(self._text, start, end)
        )

    # Opinions ----------------------------------------------------------------------------------

    def opinions(
        self, proposals: Iterable[OpinionProposal], quotes: Sequence[Suggestion | None]
    ) -> Iterator[Suggestion]:
        """Yield the opinions that are worth showing; `quotes` are what the proposals count in."""
        layer, label = self._frame(LayerKind.OPINIONS, "target")
        if layer is None:
            return
        polarities = self._choices(layer, "polarity")
        intensities = self._choices(layer, "intensity")
        answered = _Near()
        for old in self._settled:
            read = frame_of(old, self._scheme, len(self._text)) if old.layer == layer.uid else None
            for span in () if read is None else read.spans("target"):
                answered.put(span, old.payload.get("polarity"))
        seen: set[int] = set()
        for each in proposals:
            if each.polarity not in polarities or not self._lies_free(each.target):
                continue
            if self._has_opinion(layer, each.target) or any(
                polarity == each.polarity and _common_range(each.target, old) >= _SAME_RANGE
                for old, polarity in answered.over(each.target)
            ):
                continue
            payload: dict[str, Any] = {"polarity": each.polarity, "target": [list(each.target)]}
            if each.intensity in intensities:
                payload["intensity"] = each.intensity
            if self._has(layer, "holder"):
                holder = self._outside(each.holder)
                payload["holder"] = _plain(holder) if holder else WRITER
            expression = self._outside(each.expression) if self._has(layer, "expression") else ()
            if expression:
                payload["expression"] = _plain(expression)
            quote = self._of(quotes, each.quote)
            if quote is not None and self._role("quote"):
                payload["quote"] = format_id(quote.id)
            main = expression or (each.target,)
            hull = Span(main[0].start, main[-1].end)
            name = f"{each.target.start}-{each.target.end},{each.polarity}"
            suggestion = self._suggestion(layer, label, hull, each, payload, name)
            if suggestion.id not in seen:
                seen.add(suggestion.id)
                yield suggestion

    def _has_opinion(self, layer: Layer, target: Span) -> bool:
        return any(
            (part.layer, part.label) == (layer.uid, "target") and self._article.frames_of(part.id)
            for part in self._article.touching(target)
        )

    # What both need ----------------------------------------------------------------------------

    def _suggestion(
        self,
        layer: Layer,
        label: str,
        span: Span,
        proposal: EntityProposal | QuoteProposal | OpinionProposal,
        payload: Mapping[str, Any],
        name: str,
    ) -> Suggestion:
        document = self._article.document.id
        return Suggestion(
            # The same proposal is the same row, however often the article is looked at and
            # whichever model it comes from.
            derived_id("suggestion", f"{document:x}", layer.uid, label, name),
            document,
            layer.uid,
            label,
            *span,
            proposal.suggester,
            proposal.score,
            payload=payload,
        )

    def _frame(self, kind: LayerKind, slot: str) -> tuple[Layer | None, str]:
        """Return the layer of a kind and the label of its frames, if it has the slot at all."""
        layer = self._scheme.layer_of_kind(kind)
        frame = None if layer is None else self._scheme.frame_label(layer.uid)
        if layer is None or frame is None or frame.retired or not self._has(layer, slot):
            return None, ""
        return layer, frame.uid

    def _has(self, layer: Layer, slot: str) -> bool:
        label = self._scheme.label(layer.uid, slot)
        return label is not None and not label.retired and self._role(slot)

    def _role(self, uid: str) -> bool:
        role = self._scheme.role(uid)
        return role is not None and not role.retired

    def _choices(self, layer: Layer, name: str) -> frozenset[str]:
        attribute = self._scheme.attribute(layer.uid, name)
        if attribute is None or attribute.retired:
            return frozenset()
        return frozenset(value for value, _ in attribute.choices)

    @staticmethod
    def _of(made: Sequence[Suggestion | None], place: int | None) -> Suggestion | None:
        return made[place] if place is not None and 0 <= place < len(made) else None

    def _fits(self, span: Span) -> bool:
        return 0 <= span.start < span.end <= len(self._text)

    def _lies_free(self, span: Span) -> bool:
        """Tell whether a range lies in the text and in no zone, not even partly."""
        return self._fits(span) and not any(True for _ in self._zones.over(span))

    def _outside(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return those parts of some ranges that lie in the text and in no zone."""
        parts = tidy_spans(each for each in spans if self._fits(each))
        holes = {zone for part in parts for zone, _ in self._zones.over(part)}
        for hole in holes:
            parts = without(parts, hole)
        return tuple(each for each in parts if each.of(self._text).strip())


def _common_range(one: Span, other: Span) -> float:
    """Return the share of characters that two overlapping ranges have in common."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return common / (max(one.end, other.end) - min(one.start, other.start))


def _plain(spans: Iterable[Span]) -> list[list[int]]:
    return [list(each) for each in spans]
