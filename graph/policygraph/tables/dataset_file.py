"""``dataset.toml``: what a dataset says of itself, beside its tables.

    tables = 2                  # the form of the tables: 1 or 2; needed
    name = "policygraph"        # what the dataset goes by; else its folder's name
    edition = "2025-03"         # which edition of the data this is
    licence = "CC-BY-4.0"       # under which licence, or the address of one
    retrieved = "2025-03-14"    # the day on which the data were retrieved

A folder without the file has tables of form 1, and goes by its own name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from policygraph.errors import DataError, Fault
from policygraph.model import dates
from policygraph.model.records import About
from policygraph.tables import locations

FILE = "dataset.toml"
#: The newest form of tables, and all that can be read.
FORM = 2
FORMS = (1, FORM)
_TEXTS = ("name", "edition", "licence", "retrieved")
_KEYS = ("tables", *_TEXTS)
#: A name is shown, and names an IRI and a folder: parts with no slash at an end, one line.
_PART = r"(?!\.{1,2}(?:/|\Z))[^/\\\n\r\t]+"
_NAME = re.compile(rf"{_PART}(?:/{_PART})*\Z")


@dataclass(frozen=True)
class DatasetFile:
    """What a ``dataset.toml`` says: the name, empty where it gives none, and the rest."""

    name: str = ""
    about: About = field(default_factory=About)


def read_dataset_file(folder: Path, faults: list[Fault] | None = None) -> DatasetFile:
    """What a folder's ``dataset.toml`` says; nothing where there is none, or what is at fault."""
    path = folder / FILE
    if not locations.present(path):
        return DatasetFile()
    found = [] if faults is None else faults
    if why := locations.unreadable(path):
        found.append(Fault(locations.shown(path), 0, "", *why))
        return DatasetFile()
    return parse_dataset_file(path.read_bytes(), locations.shown(path), found)


def parse_dataset_file(data: bytes, shown: str, faults: list[Fault]) -> DatasetFile:
    """What the bytes of a ``dataset.toml`` say; ``shown`` is its name in faults."""
    import tomllib

    def fault(line: int, what: str, fix: str) -> None:
        faults.append(Fault(shown, line, "", what, fix))

    try:
        text = data.decode("utf-8-sig")
        read = tomllib.loads(text)
    except UnicodeDecodeError as error:
        fault(data[: error.start].count(b"\n") + 1, "is not UTF-8", "save it again as UTF-8")
        return DatasetFile()
    except RecursionError:
        fault(0, "is nested too deeply", 'write lines such as name = "NAME"')
        return DatasetFile()
    except ValueError as error:
        said = " ".join(str(error).split())
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", said)
        line = int(at[1]) if at and at[1] else 0
        said = said.replace(at[0], "") if at else said
        fault(line, f"cannot be read as TOML: {said[:200]}", "fix it there")
        return DatasetFile()
    known = len(faults)
    values: dict[str, str] = {}
    for key, value in read.items():
        line = _line_of(key, text)
        if key == "tables":
            if type(value) is not int or value not in FORMS:
                what = f"tables is {_short(value)}, and this release reads {_either(FORMS)}"
                fault(line, what, f"write tables = {FORM}, or upgrade policygraph")
        elif key not in _TEXTS:
            fault(line, f"unknown key {_short(key)}", _likeliest(key))
        else:
            values[key] = _text(key, value, lambda what, fix, line=line: fault(line, what, fix))  # type: ignore[misc]
    if "tables" not in read:
        fault(0, "does not say which form its tables have", f"write tables = {FORM}")
    if len(faults) > known:
        return DatasetFile()
    name = unicodedata.normalize("NFC", values.pop("name", ""))
    return DatasetFile(name, About(tables=read["tables"], **values))


def dataset_file(name: str, about: About) -> bytes:
    """The bytes of a ``dataset.toml``; what is not known is left out."""
    lines = [f"tables = {FORM}\n"]
    given = {"name": name, **{key: getattr(about, key) for key in _TEXTS[1:]}}
    lines += [f"{key} = {_quoted(value)}\n" for key, value in given.items() if value]
    return "".join(lines).encode()


def dataset_names(folders: list[Path], taken: tuple[str, ...] = ()) -> list[str]:
    """What each dataset goes by: the name of its file or else its folder, told apart by place.

    Datasets of one name get as many folders above before it as tell them all apart
    (``alice/data``, ``bob/data``). ``taken`` are names of other datasets (those of a store),
    which do not change. A name never has the whole of a path, unless nothing less differs.
    """
    full = [_full_name(folder) for folder in folders]
    shown = [1] * len(full)
    while True:
        names = [_last(parts, count) for parts, count in zip(full, shown, strict=True)]
        clashing = [
            number
            for number, name in enumerate(names)
            if (names.count(name) > 1 or name in taken) and shown[number] < len(full[number])
        ]
        if not clashing:
            break
        for number in clashing:
            shown[number] += 1
    # Folders that differ only in how their names are composed (NFC, NFD) are numbered.
    found: list[str] = []
    for name in names:
        number, numbered = 1, name
        while numbered in found or numbered in taken:
            number += 1
            numbered = f"{name} ({number})"
        found.append(numbered)
    return found


def _full_name(folder: Path) -> tuple[str, ...]:
    """The parts that a dataset's name can have: its name last, the folders above it before."""
    name = read_dataset_file(folder).name
    above = [
        unicodedata.normalize("NFC", locations.as_utf8(part)) for part in folder.resolve().parts[1:]
    ]
    return (*above, name) if name and above[-1:] != [name] else tuple(above) or (name or "graph",)


def _last(parts: tuple[str, ...], count: int) -> str:
    return "/".join(parts[-count:])


def _text(key: str, value: Any, fault: Callable[[str, str], None]) -> str:
    if key == "retrieved" and type(value) is date:
        return value.isoformat()
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        fault(f"{key} is {_short(value)}", f'write a text on one line: {key} = "..."')
        return ""
    text = value.strip()
    if key == "name" and not _NAME.match(text):
        fault(f"name is {_short(text)}", "write a name that a folder may have")
    if key == "retrieved":
        try:
            dates.read_date(text)
        except DataError as error:
            what, _, fix = str(error).partition("; ")
            fault(f"{key}: {what}", fix)
    return text


def _likeliest(key: str) -> str:
    from difflib import get_close_matches

    meant = {"version": "tables or edition", "license": "licence", "title": "name"}
    near = meant.get(key) or next(iter(get_close_matches(key, _KEYS, 1)), "")
    return f"did you mean {near}?" if near else f"the keys are {', '.join(_KEYS)}"


def _line_of(key: str, text: str) -> int:
    """The line on which a key is written, or 0 for one that is written in another way."""
    wanted = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[\].=]""")
    lines = text.replace("\r\n", "\n").split("\n")
    return next((number for number, line in enumerate(lines, 1) if wanted.match(line)), 0)


def _either(numbers: tuple[int, ...]) -> str:
    return " and ".join(map(str, numbers))


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
