"""Take exports into a store: what is held already is left as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from feedback2req.domain.holding import Arrival, Delivery, Outcome

# linear algebra is behind them: a file that is not there is told before that
if TYPE_CHECKING:
    from feedback2req.domain.feedback import Feedback, RejectedRow
    from feedback2req.ports import LanguageIdentifier, Masker, Progress, Reader
    from feedback2req.store_ports import ItemStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import gave: `rejected` are all rows that gave no item, `notes` what a person should know."""

    outcome: Outcome
    rejected: tuple[RejectedRow, ...]
    notes: tuple[str, ...]


def import_files(
    paths: Sequence[Path],
    *,
    reader: Reader,
    items: Callable[[], ItemStore],
    language: LanguageIdentifier,
    masker: Masker,
    progress: Progress,
    on_read: Callable[[Feedback], None],
    product: str,
    named: bool,
    reading: str,
) -> ImportResult:
    """Read, clean and keep exports, in one transaction of the store.

    Parameters
    ----------
    items : callable
        Opens the store: not before the input has proved readable, so that a wrong path makes no store.
    product : str
        Whose items they become.
    named : bool
        Whether a person named the product: then only its rows are taken of files that hold several.
    reading : str
        Digest of all that was told about how to read.

    Raises
    ------
    InputNotUsable
        If the input cannot be read or nothing is left of it; nothing was kept.
    StoreNotUsable
        If the store cannot be written to; nothing was kept.
    """
    progress.stage("read", len(paths))
    feedback = reader.read(paths)
    on_read(feedback)
    return keep(
        feedback,
        items=items(),
        language=language,
        masker=masker,
        progress=progress,
        product=product,
        named=named,
        reading=reading,
    )


def keep(
    feedback: Feedback,
    *,
    items: ItemStore,
    language: LanguageIdentifier,
    masker: Masker,
    progress: Progress,
    product: str,
    named: bool,
    reading: str,
) -> ImportResult:
    """Clean and keep what was read: pseudonyms are made with the store's own secret.

    Raises
    ------
    InputNotUsable
        If nothing is left of it; nothing was kept.
    StoreNotUsable
        If the store cannot be written to; nothing was kept.
    """
    from feedback2req.stages.clean import clean

    progress.stage("clean", len(feedback.raw_items))
    cleaned = clean(feedback, language=language, masker=masker, product=product if named else None, key=items.secret())
    progress.stage("keep", len(cleaned.items))
    arrivals = tuple(
        Arrival(item=item, identity=cleaned.firsts.get(item.item_id, item.item_id)) for item in cleaned.items
    )
    delivery = Delivery(arrivals=arrivals, rejected=cleaned.rejected, files=feedback.files, reading=reading)
    return ImportResult(outcome=items.keep(product, delivery), rejected=cleaned.rejected, notes=cleaned.notes)
