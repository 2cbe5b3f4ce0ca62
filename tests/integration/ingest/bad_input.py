"""Every class of bad input that the open web sends, and what it must get: one `Case` each.

`test_bad_input` holds them; `docs/bad_input.py` writes what each of them got, and what it cost, to
docs/bad-input.md. A canary listens on loopback throughout and must hear nothing.
"""

from __future__ import annotations

import asyncio
import gzip
import resource
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from services.contracts.page import Page
from services.contracts.source import SourceRef
from services.ingest.errors import NotAFeed
from services.ingest.extract.sandbox import Sandbox
from services.ingest.poll.feeds import parse
from services.web.errors import FetchError
from services.web.http import GuardedClient
from tests.unit.web.loopback import canary

TOTAL_S = 2.0  # of an exchange in these tests; 20 in production
TITLE = "الحكومة تصادق على مشروع قانون المالية"
TEXT = "صادق مجلس الحكومة، يوم الخميس بالرباط، على مشروع قانون المالية الذي يحال قريبا على البرلمان. " * 3
HTML = (
    f"<html lang=ar><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{TEXT}</p></article>"
)
ITEM = f"<item><title>{TITLE}</title><link>https://annahda.ma/1</link></item>"
RSS = f"<rss version='2.0'><channel>{ITEM}</channel></rss>"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 400
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>fetch('http://127.0.0.1/')</script></svg>"


Run = Callable[["Lab"], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """`expected`: the error, the dead letter's reason, or what was read all the same."""

    group: str
    name: str
    expected: str
    run: Run


@dataclass(frozen=True, slots=True)
class Result:
    """What a case got; `seconds` and the growth of the peak memory (MB) that it cost."""

    got: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Lab:
    """What a case needs: the client, the reading processes, and a port on which a canary listens."""

    client: GuardedClient
    sandbox: Sandbox
    canary: int

    async def measure(self, case: Case) -> Result:
        """Run a case."""
        started, before = time.perf_counter(), _peak(self.sandbox.pids())
        got = await case.run(self)
        after = _peak(self.sandbox.pids())
        return Result(got, time.perf_counter() - started, max(0.0, after - before))


@asynccontextmanager
async def laboratory(sandbox: Sandbox) -> AsyncIterator[tuple[Lab, list[object]]]:
    """The lab, and what its canary heard."""
    async with canary() as (port, heard), GuardedClient("nashra/0.1", total_seconds=TOTAL_S) as client:
        lab = Lab(client, sandbox, port)
        await page(HTML)(lab)  # a reading process takes a second to start, which is no case's fault
        yield lab, heard


def _peak(pids: Sequence[int]) -> float:
    """Megabytes: the most that this process and the reading processes ever held."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return own + sum(_high_water(pid) for pid in pids)


def _high_water(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


def asked(url: str) -> Run:
    """`{port}` of the URL is the canary's."""

    async def run(lab: Lab) -> str:
        return await _fetch(lab.client, url.replace("{port}", str(lab.canary)))

    return run


def named(*answers: str) -> Run:
    """A name that resolves to these addresses."""

    async def run(lab: Lab) -> str:
        with _resolving(answers):
            return await _fetch(lab.client, "http://name.example/")

    return run


def redirected(location: str) -> Run:
    async def run(lab: Lab) -> str:
        where = location.replace("{port}", str(lab.canary))
        return await _served(
            lab, [f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode()]
        )

    return run


def served(*pieces: bytes, pause: float = 0.0, endless: bool = False) -> Run:
    """A server that sends these bytes, with a pause behind each, the last again and again when endless."""

    async def run(lab: Lab) -> str:
        return await _served(lab, pieces, pause, endless)

    return run


def feed(raw: bytes | str, content_type: str | None = None) -> Run:
    async def run(_: Lab) -> str:
        data = raw if isinstance(raw, bytes) else raw.encode()
        try:
            found = await asyncio.to_thread(parse, data, "https://annahda.ma/feed", content_type)
        except NotAFeed:
            return "NotAFeed"
        titles = [entry.title for entry in found.entries]
        return "read" if titles == [TITLE] else f"{len(titles)} entries"

    return run


def page(raw: bytes | str = b"", content_type: str = "text/html", packed: bytes | None = None) -> Run:
    async def run(lab: Lab) -> str:
        data = raw if isinstance(raw, bytes) else raw.encode()
        event = Page(
            article_id="a_bad",
            source=SourceRef(id="annahda", name="النهضة"),
            url="https://annahda.ma/1",
            content_type=content_type,
            fetched_at=datetime.now(UTC),
            body=packed if packed is not None else Page.pack(data),
        )
        answer = await lab.sandbox.read(event)
        if answer.article is None:
            return f"dead letter: {answer.reason.value if answer.reason else '?'}"
        return (
            "read"
            if answer.article.title == TITLE and "مجلس الحكومة" in answer.article.text
            else "an article"
        )

    return run


async def _fetch(client: GuardedClient, url: str, allow: Sequence[str] = ()) -> str:
    try:
        response = await client.get(url, allow=allow)
    except FetchError as error:
        return type(error).__name__
    return f"{len(response.body)} bytes"


async def _served(lab: Lab, pieces: Sequence[bytes], pause: float = 0.0, endless: bool = False) -> str:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            while endless:
                writer.write(pieces[-1])
                await writer.drain()
                await asyncio.sleep(pause)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await _fetch(lab.client, f"http://127.0.0.1:{port}/", [f"127.0.0.1:{port}"])


@contextmanager
def _resolving(answers: Sequence[str]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    known = loop.getaddrinfo

    async def getaddrinfo(host: object, port: object, **_: object) -> list[tuple[object, ...]]:
        return [(10 if ":" in one else 2, 1, 6, "", (one, port)) for one in answers]

    loop.getaddrinfo = getaddrinfo  # type: ignore[method-assign,assignment] # a name server of the test's own
    try:
        yield
    finally:
        loop.getaddrinfo = known  # type: ignore[method-assign] # as it was


def _ok(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _bomb(window: int) -> bytes:
    packer = zlib.compressobj(9, wbits=window)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()


ONCE = gzip.compress(HTML.encode())
TWICE = gzip.compress(ONCE)
TRICKLE = b"1\r\nx\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
INCLUDE = "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"
WIDE = " ".join(f"a{n}='1'" for n in range(40_000))
PACKED = zlib.compress(bytes(200_000_000))
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

ADDRESSES = {
    "loopback": "http://127.0.0.1:{port}/",
    "a name of loopback": "http://localhost:{port}/",
    "loopback, usual port": "http://127.0.0.1/",
    "cloud metadata": "http://169.254.169.254/latest/meta-data/",
    "private networks": "http://192.168.1.1/",
    "shared address space": "http://100.64.0.1/",
    "this host": "http://0.0.0.0/",
    "multicast": "http://224.0.0.251/",
    "broadcast": "http://255.255.255.255/",
    "IPv6 loopback": "http://[::1]:{port}/",
    "IPv6 unique local": "http://[fd00::1]/",
    "IPv6 link local with a zone": "http://[fe80::1%25eth0]/",
    "IPv6 multicast": "http://[ff02::1]/",
    "IPv4-mapped": "http://[::ffff:127.0.0.1]/",
    "IPv4-compatible": "http://[::7f00:1]/",
    "NAT64": "http://[64:ff9b::7f00:1]/",
    "6to4": "http://[2002:7f00:1::]/",
    "Teredo": "http://[2001:0:0:0:0:0:80ff:fffe]/",
    "a decimal number": "http://2130706433/",
    "an octal number": "http://0177.0.0.1/",
    "a hexadecimal number": "http://0x7f000001/",
    "fewer than four numbers": "http://127.1/",
    "ideographic dots": "http://127。0。0。1/",
    "digits in circles": "http://⑯⑨。②⑤④。⑯⑨｡②⑤④/",
    "user and password": "http://user:password@annahda.ma/",
    "a host behind an at sign": "http://annahda.ma@127.0.0.1:{port}/",
    "a backslash": "http://annahda.ma\\@127.0.0.1:{port}/",
    "a line break": "http://annahda.ma/\r\nHost: 127.0.0.1",
    "another port": "http://annahda.ma:22/",
    "file:": "file:///etc/passwd",
    "gopher:": "gopher://127.0.0.1:{port}/_x",
    "javascript:": "javascript:alert(1)",
    "4,097 characters": "http://annahda.ma/" + "a" * 4079,
}
NAMES = {
    "of a private address": ("10.0.0.1",),
    "of a public and a private address": ("93.184.215.14", "127.0.0.1"),
    "of an IPv4-mapped address": ("::ffff:127.0.0.1",),
    "of a NAT64 address": ("64:ff9b::7f00:1",),
    "of cloud metadata": ("169.254.169.254",),
}
REDIRECTS = {
    "to loopback": "http://127.0.0.1:{port}/",
    "to a name of loopback": "http://localhost:{port}/",
    "without a scheme": "//127.0.0.1:{port}/",
    "with a password": "http://user:password@127.0.0.1:{port}/",
    "to cloud metadata": "http://169.254.169.254/",
    "to file:": "file:///etc/passwd",
    "with a backslash": "http://127.0.0.1:{port}\\@annahda.ma/",
    "to itself, for ever": "/",
}
EXCHANGES = {
    "never answers": ("TimedOut", served(b"", pause=3)),
    "headers that trickle (slow loris)": ("TimedOut", served(HEAD, b"X: 1\r\n", pause=0.05, endless=True)),
    "a body that trickles (slow loris)": (
        "TimedOut",
        served(CHUNKED, TRICKLE, pause=0.05, endless=True),
    ),
    "chunks without end": ("Oversized", served(CHUNKED, b"10000\r\n" + b"x" * 65536 + b"\r\n", endless=True)),
    "announces 3 GB": ("Oversized", served(HEAD + b"Content-Length: 3000000000\r\n\r\n")),
    "a gzip bomb (200 MB)": ("Oversized", served(_ok(_bomb(31), "Content-Encoding: gzip"))),
    "a deflate bomb (200 MB)": ("Oversized", served(_ok(_bomb(15), "Content-Encoding: deflate"))),
    "brotli, not asked for": ("Unreadable", served(_ok(b"\x8b\x02\x80", "Content-Encoding: br"))),
    "gzip in gzip": (
        "Unreadable",
        served(_ok(gzip.compress(gzip.compress(b"x")), "Content-Encoding: gzip, gzip")),
    ),
    "gzip that is none": ("Unreadable", served(_ok(b"\0html", "Content-Encoding: gzip"))),
    "plain text that is called gzip": ("6 bytes", served(_ok(b"<html>", "Content-Encoding: gzip"))),
    "a cut gzip body": (
        "Unreadable",
        served(_ok(gzip.compress(HTML.encode())[:-9], "Content-Encoding: gzip")),
    ),
    "less than announced": ("Unreadable", served(HEAD + b"Content-Length: 900\r\n\r\nx")),
    "100,000 headers": ("Unreadable", served(HEAD, *[b"X-A: 1\r\n" * 1000] * 100)),
    "a header of 1 MB": ("Unreadable", served(HEAD + b"X-A: " + b"x" * 1_000_000 + b"\r\n\r\n")),
    "5,000 cookies": ("Unreadable", served(HEAD, *[b"Set-Cookie: a=1\r\n" * 100] * 50)),
    "no HTTP at all": ("Unreadable", served(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")),
    "closes without a word": ("NoConnection", served(b"")),
}
FEEDS = {
    "entities that multiply (billion laughs)": ("NotAFeed", feed(f"<!DOCTYPE rss [{LAUGHS}]>{RSS}")),
    "an entity of a file": (
        "NotAFeed",
        feed(f"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{RSS}"),
    ),
    "an external DTD": ("read", feed(f"<!DOCTYPE rss SYSTEM 'http://127.0.0.1/x.dtd'>{RSS}")),
    "XInclude": ("read", feed(RSS.replace("<item>", INCLUDE + "<item>"))),
    "100,000 elements deep": ("NotAFeed", feed("<rss><channel>" + "<a>" * 100_000)),
    "40,000 attributes": ("0 entries", feed(f"<rss><channel><item {WIDE}/></channel></rss>")),
    "NUL characters": ("read", feed(RSS.replace("<item>", "<item>\x00\x00"))),
    "broken XML": ("read", feed(RSS.replace("</channel></rss>", "<b>&nbsp;"))),
    "UTF-16": ("read", feed(RSS.encode("utf-16"))),
    "UTF-32": ("read", feed(RSS.encode("utf-32"))),
    "UTF-7 declared": ("read", feed(RSS, "text/xml; charset=utf-7")),
    "windows-1256 that says UTF-8": ("read", feed(RSS.encode("cp1256"), "text/xml; charset=utf-8")),
    "a cut character at the end": ("read", feed((RSS + "<!-- خ").encode()[:-1])),
    "an empty body": ("NotAFeed", feed(b"")),
    "a page instead of a feed": ("NotAFeed", feed(HTML)),
    "an image instead of a feed": ("NotAFeed", feed(PNG)),
}
PAGES = {
    "100,000 elements deep": ("dead letter: too-large", page("<div>" * 100_000 + HTML)),
    "40,000 attributes": ("dead letter: too-large", page(f"<p {WIDE}>{HTML}")),
    "200,000 elements": ("dead letter: too-large", page(HTML + "<p>" * 200_000)),
    "tables in tables": ("dead letter: too-large", page("<table><tr><td>" * 50_000)),
    "comments that never end": ("read", page(HTML + "<!--" * 100_000)),
    "500,000 angle brackets": ("dead letter: too-large", page("<" * 500_000)),
    "a body that unpacks to 200 MB": (
        "dead letter: unparsable",
        page(b"", packed=zlib.compress(bytes(200_000_000))),
    ),
    "a body that is not packed": ("dead letter: unparsable", page(packed=b"not zlib")),
    "NUL characters": ("read", page(HTML.replace("<p>", "<p>\x00\x00"))),
    "UTF-16": ("read", page(HTML.encode("utf-16"))),
    "UTF-16 without a mark": ("read", page(HTML.encode("utf-16-le"))),
    "UTF-32": ("read", page(HTML.encode("utf-32"))),
    "UTF-7 declared": ("read", page(HTML, "text/html; charset=utf-7")),
    "an encoding that is none of text": ("read", page(HTML.encode("cp1256"), "text/html; charset=zlib")),
    "windows-1256 that says UTF-8": ("read", page(HTML.encode("cp1256"), "text/html; charset=utf-8")),
    "a cut character at the end": ("read", page((HTML + "خ").encode()[:-1])),
    "an empty body": ("dead letter: unparsable", page(b"")),
    "an image that says it is a page": ("dead letter: no-article", page(PNG)),
    "an SVG with a script": ("dead letter: no-article", page(SVG)),
    "JSON that says it is a page": ("dead letter: no-article", page('{"error": "غير موجود"}')),
}
CASES = [
    *(Case("address", name, "NotAllowed", asked(url)) for name, url in ADDRESSES.items()),
    *(Case("name", name, "NotAllowed", named(*answers)) for name, answers in NAMES.items()),
    *(Case("redirect", name, "NotAllowed", redirected(location)) for name, location in REDIRECTS.items()),
    *(Case("exchange", name, expected, run) for name, (expected, run) in EXCHANGES.items()),
    *(Case("feed", name, expected, run) for name, (expected, run) in FEEDS.items()),
    *(Case("page", name, expected, run) for name, (expected, run) in PAGES.items()),
]
