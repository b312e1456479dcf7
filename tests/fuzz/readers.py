"""Fuzzes the reader of a format by coverage (atheris, libFuzzer).

Whatever the bytes, a reader gives tables or raises a :class:`PolicyGraphError` of one
line: no other exception, no crash, nothing opened on the network, no input that takes
longer than ten seconds. The first byte of an input chooses which file of the format it
stands for; the others are as written. By hand, for as long as one likes::

    python tests/fuzz/readers.py turtle CORPUS -max_total_time=600

CORPUS is a folder that is filled with what was found; an input that fails is written to
``crash-...`` or ``timeout-...`` in the working folder and is read again by naming it in
place of CORPUS. Prints a line when the reader has answered in every way it should.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["policygraph"]):
    from policygraph import formats
    from policygraph.errors import PolicyGraphError

from tests.world import ontology, said, world  # noqa: E402

#: How long one input may take, in seconds, and how large it is, in bytes.
TIMEOUT, LARGEST = 10, 16_384

SMALL = world(
    [
        said("a feeds b 0.8", id="x", start="2015", end="..", note='a "note"', locator="line 1"),
        said("not a feeds b", id="y", disputes=("x",), attributed_to="g"),
        said("b feeds c", id="w", withdrawn="2021-01-01"),
    ],
    same=[("a", "z")],
    entities={"a": "thing", "z": "thing"},
)


def seeds(name: str) -> dict[str, bytes]:
    """The files of a small graph in a format."""
    return dict(formats.FORMATS[name].write(SMALL))


def read(name: str, files: Mapping[str, bytes]) -> None:
    """Read once; whatever is wrong with the answer is an AssertionError.

    A line that is not printable is none: it may end early, or drive a terminal.
    """
    reader = formats.FORMATS[name].read
    assert reader is not None, f"{name} cannot be read"
    try:
        found = reader(files, "given", ontology())
    except PolicyGraphError as error:
        assert str(error).isprintable(), repr(str(error))
        return
    assert found
    for tables in found:
        for fault in tables.faults:
            assert str(fault).isprintable(), repr(str(fault))


def main() -> None:
    """Fuzz the reader that the first argument names; the rest goes to libFuzzer."""
    name, *rest = sys.argv[1:]
    written = seeds(name)
    paths = sorted(written)
    corpus = [argument for argument in rest if not argument.startswith("-")]
    for folder in map(Path, corpus):
        if folder.is_dir():
            for number, path in enumerate(paths):
                seed = bytes([number]) + written[path]
                (folder / f"seed-{number}").write_bytes(seed)

    def once(data: bytes) -> None:
        if data:
            read(name, {**written, paths[data[0] % len(paths)]: data[1:]})

    def refused(event: str, _: object) -> None:
        if event.startswith(("socket.", "urllib.", "http.")):
            raise AssertionError(f"{event}: something was opened on the network")

    sys.addaudithook(refused)
    limits = [f"-timeout={TIMEOUT}", f"-max_len={LARGEST}", "-rss_limit_mb=4096"]
    atheris.Setup([sys.argv[0], *limits, *rest], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
