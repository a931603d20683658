// Finds elements on the page and says where they are to be cut out, with what is around them.
// Gives for each selector {clip, box} in CSS pixels, or null where nothing can be seen.
(selectors, margin, widest, highest) => {
  const find = (selector) => {
    let root = document;
    let element = null;
    for (const step of selector.split(" >>> ")) {
      if (!root) return null;
      element = root.querySelector(step);
      if (!element) return null;
      root = element.shadowRoot ?? (element.localName === "iframe" ? element.contentDocument : null);
    }
    return element;
  };

  // Where the element is on the whole page, frames above it included.
  const boxOf = (element) => {
    const rect = element.getBoundingClientRect();
    const box = { left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom };
    let view = element.ownerDocument.defaultView;
    while (view !== window) {
      const frame = view.frameElement;
      const outer = frame.getBoundingClientRect();
      const x = outer.left + frame.clientLeft;
      const y = outer.top + frame.clientTop;
      box.left += x;
      box.right += x;
      box.top += y;
      box.bottom += y;
      view = frame.ownerDocument.defaultView;
    }
    return {
      left: box.left + scrollX,
      right: box.right + scrollX,
      top: box.top + scrollY,
      bottom: box.bottom + scrollY,
    };
  };
  const grow = (box, by) => ({
    left: box.left - by,
    right: box.right + by,
    top: box.top - by,
    bottom: box.bottom + by,
  });
  const join = (one, other) => ({
    left: Math.min(one.left, other.left),
    right: Math.max(one.right, other.right),
    top: Math.min(one.top, other.top),
    bottom: Math.max(one.bottom, other.bottom),
  });
  const fits = (box) => box.right - box.left <= widest && box.bottom - box.top <= highest;
  const above = (element) => element.parentElement ?? element.getRootNode().host;

  // A stretch of at most `most` that holds the beginning of what matters, and no more than `all`.
  const stretch = (from, to, first, last, most, all) => {
    const start = Math.max(0, Math.floor(from));
    const end = Math.min(all, Math.ceil(to));
    if (end - start <= most) return [start, end];
    const middle = (Math.max(first, 0) + Math.min(last, all)) / 2;
    const wanted = last - first > most - 2 * margin ? first - margin : middle - most / 2;
    const begin = Math.round(Math.min(Math.max(wanted, start), end - most));
    return [begin, begin + most];
  };

  const cut = (selector) => {
    let element;
    try {
      element = find(selector);
    } catch {
      return null;
    }
    if (!element?.getClientRects().length) return null;
    if (getComputedStyle(element).visibility !== "visible") return null;
    // Into view within whatever scrolls, and the page itself back to its top.
    element.scrollIntoView({ behavior: "instant", block: "nearest", inline: "nearest" });
    scrollTo({ top: 0, left: 0, behavior: "instant" });
    const box = boxOf(element);
    const root = document.documentElement;
    const width = Math.max(root.scrollWidth, innerWidth);
    const height = Math.max(root.scrollHeight, innerHeight);
    if (box.right - box.left < 1 || box.bottom - box.top < 1) return null;
    if (box.right <= 0 || box.bottom <= 0 || box.left >= width || box.top >= height) return null;
    let area = grow(box, margin);
    let parent = above(element);
    for (let level = 0; level < 2 && parent; level += 1) {
      const wider = join(area, grow(boxOf(parent), margin / 4));
      if (!fits(wider)) break;
      area = wider;
      parent = above(parent);
    }
    const [left, right] = stretch(area.left, area.right, box.left, box.right, widest, width);
    const [top, bottom] = stretch(area.top, area.bottom, box.top, box.bottom, highest, height);
    const inner = {
      left: Math.max(Math.floor(box.left), left),
      right: Math.min(Math.ceil(box.right), right),
      top: Math.max(Math.floor(box.top), top),
      bottom: Math.min(Math.ceil(box.bottom), bottom),
    };
    return {
      clip: { x: left, y: top, width: right - left, height: bottom - top, scale: 1 },
      box: [inner.left - left, inner.top - top, inner.right - inner.left, inner.bottom - inner.top],
    };
  };
  return selectors.map(cut);
}
