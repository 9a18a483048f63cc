"""Recording one SK for more people than a request should wait for: asked for, watched, stopped, and done.

The job works in one transaction: it records the SK for all of them, or for nobody. What was typed is kept as
it was typed, and judged again by the job, with the rights and records of that moment.
"""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praja import jobs
from praja.files.models import StoredFile
from praja.jobs import asked
from praja.jobs.progress import Progress
from praja.people.actions.many import MOST_PEOPLE, record_sk_for_many
from praja.people.actions.refused import PersonRefused, needs
from praja.people.forms import ManySkForm
from praja.people.kinds import KINDS, SkKind
from praja.people.many.notices import tell_done, tell_failed
from praja.people.many.perms import can_see_recording, may_record_for_many
from praja.people.models import ManySk, Person
from praja.people.queries import people_editable_by
from praja.web.shell import day_of
from praja.web.words import angka

State = ManySk.State
LOG = logging.getLogger(__name__)
JOB = "people.many"
AT_ONCE = 300
"""For more people than this a job records it."""
KEEP_DAYS = 30
"""For how long it is kept what was typed and how it ended; the trail keeps what was recorded."""


class Stopped(Exception):
    """The recording is not wanted any more."""


# --- what was typed


def form_of(
    kind: SkKind, by: Any, on: datetime.date, *sent: Any, initial: Mapping[str, Any] | None = None
) -> ManySkForm:
    """Return the form of one SK for many people.

    :param sent: the data and the files that came with it
    """
    nobody = Person(birth_date=on.replace(year=on.year - 40, day=1))
    return ManySkForm(*sent, kind=kind, person=nobody, by=by, on=on, initial=dict(initial or {}))


def people_of(form: ManySkForm, by: Any, on: datetime.date) -> tuple[list[Person], list[str]]:
    """Return the people whose NIP were typed, and the NIP of nobody whose record this officer may change.

    What is wrong with the list as a whole becomes an error of the form.
    """
    wanted = list(dict.fromkeys(re.findall(r"\d+", form.cleaned_data["people"])))
    if not wanted:
        form.add_error("people", _("Isi NIP, satu sebaris."))
    if len(wanted) > MOST_PEOPLE:
        form.add_error(
            "people",
            _("Paling banyak %(most)s orang dalam satu kali catat.") % {"most": angka(MOST_PEOPLE)},
        )
        return [], []
    found = {
        one.nip: one for one in people_editable_by(by, on).filter(nip__in=wanted).select_related("account")
    }
    return [found[nip] for nip in wanted if nip in found], [nip for nip in wanted if nip not in found]


# --- what an officer asks for


@transaction.atomic
def ask(
    *,
    form: ManySkForm,
    people: int,
    file: StoredFile | None,
    because: str = "",
    by: Any,
    on: datetime.date,
) -> ManySk:
    """Ask for an SK to be recorded for many people, and return how that stands; asking twice asks once.

    :param form: what was typed, found to be complete
    :param people: for how many
    :param because: why the basic salary of a raise is not that of the law's table, where it is another
    :raises NotAllowed: if `by` may not
    """
    needs(may_record_for_many(by, on), _("Anda tidak berwenang mencatat SK pegawai."))
    given = {name: str(form.data.get(name, "")) for name in form.fields if name not in ("file", "kept")}
    given["because"] = because
    asked.alone(f"{JOB}:{by.pk}")
    mine = {"kind": form.kind.key, "given": given, "made_by": by}
    found = ManySk.objects.filter(**mine, state=State.MENCATAT).first()
    return found or _ask(ManySk(**mine, file=file, people=people))


@transaction.atomic
def ask_again(*, recording: ManySk, by: Any, on: datetime.date) -> ManySk:
    """Ask once more for a recording that nobody seems to work on: its worker may have been stopped.

    :raises PersonRefused: if `by` may not, or it gave a sign of life lately
    """
    found = _mine(recording, by, on)
    if not silent(found):
        raise PersonRefused(_("Pekerjaan ini masih berjalan, atau sudah selesai."))
    return _ask(found)


@transaction.atomic
def stop(*, recording: ManySk, by: Any, on: datetime.date) -> ManySk:
    """Stop a recording before it writes; nothing is recorded for anybody.

    :raises PersonRefused: if `by` may not, it is over, or it writes already
    """
    try:
        found = _mine(recording, by, on, nowait=True)
    except OperationalError as error:
        raise PersonRefused(
            _("Catatannya sedang ditulis, maka tidak dapat dihentikan lagi. Tunggu sampai selesai.")
        ) from error
    if found.state != State.MENCATAT:
        raise PersonRefused(_("Pekerjaan ini sudah selesai."))
    found.attempt += 1
    _ended(found, State.DIHENTIKAN)
    return found


def silent(recording: ManySk) -> bool:
    """Whether a recording was asked for and has given no sign of life for a while."""
    return recording.state == State.MENCATAT and asked.is_silent(recording.progress_at)


def _mine(recording: ManySk, by: Any, on: datetime.date, *, nowait: bool = False) -> ManySk:
    found = ManySk.objects.select_for_update(of=("self",), nowait=nowait).get(pk=recording.pk)
    needs(can_see_recording(by, found, on), _("Anda tidak berwenang atas pencatatan ini."))
    return found


def _ask(recording: ManySk) -> ManySk:
    recording.state, recording.message, recording.done = State.MENCATAT, "", 0
    recording.attempt += 1
    recording.progress_at = timezone.now()
    recording.save()
    jobs.enqueue(
        JOB,
        key=f"{JOB}:{recording.pk}:{recording.attempt}",
        recording_id=str(recording.pk),
        attempt=recording.attempt,
    )
    return recording


def _ended(recording: ManySk, state: str, message: str = "") -> None:
    recording.state, recording.message, recording.ended_at = state, message, timezone.now()
    recording.save(update_fields=["state", "message", "ended_at", "attempt", "done", "people"])


# --- what the job does


def work(recording_id: str, attempt: int) -> None:
    """Record what was asked for, unless it was done already, stopped, or asked for anew since.

    Whatever goes wrong, it is recorded for nobody, and the recording says why. Only where not even that can
    be written, the exception leaves, and the queue tries again.
    """
    user = get_user_model().objects.get(pk=ManySk.objects.values_list("made_by").get(pk=recording_id)[0])
    with translation.override(user.language):
        try:
            with transaction.atomic():
                asked.alone(recording_id)
                found = ManySk.objects.select_related("file").get(pk=recording_id)
                if not _wanted(found, attempt):
                    return
                with Progress(found) as progress:
                    _record(found, user, progress)
        except Stopped:
            LOG.info("The recording %s is not wanted any more.", recording_id)
        except PersonRefused as error:
            _failed(recording_id, attempt, user, str(error))
        except IntegrityError:
            LOG.exception("The recording %s met rows that were written meanwhile.", recording_id)
            _failed(
                recording_id,
                attempt,
                user,
                _("Sebagian data ini baru saja dicatat orang lain. Lihat lagi akibatnya, lalu catat."),
            )
        except Exception:
            LOG.exception("The recording %s was interrupted.", recording_id)
            asked.reconnect()
            _failed(
                recording_id,
                attempt,
                user,
                _("Pekerjaan terputus di tengah jalan. Tidak ada yang berubah; Anda dapat mengulanginya."),
            )


def _wanted(recording: ManySk, attempt: int) -> bool:
    return recording.attempt == attempt and recording.state == State.MENCATAT


def _record(recording: ManySk, user: Any, progress: Progress) -> None:
    on = day_of(user)
    needs(may_record_for_many(user, on), _("Anda tidak berwenang lagi mencatat SK pegawai."))
    form = form_of(KINDS[recording.kind], user, on, recording.given)
    people, unknown = people_of(form, user, on) if form.is_valid() else ([], [])
    if form.errors:
        raise PersonRefused(" ".join(str(said) for errors in form.errors.values() for said in errors))
    if unknown:
        raise PersonRefused(
            ngettext(
                "%(count)s NIP tidak ditemukan di antara pegawai yang Anda urus: %(named)s.",
                "%(count)s NIP tidak ditemukan di antara pegawai yang Anda urus: %(named)s.",
                len(unknown),
            )
            % {"count": angka(len(unknown)), "named": ", ".join(unknown[:5])}
        )

    def tell(done: int) -> None:
        if not ManySk.objects.filter(
            pk=recording.pk, attempt=recording.attempt, state=State.MENCATAT
        ).exists():
            raise Stopped
        progress.tell(people=len(people), done=done)

    def begin() -> None:
        progress.tell(now=True, people=len(people), done=len(people))
        # Held to the end: whoever would stop it now is told that it writes already.
        if not _wanted(
            ManySk.objects.select_for_update(of=("self",)).get(pk=recording.pk), recording.attempt
        ):
            raise Stopped

    said = form.said()
    content = said.pop("content")
    rows = record_sk_for_many(
        **said,
        kind=form.kind,
        people=people,
        contents=dict.fromkeys((one.pk for one in people), content),
        file=recording.file,
        because=recording.given.get("because", ""),
        by=user,
        on=on,
        tell=tell,
        begin=begin,
    )
    recording.people = recording.done = len(rows)
    _ended(recording, State.DICATAT)
    tell_done(recording, user)


def _failed(recording_id: str, attempt: int, user: Any, message: str) -> None:
    with transaction.atomic():
        found = ManySk.objects.select_for_update(of=("self",)).get(pk=recording_id)
        if _wanted(found, attempt):
            _ended(found, State.GAGAL, message)
            tell_failed(found, user)


# --- letting go


def forget_old() -> int:
    """Let go of what was typed long ago, and return how many there were."""
    since = timezone.now() - datetime.timedelta(days=KEEP_DAYS)
    count, _each = ManySk.objects.exclude(state=State.MENCATAT).filter(ended_at__lt=since).delete()
    return count
