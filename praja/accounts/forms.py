"""Forms for signing in and for accounts."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from praja import jobs
from praja.accounts import actions, mail
from praja.accounts.adapter import SecondStepAdapter
from praja.accounts.models import User
from praja.accounts.tasks import send_forgotten

ADVICE = _("Paling sedikit 10 karakter. Kalimat pendek yang mudah diingat lebih kuat daripada kata rumit.")
DIFFERENT = _("Kedua kata sandi berbeda. Ketiklah kata sandi yang sama dua kali.")
USERNAME = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{2,59}$",
    _("Nama akun terdiri dari 3 sampai 60 huruf, angka, titik, garis bawah, atau tanda hubung."),
)


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _code_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class TwoPasswords(forms.Form):
    """A new password, typed twice."""

    password1 = _password(_("Kata sandi baru"), "new-password", ADVICE)
    password2 = _password(_("Kata sandi baru, sekali lagi"), "new-password")

    user: Any = None

    def clean_password1(self) -> str:
        """Refuse a password that is too short, too common, or like the account's name."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse two different passwords."""
        cleaned = super().clean()
        first, again = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and again and first != again:
            self.add_error("password2", DIFFERENT)
        return cleaned


class SignInForm(account.LoginForm):
    """Sign in by NIP, account name or e-mail, with a password."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Name the fields in our words."""
        super().__init__(*args, **named)
        self.fields["login"] = forms.CharField(
            label=_("NIP atau surel"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        )
        self.fields["password"] = _password(_("Kata sandi"), "current-password")
        self.order_fields(["login", "password"])


class _SameTwice(forms.Form):
    """Refuse two different passwords, in our words."""

    def clean(self) -> dict[str, Any] | None:
        first, again = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and again and first != again:
            self.add_error("password2", DIFFERENT)
        return self.cleaned_data


class ChangePasswordForm(_SameTwice, account.ChangePasswordForm):
    """One's own password, for a new one."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Name the fields in our words."""
        super().__init__(*args, **named)
        self.fields["oldpassword"] = _password(_("Kata sandi yang sekarang"), "current-password")
        _two(self)


class NewPasswordForm(_SameTwice, account.ResetPasswordKeyForm):
    """A new password, by the link of an e-mail."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Name the fields in our words."""
        super().__init__(*args, **named)
        _two(self)


def _two(form: Any) -> None:
    for name, label, advice in (
        ("password1", _("Kata sandi baru"), ADVICE),
        ("password2", _("Kata sandi baru, sekali lagi"), ""),
    ):
        form.fields[name].label = label
        form.fields[name].help_text = advice
        form.fields[name].widget.attrs.pop("placeholder", None)


class AgainForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Name the field in our words."""
        super().__init__(*args, **named)
        self.fields["password"] = _password(_("Kata sandi"), "current-password")


class ForgottenForm(forms.Form):
    """Ask for the link that sets a new password."""

    email = forms.EmailField(
        label=_("Surel"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def save(self, request: HttpRequest, **_named: Any) -> str:
        """Queue the search for the account and the e-mail: the page answers equally soon either way."""
        email: str = self.cleaned_data["email"]
        site = mail.site_of(request)
        if site is not None:
            jobs.enqueue(send_forgotten, email=email, site=site)
        return email


class _FreshCode(forms.Form):
    """Refuse a code of the app that was used before, also the one with which it was set up."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Refuse it in the same words as a wrong one."""
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            secret = SecondStepAdapter().decrypt(self.authenticator.data["secret"])
            if not actions.use_second_step(user=self.user, secret=secret, code=code):
                raise SecondStepAdapter().validation_error("incorrect_code")
        return code


class SecondStepForm(_FreshCode, second.AuthenticateForm):
    """The code of the second step."""

    code = _code_field(_("Kode enam angka, atau satu kode cadangan"))


class SecondStepAgainForm(_FreshCode, second.ReauthenticateForm):
    """The code once more, before something that matters."""

    code = _code_field(_("Kode enam angka, atau satu kode cadangan"))


class TurnOnForm(ActivateTOTPForm):
    """The first code of the app, which proves that it was set up."""

    code = _code_field(_("Kode enam angka dari aplikasi"))

    def clean_code(self) -> str:
        """Take the code as used: it does not sign in, too."""
        code: str = super().clean_code()
        if not actions.use_second_step(user=self.user, secret=self.secret, code=code):
            raise SecondStepAdapter().validation_error("incorrect_code")
        return code


class CodeForm(TwoPasswords):
    """A one-time code from the officer, and a new password."""

    username = forms.CharField(
        label=_("NIP atau nama akun"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("Kode sekali pakai"),
        help_text=_("Sepuluh huruf dan angka dari pengelola kepegawaian. Huruf besar atau kecil sama saja."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ["username", "code", "password1", "password2"]


class FirstForm(TwoPasswords):
    """The first administrator."""

    name = forms.CharField(label=_("Nama Anda"), max_length=200)
    username = forms.CharField(
        label=_("NIP atau nama akun"),
        max_length=60,
        validators=[USERNAME],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    field_order = ["name", "username", "password1", "password2"]

    def clean_password1(self) -> str:
        """Refuse a password that is like the name just typed, too."""
        self.user = User(
            username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", "")
        )
        return super().clean_password1()


class NewAccountForm(forms.Form):
    """An account for somebody without a record here."""

    name = forms.CharField(label=_("Nama"), max_length=200)
    username = forms.CharField(label=_("NIP atau nama akun"), max_length=60, validators=[USERNAME])
    email = forms.EmailField(label=_("Surel"), required=False, max_length=254)


class OwnEmailForm(forms.Form):
    """One's own address; without e-mail from here, a code of the officer vouches for it."""

    email = forms.EmailField(
        label=_("Surel baru"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    code = forms.CharField(
        label=_("Kode sekali pakai"),
        help_text=_("Dari pengelola kepegawaian. Huruf besar atau kecil sama saja."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, by_link: bool, **named: Any) -> None:
        """Ask for a code only where no link can be sent."""
        super().__init__(*args, **named)
        if by_link:
            del self.fields["code"]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Alasan"), max_length=300)
