"""The app `files`, as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Uploaded files, stored by the hash of their content."""

    name = "praja.files"
    label = "files"
    verbose_name = "Berkas"

    def ready(self) -> None:
        """Tell the trail what its events are called."""
        from praja.audit import words

        words.add("files.stored", _("mengunggah berkas"))
        words.add("files.deleted", _("menghapus berkas yang masa simpannya berakhir"))
        words.fields.update({"jenis": _("jenis"), "ukuran": _("ukuran"), "berkas": _("berkas")})
