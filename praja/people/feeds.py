"""Calendars that telephones read: a secret address, which its owner can revoke.

The secret is shown once and stored only as a digest. What a calendar holds is decided anew each time it is
read, by what its owner may see at that moment.
"""

from __future__ import annotations

import dataclasses
import datetime
import secrets
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.http import HttpResponse
from django.utils import timezone

from praja.audit.actions import record
from praja.web.tokens import digest_of


@dataclasses.dataclass(frozen=True)
class Feeds:
    """The addresses of one calendar. Rows have `user`, `digest`, `used_at` and `revoked_at`."""

    model: Any
    made: str
    """How the trail calls it that one was made."""
    revoked: str

    def make(self, *, by: Any, on: datetime.date) -> str:
        """Make a calendar address for oneself, and return its secret; an earlier one is revoked."""
        with transaction.atomic():
            self.revoke(by=by, on=on)
            secret = secrets.token_urlsafe(32)
            made = self.model.objects.create(user=by, digest=digest_of(secret), made_at=timezone.now())
            record(kind=self.made, by=by, target=made, on=on)
        return secret

    def revoke(self, *, by: Any, on: datetime.date) -> bool:
        """Revoke one's calendar address, and return whether there was one."""
        with transaction.atomic():
            mine = self.model.objects.select_for_update().filter(user=by, revoked_at__isnull=True).first()
            if mine is None:
                return False
            mine.revoked_at = timezone.now()
            mine.save(update_fields=["revoked_at"])
            record(kind=self.revoked, by=by, target=mine, on=on)
        return True

    def _open(self) -> Any:
        """Return the addresses that are not revoked and were made since all sessions of their owner were last
        ended, as by a disabled account or a password set by a code: what is over there is over here.
        """
        over = Q(user__sessions_end__isnull=False, made_at__lte=F("user__sessions_end"))
        return self.model.objects.filter(revoked_at__isnull=True).exclude(over)

    def of(self, user: Any) -> Any:
        """Return somebody's calendar address that is open, as far as it is known: not its secret."""
        return self._open().filter(user=user).first()

    def owner_of(self, secret: str) -> Any:
        """Return whose calendar a secret opens; none where it is unknown, revoked, or the account closed."""
        found = self._open().filter(digest=digest_of(secret)).select_related("user").first()
        if found is None or not found.user.is_active:
            return None
        self.model.objects.filter(pk=found.pk).update(used_at=timezone.now())
        return found.user


def as_calendar(text: str, name: str) -> HttpResponse:
    """Return a calendar as the answer to whoever has its secret address."""
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
