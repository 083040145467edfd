"""Snapshots as rows and bytes: what is read often stays readable, what there are millions of is packed."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import Row

from feedback2req.adapters.exporters.json_text import PROBABILITY_DIGITS, rounded, timestamp
from feedback2req.adapters.exporters.records import sentiment_record, statement_records
from feedback2req.domain.holding import Record
from feedback2req.domain.past import Past, PastTheme, Told
from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS, EncoderInfo
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import Change, Snapshot
from feedback2req.domain.themes import STATES, Area, ThemeModel

_THEMES = TypeAdapter(tuple[PastTheme, ...])
_AREAS = TypeAdapter(tuple[Area, ...])
_REQUIREMENTS = TypeAdapter(tuple[Requirement, ...])
_CHANGES = TypeAdapter(tuple[Change, ...] | None)
_ARRAYS = (
    "prototypes",
    "owners",
    "prototype_channels",
    "core_thresholds",
    "attach_thresholds",
    "taught",
    "channels",
)
_REASON = 7
_SCALE = 10**PROBABILITY_DIGITS
NO_THEME = -1


def deflated(value: Mapping[str, Any]) -> bytes:
    """A JSON object as bytes, packed."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass"))


def inflated(blob: bytes) -> dict[str, Any]:
    """What `deflated` was given."""
    return dict(json.loads(zlib.decompress(blob).decode("utf-8", "surrogatepass")))


def packed_model(model: ThemeModel) -> bytes:
    """Arrays as they are, names as JSON; no pickle."""
    names = {
        "keys": model.keys,
        "lineage": model.lineage,
        "config_digest": model.config_digest,
        "encoder": [model.encoder.name, model.encoder.revision, model.encoder.sha256, model.encoder.n_dims],
    }
    arrays = {name: getattr(model, name) for name in _ARRAYS}
    stream = io.BytesIO()
    np.savez(stream, names=np.frombuffer(json.dumps(names).encode(), dtype=np.uint8), **arrays)
    return stream.getvalue()


def unpacked_model(blob: bytes) -> ThemeModel:
    """What `packed_model` was given, to the last bit."""
    with np.load(io.BytesIO(blob), allow_pickle=False) as stored:
        names = json.loads(stored["names"].tobytes())
        name, revision, sha256, n_dims = names["encoder"]
        return ThemeModel(
            keys=tuple(names["keys"]),
            lineage=tuple(tuple(keys) for keys in names["lineage"]),
            config_digest=names["config_digest"],
            encoder=EncoderInfo(name=name, revision=revision, sha256=sha256, n_dims=n_dims),
            **{array: stored[array] for array in _ARRAYS},
        )


def past_document(snapshot: Snapshot) -> dict[str, Any]:
    """What the next run has to know, but for the theme model and the members, which have places of their own."""
    past = Past.of(snapshot)
    return {
        "as_of": None if past.as_of is None else past.as_of.isoformat(),
        "rebuilt_on": None if past.rebuilt_on is None else past.rebuilt_on.isoformat(),
        "n_rebuilt": past.n_rebuilt,
        "models_digest": past.models_digest,
        "config_digest": past.config_digest,
        "weights": dict(past.weights),
        "keys": list(snapshot.theme_model.keys),  # of the numbers that statements name
        "themes": _THEMES.dump_python(past.themes, mode="json"),
        "areas": _AREAS.dump_python(past.areas, mode="json"),
        "requirements": _REQUIREMENTS.dump_python(past.requirements, mode="json"),
    }


def past_of(
    document: Mapping[str, Any], model: ThemeModel, members: Mapping[str, str], unplaced: frozenset[str]
) -> Past:
    """The past again."""
    return Past(
        as_of=_day(document["as_of"]),
        rebuilt_on=_day(document["rebuilt_on"]),
        n_rebuilt=document["n_rebuilt"],
        models_digest=document["models_digest"],
        config_digest=document["config_digest"],
        weights=document["weights"],
        themes=_THEMES.validate_python(document["themes"]),
        areas=_AREAS.validate_python(document["areas"]),
        requirements=_REQUIREMENTS.validate_python(document["requirements"]),
        model=model,
        members=members,
        unplaced=unplaced,
    )


def told_of(document: Mapping[str, Any], snapshot_id: str, changes: object) -> Told:
    """A snapshot's standings out of its past, and the changes as they were told."""
    return Told(
        as_of=_day(document["as_of"]),
        themes=_THEMES.validate_python(document["themes"]),
        weights=document["weights"],
        snapshot_id=snapshot_id,
        changes=_CHANGES.validate_python(changes),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def statement_rows(snapshot: Snapshot, run_id: int) -> Iterator[dict[str, object]]:
    """A row a statement; `place` counts inside its theme, the surest first."""
    strengths = np.round(snapshot.membership.strengths.astype(np.float64), PROBABILITY_DIGITS)
    themes = snapshot.membership.themes
    ids = np.array([one.statement_id for one in snapshot.statements])
    order = np.lexsort((ids, -strengths, themes)) if len(ids) else np.zeros(0, dtype=np.int64)
    ranked = themes[order]
    starts = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(order) else order
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    for position, record in enumerate(statement_records(snapshot)):
        yield {
            "run_id": run_id,
            "theme": int(themes[position]),
            "place": int(places[position]),
            **{name: record[name] for name in ("statement_id", "item_id", "start", "end", "text", "reading")},
            "rest": _packed_rest(record),
        }


def _packed_rest(record: Mapping[str, Any]) -> str:
    intents = record["intents"]
    quality = record["quality_characteristic"]
    rest = [
        [round(intents[name] * _SCALE) for name in INTENTS],
        INTENTS.index(record["intent"]),  # of equal ones after rounding it is not always the first
        record["sentiment"]["score"],
        record["aspect"],
        None if quality is None else QUALITY_CHARACTERISTICS.index(quality),
        record["flags"],
        STATES.index(record["state"]),
        record["reason"],
        round(record["strength"] * _SCALE),
        record["subtheme"],
    ]
    return json.dumps(rest, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def reason_of(rest: str) -> str | None:
    """Why a statement is in no theme."""
    reason: str | None = json.loads(rest)[_REASON]
    return reason


def statement_record(row: Row[Any], theme: str | None) -> Record:
    """The record of ``statements.jsonl`` again, and what its item says of where it came from."""
    intents, likeliest, score, aspect, quality, flags, state, reason, strength, part = json.loads(row.rest)
    probabilities = {name: rounded(n / _SCALE, PROBABILITY_DIGITS) for name, n in zip(INTENTS, intents, strict=True)}
    return {
        "statement_id": row.statement_id,
        "item_id": row.item_id,
        "start": row.start,
        "end": row.end,
        "text": row.text,
        "reading": row.reading,
        "intents": probabilities,
        "intent": INTENTS[likeliest],
        "sentiment": sentiment_record(score),
        "aspect": aspect,
        "quality_characteristic": None if quality is None else QUALITY_CHARACTERISTICS[quality],
        "flags": flags,
        "theme": theme,
        "subtheme": part,
        "state": STATES[state],
        "reason": reason,
        "strength": rounded(strength / _SCALE, PROBABILITY_DIGITS),
        "source": row.source,
        "external_id": row.external_id,
        "product": row.product,
        "url": row.url,
        "received_at": timestamp(row.received_at),
        "rating": row.rating,
    }
