"""Everything one can do, in one table.

Owns the names of actions, their keys and where they stand in menus.  Menus, the command palette,
key dispatch and the help are made from it, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `id` is looked up in the window's or the article pane's handlers."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""  # "" = in no menu, still in the palette
    article: bool = False  # its keys act only while the article has the focus
    palette: bool = True


_ARTICLE = (
    ("word-next", "Next word", ("Right",)),
    ("word-previous", "Previous word", ("Left",)),
    ("line-down", "Line down", ("Down",)),
    ("line-up", "Line up", ("Up",)),
    ("sentence-next", "Next sentence", ("Ctrl+Right",)),
    ("sentence-previous", "Previous sentence", ("Ctrl+Left",)),
    ("line-start", "Start of the line", ("Home",)),
    ("line-end", "End of the line", ("End",)),
    ("page-down", "Page down", ("PgDown",)),
    ("page-up", "Page up", ("PgUp",)),
    ("text-start", "Start of the article", ("Ctrl+Home",)),
    ("text-end", "End of the article", ("Ctrl+End",)),
)

ACTIONS: tuple[Action, ...] = (
    # Project
    Action("new", "New project…", ("Ctrl+N",), "Project"),
    Action("open", "Open project…", ("Ctrl+O",), "Project"),
    Action("import", "Import articles…", ("Ctrl+I",), "Project"),
    Action("import-folder", "Import a folder…", ("Ctrl+Shift+I",), "Project"),
    Action("paste-article", "Paste as article…", ("Ctrl+Shift+V",), "Project"),
    Action("export", "Export…", ("Ctrl+E",), "Project"),
    Action("properties", "Article properties…", ("Alt+Return",), "Project"),
    Action("scheme-edit", "Edit scheme…", ("Ctrl+Shift+S",), "Project"),
    Action("scheme-take", "Take scheme from a file…", (), "Project"),
    Action("scheme-save", "Save scheme as a file…", (), "Project"),
    Action("annotator", "Annotator…", (), "Project"),
    Action("copies", "Copies of this project…", (), "Project"),
    Action("preferences", "Preferences…", ("Ctrl+,",), "Project"),
    Action("close-project", "Close project", ("Ctrl+W",), "Project"),
    Action("quit", "Quit", ("Ctrl+Q",), "Project"),
    # Edit
    Action("undo", "Undo", ("Ctrl+Z",), "Edit"),
    Action("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit"),
    Action("copy", "Copy text", ("Ctrl+C",), "Edit"),
    Action("find", "Find in article…", ("Ctrl+F",), "Edit"),
    Action("find-next", "Next hit", ("F3",), "Edit"),
    Action("find-previous", "Previous hit", ("Shift+F3",), "Edit"),
    Action("find-in-project", "Find in project…", ("Ctrl+Shift+F",), "Edit"),
    Action("search-articles", "Search the list of articles", ("Ctrl+L",), "Edit"),
    # Annotate
    Action("label-finder", "Label by name…", (";",), "Annotate", article=True),
    Action("second", "Second label on the same words", ("N",), "Annotate", article=True),
    Action("same", "Label the same words elsewhere…", ("A",), "Annotate", article=True),
    Action("entry", "Link to an entry", ("E",), "Annotate", article=True),
    Action("entry-links", "Link what is called like an entry…", ("Shift+E",), "Annotate",
           article=True),
    Action("entries", "Entries…", ("Ctrl+Shift+E",), "Annotate"),
    Action("mark-next", "Next annotation or suggestion", ("J",), "Annotate", article=True),
    Action("mark-previous", "Previous annotation or suggestion", ("K",), "Annotate", article=True),
    Action("cycle", "Next of those that overlap", ("O",), "Annotate", article=True),
    Action("accept", "Accept suggestion; details of an annotation", ("Return",), "Annotate",
           article=True),
    Action("accept-alike", "Accept all alike", ("Shift+Return",), "Annotate", article=True),
    Action("delete", "Reject or delete", ("Backspace", "Del"), "Annotate", article=True),
    # Not letters: they act wherever the focus is. No desktop takes F4 without Alt.
    Action("suggestions-more", "Show more suggestions", ("F4",), "Annotate"),
    Action("suggestions-fewer", "Show fewer suggestions", ("Shift+F4",), "Annotate"),
    Action("edge-start-out", "Left edge out", (",",), "Annotate", article=True),
    Action("edge-start-in", "Left edge in", (".",), "Annotate", article=True),
    Action("edge-end-in", "Right edge in", ("Shift+,",), "Annotate", article=True),
    Action("edge-end-out", "Right edge out", ("Shift+.",), "Annotate", article=True),
    Action("part-add", "Add selection to the label", ("Shift+A",), "Annotate", article=True),
    Action("part-away", "Take selection out of the label", ("Shift+D",), "Annotate", article=True),
    Action("move-here", "Move the label to the selection", ("Shift+R",), "Annotate", article=True),
    Action("split-here", "Split the label at the cursor", ("Shift+S",), "Annotate", article=True),
    Action("join-next", "Join with the next of its kind", ("Shift+J",), "Annotate", article=True),
    Action("zone", "Exclude selection; next kind", ("Z",), "Annotate", article=True),
    Action("zone-away", "Include zone again", ("Shift+Z",), "Annotate", article=True),
    Action("comment", "Comment…", ("M",), "Annotate", article=True),
    # Quotes
    Action("quote", "Make a quote", ("Q",), "Quotes", article=True),
    Action("source", "Source from selection, or recent", ("S",), "Quotes", article=True),
    Action("cue", "Cue from selection", ("C",), "Quotes", article=True),
    Action("content", "Add selection to content", ("X",), "Quotes", article=True),
    Action("content-away", "Take selection out of content", ("Shift+X",), "Quotes", article=True),
    Action("insertion", "Insertion by the paper", ("I",), "Quotes", article=True),
    # Opinions
    Action("opinion-positive", "Positive opinion", ("+",), "Opinions", article=True),
    Action("opinion-negative", "Negative opinion", ("-",), "Opinions", article=True),
    Action("opinion-neutral", "Neutral opinion", ("0",), "Opinions", article=True),
    Action("holder", "Holder from selection; writer", ("H",), "Opinions", article=True),
    Action("target", "Target from selection", ("T",), "Opinions", article=True),
    Action("expression", "Expression from selection", ("R",), "Opinions", article=True),
    # Article
    Action("done-next", "Done, and next open article", ("Ctrl+Return",), "Article"),
    Action("document-next", "Next article", ("Ctrl+PgDown",), "Article"),
    Action("document-previous", "Previous article", ("Ctrl+PgUp",), "Article"),
    Action("order-articles", "Order of the list of articles…", (), "Article"),
    Action("history", "History…", ("Ctrl+H",), "Article"),
    Action("bookmark", "Set or remove bookmark", ("Ctrl+B",), "Article"),
    Action("bookmark-next", "Next bookmark", ("F2",), "Article"),
    Action("bookmark-previous", "Previous bookmark", ("Shift+F2",), "Article"),
    Action("bookmarks", "Bookmarks…", (), "Article"),
    Action("document-label", "Label the article…", ("D",), "Article", article=True),
    Action("loose-ends", "Loose ends…", ("F8",), "Article"),
    Action("find-zones", "Find zones in this article…", ("F7",), "Article"),
    Action("find-zones-all", "Find zones in all articles…", (), "Article"),
    Action("copy-show", "Show the copy of this article", (), "Article"),
    Action("copy-carry", "Bring labels over from the copy", (), "Article"),
    Action("near-copies", "Articles that are copies of one another…", (), "Article"),
    Action("original", "Save the original file…", (), "Article"),
    Action("flag", "Flag the article", ("F",), "Article", article=True),
    Action("skip", "Skip the article", ("G",), "Article", article=True),
    # Review
    Action("review", "Decide where annotators differ", ("F9",), "Review"),
    Action("check", "Check one colleague…", ("Shift+F9",), "Review"),
    Action("annotate", "Back to annotating", ("Ctrl+F9",), "Review"),
    Action("agreement", "Agreement…", ("Ctrl+Shift+G",), "Review"),
    Action("agree-all", "Take what all agree on, in every article…", (), "Review"),
    Action("assign", "Assign articles…", (), "Review"),
    Action("send-packet", "Send packet…", (), "Review"),
    Action("take-back", "Take back, or merge…", (), "Review"),
    Action("same-texts", "Articles with the same text…", (), "Review"),
    Action("conflicts", "Versions that a merge overruled…", (), "Review"),
    # Tools
    Action("pipeline", "Pipeline and suggestions…", (), "Tools"),
    Action("patterns", "Patterns…", ("Ctrl+Shift+P",), "Tools"),
    Action("train", "Train from my labels…", (), "Tools"),
    Action("models", "Own models…", (), "Tools"),
    Action("evaluate", "Evaluate suggestions…", (), "Tools"),
    # View
    Action("palette", "All commands…", ("Ctrl+K",), "View"),
    Action("zoom-in", "Larger", ("Ctrl++", "Ctrl+="), "View"),
    Action("zoom-out", "Smaller", ("Ctrl+-",), "View"),
    Action("zoom-reset", "Normal size", ("Ctrl+0",), "View"),
    Action("theme-light", "Light theme", (), "View"),
    Action("theme-dark", "Dark theme", (), "View"),
    Action("theme-system", "Theme of the desktop", (), "View"),
    Action("tags-always", "Tags on every label", (), "View"),
    Action("tags-first", "Tags on first mentions", (), "View"),
    Action("tags-hover", "Tags on hover", (), "View"),
    Action("pane-next", "Next pane", ("F6",), "View"),
    Action("pane-previous", "Previous pane", ("Shift+F6",), "View"),
    # Help
    Action("help", "Keys and help", ("F1",), "Help"),
    Action("about", "About Annotator", (), "Help"),
    # Reading: keys only
    *(Action(name, text, keys, article=True, palette=False) for name, text, keys in _ARTICLE),
    *(
        Action(f"{name}-extend", f"{text}, selecting", (f"Shift+{keys[0]}",), article=True,
               palette=False)
        if not keys[0].startswith("Ctrl")
        else Action(f"{name}-extend", f"{text}, selecting", (f"Ctrl+Shift+{keys[0][5:]}",),
                    article=True, palette=False)
        for name, text, keys in _ARTICLE
    ),
    Action("characters", "Steps of characters or words", ("'",), article=True),
    Action("grow", "Widen selection", ("W",), article=True),
    Action("shrink", "Narrow selection", ("Shift+W",), article=True),
    Action("find-slash", "Find in article…", ("/",), article=True, palette=False),
    Action("escape", "Clear, then leave a mode", ("Esc",), article=True, palette=False),
)  # fmt: skip

MENUS = (
    *("Project", "Edit", "Annotate", "Quotes", "Opinions", "Article", "Review", "Tools"),
    *("View", "Help"),
)
BY_ID = {action.id: action for action in ACTIONS}


def article_keys() -> dict[str, str]:
    """Return which action each key means while the article has the focus."""
    return {key: action.id for action in ACTIONS if action.article for key in action.keys}


def shown_key(key: str) -> str:
    """Return a key as people know it."""
    return key.replace("Return", "Enter").replace("PgDown", "Page Down").replace("PgUp", "Page Up")
