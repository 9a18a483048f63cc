"""Addresses that a request names: only those of this site are followed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(url: str) -> bool:
    """Return whether an address is a path of this site: no host, no scheme, nothing read as one."""
    return (
        url.startswith("/")
        and not url.startswith("//")
        and "\\" not in url
        and not any(ord(letter) < 32 for letter in url)
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    )


def next_of(request: HttpRequest, default: str = "/") -> str:
    """Return the address that a form says to go on to, if it is ours, else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_ours(wanted) else default
