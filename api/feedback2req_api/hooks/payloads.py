"""What a delivery says, as items; everything in it is data of strangers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from feedback2req_api.incoming import MOST_CHARACTERS, FeedbackIn, FeedbackRequest
from feedback2req_api.problems import Refusal

Json = Mapping[str, Any]
_STAFF = ("OWNER", "MEMBER", "COLLABORATOR")


def items_of(source: str, event: str, payload: Json) -> list[FeedbackIn]:
    """Items of a delivery; none when it is about something else.

    Parameters
    ----------
    event : str
        What the tool's header says that it is about; empty where it has none.

    Raises
    ------
    Refusal
        If it has not the form that the tool sends.
    """
    try:
        return _READERS[source](event, payload)
    except ValidationError as error:
        found = [("/".join(map(str, one["loc"])), str(one["msg"])) for one in error.errors()[:20]]
        raise Refusal("not_valid", "The delivery has another form than was agreed.", errors=found) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refusal("not_valid", "The delivery has another form than was agreed.") from error


def delivery_id(source: str, headers: Mapping[str, str], payload: Json, body: bytes) -> str:
    """What tells a delivery from another one: the tool's own id where it has one, else its content."""
    own = {"github": headers.get("x-github-delivery"), "generic": headers.get("webhook-id")}.get(source)
    if source in ("intercom", "zendesk") and isinstance(payload.get("id"), str):
        own = payload["id"]
    return own[:200] if own else hashlib.sha256(body).hexdigest()


def _zendesk(event: str, payload: Json) -> list[FeedbackIn]:
    """An event of a ticket, or what a trigger sends by the documented template."""
    kind = str(payload.get("type", "zen:event-type:ticket.created"))
    ticket = payload.get("detail") or payload.get("ticket")
    if not kind.startswith("zen:event-type:ticket.") or ticket is None:
        return []
    return _items(
        external_id=ticket["id"],
        title=ticket.get("subject"),
        body=ticket.get("description"),
        url=ticket.get("url"),
        at=ticket.get("created_at"),
        author=ticket.get("requester") or ticket.get("requester_id"),
        account=ticket.get("organization") or ticket.get("organization_id"),
    )


def _intercom(event: str, payload: Json) -> list[FeedbackIn]:
    topic = str(payload.get("topic", ""))
    if not topic.startswith("conversation.user."):
        return []
    talk = payload["data"]["item"]
    opener = talk.get("source") or {}
    found: list[FeedbackIn] = []
    if topic == "conversation.user.created":
        found += _items(
            external_id=talk["id"],
            title=opener.get("subject"),
            body=opener.get("body"),
            url=None,
            at=talk.get("created_at"),
            author=_person(opener.get("author")),
        )
    for part in (talk.get("conversation_parts") or {}).get("conversation_parts") or ():
        author = part.get("author") or {}
        if author.get("type") in ("user", "lead", "contact"):
            found += _items(
                external_id=f"{talk['id']}-{part['id']}",
                title=None,
                body=part.get("body"),
                url=None,
                at=part.get("created_at"),
                author=_person(author),
            )
    return found


def _freshdesk(event: str, payload: Json) -> list[FeedbackIn]:
    ticket = payload["freshdesk_webhook"]
    return _items(
        external_id=ticket["ticket_id"],
        title=ticket.get("ticket_subject"),
        body=ticket.get("ticket_description"),
        url=ticket.get("ticket_url"),
        at=ticket.get("ticket_created_at"),
        author=ticket.get("ticket_contact_email") or ticket.get("ticket_requester_email"),
        account=ticket.get("ticket_company_name"),
    )


def _github(event: str, payload: Json) -> list[FeedbackIn]:
    """Issues, discussions and comments of people who do not belong to the project."""
    kinds = {"issues": "issue", "discussion": "discussion", "issue_comment": "comment", "discussion_comment": "comment"}
    if event not in kinds or payload.get("action") not in ("opened", "created", "edited"):
        return []
    thing = payload[kinds[event]]
    author = thing.get("user") or {}
    if thing.get("author_association") in _STAFF or author.get("type") == "Bot":
        return []
    number = thing["id"] if kinds[event] == "comment" else thing["number"]
    return _items(
        external_id=f"{payload['repository']['full_name']}/{kinds[event]}/{number}",
        title=thing.get("title"),
        body=thing.get("body"),
        url=thing.get("html_url"),
        at=thing.get("created_at"),
        author=author.get("login"),
    )


def _generic(event: str, payload: Json) -> list[FeedbackIn]:
    return list(FeedbackRequest.model_validate(payload).items)


def _items(
    *,
    external_id: object,
    title: object,
    body: object,
    url: object,
    at: object,
    author: object,
    account: object = None,
) -> list[FeedbackIn]:
    """One item; none without words."""
    text = "\n".join(str(part) for part in (title, body) if part)[:MOST_CHARACTERS]
    if not text.strip():
        return []
    return [
        FeedbackIn(
            external_id=str(external_id)[:300],
            text=text,
            url=str(url)[:2_000] if url else None,
            received_at=_moment(at),
            author=str(author)[:300] if author else None,
            account=str(account)[:300] if account else None,
        )
    ]


def _person(author: Json | None) -> object:
    return None if not author else author.get("email") or author.get("id")


def _moment(at: object) -> datetime | None:
    """A time as seconds or in ISO 8601; None for what is neither: feedback without a date is feedback still."""
    try:
        if isinstance(at, int | float):
            return datetime.fromtimestamp(at, UTC)
        found = datetime.fromisoformat(str(at))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_READERS: Mapping[str, Callable[[str, Json], list[FeedbackIn]]] = {
    "zendesk": _zendesk,
    "intercom": _intercom,
    "freshdesk": _freshdesk,
    "github": _github,
    "generic": _generic,
}
