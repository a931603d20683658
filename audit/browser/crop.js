// Scrolls, unless some of the elements are in the window already, so that the first that can be seen
// is, and says where it and others are to be cut out of it, with what is around them. Gives {cuts,
// top}: for each selector {clip, box} in CSS pixels, null where nothing can be seen, or false where
// another view shows it; and whether the window shows the page's top, and nothing was scrolled.
async (selectors, margin, widest, highest) => {
  const most = { width: Math.min(widest, innerWidth), height: Math.min(highest, innerHeight) };

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
  const see = (selector) => {
    let element;
    try {
      element = find(selector);
    } catch {
      return null;
    }
    if (!element?.getClientRects().length) return null;
    return getComputedStyle(element).visibility === "visible" ? element : null;
  };

  // Where the element is in the window, frames above it included.
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
    return box;
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
  // There is nothing beyond the page's own edges.
  const onPage = (area) => {
    const root = document.documentElement;
    return {
      left: Math.max(area.left, -scrollX),
      right: Math.min(area.right, Math.max(root.scrollWidth, innerWidth) - scrollX),
      top: Math.max(area.top, -scrollY),
      bottom: Math.min(area.bottom, Math.max(root.scrollHeight, innerHeight) - scrollY),
    };
  };
  const fits = (box) =>
    box.right - box.left <= most.width && box.bottom - box.top <= most.height;
  const above = (element) => element.parentElement ?? element.getRootNode().host;

  // The element and what is around it: as much of its neighbours as there is room for.
  const areaOf = (element, box) => {
    let area = grow(box, margin);
    let parent = above(element);
    for (let level = 0; level < 2 && parent; level += 1) {
      const wider = join(area, grow(boxOf(parent), margin / 4));
      if (!fits(wider)) break;
      area = wider;
      parent = above(parent);
    }
    return onPage(area);
  };

  // A stretch of at most `room` in the window, with the beginning of what matters in it.
  const stretch = (from, to, first, last, room, all) => {
    const start = Math.max(0, Math.floor(from));
    const end = Math.min(all, Math.ceil(to));
    if (end - start <= room) return [start, end];
    const middle = (Math.max(first, 0) + Math.min(last, all)) / 2;
    const wanted = last - first > room - 2 * margin ? first - margin : middle - room / 2;
    const begin = Math.round(Math.min(Math.max(wanted, start), end - room));
    return [begin, begin + room];
  };

  const cut = (box, area) => {
    const [left, right] = stretch(
      area.left, area.right, box.left, box.right, most.width, innerWidth,
    );
    const [top, bottom] = stretch(
      area.top, area.bottom, box.top, box.bottom, most.height, innerHeight,
    );
    const inner = {
      left: Math.max(Math.floor(box.left), left),
      right: Math.min(Math.ceil(box.right), right),
      top: Math.max(Math.floor(box.top), top),
      bottom: Math.min(Math.ceil(box.bottom), bottom),
    };
    if (inner.right - inner.left < 1 || inner.bottom - inner.top < 1) return null;
    return {
      clip: [left, top, right, bottom],
      box: [inner.left - left, inner.top - top, inner.right - inner.left, inner.bottom - inner.top],
    };
  };

  const frame = () =>
    new Promise((done) => {
      requestAnimationFrame(done);
      setTimeout(done, 100);
    });
  const isWhole = (area) =>
    area.left >= 0 && area.top >= 0 && area.right <= innerWidth && area.bottom <= innerHeight;
  // Nothing fixed lies over it, and no box that scrolls has it out of sight.
  const isClear = (element, box) => {
    if (element.ownerDocument !== document) return false;
    const root = element.getRootNode();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const hit = root.elementFromPoint(x, y);
    return Boolean(hit) && (element.contains(hit) || hit.contains(element));
  };
  const isShown = (element) => {
    const box = boxOf(element);
    return isWhole(onPage(grow(box, margin))) && isClear(element, box);
  };

  // Into view within whatever scrolls, the element itself in the middle, clear of fixed bars.
  const bring = async (element) => {
    const tall = element.getBoundingClientRect().height > most.height - 2 * margin;
    const block = tall ? "start" : "center";
    element.scrollIntoView({ behavior: "instant", block, inline: "nearest" });
    const area = areaOf(element, boxOf(element));
    const top = tall ? margin : (innerHeight - (area.bottom - area.top)) / 2;
    scrollBy({ top: area.top - top, left: 0, behavior: "instant" });
    // What is pictured may be the frame before; and the page may answer to being scrolled.
    await frame();
    await frame();
  };

  const elements = selectors.map(see);
  const areShown = () => elements.map((element) => Boolean(element) && isShown(element));
  // To paint another part of the page takes longer.
  let shown = areShown();
  const first = shown.includes(true) ? null : elements.find(Boolean);
  if (first) {
    await bring(first);
    shown = areShown();
  }
  const cuts = elements.map((element, i) => {
    if (!element) return null;
    if (element !== first && !shown[i]) return false;
    const box = boxOf(element);
    return cut(box, areaOf(element, box));
  });
  return { cuts, top: !first && scrollX === 0 && scrollY === 0 };
}
