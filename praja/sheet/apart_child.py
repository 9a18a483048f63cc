"""What is run in a process of its own, because a damaged file can end the process that reads it.

The parsers of XLS and Parquet may ask for terabytes, which cannot be caught, or run for minutes.
`praja.sheet.apart` starts this file by itself: it imports nothing of ours, and bounds its own memory and
time.

`xls`: print the visible sheets of the file on standard input as JSON. A date is `["d", "2024-03-01"]`, a
moment or a time of day `["t", …]`, everything else as it is. `parquet PATH`: read the file and print nothing;
that it ends well is the answer.
"""

from __future__ import annotations

import datetime
import io
import json
import sys

MOST_MEMORY = {"xls": 2 * 1024**3, "parquet": 32 * 1024**3}
MOST_SECONDS = {"xls": 20, "parquet": 120}


def limit(task: str) -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MOST_MEMORY[task]),
        (resource.RLIMIT_CPU, MOST_SECONDS[task]),
        (resource.RLIMIT_CORE, 0),
    ):
        # Nobody may raise a limit that was set from outside.
        soft, hard = resource.getrlimit(kind)
        allowed = [most, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
        resource.setrlimit(kind, (min(allowed), hard))


def plain(value: object) -> object:
    """Return a cell as JSON can hold it."""
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return ["d", value.date().isoformat()]
        return ["t", str(value)]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return ["t", str(value)]
    return value


def xls() -> None:
    """Print the visible sheets of the file on standard input: their names, positions and rows."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    found = []
    for position, about in enumerate(book.sheets_metadata):
        if "Visible" not in str(about.visible) or "WorkSheet" not in str(about.typ):
            continue
        rows = book.get_sheet_by_index(position).to_python(skip_empty_area=False)
        found.append([about.name, position, [[plain(value) for value in row] for row in rows]])
    json.dump(found, sys.stdout)


def parquet(path: str) -> None:
    """Read a whole file."""
    import polars

    polars.read_parquet(path)


if __name__ == "__main__":
    task, library, *rest = sys.argv[1:]
    sys.path.append(library)
    limit(task)
    if task == "xls":
        xls()
    else:
        parquet(*rest)
