"""Does the service stay as it is: seconds to ready, memory under load, and reads while a worker re-ranks.

Run as ``python -m benchmarks.service.steady EXPORT [--seconds N] [--reads N]``. Memory is looked at every ten seconds
of a load of 8 connections; its slope is that of the second half, when everything is loaded. Reads are timed over 4
connections without and with a re-rank by the worker that `serve` starts, in one run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.service.run import PORT, PRODUCT, gets, load, posts, prepared, resident_mib, served, texts_of

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Measure, print and write steady.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--seconds", type=float, default=600.0, help="of the load under which memory is looked at")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two looks")
    parser.add_argument("--reads", type=float, default=15.0, help="seconds of reads, without and with a re-rank")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of steady.json")
    wanted = parser.parse_args()
    texts = texts_of(wanted.export)
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/store.db"
        key = prepared(url, wanted.export)
        found: dict[str, Any] = {}
        started = time.perf_counter()
        with served(url) as process:
            found["ready_s"] = round(time.perf_counter() - started, 1)
            found["reads"] = reads_beside_a_rerank(url, key, wanted.reads)
            found["memory"] = memory(process.pid, texts, key, wanted.seconds, wanted.every)
    write_json(wanted.out / "steady.json", {"machine": machine.note(), **found})
    print(json.dumps(found, indent=2))


def reads_beside_a_rerank(url: str, key: str, seconds: float) -> dict[str, Any]:
    """Reads of the backlog without a re-rank and with one; `is_covered`: the re-rank took longer than the reads."""
    from feedback2req import service_wiring
    from feedback2req.domain.job import RERANK

    without = load(PORT, 4, seconds, gets(key))
    with closing(service_wiring.open_service_store(url)) as store:
        job = store.jobs.add(PRODUCT, RERANK, {"full": True}, by="benchmark", once=os.urandom(8).hex(), uploads=())
        while (now := store.jobs.find(PRODUCT, job.job_id)) is not None and now.state == "queued":
            time.sleep(0.1)
        beside = load(PORT, 4, seconds, gets(key))
        now = store.jobs.find(PRODUCT, job.job_id)
        is_covered = now is not None and now.state == "running"
    ratio = round(beside["p99_ms"] / without["p99_ms"], 2)
    return {"without": without, "beside": beside, "p99_ratio": ratio, "is_covered": is_covered}


def memory(pid: int, texts: list[str], key: str, seconds: float, every_s: float) -> dict[str, Any]:
    """Resident memory of the service under load, and how fast it grows in the second half."""
    looks: list[tuple[float, float]] = []
    ended = threading.Event()
    started = time.perf_counter()

    def look() -> None:
        while True:
            looks.append((round(time.perf_counter() - started, 1), resident_mib(pid)))
            if ended.wait(every_s):
                return

    looking = threading.Thread(target=look)
    looking.start()
    try:
        done = load(PORT, 8, seconds, posts(texts, key, 8))
    finally:
        ended.set()
        looking.join()
    at, mib = np.array(looks[len(looks) // 2 :]).T
    slope = float(np.polyfit(at / 60, mib, 1)[0]) if len(at) > 1 else 0.0
    return {"load": done, "looks_s_mib": looks, "mib_a_minute_second_half": round(slope, 2)}


if __name__ == "__main__":
    main()
