"""Work of many callers, done by few threads in handy portions, and refused when too much of it waits."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

from feedback2req.errors import Busy

T = TypeVar("T")
R = TypeVar("R")


class Turnstile(Generic[T, R]):
    """Few threads that take what waits, as much at once as fits together, and answer each caller.

    What is done together has to give each the answer that it would have got alone.

    Parameters
    ----------
    work : callable
        Answers a list of things, one answer each, in order.
    fits : callable
        Whether a further thing may go with those that are taken already.
    most_waiting : int, >= 1
        Units of work that may wait; see `room`.
    n_threads : int, >= 1, default=1
        Portions in work at once; each thread leaves the others their share of what waits.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[list[T]], Sequence[R]],
        *,
        fits: Callable[[list[T], T], bool],
        most_waiting: int,
        n_threads: int = 1,
    ) -> None:
        self._work, self._fits, self._most = work, fits, most_waiting
        self._changed = threading.Condition()
        self._waiting: list[tuple[int, int, T, Future[R]]] = []
        self._arrivals = itertools.count()
        self._n_reserved = 0
        self._s_per_unit = 0.02
        self._closed = False
        self._threads = [threading.Thread(target=self._run, name=name, daemon=True) for _ in range(n_threads)]
        for thread in self._threads:
            thread.start()

    @property
    def n_reserved(self) -> int:
        """Units of work that are promised and not done."""
        return self._n_reserved

    @contextmanager
    def room(self, n: int) -> Iterator[None]:
        """Room for `n` units of work until the block ends.

        Raises
        ------
        Busy
            If there is not so much room; nothing was begun. An empty queue takes anything.
        """
        with self._changed:
            if self._closed or (self._n_reserved and self._n_reserved + n > self._most):
                raise Busy(
                    "too much work is waiting",
                    remedy="send it again after the seconds in Retry-After",
                    retry_after_s=max(1, round(self._n_reserved * self._s_per_unit)),
                )
            self._n_reserved += n
        started = time.monotonic()
        before = self._n_reserved
        try:
            yield
        finally:
            with self._changed:
                self._n_reserved -= n
                self._s_per_unit += 0.1 * ((time.monotonic() - started) / max(before, 1) - self._s_per_unit)

    def submit(self, thing: T, *, yields: int = 0) -> Future[R]:
        """Queue a thing; it gives way to so many later ones."""
        future: Future[R] = Future()
        with self._changed:
            if self._closed:
                raise Busy("the service is shutting down", remedy="send it again to the next one", retry_after_s=1)
            arrival = next(self._arrivals)
            heapq.heappush(self._waiting, (arrival + yields, arrival, thing, future))
            self._changed.notify()
        return future

    def close(self) -> None:
        """Finish what waits, and take nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (taken := self._take()) is not None:
            self._answer(taken)

    def _take(self) -> list[tuple[T, Future[R]]] | None:
        with self._changed:
            while not self._waiting:
                if self._closed:
                    return None
                self._changed.wait()
            taken: list[tuple[T, Future[R]]] = []
            left = []
            share = -(-len(self._waiting) // len(self._threads))
            while self._waiting and len(taken) < share:
                entry = heapq.heappop(self._waiting)
                if not taken or self._fits([thing for thing, _ in taken], entry[2]):
                    taken.append((entry[2], entry[3]))
                else:
                    left.append(entry)
                    if len(left) >= len(taken) + 8:  # looked long enough for something that fits
                        break
            for entry in left:
                heapq.heappush(self._waiting, entry)
            return taken

    def _answer(self, taken: list[tuple[T, Future[R]]]) -> None:
        try:
            answers = self._work([thing for thing, _ in taken])
        except Exception as error:  # told to who asked, and to nobody else
            if len(taken) == 1:
                taken[0][1].set_exception(error)
                return
            for one in taken:
                self._answer([one])
            return
        for (_, future), answer in zip(taken, answers, strict=True):
            future.set_result(answer)
