// Runs before a page's own scripts, in each of its frames.

// axe-core looks here for what custom elements say of themselves to the browser; internals.js tells
// it, an event for each element, followed by one for each element that one refers to.
globalThis._elementInternals = new WeakMap();
{
  let last = null;
  const hear = (event) => {
    const told = JSON.parse(event.detail);
    const [element] = event.composedPath();
    if (told.member) {
      last?.[told.member]?.push(element);
      return;
    }
    last = { ...told.texts };
    for (const key of told.lists) last[key] = [];
    globalThis._elementInternals.set(element, last);
  };
  addEventListener("care-audit-internals", hear, true);
}

// When the page's DOM changed last, whether it did since it was parsed, and whether some of it waits
// to be scrolled to.
if (window === window.top) {
  globalThis.careAudit = {
    changed: performance.now(),
    touched: false,
    settled: Infinity,
    look: "",
    waits: false,
    marks: new Map(),
  };
  for (const event of ["care-audit-observes", "contentvisibilityautostatechange"]) {
    const wait = () => {
      careAudit.waits = true;
    };
    addEventListener(event, wait, { capture: true, once: true });
  }
  // Not earlier: the parser's own additions would be thousands of records.
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      careAudit.changed = performance.now();
      careAudit.touched = true;
    }).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}
