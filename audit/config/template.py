"""The audit.yaml that a site begins with."""

import yaml

_TEMPLATE = """\
# Care Audit: what to audit, and what this organisation may claim.
# Lines that begin with # are notes and examples; take the # away to use an example.
# Every key: docs/configuration.md of Care Audit. Try it: care-audit run

site:
  name: {name}
  # Addresses, folders or files to begin at, as ["https://www.example.org/cancer-care/"].
  start: [{start}]
  # Only these paths, and not those.
#  include: ["/cancer-care/**"]
#  exclude: ["/cancer-care/print/**"]

# What the organisation holds. Badges on the pages are held against this list.
# `is` takes an id that the catalogue knows; what it does not know gets an id, name and issuer.
#accreditations:
#  - is: acs-coc
#    until: 2027-12-31
#    proof: https://www.facs.org/find-a-hospital/
#  - id: state-quality-award
#    name: State Quality Award
#    issuer: State Department of Health
#    until: 2028-06-30

# Superlatives ("only", "first", "largest") that somebody answers for, word for word.
#claims:
#  - text: The county’s only accredited cancer program
#    evidence: https://www.facs.org/find-a-hospital/
#    approved_by: Compliance
#    until: 2027-06-30

# What must or must not be on the pages, and words to avoid: docs/policies.md of Care Audit.
#policies:
#  - use: us-hospital
#  - id: emergency-line
#    pages: ["/symptoms/**"]
#    require: {{text: call 911}}
#    why: Risk management
#terms:
#  - avoid: suffers from
#    use: has
#    why: People come before their illness

# A rule can be off, have another severity, or options of its own: care-audit explain RULE
#rules:
#  link-generic: notice
#  image-alt-placeholder:
#    also: [clip art]
#  axe/region: off

# Findings that somebody has decided to live with until a date.
#waivers:
#  - rule: link-generic
#    pages: ["/cancer-care/**"]
#    subject: View All
#    reason: The new design in March replaces these links
#    owner: Web team
#    until: 2027-03-31

# The run fails on findings of this severity or worse: error, warning, notice; off for never.
gate:
  fail_on: error

reports:
  formats: [html, json]
  out: out
"""


def render_template(name: str, start: str) -> str:
    """Give the text of a first audit.yaml for a site of this name that begins at `start`.

    Either may be empty, to be filled in by hand.
    """
    return _TEMPLATE.format(name=_scalar(name), start=_scalar(start) if start else "")


def _scalar(text: str) -> str:
    """Give text as a double-quoted YAML scalar on one line."""
    return str(
        yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    ).rstrip("\n")
