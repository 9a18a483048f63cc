"""What the QR of a printed slip says, its signature, and how both are checked.

The text is `PRAJA1/RUN/MONTH/LIST/DIGITS/HASH/GROSS/CUTS/NET/KEY/SIGNATURE`, in capitals and figures only,
so that the code stays small and a scanner or a pen cannot spoil it. `DIGITS` are the last four of the NIP,
`HASH` the first twelve hexadecimal digits of the SHA-256 of `RUN/NIP`, by which somebody who holds the paper
checks the whole NIP without the code telling it to others. The signature is Ed25519 over all that stands
before its stroke, in Base32 without padding. `static/payroll/check.js` checks the same.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime
import enum
import hashlib
import re
import uuid
from collections.abc import Mapping
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from praja.payroll.models import Slip

PREFIX: Final = "PRAJA1"
LONGEST: Final = 600
DIGITS: Final = 4
HASHED: Final = 12
_AMOUNT = r"-?(?:0|[1-9][0-9]{0,17})"
_BODY: Final = re.compile(
    rf"{PREFIX}/(?P<run>[0-9A-F]{{32}})/(?P<period>[0-9]{{6}})/(?P<pay_list>[A-Z0-9_]{{1,10}})"
    rf"/(?P<digits>[0-9]{{{DIGITS}}})/(?P<hash>[0-9A-F]{{{HASHED}}})"
    rf"/(?P<gross>{_AMOUNT})/(?P<cuts>{_AMOUNT})/(?P<net>{_AMOUNT})/(?P<key>[0-9A-F]{{16}})"
    r"(?:/(?P<signature>[A-Z2-7]{103}))?"
)


class Signer(Protocol):
    """A key that signs."""

    @property
    def id(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class Verdict(enum.StrEnum):
    """What came of checking a text."""

    ASLI = "asli"
    BERUBAH = "berubah"
    TANPA_TANDA = "tanpa_tanda"
    KUNCI_ASING = "kunci_asing"
    BUKAN_SLIP = "bukan_slip"


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a text says, believed only when its signature holds."""

    run: str
    period: str
    pay_list: str
    digits: str
    hash: str
    gross: int
    cuts: int
    net: int
    key: str


def hash_of(run: str, nip: str) -> str:
    """Return by what a NIP is told in the text."""
    return hashlib.sha256(f"{run}/{nip}".encode()).hexdigest()[:HASHED].upper()


def signed_text(slip: Slip, signer: Signer) -> str:
    """Return what the QR of a slip says, with its signature."""
    run = run_code(slip.run_id)
    parts = (
        PREFIX,
        run,
        f"{slip.period:%Y%m}",
        slip.pay_list.upper(),
        slip.nip[-DIGITS:],
        hash_of(run, slip.nip),
        str(slip.gross or 0),
        str(slip.cuts or 0),
        str(slip.net or 0),
        signer.id.upper(),
    )
    body = "/".join(parts)
    signature = base64.b32encode(signer.sign(body.encode())).decode().rstrip("=")
    return f"{body}/{signature}"


def run_code(run: uuid.UUID) -> str:
    """Return a run as the text names it."""
    return run.hex.upper()


def plain(text: str) -> str:
    """Return a text as it was signed: scanners and people add spaces and lines, and write small letters."""
    return "".join(text.split()).upper()


def check(text: str, keys: Mapping[str, bytes]) -> tuple[Verdict, Said | None]:
    """Return whether a text is what the government signed, and what it says where it can be read.

    :param keys: public keys (32 bytes) by their id
    """
    if len(text) > LONGEST:
        return Verdict.BUKAN_SLIP, None
    text = plain(text)
    found = _BODY.fullmatch(text)
    if found is None:
        return (Verdict.TANPA_TANDA if _is_cut(text) else Verdict.BUKAN_SLIP), None
    said = Said(
        run=found["run"],
        period=found["period"],
        pay_list=found["pay_list"],
        digits=found["digits"],
        hash=found["hash"],
        gross=int(found["gross"]),
        cuts=int(found["cuts"]),
        net=int(found["net"]),
        key=found["key"].lower(),
    )
    if found["signature"] is None:
        return Verdict.TANPA_TANDA, said
    public = keys.get(said.key)
    if public is None:
        return Verdict.KUNCI_ASING, said
    body = text[: found.start("signature") - 1]
    try:
        signature = base64.b32decode(found["signature"] + "=")
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return Verdict.BERUBAH, said
    return Verdict.ASLI, said


def _is_cut(text: str) -> bool:
    """Tell whether a text begins as ours does, but has not come whole."""
    return text.startswith(PREFIX + "/")


def is_of(said: Said, nip: str) -> bool:
    """Tell whether a text is of the person with this NIP."""
    return nip[-DIGITS:] == said.digits and hash_of(said.run, nip) == said.hash


def month_of(said: Said) -> datetime.date | None:
    """Return the month that a text speaks of; none where there is no such month."""
    try:
        return datetime.date(int(said.period[:4]), int(said.period[4:]), 1)
    except ValueError:
        return None
