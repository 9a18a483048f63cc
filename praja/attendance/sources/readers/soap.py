"""Taps of devices that answer SOAP on port 80 (Solution X100-C and its kin).

Their answer looks like XML and often is none: texts stand in it unescaped. It is read by its marks, as every
program that speaks with these devices does.
"""

from __future__ import annotations

import re
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
    time_of,
)

PATH: Final = "/iWsService"
_ROW: Final = re.compile(r"<Row>(.*?)</Row>", re.DOTALL | re.IGNORECASE)
_CELL: Final = re.compile(r"<(PIN|DateTime|Verified|Status|WorkCode)>([^<]*)</\1>", re.IGNORECASE)


def request(comm_key: int) -> bytes:
    """Return the body that asks for all taps."""
    return (
        f'<GetAttLog><ArgComKey xsi:type="xsd:integer">{comm_key}</ArgComKey>'
        '<Arg><PIN xsi:type="xsd:integer">All</PIN></Arg></GetAttLog>'
    ).encode()


def read_answer(data: bytes) -> Iterator[Line | Unread]:
    """Yield the taps of an answer.

    :raises NotRead: if it is none, as where the communication key is wrong
    """
    text = data.decode("utf-8", "replace")
    if "<GetAttLogResponse" not in text:
        raise NotRead(gettext_noop("mesin tidak menjawab dengan daftar tap; periksa kunci komunikasinya"))
    for number, row in enumerate(_ROW.findall(text), start=1):
        said = {name.lower(): value.strip() for name, value in _CELL.findall(row)}
        raw = kept(" ".join(row.split()))
        try:
            yield Line(
                pin_of(said.get("pin", "")),
                time_of(said.get("datetime", "")),
                DIRECTIONS.get(said.get("status", ""), ""),
                VERIFIED.get(said.get("verified", ""), ""),
                "" if said.get("workcode", "0") == "0" else kept(said["workcode"])[:12],
                raw,
            )
        except NotRead as error:
            yield Unread(number, raw, str(error))
