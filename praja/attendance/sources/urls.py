"""The addresses of devices and their taps. Those below `/iclock/` are known to the devices."""

from __future__ import annotations

from django.urls import path

from praja.attendance.sources.views import devices, imports, push

urlpatterns = [
    path("iclock/cdata", push.cdata, name="adms_cdata"),
    path("iclock/getrequest", push.getrequest, name="adms_getrequest"),
    path("iclock/devicecmd", push.devicecmd, name="adms_devicecmd"),
    path("kehadiran/fingerspot/<str:token>/", push.webhook, name="fingerspot"),
    path("kehadiran/mesin/", devices.device_list, name="devices"),
    path("kehadiran/mesin/daftar/", devices.device_new, name="device_new"),
    path("kehadiran/mesin/<uuid:pk>/", devices.device, name="device"),
    path("kehadiran/mesin/<uuid:pk>/ubah/", devices.device_change, name="device_change"),
    path("kehadiran/mesin/<uuid:pk>/hubungi/", devices.device_pull, name="device_pull"),
    path("kehadiran/mesin/<uuid:pk>/pin/", devices.pin, name="device_pin"),
    path("kehadiran/mesin/<uuid:pk>/unggah/", imports.upload, name="taps_upload"),
    path("kehadiran/pin/<uuid:pk>/tarik/", devices.pin_forget, name="pin_forget"),
    path("kehadiran/kiriman/<uuid:pk>/", imports.batch, name="batch"),
    path("kehadiran/kiriman/<uuid:pk>/kolom/", imports.columns, name="batch_columns"),
    path("kehadiran/kiriman/<uuid:pk>/terima/", imports.take, name="batch_take"),
    path("kehadiran/perlu-ditangani/", devices.exceptions, name="exceptions"),
    path("kehadiran/mesin-asing/<uuid:pk>/sisihkan/", devices.unknown_aside, name="unknown_aside"),
]
