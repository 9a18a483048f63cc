"""How a due day was reckoned, in words, with the law that says so."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.people.due import law
from praja.people.due.career import first_of_month
from praja.people.due.queries import NEVER_LATE, Kind
from praja.people.models import DueItem
from praja.people.words import years_months
from praja.web.words import rupiah, tanggal

_RULE = {
    Kind.KGB: law.KGB,
    Kind.PANGKAT: law.PROMOTION,
    Kind.ANAK: law.CHILD,
    Kind.PENSIUN: law.BUP,
    Kind.CPNS: law.PROBATION,
}


def reckoned(item: DueItem) -> str:
    """Return from what a day was reckoned."""
    basis = item.basis
    since = _day(basis.get("from"))
    sk = f" ({basis['sk']})" if basis.get("sk") else ""
    match item.kind:
        case Kind.KGB:
            said = (
                _("KGB terakhir %(day)s%(sk)s")
                if basis["source"] == "kgb"
                else _("Golongan sejak %(day)s%(sk)s")
            )
            text = said % {"day": tanggal(since), "sk": sk} + _(
                "; masa kerja golongan %(years)s tahun pada %(step)s, ditambah %(months)s bulan."
            ) % {"years": basis["mkg"], "step": tanggal(_day(basis["since"])), "months": basis["months"]}
            if basis.get("away"):
                text += " " + _("Ditunda %(months)s bulan karena cuti di luar tanggungan negara.") % {
                    "months": basis["away"]
                }
            if basis.get("amount"):
                text += " " + _("Gaji pokok menjadi %(amount)s.") % {"amount": rupiah(basis["amount"])}
            return text
        case Kind.PANGKAT:
            return _(
                "Golongan %(now)s sejak %(day)s%(sk)s; ke %(to)s paling cepat, "
                "menurut masa dalam pangkat saja. "
                "Syarat lain, angka kredit, dan batas pangkat jabatan diperiksa tersendiri."
            ) % {"now": basis["golongan"], "day": tanggal(since), "sk": sk, "to": basis["to"]}
        case Kind.ANAK:
            name = item.member.name if item.member else ""
            said = {
                "umur": _(
                    "%(name)s lahir %(day)s dan mencapai batas umur; tidak ada surat "
                    "sekolah yang berlaku pada hari itu."
                ),
                "surat": _("%(name)s lahir %(day)s; surat sekolahnya habis %(letter)s."),
                "sekolah": _("%(name)s lahir %(day)s dan mencapai batas umur bagi yang masih sekolah."),
            }[basis["why"]]
            letter = _day(basis.get("letter"))
            return said % {
                "name": name,
                "day": tanggal(_day(basis["birth"])),
                "letter": tanggal(letter) if letter else "",
            }
        case Kind.HENTI:
            return stopped(
                item.member.name if item.member else "", basis["why"], _day(basis["happened"]), item.day
            )
        case Kind.KONTRAK:
            return _("Perjanjian kerja sejak %(day)s%(sk)s.") % {"day": tanggal(since), "sk": sk}
        case Kind.CPNS:
            return _("CPNS sejak %(day)s%(sk)s, selama %(months)s bulan.") % {
                "day": tanggal(since),
                "sk": sk,
                "months": basis["months"],
            }
        case Kind.PLT:
            return _("Ditunjuk sejak %(day)s%(sk)s.") % {"day": tanggal(since), "sk": sk}
        case Kind.PENSIUN:
            return _(
                "Lahir %(birth)s; batas usia pensiun jabatannya %(bup)s tahun, "
                "pensiun mulai bulan berikutnya."
            ) % {"birth": tanggal(_day(basis["birth"])), "bup": basis["bup"]}
    return ""


def stopped(name: str, why: str, happened: datetime.date | None, since: datetime.date) -> str:
    """Return why no allowance is paid for somebody, and from which month on."""
    said = {
        "cerai": _("%(name)s bercerai %(day)s; tunjangannya berhenti sejak %(month)s."),
        "meninggal": _("%(name)s meninggal %(day)s; tunjangannya berhenti sejak %(month)s."),
        "kawin": _("%(name)s menikah %(day)s; tunjangannya berhenti sejak %(month)s."),
        "asn": _(
            "%(name)s berpenghasilan sendiri; tidak tercatat sejak kapan. "
            "Tunjangannya berhenti paling lambat %(month)s."
        ),
    }[why]
    month = date_format(since, "F Y")
    return said % {"name": name, "day": tanggal(happened) if happened else "", "month": month}


def source(item: DueItem) -> str:
    """Return the law that a day follows from; empty where a letter alone says it."""
    rule = _RULE.get(Kind(item.kind))
    if item.kind == Kind.HENTI:
        child = item.basis["relation"].startswith("anak")
        rule = law.QUALIFYING_CHILD if child else law.SPOUSE
    return law.cited(rule, first_of_month(item.day))[0] if rule else ""


def state(item: DueItem, on: datetime.date) -> tuple[str, str]:
    """Return how far off a day is, as a chip says it: its words and its look."""
    days = (item.day - on).days
    if days < 0 and item.kind == Kind.PANGKAT:
        return _("dapat diusulkan"), ""
    if days < 0 and item.kind not in NEVER_LATE:
        months = (on.year - item.day.year) * 12 + on.month - item.day.month
        if months < 1:
            return ngettext("terlambat %(count)s hari", "terlambat %(count)s hari", -days) % {
                "count": -days
            }, "bad"
        if months >= 12:
            return _("terlambat %(time)s") % {"time": years_months(*divmod(months, 12))}, "bad"
        return ngettext("terlambat %(count)s bulan", "terlambat %(count)s bulan", months) % {
            "count": months
        }, "bad"
    if days <= 30:
        return ngettext("%(count)s hari lagi", "%(count)s hari lagi", days) % {"count": max(days, 0)}, "warn"
    months = max(1, round(days / 30.4))
    if months >= 12:
        return _("%(time)s lagi") % {"time": years_months(*divmod(months, 12))}, ""
    return ngettext("%(count)s bulan lagi", "%(count)s bulan lagi", months) % {"count": months}, ""


def _day(text: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
