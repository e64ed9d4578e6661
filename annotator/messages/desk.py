"""What the desk has to say."""

MESSAGES: dict[str, str] = {}
