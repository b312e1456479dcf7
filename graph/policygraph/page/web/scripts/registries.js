/* Where views, entries of the Save menu and parts beside the views register themselves. */
(function (PG) {
  "use strict";

  PG.select = function (target, options) {
    PG.state.set({ select: target || "" });
    if (options?.reveal) PG.network.reveal(target);
  };

  PG.parts = [];

  PG.views = {
    all: new Map(),
    register: (name, view) => PG.views.all.set(name, { name, ...view }),
  };
  PG.actions = {
    all: [],
    register: (action) => PG.actions.all.push(action),
  };
})(window.PG);
