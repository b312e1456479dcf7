"""What was asked, in words: options of a question, and its restrictions that lifted help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from policygraph.analyses.answer import Lifted
from policygraph.query.query import KEPT, RESTRICTIONS, Filters, Query, Scope
from policygraph.query.wording import INFLUENCE_RULES, restriction_words
from policygraph.render.sentence import counted
from policygraph.render.tree import Item, Items


def asked(query: Filters, engine: str = "") -> str:
    """What a question asks, in one sentence: where paths may go, then the filters.

    For a question without paths it names the filters only.
    """
    words = []
    if isinstance(query, Scope):
        words = [f"Direction {query.direction}", f"up to {counted(query.max_hops, 'hop')}"]
        if query.mode != Scope.mode:
            words.append(f"mode {query.mode}")
    if isinstance(query, Query):
        words.append(f"ranked by {query.rank}")
    given = {field.name: getattr(query, field.name) for field in fields(query)}
    whole = query if isinstance(query, Query) else Query(**{"start": "", "end": "", **given})
    for restriction in RESTRICTIONS:
        value = restriction.value(whole)
        told = restriction.option in ("max-hops", "direction", "mode")
        if value not in (None, KEPT) and not told:
            words.append(restriction_words(restriction.option, value))
    words += [what for field, (_, what) in INFLUENCE_RULES.items() if given.get(field)]
    words += [f"channel {channel} counted" for channel in given.get("channels", ())]
    if given.get("each_path"):
        words.append("each path counted")
    engines = [f"engine {engine}"] if engine else []
    return "; ".join([*([", ".join(words)] if words else []), *engines])


#: Why a result is truncated, and the option that asks for more.
_REASONS = {
    "budget": "the budget is spent (--budget)",
    "time": "the time is up (--seconds)",
    "steps": "its paths have as many steps as they may (--max-steps)",
    "memory": "the memory for partial paths is full",
}


def truncated(expansions: int, reason: str) -> str:
    """That a search was cut short, after what, and why."""
    return f"truncated after {expansions} expansions{why_truncated(reason)}"


def why_truncated(reason: str) -> str:
    """Why a result is truncated, after a colon; nothing where it is not said."""
    return f": {_REASONS[reason]}" if reason else ""


def restriction_items(lifted: Iterable[Lifted], gives: str) -> Items:
    """Each restriction, and what lifting it alone ``gives``, such as ``a path``."""
    verdict = {True: f"would give {gives}", False: "gives none", None: "could not be determined"}
    return Items(
        tuple(
            Item((f"without {restriction_words(one.option, one.value)}: {verdict[one.found]}",))
            for one in lifted
        )
    )
