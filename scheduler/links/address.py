"""Which addresses the link doctor may connect to: the public internet and nothing else.

The lists follow IANA's special-purpose address registries. An address that carries another one
inside it (IPv4-mapped, NAT64) is judged by the inner one; the older tunnels (6to4, Teredo,
IPv4-compatible) are refused outright.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relay
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's host agent, answers from inside a public range
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_CARRIERS = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
_LOOPBACK_V4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_V6 = IPv6Address("::1")

Address = IPv4Address | IPv6Address


def is_allowed(ip: str | Address, *, allow_loopback: bool) -> bool:
    """True for a public unicast address, and for loopback when that is allowed."""
    address = parse(ip)
    if address is None:
        return False
    if is_loopback(address):
        return allow_loopback
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _CLOSED_V6)


def is_loopback(ip: str | Address) -> bool:
    """True for 127/8 and ::1, also when mapped into IPv6."""
    address = parse(ip)
    if isinstance(address, IPv4Address):
        return address in _LOOPBACK_V4
    return address == _LOOPBACK_V6


def parse(ip: str | Address) -> Address | None:
    """The address to judge: the inner one where an IPv6 address merely carries an IPv4 one."""
    try:
        address = ip_address(ip)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    if address.scope_id is not None:
        return None
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
