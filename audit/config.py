"""audit.yaml as typed, frozen objects; every default of the tool is named here."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from audit.model import ApprovedClaim, Held, Severity


class ConfigError(Exception):
    """audit.yaml cannot be used; the text lists every mistake, one a line."""


class Section(BaseModel):
    """Any part of audit.yaml: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Section):
    """What to audit, and how gently."""

    name: str = ""
    start: tuple[str, ...] = ()
    """Addresses, folders or files."""
    include: tuple[str, ...] = ("/**",)
    """Paths in scope, as globs."""
    exclude: tuple[str, ...] = ()
    sitemaps: Literal["auto", "none"] | tuple[str, ...] = "auto"
    """`auto` takes those that robots.txt names, and /sitemap.xml."""
    robots: Literal["obey", "ignore"] = "obey"
    follow: bool = True
    """Whether links found on pages are wanted too."""
    max_pages: Annotated[int, Field(ge=1)] = 5000
    max_depth: Annotated[int, Field(ge=0)] = 20
    """Links away from a start address or a sitemap's."""
    max_query_variants: Annotated[int, Field(ge=1)] = 100
    """Addresses found by links that differ only in their query; endless calendars end here."""
    max_sitemaps: Annotated[int, Field(ge=1)] = 1000
    """Sitemap files read, those that an index names included."""
    max_redirects: Annotated[int, Field(ge=0)] = 10
    max_bytes: Annotated[int, Field(ge=1024)] = 10_000_000
    """Of one answer, unpacked."""
    connect_timeout: Annotated[float, Field(gt=0)] = 10
    """Seconds."""
    timeout: Annotated[float, Field(gt=0)] = 30
    """Seconds for one answer from first byte sent to last byte read, redirects apart."""
    retries: Annotated[int, Field(ge=0)] = 3
    """Further tries after a passing fault (429, 503, a connection broken off)."""
    max_retry_after: Annotated[float, Field(ge=0)] = 120
    """Seconds; a server that asks for a longer wait is not waited for."""
    delay: Annotated[float, Field(ge=0)] = 0.2
    """Seconds between two requests to one host; a longer Crawl-delay in robots.txt wins."""
    user_agent: str = "CareAudit (+https://pypi.org/project/care-audit/)"
    headers_from: dict[str, str] = {}
    """Header: the environment variable that holds its value. Sent to start hosts only."""
    must_audit: tuple[str, ...] = ()
    """Paths (globs) that make a run incomplete when they were not audited."""
    private_hosts: tuple[str, ...] = ()
    """Hosts on private addresses that may be reached besides the start addresses' own."""


class Axe(Section):
    """What axe-core is asked."""

    tags: tuple[str, ...] = (
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    )


class Browser(Section):
    """How pages are rendered."""

    enabled: bool = True
    workers: Literal["auto"] | Annotated[int, Field(ge=1, le=64)] = "auto"
    """`auto` is one for each processor."""
    viewport: tuple[Annotated[int, Field(ge=200)], Annotated[int, Field(ge=200)]] = (1280, 900)
    """Width and height in CSS pixels."""
    page_timeout: Annotated[float, Field(gt=0)] = 45
    """Seconds, all that happens to a page in the browser included."""
    settle: Annotated[float, Field(ge=0)] = 5
    """Seconds at most that a page may go on changing before it is read as it is."""
    binary: str = ""
    """Path of the browser, where it is in no usual place."""
    driver: str = ""
    """Path of chromedriver, where it is in no usual place."""
    axe: Axe = Axe()


class RuleSetting(Section):
    """One rule: off, another severity, options by the names the rule gives them."""

    enabled: bool = True
    severity: Severity | None = None
    options: dict[str, Any] = {}


class Gate(Section):
    """When a run fails."""

    fail_on: Severity | None = Severity.ERROR
    """The least severe finding that trips the gate; `off` for none."""


class Waiver(Section):
    """A finding that somebody has decided to live with until a date."""

    rule: str
    pages: tuple[str, ...] = ("/**",)
    subject: str = ""
    reason: str
    owner: str
    ticket: str = ""
    until: date


class Reports(Section):
    """Which reports are written, and where."""

    formats: tuple[str, ...] = ("html", "json")
    out: str = "out"


class History(Section):
    """Where runs are remembered."""

    database: str = ""
    """An SQLAlchemy address; empty for `care-audit.db` beside the reports."""


class Config(Section):
    """The whole of audit.yaml."""

    site: Site = Site()
    browser: Browser = Browser()
    accreditations: tuple[Held, ...] = ()
    claims: tuple[ApprovedClaim, ...] = ()
    owners: dict[str, str] = {}
    rules: dict[str, RuleSetting] = {}
    gate: Gate = Gate()
    waivers: tuple[Waiver, ...] = ()
    reports: Reports = Reports()
    history: History = History()
