"""The app `web`, as Django knows it."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shell of the site. It knows no app; apps register with it."""

    name = "praja.web"
    label = "web"
    verbose_name = "Praja Web"

    def ready(self) -> None:
        """Register what is the shell's own: a line of navigation, how pages are found, what sign-in does."""
        from django.contrib.auth.signals import user_logged_in
        from django.utils.translation import gettext_lazy as _

        from praja.web import preferences, shell

        user_logged_in.connect(preferences.take_along, dispatch_uid="web.preferences")

        shell.navigation.add(shell.NavItem("home", _("Beranda"), "web:home", 0))
        shell.searches.add(shell.SearchSource("pages", _("Halaman"), shell.find_pages, 0))
