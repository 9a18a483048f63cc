"""The app `organization`, as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationConfig(AppConfig):
    """Units, positions and their structure in time."""

    name = "praja.organization"
    label = "organization"
    verbose_name = "Organisasi"

    def ready(self) -> None:
        """Register with the shell."""
        from praja.organization import pages, perms, queries, trail
        from praja.web import shell

        trail.tell()

        shell.navigation.add(
            shell.NavItem("organization", _("Organisasi"), "organization:index", 25, group=_("Kepegawaian"))
        )
        shell.first_steps.add(
            shell.FirstStep(
                "organization",
                _("Susun organisasinya"),
                _("Tambahkan pemerintah daerah, lalu unit dan jabatan di halamannya."),
                "organization:index",
                10,
                lambda user: perms.can_create_government(user, queries.today()),
                lambda user: queries.has_structure(),
            )
        )
        shell.searches.add(shell.SearchSource("organization.units", _("Unit"), pages.find_units, 30))
        shell.searches.add(shell.SearchSource("organization.posts", _("Jabatan"), pages.find_posts, 40))
