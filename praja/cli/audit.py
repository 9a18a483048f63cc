"""`praja audit …`: export the trail, check an export, see and replace the keys that sign it."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import getpass
import sys
from collections.abc import Iterator
from typing import Any

from praja.cli.ask import PAID, UNUSABLE, day_given, refuse
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
    with _site():
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
        _tell_trail("audit.exported", {"dari": done.first, "sampai": done.last})
        print(
            f"Peristiwa {done.first}–{done.last} ditulis ke {given.berkas}, ditandatangani kunci {done.key}."
        )
    return PAID


def list_keys(given: argparse.Namespace) -> int:
    """List the keys there were: `praja audit kunci`."""
    with _site():
        from praja.audit import keys

        active = keys.active_id()
        for key in keys.public_keys():
            made = datetime.datetime.fromisoformat(key.made)
            state = "menandatangani" if key.id == active else "sudah diganti"
            print(f"{key.id}  {made:%Y-%m-%d}  {state}  {key.public}")
        if not active:
            print("Belum ada kunci; yang pertama dibuat saat penyegelan pertama.")
    return PAID


def export_keys(given: argparse.Namespace) -> int:
    """Write the public keys into a file that auditors keep: `praja audit kunci ekspor`."""
    with _site():
        from praja.audit import keys

        keys.signing_key()
        lines = [f"{key.id} {key.made[:10]} {key.public}" for key in keys.public_keys()]
        try:
            given.berkas.write_text("\n".join(["# Kunci publik jejak audit Praja", *lines, ""]), "utf-8")
        except OSError as error:
            return refuse(f"{given.berkas} tidak dapat ditulis: {error.strerror}.")
        print(f"{len(lines)} kunci publik ditulis ke {given.berkas}.")
    return PAID


def rotate(given: argparse.Namespace) -> int:
    """Replace the key that signs: `praja audit kunci ganti`."""
    with _site():
        from praja.audit import keys, sealer

        sealer.seal_all()
        before = keys.active_id()
        try:
            new = keys.rotate(lost=given.hilang)
        except keys.KeyMissing as error:
            return refuse(str(error))
        _tell_trail("audit.key_rotated", {"kunci": new.id}, before={"kunci": before})
        print(
            f"Kunci {before or '(belum ada)'} diganti {new.id}. Serahkan kunci publik yang baru kepada "
            f"pemeriksa."
        )
    return PAID


def _tell_trail(kind: str, after: dict[str, object], before: dict[str, object] | None = None) -> None:
    from praja.audit.actions import record

    record(
        kind=kind, by=None, before=before, after=after, reason=f"Perintah praja oleh akun sistem {_account()}"
    )


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


@contextlib.contextmanager
def _site() -> Iterator[None]:
    """Have the application and its database for as long as the block lasts."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from praja.config.environment import SettingError
    from praja.server import site
    from praja.server.postgres import ServerError

    try:
        with site.database(lambda sentence: print(sentence, file=sys.stderr)):
            site.set_up()
            from django.db import connections

            try:
                yield
            finally:
                used: Any = connections["default"]
                used.close()
                used.close_pool()
    except (SettingError, ServerError, site.SiteError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        raise SystemExit(UNUSABLE) from None
    except DatabaseError as error:
        print(f"Basis data tidak dapat dipakai: {error}".strip(), file=sys.stderr)
        raise SystemExit(UNUSABLE) from None
