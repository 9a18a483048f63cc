"""One address of an app that owns files: Sari may have hers, nobody else; she is told apart before anything
else.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from praja.config.urls import urlpatterns as site
from praja.files.models import StoredFile
from praja.files.views import download


@login_required
def own_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Hand out a file to the one who uploaded it."""
    return download(request, get_object_or_404(StoredFile, pk=pk, uploaded_by=request.user))


urlpatterns = [*site, path("uji/berkas/<uuid:pk>/", own_file, name="uji_berkas")]
