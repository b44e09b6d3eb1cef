"""Which addresses are opened: by a table of our own, and by the operator's list."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.networks import REFUSED_4, REFUSED_6, Allowed, as_host, is_public

REFUSED = """
0.0.0.0 0.0.0.1 0.1.2.3 0.255.255.255
10.0.0.0 10.0.0.1 10.128.0.1 10.255.255.255
100.64.0.0 100.64.0.1 100.100.100.200 100.127.255.255
127.0.0.0 127.0.0.1 127.0.0.53 127.1.2.3 127.255.255.255
168.63.129.16
169.254.0.0 169.254.0.1 169.254.169.123 169.254.169.249 169.254.169.254 169.254.170.2 169.254.170.23 169.254.0.23
169.254.255.255
172.16.0.0 172.16.0.1 172.17.0.1 172.20.10.1 172.31.255.255
192.0.0.0 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.10 192.0.0.170 192.0.0.171 192.0.0.192 192.0.0.255
192.0.2.0 192.0.2.1 192.0.2.255
192.31.196.1 192.52.193.1 192.175.48.1
192.88.99.0 192.88.99.1 192.88.99.2 192.88.99.255
192.168.0.0 192.168.0.1 192.168.1.1 192.168.122.1 192.168.255.255
198.18.0.0 198.18.0.1 198.19.0.1 198.19.255.255
198.51.100.0 198.51.100.1 198.51.100.255
203.0.113.0 203.0.113.1 203.0.113.255
224.0.0.0 224.0.0.1 224.0.0.251 232.1.1.1 233.252.0.1 239.255.255.250 239.255.255.255
240.0.0.0 240.0.0.1 250.1.1.1 255.255.255.254 255.255.255.255
:: ::1 ::2 ::ffff
::7f00:1 ::127.0.0.1 ::10.0.0.1 ::8.8.8.8 ::169.254.169.254
::ffff:0.0.0.0 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:192.168.0.1
::ffff:100.100.100.200 ::ffff:168.63.129.16 ::ffff:8.8.8.8
::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
64:ff9b:: 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b::169.254.169.254 64:ff9b::8.8.8.8
64:ff9b:1:: 64:ff9b:1::1 64:ff9b:1:a9fe:a9:fe00::
100:: 100::1 100:0:0:1::1
2001:: 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:7f00:1::1
2001:1::1 2001:1::2 2001:2:: 2001:2::1 2001:3::1 2001:4:112::1 2001:5::1 2001:10::1 2001:1f::1 2001:20::1 2001:2f::1
2001:30::1 2001:1ff::1
2001:db8:: 2001:db8::1 2001:db8:ffff::1
2002:: 2002:7f00:1:: 2002:a00:1:: 2002:a9fe:a9fe:: 2002:c0a8:101::1 2002:808:808::
2620:4f:8000::1
3ffe::1 3ffe:ffff::1
3fff:: 3fff::1 3fff:fff:ffff::1
2600::5efe:10.0.0.1 2600::200:5efe:8.8.8.8
4000::1 5f00::1 5f00:1::1 8000::1 a000::1 c000::1 e000::1 f000::1
fc00:: fc00::1 fcff::1 fd00::1 fd00:ec2::23 fd00:ec2::253 fd00:ec2::254 fd20:ce::254 fdff:ffff::1
fd00:42::42 fd00:c1::a9fe:a9fe
fe80:: fe80::1 fe80::a9fe:a9fe fe80::1%eth0 febf::1
fec0:: fec0::1 fecf::1 feff::1
ff00:: ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1
2606:4700::1111%eth0
127.1 2130706433 0x7f000001 0177.0.0.1 127.0.0.01 1.2.3 localhost 1.2.3.4.5 [::1] 8.8.8.8/32
""".split()
OPENED = """
1.1.1.1 8.8.8.8 9.9.9.9 9.255.255.255 11.0.0.0 93.184.216.34 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
151.101.1.195 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255
192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255
198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255
2000::1 2001:200::1 2001:4860:4860::8888 2001:67c:4e8::1 2001:db7::1 2001:db9::1 2003::1 2400:cb00::1 2606:4700::1111
2620:4f:7fff::1 2620:0:861:ed1a::1 2a00:1450:4001::1 2a02:2e0::1 2c0f:fb50::1 3000::1 3ffd::1 3fff:1000::1
""".split()


def test_the_tables_are_large_enough() -> None:
    assert len(set(REFUSED)) > 160
    assert len(set(OPENED)) > 40


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_of_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPENED)
def test_what_is_is_opened(address: str) -> None:
    assert is_public(address)


@given(st.sampled_from(REFUSED_4 + REFUSED_6), st.integers(min_value=0))
def test_every_address_of_a_refused_network_is_refused(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network, place: int
) -> None:
    assert not is_public(str(network[place % network.num_addresses]))


@given(st.ip_addresses())
def test_nothing_is_opened_that_the_system_s_tables_call_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(str(address))


@pytest.mark.parametrize(
    ("listed", "host", "is_allowed"),
    [
        ("wiki.internal", "wiki.internal", True),
        ("Wiki.Internal.", "WIKI.internal", True),
        ("wiki.internal", "wiki.internal.", True),
        ("wiki.internal", "www.wiki.internal", False),
        ("wiki.internal", "wiki.internal.example.org", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.4", False),
        ("10.1.0.0/16", "10.1.255.1", True),
        ("10.1.2.3/16", "10.1.255.1", True),
        ("10.1.0.0/16", "10.2.0.1", False),
        ("10.1.0.0/16", "::ffff:10.1.0.1", False),
        ("[fd00::1]", "fd00::1", True),
        ("fd00:0::0:1", "fd00::1", True),
        ("fd00::/8", "fdab::1", True),
        ("localhost", "localhost", True),
        ("127.0.0.1", "localhost", False),
    ],
)
def test_a_host_of_one_s_own_network(listed: str, host: str, is_allowed: bool) -> None:
    assert Allowed(frozenset({listed})).host(host) is is_allowed
    assert not Allowed().host(host)


@pytest.mark.parametrize(
    "words",
    ["", "http://wiki.internal", "wiki.internal/a", "wiki:8080", "10.1.0.0/33", "10.1", "a b", "*.internal", "."],
)
def test_what_is_no_host(words: str) -> None:
    with pytest.raises(ValueError, match="give a host's name"):
        as_host(words)
