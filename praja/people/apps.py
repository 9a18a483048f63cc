"""The app `people`, as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People and the histories of their careers."""

    name = "praja.people"
    label = "people"
    verbose_name = "Pegawai"

    def ready(self) -> None:
        """Tell the shell and the apps below what people know."""
        from praja.audit.actions import heard
        from praja.people.due import shell as due
        from praja.people.notices import tell_of
        from praja.people.shell import register

        register()
        due.register()
        heard.add(tell_of)
