"""An error is one line, whatever the data holds."""

from __future__ import annotations

import pytest

from policygraph.errors import Fault, InvalidData


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("a\r\u2028\u0085b", r"a\r\u2028\x85b"),
        ("\x1b[31ma", r"\x1b[31ma"),
        ("a\udcffb", r"a\udcffb"),
        ("零一 é \\n", "零一 é \\n"),
    ],
)
def test_fault_is_one_line_for_any_name_in_the_data(name: str, shown: str) -> None:
    fault = Fault("d/entities.csv", 2, f"entity {name}", "has no label", "give it one")
    assert str(fault) == f"d/entities.csv:2 entity {shown}: has no label; give it one"
    assert str(InvalidData([fault])) == str(fault)
