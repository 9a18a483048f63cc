"""Addresses that a request names: only those of this site are followed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

_NOBODY = str(uuid.UUID(int=0))


def address(name: str) -> str:
    """Return the address of a page that is the only one of its kind: `reverse`, asked once."""
    return _address(name, get_script_prefix(), get_urlconf())


@cache
def _address(name: str, *_of_site: Any) -> str:
    return reverse(name)


def addresses(name: str, *more: Any, under: tuple[Any, ...] = ()) -> Callable[[uuid.UUID], str]:
    """Return what gives the address of a page of each of many, by their ids: `reverse`, asked once.

    :param more: what the address has after the id
    :param under: what it has before the id
    """
    return _addresses(name, under, more, get_script_prefix(), get_urlconf())


@lru_cache(maxsize=1_000)
def _addresses(
    name: str, under: tuple[Any, ...], more: tuple[Any, ...], *_of_site: Any
) -> Callable[[uuid.UUID], str]:
    before, after = reverse(name, args=[*under, _NOBODY, *more]).split(_NOBODY)
    return lambda pk: f"{before}{pk}{after}"


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
