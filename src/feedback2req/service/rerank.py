"""The weekly job: read what is new, place it, publish a snapshot, and say what moved and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from feedback2req.errors import InputNotUsable

if TYPE_CHECKING:
    from feedback2req.config import PipelineConfig
    from feedback2req.domain.holding import Holding
    from feedback2req.domain.snapshot import Snapshot
    from feedback2req.domain.taxonomy import GivenTheme
    from feedback2req.pipeline import Tools
    from feedback2req.ports import Progress
    from feedback2req.service.run import Publisher
    from feedback2req.stages.clean import CleanResult
    from feedback2req.store_ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class RerankResult:
    """What a re-rank gave.

    `snapshot_id` is that of the current snapshot; `is_new` says whether this re-rank published it. `snapshot` is None
    where nothing was new and no files were asked for.
    """

    snapshot_id: str
    is_new: bool
    snapshot: Snapshot | None
    files: Mapping[str, Path]


def rerank(
    product: str,
    *,
    store: Store,
    tools: Callable[[], Tools],
    progress: Progress,
    run_info: Callable[[], Mapping[str, object]],
    publisher: Publisher | None = None,
    full: bool = False,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    taxonomy: Sequence[GivenTheme] | None = None,
) -> RerankResult:
    """Publish the next snapshot of a product, whole or not at all.

    Themes are kept as they are, and new ones found among what fits none of them; they are found anew when that was
    asked for, or when age, drift, other models or other knobs say so. Where nothing has changed since the current
    snapshot nothing is published.

    Parameters
    ----------
    tools : callable
        Makes the models, which take seconds to load: not before the right to publish is held.
    publisher : Publisher, optional
        Writes the snapshot to files, too.
    full : bool, default=False
        Find all themes anew, under the keys of those that live on.
    taxonomy : sequence of GivenTheme, optional
        From now on the product's own themes, kept with it before the work as any decision is; those kept before if
        not given, none if empty.

    Raises
    ------
    InputNotUsable
        If the store holds no feedback of the product.
    RerankRunning
        If another re-rank of the product is at work.
    OutputRefused
        If the files may not be written; asked before the work.
    """
    if publisher is not None:
        publisher.check()
    from feedback2req.config import PipelineConfig
    from feedback2req.pipeline import Asked, analyse, digests_of

    with store.snapshots.publication(product) as publication:
        holding = store.items.holding(product)
        if not holding.items:
            raise InputNotUsable(
                f"the store holds no feedback of the product {product!r}",
                where=f"products: {', '.join(store.items.products()) or 'none'}",
                remedy="put some into it: feedback2req import FILE --store URL --product NAME",
            )
        if taxonomy is not None:
            store.taxonomies.keep(product, taxonomy)
        past, made = store.snapshots.past(product), tools()
        asked = Asked(
            as_of=as_of,
            config=config or PipelineConfig(),
            past=past,
            reviews=store.reviews.reviews(product),
            keep_themes=not full,
            taxonomy=store.taxonomies.taxonomy(product),
        )
        cleaned = _cleaned(holding)
        heads = store.snapshots.heads(product)
        is_new = full or not heads or heads[0].record.get("digests") != digests_of(cleaned, made, asked)
        is_new = is_new or (as_of is not None and heads[0].as_of != as_of)
        if not is_new and publisher is None:
            return RerankResult(snapshot_id=str(heads[0].snapshot_id), is_new=False, snapshot=None, files={})
        snapshot = analyse(cleaned, made, asked)
        progress.stage("publish", 1)
        snapshot_id = publication.publish(snapshot) if is_new else str(heads[0].snapshot_id)
    files = {} if publisher is None else publisher.publish(snapshot, run_info())
    return RerankResult(snapshot_id=snapshot_id, is_new=is_new, snapshot=snapshot, files=files)


def _cleaned(holding: Holding) -> CleanResult:
    from feedback2req.stages.clean import DEFAULT_PRODUCT, CleanResult

    named = {item.product for item in holding.items}
    system = holding.product
    if system == DEFAULT_PRODUCT:  # nobody named it: the data may
        system = next(iter(named)) if len(named) == 1 else system
    return CleanResult(
        items=holding.items,
        rejected=holding.rejected,
        system=None if system == DEFAULT_PRODUCT else system,
        notes=(),
        files=holding.files,
    )
