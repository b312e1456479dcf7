/* The view "table". */
(function (PG) {
  "use strict";

  PG.views.register("table", {
    title: "Table",
    mount(root) {
      root.append(PG.el("p", { class: "empty" }, "Nothing is shown here yet."));
    },
  });
})(window.PG);
