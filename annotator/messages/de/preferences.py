"""Preferences: fonts, themes, keys."""

MESSAGES: dict[str, str] = {}
