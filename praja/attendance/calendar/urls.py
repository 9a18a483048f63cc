"""The addresses of this part."""

from __future__ import annotations

from django.urls import URLPattern, path

from praja.attendance.calendar.views import events, holidays, hours, places

urlpatterns: list[URLPattern] = [
    path("kehadiran/jam/", hours.hours, name="hours"),
    path("kehadiran/jam/baru/", hours.hours_new, name="hours_new"),
    path("kehadiran/jam/<uuid:pk>/", hours.hours_one, name="hours_one"),
    path("kehadiran/jam/<uuid:pk>/ubah/", hours.hours_change, name="hours_change"),
    path("kehadiran/jam/diberikan/<int:pk>/akhiri/", hours.hours_end, name="hours_end"),
    path("kehadiran/libur/", holidays.holidays, name="holidays"),
    path("kehadiran/libur/tetapkan/", holidays.holiday_set, name="holiday_set"),
    path("kehadiran/libur/ramadan/", holidays.ramadan_set, name="ramadan_set"),
    path("kehadiran/libur/<uuid:pk>/cabut/", holidays.holiday_withdraw, name="holiday_withdraw"),
    path("kehadiran/tempat/", places.places, name="places"),
    path("kehadiran/tempat/baru/", places.place_set, name="place_set"),
    path("kehadiran/tempat/<uuid:pk>/cabut/", places.place_withdraw, name="place_withdraw"),
    path("kehadiran/kegiatan/", events.events, name="events"),
    path("kehadiran/kegiatan/baru/", events.event_new, name="event_new"),
    path("kehadiran/kegiatan/<uuid:pk>/", events.event, name="event"),
    path("kehadiran/kegiatan/<uuid:pk>/batal/", events.event_cancel, name="event_cancel"),
]
