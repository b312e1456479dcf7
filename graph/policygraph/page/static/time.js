/* The view "time". */
(function (PG) {
  "use strict";

  PG.views.register("time", {
    title: "Time",
    mount(root) {
      root.append(PG.el("p", { class: "empty" }, "Nothing is shown here yet."));
    },
  });
})(window.PG);
