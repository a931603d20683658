// Runs among the page's own scripts, the only place where custom elements keep their
// ElementInternals, and tells our world of them: their roles, properties and labels. axe-core asks
// for them by the fields in which libraries keep them, which are the ones below.
() => {
  const NAMES = ["_internals", "internals", "internals_"];
  const SYMBOLS = ["internals", "privateInternals"];

  const tell = (element, told) => {
    const detail = JSON.stringify(told);
    element.dispatchEvent(new CustomEvent("care-audit-internals", { detail, composed: true }));
  };

  const find = (element) => {
    const { ElementInternals } = element.ownerDocument.defaultView;
    const symbols = Object.getOwnPropertySymbols(element);
    const keys = [
      ...NAMES,
      ...SYMBOLS.map((name) => symbols.find((symbol) => symbol.description === name)),
    ];
    for (const key of keys) {
      if (key === undefined || Object.getOwnPropertyDescriptor(element, key)?.get) continue;
      if (element[key] instanceof ElementInternals) return element[key];
    }
    return null;
  };

  const read = (element, internals) => {
    const texts = {};
    const lists = [];
    for (const key in internals) {
      let value = null;
      try {
        value = internals[key];
      } catch {
        // Some are for form controls only.
      }
      if (typeof value === "string") texts[key] = value;
      else if (value && key !== "states" && typeof value[Symbol.iterator] === "function") {
        lists.push([key, [...value]]);
      }
    }
    tell(element, { texts, lists: lists.map(([key]) => key) });
    for (const [key, members] of lists) members.forEach((member) => tell(member, { member: key }));
  };

  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) visit(element.shadowRoot);
      if (element.contentDocument) visit(element.contentDocument);
      if (!element.localName.includes("-")) continue;
      const internals = find(element);
      if (internals) read(element, internals);
    }
  };
  visit(document);
}
