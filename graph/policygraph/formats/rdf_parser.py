"""Parse the bytes of an RDF file to nodes: properties by IRI.

No address, other file or remote context is opened. pyoxigraph parses; input that would make
it run out of stack or time is refused first (deep nesting crashes the process, a context in a
context is evaluated again and again). A file that is not text or not RDF, a blank node and a
literal beyond :data:`MOST_TEXT` characters are one :class:`~policygraph.errors.InvalidData`.
"""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from policygraph.errors import Fault, InvalidData
from policygraph.model import iris

#: The longest literal and the longest IRI that are read, in characters.
MOST_TEXT = 1_000_000
MOST_IRI = 10_000
#: The deepest nesting that is handed to the parser; policygraph writes 4 levels at most.
MOST_NESTED = 32

Term = NamedNode | Literal
#: The values of a node by the IRI of the property.
Properties = dict[str, list[Term]]

#: Properties that are derived from others and are not read.
DERIVED = frozenset(
    iris.NS + term for term in ("earliest", "latest", "quantityLow", "quantityHigh")
) | {iris.OA + "hasSource", iris.RDF + "reifies", iris.OWL + "differentFrom"}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_QUOTED = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    rb'|"(?:[^"\\\n\r]|\\.)*"|\'(?:[^\'\\\n\r]|\\.)*\'|<[^<>"{}|^`\\\x00-\x20]*>|#[^\n\r]*',
    re.DOTALL,
)
_JSON_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}<>"))


def rdf_fault(shown: str, what: str, fix: str, line: int = 0) -> InvalidData:
    """The error for a file that cannot be read, to be raised."""
    return InvalidData([Fault(shown, line, "", what, fix)])


def refuse_unsafe(data: bytes, format: RdfFormat, shown: str) -> None:
    """Refuse what must not reach the parser."""
    if control := _CONTROL.search(data):
        line = data[: control.start()].count(b"\n") + 1
        raise rdf_fault(
            shown, f"is not text: it has the byte {control[0][0]}", "export it again", line
        )
    if format == RdfFormat.JSON_LD:
        if data.count(b'"@context"') > 1 or b"\\u0040" in data:
            raise rdf_fault(shown, "has more than one @context", "leave only the one at the top")
        brackets = _JSON_TEXT.sub(b"", data).translate(None, _NO_BRACKETS)
    elif data.count(b"[") + data.count(b"(") + data.count(b"{") + data.count(b"<<") <= MOST_NESTED:
        return
    else:
        brackets = _QUOTED.sub(b"", data).translate(None, _NO_BRACKETS)
    for _ in range(MOST_NESTED):
        before = len(brackets)
        for pair in (b"()", b"[]", b"{}", b"<<>>"):
            brackets = brackets.replace(pair, b"")
        if len(brackets) == before:
            break
    else:
        if brackets:
            raise rdf_fault(shown, f"is nested deeper than {MOST_NESTED} levels", "export it again")
    # What is left closes nothing or is never closed: an error, but no way to recurse
    # unless there is much of it.
    if len(brackets) > MOST_NESTED:
        raise rdf_fault(shown, "has brackets that do not match", "export it again")


def parse_nodes(data: bytes, format: RdfFormat, shown: str, found: dict[str, Properties]) -> None:
    """Gather the properties of every node."""
    last = ""
    node: Properties = {}
    try:
        for quad in parse(data, format=format):
            predicate = quad.predicate.value
            if predicate in DERIVED:
                continue
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or not isinstance(value, Term):
                what = f"has a blank node or a triple in a triple at {predicate[:100]}"
                raise rdf_fault(shown, what, "give the thing an IRI")
            if subject.value != last:
                last = subject.value
                node = found.setdefault(last, {})
            size = len(value.value)
            if (
                size > MOST_TEXT
                or max(len(last), len(predicate)) > MOST_IRI
                or (size > MOST_IRI and isinstance(value, NamedNode))
            ):
                what = f"has a text or an IRI of {max(size, len(last), len(predicate))} characters"
                raise rdf_fault(shown, what, f"texts have {MOST_TEXT} at most, IRIs {MOST_IRI}")
            known = node.get(predicate)
            if known is None:
                node[predicate] = [value]
            elif value not in known:
                known.append(value)
    except (SyntaxError, ValueError, MemoryError, OSError) as error:
        line = getattr(error, "lineno", None) or 0
        reason = " ".join(str(error).split())[:200]
        if "LoadDocumentCallback" in reason:
            reason = "its context is remote, and nothing is fetched"
        raise rdf_fault(
            shown, f"cannot be read as {format.name}: {reason}", "export it again", line
        ) from None
