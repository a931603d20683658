"""What audit.yaml may say, and what becomes of it."""

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from audit import config
from audit.config import document, reader
from audit.model import ApprovedClaim, Held, Severity, StatedFact

Load = Callable[[str | bytes], config.Config]
Told = Callable[[str | bytes], list[str]]

WHOLE = """\
# A comment, and then all there is.
site:
  name: No
  start: [https://www.example.org/cancer-care/, pages, page.html]
  include: ["/cancer-care/**"]
  exclude:
  sitemaps: [https://www.example.org/sitemap.xml]
  robots: ignore
  follow: no
  max_pages: 50
  delay: 0
  user_agent: Auditor (mail@example.org)
  headers_from: {Authorization: AUDIT_AUTH}
  must_audit: [/cancer-care/]
  private_hosts: [intranet.example.org]
browser:
  enabled: "true"
  workers: 2
  viewport: [390, 844]
  page_timeout: 1e2
  axe: {tags: [wcag2a]}
accreditations:
  - {is: acs-coc, since: 1981, until: 2027-12-31, also: [CoC]}
  - {id: state-award, name: State Award, issuer: State}
claims:
  - {text: The only one, evidence: https://example.org, approved_by: Compliance, until: 2028-02-29}
facts:
  - {name: Beds, value: 650, kind: number, near: [licensed beds], unless: [ICU], pages: [/about/]}
owners: {"/cancer-care/**": Web team}
rules:
  badge-unregistered: off
  link-generic: notice
  image-alt-filename: {suffixes: [.webp]}
  image-alt-long: {severity: error, limit: 99, share: 1, strict: yes, weights: {a: 2}, least: error}
  axe/color-contrast: off
  axe/region: {severity: warning}
gate: {fail_on: off}
waivers:
  - {rule: axe/region, reason: Soon, owner: Web team, until: 2027-03-31}
reports: {formats: [json], out: audit/out}
history: {database: "sqlite:///care.db"}
"""

EXPECTED = config.Config(
    site=config.Site(
        name="No",
        start=("https://www.example.org/cancer-care/", "pages", "page.html"),
        include=("/cancer-care/**",),
        exclude=(),
        sitemaps=("https://www.example.org/sitemap.xml",),
        robots="ignore",
        follow=False,
        max_pages=50,
        delay=0.0,
        user_agent="Auditor (mail@example.org)",
        headers_from={"Authorization": "AUDIT_AUTH"},
        must_audit=("/cancer-care/",),
        private_hosts=("intranet.example.org",),
    ),
    browser=config.Browser(
        enabled=True,
        workers=2,
        viewport=(390, 844),
        page_timeout=100.0,
        axe=config.Axe(tags=("wcag2a",)),
    ),
    accreditations=(
        Held(
            id="acs-coc",
            since="1981",
            until=date(2027, 12, 31),
            also=("CoC",),
        ),
        Held(id="state-award", name="State Award", issuer="State"),
    ),
    claims=(
        ApprovedClaim(
            text="The only one",
            evidence="https://example.org",
            approved_by="Compliance",
            until=date(2028, 2, 29),
        ),
    ),
    facts=(
        StatedFact(
            "Beds",
            "650",
            kind="number",
            near=("licensed beds",),
            unless=("ICU",),
            pages=("/about/",),
        ),
    ),
    owners={"/cancer-care/**": "Web team"},
    rules={
        "badge-unregistered": config.RuleSetting(enabled=False),
        "link-generic": config.RuleSetting(severity=Severity.NOTICE),
        "image-alt-filename": config.RuleSetting(options={"suffixes": (".webp",)}),
        "image-alt-long": config.RuleSetting(
            severity=Severity.ERROR,
            options={
                "limit": 99,
                "share": 1.0,
                "strict": True,
                "weights": {"a": 2},
                "least": Severity.ERROR,
            },
        ),
        "axe/color-contrast": config.RuleSetting(enabled=False),
        "axe/region": config.RuleSetting(severity=Severity.WARNING),
    },
    gate=config.Gate(fail_on=None),
    waivers=(
        config.Waiver(rule="axe/region", reason="Soon", owner="Web team", until=date(2027, 3, 31)),
    ),
    reports=config.Reports(formats=("json",), out="audit/out"),
    history=config.History(database="sqlite:///care.db"),
)


def test_everything_that_can_be_said_is_read_as_its_type_asks(load: Load) -> None:
    assert load(WHOLE) == EXPECTED


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}\n", "site:\nwaivers:\n"])
def test_a_file_that_says_nothing_is_all_defaults(text: str, load: Load) -> None:
    assert load(text) == config.Config()


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(load: Load) -> None:
    assert load(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()) == EXPECTED


def test_aliases_stand_for_what_their_anchor_holds(load: Load) -> None:
    text = "site:\n  include: &care ['/care/**']\n  must_audit: *care\n"
    assert load(text).site.must_audit == ("/care/**",)


def test_options_are_held_as_their_rule_declares_them(load: Load) -> None:
    given = load("rules: {link-generic: {also: [Explore], allow: [Home, Home]}}")
    assert given.rules["link-generic"].options == {
        "also": ("Explore",),
        "allow": frozenset({"Home"}),
    }


def test_precision_is_asked_of_all_rules_and_of_one(load: Load) -> None:
    text = "precision: {floor: 0.7, least: 5}\nrules: {link-generic: {precision: 0.9}}\n"
    found = load(text)
    assert config.Precision(floor=0.7, least=5) == found.precision
    assert config.RuleSetting(precision=0.9) == found.rules["link-generic"]


def test_options_may_have_the_types_that_other_packages_rules_declare(load: Load) -> None:
    given = load(
        "rules:\n  acme/foreign: {names: [a], plain: [b], table: {c: d}, size: [2, px],"
        " groups: [[1, 2], []], switches: [yes, no], share: 0.25, levels: [error]}\n"
    )
    assert given.rules["acme/foreign"].options == {
        "names": ("a",),
        "plain": ("b",),
        "table": {"c": "d"},
        "size": (2, "px"),
        "groups": ((1, 2), ()),
        "switches": (True, False),
        "share": 0.25,
        "levels": (Severity.ERROR,),
    }


def test_a_configuration_travels_to_another_process_and_back() -> None:
    again = pickle.loads(pickle.dumps(EXPECTED))
    assert again == EXPECTED
    assert type(again.rules) is type(EXPECTED.rules)


def test_nothing_in_a_configuration_can_be_changed() -> None:
    with pytest.raises(ValidationError):
        EXPECTED.site.name = "x"  # type: ignore[misc]
    for mapping in (
        EXPECTED.owners,
        EXPECTED.rules,
        EXPECTED.site.headers_from,
        EXPECTED.rules["image-alt-long"].options,
        config.Config().owners,
    ):
        with pytest.raises(TypeError):
            mapping["x"] = "y"  # type: ignore[index]


def test_a_mapping_of_a_configuration_shows_what_it_holds() -> None:
    assert len(EXPECTED.owners) == 1
    assert repr(EXPECTED.owners) == "{'/cancer-care/**': 'Web team'}"


def test_equal_configurations_hash_alike() -> None:
    assert hash(config.Site(headers_from={"A": "B", "C": "D"})) == hash(
        config.Site(headers_from={"C": "D", "A": "B"})
    )


def test_a_configuration_can_be_written_down_and_made_again() -> None:
    plain = config.Config(owners={"/a": "b"}, site=config.Site(headers_from={"A": "B"}))
    assert config.Config.model_validate(plain.model_dump()) == plain


def test_mistakes_are_told_all_at_once_in_the_order_of_the_file(mistakes: Told) -> None:
    text = "gate: {fail_on: eror}\nsite:\n  nmae: x\n  delay: -1\nrules: {nothing-such: off}\n"
    places = [line.split(": ")[0] for line in mistakes(text)]
    assert places == ["audit.yaml:1:17", "audit.yaml:3:3", "audit.yaml:4:10", "audit.yaml:5:9"]


def test_one_mistake_that_aliases_repeat_is_told_for_each_place_it_reaches(mistakes: Told) -> None:
    told = mistakes("site:\n  include: &care [care]\n  exclude: *care\n")
    assert told == [
        "audit.yaml:2:19: site.exclude #1: expected a path beginning with /, found 'care'",
        "audit.yaml:2:19: site.include #1: expected a path beginning with /, found 'care'",
    ]


def test_columns_count_characters_not_bytes(mistakes: Told) -> None:
    told = mistakes("site: {name: Clínica 🏥, nmae: x}\n")
    assert told == ["audit.yaml:1:25: site: unknown key 'nmae'; did you mean 'name'?"]


def test_the_file_is_named_as_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "other.yml"
    file.write_text("x: y\n")
    with pytest.raises(config.ConfigError) as refused:
        config.load(file, rules={})
    assert str(refused.value).startswith(f"{file}:1:1: unknown key 'x'")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError) as refused:
        config.load(tmp_path / "audit.yaml", rules={})
    assert str(refused.value) == (
        f"{tmp_path / 'audit.yaml'}: cannot be read: No such file or directory"
    )


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="cannot be read: Is a directory"):
        config.load(tmp_path, rules={})


def test_a_file_too_big_to_be_a_configuration_is_refused(load: Load) -> None:
    with pytest.raises(config.ConfigError, match=r"^audit\.yaml: bigger than 1,000,000 bytes"):
        load("#" * (document.MAX_BYTES + 1))


def test_a_byte_that_is_not_utf_8_is_named_with_its_place(mistakes: Told) -> None:
    told = mistakes("site:\n  name: Clí".encode() + "nica é\n".encode("latin-1"))
    assert told == ["audit.yaml:2:17: byte 0xE9 is not UTF-8; save the file as UTF-8"]


def test_utf_16_is_named(mistakes: Told) -> None:
    assert mistakes("site: {}\n".encode("utf-16")) == [
        "audit.yaml:1:1: the file is UTF-16; save it as UTF-8"
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end_is_refused(opening: str, mistakes: Told) -> None:
    column = len(opening) * document.MAX_DEPTH + 1
    assert mistakes(opening * 100_000) == [
        f"audit.yaml:1:{column}: nested deeper than {document.MAX_DEPTH} levels"
    ]


def test_aliases_that_multiply_are_refused(mistakes: Told) -> None:
    names = ", ".join(["x"] * 1000)
    entries = "\n".join(["- *one"] * 1000)
    told = mistakes(f"accreditations:\n- &one {{is: acs-coc, also: [{names}]}}\n{entries}\n")
    assert [line.split(": ", 1)[1] for line in told] == [
        f"more than {reader.MAX_VALUES:,} values, counting those that aliases (*name) repeat"
    ]


def test_an_alias_inside_itself_is_refused(mistakes: Told) -> None:
    assert mistakes("site: &a\n  start: *a\n")


ALPHABET = st.sampled_from(
    [*"ab:- \n\t'\"[]{}*&!|>#%@`,?~\\<./é\u2028\x85\ufeff\x00", "\n  ", "- ", "site:", "start: "]
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.lists(ALPHABET, max_size=25).map(lambda each: "".join(each).encode()))
def test_any_file_is_read_or_refused_with_places(content: bytes, load: Load) -> None:
    try:
        load(content)
    except config.ConfigError as refused:
        for line in str(refused).splitlines():
            file, row, column, _ = line.split(":", 3)
            assert file == "audit.yaml"
            assert int(row) >= 1
            assert int(column) >= 1
