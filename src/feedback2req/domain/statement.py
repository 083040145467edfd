"""The single points a customer makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """Where a text falls into pieces.

    Attributes
    ----------
    starts : ndarray of shape (n_pieces,), int32
        Offsets at which pieces begin, ascending; the first is 0.
    points : ndarray of shape (n_pieces,), float32
        How surely each piece makes a point, in [0, 1]; low for story, courtesy and lead-ins.
    """

    starts: NDArray[np.int32]
    points: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One point, as a verbatim span of its item.

    Attributes
    ----------
    statement_id : str
        From the item's id and the offsets.
    start, end : int
        Characters of the item's text; ``item.text[start:end] == text``.
    reading : str
        The completed form that is embedded and classified; equals `text` unless something was completed.
    aside : str or None
        A reason (``filler``, ``language``, ``unclear``) why this statement takes no part in themes.
    """

    statement_id: str
    item_id: str
    start: int
    end: int
    text: str
    reading: str
    aside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """What segmenting gave: statements, and what is left of each item, by name.

    `remainders` maps item ids to (start, end, name) spans that carry no point: courtesy, filler between
    points.
    """

    statements: tuple[Statement, ...]
    remainders: Mapping[str, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)
