"""Refuse a request that is too large before any of it is written to the disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_REQUEST = 64 * 1024 * 1024


class LargestRequest(FileUploadHandler):
    """Looks at the announced length of a form with files; the other handlers then do the work.

    A body without a length never reaches us: WSGI gives an application no more than was announced.
    """

    def handle_raw_input(
        self, input_data: Any, META: dict[str, str], content_length: int, *rest: Any, **named: Any
    ) -> None:
        """Refuse by the announced length.

        :raises RequestDataTooBig: which answers 400
        """
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig("The form with its files is too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        return None
