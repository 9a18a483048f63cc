"""`praja demo`: a month of an invented government, computed and explained, and the site in which it lives."""

from __future__ import annotations

import argparse

from praja.demo import show


def run(given: argparse.Namespace) -> int:
    """Write and compute the demo into a folder, settle its people in a site, and serve it: `praja demo`."""
    from praja.cli.server import in_sentences, tell
    from praja.demo.site import open_house

    code = show.run(given.keluar, given.orang)
    if code or given.hanya_gaji:
        return code
    with in_sentences():
        from praja.server import serve

        listen = serve.Listen.parse(given.alamat)
        if not given.jangan_layani:
            listen.refuse_taken()
        open_house(given.keluar / "situs", tell=tell)
        if given.jangan_layani:
            return 0
        return serve.run(listen, processes=2, background=True, tell=tell)
