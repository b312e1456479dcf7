"""The formats a graph can be written in, by the name the command line uses.

One file a format; one entry here is all that a new one needs besides.
"""

from __future__ import annotations

from collections.abc import Callable

from policygraph.model import Collection


def _turtle(collection: Collection) -> bytes:
    from policygraph.formats.turtle import write_turtle

    return write_turtle(collection)


#: Name to writer; the writers import what they need when they are called.
WRITERS: dict[str, Callable[[Collection], bytes]] = {"turtle": _turtle}
