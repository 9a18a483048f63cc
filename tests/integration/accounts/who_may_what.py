"""Who may what with accounts, and with the pages of the libraries for signing in."""

from __future__ import annotations

from tests.integration.access.matrix import ANYONE, FINE, SIGNED_IN, Row, World


def sari(world: World) -> dict[str, object]:
    """Return the account of somebody in the records."""
    return {"number": world.user("pegawai:self").number}


HELPS = {"pengelola_kepegawaian:own", "admin_bkpsdm:own"}
"""Those who hand one-time codes to the people of their unit."""
MANAGES = {"admin_aplikasi"}
WHY = {"reason": "Atas permintaan pemilik"}

NOT_ON = FINE | {404}
"""Pages of the second step, of somebody who has not turned it on."""

ROWS = [
    # before signing in
    Row("account_login", may=ANYONE),
    Row("account_login", "POST", may=ANYONE),
    Row("account_logout", may=ANYONE),
    Row("account_logout", "POST", may=ANYONE),
    Row("account_inactive", may=ANYONE),
    Row("account_reset_password", may=ANYONE),
    Row("account_reset_password", "POST", may=ANYONE),
    Row("account_reset_password_done", may=ANYONE),
    Row("account_reset_password_from_key_done", may=ANYONE),
    Row("account_reset_password_from_key", may=ANYONE, args={"uidb36": "1", "key": "abc-def"}),
    Row("account_reset_password_from_key", "POST", may=ANYONE, args={"uidb36": "1", "key": "abc-def"}),
    Row("account_set_password", may=ANYONE),
    Row("account_set_password", "POST", may=ANYONE),
    Row("mfa_authenticate", may=ANYONE),
    Row("mfa_authenticate", "POST", may=ANYONE),
    Row("accounts:code", may=ANYONE),
    Row("accounts:code", "POST", may=ANYONE),
    Row("accounts:first", may=ANYONE, args={"token": "x"}, fine={404}),
    Row("accounts:first", "POST", may=ANYONE, args={"token": "x"}, fine={404}),
    # one's own
    Row("accounts:mine", may=SIGNED_IN),
    Row("accounts:sessions", may=SIGNED_IN),
    Row("accounts:sessions", "POST", may=SIGNED_IN, data={"session": "lain"}),
    Row("accounts:email", may=SIGNED_IN),
    Row("accounts:email", "POST", may=SIGNED_IN, data={"email": "baru@contoh.go.id"}),
    Row("accounts:email_confirm", may=SIGNED_IN, args={"token": "x"}),
    Row("accounts:email_confirm", "POST", may=SIGNED_IN, args={"token": "x"}),
    Row("account_change_password", may=SIGNED_IN),
    Row("account_change_password", "POST", may=SIGNED_IN),
    Row("account_reauthenticate", may=SIGNED_IN),
    Row("account_reauthenticate", "POST", may=SIGNED_IN),
    Row("mfa_reauthenticate", may=SIGNED_IN),
    Row("mfa_reauthenticate", "POST", may=SIGNED_IN),
    Row("mfa_index", may=SIGNED_IN),
    Row("mfa_activate_totp", may=SIGNED_IN),
    Row("mfa_activate_totp", "POST", may=SIGNED_IN),
    Row("mfa_deactivate_totp", may=SIGNED_IN, fine=NOT_ON),
    Row("mfa_deactivate_totp", "POST", may=SIGNED_IN, fine=NOT_ON),
    Row("mfa_view_recovery_codes", may=SIGNED_IN, fine=NOT_ON),
    Row("mfa_generate_recovery_codes", may=SIGNED_IN, fine=NOT_ON),
    Row("mfa_generate_recovery_codes", "POST", may=SIGNED_IN, fine=NOT_ON),
    Row("mfa_download_recovery_codes", may=SIGNED_IN, fine=NOT_ON),
    # others'
    Row("accounts:list", may=MANAGES),
    Row("accounts:list", key="csv", may=MANAGES, data={"ekspor": "csv"}),
    Row("accounts:create", may=MANAGES),
    Row("accounts:create", "POST", may=MANAGES, data={"name": "Tono", "username": "tono"}),
    Row("accounts:account", may=MANAGES | HELPS, args=sari),
    Row("accounts:make_code", "POST", may=HELPS, args=sari),
    Row("accounts:second_step_off", "POST", may=HELPS, args=sari, data=WHY),
    Row("accounts:disable", "POST", may=MANAGES, args=sari, data=WHY),
    Row("accounts:enable", "POST", may=MANAGES, args=sari, data=WHY),
]
