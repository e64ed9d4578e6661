"""Names of the files that every dataset has beside its parts.

Owns them for whoever writes a dataset, and for whoever imports the folder of one.
"""

from __future__ import annotations

CARD, LOSSES, CHECKSUMS, SCHEME = "README.md", "losses.csv", "checksums.sha256", "scheme.toml"
ABOUT_ITSELF = frozenset((CARD, LOSSES, CHECKSUMS, SCHEME))
