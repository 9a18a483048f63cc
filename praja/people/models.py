"""People and the histories of their careers, each row from an SK.

Dates of histories are ranges; see `praja.temporal.models`. Amounts are whole rupiah.
"""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
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
    Usulan,
)
from praja.temporal.models import History, no_overlap, not_empty
from praja.web.said import spoken

EIGHTEEN_DIGITS = RegexValidator(r"^\d{18}$", "NIP terdiri dari 18 angka, tanpa spasi.")
GOLONGAN = [(one, one) for one in (*GOLONGAN_PNS, *GOLONGAN_PPPK)]


class ClockTimestamp(models.Func):
    """What the database's clock shows, also late in a long transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class Person(models.Model):
    """A person in the records: who they are. What they are, and since when, stands in the histories."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    nip = models.CharField("NIP atau NI PPPK", max_length=18, unique=True, validators=[EIGHTEEN_DIGITS])
    name = models.CharField("nama", max_length=200)
    title_before = models.CharField("gelar depan", max_length=60, blank=True)
    title_after = models.CharField("gelar belakang", max_length=60, blank=True)
    sex = models.CharField("jenis kelamin", max_length=1, choices=JenisKelamin.choices)
    birth_date = models.DateField("tanggal lahir")
    birth_place = models.CharField("tempat lahir", max_length=120, blank=True)
    nik_encrypted = models.BinaryField(null=True, blank=True, editable=False)
    nik_digest = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    """Keyed digest, by which two people with one NIK are found without reading it."""
    npwp = models.CharField("NPWP", max_length=16, blank=True)
    email = models.EmailField("surel", blank=True)
    phone = models.CharField("telepon", max_length=30, blank=True)
    address = models.CharField("alamat", max_length=300, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    search = models.TextField(editable=False, default="")
    """Name, titles and NIP in lower case without accents, for finding."""
    tercatat = models.DateTimeField("tercatat", db_default=Now(), editable=False)
    """Since when who they are is known as it stands here; the database keeps it, and what stood here before
    (`FormerPerson`)."""
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["name", "nip"], name="person_by_name"),
            models.Index(fields=["birth_date", "name"], name="person_birth"),
            GinIndex(OpClass("search", "gin_trgm_ops"), name="person_search"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with its titles."""
        return full_name(self.title_before, self.name, self.title_after)


def full_name(before: str, name: str, after: str) -> str:
    """Return a name with its titles."""
    named = f"{before} {name}".strip()
    return f"{named}, {after}" if after else named


def by_sk(name: str) -> GinIndex:
    """Return the index by which rows are found by a part of their SK number."""
    return GinIndex(OpClass("sk_number", "gin_trgm_ops"), name=name)


def known_by(field: str, *also: str, name: str) -> models.Index:
    """Return the index by which the rows known today are found by a field, and what else is read of them.

    What lists read is all in it: for more, the planner would take the index of an exclusion constraint that
    begins with the person, and go through all of it.
    """
    return models.Index(fields=[field], include=also, condition=Q(digantikan__isnull=True), name=name)


class SkHistory(History):
    """A row that an SK (decision letter) wrote."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)s_set")
    sk_number = models.CharField("nomor SK", max_length=120, blank=True)
    sk_date = models.DateField("tanggal SK", null=True, blank=True)
    sk_by = models.CharField("penanda tangan", max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField("catatan", max_length=300, blank=True)

    class Meta:
        abstract = True


class StatusHistory(SkHistory):
    """CPNS, PNS, PPPK … and how it ended. A PPPK contract is a row of its own."""

    status = models.CharField(max_length=20, choices=StatusAsn.choices)
    contract_end = models.DateField("akhir perjanjian kerja", null=True, blank=True)
    ended_by = models.CharField("sebab berakhir", max_length=20, choices=SebabBerhenti.choices, blank=True)
    end_sk_number = models.CharField("nomor SK pemberhentian", max_length=120, blank=True)
    end_sk_date = models.DateField("tanggal SK pemberhentian", null=True, blank=True)
    end_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [no_overlap("status_one", "person"), not_empty("status_not_empty")]
        indexes = [by_sk("status_sk"), models.Index(fields=["end_sk_number"], name="status_end_sk")]


class GolonganHistory(SkHistory):
    """The golongan, and the masa kerja golongan on its first day."""

    golongan = models.CharField(max_length=6, choices=GOLONGAN)
    mkg_years = models.PositiveSmallIntegerField("MKG tahun", validators=[MaxValueValidator(45)])
    mkg_months = models.PositiveSmallIntegerField("MKG bulan", default=0, validators=[MaxValueValidator(11)])

    class Meta:
        constraints = [
            no_overlap("golongan_one", "person"),
            not_empty("golongan_not_empty"),
            models.CheckConstraint(name="golongan_mkg", condition=Q(mkg_years__lte=45, mkg_months__lte=11)),
        ]
        indexes = [by_sk("golongan_sk"), known_by("golongan", "person", "berlaku", name="golongan_known")]


class KgbHistory(SkHistory):
    """A kenaikan gaji berkala: the step of the salary table since a day (PP 7/1977 articles 11-13)."""

    golongan = models.CharField(max_length=6, choices=GOLONGAN)
    mkg_years = models.PositiveSmallIntegerField("MKG tahun", validators=[MaxValueValidator(45)])
    gaji_pokok = models.BigIntegerField("gaji pokok baru")

    class Meta:
        constraints = [
            no_overlap("kgb_one", "person"),
            not_empty("kgb_not_empty"),
            models.CheckConstraint(name="kgb_gaji", condition=Q(gaji_pokok__gt=0)),
        ]
        indexes = [by_sk("kgb_sk")]


class JabatanHistory(SkHistory):
    """A post held: one definitively at a time; besides it, others as Plt or Plh."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="holders")
    how = models.CharField("cara menjabat", max_length=10, choices=CaraMenjabat.choices, default="definitif")

    class Meta:
        constraints = [
            no_overlap("jabatan_one_definitive", "person", condition=Q(how="definitif")),
            no_overlap("jabatan_not_twice", "person", "position"),
            not_empty("jabatan_not_empty"),
        ]
        indexes = [
            by_sk("jabatan_sk"),
            known_by("position", "id", "person", "berlaku", "how", name="jabatan_known"),
        ]


class UnitHistory(SkHistory):
    """The unit in which a person works and is paid."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members")

    class Meta:
        constraints = [no_overlap("member_one_unit", "person"), not_empty("member_not_empty")]
        indexes = [by_sk("member_sk"), known_by("unit", "person", "berlaku", name="member_known")]


class FamilyMember(models.Model):
    """Spouse or child. For how long an allowance is paid for them stands in `DependantHistory`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="family")
    relation = models.CharField("hubungan", max_length=20, choices=HubunganKeluarga.choices)
    name = models.CharField("nama", max_length=200)
    birth_date = models.DateField("tanggal lahir", null=True, blank=True)
    married_on = models.DateField("tanggal menikah", null=True, blank=True)
    divorced_on = models.DateField("tanggal cerai", null=True, blank=True)
    died_on = models.DateField("tanggal meninggal", null=True, blank=True)
    works_as_asn = models.BooleanField("juga ASN", default=False)
    school = models.CharField("sekolah atau kuliah", max_length=200, blank=True)
    school_until = models.DateField("surat sekolah berlaku sampai", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ditarik", null=True, blank=True, editable=False)
    tercatat = models.DateTimeField("tercatat", db_default=ClockTimestamp(), editable=False)
    """Since when they are known as they stand here; the database keeps it, and what stood here before
    (`FormerMember`)."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_divorce_after_marriage",
                condition=Q(divorced_on__isnull=True)
                | Q(married_on__isnull=True)
                | Q(divorced_on__gte=F("married_on")),
            ),
        ]

    def joined_by(self, day: datetime.date) -> bool:
        """Whether they belonged to the family by a day, as far as is recorded: married, or born."""
        spouse = self.relation in (HubunganKeluarga.SUAMI, HubunganKeluarga.ISTRI)
        since = self.married_on if spouse else self.birth_date
        return since is None or since <= day


class Former(models.Model):
    """What a row said before it was changed. Written by a trigger, read by everybody, changed by nobody.

    Whoever changes the row need not think of it: a form, an import, a statement by hand. How such a row is
    read as it was known at a moment stands in `praja.people.former`.
    """

    said = models.JSONField()
    """The row as it stood, by column, without what is not kept."""
    tercatat = models.DateTimeField("tercatat")
    digantikan = models.DateTimeField("digantikan")

    class Meta:
        abstract = True


class FormerPerson(Former):
    """Who a person was said to be. Of NIK, photo, account, telephone and e-mail nothing former is kept, since
    no pay and no letter reads it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="former")

    class Meta:
        indexes = [models.Index(fields=["digantikan"], name="former_person_until")]
        constraints = [
            models.CheckConstraint(name="former_person_after", condition=Q(digantikan__gt=F("tercatat")))
        ]


class FormerMember(Former):
    """What was recorded of a member of the family."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="former_family")
    member = models.ForeignKey(FamilyMember, models.PROTECT, related_name="former")

    class Meta:
        indexes = [models.Index(fields=["digantikan"], name="former_member_until")]
        constraints = [
            models.CheckConstraint(name="former_member_after", condition=Q(digantikan__gt=F("tercatat")))
        ]


class DependantHistory(SkHistory):
    """The time for which an allowance is paid for a member of the family."""

    member = models.ForeignKey(FamilyMember, models.PROTECT, related_name="dependant")

    class Meta:
        constraints = [no_overlap("dependant_one", "member"), not_empty("dependant_not_empty")]
        indexes = [by_sk("dependant_sk")]


class BankAccountHistory(SkHistory):
    """The bank account to which pay goes."""

    bank = models.CharField("bank", max_length=80)
    number = models.CharField("nomor rekening", max_length=40)
    holder = models.CharField("atas nama", max_length=200)

    class Meta:
        constraints = [no_overlap("bank_account_one", "person"), not_empty("bank_account_not_empty")]
        indexes = [by_sk("bank_account_sk")]


class DisciplineHistory(SkHistory):
    """A disciplinary punishment and the time for which it is served (PP 94/2021)."""

    level = models.CharField("tingkat", max_length=10, choices=TingkatHukuman.choices)
    kind = models.CharField("jenis hukuman", max_length=60)
    violation = models.CharField("pelanggaran", max_length=300, blank=True)

    class Meta:
        constraints = [not_empty("discipline_not_empty")]
        indexes = [by_sk("discipline_sk")]


class StudyHistory(SkHistory):
    """Tugas belajar."""

    program = models.CharField("program studi", max_length=200)
    school = models.CharField("perguruan tinggi", max_length=200)
    level = models.CharField("jenjang", max_length=10, choices=JenjangPendidikan.choices)

    class Meta:
        constraints = [no_overlap("study_one", "person"), not_empty("study_not_empty")]
        indexes = [by_sk("study_sk")]


class CltnHistory(SkHistory):
    """Cuti di luar tanggungan negara."""

    class Meta:
        constraints = [no_overlap("cltn_one", "person"), not_empty("cltn_not_empty")]
        indexes = [by_sk("cltn_sk")]


class Record(models.Model):
    """Something that happened once and holds no time: an education, a training, an award."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="%(class)s_set")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.CharField("nomor", max_length=120, blank=True)
    dated = models.DateField("tanggal")
    note = models.CharField("catatan", max_length=300, blank=True)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    dicatat_oleh = models.CharField(max_length=200, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Education(Record):
    """An education that was completed."""

    level = models.CharField("jenjang", max_length=10, choices=JenjangPendidikan.choices)
    field = models.CharField("jurusan", max_length=200, blank=True)
    school = models.CharField("sekolah", max_length=200)


class Training(Record):
    """A training, with its hours (jam pelajaran)."""

    name = models.CharField("nama pelatihan", max_length=300)
    held_by = models.CharField("penyelenggara", max_length=200, blank=True)
    jp = models.PositiveSmallIntegerField("jam pelajaran")


class Award(Record):
    """An award (penghargaan), such as Satyalancana Karya Satya."""

    name = models.CharField("nama penghargaan", max_length=300)


class ChangeProposal(models.Model):
    """A change of one's own record, proposed with a scan; an officer accepts or refuses it with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="proposals")
    subject = models.CharField("hal", max_length=40)
    """What it changes: `keluarga`, `kontak`, `rekening`, `pendidikan`."""
    content = models.JSONField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=Usulan.choices, default=Usulan.DIAJUKAN)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_not_by_oneself",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("made_by"))
                | Q(state=Usulan.DIBATALKAN),
            ),
        ]


class PeopleImport(models.Model):
    """One import of people from a sheet: what it would do, what it did, and how it can be undone."""

    class State(models.TextChoices):
        DIUNGGAH = "diunggah", _("Berkas diunggah")
        MEMERIKSA = "memeriksa", _("Sedang diperiksa")
        DIPERIKSA = "diperiksa", _("Siap diterapkan")
        MENERAPKAN = "menerapkan", _("Sedang diterapkan")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        GAGAL = "gagal", _("Gagal, tidak ada yang berubah")
        MENGURUNGKAN = "mengurungkan", _("Sedang diurungkan")
        DIURUNGKAN = "diurungkan", _("Diurungkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    """None once it is no longer needed: the sheet may hold NIK."""
    mapping = models.JSONField(default=dict)
    """Heading in the sheet → our column; remembered for the next file with the same headings."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIUNGGAH)
    only_good_rows = models.BooleanField(default=True)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often work on it was asked for: a job of an earlier asking does nothing."""
    progress_at = models.DateTimeField(null=True)
    """When the job last said how far it is."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    message_parts = models.JSONField(default=list)
    """The message as the language of the reader says it (`praja.web.said`)."""

    @property
    def message_said(self) -> str:
        """The message in the language of the reader."""
        return spoken(self.message_parts, self.message)


class ImportRow(models.Model):
    """What an import would do, and did, with one person. Whoever stays as they are has no row."""

    class Kind(models.TextChoices):
        BARU = "baru", _("Baru")
        BERUBAH = "berubah", _("Berubah")
        PASTIKAN = "pastikan", _("Perlu dipastikan")
        BERMASALAH = "bermasalah", _("Bermasalah")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    people_import = models.ForeignKey(PeopleImport, models.CASCADE, related_name="people_rows")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    line = models.PositiveIntegerField()
    """The row in the sheet."""
    nip = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200, blank=True)
    says = models.JSONField(default=list)
    """Field by field what is before and after, in words; secrets only by their last digits."""
    alike = models.JSONField(default=list)
    """People who may be the same one."""
    accepted = models.BooleanField(default=False)
    """An officer has looked: it is right although it had to be asked."""
    written = models.JSONField(default=dict)
    """What was written, enough to undo it."""

    class Meta:
        indexes = [models.Index(fields=["people_import", "kind", "line"], name="import_row_kind")]


class ManySk(models.Model):
    """One SK that a job records for many people: what was typed, how far it is, how it ended."""

    class State(models.TextChoices):
        MENCATAT = "mencatat", _("Sedang dicatat")
        DICATAT = "dicatat", _("Sudah dicatat")
        GAGAL = "gagal", _("Tidak dicatat, tidak ada yang berubah")
        DIHENTIKAN = "dihentikan", _("Dihentikan, tidak ada yang berubah")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    given = models.JSONField(default=dict)
    """The fields of the form as they were typed."""
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """How many were looked at; all of them, as soon as it writes."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.MENCATAT)
    message = models.TextField(blank=True)
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often it was asked for: a job of an earlier asking does nothing."""
    progress_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)


class PeopleExport(models.Model):
    """A workbook of all people whose record somebody may change, with their histories, that a job makes."""

    class State(models.TextChoices):
        MENYUSUN = "menyusun", _("Sedang disusun")
        SIAP = "siap", _("Siap diunduh")
        GAGAL = "gagal", _("Tidak jadi disusun")
        DIHENTIKAN = "dihentikan", _("Dihentikan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """How many of the rows are written."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.MENYUSUN)
    message = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    roles = models.JSONField(default=list)
    """The roles by which its people were chosen: who no longer holds all of them does not get it."""
    keep_until = models.DateField()
    """The last day on which it can be fetched."""
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often it was asked for: a job of an earlier asking does nothing."""
    progress_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)


class ImportProblem(models.Model):
    """Something in a sheet that cannot be taken as it is, or should be looked at."""

    class Weight(models.TextChoices):
        SALAH = "salah", _("Tidak dapat diterapkan")
        PERIKSA = "periksa", _("Perlu diperiksa")

    people_import = models.ForeignKey(PeopleImport, models.CASCADE, related_name="row_problems")
    weight = models.CharField(max_length=8, choices=Weight.choices)
    sheet = models.CharField(max_length=100, blank=True)
    line = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=200, blank=True)
    nip = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    why = models.TextField()
    what_to_do = models.TextField(blank=True)
    why_parts = models.JSONField(default=list)
    what_to_do_parts = models.JSONField(default=list)
    """From which the sentences are said again in the language of the reader (`praja.web.said`)."""

    class Meta:
        indexes = [models.Index(fields=["people_import", "weight", "sheet", "line"], name="import_problem")]

    @property
    def why_said(self) -> str:
        """Why, in the language of the reader."""
        return spoken(self.why_parts, self.why)

    @property
    def what_to_do_said(self) -> str:
        """What to do, in the language of the reader."""
        return spoken(self.what_to_do_parts, self.what_to_do)


class DueItem(models.Model):
    """The next day of one kind on which something falls due for a person, reckoned from the records.

    Derived: it may be emptied at any time and is then reckoned again. Triggers note in `DueStale` whose
    records were written since.
    """

    class Kind(models.TextChoices):
        KGB = "kgb", _("Kenaikan gaji berkala")
        PANGKAT = "pangkat", _("Kenaikan pangkat paling cepat")
        ANAK = "anak", _("Tunjangan anak berakhir")
        HENTI = "henti", _("Tunjangan keluarga perlu dihentikan")
        KONTRAK = "kontrak", _("Perjanjian kerja berakhir")
        CPNS = "cpns", _("Masa percobaan CPNS berakhir")
        PLT = "plt", _("Tugas Plt. atau Plh. berakhir")
        PENSIUN = "pensiun", _("Pensiun")

    person = models.ForeignKey(Person, models.CASCADE, related_name="due_items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    member = models.ForeignKey(FamilyMember, models.CASCADE, null=True, related_name="+")
    basis = models.JSONField(default=dict)
    """From what it was reckoned."""

    class Meta:
        indexes = [
            models.Index(fields=["day", "kind"], include=["person"], name="due_of_day"),
            models.Index(fields=["person", "kind"], name="due_of_person"),
        ]


class DueStale(models.Model):
    """A person whose `DueItem`s must be reckoned again. Written by triggers."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")


class CalendarFeed(models.Model):
    """A secret address by which a calendar reads what its owner may see. Only a digest of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_calendar_feed"
            )
        ]
