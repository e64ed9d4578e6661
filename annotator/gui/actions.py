"""Everything one can do, in one table.

Owns the ids of actions, their keys and where they stand in menus.  Menus, the command palette, key
dispatch and the help are made from it, so that they cannot disagree.  What an action is called is a
message (`action-…`), so that it is asked for in the language of the window.
"""

from __future__ import annotations

from dataclasses import dataclass

from annotator.wording import tr


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `id` is looked up in the window's or the article pane's handlers."""

    id: str
    keys: tuple[str, ...] = ()
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
    Action("original", (), "article"),
    Action("flag", ("F",), "article", article=True),
    Action("skip", ("G",), "article", article=True),
    # Review
    Action("review", ("F9",), "review"),
    Action("check", ("Shift+F9",), "review"),
    Action("annotate", ("Ctrl+F9",), "review"),
    Action("agreement", ("Ctrl+Shift+G",), "review"),
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
    Action("theme-system", (), "view"),
    Action("tags-always", (), "view"),
    Action("tags-first", (), "view"),
    Action("tags-hover", (), "view"),
    Action("pane-next", ("F6",), "view"),
    Action("pane-previous", ("Shift+F6",), "view"),
    # Help
    Action("help", ("F1",), "help"),
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


def article_keys() -> dict[str, str]:
    """Return which action each key means while the article has the focus."""
    return {key: action.id for action in ACTIONS if action.article for key in action.keys}


def shown_key(key: str) -> str:
    """Return a key as people know it."""
    return key.replace("Return", "Enter").replace("PgDown", "Page Down").replace("PgUp", "Page Up")
