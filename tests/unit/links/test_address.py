"""Public addresses only, in whatever clothes the others come."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.links.address import is_allowed, is_loopback

PUBLIC = ["8.8.8.8", "1.1.1.1", "203.150.0.1", "2606:4700::1111", "2001:fb0::1", "64:ff9b::808:808"]
CLOSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "2002:808:808::1",
    "64:ff9b::a00:1",
    "64:ff9b:1::808:808",
    "::ffff:10.0.0.1",
    "::8.8.8.8",
    "fec0::1",
    "100::1",
    "",
    "www.x.go.th",
    "127.1",
    "0177.0.0.1",
    "2130706433",
    "8.8.8.8:80",
]


@pytest.mark.parametrize("ip", PUBLIC)
def test_public_addresses_are_allowed(ip: str) -> None:
    assert is_allowed(ip, allow_loopback=False)


@pytest.mark.parametrize("ip", CLOSED)
@pytest.mark.parametrize("allow_loopback", [False, True])
def test_all_others_are_not_even_with_loopback(ip: str, allow_loopback: bool) -> None:
    assert not is_allowed(ip, allow_loopback=allow_loopback)


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_a_matter_of_the_setting(ip: str) -> None:
    assert is_allowed(ip, allow_loopback=True)
    assert not is_allowed(ip, allow_loopback=False)


@given(st.ip_addresses())
def test_nothing_is_allowed_that_the_standard_library_calls_private(
    ip: IPv4Address | IPv6Address,
) -> None:
    if is_allowed(ip, allow_loopback=False):
        inner = ip_address(int(ip) & 0xFFFF_FFFF) if str(ip).startswith("64:ff9b::") else ip
        assert inner.is_global
        assert not inner.is_multicast


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_opens_no_door(inner: IPv4Address) -> None:
    plain = is_allowed(inner, allow_loopback=False)
    number = int(inner)
    assert is_allowed(IPv6Address(0xFFFF << 32 | number), allow_loopback=False) == plain
    assert is_allowed(IPv6Address(0x64FF9B << 96 | number), allow_loopback=False) == plain
    for carrier in (0, 0x2002 << 112, 0x20010000 << 96, 0x64FF9B0001 << 80, 0x5EFE << 32):
        wrapped = IPv6Address(carrier | (number << 80 if carrier == 0x2002 << 112 else number))
        assert not is_allowed(wrapped, allow_loopback=False)
        assert is_loopback(wrapped) <= (wrapped == IPv6Address("::1"))
