"""The page on which anybody checks a printed slip: in the browser, or by the server where that cannot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from praja.payroll.enums import JenisDaftar
from praja.payroll.slip.keys import CHAIN
from praja.payroll.slip.sign import LONGEST, Said, Verdict, check, is_of, month_of
from praja.payroll.slip.words import month_words

SCRIPT = Path(__file__).parents[2] / "static" / "payroll" / "check.js"
LONGEST_NIP = 30


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """Show the public keys, and what came of checking a text with them. Nothing is looked up or kept."""
    context = _page()
    if request.method == "POST":
        text = request.POST.get("teks", "")[: LONGEST + 1]
        nip = "".join(request.POST.get("nip", "")[:LONGEST_NIP].split())
        verdict, said = check(text, {key.id: bytes.fromhex(key.public) for key in context["keys"]})
        context |= {
            "text": text[:LONGEST],
            "nip": nip,
            "verdict": verdict.value,
            "said": _said(said) if said is not None and verdict is Verdict.ASLI else None,
        }
        if verdict is Verdict.ASLI and said is not None and nip:
            context["same_nip"] = is_of(said, nip)
    return render(request, "payroll/slip/check.html", context)


@login_not_required
@require_safe
def check_saved(request: HttpRequest) -> HttpResponse:
    """Hand out the page as one file that works without any server: its script and the keys are inside."""
    script = SCRIPT.read_text(encoding="utf-8")
    response = render(request, "payroll/slip/check_saved.html", {**_page(), "script": script})
    response["Content-Disposition"] = 'attachment; filename="periksa-slip.html"'
    return response


def _page() -> dict[str, Any]:
    return {
        "keys": CHAIN.public_keys(),
        "lists_json": json.dumps({value.upper(): str(label) for value, label in JenisDaftar.choices}),
        "longest": LONGEST,
        "same_nip": None,
    }


def _said(said: Said) -> dict[str, Any]:
    month = month_of(said)
    labels = {value.upper(): label for value, label in JenisDaftar.choices}
    return {
        "list": labels.get(said.pay_list, said.pay_list),
        "month": month_words(month) if month else said.period,
        "digits": said.digits,
        "gross": said.gross,
        "cuts": said.cuts,
        "net": said.net,
        "run": said.run.lower(),
        "key": said.key,
    }
