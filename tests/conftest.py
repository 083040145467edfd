"""What holds for every test: no network, a clean environment, the shipped models loaded once."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools
    from tests.databases import Server

_OURS = ("FEEDBACK2REQ_",)
_KEPT = ("FEEDBACK2REQ_DATA", "FEEDBACK2REQ_TEST_LLM")
_LOOPBACK = ("localhost", "localhost.localdomain", "ip6-localhost", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden texts instead of comparing")
    parser.addoption("--kills", default=6, help="how often each writer of the soak tests is killed")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tries_network: reaches for the network to see that it is refused")
    # before any test module is imported, so that a library that reads it at import sees it too
    for name in [n for n in os.environ if n.startswith(_OURS) and n not in _KEPT]:
        del os.environ[name]
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")


def is_local(address: object) -> bool:
    """Whether a socket address stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a path: AF_UNIX
    host = str(address[0]).split("%")[0]
    if host in _LOOPBACK:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[list[str]]:
    """Refuse every way out of this machine; what was tried is kept, also when the caller swallows the error."""
    tried: list[str] = []
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(address: object) -> None:
        if not is_local(address):
            tried.append(str(address))
            raise OSError(f"no network in tests: {address}")

    def guarded_connect(self: socket.socket, address: object) -> None:
        refuse(address)
        connect(self, address)  # type: ignore[arg-type]

    def guarded_connect_ex(self: socket.socket, address: object) -> int:
        refuse(address)
        return connect_ex(self, address)  # type: ignore[arg-type]

    def guarded_getaddrinfo(host: object, *args: object, **kwargs: object) -> object:
        refuse((host.decode() if isinstance(host, bytes) else host or "", 0))
        return getaddrinfo(host, *args, **kwargs)  # type: ignore[arg-type]

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield tried
    patch.undo()


@pytest.fixture(autouse=True)
def _no_way_out(no_network: list[str], request: pytest.FixtureRequest) -> Iterator[None]:
    before = len(no_network)
    yield
    if request.node.get_closest_marker("tries_network") is None:
        assert no_network[before:] == [], "this test reached for the network"


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """A test that sets a variable and forgets it would change the tests after it."""
    before, folder = dict(os.environ), os.getcwd()  # noqa: PTH109
    yield
    os.environ.clear()
    os.environ.update(before)
    os.chdir(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own; where none is installed, tests that ask for it are skipped."""
    from tests.databases import server

    with server() as running:
        yield running


@pytest.fixture(scope="session")
def tools() -> Tools:
    """The real models, as a run has them; nothing is loaded before it is used."""
    from feedback2req.wiring import make_progress, make_tools

    return make_tools(make_progress())
