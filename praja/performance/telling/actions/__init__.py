"""The only writers of what tells people of their ratings, and of what they answer."""

from __future__ import annotations


class TellingRefused(Exception):
    """Something that cannot be done with a report; its text says why and what to do."""
