"""Whether the report names what axe-core finds in the plain script: same rules, same elements.

Each page is loaded twice by the plain script, and `MORE` times where the report differs. What its
own loads do not agree on is no difference between the contestants: such pages are told apart. The
report's selectors are looked up in the second load, so that elements are compared, not names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selenium import webdriver

from audit.model import ALSO
from benchmarks.plain import audit, open_browser, whole_browser
from rules.axe import LEFT_TO

MORE = 4
"""Further loads of a page that differs: most pages that flip do so once in a few loads."""
Found = frozenset[tuple[str, str]]
"""Rule of axe-core's, and the element's way down from the document."""

_WAYS = """
const way = (element) => {
  const steps = [];
  for (let node = element; node; ) {
    const family = node.parentNode;
    if (family instanceof ShadowRoot) {
      steps.unshift(`>>>${[...family.children].indexOf(node)}`);
      node = family.host;
    } else {
      const place = family?.children ? [...family.children].indexOf(node) : 0;
      steps.unshift(`${node.localName}:${place}`);
      node = node.parentElement ?? node.ownerDocument.defaultView?.frameElement;
    }
  }
  return steps.join("/");
};
return arguments[0].map((steps) => {
  let root = document;
  let element = null;
  for (const step of steps) {
    try {
      element = root?.querySelector(step);
    } catch {
      element = null;
    }
    if (!element) return `nowhere: ${steps.join(" >>> ")}`;
    root = element.shadowRoot ?? element.contentDocument;
  }
  return way(element);
});
"""


@dataclass(frozen=True)
class Comparison:
    """One page."""

    address: str
    lost: Found
    """What the plain script finds at every load, and the report does not name."""
    added: Found
    """What the report names, and the plain script never finds."""
    flips: Found
    """What only some of the plain script's loads find."""
    agreed: int
    """Elements that both name."""


def compare(addresses: Sequence[str], report: Mapping[str, Any]) -> Iterator[Comparison]:
    """Yield each page's comparison; `report` is findings.json."""
    named: dict[str, list[tuple[str, str]]] = {}
    for finding in report["findings"]:
        if finding["certainty"] == "sure":
            also = [place for place in finding["related"] if place["note"] == ALSO]
            for place in ({**finding}, *also):
                named.setdefault(place["url"], []).append((finding["rule"], place["selector"]))
    with open_browser(whole_browser()) as driver:
        for address in addresses:
            loads = [_load(driver, address), _load(driver, address)]
            said = _look_up(driver, named.get(address, []))
            page = _hold_against(address, said, loads)
            if page.lost or page.added:
                loads += (_load(driver, address) for _ in range(MORE))
                page = _hold_against(address, said, loads)
            yield page


def _hold_against(address: str, said: Found, loads: Sequence[Found]) -> Comparison:
    always, ever = frozenset.intersection(*loads), frozenset.union(*loads)
    ours = frozenset(
        (rule.removeprefix("axe/"), way) for rule, way in said if rule.startswith("axe/")
    )
    # Our own rules say some of it better, of the same elements.
    instead = {
        (theirs, way)
        for theirs, way in always
        if theirs in LEFT_TO and (LEFT_TO[theirs], way) in said
    }
    return Comparison(
        address,
        lost=always - ours - instead,
        added=ours - ever,
        flips=ever - always,
        agreed=len(always & (ours | instead)),
    )


def _load(driver: webdriver.Chrome, address: str) -> Found:
    violations = audit(driver, address)["violations"]
    pairs = [
        (violation["id"], list(_steps(node["target"])))
        for violation in violations
        for node in violation["nodes"]
    ]
    ways = driver.execute_script(_WAYS, [steps for _, steps in pairs])
    return frozenset((rule, way) for (rule, _), way in zip(pairs, ways, strict=True))


def _look_up(driver: webdriver.Chrome, named: Sequence[tuple[str, str]]) -> Found:
    ways = driver.execute_script(_WAYS, [selector.split(" >>> ") for _, selector in named])
    return frozenset((rule, way) for (rule, _), way in zip(named, ways, strict=True))


def _steps(target: Any) -> Iterator[str]:
    """Yield a target's selectors; those into shadow roots lie in lists of their own."""
    if isinstance(target, str):
        yield target
    else:
        for part in target:
            yield from _steps(part)
