"""Where a request came from, and its id: neither is what the client says it is."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from praja.audit.actions import record
from praja.audit.context import current_request
from praja.audit.middleware import AuditMiddleware, client_address
from praja.audit.models import Event

FORGED = "6.6.6.6"
CLIENT, PROXY = "203.0.113.9", "10.0.0.1"


def request(forwarded: str | None, remote: str = PROXY) -> HttpRequest:
    named = {"REMOTE_ADDR": remote}
    if forwarded is not None:
        named["HTTP_X_FORWARDED_FOR"] = forwarded
    return RequestFactory().get("/", **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, FORGED, PROXY),
        (0, f"{FORGED}, {FORGED}", PROXY),
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, f"{FORGED}, {FORGED}, {FORGED},{CLIENT} ", CLIENT),
        (1, f"{FORGED}, bukan alamat", None),
        (1, f"{FORGED},", None),
        (1, None, PROXY),
        (1, "", PROXY),
        (2, f"{CLIENT}, 10.0.0.2", CLIENT),
        (2, f"{FORGED}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, "10.0.0.2", PROXY),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.9", CLIENT),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "203.0.113.9:4711", None),
        (1, "'; DROP TABLE audit_event; --", None),
        (1, "٢٠٣.0.113.9", None),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings: Settings, proxies: int, forwarded: str | None, address: str | None
) -> None:
    settings.PROXIES = proxies

    assert client_address(request(forwarded)) == address


def test_a_socket_has_no_address(settings: Settings) -> None:
    settings.PROXIES = 0

    assert client_address(request(None, remote="")) is None


@pytest.mark.parametrize("forwarded", ["fe80::1%eth0", "::ffff:203.0.113.9", "2001:db8::1", "x"])
@pytest.mark.django_db
def test_whatever_was_found_can_be_recorded(settings: Settings, forwarded: str) -> None:
    settings.PROXIES = 1

    def view(_: HttpRequest) -> HttpResponse:
        record(kind="uji.satu", by=None)
        return HttpResponse()

    answer = AuditMiddleware(view)(request(forwarded))

    event = Event.objects.get()
    assert event.request_id == answer["X-Request-ID"]
    assert event.address == client_address(request(forwarded))


def test_the_id_is_ours_and_new_for_each_request() -> None:
    seen: list[Any] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(current_request().id)
        return HttpResponse()

    middleware = AuditMiddleware(view)
    forged = str(uuid.UUID(int=1))
    answers = [middleware(RequestFactory().get("/", headers={"X-Request-ID": forged})) for _ in range(2)]

    assert [answer["X-Request-ID"] for answer in answers] == seen
    assert len({*seen, forged}) == 3
    assert current_request().id == ""


def test_a_view_that_fails_leaves_nothing_to_the_next() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AuditMiddleware(view)(request(None))
    assert current_request().id == ""
