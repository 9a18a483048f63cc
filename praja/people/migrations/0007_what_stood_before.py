"""Keep what was recorded of people and their families before it was changed, whoever changes it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import praja.people.models

# Since when what is there already is known, as far as it can be told: since the event or the import that
# added somebody, or since the person was added; never later than what refers to it.
_SINCE = """
UPDATE people_person SET tercatat = created_at;
WITH added AS (
    SELECT target_id::uuid AS id, min(at) AS at FROM audit_event
     WHERE target_kind = 'people.familymember' AND kind = 'people.family_added' GROUP BY 1
), imported AS (
    SELECT pk::uuid AS id, min(one.applied_at) AS at
      FROM people_importrow concerned
      JOIN people_peopleimport one ON one.id = concerned.people_import_id
     CROSS JOIN LATERAL jsonb_array_elements_text(concerned.written -> 'members') pk GROUP BY 1
), supported AS (
    SELECT member_id AS id, min(tercatat) AS at FROM people_dependanthistory GROUP BY 1
)
UPDATE people_familymember member
   SET tercatat = least(coalesce(added.at, imported.at, person.created_at), supported.at)
  FROM people_person person, people_familymember same
  LEFT JOIN added ON added.id = same.id
  LEFT JOIN imported ON imported.id = same.id
  LEFT JOIN supported ON supported.id = same.id
 WHERE same.id = member.id AND person.id = member.person_id;
INSERT INTO people_formermember (person_id, member_id, said, tercatat, digantikan)
SELECT person_id, id, to_jsonb(member) - 'tercatat' || '{"withdrawn_at": null}', tercatat, withdrawn_at
  FROM people_familymember member WHERE withdrawn_at > tercatat;
UPDATE people_familymember SET tercatat = withdrawn_at WHERE withdrawn_at > tercatat;
"""

# The arguments are the columns of which nothing is kept, `tercatat` among them: it says when, not what.
_FUNCTIONS = """
CREATE FUNCTION people_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.tercatat := OLD.tercatat;
    IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
        NEW.tercatat := greatest(clock_timestamp(), OLD.tercatat + interval '1 microsecond');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION people_keep_former_person() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO people_formerperson (person_id, said, tercatat, digantikan)
    SELECT id, to_jsonb(before) - TG_ARGV, before.tercatat, after.tercatat
      FROM before JOIN after USING (id) WHERE after.tercatat > before.tercatat;
    RETURN NULL;
END $$;
CREATE FUNCTION people_keep_former_member() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO people_formermember (person_id, member_id, said, tercatat, digantikan)
    SELECT before.person_id, id, to_jsonb(before) - TG_ARGV, before.tercatat, after.tercatat
      FROM before JOIN after USING (id) WHERE after.tercatat > before.tercatat;
    RETURN NULL;
END $$;
CREATE FUNCTION people_former_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format(
            'Catatan lama tidak dapat diubah atau dihapus: %s pada %s ditolak.', TG_OP, TG_TABLE_NAME),
        HINT = 'Perbaiki catatan yang berlaku sekarang; yang lama tetap tinggal.';
END $$;
"""
_NO_FUNCTIONS = (
    "DROP FUNCTION people_recorded_now(), people_keep_former_person(), people_keep_former_member(), "
    "people_former_stays()"
)

_NOT_KEPT = {
    "person": (
        "tercatat", "account_id", "nik_encrypted", "nik_digest", "email", "phone", "photo_id",
        "search", "created_at", "changed_at",
    ),
    "member": ("tercatat",),
}  # fmt: skip
_TABLES = {"person": "people_person", "member": "people_familymember"}


def _kept(what: str) -> migrations.RunSQL:
    table, columns = _TABLES[what], ", ".join(f"'{one}'" for one in _NOT_KEPT[what])
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER people_recorded_now BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION people_recorded_now({columns});
        CREATE TRIGGER people_keep_former AFTER UPDATE ON {table}
        REFERENCING OLD TABLE AS before NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION people_keep_former_{what}({columns});
        """,
        f"DROP TRIGGER people_recorded_now ON {table}; DROP TRIGGER people_keep_former ON {table};",
    )


def _stays(table: str) -> migrations.RunSQL:
    # For each statement, not each row: a change that would touch no row is refused as well.
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION people_former_stays();
        CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION people_former_stays();
        """,
        f"DROP TRIGGER {table}_unchanged ON {table}; DROP TRIGGER {table}_not_emptied ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("people", "0006_import_sentences"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="tercatat",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="tercatat"
            ),
        ),
        migrations.AddField(
            model_name="familymember",
            name="tercatat",
            field=models.DateTimeField(
                db_default=praja.people.models.ClockTimestamp(), editable=False, verbose_name="tercatat"
            ),
        ),
        migrations.AlterField(
            model_name="familymember",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="ditarik"),
        ),
        migrations.CreateModel(
            name="FormerPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField()),
                ("tercatat", models.DateTimeField(verbose_name="tercatat")),
                ("digantikan", models.DateTimeField(verbose_name="digantikan")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digantikan"], name="former_person_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digantikan__gt", models.F("tercatat"))),
                        name="former_person_after",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said", models.JSONField()),
                ("tercatat", models.DateTimeField(verbose_name="tercatat")),
                ("digantikan", models.DateTimeField(verbose_name="digantikan")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former",
                        to="people.familymember",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_family",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["digantikan"], name="former_member_until")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digantikan__gt", models.F("tercatat"))),
                        name="former_member_after",
                    )
                ],
            },
        ),
        migrations.RunSQL(_SINCE, migrations.RunSQL.noop),
        migrations.RunSQL(_FUNCTIONS, _NO_FUNCTIONS),
        _kept("person"),
        _kept("member"),
        _stays("people_formerperson"),
        _stays("people_formermember"),
    ]
