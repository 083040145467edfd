"""Work of many callers is done together, in turn, and refused when there is too much of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from feedback2req.errors import Busy
from feedback2req.service.turnstile import Turnstile


def make(*, most: int = 10, at_once: int = 4) -> tuple[Turnstile[int, int], list[list[int]]]:
    portions: list[list[int]] = []

    def doubled(things: list[int]) -> Sequence[int]:
        portions.append(things)
        if -13 in things:
            raise ValueError("-13")
        return [2 * thing for thing in things]

    return Turnstile("t", doubled, fits=lambda taken, _: len(taken) < at_once, most_waiting=most), portions


class Held(Turnstile[int, int]):
    """One whose first portion takes until it is let go, so that the rest waits."""

    def __init__(self, at_once: int = 4) -> None:
        self.go, self.portions = threading.Event(), list[list[int]]()

        def work(things: list[int]) -> Sequence[int]:
            if not self.portions:
                self.portions.append(things)
                self.go.wait(10)
            else:
                self.portions.append(things)
            return things

        super().__init__("h", work, fits=lambda taken, _: len(taken) < at_once, most_waiting=10)


def test_each_caller_gets_the_answer_to_what_it_asked() -> None:
    turnstile, _ = make()
    assert [f.result(5) for f in [turnstile.submit(n) for n in range(20)]] == [2 * n for n in range(20)]
    turnstile.close()


def test_what_waits_is_done_together_as_far_as_it_fits() -> None:
    turnstile = Held()
    futures = [turnstile.submit(0)]
    while not turnstile.portions:
        pass
    futures += [turnstile.submit(n) for n in range(1, 7)]
    turnstile.go.set()
    assert [f.result(5) for f in futures] == list(range(7))
    assert turnstile.portions == [[0], [1, 2, 3, 4], [5, 6]]
    turnstile.close()


def test_what_gives_way_comes_after_what_came_later() -> None:
    turnstile = Held(at_once=1)
    turnstile.submit(0)
    while not turnstile.portions:
        pass
    futures = [turnstile.submit(1), turnstile.submit(2, yields=5), turnstile.submit(3)]
    turnstile.go.set()
    assert [f.result(5) for f in futures] == [1, 2, 3]
    assert turnstile.portions == [[0], [1], [3], [2]]
    turnstile.close()


def test_an_error_is_told_to_who_asked_and_to_nobody_else() -> None:
    turnstile = Held()
    turnstile.close()
    broken, _ = make()
    futures = [broken.submit(n) for n in (1, -13, 2)]
    assert (futures[0].result(5), futures[2].result(5)) == (2, 4)
    with pytest.raises(ValueError, match="-13"):
        futures[1].result(5)
    broken.close()


def test_more_than_there_is_room_for_is_refused_and_an_empty_queue_takes_anything() -> None:
    turnstile, _ = make(most=10)
    with turnstile.room(100):
        with pytest.raises(Busy) as told, turnstile.room(1):
            pass
        assert told.value.retry_after_s >= 1
    with turnstile.room(6), turnstile.room(4), pytest.raises(Busy), turnstile.room(1):
        pass
    assert turnstile.n_reserved == 0
    turnstile.close()


def test_after_closing_what_waits_is_done_and_nothing_more_is_taken() -> None:
    turnstile = Held()
    futures = [turnstile.submit(n) for n in range(3)]
    threading.Timer(0.05, turnstile.go.set).start()
    turnstile.close()
    assert [f.result(0) for f in futures] == [0, 1, 2]
    with pytest.raises(Busy):
        turnstile.submit(1)
    with pytest.raises(Busy), turnstile.room(1):
        pass


def test_several_threads_leave_each_other_their_share_of_what_waits() -> None:
    go, both = threading.Event(), threading.Barrier(2, timeout=10)
    portions: list[list[int]] = []

    def work(things: list[int]) -> Sequence[int]:
        if things[0] < 2:  # the two that come first are in work at the same time, while the rest queues
            both.wait()
            go.wait(10)
        else:
            portions.append(things)
        return things

    turnstile = Turnstile("s", work, fits=lambda *_: True, most_waiting=20, n_threads=2)
    first = [turnstile.submit(0)]
    while turnstile._waiting:
        pass
    first.append(turnstile.submit(1))
    while turnstile._waiting:
        pass
    futures = [turnstile.submit(n) for n in range(2, 10)]
    go.set()
    assert [f.result(5) for f in first + futures] == list(range(10))
    assert max(map(len, portions)) == 4
    turnstile.close()
