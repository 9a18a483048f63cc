"""What credit points tell the shell and the trail, when the site starts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from praja.access.queries import has_role
from praja.audit import words
from praja.performance.mine import mine
from praja.performance.navigation import nav_item
from praja.performance.perms import READERS
from praja.web import shell


def register() -> None:
    """Register everything."""
    add = shell.navigation.add
    add(nav_item("credit", gettext_lazy("Angka kredit"), "credit", is_functional))
    add(nav_item("credits", gettext_lazy("Angka kredit pegawai"), "credit_list", reads))
    for kind, sentence in {
        "credit_determined": gettext_lazy("mencatat penetapan angka kredit"),
        "credit_opened": gettext_lazy("mencatat saldo angka kredit"),
        "credit_withdrawn": gettext_lazy("menarik penetapan angka kredit"),
        "credit_sheet_checked": gettext_lazy("memeriksa lembar saldo angka kredit"),
        "credit_sheet_applied": gettext_lazy("menerapkan lembar saldo angka kredit"),
        "credit_sheet_refused": gettext_lazy("menolak lembar saldo angka kredit"),
    }.items():
        words.add(f"performance.{kind}", sentence)
    words.parts["angka_kredit"] = gettext_lazy("angka kredit")
    words.fields.update(
        {
            "angka_kredit": gettext_lazy("angka kredit"),
            "jenjang": gettext_lazy("jenjang"),
            "nomor_sk": gettext_lazy("nomor SK"),
            "tanggal_sk": gettext_lazy("tanggal SK"),
            "digantikan": gettext_lazy("digantikan"),
        }
    )


def is_functional(user: Any) -> bool:
    """
    To be shown the way to one's own credit points, one must
    - hold a functional post.
    """
    return mine(user, shell.day_of(user)).functional


def reads(user: Any) -> bool:
    """
    To be shown the way to the credit points of others, one must
    - hold a role that opens the SKP of a unit.
    """
    return has_role(user, *READERS, on=shell.day_of(user))
