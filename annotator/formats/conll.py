"""Columns after CoNLL-2003: a word a line, its tag last, a blank line after each sentence.

Owns lines and articles; what tags say is `word_tags`, what stands between words `spacing`.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.bundles import Bundle
from annotator.domain.errors import Phrase
from annotator.formats import foreign, spacing
from annotator.formats.foreign import Found
from annotator.formats.registry import (
    HEAD,
    Format,
    Problem,
    ProblemError,
    ReadOptions,
    WriteOptions,
)
from annotator.formats.text import bytes_of, decode
from annotator.formats.word_tags import (
    OUTSIDE,
    Sentence,
    TagNames,
    TagReader,
    parts_of,
    sentences,
    within_words,
)

START = "-DOCSTART-"
_START_LINE = f"{START} -X- O O\n\n"
_START_OF_LINE = re.compile(rb"^-DOCSTART-", re.MULTILINE)
#: Characters of a line, and words and characters of an article with all its columns; more is no
#: article but a mistake or an attack.
MAX_LINE = 100_000
MAX_WORDS = 1_000_000
MAX_LENGTH = 100_000_000
_COMMENT = re.compile(r"#\s*([A-Za-z_][\w.: ]*?)\s+=\s(.*)|#\s+id\s+(\S+).*|#\s*newdoc\s*")
_DOCUMENT = frozenset({"id", "doc_id", "newdoc id", "newdoc"})
_PREFIXED = re.compile(r"[BILUESMW]-\S")
_TITLED = re.compile(re.escape(START) + r"\s+\((.+)\)\s*")
#: What stands in columns that say nothing.
_EMPTY = frozenset({"_", "-", "-X-", "O", ""})
#: Label Studio writes one mark for all its tasks, and these two columns.
_STUDIO = ("-X-", "_")


# Reading ---------------------------------------------------------------------------------------


def read(path: Path, options: ReadOptions) -> Iterator[Bundle | Problem]:
    """Yield the articles of a file; where nothing marks them, each block of lines is one."""
    return foreign.bundles_of(path, options, _Reader(path, options).articles())


@dataclass(slots=True)
class _Article:
    line: int = 0
    length: int = 0  # characters of its lines
    uid: str = ""
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    between: list[tuple[str, ...]] = field(default_factory=list)  # columns between word and tag
    blocks: list[int] = field(default_factory=list)  # words before which a block starts
    texts: dict[int, str] = field(default_factory=dict)  # word that starts a block -> its text
    wrong: ProblemError | None = None


class _Reader:
    """One file on its way to articles."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._path = path
        self._options = options
        self._tags = TagReader()
        self._article = _Article()
        self._marked = False
        self._width = 0
        self._at_start = True  # of a block
        self._text = ""  # what a comment says the block is

    def articles(self) -> Iterator[Found]:
        with self._path.open("rb") as file:
            # Some files have a mark between articles, and none before the first.
            self._marked = _START_OF_LINE.search(file.read(HEAD)) is not None
        for number, line in _lines(self._path, self._options):
            if not line.strip():
                self._at_start = True
                if not self._marked or self._article.between[:1] == [_STUDIO]:
                    yield from self._done()
            elif START in line and line.split(None, 1)[0] == START:
                yield from self._done()
                self._marked = True
                titled = _TITLED.fullmatch(line)
                self._article.uid = titled[1] if titled else ""
            elif line[0] == "#" and (comment := self._comment(line)) is not None:
                name, value = comment
                if name in _DOCUMENT:
                    yield from self._done()
                    self._marked = True
                    self._article.uid = value
                elif name == "text":
                    self._text = value
                else:
                    self._options.ignore(Phrase("told-conll-comments"))
            elif "|" in line and (words := _piped(line)) is not None:
                for word in words:
                    self._row(number, word)
                self._at_start = True
                if not self._marked:
                    yield from self._done()
            else:
                self._row(number, line)
        yield from self._done()
        self._tags.tell(self._options)

    def _comment(self, line: str) -> tuple[str, str] | None:
        """Return name and value of a comment; None if the line is about the word “#”."""
        found = _COMMENT.fullmatch(line)
        if found is not None:
            name, value, uid = found.groups("")
            return (name.lower(), value.strip()) if name else ("id", uid)
        columns = _split(line)
        if len(columns) == (self._width or max(2, len(columns))) and _is_tag(columns[-1]):
            return None
        return "", ""

    def _row(self, number: int, line: str) -> None:
        article = self._article
        article.line = article.line or number
        article.length += len(line)
        columns = _split(line)
        if len(columns) < 2:
            article.wrong = article.wrong or ProblemError("conll-columns", line=number)
            return
        self._width = self._width or len(columns)
        if len(columns) != self._width:
            article.wrong = article.wrong or ProblemError(
                "conll-width", line=number, found=len(columns), wanted=self._width
            )
            return
        if len(article.words) >= MAX_WORDS or article.length > MAX_LENGTH:
            raise ProblemError("conll-long", line=number, most=MAX_WORDS)
        if self._at_start:
            article.blocks.append(len(article.words))
            if self._text:
                article.texts[len(article.words)] = self._text
            self._at_start, self._text = False, ""
        try:
            parts_of(columns[-1])
        except ProblemError as error:
            numbered = columns[0] == "1" and not article.words and self._width > 2
            code = "conll-numbered" if numbered else error.code
            article.wrong = article.wrong or ProblemError(code, **error.values, line=number)
            return
        article.words.append(columns[0])
        article.tags.append(columns[-1])
        article.between.append(tuple(columns[1:-1]))

    def _done(self) -> Iterator[Found]:
        """Yield the article that was being read, if there is one."""
        article, self._article = self._article, _Article()
        self._at_start = True
        if article.wrong is not None:
            yield int(str(article.wrong.values["line"])), article.wrong
        elif article.words:
            if not self._marked:
                self._options.note(Phrase("told-blocks"))
            yield article.line, self._line(article)

    def _line(self, article: _Article) -> dict[str, Any] | ProblemError:
        beside = list(map(_beside, article.between))
        said = any(each.notes for each in beside)
        if not said and self._width > 2 and article.words[:3] == ["1", "2", "3"]:
            return ProblemError("conll-numbered")
        if any(each.more for each in beside):
            self._options.ignore(Phrase("told-columns-between"))
        uid, sentences, guessed = article.uid, [], False
        for first, after in pairwise([*article.blocks, len(article.words)]):
            words, tags = article.words[first:after], article.tags[first:after]
            if said:
                spaces = [each.space for each in beside[first:after]]
                before = "" if first else spacing.unescaped(beside[0].notes.get("SpacesBefore", ""))
                sentences.append(Sentence(words, tags, spaces, before))
            else:
                found = spacing.spaces_from(article.texts.get(first, ""), words)
                guessed = guessed or found is None
                spaces = list(spacing.guessed(words)) if found is None else found
                sentences.append(Sentence(words, tags, spaces, apart=True))
        self._options.note(spacing.GUESSED, guessed)
        if said and not uid:
            uid = spacing.unescaped(beside[0].notes.get("Doc", ""))
        line = self._tags.line(sentences)
        return {**line, "id": uid} if uid else line


class _Beside(NamedTuple):
    """What the columns between a word and its tag say."""

    notes: Mapping[str, str]
    space: str  # the white space after the word
    more: bool  # whether they say something else


@lru_cache(maxsize=10_000)
def _beside(columns: tuple[str, ...]) -> _Beside:
    found = [spacing.notes_of(column) for column in columns]
    notes = {key: value for each in found for key, value in each.items()}
    more = any(
        column not in _EMPTY and not said for column, said in zip(columns, found, strict=True)
    )
    return _Beside(notes, spacing.space_after(notes), more)


def _split(line: str) -> list[str]:
    """Return the columns of a line: between tabs, or else between blanks."""
    if "\t" in line:
        return line.rstrip("\t").split("\t")
    return [each for each in line.split(" ") if each]


def _piped(line: str) -> list[str] | None:
    """Return the words of a sentence on one line, as in `Karsk|B-GPE fell|O`; or None."""
    words = line.split()
    if not all("|" in each and _is_tag(each.rpartition("|")[2]) for each in words):
        return None
    return [each.replace("|", "\t") for each in words]


def _is_tag(column: str) -> bool:
    return column == OUTSIDE or _PREFIXED.match(column) is not None


def _lines(path: Path, options: ReadOptions) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text file with their numbers, from 1.

    UTF-8 is read as it comes; a file in another encoding is held whole.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if options.encoding or not _is_utf8(head):
            text, encoding = decode(bytes_of(path, options), options.encoding)
            options.encodings[str(path)] = encoding
            for number, line in enumerate(io.StringIO(text, newline=None), 1):
                yield number, _checked(line, number)
            return
        file.seek(len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0)
        number = 0
        while raw := file.readline(4 * MAX_LINE):
            number += 1
            if len(raw) == 4 * MAX_LINE:
                # It may end inside a character.
                raise _too_long(number)
            try:
                line = raw.decode()
            except UnicodeDecodeError as error:
                raise ProblemError(
                    "file-encoding", encoding="utf-8", line=number,
                    position=file.tell() - len(raw) + error.start,
                ) from None  # fmt: skip
            yield number, _checked(line, number)


def _checked(line: str, number: int) -> str:
    if len(line) > MAX_LINE:
        raise _too_long(number)
    return line.rstrip("\r\n")


def _too_long(number: int) -> ProblemError:
    return ProblemError("conll-line", line=number, most=MAX_LINE)


def _is_utf8(head: bytes) -> bool:
    if not head:
        raise ProblemError("file-empty")
    try:
        # The head may end inside a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def sniff(path: Path, head: bytes) -> bool:
    """Tell whether a file holds a word and a tag on each of its lines."""
    if path.suffix.lower() != ".txt":
        return True
    if b"\0" in head:
        return False
    lines = head.decode("utf-8", errors="replace").lstrip("\ufeff").splitlines()
    if len(head) >= HEAD:
        lines.pop()
    rows = [_split(each) for each in lines if each.strip() and not each.startswith("#")]
    if rows and rows[0][0] == START:
        return True
    tags = [each[-1] for each in rows]
    return (
        len(rows) > 2
        and len({len(each) for each in rows}) == 1
        and len(rows[0]) > 1
        and all(map(_is_tag, tags))
        and any(each != OUTSIDE for each in tags)
    )


# Writing ---------------------------------------------------------------------------------------


#: What stands beside nearly every word.
_BESIDE = {after: spacing.notes_for(after) for after in (" ", "", "\n")}


def write(bundles: Iterable[Bundle], options: WriteOptions) -> Iterator[bytes]:
    """Yield each article: word, `_`, what stands between words, and its IOB2 tag."""
    names = TagNames(options.scheme)
    for bundle in bundles:
        lines = [_START_LINE]
        uid = bundle.document.uid
        found = list(sentences(bundle, names, options))
        for sentence in found:
            last = len(sentence.words) - 1 if sentence is found[-1] else -1
            notes = [_BESIDE.get(after) or spacing.notes_for(after) for after in sentence.spaces]
            for place in {0, max(0, last)} if sentence is found[0] or last >= 0 else ():
                notes[place] = spacing.notes_for(
                    sentence.spaces[place],
                    before="" if place else sentence.before,
                    last=place == last,
                    uid="" if place else uid,
                )
            uid = ""
            rows = zip(sentence.words, notes, sentence.tags, strict=True)
            lines += [f"{word} _ {note} {tag}\n" for word, note, tag in rows]
            lines.append("\n")
        yield "".join(lines).encode()


FORMAT = Format(
    "conll",
    "CoNLL-2003 columns",
    (".conll", ".iob", ".iob2", ".bio", ".bioes", ".bilou", ".txt"),
    read=read,
    write=write,
    carries=frozenset({"text", "spans"}),
    needs_tokens=True,
    sniff=sniff,
    fit=within_words,
)
