// Writes the page as HTML, as it is now for a reader: the composed tree, with what is hidden marked.
// Changes nothing. The format is described in snapshot.py.
(limits) => {
  const HTML = "http://www.w3.org/1999/xhtml";
  const SVG = "http://www.w3.org/2000/svg";
  const words = (text) => new Set(text.split(" "));
  const VOID = words("area base br col embed hr img input link meta param source track wbr");
  // libxml2 does not know these as void: without an end tag it takes what follows for their content.
  const ENDED = words("source track wbr");
  const CLOSED = words("script style template noscript iframe noembed noframes");
  // The user agent's own style sheet gives these no box; that says nothing of the page.
  const BOXLESS = words(
    "area base datalist head link meta noembed noframes noscript param rp script source style " +
      "template title track",
  );
  const NAMING = words("title desc metadata");
  const SHOWS = words("audio button canvas embed iframe img input object select svg textarea video");
  // As these names begin other parsing modes, they would change what follows.
  const RENAMED = { plaintext: "pre", xmp: "pre", "audit-shadow-root": "audit-shadow-root-of-page" };

  const parts = [];
  let size = 0;
  let elements = 0;
  let shown = 0;
  let full = false;
  const write = (text) => {
    parts.push(text);
    size += text.length;
  };

  const escape = (text) =>
    text
      .replaceAll("\0", "\uFFFD")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;");

  // A long value is of no use to a rule but to tell one from another (FNV-1a).
  const shorten = (value) => {
    const limit = /^\s*data:/i.test(value) ? 500 : 20000;
    if (value.length <= limit) return value;
    let hash = 0x811c9dc5;
    for (let i = 0; i < value.length; i += 1) {
      hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
    }
    return `${value.slice(0, limit)}…${(hash >>> 0).toString(16)}`;
  };
  const attribute = (name, value) => ` ${name}="${escape(shorten(value))}"`;

  const nameOf = (element) => {
    const name = element.localName;
    if (!/^[a-z][\w.:-]*$/i.test(name)) return "span";
    return RENAMED[name] ?? name;
  };

  const positions = new WeakMap();
  const selectors = new WeakMap();
  const place = (element) => {
    const family = element.parentNode;
    if (!positions.has(family)) {
      const counts = new Map();
      const own = new Map();
      for (const child of family.children) {
        const count = (counts.get(child.localName) ?? 0) + 1;
        counts.set(child.localName, count);
        own.set(child, count);
      }
      positions.set(family, { counts, own });
    }
    const { counts, own } = positions.get(family);
    const name = CSS.escape(element.localName);
    if (counts.get(element.localName) === 1) return name;
    return `${name}:nth-of-type(${own.get(element)})`;
  };
  const selectorOf = (element) => {
    if (selectors.has(element)) return selectors.get(element);
    const root = element.getRootNode();
    const into = root instanceof ShadowRoot ? `${selectorOf(root.host)} >>> ` : "";
    let selector;
    if (
      /^[a-z][\w-]*$/i.test(element.id) &&
      root.querySelectorAll(`#${element.id}`).length === 1
    ) {
      selector = `${into}#${element.id}`;
    } else if (element.parentElement && element.localName !== "body") {
      selector = `${selectorOf(element.parentElement)} > ${place(element)}`;
    } else {
      selector = into + (element.parentElement ? "body" : place(element));
    }
    selectors.set(element, selector);
    return selector;
  };

  const hiding = (element, style) => {
    const foreign = element.namespaceURI === SVG && NAMING.has(element.localName);
    if (style.display === "none") {
      return BOXLESS.has(element.localName) || foreign ? "" : "display";
    }
    return style.visibility === "visible" ? "" : "visibility";
  };

  const background = (element, style) => {
    if (style.backgroundImage === "none") return "";
    const named =
      element.getAttribute("role") === "img" ||
      element.hasAttribute("aria-label") ||
      element.hasAttribute("title") ||
      !element.firstElementChild;
    return (named && /url\("((?:[^"\\]|\\.)*)"\)/.exec(style.backgroundImage)?.[1]) || "";
  };

  // What stands in an element in the composed tree.
  const inside = (element) => {
    if (element.localName === "slot" && element.getRootNode() instanceof ShadowRoot) {
      const assigned = element.assignedNodes();
      if (assigned.length) return assigned;
    }
    if (element.localName === "audio" || element.localName === "video") {
      return [...element.children].filter((child) => VOID.has(child.localName));
    }
    return element.childNodes;
  };

  // To be written, the next one last: nodes with what holds for them, and finished markup.
  const stack = [{ node: document.documentElement, hidden: false, composed: false }];
  const later = (nodes, hidden, composed) => {
    for (let i = nodes.length - 1; i >= 0; i -= 1) stack.push({ node: nodes[i], hidden, composed });
  };

  const writeElement = (element, hidden, composed) => {
    elements += 1;
    const local = element.localName;
    const isHtml = element.namespaceURI === HTML;
    const isData = local === "script" && element.type.trim().toLowerCase() === "application/ld+json";
    if (local === "script" && !isData) {
      // The element stays, without what it runs: positions count it, and `src` says whose it is.
      const src = element.getAttribute("src");
      write(src ? `<script${attribute("src", src)}></script>` : "<script></script>");
      return;
    }
    const name = nameOf(element);
    write(`<${name}`);
    for (const { name: key, value } of element.attributes) {
      if (key.toLowerCase().startsWith("data-audit-") || !/^[^\s"'<>/=\0]+$/.test(key)) continue;
      write(attribute(key, value));
    }
    let own = "";
    if (!hidden) {
      const style = getComputedStyle(element);
      own = hiding(element, style);
      if (own) write(attribute("data-audit-hidden", own));
      if (own !== "display") {
        const image = background(element, style);
        if (image) write(attribute("data-audit-background", image));
      }
      if (!own && SHOWS.has(local) && document.body?.contains(element)) shown += 1;
    }
    if (composed) write(attribute("data-audit-selector", selectorOf(element)));
    if (local === "img" && element.currentSrc && element.currentSrc !== element.src) {
      write(attribute("data-audit-src", element.currentSrc));
    }
    const mark = careAudit.marks.get(element);
    if (mark) write(attribute("data-audit-axe", mark));
    write(">");
    if (isHtml && VOID.has(local)) {
      if (ENDED.has(local)) write(`</${local}>`);
      return;
    }
    if (isData) {
      // In JSON, `<` can only stand in a string.
      write(element.textContent.replaceAll("\0", "").replaceAll("<", "\\u003c"));
    }
    stack.push({ markup: `</${name}>` });
    if (CLOSED.has(local)) return;
    const below = hidden || own === "display";
    if (element.shadowRoot) {
      write("<audit-shadow-root>");
      stack.push({ markup: "</audit-shadow-root>" });
      later(element.shadowRoot.childNodes, below, true);
      return;
    }
    later(inside(element), below, composed);
  };

  if (document.doctype) write("<!doctype html>");
  while (stack.length) {
    const { node, markup, hidden, composed } = stack.pop();
    if (markup) {
      write(markup);
    } else if (full) {
      continue;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      writeElement(node, hidden, composed);
    } else if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE) {
      write(escape(node.data));
      if (!hidden && node.data.trim() && !shown) {
        const holder = node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
        const inHead = document.head?.contains(holder);
        if (!inHead && getComputedStyle(holder).visibility === "visible") shown += 1;
      }
    }
    full ||= size > limits.characters || elements > limits.elements || stack.length > limits.waiting;
  }
  return {
    html: parts.join("").toWellFormed(),
    title: document.title.toWellFormed(),
    elements,
    full,
    changed: careAudit.changed > careAudit.settled,
    shown: shown > 0,
  };
}
