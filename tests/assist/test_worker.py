"""The worker as a process of its own, with the real pipeline and with ones that misbehave."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.assist import pipelines, worker
from annotator.assist.protocol import WANTS, decode, encode, request
from tests import articles
from tests.assist.local_pipelines import PLANTED, save

pytestmark = [pytest.mark.real_pipeline, pytest.mark.xdist_group("worker")]

#: Labels of the pipeline as the News scheme calls them: by their own names.
LABELS = {name: name for name in pipelines.find("").labels}
SHIPS = {"SHIP": "PRODUCT"}
OURS = [sys.executable, "-m", "annotator.assist.worker"]


def setup(key: str = "k", pipeline: str | Path | None = None, **more: Any) -> dict[str, Any]:
    name = pipelines.find("").name if pipeline is None else str(pipeline)
    return {"do": "setup", "key": key, "pipeline": name, "labels": LABELS, **more}


def analyse(number: int, text: str, *zones: tuple[int, int], **more: Any) -> dict[str, Any]:
    more.setdefault("wants", ["entities"])
    return request(number, more.pop("key", "k"), text, zones, more.pop("language", "en"), **more)


class Talk:
    """A running worker and what is said to it."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def say(self, *messages: dict[str, Any] | bytes) -> None:
        assert self.process.stdin is not None
        for message in messages:
            line = message if isinstance(message, bytes) else encode(message)
            self.process.stdin.write(line)
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return decode(self.process.stdout.readline())

    def answers(self, number: int) -> list[dict[str, Any]]:
        """Return the answers to a request up to its last one."""
        found = []
        while True:
            answer = self.answer()
            if answer.get("id") == number:
                found.append(answer)
                if "done" in answer or "error" in answer:
                    return found

    def look(self, message: dict[str, Any]) -> Result:
        """Ask for an article; return what was found."""
        self.say(message)
        return Result(str(message["text"]), self.answers(message["id"]))

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(timeout=30) in (0, -13, 120)


class Result:
    """The answers to one request, put together."""

    def __init__(self, text: str, answers: list[dict[str, Any]]) -> None:
        self.text, self.answers = text, answers
        self.last = answers[-1]
        parts = [each["part"] for each in answers if "part" in each]
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sentences: list[int] = []
        for part in parts:
            self.sentences += [len(self.starts) + each for each in part.get("sentences", ())]
            self.starts += part.get("starts", ())
            self.ends += part.get("ends", ())
        self.entities = [each for part in parts for each in part.get("entities", ())]
        self.quotes = [each for part in parts for each in part.get("quotes", ())]
        self.ranges = [part["range"] for part in parts if "range" in part]

    @property
    def done(self) -> dict[str, Any]:
        done = self.last["done"]
        assert isinstance(done, dict)
        return done

    @property
    def names(self) -> set[tuple[str, str]]:
        return {(self.text[each[0] : each[1]], each[2]) for each in self.entities}

    @property
    def words(self) -> list[str]:
        return [self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True)]

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.done["notices"]]


@pytest.fixture
def fresh() -> Iterator[Callable[[list[str]], Talk]]:
    """Make workers for this test alone; those that live are ended."""
    opened: list[Talk] = []

    def start(command: list[str]) -> Talk:
        opened.append(Talk(command))
        return opened[-1]

    yield start
    for each in opened:
        if each.process.poll() is None:
            each.end()
        else:
            each.process.communicate()


@pytest.fixture(scope="module")
def planted() -> Iterator[Talk]:
    """A worker that knows the components of `local_pipelines`."""
    opened = Talk(PLANTED)
    yield opened
    opened.end()


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    """A worker that knows the English pipeline, ended by the end of its input."""
    opened = Talk(OURS)
    opened.say(setup())
    yield opened
    opened.end()


def test_tokens_sentences_and_entities_of_an_article(talk: Talk) -> None:
    text = (
        articles.HARBOUR + "Emoji 👍🏽 before President Emmanuel Macron visited Germany on Friday."
    )
    found = talk.look(analyse(1, text))
    assert found.done["model"] == pipelines.find("").model
    assert found.done["pipeline"] is True
    assert found.done["notices"] == []
    assert found.done["words"] == len(found.words)
    assert all(word and not word.isspace() for word in found.words)
    assert "".join(found.words) == "".join(text.split())
    assert found.words[:4] == ["Karsk", "denies", "shelling", "the"]
    assert len(found.sentences) >= len(text.split("\n"))
    assert {("Emmanuel Macron", "PERSON"), ("Germany", "GPE")} <= found.names
    assert {each[4] for each in found.entities if each[2] == "GPE"} >= {pipelines.find("").model}
    assert found.ranges == [[0, len(text)]]


def test_only_labels_that_were_mapped_are_proposed_under_their_new_names(talk: Talk) -> None:
    talk.say(setup("mapped", labels={"GPE": "LOC"}))
    found = talk.look(analyse(1, "Emmanuel Macron visited Germany on Friday.", key="mapped"))
    assert found.names == {("Germany", "LOC")}


def test_what_is_not_wanted_is_not_made(talk: Talk) -> None:
    found = talk.look(analyse(1, articles.HARBOUR, wants=[]))
    assert found.entities == found.quotes == []
    assert len(found.words) > 50
    assert found.ranges == [[0, len(articles.HARBOUR)]]


def test_quotes_and_opinions_come_from_the_whole_article(talk: Talk) -> None:
    found = talk.look(analyse(1, articles.HARBOUR, wants=WANTS))
    assert found.codes == []
    contents = {
        " ".join(articles.HARBOUR[a:b] for a, b in each["content"]) for each in found.quotes
    }
    assert any("We did not fire" in each for each in contents)
    sources = {articles.HARBOUR[a:b] for each in found.quotes for a, b in each["source"]}
    assert any("Oren Maret" in each for each in sources)


def test_nothing_is_found_in_a_zone(talk: Talk) -> None:
    text = "Emmanuel Macron visited Germany.\nEmmanuel Macron visited France."
    found = talk.look(analyse(1, text, (0, 32)))
    assert min(found.starts) == 33
    assert {words for words, _ in found.names} <= {"Emmanuel Macron", "France"}
    assert all(each[0] >= 33 for each in found.entities)


def test_names_of_entries_and_patterns_are_found_in_any_language(talk: Talk) -> None:
    row = {"id": f"{7:016x}", "name": "Piers", "kind": "words", "source": "Pier 9", "label": "FAC"}
    entry = f"{12:016x}"
    talk.say(setup("own", gazetteer=[["Karsk", "GPE", entry]], patterns=[row]))
    text = "Die Fähre nach Karsk liegt an Pier 9."
    found = talk.look(analyse(1, text, key="own", language="de"))
    assert found.names == {("Karsk", "GPE"), ("Pier 9", "FAC")}
    assert {(each[4], each[5]) for each in found.entities} == {
        ("gazetteer", entry),
        ("patterns", None),
    }
    assert found.codes == ["pipeline-language"]


def test_an_article_in_another_language_gets_tokens_and_a_word_about_it(talk: Talk) -> None:
    text = "Die Fähre verließ den Hafen. Niemand kam."
    found = talk.look(analyse(1, text, language="de", wants=WANTS))
    assert found.done["model"] == "spacy-de"
    assert found.done["pipeline"] is False
    assert found.entities == found.quotes == []
    assert [code for code, _ in found.done["notices"]] == ["pipeline-language"]
    assert found.done["notices"][0][1]["language"] == "de"
    assert [found.words[each] for each in found.sentences] == ["Die", "Niemand"]
    assert talk.look(analyse(2, text, language="no-such-language")).codes == ["pipeline-language"]


def test_cancelling_and_nonsense_leave_it_ready_for_the_next(talk: Talk) -> None:
    talk.say(b"not for you\n")
    assert talk.answer() == {"id": None, "error": "bad-request"}
    talk.say({"do": "analyse", "id": 3, "key": "k"})
    assert talk.answers(3)[-1]["error"] == "analysis-failed"
    talk.say({"do": "dance", "id": 4}, {"do": "cancel", "id": "x"}, {"do": "setup", "id": 5})
    assert talk.answers(4)[-1]["error"] == "bad-request"
    assert talk.answers(5)[-1]["error"] == "analysis-failed"
    long = "The ferry left the harbour of Karsk on Monday.\n" * 4000
    talk.say(analyse(6, long), {"do": "cancel", "id": 6})
    assert talk.answers(6)[-1] == {"id": 6, "error": "cancelled"}
    assert talk.look(analyse(7, "All well.", wants=[])).words == ["All", "well", "."]


def test_a_setup_must_have_been_said_before(talk: Talk) -> None:
    talk.say(analyse(1, "All well.", key="other"))
    assert talk.answers(1)[-1]["error"] == "no-setup"
    talk.say(setup("other"), analyse(2, "All well.", key="other"))
    assert "done" in talk.answers(2)[-1]
    # The first one is still known: two projects may take turns.
    assert "done" in talk.look(analyse(3, "All well.")).last


def test_it_ends_when_it_is_told_to(fresh: Callable[[list[str]], Talk]) -> None:
    talk = fresh(OURS)
    talk.say({"do": "quit"})
    assert talk.process.wait(timeout=60) == 0


# Pipelines that misbehave ------------------------------------------------------------------------

SHIP_TEXT = (
    "The ferry Halcyon left.\nThis paragraph is {word} and names the Kestrel.\n"
    "Nobody saw the Heron."
)


def test_a_pipeline_with_labels_of_its_own(planted: Talk, tmp_path: Path) -> None:
    folder = save(tmp_path / "ships", "test_names")
    talk = planted
    talk.say(setup(pipeline=folder, labels=SHIPS))
    found = talk.look(analyse(1, SHIP_TEXT.format(word="good")))
    assert found.names >= {("Halcyon", "PRODUCT"), ("Kestrel", "PRODUCT"), ("Heron", "PRODUCT")}
    assert found.done["model"] == "en_harbour-1.2"
    talk.say(setup("none", folder, labels={}))
    assert talk.look(analyse(2, SHIP_TEXT, key="none")).names == set()


def test_span_groups_are_proposed_with_their_scores(planted: Talk, tmp_path: Path) -> None:
    talk = planted
    talk.say(setup(pipeline=save(tmp_path / "ships", "test_groups"), labels=SHIPS))
    found = talk.look(analyse(1, "x\nThe Halcyon left."))
    assert ("Halcyon", "PRODUCT") in found.names
    assert [each[3:5] for each in found.entities if each[0] == 6] == [[0.8, "en_harbour-1.2"]]


def test_one_paragraph_that_fails_does_not_lose_the_others(planted: Talk, tmp_path: Path) -> None:
    talk = planted
    talk.say(setup(pipeline=save(tmp_path / "ships", "test_raises"), labels=SHIPS))
    text = SHIP_TEXT.format(word="rotten")
    found = talk.look(analyse(1, text, wants=WANTS))
    assert {words for words, _ in found.names} == {"Halcyon", "Heron"}
    assert "".join(found.words) == "".join(text.split())
    assert ["pipeline-paragraphs", {"number": 1}] in found.done["notices"]


def test_a_pipeline_that_ends_the_process_ends_this_one_only(
    fresh: Callable[[list[str]], Talk], planted: Talk, tmp_path: Path
) -> None:
    folder = save(tmp_path / "ships", "test_exits")
    first, second = fresh(PLANTED), planted
    first.say(setup(pipeline=folder, labels=SHIPS), analyse(1, SHIP_TEXT.format(word="fatal")))
    assert first.process.wait(timeout=60) == 9
    second.say(setup(pipeline=folder, labels=SHIPS))
    assert ("Heron", "PRODUCT") in second.look(analyse(1, SHIP_TEXT.format(word="good"))).names


@pytest.mark.parametrize("name", ["no_such_pipeline", "antigravity", "{folder}/gone", "{folder}"])
def test_a_pipeline_that_is_not_there_leaves_tokens_and_a_word_about_it(
    talk: Talk, tmp_path: Path, name: str
) -> None:
    talk.say(setup("gone", name.format(folder=tmp_path)))
    found = talk.look(analyse(1, "Karsk denies it. So does Tarn.", key="gone", wants=WANTS))
    assert found.done["pipeline"] is False
    assert found.codes[0] in ("pipeline-missing", "pipeline-none-there")
    assert len(found.words) == 8
    assert found.sentences == [0, 4]


def test_a_pipeline_for_another_spacy_is_not_loaded(talk: Talk, tmp_path: Path) -> None:
    folder = save(tmp_path / "ships", spacy_version=">=2.0,<3.0")
    talk.say(setup("old", folder))
    assert talk.look(analyse(1, "Karsk denies it.", key="old")).codes == ["pipeline-version"]


def test_a_pipeline_whose_component_nobody_knows_leaves_tokens(talk: Talk, tmp_path: Path) -> None:
    # This worker has not imported `local_pipelines`, and a folder brings no code.
    talk.say(setup("strange", save(tmp_path / "ships", "test_names")))
    found = talk.look(analyse(1, "Karsk denies it.", key="strange"))
    assert found.codes == ["pipeline-failed"]
    assert len(found.words) == 4


def test_a_model_that_cannot_be_loaded_leaves_the_rules(talk: Talk, tmp_path: Path) -> None:
    paths = {kind: str(tmp_path / "gone") for kind in WANTS}
    names = {kind: f"{kind}-model" for kind in WANTS}
    talk.say(setup("models", models=paths, names=names, targets=["PERSON", "GPE"]))
    found = talk.look(analyse(1, articles.HARBOUR, key="models", wants=WANTS))
    assert {values["name"] for _, values in found.done["notices"]} == {
        f"{kind}-model" for kind in WANTS
    }
    assert found.entities
    assert found.quotes


# Large and odd texts -----------------------------------------------------------------------------


def run(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the answers of a worker in this process."""
    out = io.BytesIO()
    made = worker.Worker(out)
    made.listen(io.BytesIO(b"".join(map(encode, messages))))
    made.work()
    return [decode(line) for line in out.getvalue().splitlines()]


def test_a_paragraph_longer_than_spacy_likes_is_cut_at_a_space(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "_PIECE", 40)
    text = "short\n" + "The ferry left the harbour. " * 12 + "\n" + "x" * 130 + "\nend"
    pieces = [piece for batch in worker._batches(text) for piece in batch]
    assert all(len(piece) <= 40 for _, piece in pieces)
    assert all(text[offset : offset + len(piece)] == piece for offset, piece in pieces)
    covered = {at for offset, piece in pieces for at in range(offset, offset + len(piece))}
    assert {at for at in range(len(text)) if at not in covered} == {
        at for at, each in enumerate(text) if each == "\n"
    }
    assert not any(piece.startswith("erry") for _, piece in pieces)


@pytest.mark.parametrize("text", ["", "\n", "one", "one\ntwo\n", "one\n" * 700, "x" * 900])
def test_sections_cover_a_text_and_end_with_a_paragraph(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_SECTION", 300)
    sections = list(worker._sections(text))
    assert [each.start for each in sections[1:]] == [each.end for each in sections[:-1]]
    assert (sections[0].start, sections[-1].end) == (0, len(text))
    assert all(each.end == len(text) or text[each.end] == "\n" for each in sections)
    pieces = [piece for each in sections for batch in each.batches for piece in batch]
    assert [piece for batch in worker._batches(text) for piece in batch] == pieces
    assert all(each.end - each.start < 300 + 300 + 900 for each in sections)


def test_half_a_million_words_are_looked_at_a_section_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is held at once is bounded by the section, however long the text is."""
    monkeypatch.setattr(worker, "_SECTION", 2_000)
    held: list[int] = []

    class Watched(worker.Parse):
        __slots__ = ()

        def add(self, doc: Any, offset: int) -> None:
            super().add(doc, offset)
            held.append(len(self))
            assert len(self.text) < 4_500

    monkeypatch.setattr(worker, "Parse", Watched)
    line = "The ferry left the harbour of Karsk on Monday, Oren Maret said.\n"
    text = line * 400
    answers = run(setup(gazetteer=[["Oren Maret", "PERSON", f"{3:016x}"]]), analyse(1, text))
    found = Result(text, answers)
    assert max(held) < 600
    assert found.done["words"] == len(found.words) == 400 * 14 > 8 * max(held)
    assert len(found.ranges) > 10
    starts = [each[0] for each in found.entities if each[2] == "PERSON"]
    assert starts == [at * len(line) + line.index("Oren") for at in range(400)]


@pytest.mark.parametrize(
    "text",
    ["“”“”", "\"'\"'\"", "”\n“\n”", "“We go.\n“We go on.\nNobody came.", "He said: “It is",
     "»«»", "‘’", "\n\n\n", "…", "“" * 400],
)  # fmt: skip
def test_texts_of_quote_marks_and_unbalanced_ones_are_no_trouble(talk: Talk, text: str) -> None:
    found = talk.look(analyse(1, text, wants=WANTS))
    assert found.codes == []
    assert "".join(found.words) == "".join(text.split())
    for quote in found.quotes:
        assert all(0 <= start < end <= len(text) for start, end in quote["content"])
