"""How sentences are made: case, lists of names, numbers of things."""

from __future__ import annotations

from collections.abc import Sequence


def sentence_case(text: str) -> str:
    """The first letter raised, a full stop at the end."""
    raised = text[:1].upper() + text[1:]
    return raised if raised.endswith((".", "?", "!")) else raised + "."


def lowered(label: str) -> str:
    """A label within a sentence: its first letter small, unless more of it is capital.

    >>> lowered("Rule"), lowered("AI")
    ('rule', 'AI')
    """
    return label[:1].lower() + label[1:] if label[1:] == label[1:].lower() else label


def listed(names: Sequence[str]) -> str:
    """Names as a sentence has them: ``a, b and c``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def numbered(steps: Sequence[int]) -> str:
    """Numbers of steps as a sentence has them: ``steps 1, 2 and 4``."""
    return f"step{'s' if len(steps) > 1 else ''} {listed([str(number) for number in steps])}"


def counted(number: int, one: str, several: str = "") -> str:
    """A number of things: ``no paths``, ``1 path``, ``2 paths``.

    >>> counted(0, "path"), counted(1, "entity", "entities")
    ('no paths', '1 entity')
    """
    return f"{number or 'no'} {one if number == 1 else several or one + 's'}"
