"""Keys that a person chose, what is in the way of one, and key maps as files."""

from __future__ import annotations

import json

import pytest

from annotator.services.key_map import (
    Binding,
    KeyFileError,
    KeyMap,
    key_map_json,
    key_map_text,
    normal_key,
    read_key_map,
)

DEFAULTS = (
    Binding("open", ("Ctrl+O",), article=False),
    Binding("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), article=False),
    Binding("quote", ("Q",), article=True),
    Binding("entry", ("E",), article=True),
    Binding("quit", ("Ctrl+Q",), article=False),
)


@pytest.fixture
def keys() -> KeyMap:
    return KeyMap(DEFAULTS, platform="linux")


def test_an_action_has_the_keys_of_the_program_until_it_gets_others(keys: KeyMap) -> None:
    changed = keys.with_keys("quote", ["W", "Ctrl+J"])
    assert keys.keys_of("quote") == ("Q",)
    assert changed.keys_of("quote") == ("W", "Ctrl+J")
    assert changed.article_keys() == {"W": "quote", "Ctrl+J": "quote", "E": "entry"}
    assert changed.is_changed("quote")
    assert not changed.is_changed("entry")
    assert changed.reset("quote").own == {}


def test_a_key_is_taken_from_whoever_had_it(keys: KeyMap) -> None:
    changed = keys.with_keys("quote", ["Q", "E"])
    assert changed.keys_of("entry") == ()
    back = changed.reset("entry")
    assert back.keys_of("entry") == ("E",)
    assert back.keys_of("quote") == ("Q",)


def test_a_key_of_ones_own_is_not_taken_by_a_newer_program(keys: KeyMap) -> None:
    own = keys.with_keys("quote", ["K"]).own
    newer = KeyMap([*DEFAULTS, Binding("mark-previous", ("K", "Up"), article=True)], own, "linux")
    assert newer.keys_of("quote") == ("K",)
    assert newer.keys_of("mark-previous") == ("Up",)


@pytest.mark.parametrize(
    ("action", "key", "code", "refused"),
    [
        ("quote", "E", "key-taken", False),
        ("quote", "Ctrl+O", "key-taken", False),  # the window's keys reach the article first
        ("quote", "B", "key-of-labels", True),
        ("quote", "7", "key-of-labels", True),
        ("quote", "Alt+2", "key-of-layers", True),
        ("quote", "Tab", "key-moves-focus", True),
        ("quote", "Shift+Tab", "key-moves-focus", True),
        ("open", "N", "key-types", True),
        ("open", "Shift+N", "key-types", True),
        ("open", "Return", "key-types", True),
        ("open", "Alt+F4", "key-windows", True),
        ("open", "Alt+Tab", "key-windows", True),
        ("open", "Alt+Shift+Tab", "key-windows", True),
        ("open", "Ctrl+Alt+Del", "key-desktop", True),
        ("open", "Ctrl+Alt+F2", "key-desktop", True),
        ("open", "Meta+E", "key-super", True),
        ("quote", "Meta+E", "key-super", True),
        ("open", "F10", "key-menus", True),
        ("open", "Menu", "key-menus", True),
        ("open", "Ctrl+V", "key-of-fields", False),
        ("open", "Ctrl+Alt+E", "key-altgr", False),
        ("open", "Alt+J", "key-alt", False),
    ],
)
def test_what_is_in_the_way_of_a_key_is_told(
    keys: KeyMap, action: str, key: str, code: str, refused: bool
) -> None:
    problem = keys.problem_with(action, key)
    assert problem is not None
    assert (problem.code, problem.refused) == (code, refused)


@pytest.mark.parametrize(
    ("action", "key"),
    [("open", "F5"), ("open", "Ctrl+F10"), ("quote", "N"), ("quote", "Shift+B"), ("quote", "F5")],
)
def test_nothing_is_in_the_way_of_a_free_key(keys: KeyMap, action: str, key: str) -> None:
    assert keys.problem_with(action, key) is None


def test_macos_keeps_its_own_keys(keys: KeyMap) -> None:
    mac = KeyMap(DEFAULTS, platform="darwin")
    problem = mac.problem_with("open", "Ctrl+H")
    assert problem is not None
    assert problem.code == "key-mac"
    assert keys.problem_with("open", "Ctrl+H") is None
    assert mac.problems() == []  # what the program itself uses is its own business


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("ctrl+shift+f3", "Ctrl+Shift+F3"),
        ("Shift + Ctrl + Z", "Ctrl+Shift+Z"),
        ("Enter", "Return"),
        ("Ctrl+Page Down", "Ctrl+PgDown"),
        ("Ctrl++", "Ctrl++"),
        ("+", "+"),
        ("Super+a", "Meta+A"),
        ("é", "É"),
    ],
)
def test_keys_are_read_as_people_write_them(said: str, means: str) -> None:
    assert normal_key(said) == means


@pytest.mark.parametrize("said", ["", "Ctrl+", "Ctrl", "Hyper+A", "AB", "F25", "\x07"])
def test_what_is_no_key_is_refused(said: str) -> None:
    with pytest.raises(ValueError):
        normal_key(said)


# Files -------------------------------------------------------------------------------------------


def test_a_key_map_comes_back_from_its_file(keys: KeyMap) -> None:
    changed = keys.with_keys("quote", ['"', "\\", "K"]).with_keys("redo", [])
    again = read_key_map(key_map_text(changed), "keys.toml", keys)
    assert again.own == changed.own
    assert read_key_map(key_map_json(changed), "settings.ini", keys).own == changed.own


def test_actions_of_another_version_are_told_and_kept(keys: KeyMap) -> None:
    text = '[keys]\nquote = ["K"]\nfly = ["Ctrl+J"]\n"to the moon" = []\n'
    read = read_key_map(text, "keys.toml", keys)
    assert read.unknown == ("fly", "to the moon")
    assert read.keys_of("fly") == ()
    again = read_key_map(key_map_text(read.with_keys("quote", ["Shift+K"])), "keys.toml", keys)
    assert again.own == {"quote": ("Shift+K",), "fly": ("Ctrl+J",), "to the moon": ()}
    assert again.reset_all().unknown == ("fly", "to the moon")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[keys]\nquote = ["K"', "key-file-syntax", 2),
        ('{"keys": {\n"quote": ["K"}}', "key-file-syntax", 2),
        ('version = 2\n[keys]\nquote = ["K"]', "key-file-version", 1),
        ('colour = "red"\n[keys]\n', "key-file-place", 1),
        ("version = 1\n", "key-file-table", 0),
        ('[keys]\n\nquote = "K"', "key-file-list", 3),
        ("[keys]\nquote = [3]", "key-file-list", 2),
        ('[keys]\nopen = ["Ctrl+O"]\nquote = ["Hyper+K"]', "key-file-key", 3),
        ('[keys]\nquote = ["K"]\nentry = ["K"]', "key-file-twice", 3),
        ('{"keys": {"quote": ["K"],\n "entry": ["K"]}}', "key-file-twice", 2),
        ('[keys]\nquote = ["B"]', "key-of-labels", 2),
        ('[keys]\nopen = ["Alt+F4"]', "key-windows", 2),
        ('[keys]\nopen = ["J"]', "key-types", 2),
        ("keys = " + "[" * 100_000, "key-file-deep", 0),
        (json.dumps({"keys": []}), "key-file-table", 1),
    ],
)
def test_a_broken_file_is_told_by_its_line(keys: KeyMap, text: str, code: str, line: int) -> None:
    with pytest.raises(KeyFileError) as caught:
        read_key_map(text, "keys.toml", keys)
    assert (caught.value.code, caught.value.values["line"]) == (code, line)
