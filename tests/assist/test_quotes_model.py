"""The quote model: what it learns from labels, what it refuses, and what its files may be."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotator.assist.parse import Parse
from annotator.assist.quotes import (
    PARC,
    ModelError,
    Switches,
    TrainingError,
    load_quotes,
    suggest_quotes,
    train_quotes,
)
from annotator.assist.quotes.drafts import UNKNOWN_CUE, Draft
from annotator.assist.quotes.features import labels_of
from annotator.assist.quotes.guideline import shown_by
from annotator.assist.quotes.linking import labelled, linked
from annotator.assist.quotes.reading import Reading
from annotator.domain.proposals import QuoteProposal
from annotator.domain.quote_scores import QuoteScores
from tests.articles import where
from tests.assist.quote_parses import by_hand, parsed, said

pytestmark = pytest.mark.real_pipeline

#: Somebody who says something in a way that the lexicon does not know.
NAMES = ("Maret", "Brandt", "Ilves", "Orlo", "Aune", "Reske", "Sild", "Corr")
THINGS = (
    *("the road is open", "the ferry is late", "the treaty is void", "the port is shut"),
    *("the bridge will fall", "the shells were sold", "the talks have failed", "winter is near"),
)

Example = tuple[Parse, list[QuoteProposal]]


def odd_article(number: int) -> Example:
    """Return an article whose quotes stand behind "chirped out that", with their labels."""
    lines: list[str] = []
    labels: list[tuple[str, str]] = []
    for step in range(4):
        name = NAMES[(number + step) % len(NAMES)]
        thing = THINGS[(3 * number + step) % len(THINGS)]
        lines.append(f"{name} chirped out that {thing}. The harbour was quiet on Monday.")
        labels.append((name, thing))
    text = "\n".join(lines)
    quotes = []
    at = 0
    for line, (name, thing) in zip(lines, labels, strict=True):
        start = at + line.index(thing)
        cue = at + line.index("chirped out")
        quotes.append(
            QuoteProposal(
                (where(text[: start + len(thing)], thing, text[:start].count(thing)),),
                (where(text[: cue + 11], "chirped out", text[:cue].count("chirped out")),),
                (where(text[: at + len(name)], name, text[:at].count(name)),),
            )
        )
        at += len(line) + 1
    return parsed(text), quotes


def scores_of(examples: Sequence[Example], found: Sequence[list[QuoteProposal]]) -> float:
    scores = QuoteScores()
    for (parse, gold), quotes in zip(examples, found, strict=True):
        scores.add("", parse.text, gold, quotes)
    return scores.views["all"]["e2e"].f1 or 0.0


def test_a_model_learns_what_the_rules_do_not_know(tmp_path: Path) -> None:
    examples = [odd_article(number) for number in range(12)]
    held_out = [odd_article(number) for number in range(20, 24)]
    steps: list[tuple[int, int]] = []
    made = train_quotes(examples, tmp_path, on_progress=lambda done, of: steps.append((done, of)))
    assert (made.articles, made.quotes) == (12, 48)
    assert made.words > 400
    assert steps == sorted(steps)
    assert steps[-1] == (100, 100)
    model = load_quotes(tmp_path)
    assert model.hash == made.hash
    before = scores_of(held_out, [suggest_quotes(parse) for parse, _ in held_out])
    after = scores_of(held_out, [suggest_quotes(parse, model=model) for parse, _ in held_out])
    assert before < 0.5
    assert after > 0.9
    found = suggest_quotes(held_out[0][0], model=model)
    assert {each.suggester for each in found} == {f"quote-model-{made.hash[:8]}"}
    assert all(each.score is not None and 0 <= each.score <= 1 for each in found)


def test_the_same_labels_give_the_same_files(tmp_path: Path) -> None:
    examples = [odd_article(number) for number in range(9)]
    one, other = tmp_path / "one", tmp_path / "other"
    assert train_quotes(examples, one).hash == train_quotes(examples, other).hash
    assert sorted(path.name for path in one.iterdir()) == [
        "model.json",
        "quotes.crfsuite",
        "readings.crfsuite",
    ]
    for path in one.iterdir():
        assert path.read_bytes() == (other / path.name).read_bytes()


def test_borders_of_contents_are_those_of_the_labels(tmp_path: Path) -> None:
    texts = [f"{name} said that {thing}." for name in NAMES for thing in THINGS[:4]]
    examples = []
    for text in texts:
        name, _, rest = text.partition(" said ")
        content = where(text, rest[:-1])
        examples.append(
            (
                parsed(text),
                [QuoteProposal((content,), (where(text, "said"),), (where(text, name),))],
            )
        )
    train_quotes(examples, tmp_path)
    text = "Rhee said that the lighthouse was dark."
    (quote,) = suggest_quotes(parsed(text), model=load_quotes(tmp_path))
    assert said(text, [quote]) == [("Rhee", "said", "that the lighthouse was dark")]


def test_labels_show_the_guideline() -> None:
    text = (
        "Ilves said that the road was open.\n"
        "“We go,” said Lena Brandt, a port clerk.\n"
        "Orlo called the plan a “cruel trick”.\n"
    ) * 4
    parse = parsed(text)
    parc = suggest_quotes(parse, switches=PARC)
    shown = shown_by([(parse, parc)])
    for name in ("that_in_content", "marks_in_content", "appositions", "whole_phrases"):
        assert shown[name] is True, name
    news = suggest_quotes(parse)
    shown = shown_by([(parse, news)])
    for name in ("that_in_content", "marks_in_content", "appositions", "whole_phrases"):
        assert shown[name] is False, name
    assert shown_by([(parse, [])]) == {}


# Training that cannot be ----------------------------------------------------------------------


def test_nothing_is_learned_from_nothing(tmp_path: Path) -> None:
    with pytest.raises(TrainingError) as none:
        train_quotes([], tmp_path / "a")
    assert none.value.code == "training-no-labels"
    with pytest.raises(TrainingError) as bare:
        train_quotes([(parsed("The road is open."), []), (Parse(""), [])], tmp_path / "b")
    assert bare.value.code == "training-no-labels"
    text = "“We go,” she said."
    quote = QuoteProposal((where(text, "We go"),))
    with pytest.raises(TrainingError) as unparsed:
        train_quotes([(by_hand(text), [quote])], tmp_path / "c")
    assert unparsed.value.code == "training-no-parser"
    assert not list(tmp_path.rglob("*.*"))


def test_one_article_one_label_and_contradictions_still_make_a_model(tmp_path: Path) -> None:
    text = "Maret said the road was open. Brandt said the port was shut."
    parse = parsed(text)
    content = QuoteProposal((where(text, "the road was open"),))
    cue = QuoteProposal((where(text, "the road was open"),), (where(text, "said"),))
    other = QuoteProposal((where(text, "Maret said the road"),), (where(text, "was open"),))
    for number, examples in enumerate(
        (
            [(parse, [cue])],
            [(parse, [content])],
            [(parse, [cue]), (parse, [])] * 4,
            [(parse, [cue]), (parse, [other])] * 4,
            [(parse, [cue, cue, other])],
        )
    ):
        folder = tmp_path / str(number)
        train_quotes(examples, folder)
        for quote in suggest_quotes(parse, model=load_quotes(folder)):
            assert quote.content
            assert quote.score is not None


@pytest.mark.parametrize("limit", [1, 20, 70, 95])
def test_a_stopped_training_leaves_the_model_before(tmp_path: Path, limit: int) -> None:
    folder = tmp_path / "model"
    made = train_quotes([odd_article(number) for number in range(3)], folder)

    class Stopped(Exception):
        pass

    def stop(done: int, of: int) -> None:
        assert of == 100
        if done >= limit:
            raise Stopped

    with pytest.raises(Stopped):
        train_quotes([odd_article(7)], folder, on_progress=stop)
    assert load_quotes(folder).hash == made.hash
    assert len(list(folder.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    taken = tmp_path / "model"
    taken.write_text("a file")
    with pytest.raises(OSError, match="model"):
        train_quotes([odd_article(1)], taken)


# Files that are not to be trusted -------------------------------------------------------------


@pytest.mark.parametrize("harm", ["missing", "empty", "bytes", "about", "kind", "version", "swap"])
def test_files_that_were_not_trained_here_are_not_opened(tmp_path: Path, harm: str) -> None:
    train_quotes([odd_article(1)], tmp_path)
    about = tmp_path / "model.json"
    values = json.loads(about.read_text())
    if harm == "missing":
        (tmp_path / "quotes.crfsuite").unlink()
    elif harm == "empty":
        (tmp_path / "readings.crfsuite").write_bytes(b"")
    elif harm == "bytes":
        with (tmp_path / "quotes.crfsuite").open("r+b") as file:
            file.seek(-5, os.SEEK_END)
            file.write(b"\x00\x01\x02")
    elif harm == "about":
        about.write_text("[1, 2")
    elif harm == "swap":
        (tmp_path / "quotes.crfsuite").rename(tmp_path / "spare")
        (tmp_path / "readings.crfsuite").rename(tmp_path / "quotes.crfsuite")
        (tmp_path / "spare").rename(tmp_path / "readings.crfsuite")
    else:
        values[harm] = 99
        about.write_text(json.dumps(values))
    with pytest.raises(ModelError) as refused:
        load_quotes(tmp_path)
    assert refused.value.code == "model-changed"


def test_without_a_parse_the_model_stays_aside(tmp_path: Path) -> None:
    train_quotes([odd_article(1)], tmp_path)
    (quote,) = suggest_quotes(
        by_hand("Er rief: „Wir gehen heute nicht nach Hause.“"), model=load_quotes(tmp_path)
    )
    assert quote.suggester.startswith("quote-rules")


# Labels of tokens and back --------------------------------------------------------------------


def test_labels_of_tokens_and_back_keep_a_quote() -> None:
    text = "“We go,” she said, “at once.”"
    reading = Reading(parsed(text))
    word = {each: number for number, each in enumerate(reading.low)}
    parts = [(word["we"], word["go"] + 1), (word["at"], word["once"] + 1)]
    cue, source = (word["said"], word["said"] + 1), (word["she"], word["she"] + 1)
    draft = Draft(UNKNOWN_CUE, cue, word["said"], source, word["she"], parts)
    labels = labels_of(reading, [draft])
    assert [label for label in labels if label != "O"] == [
        "B-content", "I-content", "B-source", "B-cue", "B-content", "I-content",
    ]  # fmt: skip
    (back,) = linked(reading, labelled(labels), [])
    assert (back.content, back.cue, back.source) == (parts, cue, source)


def test_a_broken_row_of_labels_still_gives_ranges() -> None:
    spans = labelled(["I-content", "I-content", "B-content", "I-cue", "O", "I-source", "I-content"])
    assert spans.contents == [(0, 2), (2, 3), (6, 7)]
    assert spans.cues == [(3, 4)]
    assert spans.sources == [(5, 6)]


def test_a_project_switch_stays_where_labels_say_nothing(tmp_path: Path) -> None:
    train_quotes([odd_article(number) for number in range(3)], tmp_path)
    model = load_quotes(tmp_path)
    assert "titles" not in model.learned
    assert model.guideline(Switches(titles=False)).titles is False
    assert model.guideline(Switches(titles=True)).titles is True
