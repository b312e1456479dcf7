"""Options under which a path of influence is plain: its steps follow influence, and no more.

For tests of what has nothing to do with composition, order, force, addressees, grades and
levers, over an ontology that declares them. The compact engine answers such questions itself.
"""

from __future__ import annotations

from typing import Any

#: The rules of influence are lifted.
LIFTED: dict[str, Any] = {
    "any_order": True,
    "any_composition": True,
    "any_force": True,
    "any_addressee": True,
}
#: Each path counts for itself as well, and goes by likelihood alone.
PLAIN: dict[str, Any] = {**LIFTED, "each_path": True, "rank": "likelihood"}
