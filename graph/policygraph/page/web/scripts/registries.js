/* Where views, entries of the Save menu and parts beside the views register themselves. */
(function (PG) {
  "use strict";

  PG.select = function (target, options) {
    PG.state.set({ select: target || "" });
    if (options && options.reveal && PG.network) PG.network.reveal(target);
  };

  PG.parts = []; // {mount(), update(state, changed)}: what is beside the views

  PG.views = {
    all: new Map(),
    register: (name, view) => PG.views.all.set(name, { name, ...view }),
  };
  PG.actions = {
    all: [],
    register: (action) => PG.actions.all.push(action),
  };
})(window.PG);
