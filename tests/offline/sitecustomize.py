"""Refuse every connection to another computer, in each Python process of the tests.

Python imports a module of this name when it starts; tests/conftest.py puts this folder on PYTHONPATH, and
so kernels, sweeps and graders refuse as well.
"""

import ipaddress
import socket
import sys

# The events of Python's audit that name another computer, and where they name it.
EVENTS = {
    "socket.bind": 1, "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1,
    "socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0,
}  # fmt: skip
OWN_NAMES = {"localhost", socket.gethostname()}


class NetworkUsed(BaseException):
    """Something asked for another computer; no ``except Exception`` or ``except OSError`` hides that."""


def is_local(address):
    """Return whether an address, or a host alone, is this computer; a path is that of a local socket."""
    host = address[0] if isinstance(address, tuple) else address
    host = host.decode() if isinstance(host, bytes) else host
    if host is None or host in OWN_NAMES or "/" in host:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_network(event, arguments):
    """Raise if an event of Python's audit is one of another computer."""
    if event in EVENTS and not is_local(arguments[EVENTS[event]]):
        raise NetworkUsed(f"{event}: the tests reached for {arguments[EVENTS[event]]!r}")


sys.addaudithook(refuse_network)
