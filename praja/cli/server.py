"""The commands that run and keep an installation: serve, worker, migrasi, backup, restore, doctor, kunci."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator

from django.core.exceptions import ImproperlyConfigured

from praja.config.environment import SettingError
from praja.server import site
from praja.server.postgres import ServerError
from praja.server.rights import RightsError
from praja.server.site import SiteError

_UNUSABLE = (SettingError, ServerError, SiteError, RightsError, ImproperlyConfigured)


def tell(sentence: str) -> None:
    print(sentence, flush=True)


@contextlib.contextmanager
def in_sentences() -> Iterator[None]:
    """Turn what makes an installation unusable into its sentence and exit code 2."""
    try:
        yield
    except _UNUSABLE as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


def serve(given: argparse.Namespace) -> int:
    """Run the site: `praja serve`."""
    from praja.server import serve as server

    with in_sentences():
        listen = server.Listen.parse(given.alamat)
        return server.run(listen, processes=given.pekerja, background=not given.tanpa_latar, tell=tell)


def worker(given: argparse.Namespace) -> int:
    """Do background jobs: `praja worker`."""
    from praja.server.serve import end_with_parent

    end_with_parent()
    with in_sentences(), site.database(tell):
        os.environ.pop(site.OWNER_VARIABLE, None)
        site.set_up()
        from praja.jobs import worker as background

        background.run(at_once=given.sekaligus)
    return 0


def migrate(given: argparse.Namespace) -> int:
    """Bring the tables to this version: `praja migrasi`."""
    with in_sentences(), site.database(tell) as addresses:
        tell(site.migrate(addresses))
    return 0


def backup(given: argparse.Namespace) -> int:
    """Write the installation into one file: `praja backup`."""
    from praja.server import backup as server

    with in_sentences():
        contents = server.backup(given.berkas, keys=not given.tanpa_kunci, tell=tell)
    return 1 if contents.missing else 0


def restore(given: argparse.Namespace) -> int:
    """Bring a backup back: `praja restore`."""
    from praja.server import backup as server

    with in_sentences():
        server.restore(given.berkas, tell=tell)
    return 0


def doctor(given: argparse.Namespace) -> int:
    """Say what is wrong with this installation: `praja doctor`."""
    from praja.server import doctor as server

    findings = []
    for finding in server.examine(all_files=given.semua_berkas):
        findings.append(finding)
        tell(f"[{finding.level.value}] {finding.what}")
        if finding.mend:
            tell(f"    → {finding.mend}")
    return 0 if server.good(findings) else 1


def keys(given: argparse.Namespace) -> int:
    """Say which commands there are about keys: `praja kunci`."""
    given.parser.print_help()
    return 2


def rotate(given: argparse.Namespace) -> int:
    """Encrypt every NIK anew with a new key: `praja kunci putar`."""
    with in_sentences(), site.database(tell) as addresses:
        os.environ.pop(site.OWNER_VARIABLE, None)
        site.set_up()
        site.reach(addresses.app)
        from praja.people import secrets

        try:
            count = secrets.rotate()
        except secrets.KeyMissing as error:
            print(error, file=sys.stderr)
            print("Tidak ada NIK yang berubah. Kembalikan kunci-data dari cadangan.", file=sys.stderr)
            return 1
        finally:
            site.disconnect()
        tell(f"Kunci data diputar; {count} NIK disandikan dengan kunci baru. Cadangkan lagi kunci-data.")
    return 0
