"""Later versions of articles."""

MESSAGES: dict[str, str] = {}
