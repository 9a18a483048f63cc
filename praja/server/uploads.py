"""Whether the uploads that the database names lie in their folder, as they were."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from praja.server.findings import Finding, Level

READING = 10.0
"""Seconds that are spent on reading uploads, unless all are asked for."""
_MEND = (
    "Kembalikan dari cadangan: isi berkas/ di dalam berkas `praja backup` bernama sama. Bila tidak ada di "
    "cadangan mana pun, minta unggahannya lagi."
)


def examine(everything: bool) -> Iterator[Finding]:
    """Yield what is missing or is no longer what it was.

    That they are there with their size is looked at for all; they are read, in an order of chance, for
    `READING` seconds or all of them.
    """
    from praja.files import disk
    from praja.files.models import StoredFile

    known = list(StoredFile.objects.order_by().values_list("sha256", "size").distinct())
    missing, damaged, there = [], set(), []
    for sha256, size in known:
        try:
            found = disk.path_of(sha256).stat().st_size
        except FileNotFoundError:
            missing.append(sha256)
            continue
        there.append(sha256)
        if found != size:
            damaged.add(sha256)
    random.shuffle(there)
    began, read = time.monotonic(), 0
    for sha256 in there:
        if not everything and time.monotonic() - began > READING:
            break
        read += 1
        if disk.read(sha256) is None:
            damaged.add(sha256)
    if missing:
        yield Finding(
            Level.BAD, f"{len(missing)} berkas unggahan tidak ada di foldernya, mulai {min(missing)}.", _MEND
        )
    if damaged:
        yield Finding(
            Level.BAD, f"{len(damaged)} berkas unggahan rusak, isinya berubah, mulai {min(damaged)}.", _MEND
        )
    if not missing and not damaged:
        some = "" if read == len(known) else f"; {read} dibaca, semuanya dengan --semua-berkas"
        yield Finding(Level.GOOD, f"{len(known)} berkas unggahan ada{some}.")
