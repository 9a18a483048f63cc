"""`praja slip kunci …`: see, hand out and replace the keys that sign printed slips."""

from __future__ import annotations

import argparse

from praja.cli.ask import UNUSABLE
from praja.cli.keys import list_chain, replace_key, tell_trail, write_chain
from praja.cli.opened import site_open


def menu(given: argparse.Namespace) -> int:
    """Show what `praja slip` can do."""
    given.parser.print_help()
    return UNUSABLE


def list_keys(given: argparse.Namespace) -> int:
    """List the keys there were: `praja slip kunci`."""
    with site_open():
        from praja.payroll.slip.keys import CHAIN

        return list_chain(CHAIN, "Belum ada kunci; yang pertama dibuat saat slip pertama dicetak.")


def export_keys(given: argparse.Namespace) -> int:
    """Write the public keys into a file that is announced: `praja slip kunci ekspor`."""
    with site_open():
        from praja.payroll.slip.keys import CHAIN

        return write_chain(CHAIN, given, "# Kunci publik slip gaji Praja")


def rotate(given: argparse.Namespace) -> int:
    """Replace the key that signs: `praja slip kunci ganti`."""
    with site_open():
        from praja.payroll.slip.keys import CHAIN

        def tell(before: str, new: str) -> None:
            tell_trail("payroll.slip_key_rotated", {"kunci": new}, before={"kunci": before})

        return replace_key(
            CHAIN,
            given,
            tell,
            "Umumkan kunci publik yang baru; slip yang sudah dicetak tetap dapat diperiksa.",
        )
