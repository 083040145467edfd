"""Imports, caches and publishes without end, and says what was acknowledged: to be killed at any moment."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.holding import Arrival, Delivery
from feedback2req.domain.identity import text_digest
from feedback2req.errors import RerankRunning, StoreNotUsable
from tests.factories import make_snapshot

FIRST_DAY = date(2020, 1, 1)
PER_IMPORT = 40


def work(url: str, first: int) -> None:
    """Count up from `first`; each number is one import, one piece of cache and one snapshot."""
    store, snapshot = SqlStore(Database(url)), make_snapshot()
    for number in range(first, first + 10_000):
        arrivals = []
        for k in range(PER_IMPORT):
            item = replace(snapshot.items[0], item_id=f"item-{number}-{k}", external_id=f"{number}-{k}")
            arrivals.append(Arrival(item=item, identity=item.item_id))
        store.items.keep("P", Delivery(arrivals=tuple(arrivals)))
        say(f"imported {number}")
        store.cache("P").keep("parses", "1", {text_digest(str(number)): str(number).encode()})
        say(f"cached {number}")
        with store.snapshots.publication("P") as publication:
            publication.publish(replace(snapshot, as_of=FIRST_DAY + timedelta(days=number)))
        say(f"published {number}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        work(sys.argv[1], int(sys.argv[2]))
    except (RerankRunning, StoreNotUsable) as error:  # the server was killed, or the one killed before still dies
        say(f"refused {error.code}")
        sys.exit(4)
