"""Importing people: upload, say which column is what, look what would happen, do it, take it back.

What takes long is done by a job. A job works in one transaction and is asked for by a number (`attempt`): one
that comes late, or twice, finds that it is not wanted any more and does nothing.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone

from praja import jobs
from praja.audit.actions import record, record_bulk
from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.jobs import asked
from praja.organization.models import Unit
from praja.organization.queries import today
from praja.people.actions.refused import NotAllowed, PersonRefused, needs
from praja.people.due import tasks as due
from praja.people.imports import write as writing
from praja.people.imports.mapping import Mapping, opened, recognise
from praja.people.imports.notices import tell_done, tell_failed
from praja.people.imports.perms import can_see_import, governments_for, may_import
from praja.people.imports.plan import PersonPlan, Plan, make_plan
from praja.people.imports.progress import Progress
from praja.people.imports.queries import counts, remembered
from praja.people.imports.reading import MOST_TOLD, Problem, Read, read
from praja.people.models import ImportProblem, ImportRow, PeopleImport, Person
from praja.sheet.errors import SheetError
from praja.sheet.said import joined
from praja.web.said import gettext as _
from praja.web.said import kept, spoken
from praja.web.words import angka

State = PeopleImport.State
LOG = logging.getLogger(__name__)
JOB = "people.import"
KEEP_DAYS = 30
"""For how long the sheet and its preview are kept: the sheet holds NIK."""
CHECKABLE = (State.DIUNGGAH, State.DIPERIKSA, State.GAGAL, State.DIURUNGKAN)
WORKING = (State.MEMERIKSA, State.MENERAPKAN, State.MENGURUNGKAN)


class ImportRefused(PersonRefused):
    """An import that cannot be done; its text says why and what to do."""


class Changed(ImportRefused):
    """The records or the file are no longer as they were when somebody looked."""


# --- what an officer asks for


def upload(*, file: Any, government: Unit, by: Any, on: datetime.date) -> PeopleImport:
    """Keep a sheet and recognise its columns.

    :raises ImportRefused: if `by` may not, or the file cannot be read as a whole
    """
    needs(may_import(by, on), _("Anda tidak berwenang mengimpor data pegawai."))
    if government not in governments_for(by, on):
        raise NotAllowed(_("Anda tidak berwenang mengimpor data pegawai pemerintah daerah ini."))
    kinds = (StoredFile.Kind.XLSX, StoredFile.Kind.CSV)
    try:
        with transaction.atomic():
            stored = store(file, by=by, kinds=kinds, keep_until=on + datetime.timedelta(days=KEEP_DAYS))
            with opened(stored) as book:
                mapping = recognise(book)
            found = PeopleImport.objects.create(government=government, file=stored, made_by=by)
            mapping.on = on.replace(day=1)
            earlier = remembered(found, mapping.signature)
            if earlier is not None:
                mapping.adopt(earlier)
            found.mapping = mapping.as_json()
            found.save(update_fields=["mapping"])
            record(
                kind="people.import_uploaded",
                by=by,
                target=found,
                unit=government.pk,
                on=on,
                after={"berkas": stored.name, "sidik": stored.sha256, "tata_letak": mapping.layout},
            )
    except UploadRefused as error:
        raise ImportRefused(str(error)) from error
    except SheetError as error:
        raise ImportRefused(spoken([*kept(error.why), " ", *kept(error.what_to_do)])) from error
    return found


@transaction.atomic
def choose_mapping(
    *, people_import: PeopleImport, mapping: Mapping, by: Any, on: datetime.date
) -> PeopleImport:
    """Keep how the file is to be read.

    :raises ImportRefused: if `by` may not, or the import is past that
    """
    found = _mine(people_import, by, on)
    if found.state not in CHECKABLE or found.file is None:
        raise ImportRefused(_("Impor ini sedang atau sudah diterapkan; unggah berkasnya lagi."))
    found.mapping = mapping.as_json()
    found.save(update_fields=["mapping"])
    return found


@transaction.atomic
def ask_for_check(*, people_import: PeopleImport, by: Any, on: datetime.date) -> PeopleImport:
    """Ask for a dry run.

    :raises ImportRefused: if `by` may not, or the columns are not chosen so that it can be read
    """
    found = _mine(people_import, by, on)
    if found.state not in CHECKABLE:
        raise ImportRefused(_("Impor ini sedang dikerjakan. Tunggu sampai selesai."))
    if found.file is None:
        raise ImportRefused(_("Berkasnya sudah dihapus karena masa simpannya lewat. Unggah lagi."))
    if said := Mapping.from_json(found.mapping).problems():
        raise ImportRefused(" ".join(said))
    return _ask(found, State.MEMERIKSA, by)


@transaction.atomic
def ask_for_apply(
    *, people_import: PeopleImport, only_good_rows: bool, by: Any, on: datetime.date
) -> PeopleImport:
    """Ask for what the preview shows.

    :param only_good_rows: leave out people with problems; without it, any problem refuses everything
    :raises ImportRefused: if `by` may not, nothing was checked, or there are problems
    """
    found = _mine(people_import, by, on)
    if (
        found.state not in (State.DIPERIKSA, State.GAGAL)
        or "digest" not in found.summary
        or found.file is None
    ):
        raise ImportRefused(_("Periksa berkasnya dahulu, lalu terapkan."))
    number = counts(found)
    open_questions = number["pastikan"] - number["diterima"]
    loose = int(found.summary.get("lepas", 0))
    if not only_good_rows and (number["bermasalah"] or open_questions or loose):
        raise ImportRefused(
            _(
                "Tidak diterapkan: %(count)s baris bermasalah atau belum dipastikan. Perbaiki "
                "berkasnya, atau terapkan yang benar saja."
            )
            % {"count": angka(number["bermasalah"] + open_questions + loose)}
        )
    if not number["baru"] + number["berubah"] + number["diterima"]:
        raise ImportRefused(_("Tidak ada yang perlu diterapkan."))
    found.only_good_rows = only_good_rows
    found.save(update_fields=["only_good_rows"])
    return _ask(found, State.MENERAPKAN, by)


@transaction.atomic
def ask_for_undo(*, people_import: PeopleImport, by: Any, on: datetime.date) -> PeopleImport:
    """Ask for an import to be taken back.

    :raises ImportRefused: if `by` may not, or it is not applied
    """
    found = _mine(people_import, by, on)
    if found.state != State.DITERAPKAN:
        raise ImportRefused(_("Hanya impor yang sudah diterapkan yang dapat diurungkan."))
    if not found.people_rows.exclude(written={}).exists():
        raise ImportRefused(
            _("Rincian impor ini sudah dihapus karena masa simpannya lewat; ubah datanya satu per satu.")
        )
    return _ask(found, State.MENGURUNGKAN, by)


@transaction.atomic
def ask_again(*, people_import: PeopleImport, by: Any, on: datetime.date) -> PeopleImport:
    """Ask once more for work that nobody seems to do: its worker may have been stopped.

    :raises ImportRefused: if `by` may not, or the work gave a sign of life lately
    """
    found = _mine(people_import, by, on)
    if not silent(found):
        raise ImportRefused(_("Pekerjaan ini masih berjalan, atau sudah selesai."))
    return _ask(found, State(found.state), by)


@transaction.atomic
def accept_rows(*, people_import: PeopleImport, rows: list[uuid.UUID], by: Any, on: datetime.date) -> int:
    """Note that an officer has looked at people that had to be asked about, and that they are right.

    :raises ImportRefused: if `by` may not
    """
    found = _mine(people_import, by, on)
    if found.state not in (State.DIPERIKSA, State.GAGAL):
        raise ImportRefused(_("Impor ini sedang dikerjakan atau sudah diterapkan."))
    doubted = found.people_rows.filter(pk__in=rows, kind=ImportRow.Kind.PASTIKAN, accepted=False)
    nips = list(doubted.order_by("nip").values_list("nip", flat=True))
    count = doubted.update(accepted=True)
    if count:
        record(
            kind="people.import_confirmed",
            by=by,
            target=found,
            unit=found.government_id,
            on=on,
            after={"nip": nips[:500], "jumlah": count},
        )
    return count


def silent(people_import: PeopleImport) -> bool:
    """Whether work was asked for and has given no sign of life for a while."""
    return people_import.state in WORKING and asked.is_silent(people_import.progress_at)


def _mine(people_import: PeopleImport, by: Any, on: datetime.date) -> PeopleImport:
    found = PeopleImport.objects.select_for_update(of=("self",)).get(pk=people_import.pk)
    needs(can_see_import(by, found, on), _("Anda tidak berwenang atas impor ini."))
    return found


def _ask(found: PeopleImport, state: PeopleImport.State, by: Any) -> PeopleImport:
    found.state, found.message, found.message_parts, found.done = state, "", [], 0
    found.attempt += 1
    found.progress_at = timezone.now()
    found.save(update_fields=["state", "message", "message_parts", "done", "attempt", "progress_at"])
    jobs.enqueue(
        JOB,
        key=f"{JOB}:{found.pk}:{found.attempt}",
        import_id=str(found.pk),
        attempt=found.attempt,
        by=by.pk,
    )
    return found


# --- what the job does


def work(import_id: str, attempt: int, by: int) -> None:
    """Do what was asked for, unless it was done already or asked for anew since.

    Whatever goes wrong, nothing is half done, and the import says what happened. Only where not even that can
    be written, the exception leaves, and the queue tries again.
    """
    user = get_user_model().objects.get(pk=by)
    try:
        with transaction.atomic():
            found = _wanted(import_id, attempt)
            if found is None:
                return
            with Progress(found) as progress:
                _WORK[found.state](found, user, progress)
            tell_done(found, user)
    except SheetError as error:
        _failed(import_id, attempt, by, joined(" ", (error.why, error.what_to_do)))
    except (ImportRefused, writing.ChangedSince) as error:
        _failed(import_id, attempt, by, error.args[0])
    except IntegrityError:
        LOG.exception("Import %s met rows that were written meanwhile.", import_id)
        _failed(
            import_id,
            attempt,
            by,
            _(
                "Sebagian data ini baru saja dicatat orang lain. Tidak ada yang "
                "berubah; periksa lagi, lalu terapkan."
            ),
        )
    except Exception:
        LOG.exception("Import %s was interrupted.", import_id)
        asked.reconnect()
        _failed(
            import_id,
            attempt,
            by,
            _("Pekerjaan terputus di tengah jalan. Tidak ada yang berubah; Anda dapat mengulanginya."),
        )


def _wanted(import_id: str, attempt: int) -> PeopleImport | None:
    """Return the import if this attempt is the one asked for last; no other job works on it meanwhile."""
    asked.alone(import_id)
    found = PeopleImport.objects.select_related("government", "file", "made_by").get(pk=import_id)
    return found if found.attempt == attempt and found.state in WORKING else None


def _failed(import_id: str, attempt: int, by: int, message: str) -> None:
    with transaction.atomic():
        found = PeopleImport.objects.select_for_update(of=("self",)).get(pk=import_id)
        if found.attempt != attempt or found.state not in WORKING:
            return
        found.state = State.DITERAPKAN if found.state == State.MENGURUNGKAN else State.GAGAL
        found.message, found.message_parts = message, kept(message)
        found.save(update_fields=["state", "message", "message_parts"])
        tell_failed(found, get_user_model().objects.get(pk=by))


def _check(found: PeopleImport, user: Any, progress: Progress) -> None:
    on = today(found.government)
    read_, plan = _planned(found, user, on, progress)
    found.people_rows.all().delete()
    found.row_problems.all().delete()
    writing.keep_plan(found, plan.people)
    names = {one.nip: one.name for one in plan.people}
    told = [*plan.columns, *plan.loose, *(problem for one in plan.people for problem in _problems_of(one))]
    ImportProblem.objects.bulk_create(
        (
            ImportProblem(
                people_import=found,
                weight="periksa" if p.only_look else "salah",
                sheet=p.sheet[:100],
                line=p.line,
                column=p.column[:200],
                nip=p.nip,
                name=names.get(p.nip, "")[:200],
                value=p.value[:200],
                why=p.why,
                what_to_do=p.what_to_do,
                why_parts=kept(p.why),
                what_to_do_parts=kept(p.what_to_do),
            )
            for p in told[:MOST_TOLD]
        ),
        batch_size=2000,
    )
    found.rows = len(plan.people)
    found.summary = {
        "digest": plan.digest,
        "tetap": sum(one.kind == "tetap" for one in plan.people),
        "lepas": len(plan.loose),
        "kolom": [{"why": kept(one.why), "what_to_do": kept(one.what_to_do)} for one in plan.columns],
        "masalah": len(told),
        "baris": read_.rows,
        "catatan": [kept(one) for one in plan.notices[:20]],
        "unit": dict(sorted(plan.unknown_units.items(), key=lambda one: -one[1])[:60]),
        "riwayat": sum(len(one.writes) for one in plan.people if not one.wrong),
    }
    found.state, found.done = State.DIPERIKSA, found.rows
    found.save(update_fields=["rows", "summary", "state", "done"])


def _problems_of(one: PersonPlan) -> Iterator[Problem]:
    yield from one.problems
    if not one.wrong:
        for doubt in one.doubts:
            yield Problem(
                "",
                one.line or None,
                "",
                one.nip,
                "",
                doubt,
                _("Bila sudah benar, tandai pada “Perlu dipastikan”; bila keliru, perbaiki berkasnya."),
                True,
            )


def _apply(found: PeopleImport, user: Any, progress: Progress) -> None:
    on = today(found.government)
    _read, plan = _planned(found, user, on, progress, lock=True)
    if plan.digest != found.summary.get("digest"):
        raise Changed(
            _(
                "Data pegawai atau berkasnya berubah sesudah pratinjau. Tidak ada yang "
                "diterapkan; periksa lagi, lalu terapkan."
            )
        )
    accepted = set(found.people_rows.filter(accepted=True).values_list("nip", flat=True))
    good = [
        one
        for one in plan.people
        if one.kind in ("baru", "berubah") or (one.kind == "pastikan" and one.nip in accepted)
    ]
    progress.of(len(good))
    written = writing.write(good, by=user, on=on, tell=lambda rows: progress.say(None))
    writing.keep_written(found, written)
    total = sum(len(rows) for one in written.values() for rows in one.get("rows", {}).values())
    record_bulk(
        kind="people.imported",
        by=user,
        target=found,
        unit=found.government_id,
        on=on,
        rows=(
            {"nip": nip, "ditulis": {k: v for k, v in said.items() if k != "nik"}}
            for nip, said in written.items()
        ),
        after={
            "baru": sum(one.new for one in good),
            "berubah": sum(not one.new for one in good),
            "riwayat": total,
            "sidik_berkas": found.file and found.file.sha256,
        },
        people=_people_with(written),
    )
    jobs.enqueue(due.reckon_due, key="people.due")
    found.state, found.applied_at, found.done = State.DITERAPKAN, timezone.now(), found.rows
    found.summary = {**found.summary, "ditulis": {"orang": len(good), "riwayat": total}}
    found.save(update_fields=["state", "applied_at", "done", "summary"])


def _undo(found: PeopleImport, user: Any, progress: Progress) -> None:
    nips = writing.undo(found, by=user, tell=progress.say)
    found.people_rows.update(written={})
    record_bulk(
        kind="people.import_undone",
        by=user,
        target=found,
        unit=found.government_id,
        on=today(found.government),
        rows=({"nip": nip} for nip in nips),
        people=_people_with(nips),
    )
    found.state, found.done = State.DIURUNGKAN, found.rows
    found.save(update_fields=["state", "done"])


def _people_with(nips: Iterable[str]) -> Iterable[uuid.UUID]:
    return Person.objects.filter(nip__in=list(nips)).values_list("pk", flat=True)


_WORK: dict[str, Callable[[PeopleImport, Any, Progress], None]] = {
    State.MEMERIKSA: _check,
    State.MENERAPKAN: _apply,
    State.MENGURUNGKAN: _undo,
}


def _planned(
    found: PeopleImport, user: Any, on: datetime.date, progress: Progress, *, lock: bool = False
) -> tuple[Read, Plan]:
    if found.file is None:
        raise ImportRefused(_("Berkasnya sudah dihapus karena masa simpannya lewat. Unggah lagi."))
    if not can_see_import(user, found, on):
        raise NotAllowedToImport(_("Anda tidak berwenang lagi atas impor ini."))
    mapping = Mapping.from_json(found.mapping)
    with opened(found.file) as book:
        said = read(book, mapping, on=on)
    progress.of(len(said.people))
    if lock:
        rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(nip__in=list(said.people))
        len(rows.order_by("pk").values_list("pk"))
    plan = make_plan(
        said, mapping, import_id=found.pk, government=found.government, by=user, on=on, tell=progress.say
    )
    return said, plan


class NotAllowedToImport(ImportRefused):
    """Somebody who asked for an import may not any more."""


# --- letting go


def forget_old(*, on: datetime.date) -> int:
    """Let go of the sheets and previews of imports whose time is over, and return how many there were."""
    old = PeopleImport.objects.filter(
        made_at__lt=timezone.now() - datetime.timedelta(days=KEEP_DAYS), file__isnull=False
    )
    with transaction.atomic():
        ids = list(
            old.exclude(state__in=WORKING)
            .select_for_update(of=("self",), skip_locked=True)
            .values_list("pk", flat=True)
        )
        ImportRow.objects.filter(people_import__in=ids).delete()
        ImportProblem.objects.filter(people_import__in=ids).delete()
        PeopleImport.objects.filter(pk__in=ids).update(file=None)
        if ids:
            record_bulk(
                kind="people.imports_forgotten",
                by=None,
                on=on,
                rows=({"id": pk} for pk in ids),
                reason=_("Masa simpan berakhir (UU 27/2022)"),
            )
    return len(ids)


__all__ = [
    "Changed",
    "ImportRefused",
    "accept_rows",
    "ask_again",
    "ask_for_apply",
    "ask_for_check",
    "ask_for_undo",
    "choose_mapping",
    "forget_old",
    "silent",
    "upload",
    "work",
]
