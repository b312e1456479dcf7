/* evidence */
(function (PG) {
  "use strict";
  void PG;
})(window.PG);
