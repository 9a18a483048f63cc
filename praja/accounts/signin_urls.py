"""Addresses of the libraries for signing in: those that this site has, and no others.

Nobody signs up, claims an e-mail address or signs in by a mailed code here, so these pages have no address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.generic import RedirectView

to_code = login_not_required(RedirectView.as_view(pattern_name="accounts:code"))

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("masuk/langkah-kedua/", second.authenticate, name="mfa_authenticate"),
    path("keluar/", account.logout, name="account_logout"),
    path("akun/nonaktif/", account.account_inactive, name="account_inactive"),
    path("akun/pastikan/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/pastikan/kode/", second.reauthenticate, name="mfa_reauthenticate"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path("akun/sandi/tetapkan/", to_code, name="account_set_password"),
    path("akun/lupa/", account.password_reset, name="account_reset_password"),
    path("akun/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "akun/lupa/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^akun/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("akun/langkah-kedua/", second.index, name="mfa_index"),
    path("akun/langkah-kedua/nyalakan/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/langkah-kedua/matikan/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/langkah-kedua/cadangan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "akun/langkah-kedua/cadangan/baru/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "akun/langkah-kedua/cadangan/unduh/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
