"""The living style page: every component with example data, and the line that makes it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.web.charts import Chart, Point, Series, bars, lines, stacked
from praja.web.notices import visible_to
from praja.web.tables import Chip, Column, Lines, Table
from praja.web.trees import Branch
from praja.web.words import rupiah


class ExampleForm(forms.Form):
    """One field of each kind."""

    nama = forms.CharField(label=gettext_lazy("Nama lengkap"), max_length=100)
    nip = forms.CharField(
        label="NIP",
        help_text=gettext_lazy("18 angka, tanpa spasi."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tmt = forms.DateField(label=gettext_lazy("Terhitung mulai tanggal"))
    gaji = forms.IntegerField(label=gettext_lazy("Gaji pokok"), min_value=0, required=False)
    golongan = forms.ChoiceField(
        label=gettext_lazy("Golongan"), choices=[("III/a", "III/a"), ("III/b", "III/b")]
    )
    alasan = forms.CharField(
        label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    cara = forms.ChoiceField(
        label=gettext_lazy("Cara mencatat"),
        widget=forms.RadioSelect,
        choices=[
            ("semua", gettext_lazy("Semua atau tidak sama sekali")),
            ("baik", gettext_lazy("Baris yang benar saja")),
        ],
    )
    setuju = forms.BooleanField(label=gettext_lazy("Saya sudah memeriksa pratinjaunya"))
    berkas = forms.FileField(label=gettext_lazy("Pindaian SK"), required=False)


def render_page(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    table = example_table(request)
    if (taken := table.response()) is not None:
        return taken
    day = datetime.date(2026, 11, 2)
    good = ExampleForm(initial={"nama": "Sari Puspita", "tmt": day, "cara": "baik"}, auto_id="contoh_%s")
    wrong = ExampleForm({"nama": "", "nip": "19", "tmt": "31-02-2026"}, auto_id="keliru_%s")
    wrong.fields = {name: wrong.fields[name] for name in ("nama", "tmt", "cara", "setuju")}
    context: dict[str, Any] = {
        "form": good,
        "wrong": wrong,
        "table": table,
        "timeline": [
            {
                "when": day,
                "title": _("Kenaikan gaji berkala"),
                "detail": _("III/a, masa kerja 2 tahun. Dicatat 3 November 2026 oleh Dewi Anggraini."),
                "url": "#linimasa",
                "chip": _("berlaku"),
                "state": "ok",
            },
            {
                "when": datetime.date(2024, 11, 1),
                "title": _("Kenaikan gaji berkala"),
                "detail": _("Tanggal SK keliru; dibetulkan 8 November 2024."),
                "old": True,
            },
            {"when": datetime.date(2022, 3, 1), "title": _("Diangkat menjadi CPNS")},
        ],
        "tree": [
            Branch(
                "Kecamatan Banyumanik",
                "#pohon",
                _("214 orang"),
                open=True,
                children=[
                    Branch("Kelurahan Srondol Wetan", "#pohon", _("21 orang")),
                    Branch("Kelurahan Pudakpayung", "#pohon", _("18 orang"), _("lurah kosong"), "warn"),
                ],
            )
        ],
        "charts": example_charts(),
        "months": example_months(),
        "steps": [_("Unggah"), _("Cocokkan kolom"), _("Pratinjau"), _("Catat")],
        "breadcrumbs": [(_("Beranda"), "/"), (_("Gaya"), "")],
    }
    return render(request, "web/style.html", context)


def example_months() -> list[dict[str, Any]]:
    """Return the months of a year, each in a state that it can have."""
    states = [(_("terisi"), "ok")] * 7 + [
        (_("terlambat"), "warn"),
        (_("2 dari 5"), "bad"),
        (_("terisi"), "ok"),
    ]
    states += [(_("3 dari 5"), "warn"), ("–", "")]
    return [
        {"label": date_format(day, "M"), "name": date_format(day, "F Y"), "text": text, "look": look,
         "url": "#langkah" if look else "", "now": day.month == 11}
        for day, (text, look) in ((datetime.date(2026, n, 1), one) for n, one in enumerate(states, start=1))
    ]  # fmt: skip


def example_charts() -> list[Chart]:
    """Return a chart of each kind."""
    ages = [("21–30", 18), ("31–40", 64), ("41–50", 91), ("51–60", 41)]
    changes = [
        (_("Kenaikan gaji berkala"), 11_200_000),
        (_("Pensiun"), -4_100_000),
        (_("Mutasi masuk"), 6_900_000),
    ]
    months = [date_format(datetime.date(2026, number, 1), "M") for number in range(6, 12)]
    present, late = [96, 97, 95, 98, 97, 99], [4, 3, None, 6, 5, 2]
    states = [("PNS", 148), ("PPPK", 59), ("CPNS", 7)]
    return [
        bars(
            "umur",
            _("Berapa umur pegawai di sini?"),
            [Point(label, number, "#grafik") for label, number in ages],
            heads=(_("Umur"), _("Orang")),
        ),
        bars(
            "selisih",
            _("Mengapa berubah dari bulan lalu?"),
            [Point(label, amount) for label, amount in changes],
            heads=(_("Sebab"), _("Rupiah")),
            shown=rupiah,
        ),
        lines(
            "hadir",
            _("Apakah kehadiran membaik?"),
            months,
            [Series(_("Hadir, persen"), present), Series(_("Terlambat, persen"), late)],
            head=_("Bulan"),
            note=_("Agustus belum lengkap."),
        ),
        bars(
            "pola",
            _("Apakah sebarannya seperti yang diharapkan?"),
            [
                Point(_("Sangat baik"), 12, band=(0, 20)),
                Point(_("Baik"), 31, band=(20, 28)),
                Point(_("Butuh perbaikan"), 2, band=(0, 40)),
            ],
            heads=(_("Predikat"), _("Orang"), _("Pola")),
            note=_("Dasar abu-abu: batas menurut polanya."),
        ),
        stacked(
            "status",
            _("Siapa saja mereka?"),
            [Point(label, number, "#grafik") for label, number in states],
            heads=(_("Status"), _("Orang")),
        ),
    ]


def example_table(request: HttpRequest) -> Table:
    """Return a table of the reader's own notices, so that the page shows what really works."""
    return Table(
        request,
        visible_to(request.user),
        columns=[
            Column(
                "judul",
                _("Pemberitahuan"),
                value=lambda row: Lines(row.title, row.url),
                sort="title",
                link=lambda row: row.url,
            ),
            Column("pada", _("Pada"), value="at", sort="at"),
            Column(
                "keadaan",
                _("Keadaan"),
                value=lambda row: Chip(_("dibaca"), "ok") if row.read_at else Chip(_("baru"), "warn"),
            ),
        ],
        name="pemberitahuan",
        caption=_("Pemberitahuan Anda"),
        empty=_("Belum ada pemberitahuan."),
        per_page=10,
    )
