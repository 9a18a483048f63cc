"""How far two points of the earth are from each other."""

from __future__ import annotations

import math

RADIUS = 6_371_008.8
"""Metres: the mean radius of the earth, as the haversine formula wants it."""


def distance(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return the metres between two points in degrees, along the surface (haversine).

    The earth is taken as a ball: up to half a percent wrong, which is less than a phone knows of itself.
    """
    one, two = math.radians(lat), math.radians(to_lat)
    turn = math.radians(to_lon - lon)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(turn / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))
