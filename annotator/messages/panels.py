"""Words of the main window and its panels."""

MESSAGES: dict[str, str] = {}
