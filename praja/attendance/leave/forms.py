"""Forms of leave."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.attendance.leave.actions.asking import Wanted
from praja.attendance.leave.actions.handling import Order, Verdict, deferrable
from praja.attendance.leave.enums import SEBAB_OF, Bagian, JenisCuti, Pertimbangan, SebabCuti, Wewenang
from praja.attendance.models import LeaveRequest

LETTER = "image/*,application/pdf"
CHOOSE = ("", gettext_lazy("Pilih"))


class UploadField(forms.FileField):
    """A photo or PDF of a letter; of an empty file or one with a long name the action speaks, not this."""

    widget = forms.FileInput(attrs={"accept": LETTER, "data-no-draft": True})

    def __init__(self, **more: Any) -> None:
        """Ask for a photo or PDF that may be left out."""
        super().__init__(required=False, allow_empty_file=True, **more)


def story(
    label: Any, *, required: bool = True, rows: int = 2, most: int = 1000, **more: Any
) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class RequestForm(forms.Form):
    """What somebody asks for; what does not concern the kind is asked no further."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis cuti"), choices=JenisCuti.choices)
    first = forms.DateField(label=gettext_lazy("Hari pertama"), widget=forms.DateInput())
    last = forms.DateField(label=gettext_lazy("Hari terakhir"), widget=forms.DateInput())
    half = forms.ChoiceField(
        label=gettext_lazy("Setengah hari"),
        choices=[("", gettext_lazy("Sehari penuh")), *Bagian.choices],
        required=False,
    )
    because = forms.ChoiceField(
        label=gettext_lazy("Sebab"),
        choices=[CHOOSE, *SebabCuti.choices],
        required=False,
        help_text=gettext_lazy("Hanya bila sebabnya ada di daftar ini."),
    )
    child_number = forms.IntegerField(
        label=gettext_lazy("Kelahiran anak ke"), min_value=1, max_value=20, required=False,
        help_text=gettext_lazy("Hanya untuk cuti melahirkan; anak kembar dihitung satu kelahiran."),
    )  # fmt: skip
    inpatient = forms.BooleanField(
        label=gettext_lazy("Dirawat inap"), required=False, help_text=gettext_lazy("Hanya untuk cuti sakit.")
    )
    reason = story(gettext_lazy("Alasan cuti"), most=500)
    address = forms.CharField(label=gettext_lazy("Alamat selama cuti"), max_length=300)
    phone = forms.CharField(
        label=gettext_lazy("Telepon selama cuti"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    remote = forms.BooleanField(
        label=gettext_lazy("Ke tempat yang sulit perhubungannya"), required=False,
        help_text=gettext_lazy("Hari terakhirnya menjadi tambahan perjalanan, di luar jatah."),
    )  # fmt: skip
    abroad = forms.BooleanField(label=gettext_lazy("Di luar negeri"), required=False)
    substitute = forms.ChoiceField(
        label=gettext_lazy("Pengganti"), required=False,
        help_text=gettext_lazy("Rekan seunit; ia diminta menyanggupinya."),
    )  # fmt: skip
    letter = UploadField(
        label=gettext_lazy("Surat"), help_text=gettext_lazy("Foto atau PDF; dapat menyusul.")
    )

    def __init__(
        self, *args: Any, colleagues: list[tuple[str, str]], halves: bool, woman: bool, **more: Any
    ) -> None:
        """Ask what can be asked for by this person.

        :param colleagues: who may stand in: id and name
        :param halves: whether half days are given here
        """
        super().__init__(*args, **more)
        self.fields["substitute"].choices = [("", _("Tanpa pengganti")), *colleagues]  # type: ignore[attr-defined]
        if not halves:
            del self.fields["half"]
            self.fields["last"].help_text = format_html(
                '{} <a href="{}">{}</a>',
                _("Cuti di pemerintah daerah ini diambil sehari penuh. Perlu setengah hari saja?"),
                reverse("attendance:correction_new"),
                _("Minta izin setengah hari"),
            )
        not_theirs = SebabCuti.ISTRI_MELAHIRKAN if woman else SebabCuti.ANAK_KEEMPAT
        self.fields["because"].choices = [  # type: ignore[attr-defined]
            CHOOSE, *(pair for pair in SebabCuti.choices if pair[0] != not_theirs)
        ]  # fmt: skip
        if not woman:
            del self.fields["child_number"]
            kinds = [pair for pair in JenisCuti.choices if pair[0] != JenisCuti.MELAHIRKAN]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a reason that is none of this kind of leave, and an end before its start."""
        given: dict[str, Any] = super().clean() or {}
        kind, because = given.get("kind"), given.get("because")
        if kind and because and because not in SEBAB_OF[kind]:
            offered = dict(self.fields["because"].choices)  # type: ignore[attr-defined]
            named = ", ".join(str(one.label) for one in SEBAB_OF[kind] if one in offered)
            self.add_error("because", _("Untuk jenis cuti ini pilih: %(these)s.") % {"these": named})
        if kind and not because and SebabCuti.LAIN not in SEBAB_OF[kind] and kind != JenisCuti.SAKIT:
            self.add_error("because", _("Pilih sebabnya."))
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("Hari terakhir cuti tidak boleh sebelum hari pertamanya."))
        return given

    def wanted(self) -> Wanted:
        """Return what is asked for."""
        given = self.cleaned_data
        return Wanted(
            kind=given["kind"], first=given["first"], last=given["last"], reason=given["reason"],
            because=given.get("because") or "", half=given.get("half") or "", address=given["address"],
            phone=given["phone"], abroad=given["abroad"], remote=given["remote"],
            child_number=given.get("child_number"), inpatient=given["inpatient"],
            substitute=uuid.UUID(given["substitute"]) if given["substitute"] else None,
            file=given.get("letter") or None,
        )  # fmt: skip


def given_by(request: LeaveRequest) -> dict[str, Any]:
    """Return what the form of a draft begins with."""
    names = (
        "kind",
        "half",
        "because",
        "child_number",
        "reason",
        "address",
        "phone",
        "remote",
        "abroad",
        "inpatient",
    )
    return {
        **{name: getattr(request, name) for name in names},
        "first": request.first,
        "last": request.last,
        "substitute": str(request.substitute_id or ""),
    }


class VerdictForm(forms.Form):
    """What is said to a request."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Keputusan"), choices=Pertimbangan.choices, widget=forms.RadioSelect
    )
    first = forms.DateField(
        label=gettext_lazy("Bila diubah: hari pertama"), required=False, widget=forms.DateInput()
    )
    last = forms.DateField(
        label=gettext_lazy("Bila diubah: hari terakhir"), required=False, widget=forms.DateInput()
    )
    reason = story(
        gettext_lazy("Alasan"), required=False,
        help_text=gettext_lazy("Wajib bila diubah, ditangguhkan atau tidak disetujui; dibaca pegawainya."),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Nama yang memutus"), max_length=200)
    post = forms.CharField(label=gettext_lazy("Jabatannya"), max_length=300)
    document = forms.CharField(label=gettext_lazy("Nomor surat keputusan"), max_length=120)
    document_date = forms.DateField(label=gettext_lazy("Tanggal surat keputusan"), widget=forms.DateInput())
    consent = forms.CharField(
        label=gettext_lazy("Nomor persetujuan BKN"), max_length=120, required=False,
        help_text=gettext_lazy("Wajib bila disetujui."),
    )  # fmt: skip
    letter = UploadField(label=gettext_lazy("Pindaian surat keputusan"))

    def __init__(self, *args: Any, about: LeaveRequest, records: bool, considers: bool, **more: Any) -> None:
        """Ask with the days as they stand.

        :param records: an officer records what another decided: by whom and by which letter is asked too
        :param considers: it is the superior who is asked
        """
        super().__init__(*args, **more)
        self.initial.update(outcome=Pertimbangan.DISETUJUI, first=about.first, last=about.last)
        if not deferrable(about):
            self.fields["outcome"].choices = [  # type: ignore[attr-defined]
                pair for pair in Pertimbangan.choices if pair[0] != Pertimbangan.DITANGGUHKAN
            ]
            self.fields["reason"].help_text = _("Wajib bila diubah atau tidak disetujui; dibaca pegawainya.")
        if considers:
            self.fields["outcome"].label = _("Pertimbangan Anda")
        if not records:
            for name in ("name", "post", "document", "document_date", "consent", "letter"):
                del self.fields[name]
        elif about.kind != JenisCuti.CLTN:
            del self.fields["consent"]

    def verdict(self) -> Verdict:
        """Return what is said."""
        given = self.cleaned_data
        changed = given["outcome"] == Pertimbangan.PERUBAHAN
        return Verdict(
            outcome=given["outcome"],
            reason=given["reason"],
            first=given["first"] if changed else None,
            last=given["last"] if changed else None,
            name=given.get("name", ""),
            post=given.get("post", ""),
            document=given.get("document", ""),
            document_date=given.get("document_date"),
            consent=given.get("consent", ""),
            file=given.get("letter") or None,
        )


class ReasonForm(forms.Form):
    """A reason."""

    reason = story(gettext_lazy("Alasan"))


class ShortenForm(forms.Form):
    """From when somebody is called back."""

    last = forms.DateField(label=gettext_lazy("Hari terakhir cuti menjadi"), widget=forms.DateInput())
    reason = story(gettext_lazy("Alasan"))
    document = forms.CharField(
        label=gettext_lazy("Nomor surat"), max_length=120, required=False,
        help_text=gettext_lazy("Wajib bila hari yang sudah lewat dikembalikan, dan bagi CLTN (SK-nya)."),
    )  # fmt: skip
    document_date = forms.DateField(
        label=gettext_lazy("Tanggal surat"), required=False, widget=forms.DateInput()
    )
    name = forms.CharField(label=gettext_lazy("Penanda tangan"), max_length=200, required=False)

    def __init__(self, *args: Any, keeps: bool, **more: Any) -> None:
        """Ask for the letter of those who keep the register alone."""
        super().__init__(*args, **more)
        if not keeps:
            for name in ("document", "document_date", "name"):
                del self.fields[name]

    def order(self) -> Order | None:
        """Return the letter, where one is named whole."""
        given = self.cleaned_data
        number, date, name = (given.get(key) for key in ("document", "document_date", "name"))
        return Order(number.strip(), date, name.strip()) if number and date and name else None

    def clean(self) -> dict[str, Any]:
        """Refuse a letter that is named by half."""
        given: dict[str, Any] = super().clean() or {}
        parts = {key: given.get(key) for key in ("document", "document_date", "name")}
        if any(parts.values()):
            for key in [key for key, part in parts.items() if not part and key not in self.errors]:
                self.add_error(key, _("Isi nomor, tanggal dan penanda tangan suratnya."))
        return given


class LetterForm(forms.Form):
    """A letter that comes later."""

    letter = UploadField(label=gettext_lazy("Foto atau PDF"))

    def clean_letter(self) -> Any:
        """Refuse nothing at all."""
        if not self.cleaned_data.get("letter"):
            raise forms.ValidationError(_("Pilih berkas suratnya."))
        return self.cleaned_data["letter"]


class AnswerForm(forms.Form):
    """Whether one stands in."""

    agrees = forms.ChoiceField(choices=[("ya", ""), ("tidak", "")])
    reason = forms.CharField(required=False, max_length=1000)


class SubstituteForm(forms.Form):
    """Another colleague to stand in."""

    substitute = forms.ChoiceField(label=gettext_lazy("Pengganti"))

    def __init__(self, *args: Any, colleagues: list[tuple[str, str]], **more: Any) -> None:
        """Offer colleagues: id and name."""
        super().__init__(*args, **more)
        self.fields["substitute"].choices = colleagues  # type: ignore[attr-defined]


class AuthorityForm(forms.Form):
    """Who decides on a kind of leave for a unit."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit, dengan semua di bawahnya"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis cuti"),
        choices=[pair for pair in JenisCuti.choices if pair[0] != JenisCuti.CLTN],
    )
    who = forms.ChoiceField(label=gettext_lazy("Yang memutus"), choices=Wewenang.choices)
    position = forms.ChoiceField(label=gettext_lazy("Jabatannya"), required=False)
    document = forms.CharField(label=gettext_lazy("Surat pendelegasian"), max_length=200)
    start = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())

    def __init__(
        self,
        *args: Any,
        units: list[tuple[str, str]],
        posts: list[tuple[str, str]],
        on: datetime.date,
        **more: Any,
    ) -> None:
        """Offer the units and the posts that lead them."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.fields["position"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]
        self.initial.setdefault("start", on)


class StaffingForm(forms.Form):
    """How many must be at work."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    least = forms.IntegerField(
        label=gettext_lazy("Paling sedikit masuk (persen)"), min_value=1, max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    start = forms.DateField(label=gettext_lazy("Mulai"), widget=forms.DateInput())

    def __init__(self, *args: Any, units: list[tuple[str, str]], on: datetime.date, **more: Any) -> None:
        """Offer the units."""
        super().__init__(*args, **more)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        self.initial.setdefault("start", on)


class WorkedForm(forms.Form):
    """A day of cuti bersama on which somebody had to work."""

    nip = forms.CharField(
        label=gettext_lazy("NIP"), max_length=18, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    day = forms.DateField(label=gettext_lazy("Hari cuti bersama"), widget=forms.DateInput())
    document = forms.CharField(label=gettext_lazy("Surat perintah"), max_length=200)


class OpeningForm(forms.Form):
    """A sheet of opening balances."""

    year = forms.IntegerField(
        label=gettext_lazy("Saldo pada awal tahun"), min_value=2000, max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    sheet = forms.FileField(
        label=gettext_lazy("Lembar CSV atau XLSX"),
        help_text=gettext_lazy(
            "Kolom: NIP, Sisa tahun lalu, Sisa dua tahun lalu; boleh Ditangguhkan dan Sudah diambil."
        ),
    )
