"""All addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("praja.web.urls")),
    path("", include("praja.accounts.signin_urls")),
    path("akun/", include("praja.accounts.urls")),
    path("organisasi/", include("praja.organization.urls")),
    path("peran/", include("praja.access.urls")),
    path("", include("praja.audit.urls")),
    path("", include("praja.people.urls")),
    path("", include("praja.attendance.urls")),
    path("", include("praja.performance.urls")),
    path("", include("praja.payroll.urls")),
]
