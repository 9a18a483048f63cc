"""Texts of e-mail: plain, registered here, with named places that are filled once and never evaluated."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import translation

if TYPE_CHECKING:
    from django.utils.functional import Promise

HERE = ("localhost", "127.0.0.1", "[::1]")
"""Names by which a computer means itself."""
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclasses.dataclass(frozen=True, slots=True)
class MailText:
    """One e-mail: places are written `{nama}`."""

    key: str
    subject: str | Promise
    body: str | Promise


_texts: dict[str, MailText] = {}


def register(text: MailText) -> None:
    """Register the text of an e-mail, when the site starts."""
    _texts[text.key] = text


def is_configured() -> bool:
    """Tell whether this installation sends e-mail at all."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def site_of(request: HttpRequest) -> str | None:
    """Return how links in an e-mail begin: with the name that the installation gives itself, whatever name
    the request came with.

    None where only patterns of names are set (`PRAJA_HOSTS=*`): the request would decide where a link leads.
    """
    named = [host for host in settings.ALLOWED_HOSTS if host not in HERE]
    exact = [host for host in named if not host.startswith((".", "*"))]
    scheme = "https" if settings.HTTPS else "http"
    if not named:
        return f"{scheme}://{request.get_host()}"
    if not exact:
        return None
    # The port on which we listen, not the one that the request names; behind https stands a proxy.
    port = str(request.META.get("SERVER_PORT", "80"))
    return f"{scheme}://{exact[0]}" + (f":{port}" if not settings.HTTPS and port != "80" else "")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled. What is put in is never looked at again, so a name with braces
    stays a name with braces.

    :raises KeyError: if a place has no value
    """
    return _PLACE.sub(lambda found: values[found[1]], text)


def send(key: str, to: str, values: Mapping[str, str], *, language: str = "id") -> None:
    """Send one e-mail now; call it from a job, never while somebody waits for a page."""
    validate_email(to)
    with translation.override(language):
        text = _texts[key]
        subject = " ".join(filled(str(text.subject), values).split())  # one line, whatever a name holds
        body = filled(str(text.body), values)
    EmailMessage(subject=subject, body=body, to=[to]).send()
