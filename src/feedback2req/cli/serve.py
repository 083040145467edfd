"""``feedback2req serve`` and ``worker``: the HTTP service, and what does its long work."""

from __future__ import annotations

import json
import signal
import time
from contextlib import closing, nullcontext

import click

_SHUTDOWN_S = 25


@click.command("serve")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="Port to listen on.")
@click.option("--no-worker", is_flag=True, help="Start no worker: one runs elsewhere.")
@click.option("--rate", type=click.IntRange(min=0), metavar="N", help="Requests a minute of one key; 0 for no limit.")
@click.option("--allow-private-webhooks", is_flag=True, help="Send events to private addresses, too, and by http.")
def serve_command(
    store: str | None, host: str, port: int, no_worker: bool, rate: int | None, allow_private_webhooks: bool
) -> None:
    """Answer support tools over HTTP, with a worker beside it; listens to this machine alone unless told otherwise."""
    from dataclasses import replace
    from importlib import import_module

    import uvicorn
    from threadpoolctl import threadpool_limits

    from feedback2req import service_wiring
    from feedback2req.service.serving import Limits
    from feedback2req.settings import store_url

    threadpool_limits(limits=1)  # sums must not depend on how many cores there are
    limits = Limits() if rate is None else replace(Limits(), requests_per_minute=rate)
    url = store_url(store)
    opened = service_wiring.open_service_store(url)
    serving = service_wiring.make_serving(opened, limits=limits, allow_private_webhooks=allow_private_webhooks)
    # by name: the two doors do not know each other, and this one only opens the other
    app = import_module("feedback2req_api").create_app(serving)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SHUTDOWN_S,
        h11_max_incomplete_event_size=64 << 10,
    )
    beside = (
        nullcontext()
        if no_worker
        else service_wiring.child_worker(url, allow_private_webhooks=allow_private_webhooks, on_event=_say)
    )
    # the server raises the signal that ended it once more: its worker is still to be ended then
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    with beside:
        _say("listening", host=host, port=port)
        uvicorn.Server(config).run()


@click.command("worker")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
@click.option("--once", is_flag=True, help="End when no job is waiting.")
@click.option("--parent", type=int, metavar="PID", help="End when this process does.")
@click.option("--allow-private-webhooks", is_flag=True, help="Send events to private addresses, too, and by http.")
def worker_command(store: str | None, once: bool, parent: int | None, allow_private_webhooks: bool) -> None:
    """Do jobs and send events until told to stop; a job that is being done is handed back then."""
    from feedback2req import service_wiring

    options = service_wiring.WorkerOptions(parent=parent, once=once, allow_private_webhooks=allow_private_webhooks)
    with closing(service_wiring.open_service_store(store)) as opened:
        service_wiring.run_worker(opened, options, on_event=_say)


def _say(event: str, **fields: object) -> None:
    """A line of JSON: names, counts and times, never feedback."""
    click.echo(json.dumps({"at": round(time.time(), 3), "event": event, **fields}), err=True)
