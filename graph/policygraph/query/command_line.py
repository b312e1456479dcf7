"""A question as the command that asks it again: exact, quoted for a POSIX shell.

The command is one printable line: every option that differs from its default, entities by
id, and the folders that were loaded. Flags follow from the names of fields by a rule
(:func:`flag`), to which a test holds the command line.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import MISSING, fields

from policygraph.environment import ONTOLOGY_VARIABLE, NamedLocations
from policygraph.query.query import Query

#: Fields of several values whose option is not the name without its last letter.
_SINGULAR = {"modalities": "modality", "via": "via", "avoid": "avoid"}


def flag(field: str) -> str:
    """The option that sets a field of a question: ``relations`` is ``--relation``.

    >>> flag("k"), flag("max_hops"), flag("modalities"), flag("not_transit_types")
    ('-k', '--max-hops', '--modality', '--not-transit-type')
    """
    if len(field) == 1:
        return f"-{field}"
    default = next((f.default for f in fields(Query) if f.name == field), None)
    if default == ():
        field = _SINGULAR.get(field, field[:-1])
    return "--" + field.replace("_", "-")


def command(
    name: str, query: Query, named: NamedLocations, *, engine: str = "", output: str = ""
) -> str:
    """``policygraph NAME START END`` with the options that ask ``query`` again.

    ``engine`` is one that was named, ``output`` a file for ``-o``. A query with a pattern
    always gives its direction, since the default depends on the pattern.
    """
    words = [f"{ONTOLOGY_VARIABLE}={quoted(named.ontology)}"] if named.ontology else []
    words.append("policygraph")
    for folder in named.graph:
        words += _option("--graph", folder)
    words += [name, quoted(query.start), quoted(query.end)]
    defaults = {field.name: field.default for field in fields(query)}
    for option in query.as_dict():
        value = getattr(query, option)
        always = option == "direction" and getattr(query, "pattern", None) is not None
        if defaults[option] is MISSING or (value == defaults[option] and not always):
            continue
        if value is True:
            words.append(flag(option))
            continue
        for one in value if isinstance(value, tuple) else (value,):
            words += _option(flag(option), repr(one) if isinstance(one, float) else str(one))
    if engine:
        words += _option("--engine", engine)
    if output:
        words += _option("-o", output)
    return " ".join(words)


def _option(flag: str, value: str) -> list[str]:
    """A flag and its value; as one word if the value could be taken for a flag."""
    if value.startswith("-") and flag.startswith("--"):
        return [quoted(f"{flag}={value}")]
    return [flag, quoted(value)]


def quoted(text: str) -> str:
    r"""Quote a word for the shell; escape what is not printable (POSIX 2024, 2.2.4).

    >>> print(quoted("my claims"), quoted("it's"), quoted("a\nb"))
    'my claims' 'it'"'"'s' $'a\012b'
    """
    if text.isprintable():
        return shlex.quote(text)
    marks = {ord("\\"): "\\\\", ord("'"): "\\'"}
    plain = (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in os.fsencode(text))
    return f"$'{''.join(marks.get(ord(c), c) if len(c) == 1 else c for c in plain)}'"
