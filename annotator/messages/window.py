"""What the window has to say."""

MESSAGES: dict[str, str] = {}
