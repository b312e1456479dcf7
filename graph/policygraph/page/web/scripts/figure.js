/*
 * What the drawn views share: text measured and broken into lines, and parts of a figure that
 * can be pressed and walked over with the arrow keys. A figure is one stop of the tab key.
 */
(function (PG) {
  "use strict";

  const LINE = 15.5;
  const LONGEST = 500; // letters of a text that are drawn; its name for readers has all
  /** @type {CanvasRenderingContext2D | null} */
  let pen = null;
  let family = "";

  /** @type {PG.Figure["measure"]} */
  function measure(words, size, bold) {
    pen = pen || PG.context(document.createElement("canvas"));
    family = family || getComputedStyle(document.body).fontFamily;
    pen.font = `${bold ? 600 : 400} ${size}px ${family}`;
    return pen.measureText(words).width;
  }

  /**
   * A word too long for a line, in pieces that fit: after its hyphens, else where it must.
   * @param {string} word
   * @param {number} width
   * @param {number} size
   * @param {boolean} bold
   */
  function pieces(word, width, size, bold) {
    /** @type {string[]} */
    const found = [];
    const parts = word.split(/(?<=-)/);
    /** @param {string[]} some */
    const fits = (some) => measure(some.join(""), size, bold) <= width;
    while (parts.length > 1 && !fits(parts) && fits(parts.slice(0, 1))) {
      let count = 1;
      while (fits(parts.slice(0, count + 1))) count += 1;
      found.push(parts.splice(0, count).join(""));
    }
    let piece = "";
    for (const letter of parts.join("")) {
      if (piece && !fits([piece, letter])) {
        found.push(piece);
        piece = "";
      }
      piece += letter;
    }
    return piece ? [...found, piece] : found;
  }

  /** @type {PG.Figure["wrap"]} */
  function wrap(words, width, size, bold, most) {
    /** @type {string[]} */
    const lines = [];
    let line = "";
    const whole = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    for (const word of whole.split(/\s+/).filter(Boolean)) {
      const longer = line ? `${line} ${word}` : word;
      if (measure(longer, size, bold) <= width) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      const parts = pieces(word, width, size, bold);
      line = parts.pop() || "";
      lines.push(...parts);
    }
    if (line) lines.push(line);
    if (most && lines.length > most) {
      const cut = lines.slice(0, most);
      let last = [...cut[most - 1]];
      while (last.length && measure(`${last.join("")}…`, size, bold) > width)
        last = last.slice(0, -1);
      cut[most - 1] = `${last.join("").trimEnd()}…`;
      return cut;
    }
    return lines;
  }

  /**
   * Phrases in few lines, broken between them where one line does not hold all: "one · two".
   * @type {PG.Figure["pack"]}
   */
  function pack(phrases, width, size, bold) {
    /** @type {string[]} */
    const lines = [];
    for (const phrase of phrases.flatMap((one) => wrap(one, width, size, bold))) {
      const longer = `${lines[lines.length - 1]} · ${phrase}`;
      if (lines.length && measure(longer, size, bold) <= width) lines[lines.length - 1] = longer;
      else lines.push(phrase);
    }
    return lines;
  }

  /** @type {PG.Figure["text"]} */
  function text(lines, x, y, attributes) {
    const { size = 12.5, bold = false, anchor = "start", fill, line = LINE, halo } = attributes;
    family = family || getComputedStyle(document.body).fontFamily;
    /** @param {PG.Attributes} more */
    const drawn = (more) =>
      PG.svg(
        "text",
        {
          "font-family": family,
          "font-size": size,
          "font-weight": bold ? 600 : 400,
          "text-anchor": anchor,
          ...more,
        },
        lines.map((words, number) =>
          PG.svg("tspan", { x: x.toFixed(1), y: (y + number * line).toFixed(1) }, words),
        ),
      );
    if (!halo) return drawn({ fill });
    // A text of its own behind the words: many programs paint a stroke over its letters.
    const behind = { fill: halo, stroke: halo, "stroke-width": 3.5, "stroke-linejoin": "round" };
    return PG.svg("g", {}, drawn({ ...behind, "aria-hidden": "true" }), drawn({ fill }));
  }

  /**
   * The drawing is for the eye alone; what is pressed is the clear rectangle over it.
   * @type {PG.Figure["part"]}
   */
  function part({ key, label, pressed, run, box }, ...children) {
    const [x, y, w, h] = box;
    /** @param {MouseEvent | KeyboardEvent} event */
    const press = (event) => {
      if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      run();
    };
    const ring = PG.svg(
      "rect",
      {
        class: "ring",
        x: x - 2,
        y: y - 2,
        width: w + 4,
        height: h + 4,
        rx: 6,
        fill: "none",
        stroke: "none",
        "pointer-events": "all",
        role: "button",
        tabindex: -1,
        "data-key": key,
        "aria-label": label,
        "aria-pressed": pressed === undefined ? null : String(pressed),
        onclick: press,
        onkeydown: press,
      },
      PG.svg("title", {}, label),
    );
    return PG.svg(
      "g",
      { class: "part", "data-part": key },
      PG.svg("g", { "aria-hidden": "true" }, children),
      ring,
    );
  }

  /**
   * The middle of a part's rectangle.
   * @param {SVGElement} ring
   * @returns {PG.Point}
   */
  function middle(ring) {
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) =>
      Number(ring.getAttribute(name)),
    );
    return [x + w / 2, y + h / 2];
  }

  /**
   * The nearest part in the direction of an arrow key: what lies straight ahead first.
   * @param {SVGElement[]} parts
   * @param {SVGElement} from
   * @param {string} key
   */
  function next(parts, from, key) {
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    const [x, y] = middle(from);
    /** @type {SVGElement | null} */
    let best = null;
    let least = Infinity;
    for (const one of parts) {
      const [dx, dy] = [middle(one)[0] - x, middle(one)[1] - y];
      const ahead = sign * (across ? dx : dy);
      const aside = Math.abs(across ? dy : dx);
      if (one === from || ahead <= 1) continue;
      const far = ahead + 3 * aside;
      if (far < least) [best, least] = [one, far];
    }
    return best;
  }

  /** @type {PG.Figure["rove"]} */
  function rove(svg, kept) {
    /** @type {NodeListOf<SVGElement>} */
    const rings = svg.querySelectorAll(".ring");
    const parts = [...rings];
    if (!parts.length) return;
    let current = parts.find((one) => one.dataset.key === kept) || parts[0];
    current.setAttribute("tabindex", "0");
    svg.addEventListener("focusin", (event) => {
      const now = parts.find((one) => one === event.target);
      if (!now) return;
      current.setAttribute("tabindex", "-1");
      now.setAttribute("tabindex", "0");
      current = now;
    });
    svg.addEventListener("keydown", (event) => {
      if (event.key === "Home") parts[0].focus();
      else if (event.key === "End") parts[parts.length - 1].focus();
      else if (event.key.startsWith("Arrow")) next(parts, current, event.key)?.focus();
      else return;
      event.preventDefault();
    });
  }

  /** @type {PG.Figure["focused"]} */
  function focused(root) {
    const { activeElement } = document;
    if (!activeElement || !root.contains(activeElement)) return "";
    return activeElement.getAttribute("data-key") || "";
  }

  /** @type {PG.Figure["focus"]} */
  function focus(root, key) {
    if (!key) return;
    /** @type {SVGElement | null} */
    const again = root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    again?.focus({ preventScroll: true });
  }

  PG.figure = { LINE, measure, wrap, pack, text, part, rove, focused, focus };
})(window.PG);
