"""One address to one answer, over HTTP, inside every limit; never raises for what a server does."""

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self

from audit import config, urls
from audit.addresses import AddressGuard, is_ip
from audit.fetch.answer import Answer
from audit.fetch.body import ENCODINGS, charset_of, decode
from audit.fetch.exchange import Exchange, Reply
from audit.fetch.faults import ExchangeError
from audit.fetch.robots import Robots, RobotsFile
from audit.fetch.validators import Validators
from audit.model import Outcome
from audit.scope import Scope, is_address
from audit.text import plain

BACKOFF = 0.5
"""Seconds before the second try, doubled for each further one, where the server names none."""

ACCEPT = "text/html,application/xhtml+xml,*/*;q=0.8"
_HTML = ("text/html", "application/xhtml+xml")
_PASSING = (429, 502, 503, 504)
_SLOWING = (429, 503)
_REDIRECTS = (301, 302, 303, 307, 308)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SNIFFED = 1445
"""Bytes looked at where no type is declared (resource header, https://mimesniff.spec.whatwg.org)."""


class Fetcher:
    """Fetches pages for one worker. Not picklable: `config.Site` is, and each worker makes its own.

    Needs the site's configuration; `robots` are files that another process has read already.
    `sleep` and `now` are the clock's (seconds; `now` since 1970, for dates in Retry-After).
    Raises ConfigError where an environment variable named in `headers_from` is missing.
    """

    def __init__(
        self,
        site: config.Site,
        *,
        robots: Iterable[RobotsFile] = (),
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._site = site
        self._sleep = sleep
        self._now = now
        self._scope = Scope.of(site)
        self._secrets = _secret_headers(site.headers_from)
        self._trusted = _trusted_origins(site.start)
        self._guard = AddressGuard.of(site.start, site.private_hosts)
        self._exchange = Exchange(
            self._guard,
            connect_timeout=site.connect_timeout,
            timeout=site.timeout,
        )
        self.robots = Robots(self.read, site.user_agent, {file.origin: file for file in robots})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def secrets(self) -> Mapping[str, Mapping[str, str]]:
        """The headers of `headers_from` by the only origins that may be sent them."""
        return dict.fromkeys(self._trusted, self._secrets) if self._secrets else {}

    def close(self) -> None:
        """Close all connections."""
        self._exchange.close()

    def fetch(self, url: str, known: Validators | None = None) -> Answer:
        """Give the page at `url`, or the outcome that says why there is none to audit.

        With what is `known` of an earlier answer the status is 304, and there is no body, where
        the server says that it is still the same.
        """
        hops, size = self._site.max_redirects, self._site.max_bytes
        return self._follow(_Chase(url, hops, size, page=True, known=known))

    def read(
        self,
        url: str,
        *,
        max_bytes: int,
        max_redirects: int | None = None,
        cut: bool = False,
        robots: bool = False,
        accept: str = ACCEPT,
    ) -> Answer:
        """Give a document of any type, as robots.txt or a sitemap, wherever redirects lead.

        Scope is not asked, and robots.txt only with `robots`. With `cut`, a body longer than
        `max_bytes` is given up to there; else that is the outcome `skipped:too-large`.
        """
        hops = self._site.max_redirects if max_redirects is None else max_redirects
        return self._follow(
            _Chase(url, hops, max_bytes, page=False, cut=cut, robots=robots, accept=accept)
        )

    def probe(
        self,
        url: str,
        *,
        method: str = "HEAD",
        known: Validators | None = None,
        accept: str = ACCEPT,
    ) -> Answer:
        """Give what an address answers, without its body, wherever redirects lead.

        `status` is the last reply's. An outcome says why there was no reply, or that robots.txt
        asks for none, which is looked into at each hop; scope is not asked. For `known` see
        `fetch`.
        """
        chase = _Chase(url, self._site.max_redirects, 0, page=False, method=method, robots=True)
        chase.known, chase.accept = known, accept
        try:
            return self._follow(chase)
        finally:
            # Some servers send a body after HEAD, and it would be taken for the next reply.
            if method == "HEAD":
                self._exchange.close()

    def _follow(self, chase: "_Chase") -> Answer:
        self._exchange.forget_cookies()
        try:
            return chase.document(self._walk(chase))
        except _EndedError as ended:
            return chase.answer(chase.reply, outcome=(ended.kind, ended.detail))

    def _walk(self, chase: "_Chase") -> Reply:
        """Go from address to address until one answers with something else than a redirect."""
        while True:
            self._permit(chase)
            reply = self._ask(chase)
            if reply.status not in _REDIRECTS:
                return reply
            target = _target(chase.final, reply)
            # A redirect to the same address with another cookie is a door, not a loop.
            step = (chase.final, reply.cookies)
            if step in chase.steps:
                raise _EndedError(
                    "error:redirect",
                    f"{plain(chase.final)} redirects in a circle, so that no visitor ever "
                    "arrives; break the circle on the server",
                )
            chase.steps.add(step)
            if len(chase.redirects) >= chase.max_redirects:
                raise _EndedError(
                    "error:redirect",
                    f"more than {chase.max_redirects} redirects, the last to {plain(target)}; "
                    "shorten the chain, or raise site.max_redirects",
                )
            chase.redirects.append(chase.final)
            chase.final = target

    def _permit(self, chase: "_Chase") -> None:
        """Let the next address be asked for. Raises _EndedError where it must not be."""
        if chase.redirects:
            self._permit_redirect(chase)
        if (chase.page or chase.robots) and self._site.robots == "obey":
            refusal = self.robots.refusal(chase.final)
            if refusal:
                raise _EndedError(*refusal)

    def _permit_redirect(self, chase: "_Chase") -> None:
        host, port = urls.host(chase.final), urls.port(chase.final)
        # Of a name, only connecting shows where it leads; the guard is asked again there.
        if is_ip(host) and not self._guard.allows(host, port, host.strip("[]")):
            raise _EndedError(
                "error:redirect",
                f"it redirects to {plain(chase.final)}: {self._guard.refusal(host, host)}",
            )
        if chase.page and not self._scope.covers(chase.final):
            raise _EndedError(
                "skipped:out-of-scope",
                f"it redirects to {plain(chase.final)}, which is out of scope; "
                "if that is a page to audit, name it in site.start and site.include",
            )

    def _ask(self, chase: "_Chase") -> Reply:
        """Ask one address, as often as the retries allow."""
        attempt = 0
        while True:
            again = attempt < self._site.retries
            wait = BACKOFF * 2**attempt
            attempt += 1
            try:
                reply = self._exchange.ask(
                    chase.final,
                    self._headers(chase),
                    wants_body=chase.wants_body,
                    max_bytes=chase.max_bytes,
                    method=chase.method,
                )
            except ExchangeError as error:
                chase.reply = None
                if error.passing and again:
                    self._sleep(wait)
                    continue
                kind = "redirect" if error.refused and chase.redirects else error.kind
                raise _EndedError(f"error:{kind}", error.detail) from error
            chase.reply = reply
            chase.slowed |= reply.status in _SLOWING
            if reply.status not in _PASSING or not again:
                return reply
            asked = _retry_after(reply.headers.get("retry-after", ""), self._now())
            if asked is not None and asked > self._site.max_retry_after:
                raise _EndedError(
                    "error:http",
                    f"{plain(chase.final)} {_status(reply)} and asks to wait {asked:.0f} seconds, "
                    "which is longer than site.max_retry_after; run again later",
                )
            self._sleep(wait if asked is None else asked)

    def _headers(self, chase: "_Chase") -> dict[str, str]:
        headers = {
            "User-Agent": self._site.user_agent,
            "Accept": chase.accept,
            "Accept-Encoding": ENCODINGS,
        }
        if chase.is_conditional:
            headers |= chase.known.headers() if chase.known else {}
        if urls.origin(chase.final) in self._trusted:
            headers |= self._secrets
        return headers


@dataclass
class _Chase:
    """One call's way from the address asked for to the one that answers."""

    url: str
    max_redirects: int
    max_bytes: int
    page: bool
    cut: bool = False
    method: str = "GET"
    robots: bool = False
    """Whether robots.txt is asked for what is no page to audit."""
    accept: str = ACCEPT
    known: Validators | None = None
    """Of an earlier answer."""
    final: str = ""
    redirects: list[str] = field(default_factory=list)
    steps: set[tuple[str, frozenset[tuple[str, str]]]] = field(default_factory=set)
    reply: Reply | None = None
    slowed: bool = False
    begun: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        self.final = self.url

    @property
    def is_conditional(self) -> bool:
        """Whether what is known of an earlier answer is of the address that is asked now."""
        return self.known is not None and self.known.address == self.final

    def wants_body(self, head: Reply) -> bool:
        """Say whether anything in the body could matter, going by the head."""
        if head.status == HTTPStatus.NOT_MODIFIED:
            return True  # It has none, and a connection whose answer was read to its end is kept.
        if self._is_probe:
            return False
        if head.status != HTTPStatus.OK or self._too_long(head):
            return False
        return not self.page or (_html_type(head) is not False and not _attached(head))

    def document(self, reply: Reply) -> Answer:
        """Give the answer that a reply holds. Raises _EndedError where it holds none."""
        where = plain(self.final)
        if self._is_probe or (reply.status == HTTPStatus.NOT_MODIFIED and self.is_conditional):
            return self.answer(reply)
        if reply.status != HTTPStatus.OK:
            raise _EndedError(*_refused(where, reply))
        if self.page:
            if _attached(reply):
                raise _EndedError("skipped:download", f"{where} is a file to download, not a page")
            if _html_type(reply) is False:
                kind = plain(reply.headers["content-type"], 80)
                raise _EndedError("skipped:not-html", f"{where} is {kind}, not HTML")
        if (reply.too_large or self._too_long(reply)) and not self.cut:
            raise _EndedError(
                "skipped:too-large",
                f"{where} is larger than {self.max_bytes:,} bytes; "
                "make it smaller, or raise site.max_bytes",
            )
        if not reply.body.strip():
            raise _EndedError("error:empty", f"{where} answers 200 with nothing in it")
        if not self.page:
            return self.answer(reply)
        if _html_type(reply) is None and not _MARKUP.search(reply.body[:_SNIFFED]):
            raise _EndedError(
                "skipped:not-html", f"{where} has no Content-Type and does not look like HTML"
            )
        text = decode(reply.body, charset_of(reply.headers.get("content-type", "")))
        if not text.readable:
            raise _EndedError(
                "error:decode",
                f"{where} is no text when read as {text.encoding}; "
                "declare the encoding it is really in, best utf-8",
            )
        return self.answer(reply, html=text.html, encoding=text.encoding)

    def answer(
        self,
        reply: Reply | None,
        *,
        html: str = "",
        encoding: str = "",
        outcome: tuple[str, str] | None = None,
    ) -> Answer:
        """Put together what this chase has come to."""
        seconds = time.perf_counter() - self.begun
        return Answer(
            url=self.url,
            final=self.final,
            status=reply.status if reply else 0,
            headers=reply.headers if reply else {},
            body=b"" if outcome or reply is None else reply.body,
            html=html,
            encoding=encoding,
            redirects=tuple(self.redirects),
            seconds=seconds,
            slowed=self.slowed,
            outcome=outcome and Outcome(self.url, *outcome, seconds=seconds),
        )

    @property
    def _is_probe(self) -> bool:
        return not self.max_bytes

    def _too_long(self, head: Reply) -> bool:
        length = head.headers.get("content-length", "")
        return not self.cut and length.isdecimal() and int(length) > self.max_bytes


class _EndedError(Exception):
    """The chase ends without a page: outcome and detail."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


def _target(url: str, reply: Reply) -> str:
    """Give the absolute address that a redirect names."""
    named = reply.headers.get("location", "")
    # http.client reads headers as Latin-1, while servers that write other letters mean UTF-8.
    with contextlib.suppress(UnicodeError):
        named = named.encode("latin-1").decode("utf-8")
    if not named.strip():
        raise _EndedError(
            "error:redirect", f"{plain(url)} redirects, but names no address to go to"
        )
    target = urls.resolve(named, url)
    if target is None or not is_address(target):
        raise _EndedError(
            "error:redirect",
            f"{plain(url)} redirects to {plain(named)!r}, which is no web address; "
            "mend the redirect on the server",
        )
    return target.partition("#")[0]


def _refused(where: str, reply: Reply) -> tuple[str, str]:
    """Give outcome and detail of a reply that is not 200."""
    status, said = reply.status, _status(reply)
    if status in (401, 407, 511) or (status == 403 and "www-authenticate" in reply.headers):
        return "error:auth", (
            f"{where} {said}: it wants credentials; "
            "give them by site.headers_from if the page is to be audited"
        )
    if status in (204, 205):
        return "error:empty", f"{where} {said}, an answer without a page"
    if status in (404, 410):
        return "error:http", f"{where} {said}; mend the link or the sitemap that names it"
    if status == 429:
        return "error:http", f"{where} {said} on every try; raise site.delay"
    if status >= 500:
        return "error:http", f"{where} {said}; see the server's log, and run again"
    if status >= 300:
        return "error:http", f"{where} {said}; see that robots may read it"
    return "error:protocol", f"{where} {said}, which is no answer to what was asked"


def _status(reply: Reply) -> str:
    reason = reply.reason
    if not reason:
        with contextlib.suppress(ValueError):
            reason = HTTPStatus(reply.status).phrase
    return f"answers {reply.status} {reason}".rstrip()


def _html_type(reply: Reply) -> bool | None:
    """Say whether a reply is declared as HTML; None where it is not declared as anything."""
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in _HTML if kind else None


def _attached(reply: Reply) -> bool:
    disposition = reply.headers.get("content-disposition", "")
    return disposition.partition(";")[0].strip().lower() == "attachment"


def _retry_after(header: str, now: float) -> float | None:
    """Give the seconds that Retry-After asks to wait (RFC 9110, 10.2.3), or None."""
    header = header.strip()
    if header.isdecimal():
        return float(header[:9])
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (ValueError, OverflowError):
        return None


def _secret_headers(names: Mapping[str, str]) -> dict[str, str]:
    headers = {}
    for header, variable in names.items():
        value = os.environ.get(variable)
        if value is None:
            raise config.ConfigError(
                f"site.headers_from.{header}: the environment variable {variable!r} is not set"
            )
        if not value.isprintable() or not value.strip():
            raise config.ConfigError(
                f"site.headers_from.{header}: the value of the environment variable {variable!r} "
                "is empty or cannot stand in a header"
            )
        headers[header] = value.strip()
    return headers


def _trusted_origins(starts: Iterable[str]) -> frozenset[str]:
    """Give the origins that secrets may go to: those of the starts, and the same over TLS."""
    origins = {urls.origin(start) for start in starts if is_address(start)}
    return frozenset(origins | {o.replace("http://", "https://", 1) for o in origins})
