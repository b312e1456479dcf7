/* What the Save menu offers. */
(function (PG) {
  "use strict";

  PG.actions.register({ name: "print", label: "Print", run: () => window.print() });
})(window.PG);
