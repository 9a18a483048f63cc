"""Handing out a file. There is no address for files as such: each app has its own, and looks who asks
before it calls.
"""

from __future__ import annotations

import io
import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from praja.files import disk
from praja.files.models import StoredFile

LOGGER = logging.getLogger(__name__)


def download(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """Return a file as something to save, never as a page of this site.

    The caller has decided that the one who asks may have it. The answer is whole each time: no `ETag`, no
    304, nothing kept by caches, so that no cached answer outlives a permission.

    :raises Http404: if its bytes are gone or changed; `praja doctor` tells which
    """
    data = disk.read(stored.sha256)
    if data is None:
        LOGGER.error("Isi berkas %s tidak ada atau berubah.", stored.pk)
        raise Http404
    response = FileResponse(
        io.BytesIO(data), as_attachment=True, filename=stored.name, content_type=stored.kind
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
