"""The only writers of what is exchanged with e-Kinerja, and of where a government is rated."""

from __future__ import annotations


class BknRefused(Exception):
    """Something that cannot be done in the exchange; its text says why and what to do."""
