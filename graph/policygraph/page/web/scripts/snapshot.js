/*
 * While the view of a large graph moves, a picture of it moves: of the window and as much again
 * on every side, taken anew where the view leaves it.
 */
(function (PG) {
  "use strict";

  /**
   * What is in the window is {x, y, scale}: the place in its middle, and the zoom. `draw` gets
   * the picture's pen, where on it the origin of the graph lies, and the ratio of pixels.
   * @type {PG.Snapshots["take"]}
   */
  function take(ctx, view, bounds, draw) {
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    const canvas = document.createElement("canvas");
    const wide = ctx.canvas.clientWidth * 2,
      high = ctx.canvas.clientHeight * 2;
    canvas.width = Math.round(wide * ratio);
    canvas.height = Math.round(high * ratio);
    const box = {
      x: view.x - wide / 2 / view.scale,
      y: view.y - high / 2 / view.scale,
      width: wide / view.scale,
      height: high / view.scale,
    };
    const pen = PG.context(canvas);
    const zoom = view.scale * ratio;
    pen.setTransform(zoom, 0, 0, zoom, -box.x * zoom, -box.y * zoom);
    draw(pen, { x: -box.x * view.scale, y: -box.y * view.scale }, ratio);
    return { canvas, box, scale: view.scale, bounds };
  }

  /**
   * Whether the picture has all of the graph that is in the window, and sharply enough.
   * @type {PG.Snapshots["holds"]}
   */
  function holds({ box, scale, bounds }, ctx, view) {
    const half = [
      ctx.canvas.clientWidth / 2 / view.scale,
      ctx.canvas.clientHeight / 2 / view.scale,
    ];
    const zoomed = view.scale / scale;
    return (
      zoomed < 1.6 &&
      zoomed > 0.6 &&
      Math.max(view.x - half[0], bounds[0]) >= box.x - 1 &&
      Math.max(view.y - half[1], bounds[1]) >= box.y - 1 &&
      Math.min(view.x + half[0], bounds[2]) <= box.x + box.width + 1 &&
      Math.min(view.y + half[1], bounds[3]) <= box.y + box.height + 1
    );
  }

  /** @type {PG.Snapshots["show"]} */
  function show(ctx, { canvas, box }) {
    ctx.drawImage(canvas, box.x, box.y, box.width, box.height);
  }

  PG.snapshot = { take, holds, show };
})(window.PG);
