"""What the pure modules have to say, as a code and its values.  The words: ``wording.py``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """Something to tell the reader; ``column`` is the header, as in the file, if one is meant."""

    code: str
    column: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])


class UnreadableFileError(Exception):
    """The whole file is refused: nothing of it was used."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.message = Message(code, values=values)
