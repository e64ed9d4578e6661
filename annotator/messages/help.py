"""The help, the tour and the first start."""

MESSAGES: dict[str, str] = {}
