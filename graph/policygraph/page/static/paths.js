/* The view "paths". */
(function (PG) {
  "use strict";

  PG.views.register("paths", {
    title: "Paths",
    mount(root) {
      root.append(PG.el("p", { class: "empty" }, "Nothing is shown here yet."));
    },
  });
})(window.PG);
