"""Ids that entities had before a merge, in a query: replaced by the ids that they have now.

The graph has a merged entity under one id. A query that names another of its ids would find
nothing there, so the IRI is replaced where a query has an IRI: in full, relative or with a prefix,
and not in a text, a comment or the name of a variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from policygraph.model import iris
from policygraph.sparql.refusals import STRING, plain_text

_PROLOGUE = re.compile(
    r"\s*(?:BASE\s*<(?P<base>[^<>\s]*)>|PREFIX\s+(?P<prefix>[^\s:]*):\s*<(?P<iri>[^<>\s]*)>)",
    re.IGNORECASE,
)
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_TOKEN = re.compile(
    rf"""{STRING}
    |[?$]\w+ | @[A-Za-z-]+ | _:[\w.-]*
    |<(?P<iri>[^\x00-\x20<>"{{}}|^`\\]*)>
    |(?P<prefix>(?:[^\W\d_](?:[\w.-]*[\w-])?)?):(?P<local>(?:[\w:]|{_ESCAPED})
      (?:(?:[\w:.-]|{_ESCAPED})*(?:[\w:-]|{_ESCAPED}))?)
    """,
    re.VERBOSE | re.DOTALL,
)


def with_current_ids(
    text: str, current: Mapping[str, str], prefixes: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """A query with current ids, and those that were replaced.

    ``current`` gives the id that a former one is merged into. Lines keep their numbers.
    """
    if not current:
        return text, {}
    text, base, known, start = plain_text(text), iris.BASE, dict(prefixes), 0
    while match := _PROLOGUE.match(text, start):
        start = match.end()
        if match["base"] is not None:
            base = urljoin(base, match["base"])
        else:
            known[match["prefix"]] = urljoin(base, match["iri"])
    replaced: dict[str, str] = {}
    own = iris.entity_iri("")

    def put(match: re.Match[str]) -> str:
        if match["iri"] is not None:
            iri = urljoin(base, match["iri"])
        elif match["local"] is not None and match["prefix"] in known:
            iri = known[match["prefix"]] + re.sub(r"\\(.)", r"\1", match["local"])
        else:
            return match[0]
        former = iri.removeprefix(own)
        if former == iri or former not in current:
            return match[0]
        replaced[former] = current[former]
        return f"<{iris.entity_iri(current[former])}>"

    return text[:start] + _TOKEN.sub(put, text[start:]), replaced
