"""The process that ``spreadsheet.py`` starts: a workbook comes in, its text goes out as JSON.

Run by its path, so it imports nothing of this extension.  Exit code 3: not a readable workbook.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
from typing import Any

import python_calamine

SHEETS_READ = 20


def text(value: Any) -> str:
    """Return a cell as a person would have typed it: whole numbers, days without a time."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def main(memory: int, seconds: int, rows: int, columns: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sheets: list[tuple[str, list[list[str]]]] = []
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(sys.stdin.buffer.read())
        )
        for name in workbook.sheet_names[:SHEETS_READ]:
            sheet = workbook.get_sheet_by_name(name)
            found = sheet.to_python(skip_empty_area=False, nrows=rows)
            cells = [[text(value) for value in row[:columns]] for row in found]
            while cells and not any(cells[-1]):
                cells.pop()
            sheets.append((name, cells))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 3
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:5])))
