"""The guards of the tests themselves: what leaves this machine is refused, what stays is not."""

from __future__ import annotations

import os
import socket

import pytest

from tests.conftest import is_local


@pytest.mark.tries_network
@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_out_of_this_machine_is_refused_and_remembered(method: str, no_network: list[str]) -> None:
    before = len(no_network)
    with socket.socket() as outside, pytest.raises(OSError, match="no network in tests"):
        getattr(outside, method)(("192.0.2.1", 80))
    assert no_network[before:] == ["('192.0.2.1', 80)"]


@pytest.mark.tries_network
def test_a_name_is_not_looked_up_outside() -> None:
    with pytest.raises(OSError, match="no network in tests"):
        socket.getaddrinfo("example.org", 443)


def test_this_machine_may_be_talked_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (("127.0.0.1", 1), True),
        (("localhost", 1), True),
        (("::1", 1, 0, 0), True),
        ("/tmp/socket", True),  # noqa: S108
        (("192.0.2.1", 1), False),
        (("example.org", 443), False),
        (("2001:db8::1", 1, 0, 0), False),
    ],
)
def test_addresses_are_told_apart(address: object, local: bool) -> None:
    assert is_local(address) is local


def test_no_setting_of_the_person_who_runs_the_tests_is_seen() -> None:
    assert [name for name in os.environ if name.startswith("FEEDBACK2REQ_") and name != "FEEDBACK2REQ_DATA"] == []
