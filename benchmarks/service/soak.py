"""Kill the service or its worker again and again under load, and see what is lost.

Run as ``python -m benchmarks.service.soak [--kills N]``. Senders post items and files all the while; at random moments
the service or its worker gets SIGKILL, and the service is started again. In the end every item of an answer with 2xx
has to be in the store, once, with the words that were sent, and every job that was accepted has to be done.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.service.run import PRODUCT, command, wait_for

HERE = Path(__file__).resolve().parent
PORT = 8473
SENDERS = 4


class Senders:
    """Post until told to stop; what was accepted is remembered."""

    def __init__(self, key: str) -> None:
        self._headers = {"Authorization": f"Bearer {key}"}
        self._ended = threading.Event()
        self.items: dict[str, str] = {}
        self.jobs: set[str] = set()
        self.statuses: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._send, args=(n,)) for n in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def wait_for_one(self, most_s: float) -> None:
        """Wait until something was accepted."""
        end = time.monotonic() + most_s
        while not self.items and time.monotonic() < end:
            time.sleep(0.1)

    def stop(self) -> None:
        """Wait for the last answers."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _send(self, sender: int) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            name = f"s{sender}-{number}"
            if number % 10 == 0:
                self._upload(name)
                continue
            text = f"Version {number} of {sender} crashes when I open the camera. Please add an option to export it."
            body = json.dumps({"items": [{"external_id": name, "text": text}]}).encode()
            answer = self._ask("/v1/feedback", body, "application/json", name)
            if answer is not None:
                self.items[name] = text

    def _upload(self, name: str) -> None:
        rows = "".join(f"{name}-{n},It loses file {n} of {name}.\n" for n in range(20))
        edge = "edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="x.csv"\r\n\r\n'
        body = f"{head}id,text\n{rows}\r\n--{edge}--\r\n".encode()
        answer = self._ask("/v1/imports", body, f"multipart/form-data; boundary={edge}", name)
        if answer is not None:
            self.jobs.add(str(json.loads(answer)["id"]))

    def _ask(self, path: str, body: bytes, kind: str, key: str) -> bytes | None:
        """Ask until it is accepted, under one key; None when it has to end before."""
        while not self._ended.is_set():
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)) as connection:
                    headers = {**self._headers, "Content-Type": kind, "Idempotency-Key": key}
                    connection.request("POST", path, body=body, headers=headers)
                    answer = connection.getresponse()
                    content = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.statuses[type(error).__name__] += 1
                time.sleep(0.2)
                continue
            self.statuses[str(answer.status)] += 1
            if 200 <= answer.status < 300:
                return content
            time.sleep(0.2)
        return None


def main() -> None:
    """Kill, look, print and write soak.json; exits with 1 when something was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of soak.json")
    wanted = parser.parse_args()
    found = soak(wanted.kills, random.Random(wanted.seed))  # noqa: S311 - the same moments again
    write_json(wanted.out / "soak.json", {"machine": machine.note(), "kills": wanted.kills, **found})
    print(json.dumps(found, indent=2))
    if found["lost"] or found["twice"] or found["jobs_not_done"] or found["http_500"]:
        raise SystemExit(1)


def soak(kills: int, draw: random.Random) -> dict[str, int]:
    """What was accepted, lost, kept twice, and left undone."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/store.db"
        words = ("keys", "create", "--product", PRODUCT, "--scope", "ingest,read", "--store", url)
        key = subprocess.run(command(*words), check=True, capture_output=True, text=True).stdout.strip()
        service = start(url)
        senders = Senders(key)
        n_worker = 0
        senders.wait_for_one(120.0)  # kills are to come while the service works
        for _ in range(kills):
            time.sleep(draw.uniform(0.2, 3.0))
            child = worker_of(service.pid)
            if child is not None and draw.random() < 0.5:
                os.kill(child, signal.SIGKILL)
                n_worker += 1
                continue
            service.kill()
            service.wait()
            service = start(url)
        time.sleep(2.0)
        senders.stop()
        service.terminate()
        service.wait(60)
        subprocess.run(command("worker", "--once", "--store", url), check=True, stderr=subprocess.DEVNULL)
        time.sleep(31.0)  # a lease that nobody holds has run out by now
        subprocess.run(command("worker", "--once", "--store", url), check=True, stderr=subprocess.DEVNULL)
        return {"kills_of_worker": n_worker, **looked_at(url, senders)}


def looked_at(url: str, senders: Senders) -> dict[str, int]:
    """What the store holds of what was accepted."""
    from feedback2req.service_wiring import open_service_store

    with closing(open_service_store(url)) as store:
        held: dict[str, list[str]] = {}
        for item in store.items.holding(PRODUCT).items:
            held.setdefault(item.external_id, []).append(item.text)
        jobs = [store.jobs.find(PRODUCT, job_id) for job_id in senders.jobs]
        integrity = store.database.raw("PRAGMA integrity_check")
    return {
        "accepted": len(senders.items),
        "lost": sum(text not in held.get(name, []) for name, text in senders.items.items()),
        "twice": sum(len(texts) > 1 for texts in held.values()),
        "jobs": len(jobs),
        "jobs_not_done": sum(job is None or job.state != "done" for job in jobs),
        "http_500": senders.statuses["500"],
        "damaged": int(integrity[0][0] != "ok"),
    }


def start(url: str) -> subprocess.Popen[bytes]:
    """The service, ready to answer."""
    words = ("serve", "--store", url, "--port", str(PORT), "--rate", "0")
    process = subprocess.Popen(command(*words), stderr=subprocess.DEVNULL)
    wait_for(PORT, "/readyz")
    return process


def worker_of(pid: int) -> int | None:
    """The child process of the service."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if Path("/proc").is_dir() else []
    return int(found[0]) if found else None


if __name__ == "__main__":
    main()
