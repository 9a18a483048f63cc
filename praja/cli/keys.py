"""What commands on signing keys share: listing, writing the public halves into a file, replacing."""

from __future__ import annotations

import argparse
import datetime
import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING

from praja.cli.ask import PAID, refuse

if TYPE_CHECKING:
    from praja.audit.keys import KeyChain


def list_chain(chain: KeyChain, none: str) -> int:
    """Print every key there ever was, and which one signs.

    :param none: what is said while there is none
    """
    active = chain.active_id()
    for key in chain.public_keys():
        made = datetime.datetime.fromisoformat(key.made)
        state = "menandatangani" if key.id == active else "sudah diganti"
        print(f"{key.id}  {made:%Y-%m-%d}  {state}  {key.public}")
    if not active:
        print(none)
    return PAID


def write_chain(chain: KeyChain, given: argparse.Namespace, heading: str) -> int:
    """Write the public keys into the file that was named; the first is made if there is none."""
    from praja.audit.keys import KeyMissing

    try:
        chain.signing_key()
    except KeyMissing as error:
        return refuse(str(error))
    lines = [f"{key.id} {key.made[:10]} {key.public}" for key in chain.public_keys()]
    try:
        given.berkas.write_text("\n".join([heading, *lines, ""]), "utf-8")
    except OSError as error:
        return refuse(f"{given.berkas} tidak dapat ditulis: {error.strerror}.")
    print(f"{len(lines)} kunci publik ditulis ke {given.berkas}.")
    return PAID


def replace_key(
    chain: KeyChain, given: argparse.Namespace, tell: Callable[[str, str], None], then: str
) -> int:
    """Replace the key that signs.

    :param tell: tells the trail, from the old id and the new one
    :param then: what is to be done with the new public key
    """
    from praja.audit.keys import KeyMissing

    before = chain.active_id()
    try:
        new = chain.rotate(lost=given.hilang)
    except KeyMissing as error:
        return refuse(str(error))
    tell(before, new.id)
    print(f"Kunci {before or '(belum ada)'} diganti {new.id}. {then}")
    return PAID


def tell_trail(kind: str, after: dict[str, object], before: dict[str, object] | None = None) -> None:
    """Record what a command did, by the account of the system that it was called from."""
    from praja.audit.actions import record

    record(
        kind=kind, by=None, before=before, after=after, reason=f"Perintah praja oleh akun sistem {_account()}"
    )


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
