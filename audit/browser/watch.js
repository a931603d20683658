// Runs before a page's own scripts: notes when its DOM last changed.
if (window === window.top) {
  globalThis.careAudit = { changed: performance.now(), marks: new Map() };
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
