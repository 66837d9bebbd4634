"""Decides which other servers may be asked: by the address that is given, and again by where its name leads."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from cdkg.egress.address import Address, Number, read_address
from cdkg.errors import EgressError, RemoteError, SettingsError
from cdkg.settings import Settings

Resolver = Callable[[str, int], list[str]]
"""Finds the numbers of a name and a port."""

_NO_ENTRY: Final = "none"
_WORDS: Final = {
    "wikidata": (Settings.wikidata_sparql,),
    "wikidata-search": (Settings.wikidata_api, Settings.wikidata_reconcile),
}
# Of IPv4, what the IANA registry of special purposes lists and Python's `is_global` may not know in every release.
_SPECIAL_V4: Final = tuple(
    map(ipaddress.IPv4Network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3"))
)
# Of IPv6, all that is public lies in this block. Within it, these name or carry other addresses (Teredo, 6to4, ORCHID)
# or none (documentation).
_PUBLIC_V6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


def is_public(number: Number) -> bool:
    """Tell whether a number is that of a machine on the public internet.

    Args:
        number: an IPv4 or IPv6 number.

    Returns:
        ``False`` for the own machine, the own network, a cloud's metadata, multicast, and whatever carries an IPv4
        number within it, which a router of the own network may unpack.
    """
    if isinstance(number, ipaddress.IPv4Address):
        return number.is_global and not any(number in network for network in _SPECIAL_V4)
    return number in _PUBLIC_V6 and number.is_global and not any(number in network for network in _SPECIAL_V6)


@dataclass(frozen=True)
class Checked:
    """An address that may be asked, with the numbers that it was found to have.

    Args:
        address: the address.
        numbers: the numbers to connect to; the name must not be resolved again.
    """

    address: Address
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """What may be asked.

    Args:
        entries: the addresses that may be asked. One that ends in a slash permits all below it; any other only itself.
            The query of an address is free.
    """

    entries: tuple[Address, ...] = ()

    @classmethod
    def from_text(cls, text: str) -> Policy:
        """Read an allow-list.

        Args:
            text: addresses, separated by spaces or commas; ``"none"`` or nothing for an empty list. The word
                ``"wikidata"`` stands for the address of its query service, ``"wikidata-search"`` for those of its
                search and of its reconciliation service.

        Raises:
            SettingsError: if one of them cannot be used.
        """
        given = text.replace(",", " ").split()
        entries = []
        for url in (url for part in given for url in _WORDS.get(part, (part,))) if given != [_NO_ENTRY] else ():
            try:
                entry = read_address(url)
            except EgressError as fault:
                raise SettingsError(f"CDKG_ALLOW: {fault.message.en}", f"CDKG_ALLOW: {fault.message.fa}") from None
            if entry.query or "#" in url:
                raise SettingsError(
                    f"CDKG_ALLOW: leave out of {url} what follows the ? or #; any query is allowed.",
                    f"CDKG_ALLOW: در {url} آنچه را پس از ? یا # می‌آید کنار بگذارید؛ هر پرسشی مجاز است.",
                )
            entries.append(entry)
        return cls(tuple(entries))

    def permits(self, url: str) -> bool:
        """Tell whether an address is on the list.

        Args:
            url: an address; one that cannot be read is not permitted.
        """
        try:
            self.check(url)
        except EgressError:
            return False
        return True

    def check(self, url: str) -> Address:
        """Read an address that is on the list.

        Args:
            url: the address.

        Raises:
            EgressError: if it cannot be read, or is not on the list.
        """
        address = read_address(url)
        if not any(_covers(entry, address) for entry in self.entries):
            raise EgressError(
                f"{address} is not on the list of servers that may be asked. Who runs this service can add it to "
                "CDKG_ALLOW.",
                f"{address} در فهرست سرورهایی که می‌توان از آن‌ها پرسید نیست. گرداننده این سرویس می‌تواند آن را به "
                "CDKG_ALLOW بیفزاید.",
            )
        return address

    def resolve_checked(self, url: str, resolve: Resolver | None = None) -> Checked:
        """Read an address that is on the list and find the numbers to connect to.

        A name must lead to public machines only. A machine of the own network is asked where the list names it by its
        number, so that whoever holds a name's entry cannot point it there.

        Args:
            url: the address.
            resolve: finds the numbers of a name; the system's resolver where it is not given.

        Raises:
            EgressError: if it is not on the list, or its name leads into a network of our own.
            RemoteError: if there is no machine of that name.
        """
        address = self.check(url)
        if address.number is not None:
            return Checked(address, (address.host,))
        numbers = tuple(dict.fromkeys((resolve or resolve_name)(address.host, address.port)))
        hidden = [number for number in numbers if not _leads_outside(number)]
        if hidden:
            raise EgressError(
                f"{address.host} leads to {hidden[0]}, which is not a public machine. If that machine is meant, name "
                "it by its number in CDKG_ALLOW.",
                f"{address.host} به {hidden[0]} می‌رسد که دستگاهی همگانی نیست. اگر همان دستگاه منظور است، شماره‌اش را در "
                "CDKG_ALLOW بنویسید.",
            )
        if not numbers:
            raise _unknown(address.host)
        return Checked(address, numbers)


NOTHING_LEAVES: Final = Policy()
"""The policy without an allow-list."""


def resolve_name(host: str, port: int) -> list[str]:
    """Ask the system for the numbers of a name.

    Raises:
        RemoteError: if it has none.
    """
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise _unknown(host) from None
    return [str(place[0]) for *_, place in found]


def _leads_outside(text: str) -> bool:
    try:
        number = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = number.ipv4_mapped if isinstance(number, ipaddress.IPv6Address) else None
    return is_public(mapped or number)


def _covers(entry: Address, address: Address) -> bool:
    if (entry.scheme, entry.host, entry.port) != (address.scheme, address.host, address.port):
        return False
    if entry.path == "/":
        return True
    if not entry.path.endswith("/"):
        return entry.path == address.path
    # Some servers take an encoded slash for a slash, and "..%2F" then leads out again.
    return address.path.startswith(entry.path) and not any(hidden in address.path for hidden in ("%2F", "%5C", "%25"))


def _unknown(host: str) -> RemoteError:
    return RemoteError(f"There is no server named {host}.", f"سروری به نام {host} وجود ندارد.")
