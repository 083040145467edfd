"""The published answer: themes, requirements, snapshots, search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from feedback2req.domain.holding import Record, Scope
from feedback2req.errors import InputNotUsable
from feedback2req.service.changes import what_moved
from feedback2req.service.serving import Serving
from feedback2req.store_ports import Answers
from feedback2req_api import schemas
from feedback2req_api.deps import Caller, Parts, Reading
from feedback2req_api.links import leads_to
from feedback2req_api.lists import MOST, Cursors, listed, tagged
from feedback2req_api.problems import Refusal, documented

router = APIRouter(tags=["answers"])

T = TypeVar("T")

Key = Annotated[str, Path(min_length=1, max_length=100)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Most items of one part.")]
Cursor = Annotated[str | None, Query(max_length=2_000, description="`next` of the part before.")]
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "You have it."}}
_LIST = {**_UNCHANGED, **documented("bad_cursor", "gone")}
_TO_THEME = leads_to(
    200, read_theme="key=/items/0/key", list_statements="key=/items/0/key", review_theme="key=/items/0/key"
)
_ONE = {**_UNCHANGED, **documented("not_found")}


async def scope_of(
    source: Annotated[list[str] | None, Query(max_length=20, description="Only of these sources.")] = None,
    first_on: Annotated[date | None, Query(description="Only from this day on.")] = None,
    last_on: Annotated[date | None, Query(description="Only up to this day.")] = None,
) -> Scope:
    """Which feedback is asked about."""
    for day in (first_on, last_on):
        if day is not None and not 1980 <= day.year <= 2200:
            raise Refusal("not_valid", "A year from 1980 to 2200 is expected.")
    return Scope(sources=tuple(source or ()), first_on=first_on, last_on=last_on)


Scoped = Annotated[Scope, Depends(scope_of)]


class _Parted:
    """One list of one snapshot, in parts; what is left out of the cursor is in the signature."""

    def __init__(self, request: Request, serving: Serving, caller: Caller, cursor: str | None) -> None:
        filters = sorted((n, v) for n, v in request.query_params.multi_items() if n not in ("cursor", "limit"))
        self._cursors = Cursors(serving.cursor_secret)
        self._caller, self._route = caller, f"{request.url.path}?{filters}"
        place = None if cursor is None else self._cursors.read(caller, self._route, cursor)
        self.snapshot_id: str | None = place["snapshot"] if place else None
        self.after: Any = place["after"] if place else None
        self._store = serving.store

    def answers(self) -> Answers | None:
        """Answers of the snapshot that the list began in; None when nothing is published."""
        try:
            if self.snapshot_id is None:
                self.snapshot_id = self._store.answers.answers(self._caller.product).head().snapshot_id
            answers = self._store.answers.answers(self._caller.product, snapshot_id=self.snapshot_id)
            answers.head()
        except InputNotUsable as error:
            if self.after is not None:
                raise Refusal("gone", "Begin again without a cursor.") from error
            return None
        return answers

    def cursor(self, after: object) -> str:
        """`next`: what follows after a place."""
        return self._cursors.make(self._caller, self._route, {"snapshot": self.snapshot_id, "after": after})

    def part(self, records: Sequence[Record], limit: int) -> dict[str, object]:
        """A part of a list that is known from its start."""
        start = int(self.after or 0)
        end = start + limit
        return listed(records[start:end], self.cursor(end) if len(records) > end else None)

    def top(self, limit: int) -> int:
        """How many records have to be known for a part."""
        return int(self.after or 0) + limit + 1


@router.get(
    "/themes",
    response_model=schemas.Part[schemas.Theme],
    responses={**_LIST, **_TO_THEME},
    summary="Themes, best first",
)
def list_themes(
    request: Request,
    caller: Reading,
    serving: Parts,
    scope: Scoped,
    kind: Annotated[list[Literal["problem", "wish", "question", "praise"]] | None, Query(max_length=4)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The ranking of the newest snapshot, then its strengths. With a scope, counts are those inside it."""
    parted = _Parted(request, serving, caller, cursor)

    def make() -> object:
        answers = parted.answers()
        found = () if answers is None else _held(lambda: answers.themes(scope, kinds=kind or (), top=parted.top(limit)))
        return parted.part(found, limit)

    return tagged(request, serving, caller, make)


@router.get(
    "/themes/{key}",
    response_model=schemas.Theme | schemas.MergedTheme,
    responses=_ONE,
    summary="One theme, or where it went",
)
def read_theme(key: Key, request: Request, caller: Reading, serving: Parts) -> Response:
    """A theme of the newest snapshot; a key that was merged answers with `merged_into`."""
    return tagged(request, serving, caller, lambda: theme_of(serving, caller.product, key))


@router.get(
    "/themes/{key}/statements",
    response_model=schemas.Part[schemas.SourcedStatement],
    responses={**_LIST, **documented("bad_cursor", "gone", "not_found")},
    summary="The evidence of a theme",
)
def list_statements(
    key: Key, request: Request, caller: Reading, serving: Parts, scope: Scoped, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Statements of a theme, the surest first."""
    parted = _Parted(request, serving, caller, cursor)

    def make() -> object:
        answers = parted.answers()
        record = None if answers is None else answers.theme(key)
        if answers is None or record is None:
            raise Refusal("not_found", "There is no theme of that key.")
        if "merged_into" in record:
            raise Refusal("not_found", f"The theme was merged into {record['merged_into']}.")
        page = _held(lambda: answers.statements(key, scope, after=parted.after, limit=limit))
        return listed(page.records, None if page.next is None else parted.cursor(page.next))

    return tagged(request, serving, caller, make)


@router.get(
    "/requirements",
    response_model=schemas.Part[schemas.Requirement],
    responses={**_LIST, **leads_to(200, read_requirement="key=/items/0/key", review_requirement="key=/items/0/key")},
    summary="The backlog, best first",
)
def list_requirements(
    request: Request,
    caller: Reading,
    serving: Parts,
    scope: Scoped,
    theme: Annotated[list[str] | None, Query(max_length=50, description="Only of these themes.")] = None,
    status: Annotated[list[Literal["candidate", "accepted", "rejected", "merged"]] | None, Query(max_length=4)] = None,
    kind: Annotated[list[Literal["functional", "quality", "fix", "information"]] | None, Query(max_length=4)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Candidate requirements of the newest snapshot with their evidence."""
    parted = _Parted(request, serving, caller, cursor)

    def make() -> object:
        answers = parted.answers()
        if answers is None:
            return parted.part((), limit)
        found = _held(
            lambda: answers.requirements(
                scope, themes=theme or (), statuses=status or (), kinds=kind or (), top=parted.top(limit)
            )
        )
        return parted.part(found, limit)

    return tagged(request, serving, caller, make)


@router.get(
    "/requirements/{key}", response_model=schemas.Requirement, responses=_ONE, summary="One candidate requirement"
)
def read_requirement(key: Key, request: Request, caller: Reading, serving: Parts) -> Response:
    """A requirement of the newest snapshot."""
    return tagged(request, serving, caller, lambda: requirement_of(serving, caller.product, key))


@router.get(
    "/snapshots",
    response_model=schemas.Part[schemas.Snapshot],
    responses={**_LIST, **leads_to(200, list_changes="snapshot_id=/items/0/id")},
    summary="History",
)
def list_snapshots(
    request: Request, caller: Reading, serving: Parts, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Published snapshots, newest first."""
    parted = _Parted(request, serving, caller, cursor)

    def make() -> object:
        heads = serving.store.snapshots.heads(caller.product)
        ids = [head.snapshot_id for head in heads]
        start = ids.index(parted.after) + 1 if parted.after in ids else 0
        shown = heads[start : start + limit]
        more = len(heads) > start + limit
        return listed(
            [
                {
                    "id": head.snapshot_id,
                    "as_of": None if head.as_of is None else head.as_of.isoformat(),
                    "published_at": None if head.published_at is None else head.published_at.isoformat(),
                    "counts": head.record["counts"],
                }
                for head in shown
            ],
            parted.cursor(shown[-1].snapshot_id) if more else None,
        )

    return tagged(request, serving, caller, make)


@router.get(
    "/snapshots/{snapshot_id}/changes",
    response_model=schemas.Part[schemas.Change],
    responses={**_LIST, **documented("bad_cursor", "gone", "not_found", "wrong_usage")},
    summary="What moved, and why",
)
def list_changes(
    snapshot_id: Annotated[str, Path(min_length=1, max_length=100)],
    request: Request,
    caller: Reading,
    serving: Parts,
    since: Annotated[
        str | None, Query(min_length=1, max_length=100, description="Id of an older snapshot; else the one before.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What moved since the snapshot before, or since an older one; nothing for a first one.

    Over several snapshots, ranks and numbers are those of the two ends, what came and went in between is left out, and
    so are statements that changed sides between themes. Instead of an id, `since` may be a day: the newest snapshot
    counted from that day or before.
    """
    parted = _Parted(request, serving, caller, cursor)

    def make() -> object:
        store = serving.store
        try:
            found = store.answers.answers(caller.product, snapshot_id=snapshot_id).changes()
            if since is not None:
                found = what_moved(store, caller.product, since=since, until=snapshot_id).changes
        except InputNotUsable as error:
            raise Refusal("not_found", "There is no snapshot of that id.") from error
        return parted.part(found or (), limit)

    return tagged(request, serving, caller, make)


@router.get(
    "/search",
    response_model=schemas.Part[schemas.FoundStatement],
    responses={**_UNCHANGED, **documented("busy")},
    summary="Statements by meaning and by word",
)
def search(
    request: Request,
    caller: Reading,
    serving: Parts,
    q: Annotated[str, Query(min_length=1, max_length=500, description="What to look for.")],
    limit: Limit = 20,
) -> Response:
    """Statements of the newest snapshot that mean what is asked for, and those that hold its words."""
    return tagged(request, serving, caller, lambda: listed(serving.search(caller.product, q, limit=limit), None))


def theme_of(serving: Serving, product: str, key: str) -> Record:
    """A theme, or where it went.

    Raises
    ------
    Refusal
        If there is none.
    """
    try:
        found = serving.store.answers.answers(product).theme(key)
    except InputNotUsable:
        found = None
    if found is None:
        raise Refusal("not_found", "There is no theme of that key.")
    return found


def requirement_of(serving: Serving, product: str, key: str) -> Record:
    """A requirement.

    Raises
    ------
    Refusal
        If there is none.
    """
    try:
        found = serving.store.answers.answers(product).requirement(key)
    except InputNotUsable:
        found = None
    if found is None:
        raise Refusal("not_found", "There is no requirement of that key.")
    return found


def _held(ask: Callable[[], T]) -> T:
    """What a snapshot holds, or that it no longer does."""
    try:
        return ask()
    except InputNotUsable as error:
        raise Refusal(
            "gone", "Statements of that snapshot are no longer held: begin again without a cursor."
        ) from error
