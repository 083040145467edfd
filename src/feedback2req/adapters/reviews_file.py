"""``reviews.yaml``: people's decisions as a file that they can read, edit and keep in git."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from feedback2req.adapters.exporters.json_text import timestamp
from feedback2req.domain.identity import content_id
from feedback2req.domain.printable import printable
from feedback2req.domain.review import Anchor, Review, complaint
from feedback2req.errors import InputNotUsable

NAME = "reviews.yaml"
_HEAD = """\
# Decisions of people about the themes and requirements of this folder, oldest first; every run replays them.
# A run never takes a decision away. Write entries by hand, or let `feedback2req review` do it, and run again.
"""
_SINCE_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_BYTES = 16 << 20


class _Anchor(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    item: str = Field(min_length=1)
    quote: str = Field(min_length=1)

    def value(self) -> Anchor:
        return Anchor(item_id=self.item, quote=self.quote)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str | None = None
    at: AwareDatetime = _SINCE_EVER
    by: str = ""
    action: str
    target: str
    value: str | None = None
    anchors: tuple[_Anchor, ...] = ()
    value_anchors: tuple[_Anchor, ...] = ()

    @field_validator("value", mode="before")
    @classmethod
    def _number_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

    def value_of(self) -> Review:
        """The decision; without an id it gets one from its content, so that it is the same one each time."""
        review_id = self.id or content_id("rv", self.action, self.target, self.value or "", str(timestamp(self.at)))
        return Review(
            review_id=review_id,
            at=self.at.astimezone(UTC),
            by=self.by,
            action=self.action,
            target=self.target,
            value=self.value,
            anchors=tuple(a.value() for a in self.anchors),
            value_anchors=tuple(a.value() for a in self.value_anchors),
        )


def read_reviews(path: Path) -> tuple[Review, ...]:
    """All decisions of a file, in its order.

    Raises
    ------
    InputNotUsable
        If the file cannot be read, is no YAML or JSON, or holds an entry that says what no decision can.
    """
    where = printable(str(path), 300)
    try:
        content = path.read_bytes()
        if len(content) > _MAX_BYTES:
            raise InputNotUsable("the file of decisions is larger than 16 MiB", where=where)
        entries = yaml.safe_load(content.decode("utf-8-sig"))
    except OSError as error:
        raise InputNotUsable(f"the file of decisions cannot be read: {error.strerror}", where=where) from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise InputNotUsable("the file of decisions is neither YAML nor JSON", where=where) from error
    if entries is None:
        return ()
    if not isinstance(entries, list):
        raise InputNotUsable("the file of decisions holds no list", where=where, remedy="begin each entry with `- `")
    return tuple(_review(entry, number, where) for number, entry in enumerate(entries, start=1))


def _review(entry: object, number: int, where: str) -> Review:
    place = f"{where}, entry {number}"
    try:
        review = _Entry.model_validate(entry).value_of()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise InputNotUsable(f"a decision's {printable(field)} is not usable: {first['msg']}", where=place) from error
    wrong = complaint(review)
    if wrong is not None:
        raise InputNotUsable(f"a decision is not usable: {wrong}", where=place)
    return review


def reviews_text(reviews: Iterable[Review]) -> bytes:
    """The whole file; equal decisions give equal bytes."""
    entries = [_record(r) for r in reviews]
    body = yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=100) if entries else "[]\n"
    return (_HEAD + body).encode()


def together(reviews: Sequence[Review], others: Sequence[Review]) -> tuple[Review, ...]:
    """Decisions of two places as one list, in the order in which they were made; each id once."""
    of = {r.review_id: r for r in (*others, *reviews)}
    return tuple(sorted(of.values(), key=lambda r: (r.at, r.review_id)))


def _record(review: Review) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": review.review_id,
        "at": timestamp(review.at),
        "by": review.by,
        "action": review.action,
        "target": review.target,
    }
    if review.value is not None:
        record["value"] = review.value
    for name in ("anchors", "value_anchors"):
        anchors: tuple[Anchor, ...] = getattr(review, name)
        if anchors:
            record[name] = [{"item": a.item_id, "quote": a.quote} for a in anchors]
    return record
