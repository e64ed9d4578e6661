"""What the insights say: figures, plots and their tables."""

MESSAGES: dict[str, str] = {}
