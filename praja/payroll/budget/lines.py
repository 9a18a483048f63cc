"""The budget of a unit in a year, account by account: pagu, used, left, and how far it will reach."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja.organization.models import Unit
from praja.payroll.budget.accounts import chart, component_title
from praja.payroll.budget.forecast import DECEMBER, Forecast, forecast
from praja.payroll.budget.limits import Limits, limits, used
from praja.payroll.budget.places import Places, places
from praja.payroll.enums import JenisDaftar
from praja.web.charts import Chart, Series
from praja.web.charts import lines as drawn
from praja.web.words import angka, rupiah


@dataclasses.dataclass(frozen=True)
class Line:
    """One account, or one component of it; amounts by month of the year, January first."""

    code: str
    title: str
    pagu: int | None
    used: Sequence[int]
    ahead: Sequence[int]
    known: bool
    """Whether a month is locked already, from which the others can be foreseen."""
    rule: str = ""
    parts: tuple[Line, ...] = ()
    owed: int = 0
    """Computed, and owed to people until it may be paid; not in what is used."""

    @property
    def taken(self) -> int:
        """What is used so far."""
        return sum(self.used)

    @property
    def left(self) -> int | None:
        """What is left of the pagu."""
        return None if self.pagu is None else self.pagu - self.taken

    @property
    def year_end(self) -> int:
        """What the whole year will take, with what is owed and must still be paid."""
        return self.taken + sum(self.ahead)

    @property
    def after(self) -> int | None:
        """What will be left of the pagu at the end of the year; below zero it is lacking."""
        return None if self.pagu is None else self.pagu - self.year_end

    @functools.cached_property
    def short_from(self) -> int | None:
        """The first month in which the pagu is exceeded; none where it is not."""
        sums = zip(running(self.used), running(self.ahead), strict=True)
        return next(
            (
                at
                for at, (paid, ahead) in enumerate(sums, 1)
                if self.pagu is not None and paid + ahead > self.pagu
            ),
            None,
        )

    @property
    def state(self) -> tuple[str, str]:
        """The state in a word or two, and how it looks."""
        if self.pagu is None:
            return (_("tanpa akun"), "warn") if self.rule and not self.code else (_("tanpa pagu"), "warn")
        if self.taken > self.pagu:
            return _("kurang"), "bad"
        if self.short_from is not None or self.pagu < self.year_end:
            return _("akan kurang %(month)s") % {"month": month_name(self.short_from or DECEMBER)}, "warn"
        return (_("cukup"), "ok") if self.known else (_("belum dapat diperkirakan"), "")

    @property
    def sentence(self) -> str:
        """What is wrong, in a sentence; nothing where it is enough."""
        what = {"title": self.title}
        if self.after is None or self.after >= 0:
            return ""
        lacks = what | {"lack": rupiah(-self.after), "month": month_name(self.short_from or DECEMBER)}
        if self.left is not None and self.left < 0:
            return _("%(title)s sudah melampaui pagunya; sampai akhir tahun kurang %(lack)s.") % lacks
        return _("%(title)s akan kurang mulai %(month)s; sampai akhir tahun kurang %(lack)s.") % lacks


@dataclasses.dataclass(frozen=True)
class Budget:
    """The budget of a unit, with all below it, in a year."""

    year: int
    lines: tuple[Line, ...]
    forecast: Forecast
    months: tuple[int, ...]
    """Those in which something is locked."""
    above: str
    """The unit above whose pagu is used, where this one has none of its own."""

    def total(self, code: str = "") -> Line:
        """Return the sum of all accounts that have a pagu, of all where none has, or one account."""
        chosen = [one for one in self.lines if (one.code == code if code else one.pagu is not None)]
        of_all = _("Semua akun yang mempunyai pagu")
        if not chosen and not code:
            chosen, of_all = list(self.lines), _("Semua akun")
        pagu = [one.pagu for one in chosen if one.pagu is not None]
        return Line(
            code,
            chosen[0].title if code and chosen else of_all,
            sum(pagu) if pagu else None,
            _added(one.used for one in chosen),
            _added(one.ahead for one in chosen),
            bool(self.months),
            owed=sum(one.owed for one in (chosen if code else self.lines)),
        )

    @property
    def sentences(self) -> list[str]:
        """What the figures are made of, and what they leave out."""
        return [*_made_of(self), *_left_out(self)]


def month_name(month: int) -> str:
    """Return the name of a month of the year."""
    return str(date_format(datetime.date(2000, month, 1), "F"))


def running(amounts: Iterable[int]) -> list[int]:
    """Return sums up to each month."""
    total, sums = 0, []
    for amount in amounts:
        total += amount
        sums.append(total)
    return sums


def budget(unit: Unit, year: int) -> Budget:
    """Return the budget of a unit, with all below it, in a year. A constant number of queries."""
    here = places(unit.government or unit, year)
    units = here.below(unit.pk)
    limit = limits(here.parents, year)
    own = limits_of(limit, units)
    spent: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * DECEMBER)
    titles: dict[tuple[str, str], str] = {}
    months: set[int] = set()
    owed: dict[tuple[str, str], int] = defaultdict(int)
    rows = used(units, year).values("account", "rule", "title", "run__period")
    for row in rows.annotate(sum=Sum("amount"), owed=Sum("accrued")):
        key = (row["account"], row["rule"])
        owed[key] += row["owed"]
        spent[key][row["run__period"].month - 1] += row["sum"]
        titles[key] = row["title"]
        months.add(row["run__period"].month)
    ahead = forecast(unit, units, year)
    coming: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * DECEMBER)
    for (account, rule, title), by_month in ahead.months.items():
        titles.setdefault((account, rule), title)
        for month, amount in by_month.items():
            coming[account, rule][month - 1] += amount
    for key, amount in owed.items():
        if amount:
            coming[key][min(max(months), DECEMBER - 1)] += amount
    return Budget(
        year,
        _lines(own, spent, coming, titles, owed, known=bool(months)),
        ahead,
        tuple(sorted(months)),
        _above(unit, here, limit, own),
    )


def limits_of(limit: Limits, units: frozenset[uuid.UUID]) -> dict[tuple[str, str], int]:
    """Return the pagu of some units together, by account and component (blank: the whole account)."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (unit, account), amount in limit.whole.items():
        if unit in units:
            found[account, ""] += amount
            for rule, part in limit.parts.get((unit, account), {}).items():
                found[account, rule] += part
    return dict(found)


def _above(unit: Unit, here: Places, limit: Limits, own: Mapping[tuple[str, str], int]) -> str:
    holder = None if own else here.holder(unit.pk, limit.having)
    return here.names.get(holder, "") if holder is not None else ""


def _lines(
    own: Mapping[tuple[str, str], int],
    spent: Mapping[tuple[str, str], list[int]],
    coming: Mapping[tuple[str, str], list[int]],
    titles: Mapping[tuple[str, str], str],
    owed: Mapping[tuple[str, str], int],
    *,
    known: bool,
) -> tuple[Line, ...]:
    none = [0] * DECEMBER
    codes = chart().titles
    found = []
    # What has no account is told by rule: nothing else would say what it is.
    keys = {(code, "" if code else rule) for code, rule in {*own, *spent, *coming}}
    for code, rule in sorted(keys, key=lambda key: (not key[0], key)):
        of_it = sorted({key for key in {*spent, *coming} if key[0] == code and (code or key[1] == rule)})
        parts = tuple(
            Line(code, component_title(part), amount, spent.get((code, part), none),
                 coming.get((code, part), none), known, part)
            for (account, part), amount in sorted(own.items())
            if account == code and part
        )  # fmt: skip
        title = codes.get(code) or next((titles[key] for key in of_it), code)
        found.append(
            Line(
                code, title, own.get((code, "")) if code else None,
                _added(spent.get(key, none) for key in of_it),
                _added(coming.get(key, none) for key in of_it), known, rule, parts,
                sum(owed.get(key, 0) for key in of_it),
            )
        )  # fmt: skip
    return tuple(found)


def _added(rows: Iterable[Sequence[int]]) -> list[int]:
    total = [0] * DECEMBER
    for row in rows:
        total = [one + more for one, more in zip(total, row, strict=True)]
    return total


# --- sentences


def _made_of(told: Budget) -> Iterable[str]:
    ahead = told.forecast
    for pay_list, month in ahead.last.items():
        left = DECEMBER - month
        said = {
            "list": JenisDaftar(pay_list).label, "month": month_name(month), "left": angka(left),
        }  # fmt: skip
        if left:
            yield _("%(list)s: bulan %(month)s diulang untuk %(left)s bulan yang tersisa.") % said
        else:
            yield _("%(list)s: semua bulan sampai %(month)s sudah terkunci.") % said
    people = [
        (
            ahead.raises,
            ngettext("%(count)s kenaikan gaji berkala", "%(count)s kenaikan gaji berkala", ahead.raises),
        ),
        (
            ahead.promotions,
            ngettext("%(count)s kenaikan pangkat", "%(count)s kenaikan pangkat", ahead.promotions),
        ),
        (ahead.pensions, ngettext("%(count)s pensiun", "%(count)s pensiun", ahead.pensions)),
        (
            ahead.contracts,
            ngettext(
                "%(count)s perjanjian kerja berakhir", "%(count)s perjanjian kerja berakhir", ahead.contracts
            ),
        ),
        (
            ahead.moves,
            ngettext(
                "%(count)s orang pindah atau berhenti", "%(count)s orang pindah atau berhenti", ahead.moves
            ),
        ),
        (ahead.joiners, ngettext("%(count)s pegawai masuk", "%(count)s pegawai masuk", ahead.joiners)),
    ]
    known = [text % {"count": angka(count)} for count, text in people if count]
    if known:
        yield _("Sudah diperhitungkan: %(list)s.") % {"list": ", ".join(known)}
    elif ahead.last and not ahead.incomplete:
        yield _(
            "Tidak ada kenaikan gaji berkala, pensiun, atau pegawai masuk yang diketahui sampai akhir tahun."
        )
    if ahead.late_raises:
        yield ngettext(
            "%(count)s kenaikan gaji berkala sudah lewat harinya tetapi SK-nya belum dicatat; dihitung mulai "
            "bulan tersisa yang pertama, rapelnya belum.",
            "%(count)s kenaikan gaji berkala sudah lewat harinya tetapi SK-nya belum dicatat; dihitung mulai "
            "bulan tersisa yang pertama, rapelnya belum.",
            ahead.late_raises,
        ) % {"count": angka(ahead.late_raises)}


def _left_out(told: Budget) -> Iterable[str]:
    ahead = told.forecast
    if told.months:
        missing = [month_name(one) for one in range(1, told.months[-1]) if one not in told.months]
        if missing:
            yield _(
                "Belum ada proses yang terkunci di sini untuk %(months)s; "
                "yang dibayar bulan itu tidak terhitung."
            ) % {"months": ", ".join(missing)}
    if ahead.stuck:
        yield ngettext(
            "%(count)s orang ditahan atau bermasalah pada bulan terakhir; haknya belum terhitung.",
            "%(count)s orang ditahan atau bermasalah pada bulan terakhir; haknya belum terhitung.",
            ahead.stuck,
        ) % {"count": angka(ahead.stuck)}
    if ahead.unknown:
        yield ngettext(
            "%(count)s orang belum dapat dihitung karena faktanya belum lengkap.",
            "%(count)s orang belum dapat dihitung karena faktanya belum lengkap.",
            ahead.unknown,
        ) % {"count": angka(ahead.unknown)}
    if ahead.incomplete:
        yield _(
            "Berkas hitungan bulan terakhir tidak terbaca, jadi perubahan orang belum diperhitungkan. "
            "Beri tahu admin aplikasi."
        )
    if ahead.last:
        if ahead.joiners:
            yield _("TPP pegawai yang masuk belum termasuk: kehadiran dan kinerjanya belum ada.")
        yield from _once(ahead)


def _once(ahead: Forecast) -> Iterable[str]:
    """Yield what is said of THR and the thirteenth salary."""
    paid = ahead.holiday
    if paid is None or not paid.lists:
        yield _("THR, gaji ketiga belas, dan rapel belum termasuk; sediakan pagunya tersendiri.")
        return
    yield _(
        "THR dan gaji ketiga belas setahun diperkirakan %(total)s dari slip %(month)s, bulan terakhir yang "
        "terkunci, dan ikut dihitung sekali, juga bila sudah dibayar: pembayarannya tidak tercatat di Praja. "
        "Tanpa pajak yang ditanggung pemerintah dan tanpa rapel."
    ) % {"total": rupiah(paid.total), "month": date_format(paid.month, "F Y")}
    if paid.law:
        yield _("Bulan yang menurut peraturan menjadi dasarnya dapat lain: %(law)s.") % {
            "law": "; ".join(paid.law)
        }
    if paid.unknown:
        yield ngettext(
            "THR dan gaji ketiga belas %(count)s orang belum termasuk: jumlahnya ditetapkan daerah.",
            "THR dan gaji ketiga belas %(count)s orang belum termasuk: jumlahnya ditetapkan daerah.",
            paid.unknown,
        ) % {"count": angka(paid.unknown)}


# --- the chart


def chart_of(line: Line, months: Sequence[int]) -> Chart:
    """Draw what a line has used and will use up to each month, beside its pagu."""
    spent, ahead = running(line.used), running(line.ahead)
    last = months[-1] if months else 0
    names = [month_name(month)[:3] for month in range(1, DECEMBER + 1)]
    series = [
        Series(_("Pagu"), [line.pagu] * DECEMBER),
        Series(_("Terpakai"), [spent[at] if last else None for at in range(DECEMBER)]),
        Series(
            _("Perkiraan"),
            [spent[at] + ahead[at] if last and at >= last - 1 else None for at in range(DECEMBER)],
        ),
    ]
    return drawn(
        "anggaran",
        _("Sampai bulan apa pagunya cukup?"),
        names,
        series,
        head=_("Sampai bulan"),
        note=line.title,
        shown=rupiah,
    )
