"""Who may open, draft, agree and keep SKP."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from praja.access.queries import has_role
from praja.organization.models import Unit
from praja.people.asker import asker_of
from praja.people.models import Person
from praja.performance.enums import KeadaanVersi
from praja.performance.models import Skp, SkpVersion
from praja.performance.perms import OFFICERS, READERS, is_own, may_appraise, may_keep
from praja.web.prepared import prepared_cursor


def own_person(user: Any) -> uuid.UUID | None:
    """Return the id of the person whose account it is, none for accounts of nobody in the records."""
    return asker_of(user).person if getattr(user, "is_active", False) else None


def may_open_year(user: Any, unit: Unit | uuid.UUID, on: datetime.date) -> bool:
    """
    To open the SKP of a unit with all below it, one must be
    - pengelola kepegawaian or admin BKPSDM for it or a unit above it.
    """
    return has_role(user, *OFFICERS, unit=unit, on=on)


def is_officer(user: Any, on: datetime.date) -> bool:
    """
    To see the pages of those who keep SKP in order, one must be
    - pengelola kepegawaian or admin BKPSDM of any unit.
    """
    return has_role(user, *OFFICERS, on=on)


def sees_coverage(user: Any, on: datetime.date) -> bool:
    """
    To see how far the SKP of units have come, one must be
    - pengelola kepegawaian, admin BKPSDM, kepala unit, tim penilai or auditor of any unit.
    """
    return has_role(user, *READERS, on=on)


def may_open_own(user: Any, person: Person) -> bool:
    """
    To open an SKP by oneself, where it is missing, one must be
    - the person.
    """
    return own_person(user) == person.pk


def may_draft(user: Any, version: SkpVersion) -> bool:
    """
    To write a version of an SKP and propose it, one must be
    - the person whose SKP it is,
    while it is drafted.
    """
    return version.state == KeadaanVersi.DISUSUN and is_own(user, version.skp)


def may_expect(user: Any, version: SkpVersion, on: datetime.date) -> bool:
    """
    To write what is expected of behaviour, one must be
    - the person, while it is drafted, or
    - the appraiser (`may_appraise`), while it is drafted or proposed.
    """
    if version.state not in (KeadaanVersi.DISUSUN, KeadaanVersi.DIAJUKAN):
        return False
    return may_draft(user, version) or may_appraise(user, version.skp, on)


def may_remark(user: Any, version: SkpVersion, on: datetime.date) -> bool:
    """
    To add to the dialogue of a version, one must be
    - the person or the appraiser (`may_appraise`),
    while it is drafted, proposed or in force.
    """
    if version.state in (KeadaanVersi.DIGANTIKAN, KeadaanVersi.DITARIK):
        return False
    return is_own(user, version.skp) or may_appraise(user, version.skp, on)


def may_agree(user: Any, version: SkpVersion, on: datetime.date) -> bool:
    """
    To agree to a proposed version, or send it back, one must be
    - the appraiser, or on that day the holder of the appraiser's post, and
    - somebody else than the person (`may_appraise`).
    """
    return version.state == KeadaanVersi.DIAJUKAN and may_appraise(user, version.skp, on)


def may_agree_on_paper(user: Any, version: SkpVersion, on: datetime.date) -> bool:
    """
    To record that an appraiser without an account (a head of region) has signed, one must be
    - allowed to keep the SKP (`may_keep`: an officer of the unit, never the person).
    Where the appraiser is somebody of the records who can sign in, only they agree.
    """
    return (
        version.state == KeadaanVersi.DIAJUKAN
        and may_keep(user, version.skp, on)
        and signs_on_paper(version.skp, on)
    )


def signs_on_paper(skp: Skp, on: datetime.date) -> bool:
    """Tell whether nobody who can sign in may speak as the appraiser of an SKP."""
    given = {
        "appraiser": skp.appraiser_id, "post": skp.appraiser_position_id, "person": skp.person_id, "on": on,
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(_SPEAKS, given)
        return not cursor.fetchone()[0]


_SPEAKS = """
SELECT EXISTS (
    SELECT FROM people_person p JOIN accounts_user u ON u.id = p.account_id AND u.is_active
    WHERE p.id = ANY(ARRAY(
        SELECT %(appraiser)s::uuid
        UNION ALL
        SELECT j.person_id FROM people_jabatanhistory j
        WHERE j.position_id = %(post)s::uuid AND j.person_id <> %(person)s::uuid
            AND j.digantikan IS NULL AND j.berlaku @> %(on)s::date
    ))
)
"""


def may_confirm_understanding(user: Any, version: SkpVersion) -> bool:
    """
    To say that one has understood how one is measured, one must be
    - the person, of the version that is agreed.
    """
    return version.state == KeadaanVersi.DISEPAKATI and is_own(user, version.skp)


def may_change(user: Any, skp: Skp, on: datetime.date) -> bool:
    """
    To begin a later version of an SKP, one must be
    - the person, or the appraiser (`may_appraise`).
    """
    return is_own(user, skp) or may_appraise(user, skp, on)
