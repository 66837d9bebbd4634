"""Reads the address of another server into the one form in which it is compared, resolved and asked.

An address has many spellings (``http://0x7f.1/``, ``http://LOCALHOST./``, ``http://１２７.0.0.1/``), and a list that
compares spellings is got around by the next one. So there is one form (RFC 3986, section 6; WHATWG URL for numbers as
hosts), and what is asked is that form, never the text that was given.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from cdkg.errors import EgressError

Number = ipaddress.IPv4Address | ipaddress.IPv6Address

_PORTS: Final = {"http": 80, "https": 443}
_LONGEST: Final = 8000
_BROKEN: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]")
_AUTHORITY: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:@/?#%]+)(?::(?P<port>[0-9]{0,5}))?")
_LONGEST_NAME: Final = 253
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LAST_IS_NUMBER: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_PART: Final = re.compile(r"(?:0x(?P<hex>[0-9a-f]*)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*))")
# IDNA 2003, which Python has, drops or replaces these, and IDNA 2008 keeps them: the name would be another one.
_AMBIGUOUS: Final = re.compile("[ßẞς\u200c\u200d]")
_UNRESERVED: Final = re.compile(r"%(2D|2E|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)")
_KEPT: Final = "%/:@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Address:
    """An address of another server, in its one form.

    Args:
        scheme: ``"http"`` or ``"https"``.
        host: the name in ASCII without a dot at its end, or the number in its usual spelling (without brackets).
        port: the port.
        path: the path, percent-encoded, without dot segments; it begins with a slash.
        query: what follows the question mark; empty where there is none.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""

    @property
    def number(self) -> Number | None:
        """The host where it is a number and not a name."""
        return _number(self.host)

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address; the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def target(self) -> str:
        """Path and query as they stand in a request."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read_address(url: str) -> Address:
    """Read an address.

    Args:
        url: an absolute URL or IRI.

    Raises:
        EgressError: if it is not an ``http:`` or ``https:`` address, names a user, or can be read in two ways.
    """
    if len(url) > _LONGEST:
        raise _unusable(url, f"it is longer than {_LONGEST} characters", f"از {_LONGEST} نویسه بلندتر است")
    if _BROKEN.search(url):
        raise _unusable(url, "it has a space, a backslash or a control character", "فاصله، «\\» یا نویسه کنترلی دارد")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _unusable(url, "it is malformed", "بدشکل است") from None
    if parts.scheme not in _PORTS or not url[len(parts.scheme) :].startswith("://"):
        raise _unusable(url, "only http:// and https:// are asked", "تنها از http:// و https:// پرسیده می‌شود")
    if "@" in parts.netloc:
        raise _unusable(url, "it names a user before an @", "پیش از نشانه @ نام کاربر دارد")
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if authority is None:
        raise _unusable(url, "its host or port is malformed", "میزبان یا درگاه آن بدشکل است")
    port = int(authority["port"] or _PORTS[parts.scheme])
    if not 0 < port < 65536:
        raise _unusable(url, "there is no such port", "چنین درگاهی وجود ندارد")
    return Address(parts.scheme, _host(authority["host"], url), port, _path(parts.path), _encoded(parts.query))


def _host(text: str, url: str) -> str:
    if text.startswith("["):
        try:
            number = ipaddress.IPv6Address(text[1:-1])
        except ValueError:
            raise _unusable(url, "its IPv6 number is malformed", "شماره IPv6 آن بدشکل است") from None
        return str(number.ipv4_mapped or number)
    if _AMBIGUOUS.search(text):
        raise _unusable(
            url,
            "its host has a letter that two standards encode differently; write the host in its ASCII form (xn--…)",
            "میزبان آن نویسه‌ای دارد که دو استاندارد آن را به دو شکل رمز می‌کنند؛ شکل اسکی آن (xn--…) را بنویسید",
        )
    name = _ascii(text, url).lower().removesuffix(".")
    if len(name) > _LONGEST_NAME:
        raise _unusable(url, "its host is not a name", "میزبان آن نام درستی نیست")
    labels = name.split(".")
    if _LAST_IS_NUMBER.fullmatch(labels[-1]):
        number_v4 = _ipv4(labels)
        if number_v4 is None:
            raise _unusable(url, "its host is neither a name nor a number", "میزبان آن نه نام است و نه شماره")
        return str(number_v4)
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise _unusable(url, "its host is not a name", "میزبان آن نام درستی نیست")
    return name


def _ascii(text: str, url: str) -> str:
    try:
        # Twice, so that a character that becomes a dot is seen as one.
        return unicodedata.normalize("NFKC", text).replace("。", ".").encode("idna").decode("ascii")
    except UnicodeError:
        raise _unusable(url, "its host is not a name", "میزبان آن نام درستی نیست") from None


def _ipv4(labels: list[str]) -> ipaddress.IPv4Address | None:
    """Read a number as the C library does: up to four parts, each decimal, octal or hexadecimal."""
    values = []
    for label in labels:
        part = _PART.fullmatch(label)
        if part is None:
            return None
        base = {"hex": 16, "octal": 8, "decimal": 10}[str(part.lastgroup)]
        values.append(int(part[str(part.lastgroup)] or "0", base))
    *first, last = values
    if len(values) > 4 or any(value > 255 for value in first) or last >= 256 ** (5 - len(values)):
        return None
    return ipaddress.IPv4Address(sum(value << 8 * (3 - place) for place, value in enumerate(first)) + last)


def _number(host: str) -> Number | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _encoded(text: str) -> str:
    """Percent-encode what is not ASCII, and decode what need not be encoded."""
    encoded = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(text, safe=_KEPT + "?"))
    capitals = re.sub("%[0-9A-Fa-f]{2}", lambda octet: octet[0].upper(), encoded)
    return _UNRESERVED.sub(lambda octet: chr(int(octet[1], 16)), capitals)


def _path(text: str) -> str:
    """Encode a path and resolve its dot segments (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    segments = _encoded(text).removeprefix("/").split("/")
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _unusable(url: str, en: str, fa: str) -> EgressError:
    shown = "".join(char if char.isprintable() else "�" for char in url[:200])
    return EgressError(f"{shown} cannot be asked: {en}.", f"از {shown} نمی‌توان پرسید: {fa}.")
