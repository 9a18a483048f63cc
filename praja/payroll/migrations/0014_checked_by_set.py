"""Check by set, once a statement, that slips and booked sums refer to what is there.

A foreign key is checked for each row by itself: 113,000 times for the month of 12,000 people, nearly a second
of the server's time at the end of which everybody waits for the commit. What it promises stays: nothing refers
to what is not there, and what is referred to cannot be removed, also by two who write at the same time: the
rows referred to are locked as a foreign key locks them.
"""

import django.db.models.deletion
from django.db import migrations, models

# The arguments are `column table` of what refers to where.
REFERS = """
CREATE FUNCTION payroll_refers() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    pair text[];
    missing boolean;
BEGIN
    FOR at IN 0 .. TG_NARGS - 1 LOOP
        pair := string_to_array(TG_ARGV[at], ' ');
        EXECUTE format(
            'WITH asked AS MATERIALIZED (SELECT DISTINCT %I AS id FROM touched),
                  there AS MATERIALIZED (SELECT FROM %I one JOIN asked USING (id) FOR KEY SHARE OF one)
             SELECT (SELECT count(*) FROM asked) > (SELECT count(*) FROM there)',
            pair[1], pair[2]) INTO missing;
        IF missing THEN
            RAISE EXCEPTION USING
                ERRCODE = 'foreign_key_violation',
                MESSAGE = format('%s pada %s menunjuk baris %s yang tidak ada.',
                                 pair[1], TG_TABLE_NAME, pair[2]);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$
"""

# The arguments are `table column` of what refers here.
REFERRED = """
CREATE FUNCTION payroll_referred() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    pair text[];
    used boolean;
BEGIN
    FOR at IN 0 .. TG_NARGS - 1 LOOP
        pair := string_to_array(TG_ARGV[at], ' ');
        EXECUTE format('SELECT EXISTS (SELECT FROM gone JOIN %I one ON one.%I = gone.id)',
                       pair[1], pair[2]) INTO used;
        IF used THEN
            RAISE EXCEPTION USING
                ERRCODE = 'foreign_key_violation',
                MESSAGE = format('Baris %s masih ditunjuk oleh %s dan tidak dapat dihapus.',
                                 TG_TABLE_NAME, pair[1]);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$
"""

STAYS = """
CREATE FUNCTION payroll_id_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'foreign_key_violation',
        MESSAGE = format('Tanda pengenal baris %s tidak dapat diganti.', TG_TABLE_NAME);
END
$$
"""

REFERENCES = {
    "payroll_slip": {
        "run_id": "payroll_run",
        "person_id": "people_person",
        "unit_id": "organization_unit",
    },
    "payroll_runaccount": {"run_id": "payroll_run", "unit_id": "organization_unit"},
}


def _told(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"'{one} {other}'" for one, other in pairs)


def _refers(table: str, event: str) -> migrations.RunSQL:
    name = f"{table}_refers_{event.lower()}"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING NEW TABLE AS touched "
        f"FOR EACH STATEMENT EXECUTE FUNCTION payroll_refers({_told([*REFERENCES[table].items()])})",
        f"DROP TRIGGER {name} ON {table}",
    )


def _referred(parent: str) -> list[migrations.RunSQL]:
    pairs = [
        (table, column)
        for table, columns in REFERENCES.items()
        for column, of in columns.items()
        if of == parent
    ]
    gone, stays = f"{parent}_referred_by_pay", f"{parent}_id_stays"
    return [
        migrations.RunSQL(
            f"CREATE TRIGGER {gone} AFTER DELETE ON {parent} REFERENCING OLD TABLE AS gone "
            f"FOR EACH STATEMENT EXECUTE FUNCTION payroll_referred({_told(pairs)})",
            f"DROP TRIGGER {gone} ON {parent}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER {stays} BEFORE UPDATE OF id ON {parent} FOR EACH ROW "
            "WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION payroll_id_stays()",
            f"DROP TRIGGER {stays} ON {parent}",
        ),
    ]


def _unchecked(model: str, field: str, to: str, **more: object) -> migrations.AlterField:
    key = models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more  # type: ignore[arg-type]
    )  # fmt: skip
    return migrations.AlterField(model_name=model, name=field, field=key)


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0004_kelas_jabatan_name"),
        ("payroll", "0016_rapel"),
        ("people", "0008_many_sk"),
    ]

    operations = [
        _unchecked("slip", "run", "payroll.run", related_name="slips", db_index=False),
        _unchecked("slip", "person", "people.person", related_name="slips", db_index=False),
        _unchecked("slip", "unit", "organization.unit", related_name="+"),
        _unchecked("runaccount", "run", "payroll.run", related_name="accounts", db_index=False),
        _unchecked("runaccount", "unit", "organization.unit", related_name="+"),
        migrations.RunSQL(REFERS, "DROP FUNCTION payroll_refers()"),
        migrations.RunSQL(REFERRED, "DROP FUNCTION payroll_referred()"),
        migrations.RunSQL(STAYS, "DROP FUNCTION payroll_id_stays()"),
        *(_refers(table, event) for table in REFERENCES for event in ("INSERT", "UPDATE")),
        *(
            one
            for parent in ("payroll_run", "people_person", "organization_unit")
            for one in _referred(parent)
        ),
    ]
