"""Which mail servers may be asked: those of one's own network too, but no link-local address."""

import ipaddress
import socket


class UnreachableError(OSError):
    """The name leads to an address that no mail server has."""


def refuse_unreachable(host: str, port: int) -> None:
    """Link-local addresses give away secrets of cloud machines (169.254.169.254), and are no host.

    Raises:
        UnreachableError: the name stands for such an address.
        OSError: it stands for none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise socket.gaierror(socket.EAI_NONAME) from None
    for row in found:
        address = ipaddress.ip_address(str(row[4][0]).partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            raise UnreachableError
