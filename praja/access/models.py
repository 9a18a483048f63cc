"""Roles, held for a unit and a period."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from praja.access.enums import Role
from praja.organization.models import Unit

EVERYWHERE = uuid.UUID(int=0)


class RoleHeld(models.Model):
    """A role of one account, for a unit and all below it, or for every government where no unit is named.

    `pegawai` and `atasan` are not here: everyone in the records is the one, and the reporting line makes the
    other.
    """

    number = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    """By which addresses of pages name it."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles_held")
    role = models.CharField("peran", max_length=30, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="roles_held")
    berlaku = DateRangeField("berlaku")
    reason = models.CharField("dasar", max_length=300)
    granted_by = models.CharField(max_length=200)
    granted_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_reason = models.CharField("alasan pencabutan", max_length=300, blank=True, default="")
    review_from = models.DateField(null=True, blank=True)
    """The day on which its holder moves or leaves, until somebody has decided whether it stays; else none."""
    review_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="role_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Coalesce("unit_id", models.Value(EVERYWHERE, output_field=models.UUIDField())),
                        RangeOperators.EQUAL,
                    ),
                    ("berlaku", RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at__isnull=True),
            ),
            ExclusionConstraint(
                name="role_maker_is_not_checker",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Coalesce("unit_id", models.Value(EVERYWHERE, output_field=models.UUIDField())),
                        RangeOperators.EQUAL,
                    ),
                    ("role", RangeOperators.NOT_EQUAL),
                    ("berlaku", RangeOperators.OVERLAPS),
                ],
                condition=Q(
                    revoked_at__isnull=True, role__in=[Role.BENDAHARA.value, Role.PEJABAT_PENYETUJU.value]
                ),
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="role_held_user")]
