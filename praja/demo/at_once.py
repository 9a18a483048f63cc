"""Calling functions in several processes at once, for an installation whose settings other processes find."""

from __future__ import annotations

import concurrent.futures
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection
from typing import Any, TypeVar

from praja.server import site

T = TypeVar("T")
Calls = Sequence[Callable[[], Any]]


class Stopped(Exception):
    """One of the processes is gone; the text says what to do."""


@contextlib.contextmanager
def at_once(processes: int) -> Iterator[Callable[[Calls], Iterator[Any]]]:
    """Yield what calls functions, so many at once, and yields what they return in their order.

    Whatever ends the block ends the processes with it. With one process all happens in this one.

    :raises Stopped: if a process was killed
    """
    if processes == 1:
        yield lambda calls: (call() for call in calls)
        return
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(processes, context, initializer=_begin) as pool:
        try:
            yield lambda calls: _results([pool.submit(_call, one) for one in calls])
        except BaseException as error:
            for child in multiprocessing.active_children():
                child.terminate()
            if isinstance(error, concurrent.futures.BrokenExecutor):
                raise Stopped(
                    "Sebuah proses perhitungan dihentikan dari luar, misalnya karena memori habis. "
                    "Jalankan lagi: yang sudah selesai tidak diulang."
                ) from error
            raise


def _results(asked: Sequence[concurrent.futures.Future[Any]]) -> Iterator[Any]:
    for one in asked:
        yield one.result()


def _call(one: Callable[[], T]) -> T:
    return one()


def _begin() -> None:
    """Set up one of the processes. Ctrl-C is for the one that asked, and with its end this one ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=_end_with, args=[parent.sentinel], daemon=True).start()
    site.set_up()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
