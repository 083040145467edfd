"""Ask the service wrongly, many times and in many ways: every answer has to be one that is documented.

Run as ``python -m benchmarks.service.bad [--n N] [--seed N]``. Requests to every route of the OpenAPI document are made
right and then spoilt, once or twice: bodies that are no JSON, no UTF-8, of wrong types, too long or too deep; wrong
media types, headers, keys, cursors, filters, ids, paths and methods. What stays right by chance is counted apart.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import machine
from benchmarks.measure import ROOT, write_json
from benchmarks.service.run import PORT, PRODUCT, command, served

HERE = Path(__file__).resolve().parent
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
_EDGE = "edge"
_BODIES: dict[str, Any] = {
    "/v1/feedback": {
        "items": [{"external_id": "b-1", "source": "zd", "text": "It crashes.", "rating": 2, "attributes": {"a": "b"}}],
        "store": False,
    },
    "/v1/runs": {"full": False},
    "/v1/erasures": {"author": "nobody"},
    "/v1/webhooks": {"url": "https://example.org/hook", "events": ["snapshot.published"]},
    "/v1/hooks/{source}": {"id": 1, "text": "It crashes."},
    "/v1/themes/{key}/reviews": {"action": "rename", "name": "x"},
    "/v1/requirements/{key}/reviews": {"action": "accept"},
}
_VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 10**30, 1e308, "", " ", "\x00", "\ud800", "x" * 60_000,
    [], {}, [[]], {"a": {"b": []}}, ["x"] * 1_500,
    "2026-13-45", "0001-01-01T00:00:00+14:00", "=cmd()", "<b>", "../../etc/passwd", "'; DROP TABLE item; --",
)  # fmt: skip
_WORDS = (
    "", "0", "-1", "1e9", "abc", "9" * 400, "\x00", "\ud7ff", "\ufffe", "..", "../..", "%", "a" * 5_000, "null", "é",
    "2026-02-30", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --", "\r\nX: y",
)  # fmt: skip
_RAW = (
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe\x00",
    b'{"items": NaN}',
    b"[" * 50_000,
    b'{"a": ' + b"9" * 5_000 + b"}",
    b"\x1f\x8b\x08",
)
_KINDS = (
    "text/plain",
    "",
    "application/xml",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "a/b/c",
    "\xe9",
    "json",
)
_HEADERS = (
    "Authorization", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "X-Request-Id", "Accept",
    "Content-Encoding", "Range", "Cookie", "X-HTTP-Method-Override",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Asked:
    """A request; `documented` are the statuses of its route and method, `of_others` those of the other methods."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str]
    body: bytes
    documented: set[int]
    of_others: set[int] = field(default_factory=set)

    @property
    def target(self) -> str:
        """Path and query as they are sent."""
        query = "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path


def right(document: dict[str, Any], key: str, draw: random.Random) -> Asked:
    """A request to some route, before it is spoilt."""
    route = draw.choice(sorted(document["paths"]))
    method = draw.choice(sorted(document["paths"][route]))
    operation = document["paths"][route][method]
    path, query, headers = route, [], {"Authorization": f"Bearer {key}"}
    documented = {int(status) for status in operation["responses"]}
    for one in operation.get("parameters", ()):
        if one["in"] == "path":
            word = draw.choice(("b-1", "generic", *_WORDS))
            path = path.replace(f"{{{one['name']}}}", quote(word, safe=""))
            documented |= {404, 405} if not word or "/" in word else set()  # that is another path
        elif one["in"] == "query" and draw.random() < 0.3:
            query.append((one["name"], draw.choice(_WORDS)))
    body = json.dumps(_BODIES[route]).encode() if route in _BODIES and method == "post" else b""
    if body:
        headers["Content-Type"] = "application/json"
    if route == "/v1/imports":
        head = f'--{_EDGE}\r\nContent-Disposition: form-data; name="files"; filename="x.csv"\r\n\r\n'
        body = f"{head}id,text\n1,It crashes.\n\r\n--{_EDGE}--\r\n".encode()
        headers["Content-Type"] = f"multipart/form-data; boundary={_EDGE}"
    others = {int(status) for one in document["paths"][route].values() for status in one["responses"]}
    return Asked(
        method=method.upper(),
        path=path,
        query=query,
        headers=headers,
        body=body,
        documented=documented,
        of_others=others,
    )


def spoilt(asked: Asked, draw: random.Random) -> None:
    """Spoil one thing of a request."""
    draw.choice((_body, _body, _value, _value, _value, _kind, _header, _query, _path, _method))(asked, draw)


def _body(asked: Asked, draw: random.Random) -> None:
    how = draw.randrange(4)
    if how == 0 or not asked.body:
        asked.body = draw.choice(_RAW)
    elif how == 1:
        asked.body = asked.body[: draw.randrange(len(asked.body))]
    else:
        changed = bytearray(asked.body)
        for _ in range(draw.randint(1, 4)):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        asked.body = bytes(changed)


def _value(asked: Asked, draw: random.Random) -> None:
    """Another value somewhere in the body, one too few or one too many."""
    try:
        body = json.loads(asked.body)
    except (ValueError, RecursionError):
        return
    at = body
    while isinstance(at, dict | list) and at:
        name = draw.choice(sorted(at)) if isinstance(at, dict) else draw.randrange(len(at))
        if draw.random() < 0.5 or not isinstance(at[name], dict | list) or not at[name]:
            at[name] = draw.choice(_VALUES)
            if draw.random() < 0.3:
                del at[name]
            break
        at = at[name]
    if isinstance(body, dict) and draw.random() < 0.2:
        body[draw.choice(("items", "unknown", "store", "__proto__", "product"))] = draw.choice(_VALUES)
    asked.body = json.dumps(body, ensure_ascii=draw.random() < 0.5).encode("utf-8", "surrogatepass")


def _kind(asked: Asked, draw: random.Random) -> None:
    asked.headers["Content-Type"] = draw.choice(_KINDS)


def _header(asked: Asked, draw: random.Random) -> None:
    value = draw.choice(
        ("", "\xe9\xff", "x" * 5_000, "Bearer ", "Basic Og==", "Bearer f2r_x_y", "*", '"x"', "gzip", "bytes=0-")
    )
    asked.headers[draw.choice(_HEADERS)] = value


def _query(asked: Asked, draw: random.Random) -> None:
    name = draw.choice(
        ("limit", "cursor", "kind", "status", "source", "first_on", "last_on", "q", "theme", "hook", "unknown")
    )
    asked.query.append((name, draw.choice(_WORDS)))


def _path(asked: Asked, draw: random.Random) -> None:
    asked.path = draw.choice(
        (f"{asked.path}/", f"{asked.path}/%FF%00", "/", "//v1", "/v2/feedback", "/v1/%2e%2e/metrics")
    )
    asked.documented = {*asked.documented, 404, 405}


def _method(asked: Asked, draw: random.Random) -> None:
    asked.method = draw.choice(METHODS)
    asked.documented = {*asked.documented, *asked.of_others, 405}


def fault_of(asked: Asked, status: int, kind: str, body: bytes) -> str | None:
    """What is wrong with an answer; None if it is one that is documented."""
    from feedback2req_api.problems import CODES

    if status >= 500:
        return f"{status}"
    if asked.path in ("/", "//v1", "/v2/feedback", "/v1/%2e%2e/metrics") or asked.method in ("HEAD", "OPTIONS"):
        asked.documented |= {404, 405}
    if status not in asked.documented:
        return f"{status} is not documented"
    if status < 400 or asked.method == "HEAD":
        return None
    problem: Any = None
    with suppress(ValueError):
        problem = json.loads(body)
    if kind != "application/problem+json" or not isinstance(problem, dict):
        return f"{status} without a problem"
    return None if CODES.get(problem.get("code"), (0, ""))[0] == status else f"{status} {problem.get('code')}"


def ask_badly(port: int, key: str, n: int, seed: int) -> dict[str, Any]:
    """Ask so often; how many answers of each status, and what was wrong with which."""
    document = json.loads((ROOT / "api" / "openapi.json").read_text("utf-8"))
    draw = random.Random(seed)  # noqa: S311 - the same requests again
    statuses: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    n_dropped = 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(n):
        asked = right(document, key, draw)
        for _ in range(draw.randint(1, 2)):
            spoilt(asked, draw)
        try:
            try:
                status, kind, body = _answer(connection, asked)
            except (http.client.RemoteDisconnected, BrokenPipeError):  # a kept connection may end between two requests
                n_dropped += 1
                connection.close()
                status, kind, body = _answer(connection, asked)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            faults[f"{type(error).__name__}: {asked.method} {asked.path[:60]}"] += 1
            continue
        statuses[str(status)] += 1
        fault = fault_of(asked, status, kind, body)
        if fault is not None:
            faults[f"{fault}: {asked.method} {asked.target[:80]}"] += 1
    connection.close()
    told = {"statuses": dict(sorted(statuses.items())), "faults": dict(faults.most_common(20))}
    return {"requests": n, "connections_dropped": n_dropped, **told}


def _answer(connection: http.client.HTTPConnection, asked: Asked) -> tuple[int, str, bytes]:
    connection.request(asked.method, asked.target, body=asked.body, headers=asked.headers)
    answer = connection.getresponse()
    return answer.status, answer.headers.get_content_type(), answer.read()


def main() -> None:
    """Ask, print and write bad.json; exits with 1 if an answer was not documented."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, default=100_000, help="requests")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of bad.json")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        words = ("keys", "create", "--product", PRODUCT, "--scope", "ingest,read,review,admin", "--store", url)
        key = subprocess.run(command(*words), check=True, capture_output=True, text=True).stdout.strip()
        with served(url, "--no-worker"):
            found = ask_badly(PORT, key, wanted.n, wanted.seed)
    write_json(wanted.out / "bad.json", {"machine": machine.note(), "seed": wanted.seed, **found})
    print(json.dumps(found, indent=2))
    raise SystemExit(1 if found["faults"] else 0)


if __name__ == "__main__":
    main()
