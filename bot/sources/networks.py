"""Which IP addresses are of the public internet, by our own table: Python's changes from version to version.

Sources: IANA's special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry and
iana-ipv6-special-registry); RFC 6890. Of IPv6 only what is given out as global unicast (2000::/3) is opened at all, so
that loopback, mapped, compatible, translated (NAT64, SIIT), unique local, link-local, site-local, discard and multicast
addresses fall out together.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REFUSED_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by the customers of a provider; Alibaba's metadata (100.100.100.200)
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's host service: public by its number only
            "169.254.0.0/16",  # link-local: the metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata (192.0.0.192)
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
REFUSED_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID, AMT, AS112
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the 6bone, given back
            "3fff::/20",  # documentation
        ),
    )
)
# The last half of an ISATAP address is an IPv4 address (RFC 5214), after one of these.
ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    try:
        parsed = ipaddress.ip_address(address)  # one with a zone ("fe80::1%eth0") is a neighbour's
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in REFUSED_4)
    carried = (int(parsed) >> 32) & 0xFFFFFFFF in ISATAP
    return "%" not in address and parsed in GLOBAL_6 and not carried and not any(parsed in net for net in REFUSED_6)


class Allowed:
    """Hosts of one's own network that may be opened all the same: names, IP addresses and networks.

    A name and an IP address mean the host of a web address as it stands there, on any port: no other name that leads to
    the same place. A network means every IP address in it, and every name that leads there.

    Raises: ValueError, with the cause in a few words, if one is none of the three.
    """

    def __init__(self, hosts: frozenset[str] = frozenset()) -> None:
        found = [as_host(host) for host in sorted(hosts)]
        self._hosts = frozenset(host for host in found if isinstance(host, str))
        self._networks = tuple(host for host in found if not isinstance(host, str))

    def host(self, host: str) -> bool:
        """Whether the host of a web address, a name or an IP address, may be opened on any port."""
        return host.lower().rstrip(".") in self._hosts or self.address(host)

    def address(self, address: str) -> bool:
        """Whether an IP address lies in one of the networks."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def as_host(words: str) -> str | Network:
    """A host as it stands in a web address, in lower case, or the network that ``words`` mean ("10.1.0.0/16").

    Raises: ValueError if they mean neither.
    """
    name = words.strip().lower().rstrip(".")
    try:
        if "/" in name:
            return ipaddress.ip_network(name, strict=False)
        if ":" in name or name.rpartition(".")[2].isdigit():
            return str(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        name = ""
    if not all(part and part.replace("-", "").replace("_", "").isalnum() for part in name.split(".")):
        raise ValueError("give a host's name, an IP address or a network, such as wiki.example.org or 10.1.0.0/16")
    return name
