"""Looking for signals each night."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop

from praja import jobs
from praja.attendance.signals.finding import find
from praja.people.models import Person
from praja.web.notices import notify_alike
from praja.web.said import gettext as _

TITLE = gettext_noop("Ada yang perlu Anda jelaskan tentang presensi Anda; ini pertanyaan, bukan putusan")


@jobs.periodic(cron="10 19 * * *", name="attendance.signals", retry=2)
def look() -> None:
    """Look each night for signals, and tell those whom they are about."""
    people = find(timezone.localdate())
    accounts = Person.objects.filter(pk__in=people, account__is_active=True).values_list("account", flat=True)
    notify_alike(accounts, _(TITLE), "/kehadiran/isyarat/saya/")
