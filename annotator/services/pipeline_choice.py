"""Which spaCy pipeline a project uses on this computer, and what its labels are called here.

Owns the settings `pipeline`, `pipeline-labels`, `suggest-layers` and `quote-switches`, and the
consent to folders: a project may come from somebody else, so a pipeline in a folder is only loaded
where the person at this computer chose that folder herself.  What she chose is kept in her own data
folder, in no project.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.assist import pipelines
from annotator.assist.pipelines import Pipeline
from annotator.assist.protocol import WANTS
from annotator.domain.scheme import LayerKind, Scheme
from annotator.locations import data_directory
from annotator.services.session import Session

__all__ = [
    "Choice",
    "Pipeline",
    "agree_to",
    "choice_of",
    "chosen_pipeline",
    "default_labels",
    "keep_choice",
    "label_map",
    "pipeline_in",
    "pipelines_here",
    "quote_switches",
    "said_of_quotes",
    "spacy_version",
    "usable_here",
    "with_default_labels",
]

PIPELINE, LABELS, LAYERS, SWITCHES = (
    "pipeline", "pipeline-labels", "suggest-layers", "quote-switches",
)  # fmt: skip
_AGREED = "pipelines.json"

#: Labels of OntoNotes pipelines under the names of smaller schemes.
_SMALLER = {
    "PERSON": "PER",
    **dict.fromkeys(("GPE", "FAC"), "LOC"),
    **dict.fromkeys(("NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "MISC"),
}
#: Labels of smaller pipelines under the names of larger schemes.
_LARGER = {"PER": "PERSON", "LOC": "GPE"}

pipelines_here = pipelines.installed
spacy_version = pipelines.spacy_version


@dataclass(frozen=True, slots=True)
class Choice:
    """What a project says about suggestions."""

    pipeline: str = ""  # module, absolute path of a folder, or "" for the default
    labels: Mapping[str, str] = field(default_factory=dict)  # set by hand; "" = not proposed
    layers: tuple[str, ...] = WANTS
    switches: Mapping[str, Any] = field(default_factory=dict)  # guideline of quotes


def choice_of(session: Session) -> Choice:
    """Return what the project says; whatever in it is of the wrong kind is passed over."""
    name, labels = session.setting(PIPELINE, ""), session.setting(LABELS, {})
    layers, switches = session.setting(LAYERS), session.setting(SWITCHES, {})
    return Choice(
        name if isinstance(name, str) else "",
        {str(each): str(uid) for each, uid in labels.items()} if isinstance(labels, dict) else {},
        tuple(e for e in WANTS if e in layers) if isinstance(layers, list) else WANTS,
        dict(switches) if isinstance(switches, dict) else {},
    )


def keep_choice(session: Session, choice: Choice) -> None:
    """Write what somebody chose into the project; a folder is agreed to apart (`agree_to`)."""
    session.set_setting(PIPELINE, choice.pipeline)
    session.set_setting(LABELS, dict(choice.labels))
    session.set_setting(LAYERS, list(choice.layers))
    session.set_setting(SWITCHES, dict(choice.switches))


def chosen_pipeline(session: Session) -> Pipeline:
    """Return the pipeline that the project uses here; its problem says why it cannot."""
    return usable_here(choice_of(session).pipeline)


def usable_here(name: str) -> Pipeline:
    """Return a pipeline by its name; a folder nobody here agreed to has "pipeline-not-agreed"."""
    if not name or not Path(name).is_absolute():
        return pipelines.find(name)
    if str(_resolved(Path(name))) not in agreed_folders():
        # Not even looked into: a path of somebody else's may lead anywhere.
        return Pipeline(name, Path(name).name, folder=Path(name), problem="pipeline-not-agreed")
    return pipelines.in_folder(Path(name))


def said_of_quotes(scheme: Scheme, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the guideline of quotes as far as it is not the usual one."""
    said = dict(chosen)
    if "quote_marks_in_content" in scheme.switches:
        said.setdefault("marks_in_content", scheme.switches["quote_marks_in_content"])
    return said


def quote_switches(scheme: Scheme, chosen: Mapping[str, Any]) -> dict[str, bool]:
    """Return the whole guideline of quotes: what was chosen, else the scheme's, else the usual.

    What this version does not know is left out.  It loads the rules of quotes, which takes a while.
    """
    from annotator.assist.quotes import Switches

    usual = Switches().values()
    said = said_of_quotes(scheme, chosen)
    known = {name: said[name] for name in usual if isinstance(said.get(name), bool)}
    return {**usual, **known}


# Folders -----------------------------------------------------------------------------------------


def pipeline_in(folder: Path) -> Pipeline:
    """Return the pipeline in a folder that the person just chose, by its absolute path."""
    return pipelines.in_folder(_resolved(folder))


def agreed_folders() -> set[str]:
    """Return the folders of which the person said that their pipelines may be loaded."""
    with suppress(OSError, ValueError):
        found = json.loads((data_directory() / _AGREED).read_bytes())
        if isinstance(found, list):
            return {each for each in found if isinstance(each, str)}
    return set()


def agree_to(folder: Path) -> None:
    """Keep, on this computer, that the pipeline in a folder may be loaded."""
    agreed = agreed_folders() | {str(_resolved(folder))}
    path = data_directory() / _AGREED
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(sorted(agreed), ensure_ascii=False, indent=1), encoding="utf-8")
    half.replace(path)


def _resolved(folder: Path) -> Path:
    return folder.expanduser().resolve()


# Labels ------------------------------------------------------------------------------------------


def default_labels(scheme: Scheme, labels: Iterable[str]) -> dict[str, str]:
    """Return the scheme's label for each label of a pipeline, "" where none is like it."""
    layer = scheme.layer_of_kind(LayerKind.SPANS)
    known = set() if layer is None else {each.uid for each in scheme.labels_of(layer.uid)}
    found = {}
    for name in labels:
        likely = (name, _SMALLER.get(name, ""), _LARGER.get(name, ""))
        found[name] = next((uid for uid in likely if uid in known), "")
    return found


def label_map(scheme: Scheme, labels: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the scheme's label for each label of a pipeline that is proposed at all.

    `chosen` overrules the defaults; a label that the scheme does not have (any more) is none.
    """
    layer = scheme.layer_of_kind(LayerKind.SPANS)
    known = set() if layer is None else {each.uid for each in scheme.labels_of(layer.uid)}
    whole = {**default_labels(scheme, labels), **chosen}
    return {name: whole[name] for name in labels if whole[name] in known}


def with_default_labels(choice: Choice, scheme: Scheme, pipeline: Pipeline) -> Choice:
    """Return a choice in which only labels that differ from the defaults are set."""
    defaults = default_labels(scheme, pipeline.labels)
    differing = {
        name: uid for name, uid in choice.labels.items() if defaults.get(name, None) != uid
    }
    return replace(choice, labels=differing)
