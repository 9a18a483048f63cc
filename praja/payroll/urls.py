"""Addresses of the pay month; each part has its own."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "payroll"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("praja.payroll.runs.urls")),
    path("", include("praja.payroll.facts.urls")),
    path("", include("praja.payroll.sheets.urls")),
    path("", include("praja.payroll.extra.urls")),
    path("", include("praja.payroll.rapel.urls")),
    path("", include("praja.payroll.slip.urls")),
    path("", include("praja.payroll.compare.urls")),
    path("", include("praja.payroll.outputs.urls")),
    path("", include("praja.payroll.budget.urls")),
]
