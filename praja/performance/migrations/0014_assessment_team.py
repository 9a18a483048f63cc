"""The assessment team: who was appointed, what they judged and decided; what is decided stays."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
CREATE FUNCTION performance_judges_others() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM performance_review review
        JOIN performance_rating rating ON rating.id = review.rating_id
        JOIN performance_skp skp ON skp.id = review.skp_id
        JOIN performance_teammember member ON member.id = NEW.member_id
        WHERE review.id = NEW.review_id AND member.person_id IN (skp.person_id, rating.rater_id)
    ) THEN
        RAISE EXCEPTION 'Anggota tim tidak memeriksa penilaian atas dirinya atau yang diberikannya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM performance_review review JOIN performance_teammember member USING (team_id)
        WHERE review.id = NEW.review_id AND member.id = NEW.member_id AND review.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'Only members of its team judge a review, and only while it is open'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_review_of_rating() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM performance_rating WHERE id = NEW.rating_id AND skp_id = NEW.skp_id
            AND period_id = NEW.period_id AND signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A review is of a signed rating, of its SKP and period'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM performance_rating rating JOIN performance_skp skp ON skp.id = rating.skp_id
        JOIN people_person person ON person.id = NEW.decided_by_id
        WHERE rating.id = NEW.rating_id AND person.id IN (skp.person_id, rating.rater_id)
    ) THEN
        RAISE EXCEPTION 'Penilaian tidak diputuskan oleh yang dinilai atau penilainya sendiri.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER performance_indicatorjudgement_others BEFORE INSERT ON performance_indicatorjudgement
FOR EACH ROW EXECUTE FUNCTION performance_judges_others();
CREATE TRIGGER performance_opinion_others BEFORE INSERT ON performance_opinion
FOR EACH ROW EXECUTE FUNCTION performance_judges_others();
CREATE TRIGGER performance_review_of_rating BEFORE INSERT OR UPDATE ON performance_review
FOR EACH ROW EXECUTE FUNCTION performance_review_of_rating();
"""
NOT_KEPT = """
DROP TRIGGER performance_review_of_rating ON performance_review;
DROP TRIGGER performance_opinion_others ON performance_opinion;
DROP TRIGGER performance_indicatorjudgement_others ON performance_indicatorjudgement;
DROP FUNCTION performance_review_of_rating(), performance_judges_others();
"""
STAYS = {
    "review": ("ended_at", "minutes_id"),
    "indicatorjudgement": ("tercatat", "digantikan"),
    "opinion": ("tercatat", "digantikan"),
    "reviewrecusal": ("tercatat",),
    "minutes": ("tercatat",),
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
        ("access", "0003_review"),
        ("files", "0002_json_lines"),
        ("organization", "0004_kelas_jabatan_name"),
        ("people", "0009_exports"),
        ("performance", "0013_objection"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentTeam",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("berlaku", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="masa tugas")),
                ("sk_number", models.CharField(max_length=100, verbose_name="nomor SK")),
                ("sk_date", models.DateField(verbose_name="tanggal SK")),
                ("purpose", models.CharField(max_length=500, verbose_name="tugas")),
                ("flagged", models.BooleanField(default=True, verbose_name="penilaian dengan catatan")),
                (
                    "departing",
                    models.BooleanField(default=True, verbose_name="penilaian yang berbeda dari usulan"),
                ),
                (
                    "sample",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="sampel (%)",
                    ),
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
                    "sk_file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessment_teams",
                        to="organization.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField(verbose_name="nomor")),
                ("session", models.DateField(verbose_name="tanggal sidang")),
                ("place", models.CharField(max_length=200, verbose_name="tempat")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="catatan sidang")),
                ("content", models.JSONField()),
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
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="performance.assessmentteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("why", models.JSONField(default=list)),
                (
                    "asked",
                    models.CharField(blank=True, max_length=1000, verbose_name="yang diminta diperiksa"),
                ),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("antre", "Antre"),
                            ("dibahas", "Dibahas"),
                            ("diputus", "Dikukuhkan"),
                            ("dikembalikan", "Dikembalikan kepada penilai"),
                            ("digantikan", "Digantikan penilaian sesudahnya"),
                        ],
                        default="antre",
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="pertimbangan tim")),
                ("confirming", models.PositiveSmallIntegerField(null=True)),
                ("returning", models.PositiveSmallIntegerField(null=True)),
                ("entitled", models.PositiveSmallIntegerField(null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="performance.minutes",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="performance.period",
                    ),
                ),
                (
                    "rating",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review",
                        to="performance.rating",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "skp",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="performance.skp",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="performance.assessmentteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[("ketua", "Ketua"), ("sekretaris", "Sekretaris"), ("anggota", "Anggota")],
                        max_length=10,
                        verbose_name="jabatan dalam tim",
                    ),
                ),
                ("berlaku", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="masa")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "ended_because",
                    models.CharField(blank=True, max_length=300, verbose_name="alasan diakhiri"),
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
                    "ended_by",
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
                        related_name="assesses_in",
                        to="people.person",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.roleheld",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="performance.assessmentteam",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReviewRecusal",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("reason", models.CharField(max_length=1000, verbose_name="benturan kepentingan")),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="performance.review",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="performance.teammember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("kukuh", "Dikukuhkan"), ("kembali", "Dikembalikan kepada penilai")],
                        max_length=10,
                        verbose_name="pendapat",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="alasan")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="performance.review",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="performance.teammember",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IndicatorJudgement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("agrees", models.BooleanField()),
                (
                    "achievement",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="capaian (%)"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="alasan")),
                (
                    "tercatat",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("digantikan", models.DateTimeField(editable=False, null=True)),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.indicator",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="performance.review",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgements",
                        to="performance.teammember",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="assessmentteam",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("unit", "="), ("berlaku", "&&")], name="assessment_team_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentteam",
            constraint=models.CheckConstraint(
                condition=models.Q(("sample__lte", 100)), name="assessment_team_sample"
            ),
        ),
        migrations.AddConstraint(
            model_name="minutes",
            constraint=models.UniqueConstraint(fields=("team", "number"), name="minutes_number"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["team", "period", "state"], name="review_queue"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["skp", "period"], name="review_of"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["antre", "dibahas"])),
                    models.Q(
                        ("ended_at__isnull", False),
                        models.Q(("state__in", ["antre", "dibahas"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="review_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["diputus", "dikembalikan"]), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        (
                            "entitled__lt",
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("confirming"), "*", models.Value(2)
                                ),
                                "+",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("returning"), "*", models.Value(2)
                                ),
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="review_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "diputus"), _negated=True),
                        ("confirming__gte", models.F("returning")),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("state", "dikembalikan"), _negated=True),
                        ("returning__gte", models.F("confirming")),
                        _connector="OR",
                    ),
                ),
                name="review_by_majority",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("team", "="), ("person", "="), ("berlaku", "&&")], name="team_member_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("office__in", ["ketua", "sekretaris"])),
                expressions=[("team", "="), ("office", "="), ("berlaku", "&&")],
                name="team_office_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_by__isnull", True),
                    models.Q(("ended_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="team_member_ended_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewrecusal",
            constraint=models.UniqueConstraint(fields=("review", "member"), name="review_recusal_once"),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("review", "member"),
                name="opinion_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("choice", "kukuh"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="opinion_back_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorjudgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digantikan__isnull", True)),
                fields=("review", "member", "indicator"),
                name="indicator_judgement_one_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorjudgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("achievement__isnull", True), ("agrees", True)),
                    models.Q(
                        ("achievement__gte", 0), ("agrees", False), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="indicator_judgement_whole",
            ),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        *(_stays(table, columns) for table, columns in STAYS.items()),
    ]
