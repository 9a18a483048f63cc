"""What every page of people shares."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from praja.files.actions import UploadRefused, store
from praja.files.models import StoredFile
from praja.files.retention import until
from praja.people.forms import KeptFileMixin
from praja.people.models import Person
from praja.people.perms import can_edit_person
from praja.people.queries import person_visible_to
from praja.web.shell import day_of


def today_of(request: HttpRequest) -> datetime.date:
    """Return the day it is for the one who asks."""
    return day_of(request.user)


def person_seen(request: HttpRequest, pk: uuid.UUID) -> Person:
    """Return a person whose career may be seen.

    :raises Http404: for others, whether they exist or not
    """
    person = person_visible_to(request.user, pk, today_of(request))
    if person is None:
        raise Http404
    return person


def person_edited(request: HttpRequest, pk: uuid.UUID) -> Person:
    """Return a person whose record may be changed.

    :raises Http404: for others, whether they exist or not
    """
    person = person_seen(request, pk)
    if not can_edit_person(request.user, person, today_of(request)):  # type: ignore[arg-type]
        raise Http404
    return person


def file_of(form: KeptFileMixin, request: HttpRequest, name: str = "file") -> StoredFile | None:
    """Return the file that came with a form or with an earlier step of it, and carry it on.

    What was refused becomes an error of the form. What other fields lack does not cost the upload.
    """
    form.is_valid()
    upload: Any = form.cleaned_data.get(name)
    if not upload:
        return form.kept_file(request.user)
    try:
        stored = store(upload, by=request.user, keep_until=until("people.upload", today_of(request)))
    except UploadRefused as error:
        form.add_error(name, str(error))
        return None
    form.keep(stored, request.user)
    return stored


def moment(value: datetime.datetime | None) -> datetime.datetime | None:
    """Return a typed moment as the end of its minute, in the zone of the site."""
    if value is None:
        return None
    if value.tzinfo is None:
        value = value.replace(tzinfo=zoneinfo.ZoneInfo(settings.TIME_ZONE))
    return value.replace(second=59, microsecond=999_999)


def crumbs(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """Return where a page stands, from the list of people on."""
    from django.urls import reverse

    return [(_("Pegawai"), reverse("people:list")), *more]
