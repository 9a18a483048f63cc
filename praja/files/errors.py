"""Refusals."""

from __future__ import annotations


class UploadRefused(Exception):
    """An upload that is not kept; its text tells the uploader what was wrong and what to do."""
