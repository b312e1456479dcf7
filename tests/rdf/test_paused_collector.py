"""The garbage collector is paused inside the context, and is as it was after it."""

from __future__ import annotations

import gc

import pytest

from policygraph.rdf.paused_collector import paused_collector


@pytest.mark.parametrize("enabled", [True, False])
def test_collector_is_as_before_even_after_an_error(enabled: bool) -> None:
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with pytest.raises(ValueError, match="inside"), paused_collector():
            assert not gc.isenabled()
            raise ValueError("inside")
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
