"""The keys that sign printed slips: a chain of their own, in `PRAJA_VAR/kunci-slip/`."""

from __future__ import annotations

from typing import Final

from praja.audit.keys import KeyChain
from praja.audit.verify import canonical


def hand_over_message(public: str, by: str) -> bytes:
    """Return what the key `by` signs when it hands over to the key with the public bytes `public`."""
    return canonical({"jenis": "praja-slip-kunci", "publik": public, "oleh": by})


CHAIN: Final = KeyChain("slip", hand_over_message)
