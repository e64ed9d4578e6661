"""Words of the dialogs."""

MESSAGES: dict[str, str] = {}
