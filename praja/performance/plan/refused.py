"""What cannot be done with an SKP."""

from __future__ import annotations


class PlanRefused(Exception):
    """Something that cannot be done with an SKP; its text says why and what to do."""
