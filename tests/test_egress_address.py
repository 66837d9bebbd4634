"""Every spelling of an address is read into one form, or refused."""

from __future__ import annotations

import ipaddress
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.egress import Policy, read_address
from cdkg.egress.policy import is_public
from cdkg.errors import EgressError, SettingsError
from cdkg.settings import Settings


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("http://Example.ORG", "http://example.org/"),
        ("HTTPS://example.org.:443/a", "https://example.org/a"),
        ("http://example.org:0080/?q=ت#part", "http://example.org/?q=%D8%AA"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("http://a/b/../c/./d/..", "http://a/c/"),
        ("http://a/%2e%2E/%7eb/%2f", "http://a/~b/%2F"),
        ("http://a/../../x", "http://a/x"),
        ("http://a/100%/%zz", "http://a/100%25/%25zz"),
        ("http://ایران/", "http://xn--mgba3a4f16a/"),
        ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f000001/", "http://127.0.0.1/"),
        ("http://017700000001/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://127.1./", "http://127.0.0.1/"),
        ("http://0/", "http://0.0.0.0/"),
        ("http://１２７。０．０.1/", "http://127.0.0.1/"),
        ("http://①②⑦.0.0.1/", "http://127.0.0.1/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"),
        ("http://[::ffff:169.254.169.254]/", "http://169.254.169.254/"),
        ("http://[::FFFF:a9fe:a9fe]/", "http://169.254.169.254/"),
    ],
)
def test_spellings_of_one_address_are_read_into_one_form(url: str, read: str) -> None:
    assert str(read_address(url)) == read


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "http:example.org",
        "http:/example.org/",
        "http:///etc/passwd",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "jar:http://example.org!/",
        "urn:x:y",
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://example.org%40evil.example/",
        "http://allowed.example\\@evil.example/",
        "http://example.org /",
        "http://example.org\t/",
        " http://example.org/",
        "http://example.org/\n",
        "http://example.org\x00.evil.example/",
        "http://exa\u200cmple.org/",
        "http://straße.de/",
        "http://a..b/",
        "http://./",
        "http://-a.b/",
        "http://a b/",
        "http://a%2eb/",
        "http://a:port/",
        "http://a:65536/",
        "http://a:0/",
        "http://a:123456/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://1.2.3.08/",
        "http://4294967296/",
        "http://a.0x/",
        "http://[fe80::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1/",
        "http://[::g]/",
        "http://[v1.a]/",
        "http://ℂ.example\u2028/",
        "http://" + "a." * 200 + "b/",
        "http://a/" + "b" * 8000,
    ],
)
def test_what_is_no_address_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(EgressError) as refused:
        read_address(url)
    assert refused.value.message.fa
    assert refused.value.message.en.isprintable()


@given(st.integers(0, 2**32 - 1), st.sampled_from(["", "."]), st.data())
def test_a_number_is_known_in_every_spelling(value: int, dot: str, data: st.DataObject) -> None:
    octets = value.to_bytes(4, "big")
    parts = data.draw(st.integers(1, 4))
    values = [*octets[: parts - 1], int.from_bytes(octets[parts - 1 :], "big")]
    spellings = [data.draw(st.sampled_from([str(part), hex(part), f"0X{part:X}", f"0{part:o}"])) for part in values]
    assert read_address(f"http://{'.'.join(spellings)}{dot}/").host == str(ipaddress.IPv4Address(value))


URLS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "http:", "//", "ftp://", ""]),
    st.text(max_size=12) | st.sampled_from(["a.b", "127.1", "[::1]", "[::ffff:1.2.3.4]", "u@h", "xn--a", "تهران.ir"]),
    st.sampled_from(["", ":80", ":8080", ":", ":x", "."]),
    st.text("/.%2eEfF?#&;=aت \\@", max_size=12),
)


@given(URLS | st.text())
def test_what_is_read_reads_the_same_again(url: str) -> None:
    with suppress(EgressError):
        address = read_address(url)
        assert str(address).isascii()
        assert read_address(str(address)) == address
        assert "/../" not in address.path
        assert address.number is None or not address.host.startswith("0.") or address.host.count(".") == 3


HIDDEN = """
    0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1
    192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::7f00:1
    64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1 fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1
"""
PUBLIC = "8.8.8.8 91.198.174.192 172.32.0.1 2620:0:861:ed1a::1 2a02:ec80:300::1"


@pytest.mark.parametrize("number", HIDDEN.split())
def test_a_number_of_no_public_machine_is_known(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))


@pytest.mark.parametrize("number", PUBLIC.split())
def test_a_number_of_a_public_machine_is_known(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))


LIST = Policy.from_text(
    "https://query.wikidata.org, https://a.example/sparql http://b.example:81/data/ http://10.0.0.5"
)


@pytest.mark.parametrize(
    "url",
    [
        "https://query.wikidata.org/sparql?query=ASK{}",
        "https://QUERY.wikidata.org.:443/any/where",
        "https://a.example/sparql",
        "https://a.example/x/../sparql?x#y",
        "https://a.example/%73parql",
        "http://b.example:81/data/",
        "http://b.example:81/data/x/y.ttl",
        "http://10.0.0.5/",
        "http://0xA.5/x",
    ],
)
def test_what_the_list_names_is_permitted(url: str) -> None:
    assert LIST.permits(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://query.wikidata.org/sparql",
        "https://query.wikidata.org:444/sparql",
        "https://query.wikidata.org.evil.example/sparql",
        "https://evilquery.wikidata.org/",
        "https://wikidata.org/",
        "https://query.wikidata.org@evil.example/",
        "https://a.example/",
        "https://a.example/sparql/",
        "https://a.example/sparql2",
        "https://a.example/Sparql",
        "http://b.example:81/data",
        "http://b.example:81/data/../secret",
        "http://b.example:81/data/..%2Fsecret",
        "http://b.example:81/data/%252e%252e/secret",
        "http://b.example/data/",
        "http://10.0.0.6/",
    ],
)
def test_what_the_list_does_not_name_is_not_permitted(url: str) -> None:
    assert not LIST.permits(url)


@given(URLS | st.text())
def test_an_empty_list_permits_nothing(url: str) -> None:
    assert not Policy.from_text("none").permits(url)
    assert not Policy.from_text(" ").permits(url)


@pytest.mark.parametrize(
    "text", ["query.wikidata.org", "https://a/?q=1", "https://a/#x", "none https://a/", "*", "ftp://a"]
)
def test_an_entry_that_cannot_be_used_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="CDKG_ALLOW"):
        Policy.from_text(text)


def test_a_word_stands_for_the_addresses_of_wikidata() -> None:
    service, api = "https://query.wikidata.org/sparql", "https://www.wikidata.org/w/api.php?action=wbgetentities"
    assert Policy.from_text("wikidata").entries == Policy.from_text(service).entries
    assert not Policy.from_text("wikidata").permits(api)
    both = Policy.from_text("wikidata-search, wikidata http://a.example/")
    assert all(both.permits(url) for url in (service, api, "http://a.example/b", Settings().wikidata_reconcile))
    assert not both.permits("https://www.wikidata.org/wiki/Q3616")
