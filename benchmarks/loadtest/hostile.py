"""Hostile load: many connections that ask for cross products, exponential paths, huge sorts and the like, without end.

Run as a program of its own (``python -m loadtest.hostile PORT CONNECTIONS SECONDS``), so that it does not slow down who
measures; it prints how many answers of each status it met.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from contextlib import suppress
from typing import Final
from urllib.parse import quote

_PAUSE: Final = 0.5
_SHARE_OF_SLOW: Final = 0.1
_SHARE_OF_NEW_SHAPES: Final = 0.5
"""So many have a clause at their end that no other has, and are not like any that the service has met with: names and
values alone do not make two queries unlike for it."""

_SECONDS_FOR_ONE: Final = 60.0
_SECONDS_BETWEEN_BYTES: Final = 1.0
_ADDRESSES: Final = 20

QUERIES: Final = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>)*/(!<urn:y>)*/(!<urn:z>)* ?b }",
    "SELECT * WHERE { ?a (<urn:x>|!<urn:x>)+ ?b . ?b (<urn:x>|!<urn:x>)+ ?a }",
    "SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(a+)+(b+)+(a|b)*$', 'i')) }",
    "SELECT DISTINCT (CONCAT(STR(?a), STR(?b), STR(?c), STR(?d)) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?x",
    "SELECT (GROUP_CONCAT(?x) AS ?all) WHERE { ?s ?p ?o . ?s2 ?p2 ?o2 BIND(CONCAT(STR(?o), STR(?o2)) AS ?x) }",
    "SELECT * WHERE { ?s ?p ?o OPTIONAL { ?x ?y ?z FILTER(STRLEN(STR(?z)) > STRLEN(STR(?o))) } }",
    "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { { SELECT (SHA512(CONCAT(STR(?a), STR(?d))) AS ?x) WHERE { ?a ?b ?c . ?d ?e ?f } } } ORDER BY ?x",
    "SELECT * WHERE " + "{" * 2000 + " ?s ?p ?o " + "}" * 2000,
    "SELECT * WHERE { ?s ?p ?o FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
    "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p",
)


async def attack(port: int, connections: int, seconds: float) -> Counter[str]:
    """Attack a server on the loopback address.

    Args:
        port: its port.
        connections: how many clients there are; one in ten of them sends the body of its request a byte a second.
        seconds: for how long.

    Returns:
        how many answers of each status there were.
    """
    met: Counter[str] = Counter()
    clients = [_client(number, connections, port, met) for number in range(connections)]
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*clients), seconds)
    return met


async def _client(number: int, connections: int, port: int, met: Counter[str]) -> None:
    chance = random.Random(number)
    act = _send_slowly if number < connections * _SHARE_OF_SLOW else _ask
    while True:
        try:
            async with asyncio.timeout(_SECONDS_FOR_ONE):
                # From several addresses: a limit by address is no defence against many.
                address = (f"127.0.0.{2 + number % _ADDRESSES}", 0)
                reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=address)
                try:
                    met[await act(reader, writer, chance)] += 1
                finally:
                    writer.close()
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            met[type(fault).__name__] += 1
        await asyncio.sleep(chance.uniform(0, 2 * _PAUSE))


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, chance: random.Random) -> str:
    query = chance.choice(QUERIES)
    if not query.startswith("SELECT * WHERE {{"):
        query = f"PREFIX n: <urn:n:{chance.randrange(10**9)}> {query}"
    if chance.random() < _SHARE_OF_NEW_SHAPES:
        query += f" VALUES ?new {{ {' '.join(chance.choices(('UNDEF', '1'), k=30))} }}"
    body = ("query=" + quote(query, safe="")).encode()
    writer.write(_head(len(body)) + body)
    if chance.random() < _SHARE_OF_SLOW:
        await asyncio.sleep(chance.random())
        return "left early"
    status = (await reader.readline()).decode("latin-1").split(" ")
    while await reader.read(1 << 16):
        pass
    return status[1] if len(status) > 1 else "no answer"


async def _send_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: random.Random) -> str:
    writer.write(_head(50_000) + b"query=")
    while not reader.at_eof():
        writer.write(b"a")
        await writer.drain()
        with suppress(TimeoutError):
            return "slow body: " + (await asyncio.wait_for(reader.readline(), _SECONDS_BETWEEN_BYTES)).decode()[9:12]
    return "slow body: closed"


def _head(length: int) -> bytes:
    return (
        "POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Accept: */*\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


if __name__ == "__main__":
    for status, times in asyncio.run(attack(*(int(argument) for argument in sys.argv[1:4]))).most_common():
        print(f"{status}: {times}")
