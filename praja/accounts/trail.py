"""What the events of this app are called in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from praja.audit import words


def tell() -> None:
    """Tell the trail, when the site starts."""
    for kind, sentence in {
        "signed_in": _("masuk"),
        "signed_out": _("keluar"),
        "sign_in_failed": _("mencatat upaya masuk yang gagal"),
        "locked_out": _("menutup sementara upaya masuk"),
        "created": _("membuat akun"),
        "created_many": _("membuat banyak akun"),
        "disabled": _("menonaktifkan akun"),
        "enabled": _("mengaktifkan akun kembali"),
        "email_changed": _("mengganti surel akun"),
        "password_changed": _("mengganti kata sandi"),
        "password_reset": _("menetapkan kata sandi baru"),
        "reset_mailed": _("mengirim surel untuk menetapkan kata sandi"),
        "second_step_on": _("menyalakan langkah kedua saat masuk"),
        "second_step_off": _("mematikan langkah kedua saat masuk"),
        "second_step_failed": _("mencatat kode langkah kedua yang salah"),
        "session_ended": _("mengakhiri satu sesi"),
        "sessions_ended": _("mengakhiri semua sesi"),
        "many_sessions_ended": _("mengakhiri sesi banyak akun"),
        "code_made": _("membuat kode sekali pakai"),
        "code_used": _("memakai kode sekali pakai"),
        "code_failed": _("mencatat kode sekali pakai yang salah"),
        "first_administrator": _("menjadi administrator pertama"),
    }.items():
        words.add(f"accounts.{kind}", sentence)
    words.add("accounts.list_exported", _("mengunduh daftar akun"), writes=False)
