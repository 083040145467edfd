"""A typed client of the HTTP service: ``pip install 'feedback2req[client]'``.

Examples
--------
::

    from feedback2req.client import Client

    with Client("http://127.0.0.1:8000", key) as service:
        answer = service.send([{"external_id": "4711", "text": "The export loses my umlauts."}])
        for requirement in service.requirements():
            print(requirement["title"])
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NotRequired, Self, TypedDict
from urllib.parse import quote

import httpx

Json = dict[str, Any]
_TRIES = 5
_LATER = (429, 503)
_AGAIN = (500, 502, 504)
_LONGEST_S = 30.0


class Turn(TypedDict):
    """One message of a conversation."""

    role: Literal["customer", "agent", "system"]
    text: str


class Item(TypedDict):
    """What is sent: `text`, or `subject` and `turns`; all else is optional."""

    text: NotRequired[str]
    subject: NotRequired[str]
    turns: NotRequired[Sequence[Turn]]
    external_id: NotRequired[str]
    source: NotRequired[str]
    url: NotRequired[str]
    received_at: NotRequired[str]
    rating: NotRequired[float]
    author: NotRequired[str]
    account: NotRequired[str]
    language: NotRequired[str]
    attributes: NotRequired[Mapping[str, str]]


class ServiceError(Exception):
    """The service refused; `code` is one of the documented ones.

    Parameters
    ----------
    problem : mapping
        As the service answered it.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", "unexpected"))
        self.problem = dict(problem)
        super().__init__(f"{status} {self.code}: {problem.get('detail', '')}")


class Client:
    """Asks the service; what it says to ask later is asked later, under the same idempotency key.

    Parameters
    ----------
    base_url : str
        Such as ``http://127.0.0.1:8000``.
    key : str
        An API key.
    timeout_s : float, default=60
        Of one try.
    transport : httpx.BaseTransport, optional
        Another way to send, for tests.
    """

    def __init__(
        self, base_url: str, key: str, *, timeout_s: float = 60.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout_s,
            transport=transport,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def send(self, items: Sequence[Item], *, store: bool = True, idempotency_key: str | None = None) -> Json:
        """Send up to 1,000 items; what each says and where it belongs, in order."""
        body = {"items": list(items), "store": store}
        return self._json("POST", "/v1/feedback", key=idempotency_key or str(uuid.uuid4()), json=body)

    def item(self, external_id: str, *, source: str | None = None) -> Json:
        """One item as it stands now."""
        return self._json("GET", f"/v1/feedback/{quote(external_id, safe='')}", params=_given(source=source))

    def withdraw(self, external_id: str, *, source: str | None = None) -> Json:
        """Erase one item."""
        return self._json("DELETE", f"/v1/feedback/{quote(external_id, safe='')}", params=_given(source=source))

    def upload(self, *paths: str | Path, source: str | None = None, idempotency_key: str | None = None) -> Json:
        """Upload exports; the job that takes them in."""
        files = [("files", (Path(path).name, Path(path).read_bytes())) for path in paths]
        key = idempotency_key or str(uuid.uuid4())
        return self._json("POST", "/v1/imports", key=key, files=files, data=_given(source=source))

    def rerank(self, *, full: bool = False, idempotency_key: str | None = None) -> Json:
        """Ask for a new snapshot; the job that makes it."""
        return self._json("POST", "/v1/runs", key=idempotency_key or str(uuid.uuid4()), json={"full": full})

    def job(self, job_id: str) -> Json:
        """A job."""
        return self._json("GET", f"/v1/jobs/{quote(job_id, safe='')}")

    def wait(self, job: Mapping[str, Any], *, timeout_s: float = 3_600.0, every_s: float = 1.0) -> Json:
        """Wait for the end of a job.

        Raises
        ------
        TimeoutError
            If it takes longer.
        """
        deadline = time.monotonic() + timeout_s
        while (found := self.job(str(job["id"])))["state"] in ("queued", "running"):
            if time.monotonic() >= deadline:
                raise TimeoutError(f"job {found['id']} is {found['state']}")
            time.sleep(every_s)
        return found

    def themes(self, **filters: object) -> Iterator[Json]:
        """All themes, best first."""
        return self._all("/v1/themes", filters)

    def theme(self, key: str) -> Json:
        """One theme, or where it went: ``merged_into``."""
        return self._json("GET", f"/v1/themes/{quote(key, safe='')}")

    def statements(self, theme: str, **filters: object) -> Iterator[Json]:
        """The evidence of a theme, the surest first."""
        return self._all(f"/v1/themes/{quote(theme, safe='')}/statements", filters)

    def requirements(self, **filters: object) -> Iterator[Json]:
        """The backlog, best first."""
        return self._all("/v1/requirements", filters)

    def requirement(self, key: str) -> Json:
        """One requirement."""
        return self._json("GET", f"/v1/requirements/{quote(key, safe='')}")

    def snapshots(self) -> Iterator[Json]:
        """Published snapshots, newest first."""
        return self._all("/v1/snapshots", {})

    def changes(self, snapshot_id: str, *, since: str | None = None) -> Iterator[Json]:
        """What moved up to a snapshot, and why: since the one before, or since an older one or a day."""
        return self._all(f"/v1/snapshots/{quote(snapshot_id, safe='')}/changes", {"since": since})

    def search(self, text: str, *, limit: int = 20) -> list[Json]:
        """Statements by meaning and by word."""
        found: list[Json] = self._json("GET", "/v1/search", params={"q": text, "limit": limit})["items"]
        return found

    def review(self, kind: Literal["theme", "requirement"], key: str, action: str, **given: object) -> Json:
        """Decide about a theme or a requirement as it stands now; `value` and `statements` go with the action."""
        path = f"/v1/{kind}s/{quote(key, safe='')}"
        tag = self._asked("GET", path).headers["etag"]
        return self._json("POST", f"{path}/reviews", headers={"If-Match": tag}, json={"action": action, **given})

    def erase(self, author: str) -> Json:
        """Erase one customer's words."""
        return self._json("POST", "/v1/erasures", json={"author": author})

    def _all(self, path: str, filters: Mapping[str, object]) -> Iterator[Json]:
        params: dict[str, Any] = {"limit": 200, **_given(**filters)}
        while True:
            part = self._json("GET", path, params=params)
            yield from part["items"]
            if part["next"] is None:
                return
            params["cursor"] = part["next"]

    def _json(self, method: str, path: str, *, key: str | None = None, **given: Any) -> Json:  # noqa: ANN401
        headers = {**given.pop("headers", {}), **({} if key is None else {"Idempotency-Key": key})}
        found: Json = self._asked(
            method, path, may_repeat=method != "POST" or key is not None, headers=headers, **given
        ).json()
        return found

    def _asked(self, method: str, path: str, *, may_repeat: bool = True, **given: Any) -> httpx.Response:  # noqa: ANN401
        for number in range(1, _TRIES + 1):
            try:
                answer = self._http.request(method, path, **given)
            except httpx.TransportError:
                if number == _TRIES or not may_repeat:
                    raise
                time.sleep(_pause_s(number, None))
                continue
            if answer.is_success:
                return answer
            again = answer.status_code in _LATER or (may_repeat and answer.status_code in _AGAIN)
            if number == _TRIES or not again:
                raise ServiceError(answer.status_code, _problem(answer))
            time.sleep(_pause_s(number, answer.headers.get("retry-after")))
        raise AssertionError("the last try returns or raises")


def _pause_s(number: int, asked: str | None) -> float:
    if asked is not None and asked.isdigit():
        return min(float(asked), _LONGEST_S) + random.uniform(0.0, 0.5)  # noqa: S311 - only spreads the tries
    return random.uniform(0.0, min(_LONGEST_S, 0.5 * 2**number))  # noqa: S311


def _problem(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _given(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
