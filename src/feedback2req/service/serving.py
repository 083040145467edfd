"""All that the HTTP service stands on, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from feedback2req.service.feedback import FeedbackDesk
from feedback2req.service.review import ReviewDesk
from feedback2req.service_ports import AnswerMemory, AuditLog, JobStore, KeyStore, Published, WebhookStore
from feedback2req.store_ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one caller may ask for.

    Attributes
    ----------
    requests_per_minute : int
        Of one key, with bursts of a tenth of it; 0 for no limit.
    max_body_bytes, max_upload_bytes : int
        Of a JSON body, and of all files of an import together.
    body_timeout_s : float
        How long a sender may be silent in the middle of a body.
    """

    requests_per_minute: int = 6_000
    max_body_bytes: int = 16 << 20
    max_upload_bytes: int = 100 << 20
    body_timeout_s: float = 30.0


class Search(Protocol):
    """Finds statements by meaning and by word."""

    def __call__(self, product: str, text: str, *, limit: int) -> Sequence[dict[str, object]]:
        """Records of statements with `similarity`, the nearest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The parts of the service.

    `check_url` refuses where a webhook may not go; `desk_of` is where people decide about a product.
    """

    store: Store
    keys: KeyStore
    memory: AnswerMemory
    jobs: JobStore
    webhooks: WebhookStore
    published: Published
    audit: AuditLog
    desk: FeedbackDesk
    desk_of: Callable[[str], ReviewDesk]
    search: Search
    check_url: Callable[[str], None]
    check_schema: Callable[[], None]
    limits: Limits
    cursor_secret: bytes

    def close(self) -> None:
        """Finish what was taken in, and let go of the store."""
        self.desk.close()
        self.store.close()
