"""What the radar of consistency says."""

MESSAGES: dict[str, str] = {}
