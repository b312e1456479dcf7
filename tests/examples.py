"""On how many examples a property is tried: a fifth by default, all of them in the gate.

The examples do not depend on chance, so the fifth are the first of all.
"""

from __future__ import annotations

import os

#: Whether all examples are tried; ``.ci/run`` sets the variable.
ALL = os.environ.get("POLICYGRAPH_EXAMPLES") == "all"


def examples(count: int) -> int:
    """The number of examples to try of ``count``."""
    return count if ALL else max(5, count // 5)
