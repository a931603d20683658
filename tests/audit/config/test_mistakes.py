"""Every kind of mistake in audit.yaml, and the whole of what is told of it."""

from collections.abc import Callable

import pytest
import yaml

from audit.config import document, syntax
from audit.config.mistake import Mistake
from audit.config.settings import Config

Told = Callable[[str | bytes], list[str]]

ROOT = ", ".join(sorted(Config.model_fields))
RULES = "acme/foreign, axe, badge-unregistered, image-alt-filename, image-alt-long, link-generic"

MISTAKES: dict[str, tuple[str, list[str]]] = {
    "tab": ("site:\n\tname: x\n", ["2:1: a tab stands here; YAML indents with spaces only"]),
    "tab below spaces": (
        "site:\n  name: x\n\tstart: y\n",
        ["3:1: a tab stands here; YAML indents with spaces only"],
    ),
    "no space after the colon, more keys": (
        "site:\n  name:NMMC\n  start: [a]\n",
        ["2:3: a space is missing after the colon: write 'name: NMMC'"],
    ),
    "no space after the colon, last key": (
        "site:\n  start: [a]\n  name:NMMC\n",
        ["3:3: a space is missing after the colon: write 'name: NMMC'"],
    ),
    "no space after the colon, only key": (
        "site:\n  name:NMMC\n",
        [
            (
                "2:3: site: expected a mapping of keys to values, found 'name:NMMC'; a "
                "space is missing after the colon: write 'name: NMMC'"
            )
        ],
    ),
    "no space after the dash, several": (
        "site:\n  start:\n  -a\n  -b\n",
        ["3:3: a space is missing after the dash"],
    ),
    "no space after the dash, one": (
        "site:\n  start:\n    -a\n",
        [
            (
                "3:5: site.start: expected a list of texts, found '-a'; a space is "
                "missing after the dash"
            )
        ],
    ),
    "open double quote": (
        'site:\n  name: "NMMC\n  start: [a]\n',
        ['2:9: the quote " is never closed'],
    ),
    "open single quote": ("site:\n  name: 'NMMC\n", ["2:9: the quote ' is never closed"]),
    "apostrophe in single quotes": (
        "site:\n  name: 'St Mary's'\n",
        ["2:18: text follows the closing quote; write '' for a ' inside"],
    ),
    "text after double quotes": (
        'site:\n  name: "NMMC" Cancer Care\n',
        ['2:16: text follows the closing quote; write \\" for a " inside'],
    ),
    "colon in a value": (
        "site:\n  name: NMMC: Cancer Care\n",
        ["2:13: a second ': ' in one value; put the value in quotes"],
    ),
    "deeper indentation": (
        "site:\n  name: x\n   start: [a]\n",
        ["3:9: this line is indented deeper than the line above it allows"],
    ),
    "shallower indentation": (
        "site:\n    name: x\n  start: [a]\n",
        ["3:3: this line is indented differently from the lines it follows"],
    ),
    "open bracket": (
        "site:\n  start: [a, b\n  name: x\n",
        ["2:10: the bracket [ is not closed, or a comma is missing after an entry"],
    ),
    "open brace": (
        "gate: {fail_on: error\n",
        ["1:7: the bracket { is not closed, or a comma is missing after an entry"],
    ),
    "bracket too many": ("site:\n  start: [a, b]]\n", ["2:16: the bracket ] closes nothing"]),
    "wrong bracket": (
        "site:\n  start: [a, b}\n",
        ["2:10: the bracket [ is not closed, or a comma is missing after an entry"],
    ),
    "glob without quotes": (
        "site:\n  include: [**]\n",
        ["2:13: text that begins with * must stand in quotes"],
    ),
    "alias of nothing": (
        "site:\n  include: *care\n",
        ["2:12: text that begins with * must stand in quotes"],
    ),
    "at sign": ("owners:\n  /a: @web\n", ["2:7: text that begins with @ must stand in quotes"]),
    "percent sign": (
        "owners:\n  /a: %web\n",
        ["2:7: text that begins with % must stand in quotes"],
    ),
    "exclamation mark": (
        "owners:\n  /a: !<web\n",
        ["2:7: text that begins with ! must stand in quotes"],
    ),
    "ampersand": ("owners:\n  /a: & web\n", ["2:7: text that begins with & must stand in quotes"]),
    "backslash in double quotes": (
        'claims:\n  - text: "100\\% safe"\n',
        [
            (
                "2:11: in double quotes a backslash begins an escape; use single "
                "quotes, or write \\\\ for it"
            )
        ],
    ),
    "colon forgotten": ("site:\n  name\n  start: [a]\n", ["2:3: no colon after 'name'"]),
    "colon forgotten at the top": ("site\n  name: x\n", ["1:1: no colon after 'site'"]),
    "list and keys mixed": (
        "- site\ngate: {}\n",
        ["2:1: entries ('- entry') and keys ('key: value') are mixed here"],
    ),
    "keys and list mixed": (
        "site:\n  start:\n  - a\n  b\n",
        ["4:3: expected 'key: value' or '- entry' here"],
    ),
    "text after a list": (
        "site:\n  start: [a] b\n",
        ["2:14: 'b' cannot stand here; put the text in quotes"],
    ),
    "text beside the sign of a block": (
        "site:\n  name: |x\n",
        ["2:10: after | or > the text begins on the next line"],
    ),
    "undefined tag": (
        "site: {name: !a!b c}\n",
        ["1:14: text that begins with ! must stand in quotes"],
    ),
    "anchor twice": (
        "site: &a {}\ngate: &a {}\n",
        ["2:7: this anchor (&name) stands twice, first on line 1"],
    ),
    "text after all": (
        "'audit'\nx\n",
        ["2:1: this stands after the end of what the lines above hold"],
    ),
    "colon in a value below a comment": (
        "# Owners\n/a: Web: team\n",
        ["2:8: a second ': ' in one value; put the value in quotes"],
    ),
    "text after a quoted entry": (
        "site:\n  start:\n    - 'a' b\n",
        ["3:11: text follows the closing quote; write '' for a ' inside"],
    ),
    "bracket without an opening": ("site: }\n", ["1:7: the bracket } closes nothing"]),
    "two documents": (
        "site: {}\n---\ngate: {}\n",
        ["2:1: a second document begins here; audit.yaml is one document"],
    ),
    "control character": (
        "site:\n  name: a\x07b\n",
        ["2:10: the control character U+0007 may not stand in YAML; delete it"],
    ),
    "text at the top": ("audit\n", ["1:1: expected a mapping of keys to values, found 'audit'"]),
    "list at the top": ("- site\n", ["1:1: expected a mapping of keys to values, found a list"]),
    "unknown key at the top": ("stie: {}\n", ["1:1: unknown key 'stie'; did you mean 'site'?"]),
    "key of another section at the top": (
        "fail_on: off\n",
        ["1:1: unknown key 'fail_on'; it belongs in 'gate'"],
    ),
    "unknown key in a section": (
        "site:\n  max_page: 3\n",
        ["2:3: site: unknown key 'max_page'; did you mean 'max_pages'?"],
    ),
    "unknown key two sections deep": (
        "browser:\n  axe: {tag: [wcag2a]}\n",
        ["2:9: browser.axe: unknown key 'tag'; did you mean 'tags'?"],
    ),
    "hyphen for underscore": (
        "site: {max-pages: 3}\n",
        ["1:8: site: unknown key 'max-pages'; did you mean 'max_pages'?"],
    ),
    "capital": ("Site: {}\n", ["1:1: unknown key 'Site'; did you mean 'site'?"]),
    "key twice": (
        "site:\n  name: a\ngate: {}\nsite:\n  name: b\n",
        ["4:1: the key 'site' stands twice, first on line 1"],
    ),
    "key twice in a section": (
        "site: {name: a, name: b}\n",
        ["1:17: site: the key 'name' stands twice, first on line 1"],
    ),
    "merge key": (
        "site: &a {name: x}\ngate:\n  <<: *a\n",
        ["3:3: gate: merge keys (<<) are not supported; write the keys out"],
    ),
    "braces of a template": (
        "site:\n  name: {{ name }}\n",
        [
            (
                "2:9: site.name: expected text, found a mapping of keys to values; "
                "text that begins with { or [ must stand in quotes"
            )
        ],
    ),
    "brackets as a key": (
        "owners: {[a]: b}\n",
        [("1:10: owners: a key must be text; text that begins with { or [ must stand in quotes")],
    ),
    "tag": (
        "site: {name: !!python/object:os.system x}\n",
        [("1:14: site.name: the tag '!!python/object:os.system' means nothing here; delete it")],
    ),
    "a text where a section belongs": (
        "site: NMMC\n",
        ["1:7: site: expected a mapping of keys to values, found 'NMMC'"],
    ),
    "a list where a section belongs": (
        "site: [name]\n",
        ["1:7: site: expected a mapping of keys to values, found a list"],
    ),
    "a text where a list belongs": (
        "site: {start: https://a.example/}\n",
        [
            (
                "1:15: site.start: expected a list of texts, found "
                "'https://a.example/'; begin each entry with '- '"
            )
        ],
    ),
    "a mapping where a list belongs": (
        "waivers: {rule: link-generic}\n",
        [
            (
                "1:10: waivers: expected a list of mappings of keys to values, found a "
                "mapping of keys to values; begin each entry with '- '"
            )
        ],
    ),
    "a list where a text belongs": (
        "site: {name: [a]}\n",
        [
            (
                "1:14: site.name: expected text, found a list; text that begins with { "
                "or [ must stand in quotes"
            )
        ],
    ),
    "nothing where a text belongs": (
        "site:\n  name:\n",
        ["2:8: site.name: expected text, found nothing"],
    ),
    "null where a number belongs": (
        "site: {delay: ~}\n",
        ["1:15: site.delay: expected a number of at least 0, found nothing"],
    ),
    "nothing in a list": (
        "site:\n  start:\n  - \n",
        ["3:4: site.start #1: expected text, found nothing"],
    ),
    "empty text in a list": (
        "site: {start: ['']}\n",
        ["1:16: site.start #1: expected text, found ''"],
    ),
    "word for a number": (
        "site: {max_pages: many}\n",
        ["1:19: site.max_pages: expected a whole number of at least 1, found 'many'"],
    ),
    "fraction for a whole number": (
        "site: {max_pages: 1.5}\n",
        ["1:19: site.max_pages: expected a whole number of at least 1, found '1.5'"],
    ),
    "too small": (
        "site: {max_pages: 0}\n",
        ["1:19: site.max_pages: expected a whole number of at least 1, found '0'"],
    ),
    "too large": (
        "browser: {workers: 65}\n",
        [("1:20: browser.workers: expected auto or a whole number from 1 to 64, found '65'")],
    ),
    "neither word nor number": (
        "browser: {workers: all}\n",
        [("1:20: browser.workers: expected auto or a whole number from 1 to 64, found 'all'")],
    ),
    "negative seconds": (
        "site: {delay: -1}\n",
        ["1:15: site.delay: expected a number of at least 0, found '-1'"],
    ),
    "no time at all": (
        "site: {timeout: 0}\n",
        ["1:17: site.timeout: expected a number above 0, found '0'"],
    ),
    "infinity": (
        "site: {timeout: inf}\n",
        ["1:17: site.timeout: expected a number above 0, found 'inf'"],
    ),
    "neither true nor false": (
        "site: {follow: maybe}\n",
        ["1:16: site.follow: expected true or false, found 'maybe'"],
    ),
    "unknown word": (
        "site: {robots: obay}\n",
        ["1:16: site.robots: expected obey or ignore, found 'obay'"],
    ),
    "word for a list": (
        "site: {sitemaps: some}\n",
        ["1:18: site.sitemaps: expected auto, none or a list of texts, found 'some'"],
    ),
    "list of the wrong length": (
        "browser: {viewport: [1280]}\n",
        [
            (
                "1:21: browser.viewport: expected a list of 2 whole numbers of at "
                "least 200, found a list of 1"
            )
        ],
    ),
    "wrong entry of a list": (
        "browser: {viewport: [1280, tall]}\n",
        [("1:28: browser.viewport #2: expected a whole number of at least 200, found 'tall'")],
    ),
    "glob without a slash": (
        "site: {include: [care/**]}\n",
        ["1:18: site.include #1: expected a path beginning with /, found 'care/**'"],
    ),
    "glob of owners without a slash": (
        "owners: {care/**: Web team}\n",
        ["1:10: owners: expected a path beginning with /, found 'care/**'"],
    ),
    "header that is none": (
        "site: {headers_from: {My Header: TOKEN}}\n",
        ["1:23: site.headers_from: expected the name of a header, found 'My Header'"],
    ),
    "secret in the file": (
        "site: {headers_from: {Authorization: Bearer abc123}}\n",
        [
            (
                "1:38: site.headers_from.Authorization: expected the name of an "
                "environment variable, found another text"
            )
        ],
    ),
    "login in the address of a Grid": (
        "browser: {grid: 'http://me:abc123@grid.example.org:4444'}\n",
        ["1:17: browser.grid: expected an http(s) address without a login, found another text"],
    ),
    "Grid by its name alone": (
        "browser: {grid: grid.example.org}\n",
        ["1:17: browser.grid: expected an http(s) address without a login, found another text"],
    ),
    "line break in a header": (
        'site: {user_agent: "a\\nb"}\n',
        ["1:20: site.user_agent: expected plain ASCII text on one line, found 'a\\nb'"],
    ),
    "unknown severity of the gate": (
        "gate: {fail_on: eror}\n",
        ["1:17: gate.fail_on: expected error, warning, notice or off, found 'eror'"],
    ),
    "language of reports": (
        "reports:\n  language: fr\n",
        ["2:13: reports.language: expected en or es, found 'fr'"],
    ),
    "unknown format": (
        "reports: {formats: [htm, pdf]}\n",
        [
            "1:21: reports.formats #1: unknown report format 'htm'; did you mean 'html'?",
            (
                "1:26: reports.formats #2: unknown report format 'pdf'; this version "
                "knows html, json"
            ),
        ],
    ),
    "long text": (
        "gate: {fail_on: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}\n",
        [
            (
                "1:17: gate.fail_on: expected error, warning, notice or off, found "
                "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
            )
        ],
    ),
    "terminal control in a text": (
        'gate: {fail_on: "\\e[31m"}\n',
        ["1:17: gate.fail_on: expected error, warning, notice or off, found '\\x1b[31m'"],
    ),
    "day too late": (
        "claims: [{text: a, until: 2027-02-31}]\n",
        [
            (
                "1:27: claims #1.until: expected a date as 2027-12-31, found "
                "'2027-02-31'; February 2027 has 28 days"
            )
        ],
    ),
    "leap day in another year": (
        "claims: [{text: a, until: 2027-02-29}]\n",
        [
            (
                "1:27: claims #1.until: expected a date as 2027-12-31, found "
                "'2027-02-29'; February 2027 has 28 days"
            )
        ],
    ),
    "month too late": (
        "claims: [{text: a, until: 2027-13-01}]\n",
        [
            (
                "1:27: claims #1.until: expected a date as 2027-12-31, found "
                "'2027-13-01'; there is no month 13"
            )
        ],
    ),
    "day nought": (
        "claims: [{text: a, until: 2027-01-00}]\n",
        [
            (
                "1:27: claims #1.until: expected a date as 2027-12-31, found "
                "'2027-01-00'; years and days count from 1"
            )
        ],
    ),
    "year alone": (
        "claims: [{text: a, until: 2027}]\n",
        ["1:27: claims #1.until: expected a date as 2027-12-31, found '2027'"],
    ),
    "seconds for a day": (
        "claims: [{text: a, until: 86400}]\n",
        ["1:27: claims #1.until: expected a date as 2027-12-31, found '86400'"],
    ),
    "American date": (
        "claims: [{text: a, until: 12/31/2027}]\n",
        ["1:27: claims #1.until: expected a date as 2027-12-31, found '12/31/2027'"],
    ),
    "nothing for a date": (
        "claims:\n- text: a\n  until:\n",
        ["3:9: claims #1.until: expected a date as 2027-12-31, found nothing"],
    ),
    "moment for a day": (
        "claims: [{text: a, until: 2027-01-01T00:00:00}]\n",
        [("1:27: claims #1.until: expected a date as 2027-12-31, found '2027-01-01T00:00:00'")],
    ),
    "unknown rule": (
        "rules: {link-generc: off}\n",
        ["1:9: rules: unknown rule 'link-generc'; did you mean 'link-generic'?"],
    ),
    "unknown rule with a mistake inside": (
        "rules: {no-such-rule: {severty: error}}\n",
        [f"1:9: rules: unknown rule 'no-such-rule'; this version knows {RULES}"],
    ),
    "unknown option": (
        "rules:\n  image-alt-filename: {sufixes: [.gif]}\n",
        [("2:24: rules.image-alt-filename: unknown key 'sufixes'; did you mean 'suffixes'?")],
    ),
    "section given as an option": (
        "rules: {badge-unregistered: {accreditations: []}}\n",
        [
            (
                "1:30: rules.badge-unregistered: unknown key 'accreditations'; this "
                "version knows precision, severity"
            )
        ],
    ),
    "overrides given as an option": (
        "rules: {axe: {overrides: {}}}\n",
        ["1:15: rules.axe: unknown key 'overrides'; this version knows precision, severity"],
    ),
    "wrong type of an option": (
        "rules: {image-alt-long: {limit: long}}\n",
        ["1:33: rules.image-alt-long.limit: expected a whole number, found 'long'"],
    ),
    "unknown severity of a rule": (
        "rules: {link-generic: fatal}\n",
        [
            (
                "1:23: rules.link-generic: expected a mapping of options or off, "
                "error, warning or notice, found 'fatal'"
            )
        ],
    ),
    "precision of a rule beyond all": (
        "rules: {link-generic: {precision: 80}}\n",
        ["1:35: rules.link-generic.precision: expected a number from 0 to 1, found '80'"],
    ),
    "unknown severity in a mapping": (
        "rules: {link-generic: {severity: off}}\n",
        [("1:34: rules.link-generic.severity: expected error, warning or notice, found 'off'")],
    ),
    "rule switched on": (
        "rules: {link-generic: on}\n",
        [
            (
                "1:23: rules.link-generic: expected a mapping of options or off, "
                "error, warning or notice, found 'on'"
            )
        ],
    ),
    "rule with nothing": (
        "rules:\n  link-generic:\n",
        [
            (
                "2:16: rules.link-generic: expected a mapping of options or off, "
                "error, warning or notice, found nothing"
            )
        ],
    ),
    "list for a rule": (
        "rules: {link-generic: [off]}\n",
        [
            (
                "1:23: rules.link-generic: expected a mapping of options or off, "
                "error, warning or notice, found a list"
            )
        ],
    ),
    "option of an axe rule": (
        "rules: {axe/region: {most: 3}}\n",
        ["1:22: rules.axe/region: unknown key 'most'; this version knows precision, severity"],
    ),
    "axe rule misspelt": (
        "rules: {axe/Color_Contrast: off}\n",
        [f"1:9: rules: unknown rule 'axe/Color_Contrast'; this version knows {RULES}"],
    ),
    "options of another package's rule": (
        "rules:\n"
        "  acme/foreign:\n"
        "    names: a\n"
        "    table: [a]\n"
        "    size: [a]\n"
        "    groups: [[a]]\n"
        "    switches: maybe\n"
        "    share: 1\n"
        "    levels: [fatal]\n"
        "    callback: run\n"
        "    kind: b\n",
        [
            "3:12: rules.acme/foreign.names: expected a list of texts, found 'a'; "
            "begin each entry with '- '",
            "4:12: rules.acme/foreign.table: expected a mapping of keys to values, found a list",
            "5:11: rules.acme/foreign.size: expected a list of 2: a whole number, then text, "
            "found a list of 1",
            "6:15: rules.acme/foreign.groups #1 #1: expected a whole number, found 'a'",
            "7:15: rules.acme/foreign.switches: expected a list of entries, each true or false, "
            "found 'maybe'; begin each entry with '- '",
            "8:12: rules.acme/foreign.share: expected a number above 0 below 1, found '1'",
            "9:14: rules.acme/foreign.levels #1: expected error, warning or notice, found 'fatal'",
            "10:15: rules.acme/foreign.callback: expected a value of type Thread, found 'run'",
            "11:11: rules.acme/foreign.kind: expected a, found 'b'",
        ],
    ),
    "entries of a list that are lists": (
        "rules: {acme/foreign: {groups: 1}}\n",
        [
            "1:32: rules.acme/foreign.groups: expected a list of entries, each a list of whole "
            "numbers, found '1'; begin each entry with '- '",
        ],
    ),
    "unknown accreditation": (
        "accreditations: [{is: acs-co}]\n",
        [("1:23: accreditations #1.is: unknown accreditation 'acs-co'; did you mean 'acs-coc'?")],
    ),
    "neither is nor id": (
        "accreditations: [{until: 2027-12-31}]\n",
        [
            (
                "1:18: accreditations #1: 'is' (an id of the catalogue) or 'id' (one "
                "of your own) is missing"
            )
        ],
    ),
    "both is and id": (
        "accreditations: [{is: acs-coc, id: x}]\n",
        [("1:32: accreditations #1: 'id' does not go with 'is'; other names go into 'also'")],
    ),
    "name beside is": (
        "accreditations: [{is: acs-coc, name: CoC}]\n",
        [("1:32: accreditations #1: 'name' does not go with 'is'; other names go into 'also'")],
    ),
    "own id without name and issuer": (
        "accreditations: [{id: state-award}]\n",
        [
            "1:18: accreditations #1: 'issuer' is missing: the catalogue does not know it",
            "1:18: accreditations #1: 'name' is missing: the catalogue does not know it",
        ],
    ),
    "own id that the catalogue has": (
        "accreditations: [{id: acs-coc, name: a, issuer: b}]\n",
        [("1:19: accreditations #1: 'acs-coc' is in the catalogue: write 'is' in place of 'id'")],
    ),
    "bare id in the registry": (
        "accreditations: [acs-coc]\n",
        ["1:18: accreditations #1: expected a mapping of keys to values, found 'acs-coc'"],
    ),
    "unknown key in the registry": (
        "accreditations:\n  - is: acs-coc\n    untill: 2027-12-31\n",
        ["3:5: accreditations #1: unknown key 'untill'; did you mean 'until'?"],
    ),
    "hash of an image that is none": (
        "accreditations:\n  - is: acs-coc\n    images: [f00d]\n",
        [
            "3:14: accreditations #1.images #1: expected an image hash as `care-audit hash` prints"
            " it, found 'f00d'"
        ],
    ),
    "path of the registry without its slash": (
        "accreditations:\n  - is: acs-coc\n    show_on: [care]\n    only_on: [/a, b]\n",
        [
            "3:15: accreditations #1.show_on #1: expected a path beginning with /, found 'care'",
            "4:19: accreditations #1.only_on #2: expected a path beginning with /, found 'b'",
        ],
    ),
    "unknown key in the ledger": (
        "claims: [{text: a, aproved_by: b}]\n",
        ["1:20: claims #1: unknown key 'aproved_by'; did you mean 'approved_by'?"],
    ),
    "claim without text": ("claims: [{evidence: b}]\n", ["1:10: claims #1: 'text' is missing"]),
    "waiver without what it needs": (
        "waivers: [{rule: link-generic}]\n",
        [
            "1:11: waivers #1: 'owner' is missing",
            "1:11: waivers #1: 'reason' is missing",
            "1:11: waivers #1: 'until' is missing; expected a date as 2027-12-31",
        ],
    ),
    "waiver without a reason's words": (
        "waivers: [{rule: link-generic, reason: '', owner: a, until: 2027-01-01}]\n",
        ["1:40: waivers #1.reason: expected text, found ''"],
    ),
    "waiver of an unknown rule": (
        "waivers: [{rule: link-genric, reason: a, owner: b, until: 2027-01-01}]\n",
        [("1:18: waivers #1.rule: unknown rule 'link-genric'; did you mean 'link-generic'?")],
    ),
    "fact of which nothing says where it stands": (
        "facts: [{name: Beds, value: 650, kind: number}]\n",
        [
            "1:9: facts #1: 'near', 'pattern' or 'property' is missing: nothing says where the "
            "value stands"
        ],
    ),
    "fact of which nothing says how it looks": (
        "facts: [{name: Motto, value: We care, near: [motto]}]\n",
        [
            "1:9: facts #1: 'kind' (phone, number or address) or 'pattern' is missing: nothing "
            "says how the value looks"
        ],
    ),
    "fact of another form than its kind": (
        "facts: [{name: Phone, value: call us, kind: phone, near: [call]}]\n",
        ["1:9: facts #1: 'call us' is no telephone number"],
    ),
    "fact with a broken pattern": (
        "facts: [{name: Level, value: II, pattern: 'Level (I+'}]\n",
        [
            "1:43: facts #1.pattern: expected a regular expression that never takes long, "
            "found 'Level (I+'"
        ],
    ),
    "fact with a pattern that may take for ever": (
        "facts: [{name: Level, value: II, pattern: '(I+)+$'}]\n",
        [
            "1:43: facts #1.pattern: expected a regular expression that never takes long, "
            "found '(I+)+$'"
        ],
    ),
    "fact that is no mapping": (
        "facts: [12]\n",
        ["1:9: facts #1: expected a mapping of keys to values, found '12'"],
    ),
    "fact of an unknown kind": (
        "facts: [{name: A, value: b, kind: fax, near: [c]}]\n",
        ["1:35: facts #1.kind: expected phone, number, address or text, found 'fax'"],
    ),
    "key of another tool's": (
        "gate: {max: 3}\n",
        ["1:8: gate: unknown key 'max'; this version knows baseline, fail_on, grace, only_new"],
    ),
}
"""Name: the text, and what is told without the file's name."""


def test_a_fault_that_is_not_foreseen_is_told_as_the_parser_words_it() -> None:
    error = yaml.MarkedYAMLError(problem="something new")
    assert syntax.explain(error, "a: b\n") == Mistake(1, 1, "YAML cannot read this: something new")


@pytest.fixture(params=["libyaml", "PyYAML"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, mistakes: Told) -> Told:
    """Read by libyaml, and by PyYAML's own parser, which serves where libyaml is missing."""
    loaders = {"libyaml": yaml.CBaseLoader, "PyYAML": yaml.BaseLoader}
    monkeypatch.setattr(document, "Loader", loaders[request.param])
    return mistakes


@pytest.mark.parametrize(("text", "lines"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_with_its_place_and_in_plain_words(
    text: str, lines: list[str], told: Told
) -> None:
    assert [f"audit.yaml:{line}" for line in lines] == told(text)
