"""`praja demo`: a month of an invented government, computed and explained, and the site in which it lives."""

from __future__ import annotations

import argparse
import signal
import sys

from praja.cli.ask import refuse
from praja.demo import show


def run(given: argparse.Namespace) -> int:
    """Write and compute the demo into a folder, settle its people in a site, and serve it: `praja demo`."""
    if given.orang < 1:
        return refuse("Banyaknya pegawai paling sedikit 1.")
    try:
        given.keluar.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return refuse(f"Folder {given.keluar} tidak dapat dibuat: {error.strerror}.")
    if given.hanya_gaji:
        return show.run(given.keluar, given.orang)
    from praja.cli.server import in_sentences, tell
    from praja.demo.site import begun

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that all that it began ends
    with in_sentences():
        from praja.server import serve

        listen = serve.Listen.parse(given.alamat)
        if not given.jangan_layani:
            listen.refuse_taken()
        with begun(given.keluar / "situs", tell=tell) as open_house:
            code = show.run(given.keluar, given.orang)
            if code:
                return code
            open_house()
            if given.jangan_layani:
                return 0
            return serve.run(listen, processes=2, background=True, tell=tell)
