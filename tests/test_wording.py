"""The way from a code and its values to words, in the language in use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import wording
from annotator.domain.errors import AnnotatorError
from annotator.wording import explain, name_of_step, tr, use_language

PACKAGE = Path(wording.__file__).parent


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


def test_things_are_counted() -> None:
    assert tr("counts", annotations=1) == "1 annotation"
    assert tr("counts", annotations=2) == "2 annotations"
    assert tr("counts", annotations=0) == "0 annotations"


@pytest.mark.usefixtures("german")
def test_german_has_plurals_of_its_own() -> None:
    assert tr("counts", annotations=1) == "1 Annotation"
    assert tr("counts", annotations=2) == "2 Annotationen"


@pytest.mark.usefixtures("german")
def test_values_of_the_program_have_names_and_those_of_others_stay() -> None:
    assert tr("state-set", state="in-progress") == "Artikel: in Arbeit"
    assert tr("slot-filled", role="responds_to", text="no") == "Antwort auf: no"
    assert tr("slot-filled", role="witness", text="no") == "witness: no"


@pytest.mark.usefixtures("german")
def test_figures_have_the_signs_of_the_language() -> None:
    assert tr("curve-level", name="F1", score=0.734) == "F1: 73,4\N{NO-BREAK SPACE}%"
    assert tr("pattern-too-long", most=10_000).startswith("Das Muster ist länger als 10.000 Z")
    use_language("en")
    assert tr("curve-level", name="F1", score=0.734) == "F1: 73.4%"


@pytest.mark.usefixtures("german")
def test_a_value_that_is_a_text_keeps_its_signs() -> None:
    assert tr("label-made", label="Money", text="1,200.50 %") == "Money: 1,200.50 %"


def test_a_step_is_named_in_the_language_of_now_and_not_of_when_it_was_made() -> None:
    step = "zones-made", {"number": 2}
    assert name_of_step(*step) == "exclude 2 places"
    use_language("de")
    try:
        assert name_of_step(*step) == "2 Stellen ausschließen"
    finally:
        use_language("en")


def test_a_step_of_a_newer_program_keeps_its_code() -> None:
    assert name_of_step("teleported", {}) == "teleported"


@pytest.mark.usefixtures("german")
def test_errors_are_explained_in_the_language_with_file_and_line() -> None:
    error = AnnotatorError("line-no-text", file="berichte.jsonl", line=3)
    assert explain(error) == "berichte.jsonl:3: die Zeile hat ein leeres „text“."
    assert explain(ValueError("out of range")) == "out of range"


@pytest.mark.usefixtures("german")
def test_a_value_that_was_not_given_is_named() -> None:
    assert tr("linked") == "Das ist {name}. Noch einmal E wählt etwas anderes."


def _said_at_import(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that ask for words while a module is loaded, before a language is chosen."""
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += node.args.defaults
            todo += [each for each in node.args.kw_defaults if each is not None]
            todo += getattr(node, "decorator_list", [])
            continue
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("tr", "name_of_step", "explain")
        ):
            yield node.lineno
        todo += ast.iter_child_nodes(node)


def test_words_asked_for_at_import_are_found() -> None:
    source = "A = {1: tr('a')}\nclass B:\n    C = tr('b')\ndef d(e=tr('c')):\n    return tr('d')\n"
    assert sorted(_said_at_import(ast.parse(source))) == [1, 3, 4]


def test_no_module_keeps_words_of_the_language_in_which_it_was_loaded() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "annotator.wording import" in source:  # the others cannot ask, and parsing takes long
            lines = _said_at_import(ast.parse(source))
            found += [f"{path.relative_to(PACKAGE)}:{line}" for line in lines]
    assert not found, "these are asked for before a language is chosen"
