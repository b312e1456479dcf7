/*
 * What the drawn views share: text measured and broken into lines, and parts of a figure that
 * can be pressed and walked over with the arrow keys. A figure is one stop of the tab key.
 *
 * PG.figure.wrap(text, width, size, bold, most) -> lines
 * PG.figure.pack(phrases, width, size, bold) -> lines
 * PG.figure.text(lines, x, y, attributes) -> SVG text, its first baseline at y
 * PG.figure.part({key, label, pressed, run, box: [x, y, w, h]}, ...children) -> SVG group
 * PG.figure.rove(svg) makes the parts of a figure reachable, keeping the place by key
 */
(function (PG) {
  "use strict";

  const LINE = 15.5;
  const LONGEST = 500; // letters of a text that are drawn; its name for readers has all
  let pen = null;
  let family = "";

  function measure(text, size, bold) {
    pen = pen || document.createElement("canvas").getContext("2d");
    family = family || getComputedStyle(document.body).fontFamily;
    pen.font = `${bold ? 600 : 400} ${size}px ${family}`;
    return pen.measureText(text).width;
  }

  /* A word too long for a line, in pieces that fit: after its hyphens, else where it must. */
  function pieces(word, width, size, bold) {
    const found = [];
    const parts = word.split(/(?<=-)/);
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

  function wrap(text, width, size, bold, most) {
    const lines = [];
    let line = "";
    const whole = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
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

  /* Phrases in few lines, broken between them where one line does not hold all: "one · two". */
  function pack(phrases, width, size, bold) {
    const lines = [];
    for (const phrase of phrases.flatMap((one) => wrap(one, width, size, bold))) {
      const longer = `${lines[lines.length - 1]} · ${phrase}`;
      if (lines.length && measure(longer, size, bold) <= width) lines[lines.length - 1] = longer;
      else lines.push(phrase);
    }
    return lines;
  }

  function text(lines, x, y, attributes) {
    const { size = 12.5, bold = false, anchor = "start", fill, line = LINE, halo } = attributes;
    family = family || getComputedStyle(document.body).fontFamily;
    return PG.svg(
      "text",
      {
        "font-family": family,
        "font-size": size,
        "font-weight": bold ? 600 : 400,
        "text-anchor": anchor,
        fill,
        ...(halo
          ? {
              stroke: halo,
              "stroke-width": 3.5,
              "stroke-linejoin": "round",
              "paint-order": "stroke",
            }
          : {}),
      },
      lines.map((words, number) =>
        PG.svg("tspan", { x: x.toFixed(1), y: (y + number * line).toFixed(1) }, words),
      ),
    );
  }

  /* The drawing is for the eye alone; what is pressed is the clear rectangle over it. */
  function part({ key, label, pressed, run, box }, ...children) {
    const [x, y, w, h] = box;
    const press = (event) => {
      if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
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
    ring.at = [x + w / 2, y + h / 2];
    return PG.svg(
      "g",
      { class: "part", "data-part": key },
      PG.svg("g", { "aria-hidden": "true" }, children),
      ring,
    );
  }

  /* The nearest part in the direction of an arrow key: what lies straight ahead first. */
  function next(parts, from, key) {
    const across = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
    let best = null;
    let least = Infinity;
    for (const one of parts) {
      const ahead = sign * (across ? one.at[0] - from.at[0] : one.at[1] - from.at[1]);
      const aside = Math.abs(across ? one.at[1] - from.at[1] : one.at[0] - from.at[0]);
      if (one === from || ahead <= 1) continue;
      const far = ahead + 3 * aside;
      if (far < least) [best, least] = [one, far];
    }
    return best;
  }

  function rove(svg, kept) {
    const parts = [...svg.querySelectorAll(".ring")];
    if (!parts.length) return;
    let current = parts.find((one) => one.dataset.key === kept) || parts[0];
    current.setAttribute("tabindex", "0");
    svg.addEventListener("focusin", (event) => {
      const now = event.target.closest(".ring");
      if (!now) return;
      current.setAttribute("tabindex", "-1");
      now.setAttribute("tabindex", "0");
      current = now;
    });
    svg.addEventListener("keydown", (event) => {
      let to = null;
      if (event.key === "Home") to = parts[0];
      else if (event.key === "End") to = parts[parts.length - 1];
      else if (event.key.startsWith("Arrow")) to = next(parts, current, event.key);
      else return;
      event.preventDefault();
      if (to) to.focus();
    });
  }

  PG.figure = { LINE, measure, wrap, pack, text, part, rove };
})(window.PG);
