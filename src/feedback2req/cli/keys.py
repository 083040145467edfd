"""``feedback2req keys``: who may ask the HTTP service for what."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import click

SOURCES = ("zendesk", "intercom", "freshdesk", "github", "generic")


@click.group("keys")
def keys_group() -> None:
    """Make, list and revoke keys of the HTTP service."""


@keys_group.command("create")
@click.option("--product", required=True, metavar="NAME", help="The one product that the key is for.")
@click.option("--scope", required=True, metavar="NAMES", help="Of ingest, read, review, admin; with commas.")
@click.option("--name", default="", metavar="TEXT", help="What it is for, to know it again.")
@click.option("--days", type=click.IntRange(min=1), metavar="N", help="Days that it is valid; for ever if not given.")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def create_command(product: str, scope: str, name: str, days: int | None, store: str | None) -> None:
    """Make a key and print it, alone and once: the store keeps a digest of it."""
    from feedback2req.domain.access import SCOPES, ApiKey, new_token
    from feedback2req.errors import WrongUsage
    from feedback2req.service_wiring import open_service_store

    scopes = tuple(part.strip() for part in scope.split(",") if part.strip())
    if not scopes or not set(scopes) <= set(SCOPES):
        raise WrongUsage("no such scope", remedy=f"give some of {', '.join(SCOPES)}, with commas")
    if not product.strip():
        raise WrongUsage("a product has to be named")
    token, key_id, digest = new_token()
    at = datetime.now(UTC)
    with closing(open_service_store(store, make=True, on_made=_made)) as opened:
        opened.keys.add(
            ApiKey(
                key_id=key_id,
                product=product.strip(),
                scopes=tuple(one for one in SCOPES if one in scopes),
                name=name,
                digest=digest,
                created_at=at,
                expires_at=None if days is None else at + timedelta(days=days),
            )
        )
    click.echo(token)


@keys_group.command("list")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def list_command(store: str | None) -> None:
    """List all keys by their ids."""
    from feedback2req.domain.printable import printable
    from feedback2req.service_wiring import open_service_store

    at = datetime.now(UTC)
    with closing(open_service_store(store)) as opened:
        for key in opened.keys.all():
            state = "revoked" if key.revoked_at else "valid" if key.is_valid(at) else "expired"
            used = "never used" if key.last_used_at is None else f"used {key.last_used_at:%Y-%m-%d}"
            parts = (key.key_id, printable(key.product, 40), ",".join(key.scopes), state, used, printable(key.name, 60))
            click.echo("  ".join(part for part in parts if part))


@keys_group.command("revoke")
@click.argument("key_id", metavar="ID")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def revoke_command(key_id: str, store: str | None) -> None:
    """Make a key useless; a service that runs knows it within two seconds."""
    from feedback2req.domain.access import parts_of
    from feedback2req.errors import WrongUsage
    from feedback2req.service_wiring import open_service_store

    whole = parts_of(key_id)
    with closing(open_service_store(store)) as opened:
        if not opened.keys.revoke(whole[0] if whole else key_id, datetime.now(UTC)):
            raise WrongUsage("there is no key of that id", remedy="list them: feedback2req keys list")
    click.echo("Revoked.")


@keys_group.command("hook")
@click.option("--product", required=True, metavar="NAME", help="The product that the deliveries are for.")
@click.option("--source", required=True, type=click.Choice(SOURCES), help="Which tool sends them.")
@click.option("--name", metavar="TEXT", help="The instance, such as zendesk-eu; the tool's name if not given.")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def hook_command(product: str, source: str, name: str | None, store: str | None) -> None:
    """Let a support tool deliver by itself; the secret that it signs with is read from stdin, or made.

    Prints the path to give to the tool, and the secret when it was made.
    """
    import secrets
    import sys

    from feedback2req.domain.job import Hook
    from feedback2req.service_wiring import open_service_store

    given = "" if sys.stdin.isatty() else sys.stdin.readline().strip()
    secret = given or secrets.token_urlsafe(32)
    hook = Hook(
        hook_id=f"in-{secrets.token_hex(8)}", product=product.strip(), source=source, name=name or source, secret=secret
    )
    with closing(open_service_store(store, make=True, on_made=_made)) as opened:
        opened.webhooks.add_hook(hook)
    click.echo(f"/v1/hooks/{source}?hook={hook.hook_id}")
    if not given:
        click.echo(secret)


def _made(place: str) -> None:
    click.echo(f"Made a new store: {place}", err=True)
