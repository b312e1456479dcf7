"""Names of entities: read with their language tag, and folded to be compared."""

from __future__ import annotations

import re
import unicodedata

from policygraph.model.records import Name

#: A language, perhaps a script, perhaps a region (BCP 47), and then the name.
_TAGGED = re.compile(
    r"([a-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?):(?! )(.+)\Z", re.DOTALL
)


def read_name(text: str) -> Name:
    """A label or alias, its language tag before it if it has one.

    >>> read_name("zh:华为"), read_name("Project: X")
    (Name(text='华为', language='zh'), Name(text='Project: X', language=''))
    """
    tagged = _TAGGED.match(text)
    if tagged:
        return Name(tagged[2].strip(), tagged[1])
    return Name(text)


def fold(text: str) -> str:
    """The form in which names are compared: Unicode NFKC, case folded, white space collapsed.

    >>> fold("  Ｈｕａｗｅｉ\\tTechnologies ")
    'huawei technologies'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
