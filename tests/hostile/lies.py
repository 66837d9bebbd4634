"""Requests that lie about where they end, or are no HTTP/1.1: refused, never answered as two."""

from __future__ import annotations

from hostile.attack import CLOSED, DIRECT, FORM, Attack


def attacks() -> list[Attack]:
    """Give the family."""

    def post(name: str, lines: str, body: bytes, *statuses: int) -> Attack:
        head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\n{lines}\r\n\r\n"
        return Attack(f"lies: {name}", statuses, raw=head.encode() + body)

    def raw(name: str, sent: bytes, *statuses: int) -> Attack:
        return Attack(f"lies: {name}", statuses, raw=sent, ended=CLOSED in statuses)

    query = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
    return [
        post("a length shorter than the body", "Content-Length: 3", b"ASK { }", 400),
        post("a negative length", "Content-Length: -1", b"ASK { }", 400),
        post("a length that is no number", "Content-Length: many", b"ASK { }", 400),
        post("a length with a sign", "Content-Length: +7", b"ASK { }", 400),
        post("a length in hexadecimals", "Content-Length: 0x7", b"ASK { }", 400),
        post("a length beyond all numbers", "Content-Length: " + "9" * 40, b"ASK { }", 400, 413),
        raw(
            "a length longer than the body",
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\nContent-Length: 99\r\n\r\nASK".encode(),
            400,
            CLOSED,
        ),
        post("two lengths in one line", "Content-Length: 7, 8", b"ASK { }", 400),
        post("two lengths in two lines", "Content-Length: 7\r\nContent-Length: 8", b"ASK { }", 400),
        post(
            "a length and chunks",
            "Content-Length: 3\r\nTransfer-Encoding: chunked",
            b"7\r\nASK { }\r\n0\r\n\r\n",
            200,
            400,
        ),
        post("a transfer coding that is none", "Transfer-Encoding: xchunked", b"7\r\nASK { }\r\n0\r\n\r\n", 400, 501),
        post(
            "a hidden transfer coding", "Transfer-Encoding: chunked, identity", b"7\r\nASK { }\r\n0\r\n\r\n", 400, 501
        ),
        post(
            "two transfer codings", "Transfer-Encoding: gzip, chunked", b"7\r\nASK { }\r\n0\r\n\r\n", 200, 400, 415, 501
        ),
        post("a chunk's size that is none", "Transfer-Encoding: chunked", b"xyz\r\nASK { }\r\n0\r\n\r\n", 400),
        post(
            "a chunk's size beyond all numbers",
            "Transfer-Encoding: chunked",
            b"f" * 40 + b"\r\nASK { }\r\n0\r\n\r\n",
            400,
            413,
        ),
        post("a chunk longer than it says", "Transfer-Encoding: chunked", b"3\r\nASK { }\r\n0\r\n\r\n", 400),
        post(
            "an extension of a chunk that is long",
            "Transfer-Encoding: chunked",
            b"7;" + b"x" * 100_000 + b"\r\nASK { }\r\n0\r\n\r\n",
            200,
            400,
            413,
            431,
        ),
        post(
            "many trailers",
            "Transfer-Encoding: chunked",
            b"7\r\nASK { }\r\n0\r\n" + b"X: 1\r\n" * 10_000 + b"\r\n",
            200,
            400,
            413,
            431,
        ),
        raw("a space before a colon", query + b"X-A : 1\r\n\r\n", 400),
        raw("a line without a colon", query + b"nonsense\r\n\r\n", 400),
        raw("a folded line", query + b"X-A: 1\r\n 2\r\n\r\n", 200, 400),
        raw("NUL in a header", query + b"X-A: a\0b\r\n\r\n", 400),
        raw("a lone carriage return in a header", query + b"X-A: a\rX-B: b\r\n\r\n", 400),
        raw("a header's name that is no token", query + b"X\x80(A): 1\r\n\r\n", 400),
        raw("no name of a header", query + b": 1\r\n\r\n", 400),
        raw("a space in the target", b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        raw("NUL in the target", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        raw("no target", b"GET  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        raw("no method", b" / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        raw("a version that there is not", b"GET / HTTP/7.3\r\nHost: x\r\n\r\n", 400, 505),
        raw("a protocol that there is not", b"GET / GOPHER/1.0\r\n\r\n", 400, 505),
        raw("HTTP/0.9", b"GET /\r\n\r\n", 400, 505, CLOSED),
        raw("HTTP/1.0 without a host", b"GET /health HTTP/1.0\r\n\r\n", 200),
        raw("line ends without carriage returns", b"GET /health HTTP/1.1\nHost: x\n\n", 200, 400),
        raw("empty lines before the request", b"\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n", 200, 400),
        raw(
            "the beginning of HTTP/2 and nonsense",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 1_000,
            400,
            505,
            CLOSED,
        ),
        raw("the beginning of TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)), 400, CLOSED),
        raw("the beginning of another protocol", b"SSH-2.0-OpenSSH_9.2\r\n", 400, CLOSED),
        raw("nonsense", bytes(range(128, 256)) * 100 + b"\r\n\r\n", 400, CLOSED),
        raw("nothing but line ends", b"\r\n" * 10_000, 400, 431, CLOSED),
        Attack(
            "lies: a client that closes its side behind its request",
            (200, CLOSED),
            raw=query + b"\r\n",
            ended=True,
        ),
        raw(
            "a second request within the first one's form",
            f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 0\r\n\r\n"
            "GET /id/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
            400,
        ),
    ]
