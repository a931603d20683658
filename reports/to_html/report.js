/* Filters for lists of findings, pages and the like. Without it a document shows all it has.

   A list is an element that the attribute `data-filters` of a block of controls names by id. Its
   items are the elements in it that have `data-severity`; they may have `data-status`,
   `data-owner` and `data-section` besides, each with several values on lines of their own.
   An element with `data-group` in the list is hidden while it has items and shows none. */
"use strict";
for (const block of document.querySelectorAll("[data-filters]")) {
  const list = document.getElementById(block.dataset.filters);
  const items = list ? [...list.querySelectorAll("[data-severity]")] : [];
  if (items.length < 2) continue;
  const selects = [...block.querySelectorAll("select")];
  const search = block.querySelector("input");
  const status = block.querySelector("[role=status]");
  const reset = block.querySelector("button");
  const groups = [...list.querySelectorAll("[data-group]")];
  const texts = new Map();
  const valuesOf = (item, name) => (item.dataset[name] || "").split("\n").filter(Boolean);
  const textOf = item => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  for (const select of selects) {
    const name = select.name;
    const there = new Set(items.flatMap(item => valuesOf(item, name)));
    const known = new Set();
    for (const option of [...select.options].slice(1)) {
      known.add(option.value);
      if (!there.has(option.value)) option.remove();
    }
    for (const value of [...there].filter(one => !known.has(one)).sort()) {
      select.add(new Option(value, value));
    }
    select.parentElement.hidden = select.options.length < 3;
  }

  const apply = () => {
    const wanted = selects.filter(select => select.value).map(select => [select.name, select.value]);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = wanted.every(([name, value]) => valuesOf(item, name).includes(value))
        && words.every(word => textOf(item).includes(word));
      item.hidden = !fits;
      shown += fits;
    }
    for (const group of groups) {
      const inside = [...group.querySelectorAll("[data-severity]")];
      group.hidden = inside.length > 0 && inside.every(item => item.hidden);
    }
    const active = wanted.length + words.length > 0;
    block.toggleAttribute("data-active", active);
    reset.hidden = !active;
    status.textContent = (shown ? status.dataset.some : status.dataset.none)
      .replace("{shown}", shown.toLocaleString(document.documentElement.lang))
      .replace("{total}", items.length.toLocaleString(document.documentElement.lang));
  };
  const clear = () => {
    for (const select of selects) select.value = "";
    search.value = "";
    apply();
  };
  // A link to an item that is filtered away would lead nowhere.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && list.contains(target) && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  });
  for (const select of selects) select.addEventListener("change", apply);
  reset.addEventListener("click", () => {
    clear();
    search.focus();
  });
  addEventListener("hashchange", reveal);
  // Browsers keep what was chosen when a document is loaded anew.
  clear();
  block.hidden = false;
}
