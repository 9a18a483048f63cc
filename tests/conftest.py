"""How every test here runs. `HYPOTHESIS_PROFILE` chooses how hard the random tests look.

`cepat` (quick) draws the same examples each time, so that a red test is red for everybody.
`lama` (long; `make test-all`) draws new and many more ones; a failure prints how to repeat it.
"""

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from praja.config import embedded
from praja.server import tables
from tests import database

settings.register_profile("cepat", max_examples=30, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "lama",
    max_examples=500,
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "cepat"))


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name bytes by what they are for: their content may hold the time, and every process must agree."""
    return argname if isinstance(val, bytes) else None


LONG_FIRST = (
    "test_types.py", "every_page", "tests/e2e/", "who_may_what.py", "test_attacks.py",
    "tests/integration/server/", "tests/integration/",
)  # fmt: skip
"""What takes long, or waits for other programs: begun last, it would leave a process without work."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Take one process more than there are cores: now and then each waits for a browser or for a server."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let every process begin with what takes long; what comes last are thousands of tests that take a moment
    each.
    """

    def rank(item: pytest.Item) -> int:
        found = (place for place, part in enumerate(LONG_FIRST) if part in item.nodeid)
        return next(found, len(LONG_FIRST))

    items.sort(key=rank)
    processes = getattr(config, "workerinput", {}).get("workercount", 1)
    quick = next((place for place, item in enumerate(items) if rank(item) == len(LONG_FIRST)), len(items))
    items[:] = dealt(items[:quick], items[quick:], processes)


def dealt(long: list[pytest.Item], quick: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return a stretch for each process, one after the other: `--dist=worksteal` cuts the list into stretches
    of one length, and lets those who are done take from the ends of the others.

    The files of `long` are dealt out, as cards are, and `quick` fills up.
    """
    files = [list(file) for _, file in itertools.groupby(long, key=lambda item: item.path)]
    left, at, found = len(long) + len(quick), 0, []
    for process in range(processes):
        share = left // (processes - process)
        mine = list(itertools.chain.from_iterable(files[process::processes]))
        fill = max(0, share - len(mine))
        found += [*mine, *quick[at : at + fill]]
        at += fill
        left -= share
    return found + quick[at:]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage seldom, and not among what stays to the end: that takes up to a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def files_need_not_outlive_the_power() -> Iterator[None]:
    """Let files be written without waiting for the disk: no test pulls a plug."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


# --- the database


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and not database.given():
        database.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and database.VARIABLE in os.environ:
        database.end_run()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Start this run's server, when the first test asks for the database, unless the shell named one."""
    if database.given():
        database.MAKING.enter_context(tables.few_models())
    else:
        with django_db_blocker.unblock():
            database.use_here()


@pytest.fixture(scope="session")
def rights(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Give the site's role the rights that it has in production."""
    with django_db_blocker.unblock():
        database.give_rights()


@pytest.fixture
def as_app(rights: None, db: None) -> Callable[[], AbstractContextManager[Any]]:
    """Return `with as_app(): …`, inside which the database refuses what it refuses to the site.

    A refusal spoils the transaction it happens in: put the refused statement into `transaction.atomic()`.
    """
    return lambda: database.as_role(embedded.APP)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the test database as usual; let tests that commit empty, when they end, what they filled."""
    database.MAKING.close()
    with django_db_blocker.unblock():
        database.let_kept_be_emptied()
    with pytest.MonkeyPatch.context() as patch:
        if not database.given():
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.empty())
        yield
    with django_db_blocker.unblock():
        database.end_other_sessions()
