"""Reads XLSX and ODS in a process of its own.

A small spreadsheet can claim a cell in its last column and last row, or one cell repeated a
thousand million times: the reading library then asks for more memory than there is and ends its
process.  So that process is not the portal's, and it may use only so much memory and time.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from ckanext.opendatalab.observatory.inventory.messages import UnreadableFileError

UNPACKED_BYTES = 200 * 1024 * 1024
MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 30

_CHILD = Path(__file__).with_name("spreadsheet_process.py")


def read(content: bytes, max_rows: int, max_columns: int) -> list[tuple[str, list[list[str]]]]:
    """Return the sheets of a workbook: name and rows of text, from its first row on.

    :raises UnreadableFileError: damaged, locked by a password, or larger than it may be
    """
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFileError("is_damaged_spreadsheet") from error
    if unpacked > UNPACKED_BYTES:
        raise UnreadableFileError("is_oversized_spreadsheet")
    limits = [str(n) for n in (MEMORY_BYTES, SECONDS, max_rows, max_columns)]
    try:
        child = subprocess.run(  # noqa: S603 -- our own file, no shell, numbers as arguments
            [_python(), "-I", str(_CHILD), *limits],
            input=content,
            capture_output=True,
            timeout=SECONDS * 2,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError("is_oversized_spreadsheet") from error
    if child.returncode == 0:
        return [(name, rows) for name, rows in json.loads(child.stdout)]
    if child.returncode == 3:
        raise UnreadableFileError("is_damaged_spreadsheet")
    raise UnreadableFileError("is_oversized_spreadsheet")


def _python() -> str:
    """The interpreter: inside uWSGI ``sys.executable`` is uWSGI itself."""
    own = Path(sys.prefix, "bin", "python3")
    return str(own) if own.exists() else sys.executable
