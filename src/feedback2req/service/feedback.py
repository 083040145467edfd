"""What a support tool sends, kept and answered at once: the same code as the batch, for one item or a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import lru_cache

from feedback2req.config import PipelineConfig
from feedback2req.domain.cleaning import plain_text
from feedback2req.domain.feedback import Feedback, FeedbackItem, RawItem
from feedback2req.domain.holding import EDITED, NEW, SAME, Arrival, Delivery, Outcome
from feedback2req.domain.review import Review
from feedback2req.domain.snapshot import Placed
from feedback2req.domain.themes import ThemeModel
from feedback2req.errors import InputNotUsable
from feedback2req.pipeline import Read, Tools, no_themes, part, place, read_items
from feedback2req.service.turnstile import Turnstile
from feedback2req.service_ports import Published
from feedback2req.stages.clean import clean
from feedback2req.store_ports import AnswerStore, ItemStore, ReviewStore

Record = dict[str, object]
CREATED, DUPLICATE, UPDATED, READ, REJECTED = "created", "duplicate", "updated", "read", "rejected"
FILE = "api"
"""What stands in `file` of items that came one by one."""

_STATUS = {NEW: CREATED, SAME: DUPLICATE, EDITED: UPDATED}
_ITEMS_AT_ONCE = 32
_ITEMS_OF_ONE = 8
_CHARACTERS_AT_ONCE = 20_000
_WAIT_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackAnswer:
    """What became of what was sent: a record for each item, in order, and the snapshot whose themes they name."""

    snapshot_id: str | None
    items: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What is published of a product: `requirements` holds the keys by theme."""

    snapshot_id: str | None
    model: ThemeModel
    labels: Mapping[str, str]
    requirements: Mapping[str, tuple[str, ...]]
    reviews: tuple[Review, ...] = field(default_factory=tuple)


class FeedbackDesk:
    """Takes in feedback, reads it, and says where it belongs.

    Texts of several callers go through the models side by side, because what a model says of a text does not depend
    on the texts beside it; placing needs no model, and happens where it was asked for.

    Parameters
    ----------
    records : callable
        What stands in an answer of placed items, a record an item.
    most_waiting : int, >= 1
        Items that may wait to be read; what goes beyond is refused with `Busy`.
    n_readers : int, >= 1, default=1
        Portions of items that are read side by side: as many as there are cores; answers do not depend on it.
    """

    def __init__(
        self,
        *,
        items: ItemStore,
        answers: AnswerStore,
        reviews: ReviewStore,
        published: Published,
        tools: Tools,
        records: Callable[[Placed], Iterable[Record]],
        most_waiting: int = 2_000,
        n_readers: int = 1,
    ) -> None:
        self._items, self._answers, self._reviews, self._published = items, answers, reviews, published
        self._tools, self._records = tools, records
        self._config, self._n_readers = PipelineConfig(), n_readers
        self._secret: str | None = None
        self._reading: Turnstile[tuple[FeedbackItem, ...], Read] = Turnstile(
            "reading", self._read, fits=_read_together, most_waiting=most_waiting, n_threads=n_readers
        )
        self._keeping: Turnstile[tuple[str, Delivery], Outcome] = Turnstile(
            "keeping", self._keep, fits=_kept_together, most_waiting=most_waiting
        )
        self._state_at = lru_cache(maxsize=64)(self._load)

    @property
    def n_waiting(self) -> int:
        """Items that are being read, or wait for it."""
        return self._reading.n_reserved

    def warm(self) -> None:
        """Load every model by reading one text, one for each that reads."""
        raw = RawItem(file=FILE, row=1, source=FILE, text=_empty("").text)
        self._kept("", {0: raw}, store=False)
        for future in [self._reading.submit((_empty(f"warm-{n}"),)) for n in range(self._n_readers)]:
            future.result(_WAIT_S)

    def close(self) -> None:
        """Finish what was taken in."""
        self._keeping.close()
        self._reading.close()

    def take(self, product: str, raw: Sequence[RawItem], *, store: bool) -> FeedbackAnswer:
        """Keep items (unless told not to), read them and place them.

        Raises
        ------
        Busy
            If too much is waiting; nothing was kept.
        StoreNotUsable
            If the store cannot be written to; nothing was kept.
        """
        with self._reading.room(max(1, len(raw))):
            fresh, records = _sorted_out(raw)
            items, statuses = self._kept(product, fresh, store=store) if fresh else ({}, {})
            state = self._state(product)
            read = self._said(items.values(), state)
            for position, item in items.items():
                records[position] = {
                    "external_id": item.external_id,
                    "item_id": item.item_id,
                    "status": statuses[position],
                    **read[item.item_id],
                    "problem": None,
                }
        return FeedbackAnswer(
            snapshot_id=state.snapshot_id, items=tuple(records[position] for position in range(len(raw)))
        )

    def now(self, product: str, item: FeedbackItem) -> Record:
        """What is to be said of an item that is held.

        Raises
        ------
        Busy
            If too much is waiting.
        """
        with self._reading.room(1):
            state = self._state(product)
            return {**self._said([item], state)[item.item_id], "snapshot": state.snapshot_id}

    def _kept(
        self, product: str, fresh: Mapping[int, RawItem], *, store: bool
    ) -> tuple[dict[int, FeedbackItem], dict[int, str]]:
        """Items by position, cleaned and, if asked for, kept under the ids that the store gave them."""
        cleaned = clean(
            Feedback(
                raw_items=tuple(replace(raw, row=position) for position, raw in fresh.items()), rejected=(), files=()
            ),
            language=self._tools.language,
            masker=self._tools.masker,
            product=product,
            key=self._pseudonym_key(),
        )
        # without an id of its own an item is asked for by ours: the row in a request means nothing later
        named = {
            item.row: item if fresh[item.row].external_id is not None else replace(item, external_id=item.item_id)
            for item in cleaned.items
        }
        by_position = {position: named[position] for position in fresh}
        statuses = dict.fromkeys(fresh, READ)
        if store:
            arrivals = tuple(
                Arrival(item=item, identity=cleaned.firsts.get(item.item_id, item.item_id))
                for item in by_position.values()
            )
            outcome = self._keeping.submit((product, Delivery(arrivals=arrivals))).result(_WAIT_S)
            for (position, item), (item_id, status) in zip(by_position.items(), outcome.items, strict=True):
                by_position[position] = replace(item, item_id=item_id)
                statuses[position] = _STATUS[status]
        return by_position, statuses

    def _pseudonym_key(self) -> str:
        if self._secret is None:
            self._secret = self._items.secret()
        return self._secret

    def _said(self, items: Iterable[FeedbackItem], state: _State) -> dict[str, Record]:
        """What stands in the answer of each item, by id."""
        result: dict[str, Record] = {}
        for read in self._read_all(sorted({item.item_id: item for item in items}.values(), key=_by_id)):
            placed = place(read, state.model, state.reviews)
            for record in self._records(placed):
                themes = [
                    {"key": key, "label": placed.names.get(key) or state.labels.get(key, ""), **theme}
                    for key, theme in _themes_of(record)
                ]
                keys = [key for theme in themes for key in state.requirements.get(str(theme["key"]), ())]
                result[str(record["item_id"])] = {**record, "themes": themes, "requirements": keys}
        return result

    def _read_all(self, items: Sequence[FeedbackItem]) -> Iterator[Read]:
        parts = [tuple(items[start : start + _ITEMS_OF_ONE]) for start in range(0, len(items), _ITEMS_OF_ONE)]
        # the first part of everybody goes before the second one of anybody, or nearly so
        waiting: list[Future[Read]] = [self._reading.submit(one, yields=8 * n) for n, one in enumerate(parts)]
        for future in waiting:
            yield future.result(_WAIT_S)

    def _read(self, parts: list[tuple[FeedbackItem, ...]]) -> list[Read]:
        items = sorted((item for one in parts for item in one), key=_by_id)
        read = read_items(items, self._tools, self._config, one_by_one=True)
        if len(parts) == 1:
            return [read]
        return [part(read, {item.item_id for item in one}) for one in parts]

    def _keep(self, deliveries: list[tuple[str, Delivery]]) -> list[Outcome]:
        """Several deliveries in one transaction of the store."""
        arrivals = tuple(arrival for _, delivery in deliveries for arrival in delivery.arrivals)
        found = iter(self._items.keep(deliveries[0][0], Delivery(arrivals=arrivals)).items)
        return [Outcome(items=tuple(next(found) for _ in one.arrivals), n_rejected=0) for _, one in deliveries]

    def _state(self, product: str) -> _State:
        return self._state_at(product, self._published.version(product))

    def _load(self, product: str, version: str) -> _State:
        """What is published; read again if a snapshot was published meanwhile."""
        answers = self._answers.answers(product)
        reviews = self._reviews.reviews(product)
        try:
            snapshot_id = answers.head().snapshot_id
        except InputNotUsable:
            return _State(
                snapshot_id=None, model=no_themes(self._tools.encoder.info), labels={}, requirements={}, reviews=reviews
            )
        model = self._published.placing(product)
        if model is None or model.encoder != self._tools.encoder.info:
            model = no_themes(self._tools.encoder.info)  # vectors of two encoders are never compared
        requirements: dict[str, tuple[str, ...]] = {}
        for one in answers.requirements():
            if one["status"] != "rejected":
                theme = str(one["theme"])
                requirements[theme] = (*requirements.get(theme, ()), str(one["key"]))
        state = _State(
            snapshot_id=snapshot_id,
            model=model,
            labels={str(one["key"]): str(one["label"]) for one in answers.themes()},
            requirements=requirements,
            reviews=reviews,
        )
        return state if self._published.version(product) == version else self._state(product)


def _sorted_out(raw: Sequence[RawItem]) -> tuple[dict[int, RawItem], dict[int, Record]]:
    """What can be read, by position, and the records of what cannot."""
    fresh: dict[int, RawItem] = {}
    records: dict[int, Record] = {}
    ids: set[tuple[str, str]] = set()
    for position, one in enumerate(raw):
        if not plain_text(one.text):
            problem = {"code": "empty_text", "detail": "no text is left without markup and invisible characters"}
        elif one.external_id is not None and (one.source, one.external_id) in ids:
            problem = {"code": "repeated", "detail": "an item before this one has the same source and external_id"}
        else:
            fresh[position] = one
            ids.add((one.source, one.external_id or ""))
            continue
        records[position] = {
            "external_id": one.external_id,
            "item_id": None,
            "status": REJECTED,
            "intents": {},
            "sentiment": None,
            "statements": [],
            "themes": [],
            "requirements": [],
            "problem": problem,
        }
    return fresh, records


def _themes_of(record: Record) -> list[tuple[str, Record]]:
    themes = record["themes"]
    if not isinstance(themes, list):
        raise TypeError(type(themes))
    return [(str(one["key"]), {name: one[name] for name in ("state", "similarity")}) for one in themes]


def _by_id(item: FeedbackItem) -> str:
    return item.item_id


def _read_together(taken: list[tuple[FeedbackItem, ...]], more: tuple[FeedbackItem, ...]) -> bool:
    """Few enough items, not too long, and no two of one id: products may share ids."""
    there = [item for one in taken for item in one]
    ids = {item.item_id for item in there}
    return (
        len(there) + len(more) <= _ITEMS_AT_ONCE
        and sum(len(item.text) for item in (*there, *more)) <= _CHARACTERS_AT_ONCE
        and not any(item.item_id in ids for item in more)
    )


def _kept_together(taken: list[tuple[str, Delivery]], more: tuple[str, Delivery]) -> bool:
    """Of one product, and no two arrivals of one identity: they would be taken for two equals."""
    product, delivery = more
    ids = {arrival.identity for _, one in taken for arrival in one.arrivals}
    return taken[0][0] == product and not any(arrival.identity in ids for arrival in delivery.arrivals)


def _empty(item_id: str) -> FeedbackItem:
    return FeedbackItem(
        item_id=item_id,
        external_id=item_id,
        product="",
        source=FILE,
        file=FILE,
        row=1,
        text="It crashes when I open it. Please add a dark mode.",
        url=None,
        received_at=None,
        author=None,
        account=None,
        rating=None,
        satisfaction=None,
        language="en",
        attributes={},
    )
