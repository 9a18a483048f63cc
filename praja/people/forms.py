"""Forms of people's pages. They only read what was typed; what may be is decided by the actions."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import PositionVersion, Unit, UnitVersion
from praja.people.enums import (
    GOLONGAN_PNS,
    GOLONGAN_PPPK,
    CaraMenjabat,
    HubunganKeluarga,
    JenisKelamin,
    JenjangPendidikan,
    SebabBerhenti,
    StatusAsn,
    TingkatHukuman,
)
from praja.people.kinds import SkKind
from praja.people.models import FamilyMember, Person, SkHistory
from praja.people.queries import family_of, units_editable_by

_SALT = "people.kept-file"
_EMPTY = [("", "—")]
GOLONGAN = [
    ("", "—"),
    ("PNS", [(one, one) for one in GOLONGAN_PNS]),
    ("PPPK", [(one, one) for one in GOLONGAN_PPPK]),
]
_UPLOAD = forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"})


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput())


def text(label: Any, length: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for a line of text."""
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def digits(label: Any, length: int, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for a long number, which is no number to calculate with."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def reason(label: Any = None, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field for a reason."""
    return forms.CharField(
        label=label or _("Alasan"),
        required=required,
        max_length=1000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


SK_FILE = _("Berkas SK (PDF atau foto)")


def upload(label: Any) -> forms.FileField:
    """Return a field for a scan."""
    return forms.FileField(label=label, required=False, help_text=_("Paling besar 10 MB."), widget=_UPLOAD)


class KeptFileMixin(forms.Form):
    """A form whose upload is kept when the page is shown again, so that nobody chooses it twice."""

    file = upload(_("Buktinya (PDF atau foto)"))
    kept = forms.CharField(required=False, widget=forms.HiddenInput())

    def kept_file(self, user: Any) -> StoredFile | None:
        """Return the file that this user uploaded with an earlier step of this form."""
        token = self.data.get(self.add_prefix("kept"), "")
        try:
            pk, owner = signing.loads(token, salt=_SALT, max_age=24 * 3600)
        except signing.BadSignature:
            return None
        return StoredFile.objects.filter(pk=pk).first() if owner == user.pk else None

    def keep(self, stored: StoredFile, user: Any) -> None:
        """Carry an uploaded file on to the next step."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        self.data = data
        data[self.add_prefix("kept")] = signing.dumps((str(stored.pk), user.pk), salt=_SALT)
        self.fields["file"].required = False  # or the browser asks for it again


class ReasonForm(forms.Form):
    """Why."""

    reason = reason()


# --- SK


def _content_fields(
    kind: SkKind, person: Person, by: Any, on: datetime.date, at: str
) -> dict[str, forms.Field]:
    match kind.key:
        case "status":
            return {
                "status": forms.ChoiceField(label=_("Status"), choices=_EMPTY + list(StatusAsn.choices)),
                "contract_end": day(
                    _("Akhir perjanjian kerja"), required=False, help_text=_("Hanya bagi PPPK.")
                ),
            }
        case "golongan":
            return {
                "golongan": forms.ChoiceField(label=_("Golongan"), choices=GOLONGAN),
                "mkg_years": forms.IntegerField(
                    label=_("Masa kerja golongan, tahun"), min_value=0, max_value=45
                ),
                "mkg_months": forms.IntegerField(
                    label=_("Masa kerja golongan, bulan"), min_value=0, max_value=11
                ),
            }
        case "kgb":
            return {
                "golongan": forms.ChoiceField(label=_("Golongan"), choices=GOLONGAN),
                "mkg_years": forms.IntegerField(
                    label=_("Masa kerja golongan, tahun"), min_value=0, max_value=45
                ),
                "gaji_pokok": forms.IntegerField(
                    label=_("Gaji pokok baru (rupiah)"),
                    min_value=1,
                    max_value=100_000_000,
                    help_text=_("Angka saja, misalnya 2785700."),
                ),
            }
        case "jabatan":
            units = [(str(one.unit_id), one.name) for one in units_editable_by(by, on)]
            posts: list[tuple[str, str]] = []
            if at and any(key == at for key, _name in units):
                found = (
                    PositionVersion.objects.on(on).filter(unit=uuid.UUID(at)).order_by("-heads_unit", "title")
                )
                posts = [(str(one.position_id), one.title) for one in found]
            return {
                "at": forms.ChoiceField(label=_("Unit jabatan"), choices=_EMPTY + units),
                "position": forms.ChoiceField(
                    label=_("Jabatan"), choices=_EMPTY + posts,
                    help_text=_("Pilih unitnya lebih dahulu, lalu tekan “Tampilkan jabatan di unit ini”."),
                ),
                "how": forms.ChoiceField(label=_("Cara menjabat"), choices=CaraMenjabat.choices),
            }  # fmt: skip
        case "unit":
            units = [(str(one.unit_id), one.name) for one in units_editable_by(by, on)]
            return {"unit": forms.ChoiceField(label=_("Unit kerja baru"), choices=_EMPTY + units)}
        case "tanggungan":
            members = [
                (str(one.pk), f"{one.name} ({one.get_relation_display()})") for one in family_of(person)
            ]
            return {"member": forms.ChoiceField(label=_("Anggota keluarga"), choices=_EMPTY + members)}
        case "rekening":
            return {
                "bank": text(_("Bank"), 80),
                "number": digits(_("Nomor rekening"), 40),
                "holder": text(_("Atas nama"), 200),
            }
        case "disiplin":
            return {
                "level": forms.ChoiceField(
                    label=_("Tingkat hukuman"), choices=_EMPTY + list(TingkatHukuman.choices)
                ),
                "kind": text(_("Jenis hukuman"), 60, help_text=_("Seperti tertulis di SK.")),
                "violation": text(_("Pelanggaran"), 300, required=False),
            }
        case "tugas-belajar":
            return {
                "program": text(_("Program studi"), 200),
                "school": text(_("Perguruan tinggi"), 200),
                "level": forms.ChoiceField(
                    label=_("Jenjang"), choices=_EMPTY + list(JenjangPendidikan.choices)
                ),
            }
    return {}


class SkForm(KeptFileMixin):
    """An SK of one kind for one person."""

    field_order = ("at", "position", "how", "start", "last")

    def __init__(
        self,
        *args: Any,
        kind: SkKind,
        person: Person,
        by: Any,
        on: datetime.date,
        correcting: bool = False,
        **more: Any,
    ) -> None:
        """Build the fields of the kind."""
        super().__init__(*args, **more)
        self.kind = kind
        if kind.sk_needed:
            self.fields["file"].label = SK_FILE
        at = str((self.data.get("at") if self.is_bound else self.initial.get("at")) or "")
        content = _content_fields(kind, person, by, on, at)
        own: dict[str, forms.Field] = {
            "start": day(_("Berlaku mulai (TMT)") if kind.sk_needed else _("Berlaku mulai")),
        }
        if kind.ends != "tidak":
            own["last"] = day(
                _("Sampai dengan"),
                required=kind.ends == "wajib",
                help_text=_("Hari terakhir berlakunya.")
                if kind.ends == "wajib"
                else _("Wajib bagi Plt. dan Plh.")
                if kind.key == "jabatan"
                else "",
            )
        own["sk_number"] = text(_("Nomor SK"), 120, required=kind.sk_needed)
        own["sk_date"] = day(_("Tanggal SK"), required=False)
        own["sk_by"] = text(_("Penanda tangan"), 200, required=False)
        upload = {"file": self.fields.pop("file"), "kept": self.fields.pop("kept")}
        self.fields = {**content, **own, **upload, "note": text(_("Catatan"), 300, required=False)}
        if correcting:
            self.fields["reason"] = reason(
                _("Alasan perbaikan"), help_text=_("Ditampilkan bersama catatan yang lama.")
            )

    def said(self) -> dict[str, Any]:
        """Return what was typed, as the actions take it; the file apart."""
        data = self.cleaned_data
        content = {name: data[name] for name in self.kind.fields}
        if "position" in content:
            content["position_id"] = uuid.UUID(content.pop("position"))
        if "unit" in content:
            content["unit"] = Unit.objects.get(pk=content["unit"])
        if "member" in content:
            content["member"] = FamilyMember.objects.get(pk=content["member"])
        if "position_id" in content:
            from praja.organization.models import Position

            content["position"] = Position.objects.get(pk=content.pop("position_id"))
        return {
            "start": data["start"],
            "last": data.get("last"),
            "content": content,
            "sk_number": data["sk_number"],
            "sk_date": data["sk_date"],
            "sk_by": data["sk_by"],
            "note": data["note"],
        }


class BecauseForm(forms.Form):
    """Why a basic salary is not that of the law's table."""

    use_required_attribute = False  # one may look at the consequences again without it

    because = reason(
        _("Mengapa berbeda dari tabel"), help_text=_("Misalnya kalimat SK yang menyebut sebabnya.")
    )


def initial_of(row: SkHistory, kind: SkKind, on: datetime.date) -> dict[str, Any]:
    """Return a row as the form of its kind shows it, to be corrected."""
    found: dict[str, Any] = {
        name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in kind.fields
    }
    if "position" in found:
        version = PositionVersion.objects.on(on).filter(position=found["position"]).first()
        found["at"] = str(version.unit_id) if version else ""
    found = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in found.items()}
    return found | {
        "start": row.mulai,
        "last": row.sampai,
        "sk_number": row.sk_number,
        "sk_date": row.sk_date,
        "sk_by": row.sk_by,
        "note": row.note,
    }


class ManySkForm(SkForm):
    """One SK for many people."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Add the list of people."""
        super().__init__(*args, **more)
        people = forms.CharField(
            label=_("NIP pegawai"),
            widget=forms.Textarea(attrs={"rows": 6, "inputmode": "numeric"}),
            help_text=_("Satu NIP sebaris; boleh ditempel dari lembar kerja."),
        )
        self.fields = {"people": people, **self.fields}

    def keep_people(self, nips: Iterable[str]) -> None:
        """Show the list again with these people alone."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        self.data = data
        data[self.add_prefix("people")] = "\n".join(nips)


class EndForm(KeptFileMixin):
    """How a person's service ended."""

    why = forms.ChoiceField(
        label=_("Sebab"),
        choices=_EMPTY + [one for one in SebabBerhenti.choices if one[0] != SebabBerhenti.DIANGKAT_PNS],
    )
    last = day(_("Hari terakhir bekerja"))
    sk_number = text(
        _("Nomor SK"), 120, required=False, help_text=_("Boleh kosong hanya bila meninggal dunia.")
    )
    sk_date = day(_("Tanggal SK"), required=False)
    reason = reason(_("Catatan"), required=False)
    file = upload(SK_FILE)
    field_order = ("why", "last", "sk_number", "sk_date", "file", "reason")


# --- identity


class IdentityForm(forms.Form):
    """Who a person is."""

    nip = digits(_("NIP atau NI PPPK"), 40, help_text=_("18 angka."))
    name = text(_("Nama lengkap tanpa gelar"), 200)
    title_before = text(_("Gelar depan"), 60, required=False)
    title_after = text(_("Gelar belakang"), 60, required=False)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=_EMPTY + list(JenisKelamin.choices))
    birth_date = day(_("Tanggal lahir"))
    birth_place = text(_("Tempat lahir"), 120, required=False)
    nik = digits(_("NIK"), 40, required=False, help_text=_("16 angka, seperti di KTP. Disimpan tersandi."))
    npwp = digits(_("NPWP"), 30, required=False, help_text=_("15 atau 16 angka."))
    email = forms.EmailField(label=_("Surel"), required=False)
    phone = text(_("Telepon"), 30, required=False)
    address = text(_("Alamat"), 300, required=False)


class NewPersonForm(IdentityForm):
    """Somebody who begins to work."""

    unit = forms.ChoiceField(label=_("Unit kerja"))
    start = day(_("Bekerja di unit ini mulai"))
    sk_number = text(_("Nomor SK penempatan"), 120, required=False)
    sk_date = day(_("Tanggal SK penempatan"), required=False)
    reason = reason(
        _("Alasan bila NIP atau NIK tidak cocok"),
        required=False,
        help_text=_(
            "Isi hanya bila nomornya memang berbeda dari tanggal lahir atau jenis kelamin menurut dokumen."
        ),
    )

    def __init__(self, *args: Any, by: Any, on: datetime.date, **more: Any) -> None:
        """Offer the units where `by` may add people."""
        super().__init__(*args, **more)
        units: list[UnitVersion] = list(units_editable_by(by, on))
        self.fields["unit"].choices = _EMPTY + [(str(one.unit_id), one.name) for one in units]  # type: ignore[attr-defined]


class ChangeIdentityForm(IdentityForm):
    """A change of who a person is said to be."""

    reason = reason(_("Alasan perubahan"), help_text=_("Misalnya dokumen yang menjadi dasarnya."))

    def __init__(self, *args: Any, has_nik: bool, **more: Any) -> None:
        """Leave the NIK empty: it is shown to nobody here."""
        super().__init__(*args, **more)
        if has_nik:
            self.fields["nik"].help_text = _("Sudah tercatat dan tersandi. Isi hanya untuk menggantinya.")


class NotSameForm(forms.Form):
    """Why somebody with the same name and birth date is another person."""

    use_required_attribute = False  # whoever mends the name instead need not answer

    not_same = reason(
        _("Mengapa bukan orang yang sama"),
        help_text=_("Misalnya NIK di KTP keduanya berbeda, atau SK pengangkatannya dari instansi lain."),
    )


class PhotoForm(forms.Form):
    """A photo."""

    photo = forms.FileField(
        label=_("Foto (JPEG atau PNG)"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
    )


# --- family and records


class MemberForm(forms.Form):
    """A spouse or child."""

    relation = forms.ChoiceField(label=_("Hubungan"), choices=_EMPTY + list(HubunganKeluarga.choices))
    name = text(_("Nama"), 200)
    birth_date = day(_("Tanggal lahir"), required=False, help_text=_("Wajib bagi anak."))
    married_on = day(_("Tanggal menikah"), required=False)
    divorced_on = day(_("Tanggal cerai"), required=False)
    died_on = day(_("Tanggal meninggal"), required=False)
    works_as_asn = forms.BooleanField(label=_("Juga ASN"), required=False)
    school = text(
        _("Sekolah atau kuliah"), 200, required=False, help_text=_("Bagi anak yang masih bersekolah.")
    )
    school_until = day(_("Surat sekolah berlaku sampai"), required=False)


class ChangeMemberForm(MemberForm):
    """A change of what is recorded of a member of the family."""

    reason = reason(_("Alasan perubahan"))


class EducationForm(KeptFileMixin):
    """An education."""

    level = forms.ChoiceField(label=_("Jenjang"), choices=_EMPTY + list(JenjangPendidikan.choices))
    field = text(_("Jurusan"), 200, required=False)
    school = text(_("Sekolah"), 200)
    dated = day(_("Tanggal ijazah"))
    number = text(_("Nomor ijazah"), 120, required=False)
    file = upload(_("Ijazah (PDF atau foto)"))
    field_order = ("level", "field", "school", "dated", "number", "file")


class TrainingForm(KeptFileMixin):
    """A training."""

    name = text(_("Nama pelatihan"), 300)
    jp = forms.IntegerField(label=_("Jam pelajaran"), min_value=1, max_value=2000)
    held_by = text(_("Penyelenggara"), 200, required=False)
    dated = day(_("Tanggal sertifikat"))
    number = text(_("Nomor sertifikat"), 120, required=False)
    file = upload(_("Sertifikat (PDF atau foto)"))
    field_order = ("name", "jp", "held_by", "dated", "number", "file")


class AwardForm(KeptFileMixin):
    """An award."""

    name = text(_("Nama penghargaan"), 300)
    dated = day(_("Tanggal piagam"))
    number = text(_("Nomor piagam"), 120, required=False)
    file = upload(_("Piagam (PDF atau foto)"))
    field_order = ("name", "dated", "number", "file")


RECORD_FORMS: dict[str, type[KeptFileMixin]] = {
    "pendidikan": EducationForm,
    "pelatihan": TrainingForm,
    "penghargaan": AwardForm,
}


# --- proposals


class ProofMixin(KeptFileMixin):
    """A proposal that nobody can accept without seeing what proves it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Ask for the proof, unless it came with an earlier step."""
        super().__init__(*args, **more)
        proof = self.fields["file"]
        proof.label = _("Foto atau pindaian buktinya")
        proof.error_messages["required"] = _("Lampirkan foto atau pindaian buktinya.")
        proof.required = not self.data.get(self.add_prefix("kept"))


class ContactProposal(KeptFileMixin):
    """A new contact."""

    email = forms.EmailField(label=_("Surel"), required=False)
    phone = text(_("Telepon"), 30, required=False)
    address = text(_("Alamat"), 300, required=False)
    field_order = ("email", "phone", "address", "file")


class BankProposal(ProofMixin):
    """A new bank account."""

    bank = text(_("Bank"), 80)
    number = digits(_("Nomor rekening"), 40)
    holder = text(_("Atas nama"), 200)
    start = day(_("Dipakai mulai"))
    field_order = ("bank", "number", "holder", "start", "file")


class MemberProposal(ProofMixin, MemberForm):
    """A new member of the family, or a change of one."""

    member = forms.ChoiceField(
        label=_("Yang diubah"), required=False, help_text=_("Biarkan kosong untuk anggota keluarga baru.")
    )
    field_order = ("member", "relation", "name")

    def __init__(self, *args: Any, person: Person, **more: Any) -> None:
        """Offer the members that are recorded."""
        super().__init__(*args, **more)
        members = [(str(one.pk), one.name) for one in family_of(person)]
        self.fields["member"].choices = [("", _("Anggota keluarga baru")), *members]  # type: ignore[attr-defined]


class EducationProposal(ProofMixin, EducationForm):
    """A new education."""


# --- looking back


class WhenForm(forms.Form):
    """The day a page looks at, and the moment whose knowledge it shows."""

    per = day(_("Per tanggal"), required=False)
    diketahui = forms.DateTimeField(
        label=_("Menurut yang diketahui sampai"),
        required=False,
        widget=forms.DateTimeInput(),
        help_text=_("Kosong berarti sampai sekarang."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class DifferenceForm(forms.Form):
    """Two days to compare."""

    dari = day(_("Dari tanggal"))
    ke = day(_("Sampai tanggal"))
