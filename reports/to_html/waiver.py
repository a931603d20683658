"""The waiver of a defect as a piece of audit.yaml that a reader can copy, and has to fill in."""

from urllib.parse import urlsplit

import yaml

from audit.model import Finding
from reports.to_html.entries import Entry
from reports.to_html.text import UNSEEN

PAGES = 10
"""Pages that a waiver names; one of a defect on more holds on all pages."""


def waiver(entry: Entry, finding: Finding) -> str:
    """Give what `care-audit waive` would write for a defect, without what somebody must decide.

    Reason, owner where nobody is known, and last day are left empty, and audit.yaml is refused
    until they are there: nothing is waived by mere copying.
    """
    lines = [f"- rule: {_quoted(finding.rule)}"]
    if entry.pages <= PAGES:
        pages = dict.fromkeys(_quoted(_path(listed.url)) for listed in entry.listed)
        lines.append(f"  pages: [{', '.join(pages)}]")
    if finding.subject.strip():
        lines.append(f"  subject: {_quoted(' '.join(finding.subject.split()))}")
    owner = finding.owner if len(entry.owners) == 1 else ""
    lines += ['  reason: ""', f"  owner: {_quoted(owner)}", "  until:"]
    return "\n".join(lines)


def _path(address: str) -> str:
    """Give the path of an address as `audit.urls.path` does for one that is canonical."""
    if "://" not in address:
        return "/" + address.lstrip("/")
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/" + address.lstrip("/")


def _quoted(text: str) -> str:
    dumped = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    # What a reader cannot see is written as YAML's escape, so that it is copied as it is.
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", dumped.rstrip("\n"))
