"""Which release this is."""

VERSION = "0.1.0"
#: The day of the release, as CITATION.cff has it.
RELEASED = "2026-11-23"
