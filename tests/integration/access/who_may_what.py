"""Who may what with roles."""

from __future__ import annotations

from praja.access.models import RoleHeld
from tests.integration.access.matrix import SIGNED_IN, Row, World


def own_role(world: World) -> dict[str, object]:
    """Return the role of an auditor of Kota Semarang."""
    return {"number": RoleHeld.objects.get(user=world.user("auditor:own")).number}


SEES = {"auditor:own", "admin_bkpsdm:own", "pengelola_kepegawaian:own", "admin_aplikasi"}
GRANTS = {"admin_bkpsdm:own", "admin_bkpsdm:foreign", "admin_aplikasi"}
ASKS = GRANTS | {
    "auditor:own",
    "auditor:foreign",
    "pengelola_kepegawaian:own",
    "pengelola_kepegawaian:foreign",
}

ROWS = [
    Row("access:list", may=SIGNED_IN),
    Row("access:list", key="csv", may=SIGNED_IN, data={"ekspor": "csv"}),
    Row("access:grant", may=GRANTS),
    Row("access:grant", "POST", may=GRANTS),
    Row("access:why", may=ASKS),
    Row("access:role", may=SEES, args=own_role),
    Row("access:revoke", "POST", may={"admin_bkpsdm:own"}, args=own_role, data={"reason": "Pindah"}),
    Row("access:keep", "POST", may={"admin_bkpsdm:own"}, args=own_role, data={"reason": "Merangkap"}),
    Row(
        "access:of_account",
        may=SEES,
        args=lambda world: {"number": world.user("auditor:own").number},
    ),
]
