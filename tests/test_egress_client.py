"""Another server is asked within limits, and only where the policy lets it, at every hop."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from threading import Event

import pytest

from cdkg.egress import Fetched, Policy, fetch
from cdkg.errors import EgressError, RemoteError
from trap import Reply, Visit, trap


def ask(url: str, policy: Policy, **options: object) -> Fetched:
    given: dict[str, object] = {"seconds": 5.0, "most_bytes": 1000} | options
    return fetch(url, policy, **given)  # type: ignore[arg-type]


def test_what_is_sent_and_what_comes_back() -> None:
    with trap(lambda visit: Reply(201, b"x" * 1000, {"Content-Type": "Text/Turtle; charset=utf-8"})) as server:
        answer = ask(
            f"{server.url}/a?b=%20c",
            Policy.from_text(server.url),
            method="POST",
            body=b"q",
            headers={"Host": "evil", "A": "b"},
        )
    (visit,) = server.visits
    assert (visit.method, visit.target, visit.body) == ("POST", "/a?b=%20c", b"q")
    assert (visit.headers["host"], visit.headers["a"]) == (f"127.0.0.1:{server.port}", "b")
    assert (answer.status, answer.media_type, answer.body) == (201, "text/turtle", b"x" * 1000)


def test_an_address_off_the_list_is_not_asked() -> None:
    with trap() as server:
        for policy in (Policy(), Policy.from_text(f"{server.url}/other http://localhost:{server.port}")):
            with pytest.raises(EgressError, match="not on the list"):
                ask(f"{server.url}/a", policy)
    assert server.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_what_may_not_be_asked_is_not_followed(status: int) -> None:
    with trap() as forbidden:
        for location in (
            forbidden.url,
            f"http://localhost:{forbidden.port}/",
            "http://169.254.169.254/latest/meta-data/",
        ):
            with (
                trap(lambda visit, to=location: Reply(status, b"", {"Location": to})) as server,  # type: ignore[misc]
                pytest.raises(EgressError, match="not on the list"),
            ):
                ask(server.url, Policy.from_text(server.url))
            assert server.connections == 1
    assert forbidden.connections == 0


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a@127.0.0.1/", "http://0x7f.1:1/"]
)
def test_a_redirect_to_another_kind_of_address_is_not_followed(location: str) -> None:
    with trap(lambda visit: Reply(302, b"", {"Location": location})) as server, pytest.raises(EgressError):
        ask(server.url, Policy.from_text(server.url))


def test_a_redirect_is_followed_without_the_credentials() -> None:
    with trap(lambda visit: Reply(200, b"there")) as other:

        def reply(visit: Visit) -> Reply:
            if visit.target == "/first":
                return Reply(307, b"", {"Location": "/second"})
            return Reply(302, b"", {"Location": f"{other.url}/third"})

        with trap(reply) as server:
            answer = ask(
                f"{server.url}/first",
                Policy.from_text(f"{server.url} {other.url}"),
                method="POST",
                body=b"q",
                headers={"Authorization": "Bearer secret", "Content-Type": "text/plain"},
            )
    assert (answer.url, answer.body) == (f"{other.url}/third", b"there")
    assert [(visit.method, visit.target, visit.body) for visit in server.visits] == [
        ("POST", "/first", b"q"),
        ("POST", "/second", b"q"),
    ]
    assert all("authorization" in visit.headers for visit in server.visits)
    (last,) = other.visits
    assert (last.method, last.body) == ("GET", b"")
    assert not {"authorization", "content-type"} & set(last.headers)


def test_redirects_end() -> None:
    with (
        trap(lambda visit: Reply(302, b"", {"Location": visit.target + "x"})) as server,
        pytest.raises(RemoteError, match="redirects more than 5 times"),
    ):
        ask(f"{server.url}/", Policy.from_text(server.url))
    assert len(server.visits) == 6


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.0.0.1"],
        ["8.8.8.8", "192.168.0.1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["fe80::1%eth0"],
        ["not a number"],
    ],
)
def test_a_name_that_leads_into_the_own_network_is_not_asked(numbers: list[str]) -> None:
    with pytest.raises(EgressError, match="not a public machine"):
        ask("http://a.example/", Policy.from_text("http://a.example"), resolve=lambda host, port: numbers)


def test_localhost_is_asked_by_its_number_only() -> None:
    with trap() as server:
        name = f"http://localhost:{server.port}"
        with pytest.raises(EgressError, match="name it by its number"):
            ask(name, Policy.from_text(name))
    assert server.connections == 0


def test_the_name_is_resolved_once_and_the_connection_goes_to_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connected: list[tuple[str, int]] = []
    connect = socket.create_connection

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    def divert(place: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(place)
        return connect(("127.0.0.1", server.port), timeout)

    with trap(lambda visit: Reply(302, b"", {"Location": "/again"})) as server:
        monkeypatch.setattr(socket, "create_connection", divert)
        with pytest.raises(EgressError, match=r"127\.0\.0\.1, which is not a public machine"):
            ask("http://a.example:81/x", Policy.from_text("http://a.example:81"), resolve=resolve)
    assert connected == [("8.8.8.8", 81)]
    assert asked == ["a.example", "a.example"]
    assert server.visits[0].headers["host"] == "a.example:81"


def test_a_name_that_nobody_has_is_told() -> None:
    with pytest.raises(RemoteError, match=r"no server named a\.example"):
        ask("http://a.example/", Policy.from_text("http://a.example"), resolve=lambda host, port: [])


def test_a_resolver_that_does_not_answer_is_not_waited_for() -> None:
    released = Event()

    def resolve(host: str, port: int) -> list[str]:
        released.wait(10)
        return []

    with pytest.raises(RemoteError, match="in time"):
        ask("http://a.example/", Policy.from_text("http://a.example"), resolve=resolve, seconds=0.1)
    released.set()


def drip(piece: bytes) -> Callable[[Callable[[bytes], object]], None]:
    def write(send: Callable[[bytes], object]) -> None:
        send(b"HTTP/1.1 200 OK\r\n")
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            send(piece)
            Event().wait(0.02)

    return write


@pytest.mark.parametrize("piece", [b"X-A", b"\r\n\r\nx", b"x"], ids=["headers", "body", "one header"])
def test_a_server_that_sends_slowly_is_cut_off(piece: bytes) -> None:
    with trap(lambda visit: Reply(raw=drip(piece))) as server:
        begun = time.monotonic()
        with pytest.raises(RemoteError, match="in time"):
            ask(server.url, Policy.from_text(server.url), seconds=0.3, most_bytes=10**9)
    assert time.monotonic() - begun < 5


def endless(send: Callable[[bytes], object]) -> None:
    send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        send(b"x" * 1_000_000)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(200, b"x" * 1001), "longer than 1000 bytes"),
        (Reply(raw=endless), "longer than 1000 bytes"),
        (Reply(200, b"x", {"Content-Encoding": "gzip"}), "compressed"),
        (Reply(raw=lambda send: send(b"SSH-2.0\r\n")), "malformed"),
        (Reply(raw=lambda send: send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")), "malformed"),
        (Reply(raw=lambda send: send(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n")), "malformed"),
    ],
    ids=["long", "endless", "compressed", "no HTTP", "cut", "many headers"],
)
def test_an_answer_that_is_not_as_it_should_be_is_refused(reply: Reply, says: str) -> None:
    with trap(lambda visit: reply) as server, pytest.raises(RemoteError, match=says):
        ask(server.url, Policy.from_text(server.url))


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(RemoteError, match="cannot be asked"):
            ask(url, Policy.from_text(url))


def test_an_encrypted_answer_needs_a_certificate() -> None:
    with trap() as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(RemoteError, match="SSL"):
            ask(url, Policy.from_text(url))


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with trap() as proxy, trap() as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert ask(server.url, Policy.from_text(server.url)).status == 200
    assert proxy.connections == 0
