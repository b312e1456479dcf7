/* The lines of the network as geometry: bent apart where they are parallel, ended at the nodes. */
(function (PG) {
  "use strict";

  const APART = 34;

  /**
   * How far each edge is bent to its left: edges of one pair are spread around the middle.
   * @type {PG.Curves["bends"]}
   */
  function bends(edges) {
    /** @type {Map<string, PG.Edge[]>} */
    const pairs = new Map();
    for (const { edge } of edges) {
      const { subject, object } = edge;
      const pair = subject < object ? `${subject}\n${object}` : `${object}\n${subject}`;
      PG.data.listAt(pairs, pair).push(edge);
    }
    const bend = new Map();
    for (const group of pairs.values()) {
      group.forEach((edge, n) => {
        const offset = (n - (group.length - 1) / 2) * APART;
        bend.set(edge.key, edge.subject <= edge.object ? offset : -offset);
      });
    }
    return bend;
  }

  /** @type {PG.Curves["unplaced"]} */
  function unplaced(one, bend) {
    /** @type {PG.Point} */
    const at = [0, 0];
    return { edge: one.edge, one, bend, start: at, control: at, end: at, middle: at, angle: 0 };
  }

  /**
   * @param {PG.Point} from
   * @param {PG.Point} to
   * @param {number} by
   * @returns {PG.Point}
   */
  function toward(from, to, by) {
    const dx = to[0] - from[0],
      dy = to[1] - from[1];
    const far = Math.hypot(dx, dy) || 1;
    return [from[0] + (dx / far) * by, from[1] + (dy / far) * by];
  }

  /**
   * Start, control point, end, angle at the end and middle of a curve between two nodes.
   * @type {PG.Curves["shape"]}
   */
  function shape(curve, from, to, fromRadius, toRadius) {
    const r1 = fromRadius + 2,
      r2 = toRadius + 3;
    if (curve.edge.subject === curve.edge.object) {
      const [x, y] = from,
        reach = r1 + 30 + Math.abs(curve.bend);
      curve.start = [x - r1 * 0.6, y - r1 * 0.8];
      curve.end = [x + r1 * 0.6, y - r1 * 0.8];
      curve.control = [x, y - reach * 2];
    } else {
      const dx = to[0] - from[0],
        dy = to[1] - from[1];
      const far = Math.hypot(dx, dy) || 1;
      curve.control = [
        (from[0] + to[0]) / 2 - (dy / far) * curve.bend,
        (from[1] + to[1]) / 2 + (dx / far) * curve.bend,
      ];
      curve.start = toward(from, curve.control, r1);
      curve.end = toward(to, curve.control, r2);
    }
    const [s, c, e] = [curve.start, curve.control, curve.end];
    curve.angle = Math.atan2(e[1] - c[1], e[0] - c[0]);
    curve.middle = [0.25 * s[0] + 0.5 * c[0] + 0.25 * e[0], 0.25 * s[1] + 0.5 * c[1] + 0.25 * e[1]];
    return curve;
  }

  /** @type {PG.Curves["trace"]} */
  function trace(path, curve) {
    path.moveTo(curve.start[0], curve.start[1]);
    if (curve.bend || curve.edge.subject === curve.edge.object) {
      path.quadraticCurveTo(curve.control[0], curve.control[1], curve.end[0], curve.end[1]);
    } else path.lineTo(curve.end[0], curve.end[1]);
  }

  /**
   * The curve that passes a point most closely, within a reach.
   * @type {PG.Curves["nearest"]}
   */
  function nearest(curves, point, reach) {
    /** @type {PG.Curve | null} */
    let best = null;
    let least = reach * reach;
    for (const curve of curves) {
      const [s, c, e] = [curve.start, curve.control, curve.end];
      if (
        point.x < Math.min(s[0], c[0], e[0]) - reach ||
        point.x > Math.max(s[0], c[0], e[0]) + reach ||
        point.y < Math.min(s[1], c[1], e[1]) - reach ||
        point.y > Math.max(s[1], c[1], e[1]) + reach
      )
        continue;
      for (let n = 0; n <= 24; n += 1) {
        const t = n / 24,
          u = 1 - t;
        const x = u * u * s[0] + 2 * u * t * c[0] + t * t * e[0];
        const y = u * u * s[1] + 2 * u * t * c[1] + t * t * e[1];
        const distance = (x - point.x) ** 2 + (y - point.y) ** 2;
        if (distance < least) [least, best] = [distance, curve];
      }
    }
    return best;
  }

  PG.curves = { bends, unplaced, shape, trace, nearest };
})(window.PG);
