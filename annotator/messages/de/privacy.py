"""Encrypted projects and redacted exports."""

MESSAGES: dict[str, str] = {}
