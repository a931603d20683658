"""audit.yaml as typed, frozen objects; every default of the tool is named here.

A setting is one annotated field of one of these classes: its key, type and default stand here,
the string below it is its documentation. Checks, the JSON Schema and docs/configuration.md
follow from that.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from audit import patterns
from audit.model import ApprovedClaim, Held, Severity, StatedFact
from audit.policies import Pack, Policy, Term

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ConfigError(Exception):
    """audit.yaml cannot be used; the text lists every mistake, one a line."""


@dataclass(frozen=True)
class Wanted:
    """How a mistake and the documentation name what a setting takes, where its type does not."""

    words: str
    plural: str
    secret: bool = False
    """Whether a wrong value may be something that must not be repeated on a screen."""


@dataclass(frozen=True)
class Known:
    """Marks text that must be one of the names there are; `load` is told which."""

    kind: str
    """`rule`, `accreditation` or `report format`."""


class Frozen(Mapping[K, V], Generic[K, V]):
    """A mapping that never changes, can be hashed and pickled, and keeps its order."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[K, V] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, key: K) -> V:
        return self._values[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return repr(self._values)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._values,)


_frozen = (AfterValidator(Frozen), PlainSerializer(dict))


def _usable(pattern: str) -> str:
    # The default stands for no pattern at all.
    if pattern:
        patterns.check(pattern)
    return pattern


Text = Annotated[str, Field(min_length=1), Wanted("text", "texts")]
Glob = Annotated[
    str, Field(pattern=r"^/"), Wanted("a path beginning with /", "paths beginning with /")
]
HeaderName = Annotated[
    # A token of RFC 9110, 5.6.2.
    str,
    Field(pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"),
    Wanted("the name of a header", "names of headers"),
]
Variable = Annotated[
    # A name of POSIX.1-2017, XBD 8.1. Whoever puts the secret itself here must not see it printed.
    str,
    Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
    Wanted("the name of an environment variable", "names of environment variables", secret=True),
]
HeaderText = Annotated[
    str,
    Field(pattern=r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$"),
    Wanted("plain ASCII text on one line", "plain ASCII texts on one line"),
]
GridAddress = Annotated[
    # What may be wrong with it is a login, which must not be printed.
    str,
    Field(pattern=r"^(https?://[^\s/?#@]+(/[^\s?#@]*)?)?$"),
    Wanted("an http(s) address without a login", "http(s) addresses without logins", secret=True),
]
ReportsAddress = Annotated[
    str,
    Field(pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$"),
    Wanted("an http(s) address without a login", "http(s) addresses without logins", secret=True),
]
Keeping = Annotated[
    str,
    Field(pattern=r"^([1-9][0-9]{0,4} days?|forever)$"),
    Wanted("a number of days as `400 days`, or forever", "numbers of days as `400 days`"),
]
Expression = Annotated[
    str,
    AfterValidator(_usable),
    Wanted("a regular expression that never takes long", "regular expressions"),
]
Share = Annotated[float, Field(ge=0, le=1)]
ImageHash = Annotated[
    # As `audit.page.imprint` writes it.
    str,
    Field(pattern=r"^[0-9a-fA-F]{64}-[0-9a-fA-F]{14}(-[0-9a-fA-F]{12})?$"),
    Wanted("an image hash as `care-audit hash` prints it", "image hashes, from `care-audit hash`"),
]
RuleId = Annotated[Text, Known("rule")]
LawId = Annotated[Text, Known("law")]
FormatName = Annotated[Text, Known("report format")]
Threshold = Annotated[
    Severity | None,
    BeforeValidator(lambda given: None if given == "off" else given),
    WithJsonSchema({"enum": [*Severity, "off"], "default": Severity.ERROR}),
    Wanted("error, warning, notice or off", "severities"),
]


class Section(BaseModel):
    """Any part of audit.yaml: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Site(Section):
    """What to audit, and how gently."""

    name: str = ""
    """The site's name, for titles."""
    start: tuple[Text, ...] = ()
    """Addresses, folders or files to begin at."""
    folders: tuple[Text, ...] = ()
    """Folders of built sites. A file that is audited by itself goes by its path from the first of
    them that holds it, as it does when the folder is audited; folders in `start` count as well."""
    include: tuple[Glob, ...] = ("/**",)
    """Paths in scope: `*` stands for any part of a name, `**` for any names."""
    exclude: tuple[Glob, ...] = ()
    """Paths out of scope, whatever `include` says."""
    sitemaps: Literal["auto", "none"] | tuple[Text, ...] = "auto"
    """`auto` takes those that robots.txt names, and /sitemap.xml; or a list of addresses."""
    robots: Literal["obey", "ignore"] = "obey"
    """Whether what robots.txt forbids is left out."""
    follow: bool = True
    """Whether links found on pages are wanted too."""
    max_pages: Annotated[int, Field(ge=1)] = 5000
    """Pages at most; what is left out is reported."""
    max_depth: Annotated[int, Field(ge=0)] = 20
    """Links away from a start address or a sitemap's."""
    max_query_variants: Annotated[int, Field(ge=1)] = 100
    """Addresses found by links that differ only in their query; endless calendars end here."""
    max_sitemaps: Annotated[int, Field(ge=1)] = 1000
    """Sitemap files read, those that an index names included."""
    max_redirects: Annotated[int, Field(ge=0)] = 10
    """Redirects at most from one address."""
    max_bytes: Annotated[int, Field(ge=1024)] = 10_000_000
    """Bytes of one answer, unpacked."""
    connect_timeout: Annotated[float, Field(gt=0)] = 10
    """Seconds to reach a host."""
    timeout: Annotated[float, Field(gt=0)] = 30
    """Seconds for one answer from first byte sent to last byte read, redirects apart."""
    retries: Annotated[int, Field(ge=0)] = 3
    """Further tries after a passing fault (429, 503, a connection broken off)."""
    max_retry_after: Annotated[float, Field(ge=0)] = 120
    """Seconds; a server that asks for a longer wait is not waited for."""
    delay: Annotated[float, Field(ge=0)] = 0.2
    """Seconds between two requests to one host; a longer Crawl-delay in robots.txt wins."""
    user_agent: HeaderText = "CareAudit (+https://pypi.org/project/care-audit/)"
    """Who asks, as servers see it."""
    headers_from: Annotated[Mapping[HeaderName, Variable], *_frozen] = Field(default_factory=Frozen)
    """Header: the environment variable that holds its value. Sent to start hosts only."""
    must_audit: tuple[Glob, ...] = ()
    """Paths that make a run incomplete when they were not audited."""
    min_coverage: Share = 0.7
    """Share of pages that must be audited, else the run is incomplete: of those that are wanted,
    and of as many as the last complete run audited."""
    private_hosts: tuple[Text, ...] = ()
    """Hosts on private addresses that may be reached besides the start addresses' own."""


class Axe(Section):
    """What axe-core is asked."""

    tags: tuple[Text, ...] = (
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    )
    """axe-core's rules with one of these tags are run."""


class Browser(Section):
    """How pages are rendered."""

    enabled: bool = True
    """Without a browser, rules that need one are reported as unchecked."""
    workers: Literal["auto"] | Annotated[int, Field(ge=1, le=64)] = "auto"
    """Pages rendered at one time; `auto` is one for each processor."""
    viewport: tuple[Annotated[int, Field(ge=200)], Annotated[int, Field(ge=200)]] = (1280, 900)
    """Width and height in CSS pixels."""
    page_timeout: Annotated[float, Field(gt=0)] = 45
    """Seconds, all that happens to a page in the browser included."""
    settle: Annotated[float, Field(ge=0)] = 5
    """Seconds at most that a page may go on changing before it is read as it is."""
    screenshots: bool = True
    """Whether the report's list of pages shows a small picture of each, of some 5 kB."""
    binary: str = ""
    """Path of the browser, where it is in no usual place."""
    driver: str = ""
    """Path of chromedriver, where it is in no usual place."""
    grid: GridAddress = ""
    """Address of a Selenium Grid whose free browsers are used; empty for this machine's own."""
    axe: Axe = Axe()


class RuleSetting(Section):
    """One rule: off, another severity, options by the names the rule gives them."""

    enabled: bool = True
    severity: Severity | None = None
    precision: Share | None = None
    options: Annotated[Mapping[str, Any], *_frozen] = Field(default_factory=Frozen)


class Gate(Section):
    """When a run fails."""

    fail_on: Threshold = Severity.ERROR
    """The least severe finding that trips the gate; `off` for none."""
    only_new: bool = False
    """Whether findings that an earlier run has seen trip nothing."""
    baseline: str = ""
    """File of findings that trip nothing, as `care-audit baseline` writes it, relative to the
    folder of audit.yaml; empty for none. See docs/gate.md."""
    grace: Annotated[int, Field(ge=0)] = 14
    """Days for which a finding does not trip the gate that is there only because its rule, or
    axe-core, changed, on a page that did not."""


class Precision(Section):
    """What follows from reviewers' marks: a rule that is often wrong only asks for a review."""

    marks: Text = "marks.jsonl"
    """File of the marks that `care-audit mark` writes, relative to the folder of audit.yaml."""
    floor: Share = 0.8
    """Share of right findings among the marked ones below which a rule turns to review."""
    least: Annotated[int, Field(ge=1)] = 10
    """Marks that a rule must have before anything follows."""
    newest: Annotated[int, Field(ge=1)] = 100
    """Marks of each rule that count, the newest: a rule that was mended is not held to old ones."""


class Waiver(Section):
    """A finding that somebody has decided to live with until a date."""

    rule: RuleId
    """The rule's id; `axe/<rule>` for one of axe-core's."""
    pages: tuple[Glob, ...] = ("/**",)
    """Paths of the pages it holds for."""
    subject: str = ""
    """What the finding is about, as reports show it; empty for any."""
    reason: Text
    """Why it is lived with."""
    owner: Text
    """Who answers for it."""
    ticket: str = ""
    """Where the remedy is tracked."""
    until: date
    """The last day on which it holds."""


class Links(Section):
    """What links lead to. Audited pages are known already; all else is asked once, politely."""

    ask: Literal["auto", "all", "own", "none"] = "auto"
    """Whom to ask: `own` the site's hosts only, `all` those of others too, `none` nobody. `auto`
    is `all` for addresses and `none` for folders and files, which are looked up on the disk."""
    limit: Annotated[int, Field(ge=0)] = 5000
    """Addresses asked at most; what is left out is reported."""
    seconds: Annotated[float, Field(ge=0)] = 600
    """Seconds for all of them; what is left out is reported."""
    timeout: Annotated[float, Field(gt=0)] = 15
    """Seconds for one answer, redirects apart."""
    delay: Annotated[float, Field(ge=0)] = 0.5
    """Seconds between two requests to one host of others; `site.delay` holds for the site's own."""
    hosts: Annotated[int, Field(ge=1, le=64)] = 8
    """Hosts asked at one time."""
    documents: Annotated[int, Field(ge=0)] = 500
    """PDFs read at most; what is left out is reported."""
    document_bytes: Annotated[int, Field(ge=1024)] = 50_000_000
    """Bytes of one PDF."""


class Images(Section):
    """Whether pictures that may be badges are looked at, besides what is written about them."""

    look: Literal["auto", "always", "never"] = "auto"
    """`auto` looks at them where the registry holds `images`, or `words` is on."""
    words: bool = False
    """Whether words in pictures are recognised; needs `pip install 'care-audit[ocr]'`, and some
    seconds and 400 MB for the first time that an image is seen."""
    per_page: Annotated[int, Field(ge=1)] = 30
    """Images of one page that are looked at; what is left out is reported where it is a badge."""
    max_bytes: Annotated[int, Field(ge=1024)] = 1_000_000
    """Bytes of one image."""


class Reports(Section):
    """Which reports are written, and where."""

    formats: tuple[FormatName, ...] = ("html", "json")
    """Formats, by name."""
    out: Text = "out"
    """Folder for the reports."""
    url: ReportsAddress = ""
    """Where that folder can be read in a browser; messages link to it."""
    language: Literal["en", "es"] = "en"
    """In which the HTML report's own words are; what rules say stays English where they know no
    other language."""
    paper: Literal["A4", "Letter"] = "A4"
    """The paper of report.pdf."""


class Notify(Section):
    """Messages after a run: to chat, mail, telephone; see docs/nights.md. A run that failed or is
    incomplete is always told."""

    urls_from: Variable = "CARE_AUDIT_NOTIFY"
    """The environment variable that holds the addresses, with blanks between them, as
    https://appriseit.com writes them. Where it is not set, nobody is told."""
    on_change: bool = True
    """Whether new findings, and pages that fail now and did not before, are told."""
    digest: Literal[
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "off"
    ] = "monday"
    """Day (UTC) from which on a week's first run is followed by a summary of the week before."""


class Duty(Section):
    """A law that the site has to meet. Its id alone does as well; see docs/conformance.md."""

    law: LawId
    """The law's id, as docs/conformance.md lists them."""
    who: str = ""
    """Which of the law's dates holds, by words of it, as `fifteen or more`; empty for each."""


class Conformance(Section):
    """What people found when they tried what no program can judge; see docs/conformance.md."""

    results: str = ""
    """CSV file of their results, relative to the folder of audit.yaml; empty for none."""
    old_after: Annotated[int, Field(ge=1)] = 365
    """Days after which a result no longer counts, and somebody should try again."""


class History(Section):
    """Where runs are remembered."""

    database: str = ""
    """An SQLAlchemy address; empty for `care-audit.db` beside the reports. PostgreSQL's begins with
    `postgresql+pg8000://` and needs `pip install 'care-audit[postgresql]'`."""
    resume_hours: Annotated[int, Field(ge=1)] = 12
    """Hours after its beginning for which `--resume` takes up a run that was broken off; then what
    it read may be out of date, and a new run begins."""
    refresh: Annotated[int, Field(ge=0, le=366)] = 7
    """Days after which a page is audited again though nothing of it has changed; until then what an
    earlier run found there is carried over. 0 audits every page every time, as `--fresh` does."""
    keep: Keeping = "400 days"
    """How long runs are kept; `forever` deletes none. The last run that ended and the last complete
    one stay, and with them when each open finding was first seen."""


class Config(Section):
    """The whole of audit.yaml."""

    site: Site = Site()
    browser: Browser = Browser()
    links: Links = Links()
    accreditations: tuple[Held, ...] = ()
    """The registry: what the organisation holds. Badges are held against it."""
    facilities: Annotated[Mapping[Glob, Text], *_frozen] = Field(default_factory=Frozen)
    """Paths, and the facility that these pages are about, named as in `accreditations`."""
    images: Images = Images()
    claims: tuple[ApprovedClaim, ...] = ()
    """The ledger: superlatives that somebody answers for."""
    facts: tuple[StatedFact, ...] = ()
    """The fact sheet: values that every page must say alike."""
    policies: tuple[
        Annotated[
            Policy | Pack,
            Wanted("a mapping of keys to values", "mappings of keys to values"),
        ],
        ...,
    ] = ()
    """What must or must not be on the pages; `use` takes a ready pack: see docs/policies.md."""
    terms: tuple[Term, ...] = ()
    """Words to avoid, each with what to say instead."""
    owners: Annotated[Mapping[Glob, Text], *_frozen] = Field(default_factory=Frozen)
    """Paths, and who looks after these pages."""
    rules: Annotated[Mapping[RuleId, RuleSetting], *_frozen] = Field(default_factory=Frozen)
    """Rule: `off`, a severity, or a mapping of `severity`, `precision` and the rule's options."""
    gate: Gate = Gate()
    precision: Precision = Precision()
    waivers: tuple[Waiver, ...] = ()
    """Findings that are lived with until a date."""
    laws: tuple[
        Annotated[
            Duty,
            Wanted("a law's id or a mapping of keys to values", "ids of laws, or mappings"),
        ],
        ...,
    ] = ()
    """Laws that the site has to meet: the report shows how long it is until then."""
    conformance: Conformance = Conformance()
    reports: Reports = Reports()
    notify: Notify = Notify()
    history: History = History()
