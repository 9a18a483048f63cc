"""Forms for roles."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from praja.access import reasons
from praja.access.enums import Role
from praja.access.queries import TECHNICAL, has_role, names_of, units_of_roles, units_visible_to
from praja.accounts.backends import find_account
from praja.organization.models import Unit


class GrantForm(forms.Form):
    """Give a role; offers only what the one who gives may give."""

    username = forms.CharField(
        label=_("NIP atau nama akun"),
        max_length=254,
        help_text=_("Akun yang diberi peran, persis seperti dipakai untuk masuk."),
    )
    role = forms.ChoiceField(label=_("Peran"))
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, help_text=_("Peran berlaku juga untuk semua unit di bawahnya.")
    )
    start = forms.DateField(label=_("Mulai"), widget=forms.DateInput())
    end = forms.DateField(
        label=_("Sampai"),
        required=False,
        widget=forms.DateInput(),
        help_text=_("Kosongkan bila belum diketahui."),
    )
    reason = forms.CharField(
        label=_("Dasar"), max_length=300, help_text=_("Nomor SK, surat tugas, atau sebabnya.")
    )

    def __init__(self, *args: Any, by: Any, on: datetime.date, **named: Any) -> None:
        """Offer the roles and units that `by` may give."""
        super().__init__(*args, **named)
        people = has_role(by, Role.ADMIN_BKPSDM, on=on)
        technical = has_role(by, Role.ADMIN_APLIKASI, on=on)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Role.choices if (technical if value in TECHNICAL else people)
        ]
        everywhere = units_of_roles(by, on, Role.ADMIN_BKPSDM)[0]
        units = units_visible_to(by, on, Role.ADMIN_BKPSDM).values_list("pk", flat=True)
        offered = sorted(names_of(units, on).items(), key=lambda one: one[1])
        first = [("", _("Semua unit"))] if everywhere or technical else [("", _("Pilih unit"))]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            *first,
            *((str(key), name) for key, name in offered),
        ]
        self.order_fields(["username", "role", "unit", "start", "end", "reason"])

    def clean_username(self) -> Any:
        """Return the account that is meant."""
        user = find_account(self.cleaned_data["username"])
        if user is None:
            raise forms.ValidationError(
                _("Tidak ada akun dengan nama ini. Periksa NIP-nya, atau mintalah akun dibuat lebih dahulu.")
            )
        return user

    def clean_unit(self) -> Unit | None:
        """Return the unit that is meant; none for all."""
        value = self.cleaned_data["unit"]
        return Unit.objects.select_related("government").get(pk=value) if value else None


class RevokeForm(forms.Form):
    """Take a role away."""

    reason = forms.CharField(label=_("Alasan"), max_length=300)


class KeepForm(forms.Form):
    """Decide that a role stays although its holder moved."""

    reason = forms.CharField(label=_("Mengapa tetap diperlukan"), max_length=300)


class WhyForm(forms.Form):
    """Ask why somebody may or may not see something."""

    akun = forms.CharField(label=_("Siapa? NIP atau nama akun"), max_length=254)
    jenis = forms.ChoiceField(label=_("Terhadap apa?"))
    objek = forms.CharField(label=_("Yang mana?"), max_length=200)
    hari = forms.DateField(label=_("Pada hari"), widget=forms.DateInput())

    def __init__(self, *args: Any, **named: Any) -> None:
        """Offer the kinds of objects about which may be asked."""
        super().__init__(*args, **named)
        kinds = reasons.kinds()
        self.fields["jenis"].choices = [(one.key, one.label) for one in kinds]  # type: ignore[attr-defined]
        self.fields["objek"].help_text = " ".join(str(one.help) for one in kinds if one.help)
