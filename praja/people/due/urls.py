"""Addresses of what falls due; part of those of people."""

from django.urls import path

from praja.people.due import views

urlpatterns = [
    path("jatuh-tempo/", views.due_list, name="due"),
    path("jatuh-tempo/kalender/", views.due_feed, name="due_feed"),
    path("jatuh-tempo/kalender/<str:secret>.ics", views.due_calendar, name="due_calendar"),
    path("jatuh-tempo/<uuid:pk>/<slug:key>/", views.due_letter, name="due_letter"),
]
