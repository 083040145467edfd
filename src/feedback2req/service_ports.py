"""What the store fills for the HTTP service: one Protocol for each use of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.access import ApiKey
from feedback2req.domain.job import Answer, Hook, Job, Sending, Upload, Webhook
from feedback2req.domain.readings import EncoderInfo
from feedback2req.domain.themes import ThemeModel


class KeyStore(Protocol):
    """API keys; every method raises `StoreNotUsable` when the store cannot be reached, as in all ports here."""

    def add(self, key: ApiKey) -> None:
        """Keep a key; its product is made when it is not there."""
        ...

    def find(self, key_id: str) -> ApiKey | None:
        """A key by its id, revoked ones included."""
        ...

    def all(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        ...

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Make a key useless from now on; False if there is none of that id."""
        ...

    def used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
        ...


class Published(Protocol):
    """What placing an item needs of the current snapshot, and which state of a product answers are from."""

    def version(self, product: str) -> str:
        """Changes with every snapshot, decision and erasure of a product."""
        ...

    def placing(self, product: str) -> ThemeModel | None:
        """The themes as people left them; None before the first snapshot."""
        ...

    def vectors(self, product: str, encoder: EncoderInfo) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        """Statements in themes whose vectors are kept: ids, and unit rows of shape (n, n_dims)."""
        ...

    def members(self, product: str) -> Mapping[str, str]:
        """Statement id to the key of its theme, in the current snapshot; empty before the first."""
        ...


class AnswerMemory(Protocol):
    """Answers to requests with an idempotency key, for a day."""

    def begin(self, product: str, name: str, request: bytes, at: datetime) -> Answer | str | None:
        """Begin to answer: None to go on, the remembered answer, or why not.

        ``other``: the key came with another request; ``running``: the first one is still being answered;
        ``erased``: what was answered has been erased.
        """
        ...

    def finish(self, product: str, name: str, answer: Answer | None) -> None:
        """Remember the answer; None forgets that the request was begun."""
        ...


class JobStore(Protocol):
    """Jobs: claimed under a lease, fenced by the attempt."""

    def add(
        self, product: str, kind: str, payload: Mapping[str, object], *, by: str, once: str, uploads: Sequence[Upload]
    ) -> Job:
        """Queue a job with its files, in one transaction; one asked for under the same `once` is given back."""
        ...

    def find(self, product: str, job_id: str) -> Job | None:
        """A job of a product."""
        ...

    def claim(self, worker: str, *, lease_s: float) -> Job | None:
        """Take the next job that waits, or whose worker has let its lease run out."""
        ...

    def uploads(self, job_id: str) -> tuple[Upload, ...]:
        """The files of a job that is not finished."""
        ...

    def hold(self, job: Job, progress: Mapping[str, object] | None, *, lease_s: float) -> str | None:
        """Keep the lease, and say how far it is; ``lost`` or ``cancel`` if the work has to stop."""
        ...

    def finish(
        self, job: Job, state: str, *, result: Mapping[str, object] | None, error: Mapping[str, object] | None
    ) -> bool:
        """End a job and remove its files; False if it belongs to somebody else by now."""
        ...

    def retry(self, job: Job, error: Mapping[str, object], *, in_s: float) -> bool:
        """Put a job back to be tried again later."""
        ...

    def cancel(self, product: str, job_id: str) -> Job | None:
        """Cancel a job that waits, or ask the worker of one that runs to stop."""
        ...

    def waiting(self) -> Mapping[str, int]:
        """How many jobs are in each state."""
        ...


class WebhookStore(Protocol):
    """Webhooks out, what is on its way to them, and hooks in."""

    def add(self, webhook: Webhook) -> None:
        """Keep a webhook."""
        ...

    def of_product(self, product: str) -> tuple[Webhook, ...]:
        """All webhooks of a product, oldest first."""
        ...

    def remove(self, product: str, webhook_id: str) -> bool:
        """Remove a webhook and what was on its way to it."""
        ...

    def emit(self, product: str, event: str, event_id: str, body: str) -> int:
        """Put an event on its way to every webhook that asked for it; to how many."""
        ...

    def due(self, *, limit: int, lease_s: float) -> tuple[Sending, ...]:
        """Take what is to be sent now; who dies before `sent` leaves it to be taken again."""
        ...

    def sent(self, sending: Sending, *, status: int | None, error: str | None, retry_in_s: float | None) -> None:
        """What came of a try: sent, tried again later, or a dead letter when there is no later."""
        ...

    def dead(self, product: str) -> tuple[Mapping[str, object], ...]:
        """Dead letters of a product, newest first: event id, webhook, event and error."""
        ...

    def add_hook(self, hook: Hook) -> None:
        """Keep a hook in."""
        ...

    def hook(self, hook_id: str) -> Hook | None:
        """A hook in by its id."""
        ...

    def is_first(self, hook_id: str, delivery: str) -> bool:
        """Whether a delivery was not seen before."""
        ...

    def seen(self, hook_id: str, delivery: str) -> None:
        """Remember a delivery that was taken in."""
        ...


class AuditLog(Protocol):
    """Who did what through the service: names and ids of ours, never a customer's."""

    def note(self, *, product: str, by: str, action: str, target: str, request_id: str) -> None:
        """Add a line."""
        ...
