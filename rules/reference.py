"""The rules in words, for docs/rules.md and `care-audit explain`: all of it stands in the rules."""

import ast
import inspect
import itertools
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from rules.base import PageRule, Rule
from rules.loader import find

SECTIONS = frozenset(
    "accreditations axe_tags claims facilities facts overrides policies site terms".split()
)
"""Options that hold another part of audit.yaml: set there, not under the rule's own name."""
OF_TARGETS = frozenset({"answers", "documents", "links"})
"""What rules need to know of other pages and files; no browser is asked for it."""
MARK = re.compile(r"\s+data-bad(=(\"\"|''))?(?=[\s>/])")
"""How examples mark offenders; nothing a reader should copy."""


@dataclass(frozen=True)
class Option:
    """What a site may set of one rule."""

    name: str
    type: str
    default: str
    meaning: str


def options(cls: type[Rule]) -> list[Option]:
    """Give a rule's options in the order in which they stand in its file."""
    meanings = _meanings(cls)
    return [
        Option(each.name, _type(each), _default(each), meanings.get(each.name, ""))
        for each in fields(cls)
        if each.name not in SECTIONS
    ]


def explain(cls: type[Rule], *, level: int = 2) -> str:
    """Give one rule as Markdown, its heading on the given level."""
    info = cls.info()
    lines = [f"{'#' * level} {info.id}", "", f"**{info.title}** ({_facts(cls)})", "", info.demand]
    for part in (info.why, info.fix):
        if part:
            lines += ["", part]
    found = options(cls)
    if found:
        lines += ["", "| option | default | meaning |", "| --- | --- | --- |"]
        lines += [f"| `{o.name}` | `{_cell(o.default)}` | {_cell(o.meaning)} |" for o in found]
    if issubclass(cls, PageRule):
        for title, examples in (("Found", cls.bad[:2]), ("Silent", cls.good[:2])):
            if examples:
                lines += ["", f"{title}:", ""]
                lines += [_block(example) for example in examples]
    return "\n".join(lines) + "\n"


def render() -> str:
    """Give docs/rules.md, whole: Care Audit's own rules, not those of installed packages."""
    rules = {name: cls for name, cls in find().items() if "/" not in name}
    lines = [
        "# Rules",
        "",
        "Generated from the rules themselves by `nox -s docs`; change the rule, not this page.",
        "",
        "Each rule can be turned `off` in audit.yaml, given another severity, and given options:",
        "",
        "```yaml",
        "rules:",
        "  image-alt-placeholder: off",
        "  link-generic: notice",
        "  link-conflict: {severity: notice}",
        "```",
        "",
        "An **error** trips the gate, which means that the audit fails, unless audit.yaml sets the",
        "gate otherwise (`gate.fail_on`); a **review** is for a person",
        "to decide and never trips it.",
        "",
        "| rule | severity | WCAG | finds |",
        "| --- | --- | --- | --- |",
    ]
    for name, cls in rules.items():
        info = cls.info()
        criteria = ", ".join(info.wcag)
        lines.append(f"| [{name}](#{name}) | {info.severity} | {criteria} | {_cell(info.title)} |")
    for cls in rules.values():
        lines += ["", explain(cls).rstrip()]
    return "\n".join(lines) + "\n"


def _facts(cls: type[Rule]) -> str:
    info = cls.info()
    parts = [str(info.severity)]
    if cls.optional:
        parts.append("off unless audit.yaml names it")
    if info.wcag:
        parts.append("WCAG " + ", ".join(info.wcag))
    if cls.needs - OF_TARGETS:
        parts.append("needs a browser")
    if not issubclass(cls, PageRule):
        parts.append("compares pages")
    return "; ".join(parts)


def _block(example: str) -> str:
    return f"```html\n{textwrap.dedent(MARK.sub('', example)).strip()}\n```\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _type(option: Field[Any]) -> str:
    return option.type if isinstance(option.type, str) else getattr(option.type, "__name__", "")


def _default(option: Field[Any]) -> str:
    if option.default is not MISSING:
        value = option.default
    elif option.default_factory is not MISSING:
        value = option.default_factory()
    else:
        return ""
    if isinstance(value, (tuple, list, frozenset)):
        value = sorted(value) if isinstance(value, frozenset) else list(value)
        shown = ", ".join(map(str, value[:8]))
        return f"[{shown}{', …' if len(value) > 8 else ''}]"
    return str(value)


def _meanings(cls: type[Rule]) -> Mapping[str, str]:
    return dict(_documented(cls))


def _documented(cls: type[Rule]) -> Iterator[tuple[str, str]]:
    """Yield each option with the string that stands below it in the class."""
    try:
        source = inspect.getsource(cls)
    except OSError:
        # Another package's rule may be installed without its source.
        return
    tree = ast.parse(textwrap.dedent(source))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    for this, following in itertools.pairwise(body):
        if isinstance(this, ast.AnnAssign) and isinstance(this.target, ast.Name):
            value = getattr(following, "value", None)
            if isinstance(following, ast.Expr) and isinstance(value, ast.Constant):
                yield this.target.id, " ".join(str(value.value).split())
