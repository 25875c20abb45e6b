"""The tests refuse the network, here, in other processes and in kernels, but not this computer itself."""

import socket
import subprocess
import sys
import threading

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from offline.sitecustomize import is_local

ELSEWHERE = "192.0.2.1"  # an address for documentation: no computer has it
CONNECT = f"import socket; socket.socket().connect(({ELSEWHERE!r}, 80))"


def with_socket(kind, method, *arguments):
    """Call a method of a new socket, and close that."""
    with socket.socket(type=kind) as one:
        getattr(one, method)(*arguments)


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: with_socket(socket.SOCK_STREAM, "connect", (ELSEWHERE, 80)),
        lambda: with_socket(socket.SOCK_DGRAM, "sendto", b"x", (ELSEWHERE, 80)),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.gethostbyname("example.org"),
        lambda: with_socket(socket.SOCK_STREAM, "bind", ("", 0)),
        lambda: with_socket(socket.SOCK_STREAM, "bind", ("0.0.0.0", 0)),
    ],
    ids=["create_connection", "connect", "sendto", "getaddrinfo", "gethostbyname", "listen", "0.0.0.0"],
)
def test_another_computer_is_refused(call):
    with pytest.raises(BaseException, match="the tests reached for") as refused:
        call()
    assert type(refused.value).__name__ == "NetworkUsed"  # of the module that was imported first


def test_another_process_refuses_too():
    done = subprocess.run([sys.executable, "-c", CONNECT], capture_output=True, text=True)
    assert done.returncode == 1 and ELSEWHERE in done.stderr and "NetworkUsed" in done.stderr


def test_a_kernel_refuses_too_whatever_the_cell_catches():
    cell = f"try:\n    {CONNECT}\nexcept Exception:\n    pass"
    with pytest.raises(CellExecutionError, match="NetworkUsed"):
        NotebookClient(new_notebook(cells=[new_code_cell(cell)]), kernel_name="python3").execute()


def test_this_computer_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = threading.Thread(target=lambda: server.accept()[0].close())
        answer.start()
        socket.create_connection(server.getsockname()).close()
        answer.join()


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (("127.0.0.1", 80), True),
        (("::1", 80, 0, 0), True),
        ("localhost", True),
        ("/run/some.socket", True),
        (("10.0.0.1", 80), False),
        (("8.8.8.8", 53), False),
        ("example.org", False),
    ],
)
def test_what_is_this_computer(address, local):
    assert is_local(address) == local
