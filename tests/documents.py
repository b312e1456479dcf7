"""The examples in the documents: find, run and compare them, and rewrite their outputs.

In a ``console`` block a line that begins with ``$ `` is a command, and the lines up to the
next command are its output; a line ``...`` matches any lines. Only ``policygraph``
commands are run, in this process. A ``python`` block holds a doctest session. After an
intended change, ``python tests/documents.py`` rewrites the outputs.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SESSION = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ANY = "..."


@dataclass(frozen=True)
class Example:
    """One command of a document, and its output in the document."""

    document: Path
    command: str
    expected: str

    @property
    def name(self) -> str:
        return f"{self.document.name}: {self.command}"

    @property
    def arguments(self) -> list[str] | None:
        """The arguments of the policygraph command in the line, or None."""
        last = self.command.rpartition("&&")[2].strip()
        words = shlex.split(last)
        if words and Path(words[0]).name == "policygraph":
            return words[1:]
        return None


def examples(document: Path) -> Iterator[Example]:
    """The examples of a document that can be run."""
    for block in _BLOCK.findall(document.read_text(encoding="utf-8")):
        for command, expected in _commands(block):
            example = Example(document, command, expected)
            if example.arguments is not None:
                yield example


def _commands(block: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected.rstrip("\n") + "\n"


def printed(arguments: list[str]) -> str:
    """The output of a policygraph command, standard output before standard error."""
    from policygraph.cli.main import run

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    old = Path.cwd()
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            run(arguments)
    finally:
        os.chdir(old)
    texts = []
    for stream in (out, err):
        stream.flush()
        buffer = stream.buffer
        assert isinstance(buffer, io.BytesIO)
        texts.append(buffer.getvalue().decode())
    return "".join(texts)


def agrees(expected: str, actual: str) -> bool:
    """Whether an output is the expected one; ``...`` lines match any lines."""
    pattern = "".join(
        "(?:.*\n)*?" if line == _ANY else re.escape(line) + "\n"
        for line in expected.rstrip("\n").split("\n")
    )
    return re.fullmatch(pattern, actual.rstrip("\n") + "\n") is not None


def rewritten(text: str) -> str:
    """A document's text with the current outputs of its examples.

    An expected output with a ``...`` line keeps as many lines before the first ``...`` and
    after the last as it had.
    """

    def block(match: re.Match[str]) -> str:
        parts = []
        for command, expected in _commands(match[1]):
            example = Example(ROOT, command, expected)
            shown = expected
            if example.arguments is not None and not agrees(expected, printed(example.arguments)):
                shown = _cut(expected, printed(example.arguments).rstrip("\n") + "\n")
            parts.append(f"$ {command}\n{shown}")
        return "```console\n" + "\n".join(parts) + "```"

    names: dict[str, object] = {}
    return _SESSION.sub(lambda match: _session_again(match, names), _BLOCK.sub(block, text))


def _session_again(match: re.Match[str], names: dict[str, object]) -> str:
    """A part of a document's Python session with the current output of its statements."""
    lines = []
    for example in doctest.DocTestParser().get_examples(match[1]):
        first, *others = example.source.rstrip("\n").split("\n")
        lines += [f">>> {first}", *(f"... {other}" for other in others)]
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(example.source, "<document>", "single"), names)
        lines += out.getvalue().rstrip("\n").split("\n") if out.getvalue() else []
    return "```python\n" + "\n".join(lines) + "\n\n```"


def _cut(expected: str, actual: str) -> str:
    lines = expected.rstrip("\n").split("\n")
    if _ANY not in lines:
        return actual
    head, tail = lines.index(_ANY), lines[::-1].index(_ANY)
    now = actual.rstrip("\n").split("\n")
    return "\n".join([*now[:head], _ANY, *(now[-tail:] if tail else [])]) + "\n"


def vocabulary() -> str:
    """The text that docs/ontology.md must have."""
    from policygraph.render.ontology_page import ontology_page
    from policygraph.tables.ontology import read_ontology

    return ontology_page(read_ontology(ROOT / "ontology" / "policygraph.ttl"))


if __name__ == "__main__":
    (ROOT / "docs" / "ontology.md").write_text(vocabulary(), encoding="utf-8")
    for path in DOCUMENTS:
        before = path.read_text(encoding="utf-8")
        after = rewritten(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stderr.write(f"{path.relative_to(ROOT)}: written\n")
