"""Ratings and closings: what is signed stays, nobody rates themself."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV[0] is the column that says since when a row stays; it and what follows may be set, once.
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF (to_jsonb(OLD) ->> TG_ARGV[0]) IS NULL THEN RETURN OLD; END IF;
        RAISE EXCEPTION '%.% stays: a later one replaces it', TG_TABLE_NAME, OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(OLD) ->> TG_ARGV[0]) IS NULL THEN RETURN NEW; END IF;
    IF (to_jsonb(OLD) - TG_ARGV[1:]) <> (to_jsonb(NEW) - TG_ARGV[1:])
        OR (to_jsonb(OLD) ->> TG_ARGV[1]) IS NOT NULL
    THEN
        RAISE EXCEPTION '%.% stays as it was', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_rating_parts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := ARRAY[]::uuid[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.rating_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.rating_id; END IF;
    IF EXISTS (
        SELECT 1 FROM performance_rating WHERE id = ANY(touched) AND signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION '% of a signed rating stays as it was', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION performance_not_own_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
        WHERE skp.id = NEW.skp_id AND (person.id = NEW.rater_id OR person.account_id = NEW.by_id)
    ) THEN
        RAISE EXCEPTION 'Pegawai tidak dapat menilai SKP-nya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_not_own_substitute() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
        WHERE skp.id = NEW.skp_id AND (person.id = NEW.substitute_id OR person.account_id = NEW.named_by_id)
    ) THEN
        RAISE EXCEPTION 'Pegawai tidak dapat menjadi atau menunjuk penilai pengganti bagi dirinya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER performance_rating_not_own BEFORE INSERT OR UPDATE ON performance_rating
FOR EACH ROW EXECUTE FUNCTION performance_not_own_rating();
CREATE TRIGGER performance_recusal_not_own BEFORE INSERT OR UPDATE ON performance_recusal
FOR EACH ROW EXECUTE FUNCTION performance_not_own_substitute();
CREATE TRIGGER performance_rhkrating_stays BEFORE INSERT OR UPDATE OR DELETE ON performance_rhkrating
FOR EACH ROW EXECUTE FUNCTION performance_rating_parts_stay();
CREATE TRIGGER performance_behaviourrating_stays BEFORE INSERT OR UPDATE OR DELETE
ON performance_behaviourrating FOR EACH ROW EXECUTE FUNCTION performance_rating_parts_stay();
"""
NOT_KEPT = """
DROP TRIGGER performance_behaviourrating_stays ON performance_behaviourrating;
DROP TRIGGER performance_rhkrating_stays ON performance_rhkrating;
DROP TRIGGER performance_recusal_not_own ON performance_recusal;
DROP TRIGGER performance_rating_not_own ON performance_rating;
DROP FUNCTION performance_not_own_substitute(), performance_not_own_rating(),
    performance_rating_parts_stay(), performance_signed_stays();
"""
STAYS = {
    "rating": ("signed_at", "digantikan"),
    "unitachievement": ("tercatat", "digantikan"),
    "closing": ("tercatat", "digantikan", "reopened_by_id", "reopened_because"),
    "closedrating": ("tercatat", "digantikan"),
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
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0003_follow"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="versi")),
                ("missing", models.PositiveIntegerField(default=0)),
                (
                    "missing_reason",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="alasan ditutup tanpa penilaian"
                    ),
                ),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "reopened_because",
                    models.CharField(blank=True, max_length=1000, verbose_name="alasan dibuka lagi"),
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
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="performance.period",
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating_closings",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="versi")),
                (
                    "proposed_result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "proposed_behaviour",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "achievement",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="capaian (%)"
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="nilai"
                    ),
                ),
                ("basis", models.JSONField(default=dict)),
                ("flags", models.JSONField(default=list)),
                (
                    "result",
                    models.CharField(
                        blank=True,
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
                        blank=True,
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
                    "result_reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="alasan hasil kerja"),
                ),
                (
                    "behaviour_reason",
                    models.CharField(blank=True, max_length=1000, verbose_name="alasan perilaku kerja"),
                ),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="catatan bagi pegawai")),
                ("rater_name", models.CharField(max_length=200)),
                ("rater_post", models.CharField(blank=True, max_length=300)),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="performance.period",
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings_given",
                        to="people.person",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="performance.skp",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClosedRating",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
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
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "behaviour",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                ("achievement", models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ("score", models.DecimalField(decimal_places=2, max_digits=7, null=True)),
                ("flags", models.JSONField(default=list)),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="performance.period"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_ratings",
                        to="people.person",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_ratings",
                        to="performance.skp",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organization.unit"
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="performance.closing",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed",
                        to="performance.rating",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BehaviourRating",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "value",
                    models.CharField(
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
                        verbose_name="nilai",
                    ),
                ),
                (
                    "given",
                    models.CharField(
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                        verbose_name="rating",
                    ),
                ),
                ("example", models.CharField(blank=True, max_length=1000, verbose_name="contoh")),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="behaviour_ratings",
                        to="performance.rating",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recusal",
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
                ("named_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="keterangan")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="performance.period",
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="performance.skp",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rates_instead",
                        to="people.person",
                        verbose_name="penilai pengganti",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RhkRating",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "achievement",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="capaian (%)"
                    ),
                ),
                (
                    "proposed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "given",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("di_bawah", "Di bawah ekspektasi"),
                            ("sesuai", "Sesuai ekspektasi"),
                            ("di_atas", "Di atas ekspektasi"),
                        ],
                        max_length=10,
                        verbose_name="rating",
                    ),
                ),
                (
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rhk_ratings",
                        to="performance.rating",
                    ),
                ),
                (
                    "rhk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="performance.rhk",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UnitAchievement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "predicate",
                    models.CharField(
                        choices=[
                            ("istimewa", "Istimewa"),
                            ("baik", "Baik"),
                            ("butuh_perbaikan", "Butuh perbaikan"),
                            ("kurang", "Kurang"),
                            ("sangat_kurang", "Sangat kurang"),
                        ],
                        max_length=16,
                        verbose_name="predikat kinerja",
                    ),
                ),
                ("basis", models.CharField(max_length=1000, verbose_name="dasar")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="achievements",
                        to="performance.period",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="achievements",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(fields=("unit", "period", "number"), name="closing_number"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("unit", "period"),
                name="closing_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digantikan__isnull", True), ("reopened_by__isnull", True)),
                    models.Q(
                        ("digantikan__isnull", False),
                        ("reopened_by__isnull", False),
                        models.Q(("reopened_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="closing_reopened_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("missing", 0), models.Q(("missing_reason", ""), _negated=True), _connector="OR"
                ),
                name="closing_missing_because",
            ),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["period", "skp"], name="rating_of_period"),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("signed_at__isnull", True)),
                fields=("skp", "period"),
                name="rating_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True), ("signed_at__isnull", False)),
                fields=("skp", "period"),
                name="rating_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.UniqueConstraint(fields=("skp", "period", "number"), name="rating_number"),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True),
                    models.Q(
                        models.Q(("result", ""), _negated=True),
                        models.Q(("behaviour", ""), _negated=True),
                        models.Q(("predicate", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="rating_signed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("digantikan__isnull", True), ("signed_at__isnull", False), _connector="OR"
                ),
                name="rating_replaced_after_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_at__isnull", True),
                    models.Q(
                        models.Q(
                            ("result", models.F("proposed_result")),
                            models.Q(("result_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        models.Q(
                            ("behaviour", models.F("proposed_behaviour")),
                            models.Q(("behaviour_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="rating_departs_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="closedrating",
            index=models.Index(fields=["person", "period"], name="closed_rating_of"),
        ),
        migrations.AddConstraint(
            model_name="closedrating",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("skp", "period"),
                name="closed_rating_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="behaviourrating",
            constraint=models.UniqueConstraint(fields=("rating", "value"), name="behaviour_rating_once"),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("skp", "period"), name="recusal_once"),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("named_at__isnull", True), ("substitute__isnull", True)),
                    models.Q(("named_at__isnull", False), ("named_by__isnull", False)),
                    _connector="OR",
                ),
                name="recusal_named_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="rhkrating",
            constraint=models.UniqueConstraint(fields=("rating", "rhk"), name="rhk_rating_once"),
        ),
        migrations.AddConstraint(
            model_name="unitachievement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("unit", "period"),
                name="unit_achievement_one_known",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(_stays(table, columns) for table, columns in STAYS.items()),
    ]
