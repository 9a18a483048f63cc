"""Who may what in the shell: pages about oneself for everybody signed in, a notice for its person only."""

from praja.web.models import Notice
from praja.web.notices import notify
from tests.integration.access.matrix import ANYONE, SIGNED_IN, Row, World


def _notice(world: World) -> Notice:
    return notify(world.user("pegawai:self"), "SK Anda sudah dicatat", "/")


FACTORIES = {"notice": _notice}
ARGS = {"pk": lambda world: world["notice"].pk}
ROWS = [
    Row("web:home", may=SIGNED_IN),
    Row("web:search", may=SIGNED_IN, data={"q": "Sari"}),
    Row("web:notices", may=SIGNED_IN),
    Row("web:notices_read", "POST", may=SIGNED_IN),
    Row("web:notice_open", "POST", may={"pegawai:self"}),
    Row("web:language", "POST", may=ANYONE, data={"bahasa": "id"}),
    Row("web:theme", "POST", may=ANYONE, data={"tampilan": "gelap"}),
    Row("web:style", may=SIGNED_IN),
]
