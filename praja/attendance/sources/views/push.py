"""What devices send: no session, no form; who sends is known by its serial number or token alone."""

from __future__ import annotations

import time
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from praja.attendance.models import Device
from praja.attendance.sources.actions import receiving
from praja.attendance.sources.enums import Jalan, JenisMesin
from praja.attendance.sources.readers.attlog import SENT, read_attlog, read_rtlog
from praja.attendance.sources.readers.fingerspot import read_message
from praja.attendance.sources.readers.lines import NotRead, kept
from praja.audit.middleware import client_address
from praja.organization.enums import Zona

LARGEST: Final = 1024 * 1024
MOST_A_MINUTE: Final = 1_200
"""Messages of one device that a server process takes."""
_HOURS: Final = {Zona.WIB: 7, Zona.WITA: 8, Zona.WIT: 9}
_OPTIONS: Final = """GET OPTION FROM: {serial}
Stamp=9999
OpStamp=9999
PhotoStamp=9999
ErrorDelay=60
Delay=10
TransTimes=00:00;14:05
TransInterval=1
TransFlag=TransData AttLog
TimeZone={hours}
Realtime=1
Encrypt=0
"""
_counted: dict[str, tuple[int, int]] = {}


@csrf_exempt  # no browser sends this by itself, and no session is looked at
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def cdata(request: HttpRequest) -> HttpResponse:
    """Tell a device how to send, and take the taps that it sends. Only after they are kept it is told so:
    until then it keeps them and sends them again.
    """
    sending = request.method == "POST" and request.GET.get("table", "").upper() == "ATTLOG"
    device = _device(request, _first_line(request) if sending else "")
    if device is None:
        return _refused()
    if request.method == "GET":
        receiving.seen(device)
        return _said(_OPTIONS.format(serial=device.serial, hours=_HOURS[Zona(device.zone)]))
    table = request.GET.get("table", "").upper()
    if table not in ("ATTLOG", "RTLOG"):
        # Fingerprints, photos and notes of what was done at the device: nothing of them is wanted or read.
        receiving.seen(device)
        return _said("OK")
    if _is_too_much(device):
        return _said("ERROR: too many", 429)
    data = _body(request)
    if data is None:
        return _said("ERROR: too long", 413)
    lines = list(read_attlog(data, SENT) if table == "ATTLOG" else read_rtlog(data))
    receiving.receive(device, lines)
    return _said(f"OK: {len(lines)}")


@login_not_required
@never_cache
@require_http_methods(["GET"])
def getrequest(request: HttpRequest) -> HttpResponse:
    """Tell a device that asks what to do: nothing."""
    device = _device(request)
    if device is None:
        return _refused()
    receiving.seen(device)
    return _said("OK")


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def devicecmd(request: HttpRequest) -> HttpResponse:
    """Let a device tell what became of an order; none was given."""
    return _said("OK") if _device(request) is not None else _refused()


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def webhook(request: HttpRequest, token: str) -> HttpResponse:
    """Take what the cloud of Fingerspot sends for a device, by the token in the address."""
    device = receiving.holder(token)
    if device is None or device.kind != JenisMesin.FINGERSPOT:
        return _answer(401, "Token tidak dikenal atau mesinnya tidak dipakai.")
    if _is_too_much(device):
        return _answer(429, "Terlalu banyak pesan dalam semenit.")
    data = _body(request)
    if data is None:
        return _answer(413, "Pesan ini terlalu besar.")
    try:
        named, lines = read_message(data)
    except NotRead as error:
        return _answer(400, str(error))
    if named != device.serial:
        return _answer(400, "Pesan ini menyebut mesin lain (cloud_id).")
    taken = receiving.receive(device, lines, how=Jalan.WEBHOOK)
    return JsonResponse({"baru": taken.new, "sudah_ada": taken.doubled, "tidak_terbaca": taken.unreadable})


def _device(request: HttpRequest, sample: str = "") -> Device | None:
    return receiving.sender(request.GET.get("SN", ""), client_address(request), sample)


def _first_line(request: HttpRequest) -> str:
    return kept((_body(request) or b"").split(b"\n", 1)[0].decode("utf-8", "replace").rstrip("\r"))[:200]


def _is_too_much(device: Device) -> bool:
    minute = int(time.monotonic() // 60)
    begun, count = _counted.get(device.serial, (minute, 0))
    count = count + 1 if begun == minute else 1
    _counted[device.serial] = (minute, count)
    return count > MOST_A_MINUTE


def _body(request: HttpRequest) -> bytes | None:
    """Return what was sent, none where it is too much or was cut off."""
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            return None
        return request.body
    except (ValueError, RequestDataTooBig, UnreadablePostError):
        return None


def _said(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain")


def _refused() -> HttpResponse:
    return _said("ERROR: unknown device", 401)


def _answer(status: int, text: str) -> JsonResponse:
    return JsonResponse({"galat": text}, status=status, json_dumps_params={"ensure_ascii": False})
