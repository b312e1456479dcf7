/* search */
(function (PG) {
  "use strict";
  void PG;
})(window.PG);
