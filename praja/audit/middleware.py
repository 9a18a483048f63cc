"""Remember, while a request is answered, which one it is and where it came from."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from praja.audit.context import RequestContext, begin, end


class AuditMiddleware:
    """Gives each request an id and its client's address, and tells the id in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Wrap what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        context = RequestContext(id=str(uuid.uuid4()), address=client_address(request))
        token = begin(context)
        try:
            response = self.get_response(request)
        finally:
            end(token)
        response["X-Request-ID"] = context.id
        return response


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address: behind n proxies of ours, the n-th from the right that they wrote."""
    proxies: int = settings.PROXIES
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "").strip()
    if proxies and forwarded:
        seen = [part.strip() for part in forwarded.split(",")]
        if len(seen) >= proxies:
            return _address(seen[-proxies])
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> str | None:
    """Return an address as the database can hold it: without a zone, and IPv4 as IPv4 where IPv6 wraps it."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)
