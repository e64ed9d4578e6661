"""Letters that open menus with Alt.

Owns the choice of one letter for each name of a row; names stay free of signs, because they are
shown and searched elsewhere too.
"""

from __future__ import annotations

from collections.abc import Sequence


def lettered(names: Sequence[str]) -> list[str]:
    """Return names with the sign for Qt before a letter of each, no letter twice.

    The first letter of a name goes first, then its others that every keyboard has; a name whose
    letters are all taken by those before it gets none.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        place = next(
            (
                place
                for place, letter in enumerate(name)
                if letter.isascii() and letter.isalpha() and letter.casefold() not in taken
            ),
            None,
        )
        if place is None:
            found.append(name.replace("&", "&&"))
            continue
        taken.add(name[place].casefold())
        before, after = (part.replace("&", "&&") for part in (name[:place], name[place:]))
        found.append(f"{before}&{after}")
    return found
