"""Fetching a page somebody named: public addresses only, and never for long. Real servers."""

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kulanz.fetching import Fetched, Reach, Refused, fetch
from kulanz.fetching.addresses import public, target
from kulanz.fetching.fetch import MAX_BYTES, Limits

PAGE = b"<p>Kauf auf Rechnung</p>"
HTML = "text/html; charset=utf-8"


class Shop(BaseHTTPRequestHandler):
    """A shop with honest and with hostile pages."""

    def do_GET(self) -> None:
        page: Callable[[Shop], None] = PAGES.get(self.path, Shop.missing)
        try:
            page(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        del args

    def head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def missing(self) -> None:
        self.head(404, Content_Type=HTML)

    def good(self) -> None:
        self.head(200, Content_Type=HTML, Content_Length=str(len(PAGE)))
        self.wfile.write(PAGE)

    def headers_back(self) -> None:
        self.head(200, Content_Type=HTML)
        self.wfile.write(str(self.headers).encode())

    def picture(self) -> None:
        self.head(200, Content_Type="image/png")

    def big(self) -> None:
        self.head(200, Content_Type=HTML)
        for _ in range(MAX_BYTES // 65_536 + 2):
            self.wfile.write(b"x" * 65_536)

    def packed(self) -> None:
        self.head(200, Content_Type=HTML, Content_Encoding="gzip")
        self.wfile.write(gzip.compress(PAGE))

    def bomb(self) -> None:
        self.head(200, Content_Type=HTML, Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b"\0" * 200_000_000, compresslevel=1))

    def half_packed(self) -> None:
        self.head(200, Content_Type=HTML, Content_Encoding="gzip")
        self.wfile.write(gzip.compress(PAGE)[:-4])

    def oddly_packed(self) -> None:
        self.head(200, Content_Type=HTML, Content_Encoding="br")

    def dripping_body(self) -> None:
        self.head(200, Content_Type=HTML)
        self.drip()

    def dripping_head(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
        self.drip()

    def drip(self) -> None:
        for _ in range(60):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def cut_short(self) -> None:
        self.head(200, Content_Type=HTML, Content_Length="100")
        self.wfile.write(PAGE)

    def circle(self) -> None:
        self.head(302, Location="/circle")

    def moved(self) -> None:
        self.head(301, Location="/good")

    def to_private(self) -> None:
        self.head(302, Location="http://169.254.169.254/latest/meta-data/")

    def to_file(self) -> None:
        self.head(302, Location="file:///etc/passwd")

    def to_loopback_name(self) -> None:
        self.head(302, Location="http://inside.example/")

    def nowhere(self) -> None:
        self.head(302)


PAGES: dict[str, Callable[[Shop], None]] = {
    f"/{name}": function
    for name, function in vars(Shop).items()
    if callable(function) and not name.startswith(("do_", "log_", "head", "drip"))
} | {
    "/headers": Shop.headers_back,
    "/dripping_body": Shop.dripping_body,
    "/dripping_head": Shop.dripping_head,
}
NOT_PUBLIC = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fec0::1 ff02::1
::ffff:127.0.0.1 ::ffff:8.8.4.4%x 2002:7f00:1:: 2001:0:1::1 64:ff9b::a00:1 2001:db8::1 ::127.0.0.1
nonsense
"""
NAMES = {
    "shop.example": ["127.0.0.1"],
    "inside.example": ["10.0.0.7"],
    "mixed.example": ["93.184.216.34", "192.168.1.1"],
    "mapped.example": ["::ffff:10.0.0.7"],
}


def names(host: str, port: int) -> list[str]:
    if host not in NAMES and not host[:1].isdigit():
        raise OSError
    return NAMES.get(host, [host])


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_address[1]
        running.shutdown()
        thread.join()


@pytest.fixture
def secure_server(tmp_path: Path) -> Iterator[int]:
    """The same shop with a certificate that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "both.pem").write_bytes(secret + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as running:
        running.daemon_threads = True
        running.handle_error = lambda *_: None  # type: ignore[method-assign] # the handshake fails on purpose
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running.server_address[1]
        running.shutdown()
        thread.join()


@pytest.fixture
def reach(server: int) -> Reach:
    return Reach(frozenset({"127.0.0.1"}), frozenset({server}), names)


def refusal(url: str, reach: Reach, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        fetch(url, reach=reach, limits=limits or Limits())
    return refused.value.code


@pytest.mark.parametrize("path", ["good", "moved", "packed"])
def test_a_page_is_fetched_as_it_is(path: str, server: int, reach: Reach) -> None:
    found = fetch(f"http://shop.example:{server}/{path}", reach=reach)
    kept = "good" if path == "moved" else path
    assert found == Fetched(f"http://shop.example:{server}/{kept}", PAGE, HTML)


def test_nothing_of_ours_goes_out_but_a_name(server: int, reach: Reach) -> None:
    sent = fetch(f"http://shop.example:{server}/headers", reach=reach).body.decode()
    assert [line.partition(":")[0] for line in sent.splitlines() if line] == [
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("missing", "status"),
        ("picture", "not_html"),
        ("big", "too_large"),
        ("bomb", "too_large"),
        ("half_packed", "packing"),
        ("oddly_packed", "packing"),
        ("cut_short", "connection"),
        ("circle", "redirects"),
        ("nowhere", "status"),
        ("to_private", "private"),
        ("to_loopback_name", "private"),
        ("to_file", "scheme"),
    ],
)
def test_a_hostile_answer_is_refused(path: str, code: str, server: int, reach: Reach) -> None:
    assert refusal(f"http://shop.example:{server}/{path}", reach) == code


@pytest.mark.parametrize("path", ["dripping_body", "dripping_head"])
def test_a_page_that_drips_is_cut_when_its_time_is_over(
    path: str, server: int, reach: Reach
) -> None:
    begun = time.monotonic()
    code = refusal(f"http://shop.example:{server}/{path}", reach, Limits(total=0.4))
    assert (code, time.monotonic() - begun < 1.5) == ("slow", True)


def test_a_name_server_that_says_nothing_is_left_behind(reach: Reach) -> None:
    done = threading.Event()

    def silent(host: str, port: int) -> list[str]:
        done.wait(10)
        return ["93.184.216.34"]

    assert refusal("http://shop.example/", replace(reach, resolve=silent), Limits(total=0.2)) == (
        "slow"
    )
    done.set()


def test_the_own_machine_is_refused_unless_it_is_named(server: int) -> None:
    only_port = Reach(ports=frozenset({server}))
    assert [
        refusal(f"http://{host}:{server}/good", only_port)
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "0.0.0.0")  # noqa: S104 - refused
    ] == ["private"] * 6


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://shop.example/", "scheme"),
        ("shop.example", "scheme"),
        ("gopher://shop.example/", "scheme"),
        ("http://", "bad_url"),
        ("http://user@shop.example/", "credentials"),
        ("http://user:word@shop.example/", "credentials"),
        ("http://shop.example:22/", "port"),
        ("http://shop.example:99999/", "bad_url"),
        ("http://shop.example/a b", "bad_url"),
        ("http://shop.example\\@inside.example/", "bad_url"),
        ("http://shop.example/\r\nHost: x", "bad_url"),
        ("http://" + "a" * 70 + ".example/", "bad_url"),
        ("http://shop.example/" + "a" * 2_000, "bad_url"),
        ("http://nobody.example/", "name"),
        ("http://inside.example/", "private"),
        ("https://inside.example/", "private"),
        ("http://mixed.example/", "private"),
        ("http://mapped.example/", "private"),
    ],
)
def test_an_address_that_is_not_public_is_refused(url: str, code: str, reach: Reach) -> None:
    assert refusal(url, reach) == code


@pytest.mark.parametrize(
    "address",
    NOT_PUBLIC.split(),
)
def test_these_addresses_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_these_addresses_are_public(address: str) -> None:
    assert public(address)


def test_a_certificate_that_nobody_signed_is_refused(secure_server: int) -> None:
    reach = Reach(frozenset({"127.0.0.1"}), frozenset({secure_server}), names)
    assert refusal(f"https://shop.example:{secure_server}/good", reach) == "certificate"


def test_the_connection_goes_to_the_address_that_was_judged() -> None:
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])

    def changing(host: str, port: int) -> list[str]:
        return next(answers)

    found = target("https://shop.example/x", Reach(resolve=changing), 1)
    assert (found.host, found.address, found.port) == ("shop.example", "93.184.216.34", 443)
