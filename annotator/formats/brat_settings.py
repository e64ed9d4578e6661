"""brat's `annotation.conf` and `visual.conf`: what a folder allows and how it looks, both ways.

Owns their layout, and which names our layers, attributes and roles have there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from annotator.domain.annotations import Annotation
from annotator.domain.scheme import Attribute, AttributeType, Label, LayerKind, Role, Scheme
from annotator.formats.brat_names import in_name, plain
from annotator.formats.flat import FRAMES, Names
from annotator.formats.label_studio_names import frame_prefix
from annotator.formats.registry import ReadOptions

CONFIG, LOOKS = "annotation.conf", "visual.conf"
#: Every file of a folder that says something about the others.
FILES = (CONFIG, LOOKS, "tools.conf", "kb_shortcuts.conf", "acl.conf")
#: Bytes of a configuration; brat's own have a few thousand.
_MOST = 1024 * 1024
#: Characters of a line of it, and abbreviations of a section.
_LINE, _MACROS = 10_000, 100
_MACRO = re.compile(r"(<[A-Za-z_-]+>)=")
_REPEATED = re.compile(r"(?:\{\S+\}|[?*+])$")
#: What brat reads as something else where names to be shown stand.
_NOT_SHOWN = re.compile(r"[\s|<>]+")


# Reading -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Settings:
    """What a folder's `annotation.conf` says that its annotation files do not."""

    labels: list[str] = field(default_factory=list)  # of words
    #: What relations may join: the labels of either end, or what stands for all of them.
    relations: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    attributes: dict[str, list[str]] = field(default_factory=dict)  # and the labels they are of
    values: dict[str, list[str]] = field(default_factory=dict)  # of attributes that have a list
    roles: set[str] = field(default_factory=set)  # of events


def settings_in(folder: Path) -> Settings:
    """Return what the `annotation.conf` of a folder says; nothing if there is none to be read."""
    path = folder / CONFIG
    try:
        if path.is_symlink() or not path.is_file():
            return Settings()
        known = path.stat()
        # The files of a folder all ask for the same one.
        return _settings(path, known.st_mtime_ns, known.st_size)
    except OSError:
        return Settings()


@lru_cache(maxsize=16)
def _settings(path: Path, changed: int, size: int) -> Settings:
    found = Settings()
    with path.open("rb") as file:
        text = file.read(_MOST).decode(errors="replace")
    section = ""
    macros: dict[str, str] = {}
    for line in text.splitlines():
        line = line[:_LINE].strip()
        if line.startswith("[") and line.endswith("]"):
            section, macros = line[1:-1], {}
        elif not line or line.startswith("#"):
            continue
        elif (macro := _MACRO.match(line)) and len(macros) < _MACROS:
            macros[macro[1]] = line[macro.end() :].strip()
        else:
            _take(found, section, _in_full(line, macros))
    return found


def _in_full(line: str, macros: dict[str, str]) -> str:
    for name, words in macros.items() if "<" in line else ():
        line = line.replace(name, words, 10)[:_LINE]
    return line


def _take(found: Settings, section: str, line: str) -> None:
    words = line.lstrip("!").split(None, 1)
    name = words[0].split("|")[0] if words else ""
    if not name.strip("-") or name.startswith("<"):
        return  # a rule between labels, or what may overlap
    pairs = (each.partition(":") for each in " ".join(words[1:]).split(","))
    said = {
        key.strip(): [value for value in values.strip().split("|") if value]
        for key, _, values in pairs
        if key.strip()
    }
    if section in ("entities", "events"):
        found.labels.append(name)
    if section == "events":
        found.roles.update(_REPEATED.sub("", key[:100]) for key in said)
    elif section == "relations" and "Arg1" in said and "Arg2" in said:
        found.relations[name] = said["Arg1"], said["Arg2"]
    elif section == "attributes":
        found.attributes[name] = said.get("Arg", [])
        if "Value" in said:
            found.values[name] = said["Value"]


def declare(settings: Settings, options: ReadOptions) -> None:
    """Describe to the scheme what a folder allows, used or not, if the person wants new labels."""
    if not options.add_unknown_labels:
        return
    known: dict[str, tuple[str, str]] = {}
    for name in settings.labels:
        found = options.known_label("", plain(name))
        if found is not None:
            known[name] = found

    def meant(names: list[str]) -> list[tuple[str, str]]:
        everything = any(each.startswith("<") for each in names)
        return [each for name, each in known.items() if everything or name in names]

    for name, ends in settings.relations.items():
        first, second = map(meant, ends)
        if first and second:
            options.role(plain(name), ".".join(first[0]), ".".join(second[0]))
    of_frames = {
        frame_prefix(layer.uid, label.uid) + each.uid
        for layer in options.scheme.layers
        if (label := options.scheme.frame_label(layer.uid)) is not None
        for each in options.scheme.attributes
        if each.layer == layer.uid
    }
    for name, labels in settings.attributes.items():
        if plain(name) in of_frames:
            continue
        values = list(map(plain, settings.values.get(name, ())))
        flag = not values or {*values} == {"yes", "no"}
        for layer in sorted({layer for layer, _ in meant(labels)}):
            if options.scheme.attribute(layer, plain(name)) is None:
                options.attribute(layer, plain(name), flag or values[0], () if flag else values)


# Names -------------------------------------------------------------------------------------------


class BratNames:
    """Names that the labels and attributes of a scheme have in brat."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._names = Names(scheme)
        self._layers = [each for each in scheme.layers if each.kind is not LayerKind.DOCUMENT]

    def label(self, annotation: Annotation) -> str:
        """Return the name of the label of an annotation."""
        return in_name(self._names.of(annotation))

    def attribute(self, annotation: Annotation, name: str) -> str:
        """Return the name of an attribute: of a quote or an opinion it begins with both names."""
        if annotation.spans:
            return in_name(name)
        return in_name(frame_prefix(annotation.layer, annotation.label) + name)

    def labels(self) -> Iterator[tuple[str, list[Label]]]:
        """Yield each layer with words and its labels of words."""
        for layer in self._layers:
            yield layer.uid, self._words(layer.uid)

    def named(self, labels: list[Label]) -> list[str]:
        """Return the names of labels, each once."""
        bare = (Annotation(0, 0, 0, each.layer, each.uid) for each in labels)
        return list(dict.fromkeys(map(self.label, bare)))

    def attributes(self) -> Iterator[tuple[str, Attribute, list[Label]]]:
        """Yield (name, attribute, labels) for all that can be said of words."""
        for each in self.scheme.attributes:
            if each.layer not in {layer.uid for layer in self._layers}:
                continue
            frame = self.scheme.frame_label(each.layer)
            if frame is not None and (not each.labels or frame.uid in each.labels):
                name = in_name(frame_prefix(each.layer, frame.uid) + each.uid)
                yield name, each, self._anchors(frame)
            if frame is None or set(each.labels) - {frame.uid}:
                words = self._words(each.layer)
                if each.labels:
                    words = [label for label in words if label.uid in each.labels]
                yield in_name(each.uid), each, words

    def ends(self, role: Role) -> tuple[list[Label], list[Label]]:
        """Return the labels that a role may lead from and to; parts stand for their frames."""
        return self._fitting(role.ends_from), self._fitting(role.ends_to)

    def _words(self, layer: str) -> list[Label]:
        return [each for each in self.scheme.labels_of(layer, retired=True) if not each.frame]

    def _fitting(self, patterns: tuple[str, ...]) -> list[Label]:
        found: list[Label] = []
        for layer in self._layers:
            for each in self.scheme.labels_of(layer.uid, retired=True):
                if each.path in patterns or f"{layer.uid}.*" in patterns:
                    found += self._anchors(each) if each.frame else [each]
        return found

    def _anchors(self, frame: Label) -> list[Label]:
        """Return the labels whose words can stand for a quote or an opinion."""
        layer = self.scheme.layer(frame.layer)
        slots = [slots for _, kind, slots in FRAMES if layer is not None and kind is layer.kind]
        roles = [self.scheme.role(slot) for each in slots for slot in each]
        return [
            label
            for _, labels in self.labels()
            for label in labels
            if any(role is not None and role.allows(frame.path, label.path) for role in roles)
        ]


# Writing -----------------------------------------------------------------------------------------


def config_of(names: BratNames) -> bytes:
    """Return the `annotation.conf` of a scheme.

    Attributes whose values are a text or a number are left out: brat takes only lists.
    """
    lines = ["[entities]"]
    for layer, labels in names.labels():
        lines.append(f"# {in_name(layer)}")
        for label in labels:
            lines += [_used(label.retired) + name for name in names.named([label])]
    lines += ["", "[relations]", *_relations(names), "", "[events]", "", "[attributes]"]
    lines += _attributes(names)
    return "".join(f"{line}\n" for line in lines).encode()


def _used(retired: bool) -> str:
    """Return the mark of what is shown and not offered any more."""
    return "!" if retired else ""


def _relations(names: BratNames) -> Iterator[str]:
    for role in names.scheme.roles:
        first, second = ("|".join(names.named(labels)) for labels in names.ends(role))
        if first and second:
            yield f"{_used(role.retired)}{in_name(role.uid)}\tArg1:{first}, Arg2:{second}"
    # Any label may lie on any other.
    yield "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"


def _attributes(names: BratNames) -> Iterator[str]:
    """Yield a line for each name; brat knows no layers, so that one name has one list."""
    labels: dict[str, list[Label]] = {}
    values: dict[str, list[str]] = {}
    for name, attribute, fitting in names.attributes():
        if attribute.type is AttributeType.CHOICE:
            known = [in_name(value) for value, _ in attribute.choices]
        elif attribute.type is AttributeType.YES_NO:
            known = ["yes", "no"]
        else:
            continue
        labels.setdefault(name, []).extend(fitting)
        values.setdefault(name, []).extend(known)
    for name, fitting in labels.items():
        if fitting:
            ends = "|".join(names.named(fitting))
            yield f"{name}\tArg:{ends}, Value:{'|'.join(dict.fromkeys(values[name]))}"


def looks_of(names: BratNames) -> bytes:
    """Return the `visual.conf` of a scheme: what names are shown, and the colours of labels."""
    shown: dict[str, str] = {}
    colours: dict[str, str] = {}
    for _, labels in names.labels():
        for label in labels:
            for name in names.named([label]):
                shown.setdefault(name, label.name)
                colours.setdefault(name, label.colour)
    # A name has one line, whatever it is the name of.
    for role in names.scheme.roles:
        shown.setdefault(in_name(role.uid), role.name)
    for name, attribute, _ in names.attributes():
        shown.setdefault(name, attribute.name)
    lines = ["[labels]"]
    for name, words in shown.items():
        tidy = _NOT_SHOWN.sub(" ", words).strip()
        lines.append(f"{name} | {tidy}" if tidy else name)
    lines += ["", "[drawing]"]
    lines.append("SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken")
    lines.append("ARC_DEFAULT\tcolor:black, arrowHead:triangle-5")
    lines += [
        f"{name}\tfgColor:{_words_on(colour)}, bgColor:{colour}" for name, colour in colours.items()
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _words_on(colour: str) -> str:
    """Return the colour of words that can be read on a colour `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "black" if 299 * red + 587 * green + 114 * blue > 140_000 else "white"
