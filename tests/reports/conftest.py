"""Made-up runs of an invented cancer centre: what the reports are tested with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from audit.dossier import (
    Approval,
    Approved,
    BadgeSeen,
    ClaimSeen,
    Dossier,
    Meant,
    Registered,
    Sheet,
    Signal,
    Standing,
)
from audit.model import (
    ALSO,
    Certainty,
    Finding,
    Outcome,
    Picture,
    Place,
    RuleInfo,
    RunInfo,
    RunResult,
    Severity,
    Status,
    Unchecked,
)

SITE = "https://www.lindenhof-cancer.example"

RULES = (
    RuleInfo(
        id="axe/color-contrast",
        title="Text stands out too little from its background",
        severity=Severity.ERROR,
        wcag=("1.4.3",),
        tags=("axe",),
        demand="Text must have a contrast ratio of at least 4.5:1, large text of 3:1.",
        why="People with low vision, and anybody on a phone in sunlight, cannot read it.",
        fix="To fix it, darken the text or lighten what is behind it.",
        help_url="https://dequeuniversity.com/rules/axe/4.14/color-contrast",
    ),
    RuleInfo(
        id="badge-mislabelled",
        title="A badge's label names another accreditation",
        severity=Severity.ERROR,
        wcag=("1.1.1",),
        tags=("badges",),
        demand="All that labels an accreditation badge must name the same accreditation.",
        why="Patients choose a hospital by its accreditations. A wrong label claims one that may"
        " not be held, and whoever hears the page is told another thing than whoever sees it.\n\n"
        "Accrediting bodies may withdraw the right to show their seal.",
        fix="To fix it, find out which accreditation the picture shows, and make heading, text"
        " and `alt` name that one.",
    ),
    RuleInfo(
        id="claim-count-mismatch",
        title="A number of accreditations differs from those shown",
        severity=Severity.ERROR,
        tags=("claims",),
        demand="A page that counts accreditations must show as many.",
        why="A reader who counts will doubt the rest of the page.",
        fix="To fix it, correct the number or the badges.",
    ),
    RuleInfo(
        id="image-alt-filename",
        title="Alt text is a file name",
        severity=Severity.ERROR,
        wcag=("1.1.1",),
        tags=("images",),
        demand="Alt text must say what an image shows, not what its file is called.",
        why="A screen reader speaks the alt text in place of the image, so a visitor hears"
        ' "Notepad dash Text dash dash Streamline" and learns nothing.',
        fix="To fix it, describe the picture in a few words. If it is only decoration, leave the"
        ' text empty: `alt=""`.',
    ),
    RuleInfo(
        id="link-generic",
        title="A link's text says nothing of its target",
        severity=Severity.WARNING,
        wcag=("2.4.4",),
        tags=("links",),
        demand="A link's text must say where it leads.",
        why='Screen reader users go through a page by its links and hear "View All" ten times.',
        fix="To fix it, name the target: `View all clinical trials`.",
    ),
    RuleInfo(
        id="section-empty",
        title="A heading with nothing under it",
        severity=Severity.ERROR,
        wcag=("1.3.1",),
        tags=("sections",),
        demand="A heading must have content.",
        why="Visitors look for what the heading promises.",
        fix="To fix it, fill the section or remove its heading.",
    ),
)


def page(number: int) -> str:
    """Give the address of the page of that number."""
    return f"{SITE}/care/page-{number:04}"


def build_run(**changes: Any) -> RunInfo:
    """Give a complete browser run whose gate has passed, but for `changes`."""
    run = RunInfo(
        id="20261103-140512-7c1e",
        started=datetime(2026, 11, 3, 14, 5, 12, tzinfo=UTC),
        finished=datetime(2026, 11, 3, 14, 6, 2, tzinfo=UTC),
        targets=(f"{SITE}/",),
        status="complete",
        gate="pass",
        exit=0,
        mode="browser",
        site="Lindenhof Cancer Centre",
        version="0.1.0",
        axe="4.14.1",
        browser="Chromium 156.0.8078.79",
    )
    return replace(run, **changes)


def build_finding(rule: str = "image-alt-filename", url: str = "", **changes: Any) -> Finding:
    """Give a sure, new error of `rule` on `url`, but for `changes`."""
    finding = Finding(
        rule=rule,
        message="The alt text is a file name: “Notepad-Text--Streamline-Flex”.",
        place=Place(
            url or page(1),
            "main > section.trials > img",
            '<img class="icon" src="/a/notepad.svg" alt="Notepad-Text--Streamline-Flex">',
            line=214,
            column=9,
            structure="main section img",
            context="main › Clinical trials",
        ),
        severity=Severity.ERROR,
        subject="Notepad-Text--Streamline-Flex",
        wcag=("1.1.1",),
    )
    return replace(finding, **changes)


def build_result(**changes: Any) -> RunResult:
    """Give a run over five pages that found nothing, but for `changes`."""
    result = RunResult(
        run=build_run(),
        outcomes=tuple(
            Outcome(page(n), "audited", "", 1.25, f"Care page {n}") for n in range(1, 6)
        ),
        rules=RULES,
        findings=(),
    )
    return replace(result, **changes)


def build_sheet(text: str = "") -> Sheet:
    """Give a sheet with a badge of every standing and an entry of every kind.

    All that a page or a site may write in it is `text`, where that is given.
    """
    coc = Registered(
        id=text or "acs-coc",
        name=text or "Commission on Cancer Accredited Program",
        issuer=text or "American College of Surgeons",
        since=text or "1994",
        until=date(2026, 12, 3),
        proof=text or "https://www.facs.org/",
        facility=text,
        only_on=(),
        standing=Standing.ENDING,
        days=30,
    )
    naprc = replace(
        coc, id="acs-naprc", until=date(2025, 6, 30), standing=Standing.ENDED, days=-491
    )
    napbc = replace(coc, id="acs-napbc", until=None, standing=Standing.HELD, days=0, proof="")
    badges = [
        BadgeSeen(
            url=page(1),
            selector=f"main img:nth-of-type({number})",
            context=text or "main › Our accreditations",
            label=text or f"Badge {standing.value}",
            image=text or f"/{standing.value}.png",
            standing=standing,
            meant=(Meant((coc.id,), (coc.name,), standing, (number % 3,)),),
            signals=(
                Signal(text or "alternative text", text or "CoC", (coc.name,)),
                Signal("file name", text or "seal.png", ()),
            ),
        )
        for number, standing in enumerate(Standing)
    ]
    issuer = replace(badges[0], meant=(), issuers=(coc.issuer,), standing=Standing.UNCLEAR)
    footer = [replace(badges[-1], url=page(n), selector="footer img") for n in range(2, 20)]
    ledger = [
        Approved(text or "The only garden", text or "survey 12", text, date(2027, 1, 1), approval)
        for approval in Approval
    ]
    said = text or "We are the leading hospital."
    claims = [
        ClaimSeen(page(2), "p", text, "superlative", said, said, entry=entry, doubtful=doubtful)
        for entry, doubtful in ((0, False), (1, False), (None, True), (None, False))
    ]
    number = ClaimSeen(
        page(1), "main > p", text, "number", "all 4", text or "All 4 accreditations."
    )
    left_out = replace(footer[-1], left_out=3)
    return Sheet(
        day=date(2026, 11, 3),
        registry=(coc, naprc, napbc),
        ledger=tuple(ledger),
        badges=(*badges, issuer, *footer, left_out),
        claims=(*claims, number),
    )


def build_rich_result() -> RunResult:
    """Give an incomplete run with a finding of every kind."""
    accreditations = "main › Our accreditations"
    mislabelled = build_finding(
        "badge-mislabelled",
        message="The third badge's alternative text says “ACR radiation oncology”; its heading and"
        " text say “ACR comprehensive breast imaging”, which repeats the second badge's.",
        place=Place(
            page(1),
            "#accreditations li:nth-child(3) > img",
            '<img src="/img/acr-ro.png" alt="ACR Radiation Oncology Practice Accreditation">',
            line=120,
            column=7,
            structure="main ul li img",
            context=accreditations,
        ),
        related=(
            Place(
                page(1),
                "#accreditations li:nth-child(2) > img",
                '<img src="/img/acr-ci.png" alt="ACR Comprehensive Breast Imaging Center">',
                context=accreditations,
                note="the badge it repeats",
            ),
        ),
        subject="acr radiation oncology",
        fix="Make the heading and the text of the third badge say `ACR Radiation Oncology Practice"
        " Accreditation`, as its alternative text does.",
        evidence={
            "signals": [
                {
                    "signal": "alternative text",
                    "says": "ACR Radiation Oncology",
                    "text": "ACR Radiation Oncology Practice Accreditation",
                },
                {
                    "signal": "heading",
                    "says": "ACR Comprehensive Breast Imaging",
                    "text": "Breast Imaging Center of Excellence",
                },
                {
                    "signal": "description",
                    "says": "ACR Comprehensive Breast Imaging",
                    "text": "The American College of Radiology has awarded us its breast imaging"
                    " seal.",
                },
            ],
        },
        owner="Web team",
    )
    review = build_finding(
        "claim-count-mismatch",
        message="The text says “all 4 accreditations”; three different ones are shown.",
        place=Place(page(1), "main > p", "<p>", structure="main p", context=accreditations),
        certainty=Certainty.REVIEW,
        subject="all 4 accreditations",
        evidence={"claimed": 4, "shown": 3, "repeated": ["ACR Comprehensive Breast Imaging"]},
        wcag=(),
    )
    icons = [
        build_finding(
            url=page(number),
            related=(
                Place(
                    page(number),
                    "main > section.trials > img:nth-of-type(2)",
                    '<img class="icon" src="/a/notepad.svg" alt="Notepad-Text--Streamline-Flex">',
                    context="main › Clinical trials",
                    note=ALSO,
                ),
            ),
            status=Status.NEW if number > 3 else Status.EXISTING,
        )
        for number in range(1, 26)
    ]
    links = [
        build_finding(
            "link-generic",
            page(number),
            message="The link's text is “View All”.",
            severity=Severity.WARNING,
            status=Status.EXISTING,
            subject=f"View All {number % 2}",
            wcag=("2.4.4",),
            place=Place(
                page(number),
                "main > a.more",
                '<a class="more" href="/trials">View All</a>',
                structure="main a",
            ),
        )
        for number in (2, 4, 5)
    ]
    contrast = build_finding(
        "axe/color-contrast",
        page(3),
        message="The text has a contrast of 2.85:1 against its background; 4.5:1 is needed.",
        subject="intro",
        evidence={
            "contrastRatio": 2.85,
            "fgColor": "#9aa5ab",
            "bgColor": "#ffffff",
            "large": False,
        },
        wcag=("1.4.3",),
    )
    waived = build_finding("section-empty", page(6), subject="Locations", status=Status.WAIVED)
    unseen = build_finding("section-empty", page(27), subject="Trials", status=Status.NOT_CHECKED)
    fixed = build_finding("section-empty", page(7), subject="Team", status=Status.FIXED)
    findings = [mislabelled, review, contrast, *icons, *links, waived, unseen, fixed]
    findings.sort(key=lambda finding: finding.place.url)
    crop = Picture(
        Path(__file__).with_name("badges.webp").read_bytes(), 608, 190, (403, 14, 182, 150)
    )
    return RunResult(
        run=build_run(
            status="incomplete",
            gate="fail",
            exit=3,
            reasons=(
                "2 pages could not be audited.",
                "1 rule crashed on a page.",
            ),
        ),
        outcomes=(
            *(Outcome(page(n), "audited", "", 1.2, f"Care page {n}") for n in range(1, 26)),
            Outcome(page(26), "audited:partial", "A frame could not be read.", 3.4, "Visit us"),
            Outcome(page(27), "error:timeout", "No answer within 30 seconds.", 30.0),
            Outcome(page(28), "error:http", "The server answered 503 after 3 tries.", 9.0),
            Outcome(page(29), "skipped:duplicate", f"Leads to {page(1)}.", 0.1),
            Outcome(page(30), "skipped:robots", "robots.txt closes it to robots.", 0.0),
        ),
        rules=RULES,
        findings=tuple(findings),
        unchecked=(
            Unchecked("claim-count-mismatch", page(4), "The rule crashed: ValueError."),
            *(
                Unchecked("axe/color-contrast", page(n), "The checks did not end in time.")
                for n in range(8, 24)
            ),
            Unchecked("section-empty", page(26), "A frame could not be read."),
        ),
        pictures={mislabelled.group: crop},
        dossier=Dossier(sheet=build_sheet()),
    )


def in_files(result: RunResult) -> RunResult:
    """Give a run as it would be over built pages that lie in a repository."""

    def file(place: Place) -> Place:
        return replace(place, file=place.url.replace(f"{SITE}/", "public/") + ".html")

    findings = tuple(
        replace(each, place=file(each.place), related=tuple(map(file, each.related)))
        for each in result.findings
    )
    return replace(result, findings=findings)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "</code></pre><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "<!--",
    "--><script>alert(1)</script>",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0'?>",
    "<!doctype html>",
    "<plaintext>",
    "<textarea>",
    "<noscript>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<iframe src=//evil.example>",
    "<a href=javascript:alert(1)>here</a>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "' style='color:red",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{# note #}",
    "${7*7}",
    "%s %(name)s {0}",
    "&lt;script&gt;",
    "&#x3c;script&#x3e;",
    "&notin;",
    "\u202etxt.exe\u202c",
    "\u2067\u2069\u2069 right to left",
    "مرحبا بالعالم",
    "\x00\x01\x07\x08\x1b[31mred\x1b[0m",
    "\r\n\t\v\f",
    "\x7f\x80\x9f",
    "\ud800 half a character \udfff",
    "\ufdd0\ufffe\uffff",
    "\u2028\u2029",
    "Z̸̧̢̛a̵l̶g̷o̸" + "\u0301" * 200,
    "x" * 5000,
    "Donaudampfschifffahrtsgesellschaftskapitän" * 20,
    "`<b>code</b>`",
    "``` ` `` `",
    "   ",
    "=1+1",
    "@import url(//evil.example)",
    "\U0001f3e5 \U000e0041",
)
"""What a page may say, to fool a report or whoever reads it."""


@pytest.fixture(params=HOSTILE, ids=lambda text: ascii(text)[1:25])
def hostile(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def filed_result() -> RunResult:
    return in_files(build_rich_result())


@pytest.fixture
def make_run() -> Callable[..., RunInfo]:
    return build_run


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    return build_finding


@pytest.fixture
def make_result() -> Callable[..., RunResult]:
    return build_result


@pytest.fixture(scope="session")
def make_sheet() -> Callable[..., Sheet]:
    return build_sheet


@pytest.fixture(scope="session")
def rich_result() -> RunResult:
    return build_rich_result()
