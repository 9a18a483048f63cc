"""What follows a rating: credit points, improvement, awards, development; what is decided stays."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_credit_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM performance_creditdecree decree JOIN people_person person ON person.id = NEW.person_id
        WHERE decree.id = NEW.decree_id AND person.account_id = decree.by_id
    ) THEN
        RAISE EXCEPTION 'Angka kredit diri sendiri tidak dapat dicatat sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_followup_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV names the columns of accounts that may not be the person's own.
DECLARE
    col text;
BEGIN
    FOREACH col IN ARRAY TG_ARGV LOOP
        IF EXISTS (
            SELECT 1 FROM people_person person
            WHERE person.id = NEW.person_id AND person.account_id::text = (to_jsonb(NEW) ->> col)
        ) THEN
            RAISE EXCEPTION 'Tindak lanjut atas diri sendiri diputuskan orang lain (%).', col
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER performance_creditdetermination_not_own BEFORE INSERT ON performance_creditdetermination
FOR EACH ROW EXECUTE FUNCTION performance_credit_not_own();
CREATE TRIGGER performance_improvement_not_own BEFORE INSERT OR UPDATE ON performance_improvement
FOR EACH ROW EXECUTE FUNCTION performance_followup_not_own('by_id', 'decided_by_id');
CREATE TRIGGER performance_awardproposal_not_own BEFORE INSERT OR UPDATE ON performance_awardproposal
FOR EACH ROW EXECUTE FUNCTION performance_followup_not_own('by_id', 'checked_by_id', 'decided_by_id');
CREATE TRIGGER performance_developmentaction_not_own BEFORE INSERT OR UPDATE ON performance_developmentaction
FOR EACH ROW EXECUTE FUNCTION performance_followup_not_own('agreed_by_id');
"""
NOT_KEPT = """
DROP TRIGGER performance_developmentaction_not_own ON performance_developmentaction;
DROP TRIGGER performance_awardproposal_not_own ON performance_awardproposal;
DROP TRIGGER performance_improvement_not_own ON performance_improvement;
DROP TRIGGER performance_creditdetermination_not_own ON performance_creditdetermination;
DROP FUNCTION performance_followup_not_own(), performance_credit_not_own();
"""
STAYS = {
    "creditdecree": ("tercatat", "tercatat"),
    "creditdetermination": ("tercatat", "digantikan", "pengganti_id", "because"),
    "improvement": ("decided_at", "decided_by_id"),
    "checkpoint": ("held_at", "held_by_id"),
    "improvementstep": ("tercatat", "withdrawn_at", "withdrawn_by_id", "withdrawn_because"),
    "awardproposal": ("decided_at", "decided_by_id"),
}
"""Table → since when a row stays, and what may be set of it afterwards, once."""


def _stays(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    name, said = f"performance_{table}", ", ".join(f"'{one}'" for one in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_stays BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION performance_signed_stays({said})",
        f"DROP TRIGGER {name}_stays ON {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0014_assessment_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CreditSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diperiksa", "Belum diterapkan"),
                            ("diterapkan", "Diterapkan"),
                            ("ditolak", "Ditolak"),
                        ],
                        default="diperiksa",
                        max_length=12,
                    ),
                ),
                ("summary", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_sheets",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CreditDecree",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.CharField(max_length=120, verbose_name="nomor SK")),
                ("dated", models.DateField(verbose_name="tanggal SK")),
                (
                    "signer",
                    models.CharField(blank=True, max_length=200, verbose_name="pejabat yang menetapkan"),
                ),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_decrees",
                        to="performance.period",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_decrees",
                        to="organization.unit",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decrees",
                        to="performance.creditsheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DevelopmentAction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pelatihan", "Pelatihan"),
                            ("mentoring", "Pendampingan"),
                            ("penugasan", "Penugasan khusus"),
                            ("magang", "Magang atau pertukaran"),
                            ("belajar", "Belajar mandiri"),
                        ],
                        max_length=12,
                        verbose_name="cara",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="yang ingin dikembangkan")),
                ("jp", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="jam pelajaran")),
                ("due", models.DateField(blank=True, null=True, verbose_name="selesai sebelum")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diinginkan", "Keinginan"),
                            ("disepakati", "Disepakati"),
                            ("selesai", "Selesai"),
                            ("batal", "Tidak jadi"),
                        ],
                        default="diinginkan",
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="tanggapan")),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to="people.person",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to="performance.skp",
                    ),
                ),
                (
                    "talk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development",
                        to="performance.coaching",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Improvement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("start", models.DateField(verbose_name="mulai")),
                ("end", models.DateField(verbose_name="berakhir")),
                ("goals", models.TextField(verbose_name="yang harus dicapai")),
                ("support", models.TextField(verbose_name="dukungan yang diberikan")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="dipahami pegawai")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("berjalan", "Berjalan"),
                            ("memenuhi", "Memenuhi"),
                            ("tidak_memenuhi", "Tidak memenuhi"),
                            ("dihentikan", "Dihentikan"),
                        ],
                        default="berjalan",
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="alasan hasilnya")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement",
                        to="performance.closedrating",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvements",
                        to="people.person",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvements",
                        to="performance.skp",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("due", models.DateField(verbose_name="dilihat pada")),
                ("aim", models.CharField(max_length=300, verbose_name="yang sudah harus terlihat")),
                ("on_track", models.BooleanField(blank=True, null=True, verbose_name="sesuai rencana")),
                ("notes", models.TextField(blank=True, verbose_name="catatan")),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "improvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checkpoints",
                        to="performance.improvement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImprovementStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("peringatan", "Peringatan tertulis"),
                            ("uji_kompetensi", "Uji kompetensi kembali"),
                            ("jabatan_sesuai", "Pindah ke jabatan yang sesuai kompetensi"),
                            ("jabatan_lebih_rendah", "Pindah ke jabatan lebih rendah"),
                            ("penempatan_sementara", "Penempatan sementara"),
                            ("pemberhentian", "Pemberhentian dengan hormat"),
                            ("perjanjian_kerja", "Perjanjian kerja PPPK diakhiri atau tidak diperpanjang"),
                        ],
                        max_length=24,
                        verbose_name="langkah",
                    ),
                ),
                ("dated", models.DateField(verbose_name="tanggal")),
                ("until", models.DateField(blank=True, null=True, verbose_name="sampai")),
                ("number", models.CharField(max_length=120, verbose_name="nomor dokumen")),
                ("note", models.CharField(max_length=1000, verbose_name="uraian")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ditarik"),
                ),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "improvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="performance.improvement",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AwardProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("piagam", "Piagam penghargaan"),
                            ("talenta", "Prioritas kelompok rencana suksesi"),
                            ("pengembangan", "Prioritas pengembangan kompetensi"),
                            ("satyalancana", "Usulan Satyalancana"),
                            ("lain", "Penghargaan lain"),
                        ],
                        max_length=14,
                        verbose_name="penghargaan",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="nama penghargaan")),
                ("reason", models.TextField(verbose_name="alasan")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diusulkan", "Menunggu diperiksa"),
                            ("diperiksa", "Menunggu keputusan"),
                            ("ditetapkan", "Ditetapkan"),
                            ("ditolak", "Ditolak"),
                            ("ditarik", "Ditarik"),
                        ],
                        default="diusulkan",
                        max_length=12,
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "check_note",
                    models.CharField(blank=True, max_length=1000, verbose_name="catatan pemeriksa"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=1000, verbose_name="alasan keputusan")),
                ("sk_number", models.CharField(blank=True, max_length=120, verbose_name="nomor SK")),
                ("sk_date", models.DateField(blank=True, null=True, verbose_name="tanggal SK")),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="uang penghargaan (rupiah)"
                    ),
                ),
                (
                    "award",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.award",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_proposals",
                        to="performance.closedrating",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_proposals",
                        to="people.person",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="award_proposals",
                        to="performance.skp",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("ditarik", "ditolak")), _negated=True),
                        fields=("closed", "kind"),
                        name="award_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_by__isnull", True),
                                models.Q(("checked_by", models.F("by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("decided_by__isnull", True),
                                models.Q(
                                    models.Q(("decided_by", models.F("by")), _negated=True),
                                    models.Q(
                                        ("checked_by__isnull", True),
                                        models.Q(("decided_by", models.F("checked_by")), _negated=True),
                                        _connector="OR",
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="award_by_three",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ditetapkan"), _negated=True),
                            models.Q(
                                ("award__isnull", False),
                                ("checked_by__isnull", False),
                                ("decided_by__isnull", False),
                                ("file__isnull", False),
                                ("sk_date__isnull", False),
                                models.Q(("sk_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="award_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True), ("state", "ditetapkan"), _connector="OR"
                        ),
                        name="award_money_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditDetermination",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("konversi", "Konversi predikat"),
                            ("integrasi", "Integrasi angka kredit lama"),
                            ("dasar", "Angka kredit dasar"),
                            ("ijazah", "Ijazah lebih tinggi"),
                        ],
                        max_length=10,
                        verbose_name="jenis",
                    ),
                ),
                ("post", models.CharField(blank=True, max_length=200, verbose_name="jabatan")),
                ("level", models.CharField(max_length=40, verbose_name="jenjang")),
                (
                    "months",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        blank=True, null=True, verbose_name="masa penilaian"
                    ),
                ),
                (
                    "predicate",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sangat_baik", "Sangat baik"),
                            ("baik", "Baik"),
                            ("butuh_perbaikan", "Butuh perbaikan"),
                            ("kurang", "Kurang"),
                            ("sangat_kurang", "Sangat kurang"),
                        ],
                        max_length=16,
                        verbose_name="predikat kinerja",
                    ),
                ),
                (
                    "coefficient",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=6, null=True, verbose_name="koefisien"
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=4, null=True, verbose_name="bagian koefisien"
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sd", "SD"),
                            ("smp", "SMP"),
                            ("sma", "SMA atau sederajat"),
                            ("d1", "Diploma I"),
                            ("d2", "Diploma II"),
                            ("d3", "Diploma III"),
                            ("d4", "Diploma IV"),
                            ("s1", "Sarjana"),
                            ("profesi", "Profesi"),
                            ("s2", "Magister"),
                            ("s3", "Doktor"),
                        ],
                        max_length=10,
                        verbose_name="ijazah",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=8, verbose_name="angka kredit")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="alasan digantikan")),
                (
                    "closed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit",
                        to="performance.closedrating",
                    ),
                ),
                (
                    "decree",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="performance.creditdecree",
                    ),
                ),
                (
                    "pengganti",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="menggantikan",
                        to="performance.creditdetermination",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credit", to="people.person"
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.position",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("digantikan__isnull", True)),
                        fields=["person", "level"],
                        name="credit_known_of",
                    )
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("digantikan__isnull", True), ("months__isnull", False)),
                        expressions=[("person", "="), ("months", "&&")],
                        name="credit_no_month_twice",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("digantikan__isnull", True), ("kind__in", ("dasar", "integrasi"))
                        ),
                        fields=("person", "level", "kind"),
                        name="credit_opening_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("digantikan__isnull", True), ("kind", "ijazah")),
                        fields=("person", "degree"),
                        name="credit_degree_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount", django.db.models.functions.math.Round(models.F("amount"), 2)),
                                ("closed__isnull", False),
                                ("coefficient__isnull", False),
                                ("kind", "konversi"),
                                ("months__isnull", False),
                                ("share__isnull", False),
                                models.Q(("predicate", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("kind", "konversi"), _negated=True),
                                ("closed__isnull", True),
                                ("months__isnull", True),
                                ("predicate", ""),
                            ),
                            _connector="OR",
                        ),
                        name="credit_conversion_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ijazah"), models.Q(("degree", ""), _negated=True)),
                            models.Q(models.Q(("kind", "ijazah"), _negated=True), ("degree", "")),
                            _connector="OR",
                        ),
                        name="credit_degree_named",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0), ("amount__lte", 10000)), name="credit_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("digantikan__isnull", True),
                            models.Q(("because", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="credit_replaced_because",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="creditsheet",
            index=models.Index(fields=["-made_at"], name="credit_sheet_newest"),
        ),
        migrations.AddConstraint(
            model_name="creditdecree",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="credit_decree_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="developmentaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("diinginkan", "batal")),
                    models.Q(
                        ("agreed_at__isnull", False), ("agreed_by__isnull", False), ("due__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="development_agreed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="improvement_ends_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="improvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "berjalan")
                    ),
                    models.Q(
                        models.Q(("state__in", ("berjalan",)), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="improvement_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.UniqueConstraint(fields=("improvement", "due"), name="checkpoint_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_at__isnull", True),
                        ("held_by__isnull", True),
                        ("notes", ""),
                        ("on_track__isnull", True),
                    ),
                    models.Q(
                        ("held_at__isnull", False),
                        ("held_by__isnull", False),
                        ("on_track__isnull", False),
                        models.Q(("notes", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="checkpoint_held_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="improvementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="improvement_step_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="improvementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "penempatan_sementara"), ("until__gte", models.F("dated"))),
                    models.Q(
                        models.Q(("kind", "penempatan_sementara"), _negated=True), ("until__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="improvement_step_until",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(_stays(table, columns) for table, columns in STAYS.items()),
    ]
