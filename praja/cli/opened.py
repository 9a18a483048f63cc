"""The application and its database, for commands that need them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from praja.cli.ask import UNUSABLE


@contextlib.contextmanager
def site_open() -> Iterator[None]:
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
