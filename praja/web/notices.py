"""Tell somebody something: in the site, and by e-mail if wanted."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, models, transaction
from django.utils import timezone, translation
from django.utils.text import Truncator

from praja.web.addresses import is_ours
from praja.web.models import Notice
from praja.web.prepared import prepared_cursor
from praja.web.said import kept

log = logging.getLogger(__name__)


class NoticeRefused(Exception):
    """A notice that leads outside this site."""


def visible_to(user: Any) -> models.QuerySet[Notice]:
    """Return the notices of one person; nobody sees another's."""
    return Notice.objects.filter(user=user)


def unread_of(user: Any) -> int:
    """Return how many notices a person has not read yet; written out, because every page asks it."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_notice WHERE user_id = %s AND read_at IS NULL", [user.pk])
        return int(cursor.fetchone()[0])


@transaction.atomic
def notify(user: Any, title: str, url: str, email: bool = False) -> Notice:
    """Tell a person something and where to read more: in the language of whoever reads it, where the title is
    a sentence of `praja.web.said`.

    An e-mail is handed over after the caller's transaction, so that nobody is told of what was undone; one
    that cannot be handed over is logged and undoes nothing. It carries the title and no link: who reads it
    signs in at the address they know, which teaches nobody to follow links in e-mail.

    :param url: an address of this site, beginning with `/`
    :raises NoticeRefused: if the address is not of this site
    """
    if not is_ours(url):
        raise NoticeRefused(f"{url!r} is not an address of this site; give one that begins with /.")
    notice = Notice.objects.create(user=user, **_told(title), url=url)
    if email and user.email and user.is_active:
        transaction.on_commit(lambda: _send(user, notice))
    return notice


def notify_many(titles: Mapping[Any, str], url: str) -> None:
    """Tell many people at once, each with a title of their own, in the site alone.

    :param titles: account → title
    :raises NoticeRefused: if the address is not of this site
    """
    if not is_ours(url):
        raise NoticeRefused(f"{url!r} is not an address of this site; give one that begins with /.")
    notices = [Notice(user=user, **_told(title), url=url) for user, title in titles.items()]
    Notice.objects.bulk_create(notices, batch_size=1000)


def notify_alike(accounts: Iterable[Any], title: str, url: str) -> None:
    """Tell many people the same at once, in the site alone, in one statement.

    :param accounts: their ids
    :raises NoticeRefused: if the address is not of this site
    """
    if not is_ours(url):
        raise NoticeRefused(f"{url!r} is not an address of this site; give one that begins with /.")
    told = _told(title)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO web_notice (id, user_id, title, parts, url) "
            "SELECT gen_random_uuid(), unnest(%s::bigint[]), %s, %s::jsonb, %s",
            [list(accounts), told["title"], json.dumps(told["parts"]), url],
        )


def mark_read(user: Any, notice: Notice | None = None) -> None:
    """Note that a person has read one notice, or all."""
    unread = visible_to(user).filter(read_at__isnull=True)
    (unread.filter(pk=notice.pk) if notice else unread).update(read_at=timezone.now())


def _told(title: str) -> dict[str, Any]:
    """Return what is kept of a title: the text, and the parts of a sentence that is said in two languages."""
    return {"title": Truncator(str(title)).chars(300), "parts": kept(title)}


def _send(user: Any, notice: Notice) -> None:
    with translation.override(user.language):
        title = notice.said
        subject = " ".join(title.split())
        body = translation.gettext(
            "Yth. %(name)s,\n\n%(title)s\n\nSelengkapnya dapat Anda baca setelah masuk ke Praja, "
            "pada bagian Pemberitahuan.\n"
        ) % {"name": user.name, "title": title}
    try:
        EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email]).send()
    except Exception:  # whatever a mail server says must not undo what was done
        log.exception("A notice could not be handed over as e-mail (account %s).", user.pk)
