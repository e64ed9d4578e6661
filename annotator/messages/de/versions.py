"""Versions of the guideline and agreement with oneself."""

MESSAGES: dict[str, str] = {}
