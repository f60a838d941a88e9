// The tree of packages beside the page, as details that nest by the parts of their names.
"use strict";

(() => {
  const { root, folder } = document.body.dataset;
  const box = document.getElementById("-packages");

  /** Returns the packages as a tree of the parts of their names. */
  function tree() {
    const top = { parts: new Map() };
    for (const [name, folder] of PACKAGES) {
      let node = top;
      for (const part of name.split(".")) {
        if (!node.parts.has(part)) node.parts.set(part, { parts: new Map() });
        node = node.parts.get(part);
      }
      node.folder = folder;
    }
    return top;
  }

  function element(tag, text) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    return made;
  }

  function label(name, node) {
    if (node.folder === undefined) return element("span", name);
    const link = element("a", name);
    link.href = root + node.folder + "/index.html";
    if (node.folder === folder) link.setAttribute("aria-current", "true");
    return link;
  }

  const hasPage = (node) => node.folder === folder || [...node.parts.values()].some(hasPage);

  function list(node) {
    const made = element("ul");
    for (let [name, inner] of node.parts) {
      // A part with a single one inside is no choice.
      while (inner.folder === undefined && inner.parts.size === 1) {
        const [[part, only]] = inner.parts;
        [name, inner] = [name + "." + part, only];
      }
      const item = element("li");
      if (inner.parts.size) {
        const details = element("details");
        const summary = element("summary");
        summary.append(label(name, inner));
        details.open = hasPage(inner);
        details.append(summary, list(inner));
        item.append(details);
      } else {
        item.append(label(name, inner));
      }
      made.append(item);
    }
    return made;
  }

  box.append(list(tree()));
  box.open = matchMedia("(min-width: 90rem)").matches;
  box.hidden = false;
  const current = box.querySelector("[aria-current]");
  if (current) box.scrollTop = current.offsetTop - box.clientHeight / 2;
})();
