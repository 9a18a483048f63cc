"""What both agreed to stays as it was agreed, whoever writes; nobody agrees to their own SKP."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_FUNCTIONS = """
CREATE FUNCTION performance_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing CONSTANT text[] := ARRAY['state', 'understood_at', 'answers'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.agreed_at IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'insufficient_privilege',
                MESSAGE = 'Versi SKP yang sudah disepakati tidak dapat dihapus.';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.agreed_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM performance_skp skp JOIN people_person person ON person.id = skp.person_id
        WHERE skp.id = NEW.skp_id AND person.account_id = NEW.agreed_by_id
    ) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = 'Pegawai tidak dapat menyepakati SKP-nya sendiri.';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.agreed_at IS NOT NULL THEN
        IF to_jsonb(NEW) - changing IS DISTINCT FROM to_jsonb(OLD) - changing
            OR NEW.state NOT IN ('disepakati', 'digantikan')
            OR (OLD.state = 'digantikan' AND NEW.state <> 'digantikan')
            OR (OLD.understood_at IS NOT NULL AND NEW.understood_at IS DISTINCT FROM OLD.understood_at)
        THEN
            RAISE EXCEPTION USING
                ERRCODE = 'insufficient_privilege',
                MESSAGE = 'Versi SKP yang sudah disepakati tidak dapat diubah.',
                HINT = 'Buat versi baru yang berlaku sejak suatu tanggal.';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION performance_content_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := ARRAY[]::uuid[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.version_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.version_id; END IF;
    IF EXISTS (
        SELECT 1 FROM performance_skpversion version WHERE version.id = ANY(touched)
            AND NOT version.state = ANY(TG_ARGV)
    ) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = 'Isi versi SKP yang sudah diajukan atau disepakati tidak dapat diubah.',
            HINT = 'Kembalikan ke penyusunan, atau buat versi baru.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION performance_remark_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = 'Catatan dialog tidak dapat diubah atau dihapus.';
END $$;
CREATE TRIGGER performance_version_stays BEFORE INSERT OR UPDATE OR DELETE ON performance_skpversion
FOR EACH ROW EXECUTE FUNCTION performance_version_stays();
CREATE TRIGGER performance_remark_stays BEFORE UPDATE OR DELETE ON performance_remark
FOR EACH ROW EXECUTE FUNCTION performance_remark_stays();
"""
_NO_FUNCTIONS = """
DROP TRIGGER performance_remark_stays ON performance_remark;
DROP TRIGGER performance_version_stays ON performance_skpversion;
DROP FUNCTION performance_remark_stays(), performance_content_stays(), performance_version_stays();
"""


def _content(table: str, *states: str) -> migrations.RunSQL:
    """Let the rows of a table be written only while their version is in one of the states."""
    said = ", ".join(f"'{one}'" for one in states)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION performance_content_stays({said});
        """,
        f"DROP TRIGGER {table}_stays ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("performance", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="skpversion",
            name="agreed_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
                verbose_name="SKP bertanda tangan",
            ),
        ),
        migrations.AddField(
            model_name="skpversion",
            name="answers",
            field=models.JSONField(blank=True, default=dict, verbose_name="jawaban"),
        ),
        migrations.AddConstraint(
            model_name="skpversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("disepakati", "digantikan")), _negated=True),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="skp_version_agreed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="skpversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("understood_at__isnull", True), ("agreed_at__isnull", False), _connector="OR"
                ),
                name="skp_version_understood_after_agreed",
            ),
        ),
        migrations.RunSQL(_FUNCTIONS, _NO_FUNCTIONS),
        _content("performance_rhkversion", "disusun"),
        _content("performance_indicatorversion", "disusun"),
        _content("performance_annex", "disusun"),
        # What the appraiser expects is added while both talk about it.
        _content("performance_expectation", "disusun", "diajukan"),
    ]
