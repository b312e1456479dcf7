"""policygraph: who influences whom in technology policy, by what path, and how we know.

>>> from policygraph import KnowledgeGraph
>>> kg = KnowledgeGraph.load()
>>> answer = kg.trace("CCP", "DeepSeek", k=5)
>>> len(answer)
5
"""

from __future__ import annotations

from policygraph.version import VERSION

# Not from typing, whose import takes longer than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from policygraph.analyses.answer import Answer
    from policygraph.analyses.path import Path
    from policygraph.api import KnowledgeGraph
    from policygraph.errors import PolicyGraphError

__version__ = VERSION

__all__ = ["Answer", "KnowledgeGraph", "Path", "PolicyGraphError", "__version__"]

_HOMES = {
    "Answer": "policygraph.analyses.answer",
    "KnowledgeGraph": "policygraph.api",
    "Path": "policygraph.analyses.path",
    "PolicyGraphError": "policygraph.errors",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that importing stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'policygraph' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
