// Runs before a page's own scripts: notes when its DOM last changed and what its scripts threw.
if (window === window.top) {
  globalThis.careAudit = { changed: performance.now(), thrown: [], marks: new Map() };
  addEventListener("error", (event) => {
    if (event.message && careAudit.thrown.length < 3) careAudit.thrown.push(event.message);
  });
  // Not earlier: the parser's own additions would be thousands of records.
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      careAudit.changed = performance.now();
    }).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}
