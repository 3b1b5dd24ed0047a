"""Reads a data file of ours and says what does not fit: file, key, expected value."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _SafeLoader
else:
    # The C parser reads the larger files ten times faster.  Both make plain values only.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LANGUAGES = ("en", "fr")


class _Loader(_SafeLoader):
    """Refuses a key that is there twice: YAML would keep the last one without a word."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"the key {key.value!r} is there twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


class Source:
    """One file of version 1, and how its errors read.

    :raises ValueError: it is not such a file; the other methods too, when a value does not fit
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # S506: ours is a safe loader.
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ValueError(f"{path}: cannot be read as YAML: {error}") from error
        self.data = self.mapping("(the file)", data)
        if self.data.get("version") != 1:
            raise self.error("version", self.data.get("version"), "1")

    def error(self, key: str, value: Any, expected: str) -> ValueError:
        return ValueError(f"{self.path}: {key} is {value!r}: expected {expected}")

    def mapping(self, key: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.error(key, value, "a mapping of names to values")
        return value

    def only(self, key: str, value: dict[str, Any], known: Iterable[str]) -> None:
        allowed = sorted(known)
        for name in value:
            if name not in allowed:
                raise self.error(f"{key}.{name}", value[name], f"no such key, but one of {allowed}")

    def text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, value, "a text that is not empty")
        return value

    def texts(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.error(key, value, "a list of texts")
        return tuple(self.text(f"{key}[{at}]", item) for at, item in enumerate(value))

    def wording(self, key: str, value: Any) -> dict[str, str]:
        words = self.mapping(key, value)
        for language in LANGUAGES:
            self.text(f"{key}.{language}", words.get(language))
        return {language: self.text(f"{key}.{language}", words[language]) for language in words}

    def choice(self, key: str, value: Any, allowed: Iterable[str]) -> Any:
        choices = list(allowed)
        if value not in choices:
            raise self.error(key, value, f"one of {', '.join(choices)}")
        return value

    def address(self, key: str, value: Any) -> str:
        if not self.text(key, value).startswith(("http://", "https://")):
            raise self.error(key, value, "an address that starts with http:// or https://")
        return value

    def flag(self, key: str, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error(key, value, "true or false")
        return value
