"""How fast the HTTP service answers, client and server on one machine.

Run as ``python -m benchmarks.service.run EXPORT``. Four figures in one run, as a loaded machine moves all of them: the
rate at which the same texts are read in bulk without a service; single 15-word items sent over 1, 8 and 64
connections; the backlog asked for, beside a bare FastAPI route that returns the same bytes; memory before and after.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import ROOT, write_json

HERE = Path(__file__).resolve().parent
CONNECTIONS = (1, 8, 64)
PORT, BARE_PORT = 8471, 8472
N_WORDS = 15
PRODUCT = "benchmark"
_BARE = """
import sys
from pathlib import Path
import uvicorn
from fastapi import FastAPI, Response
body = Path(sys.argv[1]).read_bytes()
app = FastAPI()
@app.get("/v1/requirements")
def answer() -> Response:
    return Response(body, media_type="application/json")
uvicorn.run(app, port=int(sys.argv[2]), log_config=None, access_log=False)
"""


def main() -> None:
    """Measure, print, and write result.json and table.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0, help="of each load")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json and table.md")
    wanted = parser.parse_args()
    texts = texts_of(wanted.export)
    with tempfile.TemporaryDirectory() as scratch:
        url = f"sqlite:///{scratch}/store.db"
        key = prepared(url, wanted.export)
        found: dict[str, Any] = {"bulk_texts_per_s": bulk(texts[:400])}
        with served(url, "--no-worker") as process:
            memory = [resident_mib(process.pid)]
            found["post"] = [
                {"connections": n, **load(PORT, n, wanted.seconds, posts(texts, key, n))} for n in CONNECTIONS
            ]
            memory.append(resident_mib(process.pid))
            body = get(PORT, key)
            bare_file = Path(scratch) / "body.json"
            bare_file.write_bytes(body)
            with bare(bare_file):
                # by turns: what else the machine does falls on both
                rounds = [
                    (
                        load(PORT, 8, wanted.seconds / 4, gets(key)),
                        load(BARE_PORT, 8, wanted.seconds / 4, gets(key)),
                    )
                    for _ in range(3)
                ]
        found["memory_mib"] = {"before": memory[0], "after": memory[1]}
        found["get"] = {"bytes": len(body), "service": [r[0] for r in rounds], "bare": [r[1] for r in rounds]}
    write_json(wanted.out / "result.json", {"machine": machine.note(), "seconds": wanted.seconds, **found})
    shown = table(found)
    (wanted.out / "table.md").write_text(shown, "utf-8")
    print(shown)


def texts_of(export: Path) -> list[str]:
    """Runs of 15 words from the export, each once."""
    with export.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = max(rows[0], key=lambda name: sum(len(row[name] or "") for row in rows))
    words = re.findall(r"\S+", " ".join(row[column] for row in rows))
    return list(dict.fromkeys(" ".join(words[i : i + N_WORDS]) for i in range(0, len(words) - N_WORDS, 5)))


def prepared(url: str, export: Path) -> str:
    """A store with a published snapshot; a key for it."""
    from feedback2req import service_wiring
    from feedback2req.domain.job import RERANK

    key = subprocess.run(
        command("keys", "create", "--product", PRODUCT, "--scope", "ingest,read", "--store", url),
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    subprocess.run(command("import", str(export), "--product", PRODUCT, "--store", url), check=True, stdout=sys.stderr)
    with closing(service_wiring.open_service_store(url)) as store:
        store.jobs.add(PRODUCT, RERANK, {}, by="benchmark", once="first", uploads=())
    subprocess.run(command("worker", "--once", "--store", url), check=True)
    return key


def bulk(texts: list[str]) -> float:
    """Texts a second through the stages that read, all at once."""
    from dataclasses import replace

    from feedback2req.config import PipelineConfig
    from feedback2req.pipeline import read_items
    from feedback2req.service.feedback import _empty
    from feedback2req.wiring import make_progress, make_tools

    tools = make_tools(make_progress())
    items = [replace(_empty(f"i{n:06}"), text=text) for n, text in enumerate(texts)]
    read_items(items[:4], tools, PipelineConfig())
    started = time.perf_counter()
    read_items(items, tools, PipelineConfig())
    return round(len(items) / (time.perf_counter() - started), 1)


def posts(texts: list[str], key: str, n: int) -> Callable[[int], tuple[str, str, bytes, dict[str, str]]]:
    """Requests with one item each; no two of one load have the same words or id."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def request(number: int) -> tuple[str, str, bytes, dict[str, str]]:
        item = {"external_id": f"{n}-{number}", "text": f"{texts[number % len(texts)]} {number}"}
        return "POST", "/v1/feedback", json.dumps({"items": [item]}).encode(), headers

    return request


def gets(key: str) -> Callable[[int], tuple[str, str, bytes, dict[str, str]]]:
    """Requests for the backlog."""
    return lambda _: ("GET", "/v1/requirements", b"", {"Authorization": f"Bearer {key}"})


def load(
    port: int, n: int, seconds: float, request: Callable[[int], tuple[str, str, bytes, dict[str, str]]]
) -> dict[str, float]:
    """Requests over `n` connections for some seconds: rate and times; refused ones are counted apart."""
    times: list[float] = []
    refused: list[int] = []
    numbers = iter(range(1_000_000_000))
    lock = threading.Lock()
    deadline = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < deadline:
            with lock:
                number = next(numbers)
            method, path, body, headers = request(number)
            started = time.perf_counter()
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            (times if answer.status == 200 else refused).append(time.perf_counter() - started)

    threads = [threading.Thread(target=ask) for _ in range(n)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - started
    times.sort()
    at = {f"p{p}_ms": round(times[min(len(times) - 1, len(times) * p // 100)] * 1000, 1) for p in (50, 95, 99)}
    return {"requests": len(times), "refused": len(refused), "per_s": round(len(times) / taken, 1), **at}


def get(port: int, key: str) -> bytes:
    """The backlog as the service answers it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/v1/requirements", headers={"Authorization": f"Bearer {key}"})
        return connection.getresponse().read()


@contextmanager
def served(url: str, *also: str) -> Iterator[subprocess.Popen[bytes]]:
    """The service as its command starts it, without a limit of requests; ready."""
    words = ("serve", "--store", url, "--port", str(PORT), "--rate", "0", *also)
    process = subprocess.Popen(command(*words), stderr=subprocess.DEVNULL)
    try:
        wait_for(PORT, "/readyz")
        yield process
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def bare(body: Path) -> Iterator[None]:
    """A FastAPI application with one route that returns these bytes."""
    process = subprocess.Popen([sys.executable, "-c", _BARE, str(body), str(BARE_PORT)])
    try:
        wait_for(BARE_PORT, "/v1/requirements")
        yield
    finally:
        process.terminate()
        process.wait(60)


def wait_for(port: int, path: str) -> None:
    """Until it answers with 200."""
    for _ in range(600):
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(path)


def command(*words: str) -> list[str]:
    """The program's own command, of this checkout."""
    os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT / "api")))
    return [sys.executable, "-c", "from feedback2req.cli import main; main()", *words]


def resident_mib(pid: int) -> float:
    """Resident memory of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else 0.0


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = ["| `POST /v1/feedback`, one item | a second | p50 ms | p95 ms | p99 ms |", "|---|---:|---:|---:|---:|"]
    for one in found["post"]:
        name = f"{one['connections']} connections"
        lines.append(f"| {name} | {one['per_s']} | {one['p50_ms']} | {one['p95_ms']} | {one['p99_ms']} |")
    lines.append(f"| the same texts in bulk, without the service | {found['bulk_texts_per_s']} | | | |")
    lines += ["", f"| `GET /v1/requirements`, {found['get']['bytes']} bytes | a second, three rounds |", "|---|---|"]
    for name in ("service", "bare"):
        lines.append(f"| {name} | {', '.join(str(one['per_s']) for one in found['get'][name])} |")
    memory = found["memory_mib"]
    lines += ["", f"Memory of the service: {memory['before']} MiB before the loads of `POST`, {memory['after']} after."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
