"""Every language says everything, and nothing is said but through the tables of sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from string import Formatter

import pytest
from pytestqt.qtbot import QtBot

from annotator import wording
from annotator.locations import checkout_root

ROOT = checkout_root()
assert ROOT is not None
PACKAGE = ROOT / "annotator"
OTHERS = sorted(set(wording.LANGUAGES) - {"en"})
AREAS = sorted(each.stem for each in (PACKAGE / "messages").glob("*.py") if each.stem != "__init__")

# Words in code ----------------------------------------------------------------------------------

#: What shows a text that it is given: methods and makers, with the places of texts among what they
#: take (None: every one of them).
SHOWS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(
        (
            *("setText", "setPlainText", "setWindowTitle", "setTitle", "setToolTip"),
            *("setStatusTip", "setWhatsThis", "setAccessibleName", "setAccessibleDescription"),
            *("setPlaceholderText", "setSuffix", "setPrefix", "setInformativeText"),
            *("setDetailedText", "setLabelText", "addMenu", "addAction", "addItem", "addItems"),
            *("addButton", "setSpecialValueText", "setNotation"),
            *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction"),
            *("QListWidgetItem", "QTableWidgetItem", "QTreeWidgetItem", "QStandardItem"),
            *("QMenu", "ElidedLabel", "addRow", "add"),
        ),
        (0,),
    ),
    **dict.fromkeys(("addTab", "setItemText", "insertItem", "setTabText", "setTabToolTip"), (1,)),
    **dict.fromkeys(
        (
            *("setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setHeaderLabels"),
            *("QMessageBox", "question", "warning", "information", "critical", "about"),
            *("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"),
            *("getText", "getMultiLineText", "getItem", "getInt", "getDouble", "getColor"),
            *("agreed", "Chooser", "TickedTable", "make_plain", "__init__", "drawText"),
            *("showMessage", "fill", "FormDialog"),
        ),
        None,
    ),
}
#: These take nothing but words, so that one without a capital is a word as well.
ONLY_WORDS = {
    *("setText", "setWindowTitle", "setToolTip", "setAccessibleName", "setPlaceholderText"),
    *("QLabel", "QPushButton", "QCheckBox", "setSuffix", "setPrefix", "addTab"),
    *("setHorizontalHeaderLabels", "setVerticalHeaderLabels", "setHeaderLabels"),
}
#: Methods of a text whose result is still that text.
_OF_TEXT = {"replace", "format", "join", "strip", "rstrip", "lstrip", "upper", "capitalize"}
#: Names that are the same in every language.
NAMES = {"Annotator", "F1", "SHA-256"}
#: Texts of the window that nobody reads in it, by module.
NOT_SHOWN = {
    "gui/app.py": {"Fusion", "Annotator 0, Python 0, 0\n\n"},  # a style; the head of a report
    "gui/radar/radar_dialog.py": {"Velmarian Press Bureau"},  # a name to measure a column by
    "gui/screenshots.py": {"Norvia desk.annotator", "Ilves in Karsk for three days of talks"},
    "gui/theme_file.py": {
        '# A theme of one\'s own. Colours are "#rrggbb"; what is left out is as in the base.'
    },
}
#: Names under which families of letters are kept.
_FONTS = {"FAMILIES"}
_KEY = re.compile(
    r"((Ctrl|Alt|Shift|Meta)\+.*|Space|Enter|Return|Esc|Tab|Backtab|Home|End|PgUp|PgDown|Left|Right"
    r"|Up|Down|Del|Delete|Backspace|Ins|F\d+)"
)
_MARKUP = re.compile(r"<[^<>]*>|&\w+;")
_STYLE_SHEET = re.compile(r"\{[^}]*:[^}]*;|\dpx\b")


def is_words(text: str, *, surely: bool = False) -> bool:
    """Tell whether a text is meant for people: two words, a capital, or (`surely`) any letters."""
    bare = _MARKUP.sub(" ", text).replace("&", "").strip()
    if bare in NAMES or _KEY.fullmatch(bare) or _STYLE_SHEET.search(text):
        return False
    if not re.search(r"[^\W\d_]{2}", bare):
        return False
    two = re.search(r"[^\W\d_]{2}\S* +\S*[^\W\d_]{2}", bare)
    return bool(surely or two or re.match(r"[^\w]*[A-ZÄÖÜ][a-zäöü]", bare))


def _texts(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Yield the texts of an argument that are shown as they stand."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
    elif isinstance(node, ast.JoinedStr):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)
        yield from _texts(node.right)
    elif isinstance(node, ast.BoolOp):
        for each in node.values:
            yield from _texts(each)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        for each in node.elts:
            yield from _texts(each)
    elif isinstance(node, ast.Dict):
        for part in (*node.keys, *node.values):
            if part is not None:
                yield from _texts(part)
    elif isinstance(node, ast.Starred | ast.NamedExpr):
        yield from _texts(node.value)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        yield from _texts(node.elt)
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _OF_TEXT:
        for each in (node.func, *node.args):
            yield from _texts(each.value if isinstance(each, ast.Attribute) else each)


def _said(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    pieces = (each.value if isinstance(each, ast.Constant) else "0" for each in node.values)
    return "".join(map(str, pieces))


def inline_words(source: str) -> list[tuple[int, str]]:
    """Return the words for people in a module, each with its line.

    Looked at is what is given to something that shows it, and what is walked through or kept under
    a name on the way there.
    """
    found: set[tuple[int, str]] = set()

    def look(node: ast.AST, *, surely: bool = False) -> None:
        for each in _texts(node):
            said = _said(each)
            if is_words(said, surely=surely):
                found.add((each.lineno, said))

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SHOWS:
                places = SHOWS[name]
                keywords = [each.value for each in node.keywords]
                for place, each in enumerate([*node.args, *keywords]):
                    if places is None or place in places:
                        look(each, surely=name in ONLY_WORDS)
        elif isinstance(node, ast.For | ast.comprehension):
            look(node.iter)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not any(getattr(each, "id", "") in {"__all__", *_FONTS} for each in targets):
                look(node.value)
        elif isinstance(node, ast.Return) and node.value is not None:
            look(node.value)
    return sorted(found)


@pytest.mark.parametrize(
    "line",
    [
        'box.setText("saved")',
        'QLabel("Words to find", self)',
        'box.setToolTip(f"{number} articles")',
        'box.addItem("as the file says", "")',
        'table.setHorizontalHeaderLabels(["when", "who"])',
        'self.setWindowTitle("History" if record else tr("history"))',
        'QMessageBox.warning(self, "Annotator", "It failed. " + why)',
        'QFileDialog.getOpenFileName(self, tr("open"), "", "Projects (*.annotator)")',
        'self.add("Format", self.format)',
        'HEADS = ("Change", "What")',
        'for name, box in (("Annotators", annotators), ("Layers", layers)): add(name, box)',
        'super().__init__(parent, "Send packet", tr("send"))',
        'label.setText("Merge into “{}”".format(name))',
        'def name(): return "all together"',
    ],
)
def test_inline_words_are_found(line: str) -> None:
    found = inline_words(f"import this\n\n{line}\n")
    assert {at for at, _ in found} == {3}


@pytest.mark.parametrize(
    "line",
    [
        'box.setText(tr("saved-words", name="Ada"))',
        'box.setText(f"{number} · {title}")',
        'QMessageBox.warning(self, "Annotator", explain(error))',
        'QShortcut(QKeySequence("Ctrl+Shift+Z"), self)',
        'for keys, kind in (("Ctrl+Z", "undo"), ("Shift+Return", "redo")): add(keys, kind)',
        'box.setObjectName("muted")',
        'box.addItem(label.name, "any label")',
        'names.add("code-point")',
    ],
)
def test_what_is_no_inline_word_is_left_alone(line: str) -> None:
    assert inline_words(line) == []


@pytest.mark.parametrize(
    "module", [str(each.relative_to(PACKAGE)) for each in sorted((PACKAGE / "gui").rglob("*.py"))]
)
def test_the_window_speaks_only_through_the_tables(module: str) -> None:
    source = (PACKAGE / module).read_text(encoding="utf-8")
    known = NOT_SHOWN.get(module, set())
    found = [
        f"annotator/{module}:{line}: {words!r}"
        for line, words in inline_words(source)
        if words not in known
    ]
    assert not found, "words that no other language can say:\n" + "\n".join(found)


def told_words(source: str) -> list[tuple[int, str]]:
    """Return the words that a reader or service tells, or puts into an error, without a code."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given: list[ast.expr] = []
        if name in _TELLS:
            given = node.args[:1]
        elif name.endswith(("Error", "NotPossible")):
            # What is `known` are words to write in a file or a command.
            given = [each.value for each in node.keywords if each.arg != "known"]
        for each in given:
            found += [
                (text.lineno, _said(text))
                for text in _texts(each)
                if is_words(_said(text), surely=name in _TELLS)
            ]
    return found


#: What counts things that were passed over or done, by a phrase.
_TELLS = {"ignore", "note", "pass_over"}


@pytest.mark.parametrize(
    "line",
    [
        'options.ignore("links in a folder")',
        'self._options.note(f"sheet “{name}”", 2)',
        'raise ProblemError("pdf-broken", why="it ends too early")',
        'raise AnnotatorError("merge-unsound", path=path, why=f"label {number} does not fit")',
    ],
)
def test_told_words_are_found(line: str) -> None:
    assert [at for at, _ in told_words(f"import this\n\n{line}\n")] == [3]


@pytest.mark.parametrize("layer", ["domain", "storage", "formats", "assist", "services"])
def test_what_is_told_below_the_window_has_a_code(layer: str) -> None:
    found = [
        f"annotator/{layer}/{each.name}:{line}: {words!r}"
        for each in sorted((PACKAGE / layer).rglob("*.py"))
        for line, words in told_words(each.read_text(encoding="utf-8"))
    ]
    assert not found, "words that no other language can say:\n" + "\n".join(found)


# Tables -----------------------------------------------------------------------------------------


def table(language: str, area: str) -> dict[str, str]:
    """Return the sentences of an area in a language."""
    package = "annotator.messages" if language == "en" else f"annotator.messages.{language}"
    found: dict[str, str] = import_module(f"{package}.{area}").MESSAGES
    return found


def fields(sentence: str) -> list[tuple[str, str]]:
    """Return the values that a sentence names, each with how it is shown."""
    return [
        (name, spec or "") for _, name, spec, _ in Formatter().parse(sentence) if name is not None
    ]


def test_every_area_is_loaded() -> None:
    assert sorted(wording._AREAS) == AREAS


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("area", AREAS)
def test_a_language_says_all_of_an_area(language: str, area: str) -> None:
    english, other = table("en", area), table(language, area)
    assert other.keys() == english.keys()
    assert [code for code, sentence in other.items() if not sentence.strip()] == []
    unlike = {
        code: (sentence, other[code])
        for code, sentence in english.items()
        if {name for name, _ in fields(sentence)} != {name for name, _ in fields(other[code])}
    }
    assert not unlike, "these name other values than the English sentence"


@pytest.mark.parametrize("language", OTHERS)
def test_plurals_are_written_out(language: str) -> None:
    """Adding an s is English."""
    poor = [
        code
        for code, sentence in wording.messages(language).items()
        for _, spec in fields(sentence)
        if spec.startswith("#") and "|" not in spec
    ]
    assert not poor


@pytest.mark.parametrize("language", sorted(wording.LANGUAGES))
def test_named_values_have_names(language: str) -> None:
    """`{state:@state}` needs sentences such as "state-done"."""
    known = wording.messages(language)
    for code, sentence in known.items():
        for _, spec in fields(sentence):
            if spec.startswith("@"):
                assert any(each.startswith(f"{spec[1:]}-") for each in known), code


# Codes ------------------------------------------------------------------------------------------

#: What takes the code of a sentence first, to say it.
_SAYS = {"tr", "say", "AnnotatorError", "NotPossible", "Step", "Phrase"}
_LITERAL = re.compile(r"""["']([\w-]+)["']""")
#: The beginning of codes that are put together, such as f"state-{state}".
_BUILT = re.compile(r"""f["']((?:[a-z_]+-)+)\{""")


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    """Return every module of the program but the tables."""
    return tuple(
        (str(each.relative_to(PACKAGE)), each.read_text(encoding="utf-8"))
        for each in sorted(PACKAGE.rglob("*.py"))
        if "messages" not in each.relative_to(PACKAGE).parts
    )


def _pattern(node: ast.JoinedStr) -> str:
    """Return what codes that are put together can be, as a regular expression."""
    pieces = (
        re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".+"
        for each in node.values
    )
    return "".join(pieces)


def test_every_code_that_is_asked_for_has_a_sentence() -> None:
    known = wording.messages()
    together = "\n".join(known)
    asks = re.compile(rf"\b({'|'.join(_SAYS)})\(")
    missing = []
    for module, source in _sources():
        if not asks.search(source):
            continue
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            if getattr(node.func, "attr", getattr(node.func, "id", "")) not in _SAYS:
                continue
            for each in _texts(node.args[0]):
                if isinstance(each, ast.Constant):
                    there = each.value in known or not each.value  # "" is silence
                else:
                    there = re.search(f"^{_pattern(each)}$", together, re.MULTILINE) is not None
                if not there:
                    missing.append(f"annotator/{module}:{each.lineno}: {ast.unparse(each)}")
    assert not missing, "no sentence for:\n" + "\n".join(missing)


def test_every_sentence_is_used() -> None:
    words: set[str] = set()
    beginnings: set[str] = set()
    for _, source in _sources():
        words.update(_LITERAL.findall(source))
        beginnings.update(_BUILT.findall(source))
    for language in wording.LANGUAGES:
        for sentence in wording.messages(language).values():
            if "@" in sentence:
                named = (spec for _, spec in fields(sentence) if spec.startswith("@"))
                beginnings |= {f"{spec[1:]}-" for spec in named}
    unused = [
        code
        for code in wording.messages()
        if code not in words and not code.startswith(tuple(beginnings))
    ]
    assert not unused, "nobody says these"


# Speaking ---------------------------------------------------------------------------------------


@pytest.fixture
def german() -> Iterator[None]:
    wording.use_language("de")
    yield
    wording.use_language("en")


@pytest.mark.usefixtures("german")
def test_what_is_made_after_the_choice_speaks_the_language(qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    from annotator.gui.dialogs.same_texts_dialog import SameTextsDialog
    from annotator.gui.models.entries_model import EntriesModel

    said = wording.messages("de")
    dialog = SameTextsDialog(None, [])
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == said["same-texts-title"] != "Articles with the same text"
    assert dialog.do.text() == said["same-texts-do"]
    heads = [EntriesModel().headerData(at, Qt.Orientation.Horizontal) for at in range(3)]
    assert heads == ["Eintrag", "Art", "Erwähnungen"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'xx'"):
        wording.use_language("xx")
    assert wording.language() == "en"
