"""The sheet of accreditations: what it tells, what it never hides, and what it survives."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

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
from audit.model import RuleInfo, Severity, Status, Unchecked
from reports.language import speak
from reports.to_html import accreditations
from reports.to_html.digest import digest
from reports.to_html.report import write

SITE = "https://www.lindenhof-cancer.example"
COC = Registered(
    id="acs-coc",
    name="Commission on Cancer Accredited Program",
    issuer="American College of Surgeons",
    since="1994",
    until=date(2026, 12, 3),
    proof="https://www.facs.org/",
    facility="",
    only_on=(),
    standing=Standing.ENDING,
    days=30,
)
NAPRC = replace(COC, id="acs-naprc", name="Rectal Cancer", standing=Standing.HELD, until=None)
LEDGER = Approved("The only garden", "survey 12", "Compliance", None, Approval.APPROVED)
ENDING = BadgeSeen(
    url="",
    selector="footer > img",
    context="footer",
    label="CoC accredited",
    image="/coc.png",
    standing=Standing.ENDING,
    meant=(Meant(("acs-coc",), (COC.name,), Standing.ENDING, (0,)),),
    signals=(Signal("alternative text", "CoC accredited", (COC.name,)),),
)
MAGNET = BadgeSeen(
    url="",
    selector="main > img",
    context="main",
    label="Magnet",
    image="/magnet.png",
    standing=Standing.NOT_HELD,
    meant=(Meant(("ancc-magnet",), ("Magnet Recognition",), Standing.NOT_HELD),),
)
UNREGISTERED = RuleInfo(
    "badge-unregistered", "Not held", Severity.ERROR, tags=("badges", "registry")
)


def page(number):
    return f"{SITE}/care/page-{number:04}"


class Pages:
    """Pages with the same badge in their footers, made as they are read."""

    def __init__(self, number, *others):
        self.number, self.others = number, others

    def __iter__(self):
        yield from (replace(ENDING, url=page(n)) for n in range(1, self.number + 1))
        yield from self.others


@pytest.fixture
def sheet():
    return Sheet(
        day=date(2026, 11, 3),
        registry=(COC, NAPRC),
        ledger=(LEDGER,),
        badges=Pages(4, replace(ENDING, url=page(5)), replace(MAGNET, url=page(5))),
        claims=(
            ClaimSeen(
                page(1), "p", "main", "superlative", "only garden", "The only garden.", entry=0
            ),
            ClaimSeen(page(2), "p", "main", "number", "all four", "All four accreditations."),
            ClaimSeen(page(3), "p", "main", "superlative", "best", "The best.", doubtful=True),
            ClaimSeen(page(4), "p", "main", "superlative", "leading", "We are leading."),
        ),
    )


@pytest.fixture
def show(tmp_path):
    """Write a result with a sheet, and give the sheet's document parsed."""

    def run(result, sheet):
        dossier = replace(result.dossier, sheet=sheet)
        write(replace(result, dossier=dossier), tmp_path)
        return BeautifulSoup((tmp_path / accreditations.NAME).read_text("utf-8"), "html.parser")

    return run


def words(element):
    return re.sub(r"\s+", " ", element.get_text(" ")).strip()


def rows(soup, section):
    table = soup.select_one(f"section[aria-labelledby={section}] table")
    return [
        [words(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")
    ]


def unregistered(make_finding, **changes):
    finding = make_finding("badge-unregistered", page(5), subject="ancc-magnet", **changes)
    return replace(finding, place=replace(finding.place, selector=MAGNET.selector))


def test_what_badges_show_comes_with_what_is_held(show, make_result, make_finding, sheet):
    rules = (UNREGISTERED,)
    soup = show(make_result(findings=(unregistered(make_finding),), rules=rules), sheet)
    coc, naprc, magnet = rows(soup, "held")
    assert coc[1:3] == ["American College of Surgeons", "1994"]
    assert coc[3] == "Ends soon Ends in 30 days, on 3 December 2026"
    assert coc[5:] == ["5 pages", "None found"]
    assert (naprc[3], naprc[5]) == ("Held No end entered", "no audited page")
    assert "Not in the registry" in magnet[3]
    assert magnet[5:] == ["1 page", "Not held"]
    assert "Rectal Cancer : No end entered" in words(soup.select_one("#held").parent)


def test_a_problem_leads_to_its_entry(show, make_result, make_finding, sheet):
    finding = unregistered(make_finding)
    soup = show(make_result(findings=(finding,), rules=(UNREGISTERED,)), sheet)
    ways = {a["href"] for a in soup.select(".told a") if finding.group in a["href"]}
    assert ways == {f"../report.html#{finding.group}"}


def test_badges_alike_are_one_and_the_worst_come_first(show, make_result, sheet):
    soup = show(make_result(rules=(UNREGISTERED,)), sheet)
    magnet, coc = rows(soup, "badges")
    assert magnet[0].startswith("1. Magnet")
    assert coc[3].startswith("5 pages /care/page-0001 /care/page-0002")
    assert f"{COC.name} : alternative text" in coc[1]
    first, second = rows(soup, "by-page")
    assert first[0].startswith("The same on 4 pages")
    assert "Magnet" in second[1]
    assert "The same on" not in second[0]


def test_claims_are_held_against_the_ledger(show, make_result, sheet):
    soup = show(make_result(rules=(UNREGISTERED,)), sheet)
    (approved,) = rows(soup, "claims")
    assert approved == ["“ The only garden ”", "survey 12", "Compliance", "Approved", "1 page"]
    told = {
        words(row.th): words(row.find_all("td")[1])
        for row in soup.select("section[aria-labelledby=claims] table")[1].select("tbody tr")
    }
    assert told == {
        "“ The only garden. ”": "Approved by Compliance",
        "“ All four accreditations. ”": "Counted against the badges instead",
        "“ The best. ”": "May speak of another",
        "“ We are leading. ”": "Not approved",
    }


def test_findings_that_are_fixed_are_no_problem(show, make_result, make_finding, sheet):
    fixed = unregistered(make_finding, status=Status.FIXED)
    soup = show(make_result(findings=(fixed,), rules=(UNREGISTERED,)), sheet)
    assert "Nothing was found wrong" in words(soup.select_one("#problems").parent)


def test_only_what_was_all_checked_and_is_all_held_is_in_order(show, make_result, sheet):
    good = replace(
        sheet,
        registry=(replace(COC, standing=Standing.HELD),),
        badges=[replace(ENDING, url=page(1), standing=Standing.HELD)],
        claims=(),
    )
    sound = make_result(rules=(UNREGISTERED,))
    soup = show(sound, good)
    assert words(soup.select_one(".verdict h2")) == "In order"
    assert "Every wanted page was audited" in words(soup.select_one("#unchecked").parent)
    missed = (Unchecked("badges", page(2), "The rule crashed."),)
    for result, given in (
        (replace(sound, unchecked=missed), good),
        (replace(sound, run=replace(sound.run, status="incomplete")), good),
        (sound, replace(good, badges=[*good.badges, replace(ENDING, url=page(2), left_out=3)])),
        (replace(sound, run=replace(sound.run, mode="static")), good),
        (replace(sound, outcomes=()), good),
        (replace(sound, rules=()), good),
    ):
        soup = show(result, given)
        assert words(soup.select_one(".verdict h2")) == "Incomplete"
        assert "This sheet is not complete." in words(soup.select_one("#unchecked").parent)
        assert "It is not complete" in words(soup.select_one("#signoff").parent)


def test_where_no_rule_ran_nothing_is_called_found_or_not(show, make_result, sheet):
    soup = show(make_result(rules=()), sheet)
    assert {row[-1] for row in rows(soup, "held")} == {"Not checked"}
    assert "No rule about badges or claims ran." in words(soup.select_one("#unchecked").parent)


def test_without_registry_ledger_or_badges_it_says_so(show, make_result):
    soup = show(make_result(), Sheet(date(2026, 11, 3)))
    assert "No badge was seen" in words(soup.select_one(".sentence"))
    assert "lists no accreditation" in words(soup.select_one("#held").parent)
    assert "lists no approved claim" in words(soup.select_one("#claims").parent)


def test_without_a_sheet_there_is_no_document(make_result):
    result = make_result()
    assert [] == list(accreditations.documents(result, digest(result), speak("en")))


def test_there_is_room_to_sign(show, make_result, sheet):
    soup = show(make_result(), sheet)
    lines = [words(line) for line in soup.select(".signoff dt")]
    assert lines == ["Reviewed by", "Role", "Date", "Signature"]


def test_it_stays_small_on_any_number_of_pages(show, make_result, sheet, tmp_path):
    soup = show(make_result(rules=(UNREGISTERED,)), replace(sheet, badges=Pages(5000)))
    assert "5,000 pages" in rows(soup, "held")[0][5]
    assert (tmp_path / accreditations.NAME).stat().st_size < 100_000


def test_what_a_page_says_stays_text(show, make_result, hostile):
    signal = Signal(hostile, hostile, (hostile,))
    entry = replace(
        COC, name=hostile, issuer=hostile, since=hostile, proof=hostile, facility=hostile
    )
    meant = Meant((hostile,), (hostile,), Standing.ENDING, (0,))
    names = {"context": hostile, "label": hostile, "image": hostile}
    badge = replace(ENDING, url=hostile, meant=(meant,), signals=(signal,), **names)
    claim = ClaimSeen(hostile, hostile, hostile, "superlative", hostile, hostile, entry=0)
    ledger = (Approved(hostile, hostile, hostile, None, Approval.UNPROVEN),)
    given = Sheet(date(2026, 11, 3), (entry,), ledger, (badge, replace(badge, meant=())), (claim,))
    soup = show(make_result(), given)
    assert soup.select("main script, main iframe, main base, main img, main meta, main form") == []
    attributes = {name for tag in soup.select("main *") for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}
    assert all(a["href"].startswith(("http", "#", "../")) for a in soup.select("main a"))
    assert not {"\x1b", "\u202e", "\x00", "\x9f", "\x07"} & set(str(soup))


def test_the_same_gives_the_same_bytes(show, make_result, sheet):
    assert str(show(make_result(), sheet)) == str(show(make_result(), sheet))


def test_it_speaks_the_language_of_the_report(show, make_result, sheet):
    soup = show(make_result(dossier=Dossier(language="es")), sheet)
    assert soup.html["lang"] == "es"
    assert "3 de noviembre de 2026" in words(soup.select_one(".verdict"))
