/*
 * Makes the elements of the page, and the namespace PG that all scripts share.
 *
 * The scripts are plain files, joined in the order of SCRIPTS in page/network.py. What each of
 * them adds to PG is declared in types/namespace.d.ts, and what the page's data is in
 * types/payload.d.ts. No script touches innerHTML or the network; text is only ever text.
 */
(function (PG) {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";

  function fill(node, properties, children) {
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else if (name === "style") Object.assign(node.style, value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : String(child));
    }
    return node;
  }

  PG.el = function (tag, properties, ...children) {
    return fill(document.createElement(tag), properties, children);
  };

  PG.svg = function (tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  };

  PG.link = function (url, text) {
    if (!/^https?:\/\/[^\s]+$/i.test(url || "")) return PG.el("span", {}, text);
    const node = PG.el("a", { rel: "noopener noreferrer", target: "_blank" }, text);
    node.href = url;
    return node;
  };

  PG.clear = function (node) {
    node.replaceChildren();
    return node;
  };

  PG.plural = function (count, one, many) {
    return `${count.toLocaleString("en")} ${count === 1 ? one : many || `${one}s`}`;
  };

  PG.announce = function (text) {
    const region = document.getElementById("counts");
    if (region.textContent !== text) region.textContent = text;
  };
})((window.PG = window.PG || {}));
