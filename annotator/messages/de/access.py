"""What a screen reader is told."""

MESSAGES: dict[str, str] = {}
