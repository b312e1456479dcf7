"""Codes of dates for the claims of an overlay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policygraph.store.format.schema import NO_DATE

if TYPE_CHECKING:
    from numpy.typing import NDArray


class DateCodes:
    """Dates as written, each with one code; ``texts`` are the dates by code."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts = list(texts)
        self._codes: dict[str | None, int] = {text: code for code, text in enumerate(self.texts)}
        self._codes[None] = NO_DATE

    def code(self, text: str | None) -> int:
        """The code of a date, or :data:`NO_DATE`; a new date gets the next code."""
        code = self._codes.get(text)
        if code is None:
            assert text is not None
            code = self._codes[text] = len(self.texts)
            self.texts.append(text)
        return code

    def coded(self, texts: Iterable[str | None]) -> NDArray[np.int32]:
        """The codes of dates."""
        return np.array([self.code(text) for text in texts], np.int32)

    def recoded(self, codes: NDArray[Any], stored: Sequence[str]) -> NDArray[np.int32]:
        """The codes here for codes of the dates ``stored``."""
        different, positions = np.unique(codes, return_inverse=True)
        here = self.coded(stored[n] if n >= 0 else None for n in different.tolist())
        return here[positions]
