"""`praja audit …`: export the trail, check an export, see and replace the keys that sign it."""

from __future__ import annotations

import argparse

from praja.cli.ask import PAID, UNUSABLE, day_given, refuse
from praja.cli.keys import list_chain, replace_key, tell_trail, write_chain
from praja.cli.opened import site_open
from praja.rules.errors import LawError


def menu(given: argparse.Namespace) -> int:
    """Show what `praja audit` can do."""
    given.parser.print_help()
    return UNUSABLE


def verify(given: argparse.Namespace) -> int:
    """Check an export, without the application and its database: `praja audit verify`."""
    from praja.audit.verify import run

    return run(given.berkas, keys=given.kunci, earlier=given.pembanding)


def export(given: argparse.Namespace) -> int:
    """Write the trail into a file: `praja audit ekspor`."""
    try:
        start = day_given(given.dari) if given.dari else None
        end = day_given(given.sampai) if given.sampai else None
    except LawError as error:
        return refuse(str(error))
    if given.berkas.exists() and not given.timpa:
        return refuse(f"{given.berkas} sudah ada. Pilih nama lain, atau tambahkan --timpa.")
    with site_open():
        from praja.audit import keys
        from praja.audit.export import NothingToExport, write

        try:
            done = write(given.berkas, start=start, end=end)
        except NothingToExport:
            return refuse("Tidak ada peristiwa pada waktu itu.")
        except keys.KeyMissing as error:
            return refuse(str(error))
        except OSError as error:
            return refuse(f"{given.berkas} tidak dapat ditulis: {error.strerror}.")
        tell_trail("audit.exported", {"dari": done.first, "sampai": done.last})
        print(
            f"Peristiwa {done.first}–{done.last} ditulis ke {given.berkas}, ditandatangani kunci {done.key}."
        )
    return PAID


def list_keys(given: argparse.Namespace) -> int:
    """List the keys there were: `praja audit kunci`."""
    with site_open():
        from praja.audit.keys import TRAIL

        return list_chain(TRAIL, "Belum ada kunci; yang pertama dibuat saat penyegelan pertama.")


def export_keys(given: argparse.Namespace) -> int:
    """Write the public keys into a file that auditors keep: `praja audit kunci ekspor`."""
    with site_open():
        from praja.audit.keys import TRAIL

        return write_chain(TRAIL, given, "# Kunci publik jejak audit Praja")


def rotate(given: argparse.Namespace) -> int:
    """Replace the key that signs: `praja audit kunci ganti`."""
    with site_open():
        from praja.audit import sealer
        from praja.audit.keys import TRAIL

        def tell(before: str, new: str) -> None:
            tell_trail("audit.key_rotated", {"kunci": new}, before={"kunci": before})

        sealer.seal_all()
        return replace_key(TRAIL, given, tell, "Serahkan kunci publik yang baru kepada pemeriksa.")
