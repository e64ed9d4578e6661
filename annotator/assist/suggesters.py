"""Everything that proposes something for a parsed article, as one thing with one setup.

Owns which suggester is asked with what, in which order, and that one that fails does not take the
others along.  What each proposes is its own module's; models and the sentence encoder are loaded
when they are first needed, and not at all for what nobody wants.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotator.assist import pipelines
from annotator.assist.parse import Parse
from annotator.domain.annotations import Span
from annotator.domain.errors import AnnotatorError
from annotator.domain.proposals import EntityProposal, OpinionProposal, QuoteProposal

if TYPE_CHECKING:
    from annotator.assist.entities import Patterns
    from annotator.assist.quotes import Switches

T = TypeVar("T")

#: Mentions about which opinions are looked for at once; in between somebody may cancel.
_TARGETS = 100


@dataclass(frozen=True, slots=True)
class Setup:
    """How a project looks at articles; the values of a request to set up, checked."""

    pipeline: str = ""  # module, or absolute path
    labels: Mapping[str, str] = field(default_factory=dict)  # of the pipeline -> of the scheme
    gazetteer: tuple[tuple[str, str, str], ...] = ()  # (name, label, entry)
    patterns: tuple[Mapping[str, Any], ...] = ()
    models: Mapping[str, Path] = field(default_factory=dict)  # by kind
    names: Mapping[str, str] = field(default_factory=dict)  # of the models, by kind
    targets: frozenset[str] = frozenset()  # labels of what opinions are about
    given: bool = False  # opinions are about the targets given along, each of them, and no others
    switches: Mapping[str, Any] = field(default_factory=dict)  # the guideline of quotes
    floor: float | None = None  # least score of opinions; None: that of the suggester

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Setup:
        """Return the setup of a request; raises what wrong types raise."""
        return cls(
            str(message.get("pipeline") or ""),
            {str(name): str(label) for name, label in (message.get("labels") or {}).items()},
            tuple((str(a), str(b), str(c)) for a, b, c in message.get("gazetteer") or ()),
            tuple(dict(each) for each in message.get("patterns") or ()),
            {str(kind): Path(path) for kind, path in (message.get("models") or {}).items()},
            {str(kind): str(name) for kind, name in (message.get("names") or {}).items()},
            frozenset(str(each) for each in message.get("targets") or ()),
            bool(message.get("given")),
            dict(message.get("switches") or {}),
            None if message.get("floor") is None else float(message["floor"]),
        )


class Suggesters:
    """The suggesters of one setup."""

    def __init__(self, setup: Setup) -> None:
        """Take a setup; nothing is loaded yet."""
        self._setup = setup
        self._made: dict[str, Any] = {}
        #: (code, values) of what a person should know, each once.
        self.notices: list[tuple[str, dict[str, Any]]] = []

    def grouped(self, doc: Any, offset: int, model: str) -> list[EntityProposal]:
        """Return the span groups of a spaCy `Doc` that starts at `offset`, as proposals.

        Only those under labels that the project took for some of its own.
        """
        labels = self._setup.labels
        found = []
        for spans in doc.spans.values():
            scores = spans.attrs.get("scores")
            for place, span in enumerate(spans):
                label = labels.get(span.label_)
                if label:
                    start, end = span.start_char, span.end_char
                    score = None if scores is None else float(scores[place])
                    found.append(EntityProposal(offset + start, offset + end, label, model, score))
        return found

    def entities(
        self, parse: Parse, model: str, grouped: Sequence[EntityProposal] = ()
    ) -> list[EntityProposal]:
        """Return the mentions that are proposed; `model` is the pipeline's name and version."""
        found = self._safely("entities", lambda: self._entities(parse, model))
        there = {(each.start, each.end, each.label) for each in found}
        return [*found, *(e for e in grouped if (e.start, e.end, e.label) not in there)]

    def quotes(self, parse: Parse, borders: Iterable[int] = ()) -> list[QuoteProposal]:
        """Return the quotes that are proposed; `borders` are where zones start and end."""
        return self._safely("quotes", lambda: self._quotes(parse, tuple(borders)))

    def opinions(
        self,
        parse: Parse,
        targets: Sequence[Span],
        quotes: Sequence[QuoteProposal],
        between: Callable[[], None] = lambda: None,
    ) -> list[OpinionProposal]:
        """Return the opinions about `targets` that are proposed; `between` may raise to stop."""
        found: list[OpinionProposal] = []
        for first in range(0, len(targets), _TARGETS):
            between()
            some = targets[first : first + _TARGETS]
            found += self._safely("opinions", partial(self._opinions, parse, some, quotes))
        return found

    def targets(
        self,
        parse: Parse,
        mentions: Iterable[Span],
        entities: Iterable[EntityProposal],
        quotes: Sequence[QuoteProposal],
    ) -> list[Span]:
        """Return what opinions may be about, in order.

        That is what a person labelled, what is proposed as a name of somebody, and phrases without
        a name that words of praise or blame hang on ("this shabby bargain").
        """
        from annotator.assist.opinions import judged_phrases

        if self._setup.given:
            return sorted(set(mentions))
        wanted = self._setup.targets
        named = {*mentions, *(each.span for each in entities if each.label in wanted)}
        return sorted({*named, *judged_phrases(parse, named, quotes)})

    def notice(self, code: str, /, **values: Any) -> None:
        """Note what a person should know, once."""
        if (code, values) not in self.notices:
            self.notices.append((code, values))

    # What each is asked ------------------------------------------------------------------------

    def _entities(self, parse: Parse, model: str) -> list[EntityProposal]:
        from annotator.assist.entities import Gazetteer, suggest_entities

        setup = self._setup
        patterns = self._once("patterns", self._patterns)
        found = suggest_entities(
            parse,
            labels=setup.labels,
            gazetteer=self._once("gazetteer", lambda: Gazetteer(setup.gazetteer)),
            patterns=patterns,
            model=self._model("entities"),
            suggester=model,
        )
        for pattern, error in patterns.troubles:
            self.notice(error.code, **{**_words_of(error.values), "name": pattern.name})
        return found

    def _patterns(self) -> Patterns:
        from annotator.assist.entities import Patterns
        from annotator.domain.patterns import pattern_of

        read = []
        for row in self._setup.patterns:
            try:
                read.append(pattern_of(row))
            except ValueError:
                self.notice("pattern-unreadable", name=str(row.get("name", "")))
        return Patterns(read)

    def _quotes(self, parse: Parse, borders: tuple[int, ...]) -> list[QuoteProposal]:
        from annotator.assist.quotes import suggest_quotes

        model = self._model("quotes")
        found = suggest_quotes(
            parse, model=model, switches=self._once("switches", self._switches), borders=borders
        )
        if model is None:
            return found
        # The project knows a model by the hash that it was kept under.
        name = self._setup.names.get("quotes", model.name)
        return [
            replace(each, suggester=name) if each.suggester == model.name else each
            for each in found
        ]

    def _switches(self) -> Switches:
        from annotator.assist.quotes import Switches

        try:
            return Switches.of(self._setup.switches)
        except ValueError:
            self.notice("quote-switches-unreadable")
            return Switches()

    def _opinions(
        self, parse: Parse, targets: Sequence[Span], quotes: Sequence[QuoteProposal]
    ) -> list[OpinionProposal]:
        from annotator.assist.opinions import suggest_opinions

        floor = {} if self._setup.floor is None else {"floor": self._setup.floor}
        return suggest_opinions(
            parse,
            targets,
            quotes,
            model=self._model("opinions"),
            nested=self._setup.given,
            **floor,
        )

    def _model(self, kind: str) -> Any:
        """Return the project's own model of a kind, or None; one that fails is told of."""
        folder = self._setup.models.get(kind)
        if folder is None:
            return None
        return self._once(f"{kind} model", lambda: self._load(kind, folder))

    def _load(self, kind: str, folder: Path) -> Any:
        name = self._setup.names.get(kind, kind)
        try:
            return load_model(kind, folder, name, self._setup.pipeline)
        except AnnotatorError as error:
            self.notice(error.code, **{**_words_of(error.values), "name": name})
        except Exception as error:
            sys.stderr.write(f"{folder}: {error!r}\n")
            self.notice("model-failed", name=name, why=f"{type(error).__name__}: {error}"[:300])
        return None

    def _once(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    def _safely(self, kind: str, suggest: Callable[[], list[T]]) -> list[T]:
        """Return what a suggester proposes, nothing if it fails: the others go on."""
        try:
            return suggest()
        except Exception as error:
            sys.stderr.write(f"{kind}: {error!r}\n")
            self.notice("suggester-failed", kind=kind, why=f"{type(error).__name__}: {error}"[:300])
            return []


def load_model(kind: str, folder: Path, name: str, pipeline: str) -> Any:
    """Return a model of the project; raises what its loader raises.

    `name` is what its proposals are kept under, `pipeline` what it was trained with.
    """
    if kind == "quotes":
        from annotator.assist.quotes import load_quotes

        return load_quotes(folder)
    if kind == "opinions":
        from annotator.assist.opinions import load_opinions

        return load_opinions(folder, name)
    from annotator.assist.entities import load_entities

    return load_entities(folder, pipeline=str(pipelines.find(pipeline).name), name=name)


def _words_of(values: Mapping[str, object]) -> dict[str, str]:
    """Return the values of an error as they can be sent."""
    return {name: str(value) for name, value in values.items()}
