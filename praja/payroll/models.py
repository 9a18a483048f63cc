"""What pay is computed from that stands nowhere else, the runs, and the slips.

Amounts are whole rupiah. Months are told by their first day. Facts are named as the law names them
(`praja.rules.schema.Fact.name`) and kept as the text that somebody gave, so that a new regulation needs no
new column.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, TruncMonth
from django.utils.translation import gettext_lazy as _

from praja.files.models import StoredFile
from praja.organization.models import Position, Unit
from praja.payroll.enums import (
    JenisDaftar,
    JenisMasukan,
    JenisPotongan,
    JenisProses,
    JenisRekap,
    JenisTambahan,
    KeadaanProses,
    KeadaanSlip,
    PeranBerkas,
    RevisiPagu,
)
from praja.people.models import Person
from praja.temporal.models import History, no_overlap, not_empty


class PackInUse(History):
    """The pack of law by which a government pays during a time."""

    government = models.ForeignKey(Unit, models.PROTECT, related_name="packs")
    pack = models.CharField(_("paket hukum"), max_length=80)
    dasar = models.CharField(_("dasar hukum"), max_length=300, blank=True)

    class Meta:
        constraints = [no_overlap("pack_one", "government"), not_empty("pack_not_empty")]


class FactSheet(models.Model):
    """One sheet of facts that was read in: what it would do, what it did, and how it can be undone."""

    class State(models.TextChoices):
        DIUNGGAH = "diunggah", _("Berkas diunggah")
        DIPERIKSA = "diperiksa", _("Siap diterapkan")
        DITERAPKAN = "diterapkan", _("Diterapkan")
        GAGAL = "gagal", _("Gagal, tidak ada yang berubah")
        DIURUNGKAN = "diurungkan", _("Diurungkan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """The unit whose people (with all below) the sheet may speak of."""
    kind = models.CharField(max_length=12, choices=JenisMasukan.choices)
    period = models.DateField(_("bulan"))
    """Of monthly facts the month; of lasting ones the first month in which they hold."""
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DIUNGGAH)
    rows = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sheet_month", condition=Q(period=TruncMonth("period"))),
        ]


class StandingFact(History):
    """A fact of the law that holds until it changes: of a person, a post, or a unit with all below it.

    What is said of a person goes before what is said of the post, and that before what is said of a unit.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="standing_facts")
    position = models.ForeignKey(Position, models.PROTECT, null=True, related_name="standing_facts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="standing_facts")
    fact = models.CharField(_("fakta"), max_length=80)
    value = models.CharField(_("isi"), max_length=200)
    note = models.CharField(_("dasar atau catatan"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            no_overlap("fact_one_of_person", "person", "fact", condition=Q(person__isnull=False)),
            no_overlap("fact_one_of_post", "position", "fact", condition=Q(position__isnull=False)),
            no_overlap("fact_one_of_unit", "unit", "fact", condition=Q(unit__isnull=False)),
            not_empty("fact_not_empty"),
            models.CheckConstraint(
                name="fact_of_one",
                condition=Q(person__isnull=False, position__isnull=True, unit__isnull=True)
                | Q(person__isnull=True, position__isnull=False, unit__isnull=True)
                | Q(person__isnull=True, position__isnull=True, unit__isnull=False),
            ),
        ]


class Recap(models.Model):
    """The facts of one person's month: attendance or performance. A later one replaces, and both are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="recaps")
    period = models.DateField(_("bulan"))
    kind = models.CharField(max_length=12, choices=JenisRekap.choices)
    values = models.JSONField(default=dict)
    """Fact → its value as text."""
    rows = models.JSONField(default=list)
    """Of a finer grain: `{"kejadian": [{"jenis_kejadian": "terlambat", "menit": "12"}, …]}`, or empty."""
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, related_name="recaps")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    dicatat_oleh = models.CharField(max_length=200, blank=True, editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "period", "kind"],
                condition=Q(digantikan__isnull=True),
                name="recap_one",
            ),
            models.CheckConstraint(name="recap_month", condition=Q(period=TruncMonth("period"))),
        ]
        indexes = [models.Index(fields=["period", "kind"], name="recap_period")]


class Deduction(History):
    """A loan, due or rent that is taken from pay each month of its time, until its balance is paid."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="deductions")
    kind = models.CharField(max_length=30, choices=JenisPotongan.choices)
    creditor = models.CharField(_("kepada"), max_length=120)
    monthly = models.BigIntegerField(_("sebulan"), validators=[MinValueValidator(1)])
    total = models.BigIntegerField(_("seluruhnya"), null=True)
    """What is owed in all; none for dues without an end."""
    paid_before = models.BigIntegerField(_("sudah dibayar sebelum dicatat di sini"), default=0)
    number = models.CharField(_("nomor perjanjian"), max_length=120, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            not_empty("deduction_not_empty"),
            no_overlap("deduction_one", "person", "kind", "creditor", "number"),
            models.CheckConstraint(name="deduction_some", condition=Q(monthly__gt=0, paid_before__gte=0)),
            models.CheckConstraint(
                name="deduction_total", condition=Q(total__isnull=True) | Q(total__gte=F("paid_before"))
            ),
        ]
        indexes = [models.Index(fields=["person"], name="deduction_person")]


class SecondPerson(models.Model):
    """Something that one person records and another confirms; until then it counts for nothing.

    What is confirmed is never changed (a trigger says so), only withdrawn.
    """

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_second_person",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("made_by"))),
            ),
            models.CheckConstraint(
                name="%(class)s_months", condition=Q(first=TruncMonth("first"), last=TruncMonth("last"))
            ),
            models.CheckConstraint(name="%(class)s_in_order", condition=Q(first__lte=F("last"))),
            models.CheckConstraint(name="%(class)s_document", condition=~Q(document="")),
        ]


class ExtraLine(SecondPerson):
    """An amount more or less on the slips of a person, by a document, in one month or some."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="extra_lines")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    """In which the person worked in the first month."""
    pay_list = models.CharField(_("daftar"), max_length=10, choices=JenisDaftar.choices)
    kind = models.CharField(_("jenis"), max_length=30, choices=JenisTambahan.choices)
    first = models.DateField(_("bulan"))
    last = models.DateField(_("sampai bulan"))
    amount = models.BigIntegerField(_("jumlah sebulan"), validators=[MinValueValidator(1)])
    reason = models.CharField(_("alasan"), max_length=300)
    document = models.CharField(_("nomor dokumen"), max_length=120)
    document_date = models.DateField(_("tanggal dokumen"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    """The scan; a line without one is not confirmed."""
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, related_name="+")
    award = models.ForeignKey(
        "performance.AwardProposal", models.PROTECT, null=True, blank=True, related_name="extra_lines"
    )
    """The award whose money it pays."""
    withdrawn_from = models.DateField(null=True)
    """The first month in which a withdrawn line no longer counts; what was paid before stays."""

    class Meta(SecondPerson.Meta):
        constraints = [
            *SecondPerson.Meta.constraints,
            models.UniqueConstraint(
                fields=["award"], condition=Q(withdrawn_at__isnull=True), name="extraline_pays_an_award_once"
            ),
            models.CheckConstraint(name="extraline_some", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="extraline_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="extraline_scan", condition=Q(confirmed_at__isnull=True) | Q(file__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["person", "first"], name="extraline_of_person")]


class Rapel(models.Model):
    """What one closed month of a list comes to by what became known later, beside what was paid, for one
    person. The extra lines of a later month pay it or take it back. Never changed: it counts as long as its
    lines are not withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="rapel")
    pay_list = models.CharField(max_length=10, choices=JenisDaftar.choices)
    period = models.DateField(_("bulan"))
    """The closed month."""
    run = models.ForeignKey("Run", models.PROTECT, related_name="+")
    """By which it was paid."""
    parts = models.JSONField()
    """Of each line that differs: `{"rule", "title", "cut", "before", "after"}`, in whole rupiah."""
    causes = models.JSONField()
    """What became known later: `{"title", "before", "after", "why", "by"}`."""
    income = models.ForeignKey(ExtraLine, models.PROTECT, null=True, related_name="rapel_income")
    """The line that pays the difference of income, or takes it back."""
    cuts = models.ForeignKey(ExtraLine, models.PROTECT, null=True, related_name="rapel_cuts")
    """The line that takes the difference of contributions, or gives it back."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rapel_has_a_line", condition=Q(income__isnull=False) | Q(cuts__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["person", "period"], name="rapel_of_person")]


class LegalBasis(SecondPerson):
    """The regulation by which a list may be paid in some months, where the law's own time does not say so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    pay_list = models.CharField(_("daftar"), max_length=10, choices=JenisDaftar.choices)
    first = models.DateField(_("bulan pertama"))
    last = models.DateField(_("bulan terakhir"))
    document = models.CharField(_("nomor peraturan"), max_length=120)
    document_date = models.DateField(_("tanggal ditetapkan"))
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta(SecondPerson.Meta):
        constraints = [*SecondPerson.Meta.constraints]


class Run(models.Model):
    """One list of one month for the people of a unit, from computing to payment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pay_list = models.CharField(_("daftar"), max_length=10, choices=JenisDaftar.choices)
    kind = models.CharField(_("jenis"), max_length=10, choices=JenisProses.choices, default=JenisProses.INDUK)
    period = models.DateField(_("bulan"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="runs")
    """Whose people (with all below) are paid: those who belong there on the first day of the month."""
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    people = models.JSONField(default=list)
    """Ids of the people it is limited to; empty means all of the unit."""
    pack = models.CharField(max_length=80)
    paid_on = models.DateField(_("tanggal bayar"))
    cut_off = models.DateTimeField(_("batas pencatatan"), null=True)
    """What is recorded after this moment waits for the next month; none means: until it is computed."""
    state = models.CharField(max_length=12, choices=KeadaanProses.choices, default=KeadaanProses.TERBUKA)
    attempt = models.PositiveIntegerField(default=0)
    """Counts how often computing was asked for: a job of an earlier asking does nothing."""
    known_at = models.DateTimeField(null=True)
    """Of the facts that the slips were computed from."""
    sources = models.JSONField(default=dict, editable=False)
    """What the rows looked like that these facts were made of (`runs.watch`)."""
    people_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict)
    """Rule → sum over those who are paid."""
    software = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    """Why computing failed, if it did."""
    progress_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    computed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    """When somebody said so; the money left on `paid_day`."""
    paid_day = models.DateField(_("dibayar pada"), null=True)
    reopened_why = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    """People of the unit who stand in another run already: `{"person", "nip", "name", "unit", "why"}`."""
    changed_count = models.PositiveIntegerField(null=True)
    """Of how many people the facts have changed since, when last looked; none while nobody has looked."""
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="run_month", condition=Q(period=TruncMonth("period"))),
            models.CheckConstraint(
                name="run_maker_is_not_checker",
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("computed_by")) & ~Q(approved_by=F("checked_by"))),
            ),
            models.CheckConstraint(
                name="run_approved_by_somebody",
                condition=~Q(state__in=[KeadaanProses.DISETUJUI, KeadaanProses.DIBAYAR])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["government", "-period"], name="run_by_month")]


class Slip(models.Model):
    """What one list of one month comes to for one person. Written by set; never changed, only replaced whole
    while its run is not approved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="slips", db_index=False, db_constraint=False)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="slips", db_index=False, db_constraint=False
    )
    """Both are found by the indexes below; each index more is written 24,000 times a month. What refers to
    what is checked by triggers, once a statement (migration 0014)."""
    period = models.DateField(_("bulan"))
    pay_list = models.CharField(max_length=10, choices=JenisDaftar.choices)
    kind = models.CharField(max_length=10, choices=JenisProses.choices, default=JenisProses.INDUK)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    npwp_withholder = models.CharField(max_length=16, blank=True)
    nip = models.CharField(max_length=18)
    name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    post = models.CharField(_("jabatan"), max_length=200, blank=True)
    golongan = models.CharField(max_length=6, blank=True)
    bank = models.CharField(max_length=80, blank=True)
    bank_number = models.CharField(max_length=40, blank=True)
    bank_holder = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=KeadaanSlip.choices)
    amounts = models.JSONField(default=dict)
    """Rule → amount, of every line that the list computes; empty where it could not be computed."""
    gross = models.BigIntegerField(_("kotor"), null=True)
    cuts = models.BigIntegerField(_("potongan"), null=True)
    net = models.BigIntegerField(_("diterima"), null=True)
    problems = models.JSONField(default=list)
    """Why it could not be computed: `{"rule", "fact", "kind", "value", "row", "message", "advice"}`."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="slip_once_a_run"),
            models.UniqueConstraint(
                fields=["person", "period", "pay_list"],
                condition=Q(kind=JenisProses.INDUK),
                name="slip_once_a_month",
            ),
        ]
        indexes = [models.Index(fields=["person", "-period"], name="slip_of_person")]


class RunFile(models.Model):
    """A file that belongs to a run, under the hash of its content."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=PeranBerkas.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=100)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="run_file_once")]


class PaidBefore(models.Model):
    """Money that had left by a run when it was opened again after it was paid. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    period = models.DateField(_("bulan"))
    pay_list = models.CharField(max_length=10, choices=JenisDaftar.choices)
    amount = models.BigIntegerField()
    """What this run moved: its net less what had left before."""
    paid_day = models.DateField(_("dibayar pada"))
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(name="paid_before_some", condition=Q(amount__gt=0))]
        indexes = [models.Index(fields=["person", "period"], name="paid_before_of_person")]


class PayHold(models.Model):
    """Pay of a unit that an officer holds back in a month, or releases again (pay OPD by OPD)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.DateField(_("bulan"))
    pay_list = models.CharField(max_length=10, choices=JenisDaftar.choices)
    reason = models.CharField(_("alasan"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period", "pay_list"],
                condition=Q(released_at__isnull=True),
                name="hold_once",
            ),
        ]


class RunAccount(models.Model):
    """What a run books to one budget account by one rule for the people of one unit: the gross of those who
    are paid. Written with the slips, so that what is used of a budget is summed without reading them.
    """

    run = models.ForeignKey(Run, models.PROTECT, related_name="accounts", db_index=False, db_constraint=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_constraint=False)
    """As of slips, what they refer to is checked once a statement."""
    account = models.CharField(max_length=24, blank=True)
    """Its code; blank where none is known for the rule."""
    rule = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    """Of the account, or of the rule where it has none."""
    amount = models.BigIntegerField()
    accrued = models.BigIntegerField(default=0)
    """Of those whose pay is a debt of the government until it may be paid; what is paid of an earlier debt
    stands in the run that pays it, below zero."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "unit", "account", "rule"], name="run_account_once")
        ]


class Pagu(models.Model):
    """What a unit may spend from one budget account in a year. A later one replaces, and both are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun anggaran"))
    account = models.CharField(_("kode akun"), max_length=24)
    component = models.CharField(_("komponen"), max_length=80, blank=True)
    """The rule that it is for; blank means the whole account."""
    revision = models.CharField(_("revisi"), max_length=12, choices=RevisiPagu.choices)
    amount = models.BigIntegerField(_("pagu"), validators=[MinValueValidator(0)])
    document = models.CharField(_("dokumen hukum"), max_length=200)
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, related_name="pagu")
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    dicatat_oleh = models.CharField(max_length=200, blank=True, editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "account", "component"],
                condition=Q(digantikan__isnull=True),
                name="pagu_one",
            ),
            models.CheckConstraint(name="pagu_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="pagu_document", condition=~Q(document="")),
        ]
        indexes = [models.Index(fields=["year", "unit"], name="pagu_of_year")]


class AccountChoice(models.Model):
    """The budget account by which a government books a line of the law for people of a status, where the
    usual one is not known or is another. A later choice replaces, and both are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    rule = models.CharField(_("baris daftar"), max_length=80)
    status = models.CharField(_("status pegawai"), max_length=20)
    """As `status_asn` in the law; that of a CPNS is `pns`."""
    account = models.CharField(_("kode akun"), max_length=24)
    title = models.CharField(_("nama akun"), max_length=200)
    document = models.CharField(_("dokumen hukum"), max_length=200)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    dicatat_oleh = models.CharField(max_length=200, blank=True, editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "rule", "status"],
                condition=Q(digantikan__isnull=True),
                name="account_choice_one",
            ),
        ]


class RegionalBudget(models.Model):
    """What the budget of a government comes to in a year, as far as the law limits the share of personnel
    in it (facts `belanja_daerah`, `belanja_pegawai`, `tunjangan_guru_tkd`). A later one replaces.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("tahun anggaran"))
    belanja_daerah = models.BigIntegerField(validators=[MinValueValidator(1)])
    belanja_pegawai = models.BigIntegerField(validators=[MinValueValidator(0)])
    tunjangan_guru_tkd = models.BigIntegerField(validators=[MinValueValidator(0)])
    document = models.CharField(_("dokumen hukum"), max_length=200)
    tercatat = models.DateTimeField(db_default=Now(), editable=False)
    dicatat_oleh = models.CharField(max_length=200, blank=True, editable=False)
    digantikan = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["government", "year"],
                condition=Q(digantikan__isnull=True),
                name="regional_budget_one",
            ),
            models.CheckConstraint(
                name="regional_budget_amounts",
                condition=Q(belanja_daerah__gt=0, belanja_pegawai__gte=0, tunjangan_guru_tkd__gte=0),
            ),
        ]


class BankFileForm(models.Model):
    """The form in which a government's lists for one bank are written: proposed by one, confirmed by another.

    A version never changes; a later one that is confirmed takes its place. Who could change it unseen could
    send pay elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    government = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    bank = models.CharField(_("bank"), max_length=80)
    """Its name as it stands with the accounts of people."""
    version = models.PositiveIntegerField()
    shape = models.JSONField()
    """As `outputs.bank.shape.BankFormat.as_json` gives it."""
    reason = models.CharField(_("dasar permintaan bank"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    accepted = models.BooleanField(null=True)
    """Whether it was confirmed or refused; none while nobody has decided."""
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    """When another took its place, or the proposal was withdrawn."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["government", "bank", "version"], name="bank_form_version"),
            models.UniqueConstraint(
                fields=["government", "bank"],
                condition=Q(accepted=True, ended_at__isnull=True),
                name="bank_form_in_force",
            ),
            models.UniqueConstraint(
                fields=["government", "bank"],
                condition=Q(accepted__isnull=True, ended_at__isnull=True),
                name="bank_form_waiting",
            ),
            models.CheckConstraint(
                name="bank_form_maker_is_not_checker",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="bank_form_decided_by_somebody",
                condition=Q(accepted__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(accepted__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="bank_form_reason", condition=~Q(reason="")),
        ]
