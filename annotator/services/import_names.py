"""What files call annotators, labels, roles and attributes, and what a project makes of the names.

Owns the choice about names that the project does not know, and the edits that those ask for which
become part of it.  They wait until the article that brought them is taken; a refused one leaves
nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.domain.annotations import AttributeValue
from annotator.domain.documents import Annotator
from annotator.domain.review import GOLD, GOLD_NAME, annotator_id
from annotator.domain.scheme import Attribute, AttributeType, Label, LayerKind, Role, Scheme
from annotator.domain.steps import Edit, added
from annotator.formats.registry import ProblemError, ReadOptions

if TYPE_CHECKING:
    from annotator.services.importing import ImportOptions
    from annotator.services.session import Session

_DOCUMENT = LayerKind.DOCUMENT


class Naming:
    """The names in the files of one batch; `reading` is what readers are given."""

    def __init__(self, session: Session, options: ImportOptions) -> None:
        self._session = session
        self._options = options
        self._annotators = {each.name: each.id for each in session.annotators.values()}
        self._scheme: Scheme = session.scheme
        self.needs: list[Edit] = []  # of the article in hand: annotators, labels …
        self.new_labels: list[str] = []  # layer.label
        self.reading = ReadOptions(
            self._scheme,
            self._annotator_id,
            self._label,
            self._role,
            self._attribute,
            options.unknown_labels == "skip",
            options.unknown_labels == "add",
            options.encoding,
            options.replace_forbidden,
            options.meta,
            columns=options.columns,
            unit=options.unit,
            max_bytes=options.max_bytes,
        )

    @property
    def unknown(self) -> Counter[str]:
        """Return the labels that nobody knows and nobody decided about, and how often they are."""
        decided = self._options.labels
        found = self.reading.unknown.items()
        return Counter({name: number for name, number in found if name not in decided})

    def taken(self) -> tuple[Edit, ...]:
        """Return the edits that the article in hand needs; the next one begins with none."""
        needs = tuple(self.needs)
        self.needs.clear()
        return needs

    def forget(self) -> None:
        """Let go of the annotators, labels and roles that only a refused article asked for."""
        gone = {
            edit.record for edit in self.needs if isinstance(edit.record, Label | Role | Attribute)
        }
        if gone:
            self._take_scheme(
                replace(
                    self._scheme,
                    labels=tuple(each for each in self._scheme.labels if each not in gone),
                    roles=tuple(each for each in self._scheme.roles if each not in gone),
                    attributes=tuple(each for each in self._scheme.attributes if each not in gone),
                )
            )
            paths = {each.path for each in gone if isinstance(each, Label)}
            self.new_labels = [each for each in self.new_labels if each not in paths]
        for edit in self.needs:
            if isinstance(edit.record, Annotator):
                del self._annotators[edit.record.name]
        self.needs.clear()

    def _annotator_id(self, name: str) -> int:
        name = self._options.annotator or name
        if not name:
            if not self._session.annotator.id:
                raise ProblemError("annotator-missing")
            return self._session.annotator.id
        known = self._annotators.get(name)
        if known is None:
            kind = GOLD if name == GOLD_NAME else "person"
            annotator = Annotator(annotator_id(name), name, kind)
            self.needs += added(annotator)
            known = self._annotators[name] = annotator.id
        return known

    def _label(self, layer: str, uid: str, of_document: bool) -> tuple[str, str] | None:
        """Return (layer, label) of a label in a file, by what the person chose for unknown ones."""
        named = f"{layer}.{uid}" if layer else uid
        chosen = self._options.labels.get(named)
        if chosen is not None:
            layer, _, uid = chosen.partition(".")
            if not chosen:
                return None
        known = self._known_label(layer, uid, of_document)
        if known is None and self._options.unknown_labels == "add" and uid.strip():
            return self._new_label(layer, uid, of_document)
        return known

    def _known_label(self, layer: str, uid: str, of_document: bool) -> tuple[str, str] | None:
        scheme = self._scheme
        if layer:
            return None if scheme.label(layer, uid) is None else (layer, uid)
        for each in scheme.find_label(uid):
            found = self.reading.layer_kind(each.layer) is _DOCUMENT
            if not each.frame and found is of_document:
                return each.layer, uid
        # Where a format has no layers, a label that stands in several is written with its own.
        before, _, after = uid.partition(".")
        if after and scheme.label(before, after) is not None:
            return before, after
        return None

    def _new_label(self, layer: str, uid: str, of_document: bool) -> tuple[str, str] | None:
        scheme = self._scheme
        if not layer or scheme.layer(layer) is None:
            home = scheme.layer_of_kind(_DOCUMENT if of_document else LayerKind.SPANS)
            if home is None:
                return None
            layer = home.uid
            if scheme.label(layer, uid) is not None:
                return layer, uid
        label = Label(layer, uid, uid, position=len(scheme.labels_of(layer, retired=True)))
        self._take_scheme(replace(scheme, labels=(*scheme.labels, label)))
        self.needs += added(label)
        self.new_labels.append(label.path)
        return layer, uid

    def _attribute(
        self, layer: str, uid: str, value: AttributeValue, choices: Sequence[str]
    ) -> bool:
        """Add an attribute that a file has and the scheme has not, if the person chose so."""
        scheme = self._scheme
        if self._options.unknown_labels != "add" or not uid.strip():
            return False
        if isinstance(value, bool):
            kind = AttributeType.YES_NO
        elif choices:
            kind = AttributeType.CHOICE
        else:
            kind = AttributeType.TEXT if isinstance(value, str) else AttributeType.NUMBER
        there = [each for each in scheme.attributes if each.layer == layer]
        named = tuple((each, each) for each in dict.fromkeys(choices))
        attribute = Attribute(layer, uid, uid, kind, choices=named, position=len(there))
        self._take_scheme(replace(scheme, attributes=(*scheme.attributes, attribute)))
        self.needs += added(attribute)
        return True

    def _role(self, uid: str, source: str, target: str) -> bool:
        """Tell whether a role may join two labels; unknown ones by what the person chose."""
        scheme = self._scheme
        known = scheme.role(uid)
        if known is not None:
            return known.allows(source, target)
        if self._options.unknown_labels != "add" or not uid.strip():
            return False
        ends = tuple(f"{each.uid}.*" for each in scheme.layers if each.kind is not _DOCUMENT)
        role = Role(uid, uid, ends, ends, position=len(scheme.roles))
        self._take_scheme(replace(scheme, roles=(*scheme.roles, role)))
        self.needs += added(role)
        return True

    def _take_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.reading.take_scheme(scheme)
