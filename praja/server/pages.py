"""The process that answers requests: gunicorn with the settings of a site, started by `praja serve`."""

from __future__ import annotations

import sys
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from praja.server.serve import end_with_parent, worker_folder


class Pages(BaseApplication):
    """gunicorn without a file or a command line of its own."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Serve with these of gunicorn's settings."""
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from praja.config.wsgi import application

        return application


def run(address: str, processes: int) -> None:
    """Answer requests at an address until SIGTERM."""
    end_with_parent()
    Pages(
        {
            "bind": address,
            "workers": processes,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 60,
            "graceful_timeout": 30,
            "max_requests": 5000,
            "max_requests_jitter": 500,
            "loglevel": "warning",
            "worker_tmp_dir": worker_folder(),
            "proc_name": "praja",
            # Which proxies are believed is Django's to say (PRAJA_PROXIES); gunicorn believes none.
            "forwarded_allow_ips": "",
            "control_socket_disable": True,
        }
    ).run()


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
