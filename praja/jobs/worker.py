"""The process that does the jobs."""

from __future__ import annotations

import asyncio

from procrastinate.contrib.django import app

from praja.jobs.lost import rescue


def run(*, at_once: int = 2, wait: bool = True) -> None:
    """Do jobs until SIGTERM or SIGINT, which lets the running ones end first.

    :param at_once: how many jobs run at the same time
    :param wait: False ends when nothing waits
    """
    rescue()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]

    async def work() -> None:
        with app.replace_connector(connector) as working:
            async with working.open_async():
                await working.run_worker_async(
                    concurrency=at_once, wait=wait, name="praja", shutdown_graceful_timeout=60
                )

    asyncio.run(work())
