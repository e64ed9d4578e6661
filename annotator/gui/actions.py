"""Everything one can do, in one table.

Owns the ids of actions, their keys and where they stand in menus.  Menus, the command palette, key
dispatch and the help are made from it, so that they cannot disagree.  What an action is called is a
message (`action-…`), so that it is asked for in the language of the window.  The keys in the table
are those of the program; which a person has is asked of `keys_of`, never of the table.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.services.key_map import Binding, KeyMap
from annotator.wording import messages, name_keys_by, tr


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `id` is looked up in the window's or the article pane's handlers."""

    id: str
    keys: tuple[str, ...] = ()  # unless a person chose others: see `keys_of`
    menu: str = ""  # "" = in no menu, still in the palette
    article: bool = False  # its keys act only while the article has the focus
    palette: bool = True

    @property
    def text(self) -> str:
        """Return what the action is called."""
        return tr(f"action-{self.id}")

    @property
    def words(self) -> str:
        """Return what the palette looks for a typed word in: the menu and the name."""
        return f"{tr(f'menu-{self.menu}')} {self.text}" if self.menu else self.text


_ARTICLE = (
    ("word-next", ("Right",)),
    ("word-previous", ("Left",)),
    ("line-down", ("Down",)),
    ("line-up", ("Up",)),
    ("sentence-next", ("Ctrl+Right",)),
    ("sentence-previous", ("Ctrl+Left",)),
    ("line-start", ("Home",)),
    ("line-end", ("End",)),
    ("page-down", ("PgDown",)),
    ("page-up", ("PgUp",)),
    ("text-start", ("Ctrl+Home",)),
    ("text-end", ("Ctrl+End",)),
)


def _extending(key: str) -> str:
    """Return the key that moves like another and selects."""
    return f"Ctrl+Shift+{key[5:]}" if key.startswith("Ctrl+") else f"Shift+{key}"


ACTIONS: tuple[Action, ...] = (
    # Project
    Action("new", ("Ctrl+N",), "project"),
    Action("open", ("Ctrl+O",), "project"),
    Action("import", ("Ctrl+I",), "project"),
    Action("import-folder", ("Ctrl+Shift+I",), "project"),
    Action("paste-article", ("Ctrl+Shift+V",), "project"),
    Action("export", ("Ctrl+E",), "project"),
    Action("properties", ("Alt+Return",), "project"),
    Action("scheme-edit", ("Ctrl+Shift+S",), "project"),
    Action("scheme-take", (), "project"),
    Action("scheme-save", (), "project"),
    Action("annotator", (), "project"),
    Action("copies", (), "project"),
    Action("password", (), "project"),
    Action("preferences", ("Ctrl+,",), "project"),
    Action("close-project", ("Ctrl+W",), "project"),
    Action("quit", ("Ctrl+Q",), "project"),
    # Edit
    Action("undo", ("Ctrl+Z",), "edit"),
    Action("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "edit"),
    Action("copy", ("Ctrl+C",), "edit"),
    Action("find", ("Ctrl+F",), "edit"),
    Action("find-next", ("F3",), "edit"),
    Action("find-previous", ("Shift+F3",), "edit"),
    Action("find-in-project", ("Ctrl+Shift+F",), "edit"),
    Action("search-articles", ("Ctrl+L",), "edit"),
    # Annotate
    Action("label-finder", (";",), "annotate", article=True),
    Action("second", ("N",), "annotate", article=True),
    Action("same", ("A",), "annotate", article=True),
    Action("entry", ("E",), "annotate", article=True),
    Action("entry-links", ("Shift+E",), "annotate", article=True),
    Action("entries", ("Ctrl+Shift+E",), "annotate"),
    Action("mark-next", ("J",), "annotate", article=True),
    Action("mark-previous", ("K",), "annotate", article=True),
    Action("cycle", ("O",), "annotate", article=True),
    Action("accept", ("Return",), "annotate", article=True),
    Action("accept-alike", ("Shift+Return",), "annotate", article=True),
    Action("delete", ("Backspace", "Del"), "annotate", article=True),
    # Not letters: they act wherever the focus is. No desktop takes F4 without Alt.
    Action("suggestions-more", ("F4",), "annotate"),
    Action("suggestions-fewer", ("Shift+F4",), "annotate"),
    Action("edge-start-out", (",",), "annotate", article=True),
    Action("edge-start-in", (".",), "annotate", article=True),
    Action("edge-end-in", ("Shift+,",), "annotate", article=True),
    Action("edge-end-out", ("Shift+.",), "annotate", article=True),
    Action("part-add", ("Shift+A",), "annotate", article=True),
    Action("part-away", ("Shift+D",), "annotate", article=True),
    Action("move-here", ("Shift+R",), "annotate", article=True),
    Action("split-here", ("Shift+S",), "annotate", article=True),
    Action("join-next", ("Shift+J",), "annotate", article=True),
    Action("zone", ("Z",), "annotate", article=True),
    Action("zone-away", ("Shift+Z",), "annotate", article=True),
    Action("comment", ("M",), "annotate", article=True),
    Action("annotation-list", ("Ctrl+Shift+L",), "annotate"),
    # Quotes
    Action("quote", ("Q",), "quotes", article=True),
    Action("source", ("S",), "quotes", article=True),
    Action("cue", ("C",), "quotes", article=True),
    Action("content", ("X",), "quotes", article=True),
    Action("content-away", ("Shift+X",), "quotes", article=True),
    Action("insertion", ("I",), "quotes", article=True),
    # Opinions
    Action("opinion-positive", ("+",), "opinions", article=True),
    Action("opinion-negative", ("-",), "opinions", article=True),
    Action("opinion-neutral", ("0",), "opinions", article=True),
    Action("holder", ("H",), "opinions", article=True),
    Action("target", ("T",), "opinions", article=True),
    Action("expression", ("R",), "opinions", article=True),
    # Article
    Action("done-next", ("Ctrl+Return",), "article"),
    Action("document-next", ("Ctrl+PgDown",), "article"),
    Action("document-previous", ("Ctrl+PgUp",), "article"),
    Action("order-articles", (), "article"),
    Action("history", ("Ctrl+H",), "article"),
    Action("bookmark", ("Ctrl+B",), "article"),
    Action("bookmark-next", ("F2",), "article"),
    Action("bookmark-previous", ("Shift+F2",), "article"),
    Action("bookmarks", (), "article"),
    Action("document-label", ("D",), "article", article=True),
    Action("loose-ends", ("F8",), "article"),
    Action("find-zones", ("F7",), "article"),
    Action("find-zones-all", (), "article"),
    Action("copy-show", (), "article"),
    Action("copy-carry", (), "article"),
    Action("near-copies", (), "article"),
    Action("revision-take", (), "article"),
    Action("revisions", (), "article"),
    Action("original", (), "article"),
    Action("flag", ("F",), "article", article=True),
    Action("skip", ("G",), "article", article=True),
    # Review
    Action("review", ("F9",), "review"),
    Action("check", ("Shift+F9",), "review"),
    Action("annotate", ("Ctrl+F9",), "review"),
    # F10 opens the menus on most desktops, F11 fills the screen.
    Action("insights", ("F12",), "review"),
    Action("insights-save-plot", (), "review"),
    Action("insights-export", (), "review"),
    Action("agreement", ("Ctrl+Shift+G",), "review"),
    Action("radar", ("Ctrl+Shift+R",), "review"),
    Action("second-look", ("Shift+F5",), "review"),
    Action("still-right", ("F5",), "review"),
    Action("second-look-next", ("Ctrl+F5",), "review"),
    Action("second-look-previous", ("Ctrl+Shift+F5",), "review"),
    Action("self-check", (), "review"),
    Action("agree-all", (), "review"),
    Action("assign", (), "review"),
    Action("send-packet", (), "review"),
    Action("take-back", (), "review"),
    Action("same-texts", (), "review"),
    Action("conflicts", (), "review"),
    # Tools
    Action("pipeline", (), "tools"),
    Action("patterns", ("Ctrl+Shift+P",), "tools"),
    Action("train", (), "tools"),
    Action("models", (), "tools"),
    Action("evaluate", (), "tools"),
    # View
    Action("palette", ("Ctrl+K",), "view"),
    Action("zoom-in", ("Ctrl++", "Ctrl+="), "view"),
    Action("zoom-out", ("Ctrl+-",), "view"),
    Action("zoom-reset", ("Ctrl+0",), "view"),
    Action("theme-light", (), "view"),
    Action("theme-dark", (), "view"),
    Action("theme-contrast", (), "view"),
    Action("theme-system", (), "view"),
    Action("tags-always", (), "view"),
    Action("tags-first", (), "view"),
    Action("tags-hover", (), "view"),
    Action("pane-next", ("F6",), "view"),
    Action("pane-previous", ("Shift+F6",), "view"),
    # Help
    Action("help", ("F1",), "help"),
    Action("tour", (), "help"),
    Action("about", (), "help"),
    # Reading: keys only
    *(Action(name, keys, article=True, palette=False) for name, keys in _ARTICLE),
    *(
        Action(f"{name}-extend", (_extending(keys[0]),), article=True, palette=False)
        for name, keys in _ARTICLE
    ),
    Action("characters", ("'",), article=True),
    Action("grow", ("W",), article=True),
    Action("shrink", ("Shift+W",), article=True),
    Action("find-slash", ("/",), article=True, palette=False),
    Action("escape", ("Esc",), article=True, palette=False),
)  # fmt: skip

MENUS = (
    *("project", "edit", "annotate", "quotes", "opinions", "article", "review", "tools"),
    *("view", "help"),
)
BY_ID = {action.id: action for action in ACTIONS}


_keys = KeyMap(Binding(each.id, each.keys, each.article) for each in ACTIONS)


def key_map() -> KeyMap:
    """Return the keys in use."""
    return _keys


def use_key_map(keys: KeyMap) -> None:
    """Have these keys from now on; menus and panes follow by `MainWindow.take_keys`."""
    global _keys  # noqa: PLW0603 - one process serves one person
    _keys = keys


def keys_of(action: str) -> tuple[str, ...]:
    """Return the keys an action has now, the one to be shown first."""
    return _keys.keys_of(action)


def first_key(action: str) -> str:
    """Return the key to be shown for an action, as people know it; "" if it has none."""
    return next((shown_key(key) for key in keys_of(action)), "")


def tip(action: str, words: str = "") -> str:
    """Return a tooltip: some words, or what the action is called, and its key if it has one."""
    words = words or BY_ID[action].text.rstrip("…")
    key = first_key(action)
    return tr("tip-with-key", text=words, key=key) if key else words


def article_keys() -> dict[str, str]:
    """Return which action each key means while the article has the focus."""
    return _keys.article_keys()


def shown_key(key: str) -> str:
    """Return a key as people know it, in the language of the window."""
    before, _, last = key[:-1].rpartition("+")  # the last sign may be a plus itself
    parts = [*before.split("+"), last + key[-1:]] if before else [last + key[-1:]]
    return "+".join(tr(f"key-{each}") if f"key-{each}" in messages() else each for each in parts)


name_keys_by(first_key)
