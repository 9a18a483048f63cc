"""Forms of SKP."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.organization.models import Unit
from praja.performance.behaviour import GUIDES
from praja.performance.enums import (
    AntarBulan,
    Arah,
    Aspek,
    JenisLampiran,
    JenisRhk,
    LingkupRhk,
    Nilai,
    Pendekatan,
    Perspektif,
)
from praja.performance.measuring import FigureField, MeasuredForm
from praja.performance.models import Expectation, Goal, Programme, Rhk, RhkVersion, Skp
from praja.performance.plan.actions.dialogue import LONGEST, QUESTIONS
from praja.performance.plan.actions.drafting import IndicatorSaid, ResultSaid
from praja.performance.plan.library import Entry
from praja.performance.plan.queries import goals_for, heads, programmes_for, servable_by
from praja.web.reasons import SHORTEST


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WeightField(FigureField):
    """A share of a hundred."""

    def clean(self, value: Any) -> Any:
        """Return the weight; None where it is left out."""
        weight = super().clean(value)
        if weight is not None and not 0 < weight <= 100:
            raise forms.ValidationError(_("Bobot lebih dari 0 dan paling besar 100."))
        return weight


class ResultForm(forms.Form):
    """A result of a drafted version."""

    text = forms.CharField(
        label=gettext_lazy("Rencana hasil kerja"),
        max_length=500,
        widget=_area(3),
        help_text=gettext_lazy(
            "Tuliskan hasilnya, bukan kegiatannya. Misalnya “Warga menerima surat pada hari yang sama”, "
            "bukan “Melaksanakan pelayanan surat”."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis"),
        choices=JenisRhk.choices,
        initial=JenisRhk.UTAMA,
        widget=forms.RadioSelect,
    )
    serves = forms.ChoiceField(label=gettext_lazy("Hasil kerja atasan yang didukung"), required=False)
    goal = forms.ModelChoiceField(
        Goal.objects.none(), label=gettext_lazy("Sasaran unit yang diemban"), required=False
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=gettext_lazy("Program"), required=False
    )
    perspective = forms.ChoiceField(
        label=gettext_lazy("Perspektif"), choices=[("", "---------"), *Perspektif.choices], required=False
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Bila Anda pindah jabatan"),
        choices=[
            (LingkupRhk.ORGANISASI, gettext_lazy("Tetap pada jabatan, ditawarkan kepada pengganti Anda")),
            (LingkupRhk.INDIVIDU, gettext_lazy("Ikut Anda ke jabatan baru")),
        ],
        initial=LingkupRhk.ORGANISASI,
        widget=forms.RadioSelect,
    )
    success = forms.CharField(
        label=gettext_lazy("Ukuran keberhasilan"), required=False, max_length=2000, widget=_area(3)
    )
    weight = WeightField(
        label=gettext_lazy("Bobot (%)"),
        required=False,
        help_text=gettext_lazy("Hanya bila pemerintah daerah Anda memakai bobot; jumlah semuanya 100."),
    )

    def __init__(
        self, *args: Any, skp: Skp, approach: str, row: RhkVersion | None = None, **more: Any
    ) -> None:
        """Offer what the SKP may serve, and begin with what a row says."""
        initial: dict[str, Any] = more.pop("initial", None) or {}
        if row is not None:
            initial = {
                "text": row.text, "kind": row.kind, "serves": row.serves_id, "goal": row.goal_id,
                "programme": row.programme_id, "perspective": row.perspective, "scope": row.scope,
                "success": row.success, "weight": row.weight,
            } | initial  # fmt: skip
        super().__init__(*args, **more | {"initial": initial})
        serves: Any = self.fields["serves"]
        goal: Any = self.fields["goal"]
        programme: Any = self.fields["programme"]
        servable = [(str(pk), text) for pk, text in servable_by(skp)]
        serves.choices = [("", "---------"), *servable]
        goal.queryset = goals_for(skp)
        goal.label_from_instance = lambda one: one.text
        programme.queryset = programmes_for(skp)
        programme.label_from_instance = lambda one: one.name
        if not servable:
            del self.fields["serves"]
        if not goal.queryset:
            del self.fields["goal"]
        if not programme.queryset:
            del self.fields["programme"]
        if heads(skp) is None:
            del self.fields["perspective"]
        if approach != Pendekatan.KUALITATIF:
            del self.fields["success"]

    def said(self) -> ResultSaid:
        """Return what is said, as the actions take it."""
        said = self.cleaned_data
        serves = said.get("serves")
        return ResultSaid(
            text=said["text"], kind=said["kind"], scope=said["scope"],
            serves=Rhk(pk=uuid.UUID(serves)) if serves else None, goal=said.get("goal"),
            programme=said.get("programme"), perspective=said.get("perspective", ""),
            weight=said["weight"], success=said.get("success", ""),
        )  # fmt: skip


class IndicatorForm(MeasuredForm):
    """An indicator of a drafted version, with the fields of one way to hold it against its target."""

    aspect = forms.ChoiceField(label=gettext_lazy("Aspek"), choices=Aspek.choices, initial=Aspek.KUANTITAS)
    weight = WeightField(
        label=gettext_lazy("Bobot (%)"),
        required=False,
        help_text=gettext_lazy("Hanya bila dipakai; bobot indikator dalam satu hasil berjumlah 100."),
    )
    across = forms.ChoiceField(
        label=gettext_lazy("Angka tiap bulan menjadi angka setahun"),
        choices=[("", gettext_lazy("menurut satuannya")), *AntarBulan.choices],
        required=False,
        help_text=gettext_lazy(
            "Menurut satuannya: persen, indeks, dan nilai memakai bulan terakhir; lamanya waktu dirata-rata; "
            "yang lain dijumlahkan."
        ),
    )
    maximum = forms.BooleanField(
        label=gettext_lazy("Target ini capaian tertinggi yang mungkin"), required=False
    )
    feed = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=gettext_lazy("Kode data"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        help_text=gettext_lazy(
            "Hanya bila angkanya dikirim lewat lembar atau sistem lain: kode dari BKPSDM atau pengelola "
            "kepegawaian, misalnya imunisasi-idl. Angkanya lalu tidak diisi tangan."
        ),
        error_messages={
            "invalid": gettext_lazy(
                "Kode data hanya berisi huruf, angka, titik, dan tanda hubung, tanpa spasi."
            )
        },
    )

    def __init__(
        self, *args: Any, direction: str, entry: Entry | None = None, row: Any = None, **more: Any
    ) -> None:
        """Keep the fields of a direction, and begin with what a row or an entry of the library says."""
        initial: dict[str, Any] = {}
        if entry is not None:
            initial = {
                "text": entry.indikator, "measure": entry.satuan, "formula": entry.rumus,
                "source": entry.sumber, "aspect": entry.aspek,
            }  # fmt: skip
        if row is not None:
            initial = {name: getattr(row, name, None) for name in self.base_fields}
        super().__init__(*args, **more | {"initial": initial})
        self.way = Arah(direction)
        self.library = entry.kode if entry is not None else getattr(row, "library", "")
        self.fields["direction"] = forms.ChoiceField(
            choices=Arah.choices, initial=self.way, widget=forms.HiddenInput
        )
        self.initial["direction"] = self.way
        for name in _UNUSED[self.way]:
            del self.fields[name]
        for name in ("target", "target_max", "due", "steps"):
            if name in self.fields:
                self.fields[name].required = True
        if self.way == Arah.RENTANG:
            self.fields["target"].label = _("Batas bawah target")

    def clean_direction(self) -> str:
        """Return the direction of the page, whatever is sent."""
        return str(self.way)

    def said(self) -> IndicatorSaid:
        """Return what is said, as the actions take it."""
        said = self.cleaned_data
        return IndicatorSaid(
            text=said["text"], measure=said.get("measure", ""), direction=str(self.way),
            target=said.get("target"), target_max=said.get("target_max"), due=said.get("due"),
            steps=said.get("steps") or (), formula=said["formula"], source=said["source"],
            aspect=said["aspect"], weight=said["weight"], maximum=said.get("maximum", False),
            across=said.get("across", ""), library=self.library, feed=said["feed"],
        )  # fmt: skip


_UNUSED: dict[str, Sequence[str]] = {
    Arah.TINGGI: ("target_max", "due", "steps"),
    Arah.RENDAH: ("target_max", "due", "steps", "maximum"),
    Arah.RENTANG: ("due", "steps", "maximum"),
    Arah.TAHAPAN: ("target", "target_max", "due", "measure", "maximum", "across"),
    Arah.TANGGAL: ("target", "target_max", "steps", "measure", "maximum", "across"),
}


class ExpectationsForm(forms.Form):
    """What the appraiser expects of each behaviour."""

    def __init__(self, *args: Any, standing: Sequence[Expectation] = (), **more: Any) -> None:
        """Ask once for each value."""
        super().__init__(*args, **more)
        said = {one.value: one.text for one in standing}
        for value in Nilai:
            self.fields[value.value] = forms.CharField(
                label=value.label, required=False, max_length=500, widget=_area(),
                initial=said.get(value, ""), help_text="; ".join(GUIDES[value]),
            )  # fmt: skip


class AnnexesForm(forms.Form):
    """The annexes, a line a line."""

    def __init__(self, *args: Any, standing: Mapping[str, Sequence[str]], **more: Any) -> None:
        """Ask once for each annex."""
        super().__init__(*args, **more)
        for kind in JenisLampiran:
            self.fields[kind.value] = forms.CharField(
                label=kind.label, required=False, max_length=10_000, widget=_area(4),
                initial="\n".join(standing.get(kind, ())), help_text=_HELP[kind],
            )  # fmt: skip

    def lines(self) -> dict[str, list[str]]:
        """Return the lines of each annex."""
        return {kind: self.cleaned_data[kind].splitlines() for kind in JenisLampiran}


_HELP: dict[str, Any] = {
    JenisLampiran.DUKUNGAN: gettext_lazy(
        "Orang, anggaran, alat, atau data yang Anda perlukan. Satu baris satu butir."
    ),
    JenisLampiran.PERTANGGUNGJAWABAN: gettext_lazy(
        "Kapan, bagaimana, dan kepada siapa hasil dilaporkan. Satu baris satu butir."
    ),
    JenisLampiran.KONSEKUENSI: gettext_lazy(
        "Apa yang mengikuti bila target tercapai atau tidak. Satu baris satu butir."
    ),
}


class ApproachForm(forms.Form):
    """How results are measured."""

    approach = forms.ChoiceField(
        label=gettext_lazy("Pendekatan"), choices=Pendekatan.choices, widget=forms.RadioSelect
    )


class RemarkForm(forms.Form):
    """A sentence of the dialogue."""

    text = forms.CharField(label=gettext_lazy("Catatan"), max_length=LONGEST, widget=_area(3))
    rhk = forms.ChoiceField(label=gettext_lazy("Tentang"), required=False)

    def __init__(self, *args: Any, results: Sequence[tuple[Any, str]] = (), **more: Any) -> None:
        """Offer the results of the version."""
        super().__init__(*args, **more)
        rhk: Any = self.fields["rhk"]
        rhk.choices = [("", _("SKP seluruhnya")), *((str(pk), text[:80]) for pk, text in results)]

    def about(self) -> Rhk | None:
        """Return the result that it is about; none where it is about the whole."""
        pk = self.cleaned_data["rhk"]
        return Rhk(pk=uuid.UUID(pk)) if pk else None


class UnderstandForm(forms.Form):
    """The three questions of who is to be measured."""

    unclear = forms.CharField(
        label=gettext_lazy("Apa yang belum jelas?"),
        required=False,
        max_length=LONGEST,
        widget=_area(3),
        help_text=gettext_lazy("Diisi bila ada yang belum jelas; penilai Anda diminta menjelaskannya."),
    )

    def __init__(self, *args: Any, answered: Mapping[str, bool], **more: Any) -> None:
        """Ask the questions before what is unclear."""
        super().__init__(*args, **more)
        asked = {
            name: forms.ChoiceField(
                label=said, widget=forms.RadioSelect,
                choices=[("ya", gettext_lazy("Ya, jelas")), ("belum", gettext_lazy("Belum jelas"))],
                initial={True: "ya", False: "belum"}.get(answered.get(name)),  # type: ignore[arg-type]
            )
            for name, said in QUESTIONS.items()
        }  # fmt: skip
        self.fields = asked | self.fields

    def answers(self) -> dict[str, bool]:
        """Return to each question whether it is clear."""
        return {name: self.cleaned_data[name] == "ya" for name in QUESTIONS}


class ChangeForm(forms.Form):
    """From when and why a later version holds."""

    since = forms.DateField(label=gettext_lazy("Berlaku sejak"), widget=forms.DateInput())
    reason = forms.CharField(
        label=gettext_lazy("Alasan perubahan"), min_length=SHORTEST, max_length=300, widget=_area()
    )


class WhyForm(forms.Form):
    """A reason."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"), min_length=SHORTEST, max_length=300, widget=_area()
    )


class AppraiserForm(forms.Form):
    """Another appraiser."""

    nip = forms.CharField(
        label=gettext_lazy("NIP penilai"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Kosongkan bila penilainya di luar data pegawai, misalnya wali kota."),
    )
    name = forms.CharField(
        label=gettext_lazy("Nama penilai di luar data pegawai"), required=False, max_length=200
    )
    title = forms.CharField(label=gettext_lazy("Jabatannya"), required=False, max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Alasan penggantian"), min_length=SHORTEST, max_length=300, widget=_area()
    )


class OpenForm(forms.Form):
    """Of which unit and year the SKP are opened."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"), empty_label=None)
    year = forms.TypedChoiceField(label=gettext_lazy("Tahun"), coerce=int)

    def __init__(
        self, *args: Any, units: Any, names: Mapping[Any, str], on: datetime.date, **more: Any
    ) -> None:
        """Offer the units of an officer, and the years around this one."""
        super().__init__(*args, **more)
        unit: Any = self.fields["unit"]
        unit.queryset = units
        unit.label_from_instance = lambda one: names.get(one.pk, one.code)
        year: Any = self.fields["year"]
        year.choices = [(one, str(one)) for one in (on.year, on.year + 1, on.year - 1)]


class PaperForm(forms.Form):
    """The sheet that an appraiser signed who has no account."""

    file = forms.FileField(
        label=gettext_lazy("Pindaian SKP bertanda tangan"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
