"""The entry point: as little as can be, so that an interruption while importing is handled too."""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; what fails is one line on stderr, whatever fails."""
    # Importing makes many objects and little garbage: collecting it takes a tenth of the time of
    # an answer. The process is the command's own, so the setting reaches nobody else.
    gc.set_threshold(100_000)
    try:
        from policygraph.cli.main import run

        code = run(arguments)
    except KeyboardInterrupt:
        code = _fail("interrupted", 130)
    except MemoryError:
        code = _fail("out of memory; give it more, or ask for less", 1)
    except Exception as error:
        what = " ".join(str(error).split())[:400]
        code = _fail(f"cannot start ({type(error).__name__}: {what}); install it again", 1)
    sys.exit(code)


def _fail(message: str, code: int) -> int:
    import os
    from contextlib import suppress

    with suppress(OSError):  # Where nobody listens, the exit code says it.
        os.write(2, f"policygraph: {message}\n".encode(errors="backslashreplace"))
    return code
