"""Reads what people type into cells: text with HTML, keywords, dates, addresses, numbers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from html.parser import HTMLParser

_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        ],
        start=1,
    )
}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
    ]
)
_UNREAD = frozenset({"script", "style"})
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_TAG_UNFIT = re.compile(r"[^\w \-.]+")
TAG_LENGTHS = (2, 100)
NAME_LENGTH = 90


def plain(text: str) -> str:
    """Return ``text`` without accents, case, typographic apostrophes or doubled spaces."""
    text = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split()).casefold()


def header_key(header: str) -> str:
    """Return what spellings of one header share: ``Mots-clés`` and ``MOTS_CLES`` are the same."""
    return "_".join(re.findall(r"[a-z0-9]+", plain(header)))


def slug(title: str) -> str:
    """Return the address for a dataset with this title: two characters or more, no suffix."""
    words = re.findall(r"[a-z0-9]+", plain(title).encode("ascii", "ignore").decode())
    joined = "-".join(words)[:NAME_LENGTH].strip("-")
    return joined if len(joined) > 1 else f"dataset-{joined}".strip("-")


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNREAD:
            self._unread += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(data)


def without_markup(text: str) -> str:
    """Return ``text`` with entities decoded, tags dropped and paragraphs kept as line breaks."""
    if "<" in text or "&" in text:
        parser = _TextOnly()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """Return ``text`` without markup, on one line."""
    return " ".join(without_markup(text).split())


def split_list(text: str) -> list[str]:
    """Return the items of a cell that holds several: ``;`` and line breaks part them, else commas.

    A colon between spaces is a common slip of the semicolon (``école : école primaire``).
    """
    text = re.sub(r"\s:\s", ";", without_markup(text))
    parts = re.split(r"[;|\n]", text)
    if len(parts) == 1:
        parts = text.split(",")
    return [part.strip() for part in parts if part.strip()]


def tags(items: list[str]) -> tuple[list[str], list[str]]:
    """Return the keywords that CKAN accepts, each once, and those that cannot be made to fit."""
    kept: dict[str, str] = {}
    dropped: list[str] = []
    shortest, longest = TAG_LENGTHS
    for item in items:
        tag = " ".join(_TAG_UNFIT.sub(" ", item).split())
        if shortest <= len(tag) <= longest:
            kept.setdefault(plain(tag), tag)
        else:
            dropped.append(item)
    return list(kept.values()), dropped


def iso_date(text: str) -> str | None:
    """Return the day that ``text`` writes in one of the usual French or ISO ways, or None.

    A year of two digits is nobody's certain date: None.
    """
    text = plain(text)
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?", text)
    if found:
        return _day(found[1], found[2], found[3])
    found = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?", text)
    if found:
        return _day(found[3], found[2], found[1])
    found = re.fullmatch(r"(\d{1,2})(?:er)? ([a-z]+) (\d{4})", text)
    if found and found[2] in _MONTHS:
        return _day(found[3], str(_MONTHS[found[2]]), found[1])
    return None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def web_address(text: str) -> str | None:
    """Return the http address that ``text`` is, or None."""
    text = without_markup(text)
    if re.fullmatch(r"https?://[^\s/?#@\\<>\"]+\.[^\s<>\"\\]{2,}", text, re.IGNORECASE):
        return text
    return None


def email(text: str) -> str | None:
    """Return the e-mail address that ``text`` is, or None."""
    text = without_markup(text).removeprefix("mailto:")
    found = re.fullmatch(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+", text, re.ASCII)
    return text if found and len(text) <= 254 else None


def clipped(text: str, length: int = 80) -> str:
    """Return ``text`` on one line, short enough to be quoted in a message."""
    line = " ".join(_CONTROLS.sub("", text).split())
    return line if len(line) <= length else line[: length - 1] + "…"
