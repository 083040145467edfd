"""Keys of areas that last as long as most of their themes do."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.identity import content_id
from feedback2req.domain.themes import Area


def area_keys(areas: Sequence[tuple[str, ...]], last: Sequence[Area]) -> tuple[str, ...]:
    """Key of each area, given the keys of its themes.

    An area takes over the key of the last run's area with which it shares the most themes, if these are more than half
    of either one's; each old key lives on once. Every other key comes from the themes' own.
    """
    shared = [(len(set(themes) & set(old.themes)), n, old) for n, themes in enumerate(areas) for old in last]
    wide_enough = [
        (-common, tuple(sorted(areas[n])), old.key, n)
        for common, n, old in shared
        if 2 * common > min(len(areas[n]), len(old.themes))
    ]
    keys: dict[int, str] = {}
    given: set[str] = set()
    for _, _, key, n in sorted(wide_enough):
        if n not in keys and key not in given:
            keys[n] = key
            given.add(key)
    for n, themes in enumerate(areas):
        if n not in keys:
            keys[n] = content_id("a", *sorted(themes))
            # the same themes may once have made the key of an area that lives on elsewhere
            while keys[n] in given:
                keys[n] = content_id("a", keys[n], "again")
            given.add(keys[n])
    return tuple(keys[n] for n in range(len(areas)))
