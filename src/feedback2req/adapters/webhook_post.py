"""Posts to addresses that strangers named: nowhere inside, no redirect, little patience."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage

_TIMEOUT_S = 10.0
_MOST_ANSWERED = 64 << 10
_PORTS = (443, 8443)
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


class WebhookPost:
    """Sends deliveries to public addresses over https.

    A name is resolved once a delivery, each address is judged, and the connection goes to the address that was judged:
    a name that points elsewhere a moment later leads nowhere else.

    Parameters
    ----------
    allow_private : bool
        Also take http, any port, and addresses of this machine and its networks.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._tls = ssl.create_default_context()

    def check(self, url: str) -> None:
        """Refuse an address that nothing may be sent to.

        Raises
        ------
        WrongUsage
            If it is none, or leads inside.
        """
        self._place(url)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int | str:
        """Post; status of the answer, or what went wrong in a few words of ours."""
        try:
            parts, address, port = self._place(url)
        except WrongUsage as error:
            return error.what
        connection = _Pinned(parts, address, port, self._tls)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body=body, headers=dict(headers))
            answer = connection.getresponse()
            answer.read(_MOST_ANSWERED)
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            return f"not delivered: {type(error).__name__}"
        finally:
            connection.close()

    def _place(self, url: str) -> tuple[SplitResult, str, int]:
        """Parts of the URL, and the address and port to connect to."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        if not host or parts.scheme not in (("https", "http") if self._allow_private else ("https",)):
            raise WrongUsage("an https address is expected", remedy="give one such as https://example.org/hook")
        if parts.username or parts.password or not url.isprintable() or not url.isascii():
            raise WrongUsage("the address may hold no login and no odd characters")
        port = port or (443 if parts.scheme == "https" else 80)
        if not self._allow_private and port not in _PORTS:
            raise WrongUsage(f"port {port} is not one of {', '.join(map(str, _PORTS))}")
        addresses = self._resolved(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise WrongUsage("the address leads into a private network", remedy="give a public one")
        return parts, addresses[0], port

    @staticmethod
    def _resolved(host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise WrongUsage(f"{printable(host, 100)} cannot be resolved") from error
        return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Whether an address is one of the open net, and no tunnel to another one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if any(found in network for network in _TUNNELS):
            return False
    return found.is_global and not found.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever its name resolves to by now."""

    def __init__(self, parts: SplitResult, address: str, port: int, tls: ssl.SSLContext) -> None:
        super().__init__(str(parts.hostname), port, timeout=_TIMEOUT_S)
        self._address, self._tls = address, tls if parts.scheme == "https" else None

    def connect(self) -> None:
        """Connect to the address; the certificate has to be that of the name."""
        self.sock = socket.create_connection((self._address, self.port), timeout=_TIMEOUT_S)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)
