"""Lines of ZKTeco devices: `attlog.dat` from a USB stick, and what they send by themselves (ADMS).

```
        1<TAB>2026-10-03 08:59:01<TAB>1<TAB>0<TAB>1<TAB>0       attlog.dat
1<TAB>2026-10-03 08:59:01<TAB>0<TAB>1<TAB>0<TAB>0               ADMS, table ATTLOG
time=2026-10-03 08:59:01<TAB>pin=1<TAB>inoutstatus=0 …          ADMS of newer devices, table rtlog
```

Some firmware leaves out the last fields, ends lines with CRLF, or writes what is no text between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from praja.attendance.sources.readers.lines import (
    DIRECTIONS,
    VERIFIED,
    Line,
    NotRead,
    Unread,
    gettext_noop,
    kept,
    pin_of,
    text_of,
    time_of,
)

FILE: Final = ("number", "direction", "verify", "workcode")
"""What stands after PIN and time in `attlog.dat`: the number of the device first."""
SENT: Final = ("direction", "verify", "workcode")
"""What stands after PIN and time in what a device sends."""


def read_attlog(data: bytes, fields: tuple[str, ...] = FILE) -> Iterator[Line | Unread]:
    """Yield the taps of a file or message, and its lines that are none; empty lines are skipped.

    :param fields: what stands after PIN and time (`FILE`, `SENT`)
    """
    for number, line in enumerate(text_of(data).split("\n"), start=1):
        text = line.rstrip("\r").strip("\0")
        if not text.strip():
            continue
        try:
            yield _line(text, fields)
        except NotRead as error:
            yield Unread(number, kept(text), str(error))


def read_rtlog(data: bytes) -> Iterator[Line | Unread]:
    """Yield the taps of the newer table `rtlog`, whose fields are named; events of nobody are skipped."""
    for number, line in enumerate(text_of(data).split("\n"), start=1):
        text = line.strip("\r\0 ")
        if not text:
            continue
        said = dict(part.split("=", 1) for part in text.split("\t") if "=" in part)
        if said.get("pin", "").strip() in ("", "0"):
            continue
        try:
            yield Line(
                pin_of(said["pin"]), time_of(said.get("time", "")),
                DIRECTIONS.get(said.get("inoutstatus", ""), ""),
                VERIFIED.get(said.get("verifytype", ""), ""), "", kept(text),
            )  # fmt: skip
        except NotRead as error:
            yield Unread(number, kept(text), str(error))


def _line(text: str, fields: tuple[str, ...]) -> Line:
    parts = text.split("\t")
    if len(parts) < 2:
        raise NotRead(gettext_noop("bukan baris tap: PIN dan jamnya harus dipisahkan oleh tab"))
    direction = verify = workcode = ""
    for name, part in zip(fields, parts[2:], strict=False):
        if name == "direction":
            direction = DIRECTIONS.get(part.strip(), "")
        elif name == "verify":
            verify = VERIFIED.get(part.strip()) or ("lain" if part.strip().isdigit() else "")
        elif name == "workcode" and part.strip() != "0":
            workcode = kept(part.strip())[:12]
    return Line(pin_of(parts[0]), time_of(parts[1]), direction, verify, workcode, kept(text))
