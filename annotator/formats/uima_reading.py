"""A CAS put into the words of the native format.

Owns which structures are labels, links, slots and facts: those of DKPro, those of layers that
people made in INCEpTION, and our own, of which nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from annotator.domain.errors import Phrase
from annotator.domain.offset_units import Unit
from annotator.domain.scheme import LayerKind
from annotator.formats.flat import Joiner
from annotator.formats.foreign import moved
from annotator.formats.kept_text import kept
from annotator.formats.registry import ProblemError, ReadOptions
from annotator.formats.uima_cas import Cas, Structure, is_machinery
from annotator.formats.uima_names import (
    CUSTOM,
    DOCUMENT_ANNOTATION,
    FACT,
    FS_ARRAY,
    FS_LIST,
    META_DATA,
    RECORD,
    RELATION,
    ZONE,
    as_meant,
    decoded,
    json_value,
    short,
    text_from_xml,
)
from annotator.formats.uima_own import OwnReader, is_own

_PLACES = frozenset(("begin", "end", "sofa"))
_ENDS = ("Governor", "Dependent")
#: Features that name what a structure says, before all others.
_NAMING = ("label", "value")
#: How WebAnno's chains call what a link of them says of the next; it names no label.
_OF_NEXT = "referenceRelation"
_NO_LANGUAGE = ("", "x-unspecified", "und")
#: References of one article that are followed; arrays that many labels share could be any number.
_MOST_FOLLOWED = 1_000_000
_META_FIELDS = "MetaDataStringField"
#: Facts of DKPro's metadata that are taken, and addresses on somebody's computer.
_BOOKS = frozenset((
    "documentId", "documentTitle", "language", "documentUri", "collectionId", "documentBaseUri",
    "isLastSegment",
))  # fmt: skip
#: Whose the labels are that were there before anybody worked on a document.
_NOBODY = "INITIAL_CAS"


def native(cas: Cas, options: ReadOptions) -> dict[str, Any]:
    """Return the article of a CAS; raises ProblemError for what does not hold together."""
    return _CasReader(cas, options).native()


class _CasReader:
    def __init__(self, cas: Cas, options: ReadOptions) -> None:
        self._cas = cas
        self._options = options
        self._spans: list[dict[str, Any]] = []
        self._taken: dict[int, str] = {}  # structure -> id of its label
        self._hosts: list[Structure] = []  # labels with structures they refer to
        self._relations: list[Structure] = []
        self._labels: list[dict[str, Any]] = []
        self._meta: dict[str, Any] = {}
        self._id = ""
        records = [each for each in cas.structures.values() if each.type == RECORD]
        self._ours = bool(records)
        self._followed = 0
        self._records = records
        self._facts: dict[str, Any] = {}

    def native(self) -> dict[str, Any]:
        cas, options = self._cas, self._options
        own = OwnReader(cas, options, self._records)
        given = text_from_xml(cas.text, own.records("characters"))
        unit = options.unit or Unit.UTF_16
        text, self._move = kept(given, replace(options, unit=unit))
        own.move = self._move
        options.ignore(Phrase("told-views"), cas.other_views)
        self._describe(own)
        for number in cas.members:
            self._sort(cas.referred(number, "cas:View.members"), own)
        joiner = Joiner(options, self._spans + own.spans)
        taken = self._taken | own.taken
        for each in self._relations:
            self._relate(each, joiner, taken, own)
        for each in self._hosts:
            self._fill(each, joiner, taken)
        words: dict[str, Any] = {
            "text": text,
            "offsets": "code-point",
            "meta": self._facts if self._ours else self._meta,
            "spans": self._spans + own.spans,
            "document_labels": self._labels + own.labels,
        }
        if self._id:
            words["id"] = self._id
        for key, found in (*own.rest(taken).items(), *joiner.found().items()):
            words[key] = [*words.get(key, ()), *found]
        return words

    def _sort(self, each: Structure, own: OwnReader) -> None:
        """Take a structure of the view for what it is."""
        cas, name = self._cas, each.type
        if name == META_DATA:
            pass  # read before
        elif name == FACT:
            fact = str(each.values.get("name", ""))
            self._facts[as_meant(fact)] = json_value(str(each.values.get("value", "null")))
        elif name == ZONE:
            own.take_zone(each)
        elif name == RECORD:
            pass  # read before
        elif is_machinery(name):
            self._pass_over(each)
        elif self._is_relation(each):
            self._relations.append(each)
        elif cas.is_annotation(each):
            self._take_span(each, own)
        elif "first" in each.refs or "first" in cas.types.features(name):
            self._options.ignore(Phrase("told-chain-heads"))
        elif cas.is_of_document(each):
            self._take_label(each, own)
        elif "target" not in each.refs and not name.startswith("uima.cas."):
            self._options.ignore(Phrase("told-structures", {"name": short(name)[:60]}))

    # Facts -------------------------------------------------------------------------------------

    def _describe(self, own: OwnReader) -> None:
        """Take what is known of the article as a whole, and whose labels these are."""
        found = (each for each in self._cas.structures.values() if each.type == META_DATA)
        each = next(found, None)
        if each is not None:
            said = {name: str(value) for name, value in each.values.items()}
            self._id, title = as_meant(said.get("documentId", "")), said.get("documentTitle", "")
            if title and title != self._id:
                if said.get("documentUri", "").endswith(f"/{title}"):
                    # INCEpTION: the title is the name of the document, the id that of a person.
                    own.annotator = "" if self._id == _NOBODY else self._id
                    self._id = title
                else:
                    self._meta["title"] = title
            self._take_language(each)
            for feature in each.values.keys() - _PLACES - _BOOKS:
                self._options.ignore(Phrase("told-of-documents", {"name": feature[:60]}))
        for record in own.records("format"):
            self._id = str(record.get("id") or self._id)

    def _take_language(self, each: Structure) -> None:
        language = str(each.values.get("language") or "")
        if language not in _NO_LANGUAGE:
            self._meta["language"] = language

    def _pass_over(self, each: Structure) -> None:
        """Pass over words, grammar and books; of our own files they are made anew."""
        name = short(each.type)
        if each.type == DOCUMENT_ANNOTATION:
            self._take_language(each)
        elif name == _META_FIELDS:
            self._meta[str(each.values.get("key", ""))] = each.values.get("value", "")
        elif not self._ours and name not in ("TagsetDescription", "TagDescription", "CASMetadata"):
            self._options.ignore(Phrase("told-annotations-type", {"name": name[:60]}))

    # Labels ------------------------------------------------------------------------------------

    def _take_span(self, each: Structure, own: OwnReader) -> None:
        for place in ("begin", "end"):
            if place not in each.values:
                raise ProblemError("key-missing", key=each.type[:80], name=place)
        if is_own(self._cas, each):
            own.take_span(each)
            return
        if each.values["begin"] == each.values["end"]:
            self._options.ignore(Phrase("told-annotations-empty"))
            return
        name, feature = self._named(each)
        span: dict[str, Any] = {
            "id": f"#{each.id}",
            "start": moved(self._move, each.values["begin"], "begin"),
            "end": moved(self._move, each.values["end"], "end"),
            "label": name,
        }
        layer = decoded(short(each.type))
        if self._options.layer_kind(layer) not in (None, LayerKind.DOCUMENT):
            span["layer"] = layer
        self._spans.append(span | self._attributes(each, feature) | own.whose(each))
        self._taken[each.id] = span["id"]
        if each.refs:
            self._hosts.append(each)

    def _take_label(self, each: Structure, own: OwnReader) -> None:
        if is_own(self._cas, each):
            own.take_label(each)
            return
        name, feature = self._named(each)
        label = {"id": f"#{each.id}", "label": name, **self._attributes(each, feature)}
        label |= own.whose(each)
        layer = decoded(short(each.type))
        if self._options.layer_kind(layer) is LayerKind.DOCUMENT:
            label["layer"] = layer
        self._labels.append(label)

    def _named(self, each: Structure) -> tuple[str, str]:
        """Return what a structure says and the feature that says it; without one, its type."""
        texts = {
            feature: value
            for feature, value in each.values.items()
            if type(value) is str and value.strip() and feature != _OF_NEXT
        }
        declared = self._cas.types.features(each.type)
        for feature in (*_NAMING, *declared, *texts):
            if feature in texts:
                return texts[feature], feature
        return decoded(short(each.type)), ""

    def _attributes(self, each: Structure, naming: str) -> dict[str, Any]:
        found = {}
        for feature, value in each.values.items():
            if feature in _PLACES or feature in (naming, _OF_NEXT) or value == "":
                continue
            if isinstance(value, list):
                self._options.ignore(Phrase("told-lists", {"name": feature[:60]}))
            else:
                found[decoded(feature)] = value
        return {"attributes": found} if found else {}

    # Relations ---------------------------------------------------------------------------------

    def _is_relation(self, each: Structure) -> bool:
        features = each.refs.keys() | self._cas.types.features(each.type).keys()
        return features.issuperset(_ENDS)

    def _relate(
        self, each: Structure, joiner: Joiner, taken: Mapping[int, str], own: OwnReader
    ) -> None:
        ends = []
        for feature in _ENDS:
            if not (each.refs.get(feature) or [0])[0]:
                self._options.ignore(Phrase("told-relations-open"))
                return
            target = self._cas.referred(each.refs[feature][0], f"{short(each.type)}.{feature}")
            ends.append(taken.get(target.id, ""))
        if not all(ends):
            self._options.ignore(Phrase("told-relations-words"))
            return
        if each.type.startswith(CUSTOM) and "role" in self._cas.types.features(each.type):
            own.take_link(each, *ends)
            return
        role, feature = self._named(each)
        for name, value in each.values.items():
            if name not in _PLACES and name != feature and value != "":
                self._options.ignore(Phrase("told-of-relations", {"name": name[:60]}))
        if not feature:
            role = role.removesuffix(RELATION) or role
        joiner.relate(role, ends[0], ends[1], own.annotator)

    def _fill(self, each: Structure, joiner: Joiner, taken: Mapping[int, str]) -> None:
        """Join a label to what it refers to: through links with a role, or at once."""
        host = self._taken[each.id]
        for feature, numbers in each.refs.items():
            for target in self._targets(numbers, f"{short(each.type)}.{feature}"):
                role = str(each.values.get(_OF_NEXT) or feature)
                if target.id not in taken and not self._cas.is_annotation(target):
                    role, found = self._linked(target, feature)
                    if found is None:
                        continue
                    target = found
                end = taken.get(target.id)
                if end is None:
                    self._options.ignore(Phrase("told-to-none", {"name": feature[:60]}))
                else:
                    joiner.relate(decoded(role), host, end)

    def _targets(self, numbers: list[int], key: str) -> Iterator[Structure]:
        """Yield what numbers refer to, arrays and lists opened up; 0 is nothing."""
        waiting, seen = list(reversed(numbers)), set()
        while waiting:
            number = waiting.pop()
            self._followed += 1
            if self._followed > _MOST_FOLLOWED:
                raise ProblemError(
                    "uima-bad", why=Phrase("why-many-references", {"most": _MOST_FOLLOWED})
                )
            if not number:
                continue
            found = self._cas.referred(number, key)
            if found.type in (FS_ARRAY, FS_LIST):
                if number not in seen:
                    seen.add(number)
                    held = [*found.refs.get("elements", ()), *found.refs.get("head", ())]
                    waiting += reversed([*held, *found.refs.get("tail", ())])
            elif found.type.startswith("uima.cas.") and found.type.endswith(("Array", "List")):
                if not found.type.startswith("uima.cas.Empty"):
                    self._options.ignore(
                        Phrase("told-lists", {"name": key.rpartition(".")[2][:60]})
                    )
            else:
                yield found

    def _linked(self, link: Structure, feature: str) -> tuple[str, Structure | None]:
        """Return the role of a link and what fills it."""
        role = str(link.values.get("role") or "") or feature
        target = (link.refs.get("target") or [0])[0]
        if "target" not in self._cas.types.features(link.type) and "target" not in link.refs:
            self._options.ignore(Phrase("told-to-none", {"name": feature[:60]}))
            return role, None
        if not target:
            self._options.ignore(Phrase("told-slots-empty"))
            return role, None
        return role, self._cas.referred(target, f"{short(link.type)}.target")
