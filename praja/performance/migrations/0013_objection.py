"""Objections to ratings: what was filed stays, and another decides than who rated and who objects."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
-- A draft may change and be thrown away. What was filed stays; only how far it is goes on, and never back.
DECLARE
    steps text[] := ARRAY['disusun', 'diajukan', 'diminta', 'didengar', 'diputus', 'dicabut'];
    moving text[] := ARRAY['state', 'asked_at', 'asked_by_id', 'question', 'explain_by', 'withdrawn_at',
        'withdrawn_because'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'disusun' THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'An objection that was filed stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (
            SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
            WHERE skp.id = NEW.skp_id AND person.account_id = NEW.by_id
        ) THEN
            RAISE EXCEPTION 'Keberatan hanya diajukan oleh pegawai yang dinilai.'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.skp_id, NEW.period_id, NEW.by_id) IS DISTINCT FROM (OLD.skp_id, OLD.period_id, OLD.by_id) THEN
        RAISE EXCEPTION 'An objection stays of whom it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'disusun' THEN
        IF NEW.state NOT IN ('disusun', 'diajukan') THEN
            RAISE EXCEPTION 'An objection is filed first' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('diputus', 'dicabut')
        OR (to_jsonb(OLD) - moving) <> (to_jsonb(NEW) - moving)
        OR array_position(steps, NEW.state) < array_position(steps, OLD.state)
    THEN
        RAISE EXCEPTION 'An objection that was filed stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'diputus' AND NOT EXISTS (
        SELECT 1 FROM performance_objectiondecision WHERE objection_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'An objection is decided by its decision' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_objection_added() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV are the states of the objection in which rows may be added. They change and go with a draft alone.
DECLARE
    now_is text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT state INTO now_is FROM performance_objection WHERE id = NEW.objection_id;
        IF now_is = ANY (TG_ARGV) THEN RETURN NEW; END IF;
    ELSE
        SELECT state INTO now_is FROM performance_objection WHERE id = OLD.objection_id;
        IF now_is = 'disusun' AND (TG_OP = 'DELETE' OR NEW.objection_id = OLD.objection_id) THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
    END IF;
    RAISE EXCEPTION '% of an objection that is % stays as it was', TG_TABLE_NAME, now_is
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION performance_objection_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM performance_objection o
        JOIN performance_skp skp ON skp.id = o.skp_id
        JOIN performance_rating r ON r.id = o.rating_id
        JOIN people_person p ON p.id = skp.person_id OR p.id = r.rater_id
        WHERE o.id = NEW.objection_id AND (p.id = NEW.decider_id OR p.account_id = NEW.by_id)
    ) THEN
        RAISE EXCEPTION 'Keberatan tidak diputus oleh yang mengajukan atau yang menilai.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER performance_objection_kept BEFORE INSERT OR UPDATE OR DELETE ON performance_objection
FOR EACH ROW EXECUTE FUNCTION performance_objection_kept();
CREATE TRIGGER performance_objectiondecision_by_another BEFORE INSERT ON performance_objectiondecision
FOR EACH ROW EXECUTE FUNCTION performance_objection_by_another();
"""
NOT_KEPT = """
DROP TRIGGER performance_objectiondecision_by_another ON performance_objectiondecision;
DROP TRIGGER performance_objection_kept ON performance_objection;
DROP FUNCTION performance_objection_by_another(), performance_objection_added(),
    performance_objection_kept();
"""
OPEN = ("diajukan", "diminta", "didengar")
ADDED = {
    "ground": ("disusun",),
    "evidence": ("disusun", *OPEN),
    "explanation": OPEN,
    "hearing": OPEN,
    "recusal": OPEN,
    "decision": OPEN,
}
"""Table of what belongs to an objection → in which states of it rows may be added."""


def _added(table: str, states: tuple[str, ...]) -> migrations.RunSQL:
    name, said = f"performance_objection{table}", ", ".join(f"'{one}'" for one in states)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name}_added BEFORE INSERT OR UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION performance_objection_added({said})",
        f"DROP TRIGGER {name}_added ON {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0012_bkn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("disusun", "Belum diajukan"),
                            ("diajukan", "Diajukan"),
                            ("diminta", "Penilai diminta menjelaskan"),
                            ("didengar", "Didengar"),
                            ("diputus", "Diputus"),
                            ("dicabut", "Dicabut"),
                        ],
                        default="disusun",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="uraian keberatan")),
                ("wanted", models.CharField(blank=True, max_length=1000, verbose_name="yang diminta")),
                (
                    "wanted_predicate",
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
                        verbose_name="predikat yang diminta",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="nomor")),
                ("filed_at", models.DateTimeField(blank=True, null=True)),
                ("filed_on", models.DateField(blank=True, null=True, verbose_name="diajukan")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="batas mengajukan")),
                ("counted", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "question",
                    models.CharField(blank=True, max_length=1000, verbose_name="yang perlu dijelaskan"),
                ),
                (
                    "explain_by",
                    models.DateField(blank=True, null=True, verbose_name="penjelasan paling lambat"),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_because",
                    models.CharField(blank=True, max_length=1000, verbose_name="alasan dicabut"),
                ),
                (
                    "asked_by",
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
                    "government",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.unit",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="performance.period",
                    ),
                ),
                (
                    "rater_position",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organization.position",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="performance.rating",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="performance.skp",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("diterima", "Diterima"),
                            ("sebagian", "Diterima sebagian"),
                            ("ditolak", "Ditolak"),
                        ],
                        max_length=10,
                        verbose_name="putusan",
                    ),
                ),
                ("reasons", models.TextField(verbose_name="pertimbangan")),
                (
                    "before_result",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "before_behaviour",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "before_predicate",
                    models.CharField(
                        choices=[
                            ("sangat_baik", "Sangat baik"),
                            ("baik", "Baik"),
                            ("butuh_perbaikan", "Butuh perbaikan"),
                            ("kurang", "Kurang"),
                            ("sangat_kurang", "Sangat kurang"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                        verbose_name="hasil kerja",
                    ),
                ),
                (
                    "behaviour",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                        verbose_name="perilaku kerja",
                    ),
                ),
                (
                    "predicate",
                    models.CharField(
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
                ("decider_name", models.CharField(max_length=200, verbose_name="yang memutuskan")),
                ("decider_post", models.CharField(blank=True, max_length=300, verbose_name="jabatannya")),
                (
                    "document",
                    models.CharField(blank=True, max_length=120, verbose_name="nomor surat keputusan"),
                ),
                (
                    "document_date",
                    models.DateField(blank=True, null=True, verbose_name="tanggal surat keputusan"),
                ),
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
                    "decider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "objection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="performance.objection",
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decided_by",
                        to="performance.rating",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionEvidence",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200, verbose_name="nama bukti")),
                ("link", models.URLField(blank=True, max_length=500, verbose_name="tautan")),
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
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="performance.objection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionExplanation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("text", models.TextField(verbose_name="penjelasan")),
                ("name", models.CharField(max_length=200)),
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
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="performance.objection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionGround",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("hasil", "Hasil kerja"),
                            ("perilaku", "Perilaku kerja"),
                            ("predikat", "Predikat"),
                            ("proses", "Proses penilaian"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("berorientasi_pelayanan", "Berorientasi pelayanan"),
                            ("akuntabel", "Akuntabel"),
                            ("kompeten", "Kompeten"),
                            ("harmonis", "Harmonis"),
                            ("loyal", "Loyal"),
                            ("adaptif", "Adaptif"),
                            ("kolaboratif", "Kolaboratif"),
                        ],
                        max_length=24,
                    ),
                ),
                ("text", models.TextField(verbose_name="alasan")),
                (
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grounds",
                        to="performance.objection",
                    ),
                ),
                (
                    "rhk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.rhk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionHearing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(verbose_name="hari")),
                ("present", models.CharField(max_length=300, verbose_name="yang hadir")),
                ("text", models.TextField(verbose_name="catatan")),
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
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hearings",
                        to="performance.objection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ObjectionRecusal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="benturan kepentingan")),
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
                    "objection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="performance.objection",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("state__in", ("diajukan", "diminta", "didengar"))),
                fields=["rating"],
                name="objection_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dicabut"), _negated=True),
                fields=("skp", "period"),
                name="objection_one_of_a_rating",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                fields=("government", "year", "number"), name="objection_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("filed_at__isnull", True), ("number__isnull", True), ("state", "disusun")),
                    models.Q(
                        models.Q(("state", "disusun"), _negated=True),
                        ("deadline__isnull", False),
                        ("filed_at__isnull", False),
                        ("filed_on__isnull", False),
                        ("government__isnull", False),
                        ("number__isnull", False),
                        ("year__isnull", False),
                        models.Q(("text", ""), _negated=True),
                        models.Q(("wanted", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="objection_filed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("filed_on__isnull", True), ("filed_on__lte", models.F("deadline")), _connector="OR"
                ),
                name="objection_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dicabut"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "dicabut"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="objection_withdrawn_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "ditolak"), _negated=True), ("rating__isnull", True), _connector="OR"
                ),
                name="objection_refused_changes_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("behaviour", models.F("before_behaviour")),
                        ("predicate", models.F("before_predicate")),
                        ("rating__isnull", True),
                        ("result", models.F("before_result")),
                    ),
                    models.Q(
                        ("rating__isnull", False),
                        models.Q(
                            models.Q(("result", models.F("before_result")), _negated=True),
                            models.Q(("behaviour", models.F("before_behaviour")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="objection_decision_changes_with_rating",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decider__isnull", False),
                    models.Q(
                        models.Q(("document", ""), _negated=True),
                        ("document_date__isnull", False),
                        ("file__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="objection_decision_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("link", "")),
                    models.Q(("file__isnull", True), models.Q(("link", ""), _negated=True)),
                    _connector="OR",
                ),
                name="objection_evidence_file_or_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionground",
            constraint=models.UniqueConstraint(
                fields=("objection", "about", "rhk", "value"),
                name="objection_ground_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", "hasil"), ("rhk__isnull", True), _connector="OR"),
                    models.Q(("about", "perilaku"), ("value", ""), _connector="OR"),
                ),
                name="objection_ground_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="objectionrecusal",
            constraint=models.UniqueConstraint(fields=("objection", "person"), name="objection_recusal_once"),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(_added(table, states) for table, states in ADDED.items()),
    ]
