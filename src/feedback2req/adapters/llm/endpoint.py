"""One call to a chat-completions endpoint: bounded in time and size, and never raised past an outcome."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

MOST_BYTES = 1_048_576
_MOST_TOKENS = 2_000
_SEED = 20160714


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a call gave: the text, or an `outcome` other than ``ok`` that says why there is none."""

    text: str = ""
    outcome: str = "ok"
    n_prompt_tokens: int | None = None
    n_answer_tokens: int | None = None


class Chat(Protocol):
    """Answers a request body."""

    def complete(self, body: Mapping[str, Any]) -> Completion:
        """The completion of one request; what goes wrong is an outcome."""
        ...


def request_body(model: str, messages: list[dict[str, str]], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The request: no sampling, one seed, and a schema for servers that hold a model to it."""
    form = {"name": "requirement", "strict": True, "schema": schema}
    return {
        "model": model,
        "messages": messages,
        "temperature": 0,
        "seed": _SEED,
        "max_tokens": _MOST_TOKENS,
        "stream": False,
        "response_format": {"type": "json_schema", "json_schema": form},
    }


class HttpChat:
    """A chat-completions endpoint over HTTP.

    Redirects are not followed and proxies of the environment are not used: customers' words go to the
    endpoint that was named, and nowhere else.

    Parameters
    ----------
    base_url : str
        Up to and without ``/chat/completions``.
    api_key : str or None
        Sent as a bearer token.
    timeout_s : float
        For a whole call.
    transport : httpx.BaseTransport, optional
        For tests: answers instead of the network.
    """

    def __init__(
        self, base_url: str, *, api_key: str | None, timeout_s: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._timeout_s = timeout_s
        self._schema_refused = False
        self._client = httpx.Client(
            headers=headers, timeout=timeout_s, transport=transport, trust_env=False, follow_redirects=False
        )

    def complete(self, body: Mapping[str, Any]) -> Completion:
        """One call, and a second one without the schema where a server refuses to be given any."""
        if not self._schema_refused:
            found = self._once(body)
            if found.outcome != "http_400":
                return found
            self._schema_refused = True
        return self._once({name: value for name, value in body.items() if name != "response_format"})

    def _once(self, body: Mapping[str, Any]) -> Completion:
        try:
            return self._sent(body)
        except httpx.TimeoutException:
            return Completion(outcome="timeout")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
            return Completion(outcome="unreachable")

    def _sent(self, body: Mapping[str, Any]) -> Completion:
        deadline_s = time.monotonic() + self._timeout_s
        with self._client.stream("POST", self._url, json=dict(body)) as response:
            if response.status_code == 422:
                return Completion(outcome="http_400")
            if response.status_code != httpx.codes.OK:
                return Completion(outcome=f"http_{response.status_code}")
            held = bytearray()
            for part in response.iter_bytes():
                held += part
                if time.monotonic() > deadline_s:
                    return Completion(outcome="timeout")
                if len(held) > MOST_BYTES:
                    return Completion(outcome="too_long")
        return _completion(bytes(held))


def _completion(raw: bytes) -> Completion:
    try:
        body = json.loads(raw)
        choice = body["choices"][0]
        text = choice["message"]["content"]
        finish = choice.get("finish_reason")
        usage = body.get("usage") or {}
        tokens = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Completion(outcome="bad_answer")
    if not isinstance(text, str):
        return Completion(outcome="bad_answer")
    n_prompt, n_answer = (n if isinstance(n, int) else None for n in tokens)
    outcome = {"length": "truncated", "content_filter": "filtered"}.get(str(finish), "ok")
    return Completion(text=text, outcome=outcome, n_prompt_tokens=n_prompt, n_answer_tokens=n_answer)
