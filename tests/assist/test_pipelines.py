"""What pipelines there are and what each says of itself."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from annotator.assist import pipelines
from annotator.assist.pipelines import Pipeline
from tests.assist.local_pipelines import save

CONFIG = """
[nlp]
lang = "en"
pipeline = {pipeline}

{components}
"""


def described(folder: Path, components: dict[str, str], **meta: object) -> Path:
    """Write what a pipeline says of itself: `components` are names with their factories."""
    folder.mkdir(exist_ok=True)
    sections = "".join(
        f'[components.{name}]\nfactory = "{factory}"\n\n' for name, factory in components.items()
    )
    config = CONFIG.format(pipeline=json.dumps(list(components)), components=sections)
    (folder / "config.cfg").write_text(config, encoding="utf-8")
    told = {"lang": "en", "name": "ships", "version": "2.0", "spacy_version": ">=3.8,<3.9", **meta}
    (folder / "meta.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_the_installed_english_one_is_found_with_all_it_gives() -> None:
    found = pipelines.installed()[0]
    assert found.name in pipelines.ENGLISH
    assert {"PERSON", "GPE", "ORG", "NORP"} <= set(found.entities)
    assert (found.sentences, found.parses, found.tags) == (True, True, True)
    assert (found.groups, found.categories, found.problem, found.warning) == ((), (), "", "")
    assert found.model == f"en_{found.title.removeprefix('en_')}-{found.version}"
    assert pipelines.find("") == pipelines.named(found.name) == found
    assert pipelines.english_pipeline() == (found.name, found.version)


def test_looking_for_pipelines_does_not_import_spacy() -> None:
    code = (
        "import sys; from annotator.assist import pipelines; assert pipelines.installed(); "
        "assert pipelines.find('').parses; sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_any_pipeline_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "_small_english", list)
    monkeypatch.setattr(pipelines.metadata, "entry_points", lambda **_: [])
    assert pipelines.installed() == []
    assert pipelines.find("").problem == "pipeline-none"
    assert pipelines.english_pipeline() is None


def test_the_name_of_any_other_module_is_no_pipeline() -> None:
    # Importing a module runs it, so a project must not be able to name one.
    for name in ("antigravity", "os", "annotator", "no_such_module", "a.b", "../x", ""):
        assert pipelines.named(name).problem == "pipeline-missing"


def test_a_folder_tells_of_all_kinds_of_components(tmp_path: Path) -> None:
    folder = described(
        tmp_path / "ships",
        {"names": "ner", "rules": "entity_ruler", "spans": "spancat", "topic": "textcat",
         "deps": "parser", "tagger": "tagger"},
        labels={"names": ["SHIP", "PORT"], "rules": ["PORT", "FLAG"], "spans": ["CARGO"],
                "topic": ["SEA"], "deps": ["ROOT"]},
    )  # fmt: skip
    found = pipelines.in_folder(folder)
    assert found == Pipeline(
        str(folder), "en_ships", "2.0", "en", ">=3.8,<3.9", folder,
        entities=("SHIP", "PORT", "FLAG"), groups=("CARGO",), categories=("SEA",),
        sentences=True, parses=True, tags=True,
    )  # fmt: skip
    assert found.labels == ("SHIP", "PORT", "FLAG", "CARGO")
    assert found.model == "en_ships-2.0"
    assert pipelines.find(str(folder)) == found


def test_components_that_are_no_longer_in_use_give_nothing(tmp_path: Path) -> None:
    folder = described(tmp_path / "ships", {"a": "sentencizer"}, labels={"ner": ["SHIP"]})
    assert pipelines.in_folder(folder).entities == ()


@pytest.mark.parametrize(
    ("made_for", "problem", "warning"),
    [
        (">=3.0.0,<4.0.0", "", ""),
        ("", "", ""),
        (">=3.7.2,<3.8.0", "", "pipeline-other-version"),
        (">=2.3.0,<2.4.0", "pipeline-version", ""),
        (">=2.0,<3.0", "pipeline-version", ""),
        (">=4.0.0", "pipeline-version", ""),
        ("<3.5", "", "pipeline-other-version"),
        ("some day", "", "pipeline-version-unknown"),
    ],
)
def test_it_is_judged_by_the_spacy_it_was_made_for(
    tmp_path: Path, made_for: str, problem: str, warning: str
) -> None:
    folder = described(tmp_path / "ships", {"ner": "ner"}, spacy_version=made_for)
    found = pipelines.in_folder(folder)
    assert (found.problem, found.warning, found.made_for) == (problem, warning, made_for)


def test_without_spacy_no_pipeline_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(pipelines.metadata, "version", gone)
    folder = described(tmp_path / "ships", {"ner": "ner"})
    assert pipelines.in_folder(folder).problem == "spacy-missing"


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("meta.json", None, "pipeline-none-there"),
        ("config.cfg", None, "pipeline-none-there"),
        ("meta.json", b"{", "pipeline-unreadable"),
        ("meta.json", b"[]", "pipeline-unreadable"),
        ("meta.json", b"{}", "pipeline-unreadable"),
        ("meta.json", b"\xff\xfe", "pipeline-unreadable"),
        ("meta.json", b'{"lang": "en", "labels": 3}', "pipeline-unreadable"),
        ("config.cfg", b"no section", "pipeline-unreadable"),
        ("config.cfg", b"[nlp]\npipeline = [", "pipeline-unreadable"),
        ("config.cfg", b'[nlp]\npipeline = ["x"]\n', "pipeline-unreadable"),
        ("config.cfg", b"[nlp]\npipeline = 7\n", "pipeline-unreadable"),
    ],
)
def test_what_is_broken_or_no_pipeline_says_so(
    tmp_path: Path, file: str, content: bytes | None, problem: str
) -> None:
    folder = described(tmp_path / "ships", {"ner": "ner"})
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    assert pipelines.in_folder(folder).problem == problem


def test_a_description_of_any_size_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipelines, "_MOST", 50)
    folder = described(tmp_path / "ships", {"ner": "ner"})
    assert pipelines.in_folder(folder).problem == "pipeline-unreadable"


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert pipelines.find(str(tmp_path / "gone")).problem == "pipeline-missing"
    assert pipelines.in_folder(tmp_path).problem == "pipeline-none-there"


@pytest.mark.parametrize(
    ("own", "asked", "speaks"),
    [("en", "", True), ("en", "en-GB", True), ("en", "EN_us", True), ("en", "de", False),
     ("en", "eng", False), ("xx", "de", True)],
)  # fmt: skip
def test_which_language_it_reads(own: str, asked: str, speaks: bool) -> None:
    assert Pipeline("x", language=own).speaks(asked) is speaks


def test_loading_leaves_out_what_nobody_reads(tmp_path: Path) -> None:
    english = pipelines.find("")
    names = pipelines.load(english, parses=False)
    assert set(names.pipe_names) == {"tok2vec", "senter", "ner"}
    assert {"parser", "tagger", "ner"} <= set(pipelines.load(english, parses=True).pipe_names)
    # A component of somebody's own may need what stands before it.
    own = pipelines.in_folder(save(tmp_path / "own", "test_names"))
    assert pipelines.load(own, parses=False).pipe_names == ["sentencizer", "test_names"]


def test_a_pipeline_without_sentences_gets_a_rule_for_them(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "bare")
    loaded = pipelines.load(pipelines.in_folder(tmp_path / "bare"), parses=True)
    assert [sent.text for sent in loaded("One. Two.").sents] == ["One.", "Two."]
    assert len(list(pipelines.blank("no-such-language")("One. Two.").sents)) == 2
