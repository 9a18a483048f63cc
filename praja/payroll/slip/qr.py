"""A QR code as one path of an SVG, which is small and prints sharp."""

from __future__ import annotations

from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Empty modules around, as scanners want."""
MASK = 2
"""Always the same pattern over the data: finding the prettiest of eight takes ten times as long, and scanners
read all.
"""

HOLDS = {8: 221, 9: 262}
"""How many capitals and figures the sizes hold that slips need; the library would try sizes one by one."""


def drawn(text: str) -> str:
    """Return the code of a text as SVG, black on white."""
    version = next((version for version, holds in HOLDS.items() if len(text) <= holds), None)
    code = qrcode.QRCode(version, ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=version is None)
    side = code.modules_count + 2 * QUIET
    path = "".join(_row(y + QUIET, row) for y, row in enumerate(code.modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{path}"/></svg>'
    )


def _row(y: int, row: list[bool | None]) -> str:
    """Return the dark runs of a row as strokes one module wide, each from where the one before ended."""
    parts = [f"M{QUIET} {y}.5"]
    gap = 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            parts.append(f"m{gap} 0h{width}" if gap else f"h{width}")
        gap = 0 if dark else width
    return "".join(parts)
