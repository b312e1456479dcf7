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

  /**
   * @template {HTMLElement | SVGElement} Kind
   * @param {Kind} node
   * @param {PG.Attributes | undefined} attributes
   * @param {PG.Child[]} children
   */
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (typeof value === "function") {
        node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
      } else if (typeof value === "object") Object.assign(node.style, value);
      else node.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children) {
      if (child === null || child === undefined || child === false) continue;
      if (Array.isArray(child)) fill(node, undefined, child);
      else node.append(child instanceof Node ? child : String(child));
    }
    return node;
  }

  PG.el = function (tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  };

  PG.svg = function (tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  };

  PG.link = function (url, text) {
    if (!url || !/^https?:\/\/[^\s]+$/i.test(url)) return PG.el("span", {}, text);
    const node = PG.el("a", { rel: "noopener noreferrer", target: "_blank" }, text);
    node.href = url;
    return node;
  };

  PG.byId = function (id) {
    const node = document.getElementById(id);
    if (!node) throw new Error(`the page has no element "${id}"`);
    return node;
  };

  PG.context = function (canvas) {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("the browser cannot draw on a canvas");
    return context;
  };

  PG.clear = function (node) {
    node.replaceChildren();
    return node;
  };

  PG.plural = function (count, one, many) {
    return `${count.toLocaleString("en")} ${count === 1 ? one : many || `${one}s`}`;
  };

  PG.name = function (text) {
    const bare = text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
    return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u.test(
      bare,
    )
      ? `\u2068${bare}\u2069`
      : text;
  };

  /*
   * A key that belongs to an input method is not for the page: while letters are composed, Enter
   * takes a word of its list, arrows choose there, Escape gives up. 229 is the code that browsers
   * give such a key where isComposing comes too late. No handler of the page sees it.
   */
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
    },
    true,
  );

  PG.announce = function (text) {
    const region = PG.byId("counts");
    if (region.textContent !== text) region.textContent = text;
  };
})((window.PG = /** @type {PG.Namespace} */ ({})));
