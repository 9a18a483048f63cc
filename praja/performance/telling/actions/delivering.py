"""Noting since when people can read their ratings, in the transaction that signs them."""

from __future__ import annotations

from collections.abc import Sequence

from praja.performance.models import Delivery, Rating


def deliver(ratings: Sequence[Rating]) -> None:
    """Note that ratings which were signed just now can be read by the people from then on.

    :param ratings: signed; whoever signs them calls this in the same transaction
    """
    Delivery.objects.bulk_create(
        Delivery(rating=one, delivered_at=one.signed_at) for one in ratings if one.signed_at is not None
    )
